//! One workload, step by step: what it costs, and what it makes.

use std::time::{Duration, Instant};

use anyhow::Context;
use bami_htm::anatomy::{Layer, PresynapticView};
use bami_htm::anomaly::AnomalyLikelihood;
use bami_htm::encoders::{DateEncoder, RandomDistributedScalarEncoder};
use bami_htm::hash::murmur3_32;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::SpatialPooler;
use bami_htm::temporal_memory::TemporalMemory;
use jiff::civil::DateTime;

use super::memory::ResidentMemory;
use super::report::{Measured, Phase, Stretch, fitted};
use super::workloads::{
    Patterns, date_parameters, memory_parameters, pooler_parameters, region_parameters,
    value_parameters,
};
use crate::progress::Progress;

/// Stretches into which a run is divided.
const STRETCHES: usize = 10;

/// Steps after the run in which the pooler does not learn, to tell its phases apart.
const RECALLS: usize = 100;

/// The seed of poolers and memories.
const SEED: u64 = 42;

/// What runs in a workload.
enum Subject {
    Memory { memory: Box<TemporalMemory>, inputs: Patterns },
    Pooler { pooler: Box<SpatialPooler>, inputs: Patterns },
    Stream(Box<Stream>),
}

/// Everything from the encoders to the likelihood, one behind the other.
struct Stream {
    rows: Vec<(DateTime, f64)>,
    date: DateEncoder,
    value: RandomDistributedScalarEncoder,
    pooler: SpatialPooler,
    memory: TemporalMemory,
    likelihood: AnomalyLikelihood,
}

/// The inputs of a workload.
pub(crate) enum Inputs {
    /// Active columns for a temporal memory.
    Columns(Patterns),
    /// Inputs for a spatial pooler with this boost strength.
    Bits(Patterns, f64),
    /// A metric with this resolution, for a region.
    Metric(Vec<(DateTime, f64)>, f64),
}

impl Inputs {
    /// Number of steps.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Columns(inputs) | Self::Bits(inputs, _) => inputs.order.len(),
            Self::Metric(rows, _) => rows.len(),
        }
    }
}

/// Runs the workload of this name on these inputs.
pub(crate) fn measure(
    name: &str,
    about: &str,
    inputs: Inputs,
    progress: &mut Progress,
) -> anyhow::Result<Measured> {
    let steps = inputs.len();
    let memory = ResidentMemory::now();
    let start = Instant::now();
    let mut subject = Subject::new(inputs)?;
    let start_seconds = start.elapsed().as_secs_f64();
    let mut phases = vec![Duration::ZERO; subject.phases().len()];
    let mut fingerprint = 0;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut stretch = Duration::ZERO;
    for step in 0..steps {
        let took = subject.step(step, &mut phases, &mut fingerprint)?;
        stretch += took;
        progress.row(step as u64 + 1);
        if (step + 1) * STRETCHES / steps > step * STRETCHES / steps {
            let first = stretches.last().map_or(0, |before| before.first_step + before.steps);
            stretches.push(Stretch {
                first_step: first,
                steps: step + 1 - first,
                seconds: stretch.as_secs_f64(),
                synapses: subject.synapses(),
            });
            stretch = Duration::ZERO;
        }
    }
    let peak_growth = memory.and_then(|before| before.growth_to_peak());
    let seconds: f64 = stretches.iter().map(|stretch| stretch.seconds).sum();
    let phases = subject.phases().iter().zip(&phases);
    let mut phases: Vec<Phase> = phases
        .map(|(name, took)| Phase { name: (*name).to_owned(), seconds: took.as_secs_f64() })
        .collect();
    let (segments, synapses) = (subject.segments(), subject.synapses());
    subject.finish_fingerprint(&mut fingerprint);
    if let Some(recall) = subject.recall(steps)? {
        split_pooler(&mut phases, recall * steps as f64);
    }
    Ok(Measured {
        name: name.to_owned(),
        about: about.to_owned(),
        steps,
        seconds,
        steps_per_second: steps as f64 / seconds,
        start_seconds,
        phases,
        segments,
        synapses,
        //= spec/program.md#program-bench
        //# The bytes per synapse MUST be the growth of the resident memory, from before the workload to its peak, divided by the number of synapses at the end, and be left out where the system does not tell it or there is no synapse.
        bytes_per_synapse: peak_growth
            .filter(|_| synapses > 0)
            .map(|growth| growth as f64 / synapses as f64),
        peak_growth_bytes: peak_growth,
        growth: fitted(&stretches),
        stretches,
        fingerprint: format!("{fingerprint:08x}"),
    })
}

/// Puts two phases in the place of that of the pooler, of which the first took so long.
fn split_pooler(phases: &mut Vec<Phase>, recall: f64) {
    let Some(at) = phases.iter().position(|phase| phase.name == POOLER) else { return };
    let whole = phases[at].seconds;
    let recall = recall.min(whole);
    let phase = |name: &str, seconds| Phase { name: name.to_owned(), seconds };
    let parts = [phase("SP overlap, inhibition", recall), phase("SP learning", whole - recall)];
    phases.splice(at..=at, parts);
}

const POOLER: &str = "spatial pooler";

impl Subject {
    fn new(inputs: Inputs) -> anyhow::Result<Self> {
        Ok(match inputs {
            Inputs::Columns(inputs) => {
                let memory = Box::new(TemporalMemory::new(memory_parameters(32), SEED)?);
                Self::Memory { memory, inputs }
            }
            Inputs::Bits(inputs, boost_strength) => {
                let pooler = SpatialPooler::new(pooler_parameters(boost_strength), SEED)?;
                Self::Pooler { pooler: Box::new(pooler), inputs }
            }
            Inputs::Metric(rows, resolution) => {
                let parameters = region_parameters(resolution).resolved()?;
                Self::Stream(Box::new(Stream {
                    rows,
                    date: DateEncoder::new(date_parameters())?,
                    value: RandomDistributedScalarEncoder::new(value_parameters(resolution))?,
                    pooler: SpatialPooler::new(parameters.sp, SEED)?,
                    memory: TemporalMemory::new(parameters.tm, SEED)?,
                    likelihood: AnomalyLikelihood::new(parameters.anomaly)?,
                }))
            }
        })
    }

    fn phases(&self) -> &'static [&'static str] {
        match self {
            Self::Memory { .. } => &["temporal memory"],
            Self::Pooler { .. } => &[POOLER],
            Self::Stream(_) => &["encoders", POOLER, "temporal memory", "likelihood"],
        }
    }

    /// Makes a step with learning, adds to each phase how long it took, and to the fingerprint what
    /// came of it.
    //= spec/program.md#program-bench
    //# Learning MUST be on in every step that is timed.
    //= spec/program.md#program-bench
    //# Only the steps MUST be timed, without the reading and the making of inputs.
    fn step(
        &mut self,
        step: usize,
        phases: &mut [Duration],
        fingerprint: &mut u32,
    ) -> anyhow::Result<Duration> {
        let start = Instant::now();
        match self {
            Self::Memory { memory, inputs } => {
                memory.compute(inputs.at(step), true)?;
                let took = start.elapsed();
                phases[0] += took;
                add_memory_step(fingerprint, memory);
                Ok(took)
            }
            Self::Pooler { pooler, inputs } => {
                let active_columns = pooler.compute(inputs.at(step), true)?;
                let took = start.elapsed();
                phases[0] += took;
                add(fingerprint, active_columns.on().iter().copied());
                Ok(took)
            }
            Self::Stream(stream) => stream.step(step, phases, fingerprint),
        }
    }

    /// The layers with synapses.
    fn layers(&self) -> Vec<&Layer> {
        match self {
            Self::Memory { memory, .. } => vec![memory.layer()],
            Self::Pooler { pooler, .. } => vec![pooler.layer()],
            Self::Stream(stream) => vec![stream.pooler.layer(), stream.memory.layer()],
        }
    }

    fn segments(&self) -> usize {
        self.layers().iter().map(|layer| layer.segment_count()).sum()
    }

    fn synapses(&self) -> usize {
        self.layers().iter().map(|layer| layer.synapse_count()).sum()
    }

    /// How long a step of the pooler takes that does not learn, with the last inputs of the run. It
    /// changes nothing but the overlaps and the active columns (SP-STEP).
    fn recall(&mut self, steps: usize) -> anyhow::Result<Option<f64>> {
        let mut took = Duration::ZERO;
        let last = steps.saturating_sub(RECALLS)..steps;
        let count = last.len() as f64;
        for step in last {
            match self {
                Self::Memory { .. } => return Ok(None),
                Self::Pooler { pooler, inputs } => {
                    let start = Instant::now();
                    pooler.compute(inputs.at(step), false)?;
                    took += start.elapsed();
                }
                Self::Stream(stream) => {
                    let input = stream.encode(step)?;
                    let start = Instant::now();
                    stream.pooler.compute(&input, false)?;
                    took += start.elapsed();
                }
            }
        }
        Ok(Some(took.as_secs_f64() / count))
    }

    /// Adds all that was learned.
    //= spec/program.md#program-bench
    //# The fingerprint MUST hash the active columns of each step of a spatial pooler, the bursting columns and the anomaly score of each step of a temporal memory, and at the end every segment with its serial number, its column and the source and the permanence of each of its synapses.
    fn finish_fingerprint(&self, fingerprint: &mut u32) {
        for segment in self.layers().iter().flat_map(|layer| layer.segments()) {
            let serial = segment.serial();
            add(fingerprint, [serial as u32, (serial >> 32) as u32, segment.column().index()]);
            for synapse in segment.synapses() {
                let bits = synapse.permanence().to_bits();
                let source = PresynapticView::index(&synapse.presynaptic());
                add(fingerprint, [source, bits as u32, (bits >> 32) as u32]);
            }
        }
    }
}

impl Stream {
    fn encode(&self, step: usize) -> anyhow::Result<Sdr> {
        let (time, value) = self.rows[step];
        let at = || format!("row {} of the values", step + 1);
        let parts = [
            self.date.encode_time(time).with_context(at)?,
            self.value.encode_number(value).with_context(at)?,
        ];
        Ok(Sdr::concatenate(&parts)?)
    }

    fn step(
        &mut self,
        step: usize,
        phases: &mut [Duration],
        fingerprint: &mut u32,
    ) -> anyhow::Result<Duration> {
        let start = Instant::now();
        let input = self.encode(step)?;
        let encoded = start.elapsed();
        let active_columns = self.pooler.compute(&input, true)?;
        let pooled = start.elapsed();
        self.memory.compute(&active_columns, true)?;
        let remembered = start.elapsed();
        let metric = Some(self.rows[step].1);
        let likelihood = self.likelihood.step(metric, self.memory.anomaly())?;
        let judged = start.elapsed();
        let ends = [Duration::ZERO, encoded, pooled, remembered, judged];
        for (phase, ends) in phases.iter_mut().zip(ends.windows(2)) {
            *phase += ends[1] - ends[0];
        }
        add(fingerprint, active_columns.on().iter().copied());
        add_memory_step(fingerprint, &self.memory);
        let bits = likelihood.likelihood.to_bits();
        add(fingerprint, [bits as u32, (bits >> 32) as u32]);
        Ok(judged)
    }
}

fn add_memory_step(fingerprint: &mut u32, memory: &TemporalMemory) {
    let bits = memory.anomaly().to_bits();
    add(fingerprint, [bits as u32, (bits >> 32) as u32]);
    add(fingerprint, memory.bursting_columns().iter().copied());
}

/// Adds numbers to a fingerprint.
fn add(fingerprint: &mut u32, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        *fingerprint = murmur3_32(&number.to_le_bytes(), *fingerprint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bami_htm::region::{Record, Region};
    use jiff::civil::date;

    /// The parts one behind the other are a region.
    #[test]
    fn the_stream_is_scored_as_by_a_region() {
        let rows: Vec<(DateTime, f64)> =
            (0..6_i8).map(|row| (date(2026, 1, 5).at(row, 0, 0, 0), f64::from(row % 3))).collect();
        let mut subject = Subject::new(Inputs::Metric(rows.clone(), 0.5)).unwrap();
        let mut region = Region::new(region_parameters(0.5)).unwrap();
        for (step, (time, value)) in rows.into_iter().enumerate() {
            subject.step(step, &mut [Duration::ZERO; 4], &mut 0).unwrap();
            let record = Record::new().time("timestamp", time).number("value", value);
            let result = region.step(&record).unwrap();
            let Subject::Stream(stream) = &subject else { panic!("no stream") };
            assert_eq!(stream.pooler.active_columns(), result.active_columns.on());
            assert_eq!(stream.memory.anomaly(), result.raw_score);
        }
    }
}
