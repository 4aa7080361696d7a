//! The part of a region after its input: pooler, memory, likelihood.

use super::{RegionError, RegionParameters, StepResult};
use crate::anatomy::ColumnIndex;
use crate::anomaly::{AnomalyLikelihood, Likelihood, RangeRule, final_score};
use crate::observer::Observer;
use crate::sdr::Sdr;
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;
use crate::{Execution, Learning};

/// A spatial pooler, a temporal memory and an anomaly likelihood in series.
#[derive(Clone, Debug)]
pub(crate) struct Pipeline {
    pub(crate) spatial_pooler: SpatialPooler,
    pub(crate) temporal_memory: TemporalMemory,
    pub(crate) likelihood: AnomalyLikelihood,
    /// None if it is not in use.
    pub(super) range_rule: Option<RangeRule>,
    pub(super) step: u64,
}

impl Pipeline {
    /// The parts for parameters with their sizes filled in.
    pub(crate) fn new(parameters: &RegionParameters) -> Result<Self, RegionError> {
        //= spec/region.md#region-seed
        //# The spatial pooler and the temporal memory MUST be seeded with the seed of the region,
        //# each on its own stream.
        let spatial_pooler = SpatialPooler::new(parameters.sp.clone(), parameters.seed)?;
        let temporal_memory = TemporalMemory::new(parameters.tm.clone(), parameters.seed)?;
        Ok(Self {
            spatial_pooler,
            temporal_memory,
            likelihood: AnomalyLikelihood::new(parameters.anomaly.clone())?,
            range_rule: parameters.range_rule.then(RangeRule::new),
            step: 0,
        })
    }

    /// Chooses the form that every further step of both algorithms runs.
    pub(super) fn set_execution(&mut self, execution: Execution) {
        self.spatial_pooler.set_execution(execution);
        self.temporal_memory.set_execution(execution);
    }

    /// One step on an input with as many bits as the spatial pooler has inputs.
    pub(crate) fn step<O: Observer + ?Sized>(
        &mut self,
        input: Sdr,
        metric: Option<f64>,
        learning: Learning,
        observer: &mut O,
    ) -> Result<StepResult, RegionError> {
        let step = self.step;
        let encoded = input.reshape(&self.spatial_pooler.parameters().input_dimensions)?;
        //= spec/region.md#region-step
        //# Then the spatial pooler MUST compute the active columns of the concatenated SDR.
        let active_columns = self.spatial_pooler.step_observed(&encoded, learning, observer)?;
        //= spec/region.md#region-step
        //# Then the temporal memory MUST compute its step on these active columns.
        self.temporal_memory.step_observed(&active_columns, learning, observer)?;
        //= spec/region.md#region-step
        //# Then the raw anomaly score MUST be computed from the active columns and those of them
        //# that were predicted.
        let raw_score = self.temporal_memory.anomaly();
        //= spec/region.md#region-step
        //# Then the anomaly likelihood MUST make its step on the metric and the raw anomaly score.
        let Likelihood { likelihood, log_likelihood } = self
            .likelihood
            .step(metric, raw_score)
            .map_err(|error| RegionError::Anomaly { step, error })?;
        //= spec/region.md#region-range-rule
        //# If the parameter range_rule is true, the range rule MUST make its step on the metric in
        //# every step.
        let out_of_range = self.range_rule.as_mut().is_some_and(|rule| rule.step(metric));
        self.step += 1;
        let bursting_columns = ColumnIndex::numbers(self.temporal_memory.bursting_columns());
        Ok(StepResult {
            step,
            predicted_active_columns: active_columns.active_bits() - bursting_columns.len() as u32,
            predicted_columns: self.temporal_memory.predicted_columns().len() as u32,
            encoded,
            active_columns,
            bursting_columns,
            raw_score,
            likelihood,
            log_likelihood,
            out_of_range,
            //= spec/region.md#region-range-rule
            //# The final score of a step MUST be that of ANOM-RANGE-RULE.
            score: final_score(out_of_range, log_likelihood),
        })
    }
}
