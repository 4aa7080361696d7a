//! What runs in a workload, step by step. The benchmarks of `cargo bench` use this file too.

use anyhow::Context;
use bami_htm::anatomy::Layer;
use bami_htm::anomaly::AnomalyLikelihood;
use bami_htm::encoders::{DateEncoder, RandomDistributedScalarEncoder};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::SpatialPooler;
use bami_htm::temporal_memory::TemporalMemory;
use bami_htm::{Execution, Learning, Profile};
use jiff::civil::DateTime;

use super::clock::{Clock, Part};
use super::workloads::{
    Patterns, date_parameters, memory_parameters, pooler_parameters, region_parameters,
    value_parameters,
};

/// The seed of poolers and memories.
const SEED: u64 = 42;

/// The inputs of a workload.
#[derive(Clone)]
pub enum Inputs {
    /// Active columns for a temporal memory.
    Columns(Patterns),
    /// Inputs for a spatial pooler with this boost strength.
    Bits(Patterns, f64),
    /// A metric with this resolution, for a region.
    Metric(Vec<(DateTime, f64)>, f64),
}

impl Inputs {
    /// Number of steps.
    pub fn len(&self) -> usize {
        match self {
            Self::Columns(inputs) | Self::Bits(inputs, _) => inputs.order.len(),
            Self::Metric(rows, _) => rows.len(),
        }
    }

    /// Whether it has no steps.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What runs in a workload, with its inputs.
#[derive(Clone)]
pub enum Subject {
    /// A temporal memory and the active columns of each step.
    Memory {
        /// The memory.
        memory: Box<TemporalMemory>,
        /// The active columns.
        inputs: Patterns,
    },
    /// A spatial pooler and the input of each step.
    Pooler {
        /// The pooler.
        pooler: Box<SpatialPooler>,
        /// The inputs.
        inputs: Patterns,
    },
    /// A whole region and its metric.
    Stream(Box<Stream>),
}

/// Everything from the encoders to the likelihood, in series.
#[derive(Clone)]
pub struct Stream {
    rows: Vec<(DateTime, f64)>,
    date: DateEncoder,
    value: RandomDistributedScalarEncoder,
    pooler: SpatialPooler,
    memory: TemporalMemory,
    likelihood: AnomalyLikelihood,
}

/// The results of a step that the parts do not keep themselves.
#[derive(Default)]
pub struct Outcome {
    /// The active columns, if there is a pooler.
    pub active_columns: Option<Sdr>,
    /// The likelihood, if it is a stream.
    pub likelihood: Option<f64>,
}

impl Subject {
    /// What runs on these inputs, before the first step. The switches are those of the workload
    /// unless a profile is chosen.
    pub fn new(inputs: Inputs, profile: Option<Profile>) -> anyhow::Result<Self> {
        Ok(match inputs {
            Inputs::Columns(inputs) => {
                let memory = TemporalMemory::new(memory_parameters(32, profile), SEED)?;
                Self::Memory { memory: Box::new(memory), inputs }
            }
            Inputs::Bits(inputs, boost_strength) => {
                let pooler = SpatialPooler::new(pooler_parameters(boost_strength, profile), SEED)?;
                Self::Pooler { pooler: Box::new(pooler), inputs }
            }
            Inputs::Metric(rows, resolution) => {
                Self::Stream(Box::new(Stream::new(rows, resolution, profile)?))
            }
        })
    }

    /// Chooses the form of the algorithms.
    pub fn set_execution(&mut self, execution: Execution) {
        match self {
            Self::Memory { memory, .. } => memory.set_execution(execution),
            Self::Pooler { pooler, .. } => pooler.set_execution(execution),
            Self::Stream(stream) => {
                stream.pooler.set_execution(execution);
                stream.memory.set_execution(execution);
            }
        }
    }

    /// Makes a step with learning and times its parts with the clock.
    //= spec/program.md#program-bench
    //# Learning MUST be on in every timed step.
    //= spec/program.md#program-bench
    //# The timing MUST cover the steps alone, excluding the time for reading or generating the
    //# inputs.
    pub fn step(&mut self, step: usize, clock: &mut Clock) -> anyhow::Result<Outcome> {
        match self {
            Self::Memory { memory, inputs } => {
                let active_columns = inputs.at(step);
                clock.start();
                memory.step_observed(active_columns, Learning::On, clock)?;
                clock.part_done(Part::LAST_OF_MEMORY);
                Ok(Outcome::default())
            }
            Self::Pooler { pooler, inputs } => {
                let input = inputs.at(step);
                clock.start();
                let active_columns = pooler.step_observed(input, Learning::On, clock)?;
                clock.part_done(Part::LAST_OF_POOLER);
                Ok(Outcome { active_columns: Some(active_columns), likelihood: None })
            }
            Self::Stream(stream) => stream.step(step, clock),
        }
    }

    /// The pooler, if there is one.
    pub fn pooler(&self) -> Option<&SpatialPooler> {
        match self {
            Self::Memory { .. } => None,
            Self::Pooler { pooler, .. } => Some(pooler),
            Self::Stream(stream) => Some(&stream.pooler),
        }
    }

    /// The memory, if there is one.
    pub fn memory(&self) -> Option<&TemporalMemory> {
        match self {
            Self::Memory { memory, .. } => Some(memory),
            Self::Pooler { .. } => None,
            Self::Stream(stream) => Some(&stream.memory),
        }
    }

    /// The layers with synapses.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        let pooler = self.pooler().map(SpatialPooler::layer);
        pooler.into_iter().chain(self.memory().map(TemporalMemory::layer))
    }
}

impl Stream {
    fn new(
        rows: Vec<(DateTime, f64)>,
        resolution: f64,
        profile: Option<Profile>,
    ) -> anyhow::Result<Self> {
        let parameters = region_parameters(resolution, profile).resolved()?;
        Ok(Self {
            rows,
            date: DateEncoder::new(date_parameters())?,
            value: RandomDistributedScalarEncoder::new(value_parameters(resolution, profile))?,
            pooler: SpatialPooler::new(parameters.sp, SEED)?,
            memory: TemporalMemory::new(parameters.tm, SEED)?,
            likelihood: AnomalyLikelihood::new(parameters.anomaly)?,
        })
    }

    fn encode(&self, step: usize) -> anyhow::Result<Sdr> {
        let (time, value) = self.rows[step];
        let at = || format!("row {} of the values", step + 1);
        let parts = [
            self.date.encode_time(time).with_context(at)?,
            self.value.encode_number(value).with_context(at)?,
        ];
        Ok(Sdr::concatenate(&parts)?)
    }

    fn step(&mut self, step: usize, clock: &mut Clock) -> anyhow::Result<Outcome> {
        clock.start();
        let input = self.encode(step)?;
        clock.part_done(Part::Encoders);
        let active_columns = self.pooler.step_observed(&input, Learning::On, clock)?;
        clock.part_done(Part::LAST_OF_POOLER);
        self.memory.step_observed(&active_columns, Learning::On, clock)?;
        clock.part_done(Part::LAST_OF_MEMORY);
        let metric = Some(self.rows[step].1);
        let likelihood = self.likelihood.step(metric, self.memory.anomaly())?;
        clock.part_done(Part::Likelihood);
        let likelihood = Some(likelihood.likelihood);
        Ok(Outcome { active_columns: Some(active_columns), likelihood })
    }
}
