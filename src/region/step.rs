//! The region itself, and what a step says.

use super::{Record, RegionError, RegionParameters};
use crate::anomaly::{AnomalyLikelihood, Likelihood, RangeRule, final_score};
use crate::encoders::{Bucket, ConcatenatedEncoder, EncoderError, Value};
use crate::observer::{NoObserver, Observer};
use crate::sdr::Sdr;
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;

/// Encoders, a spatial pooler, a temporal memory and an anomaly likelihood, one behind the other.
#[derive(Debug)]
pub struct Region {
    parameters: RegionParameters,
    /// The place of the metric among the encoders.
    metric: Option<usize>,
    encoder: ConcatenatedEncoder,
    spatial_pooler: SpatialPooler,
    temporal_memory: TemporalMemory,
    likelihood: AnomalyLikelihood,
    range_rule: RangeRule,
    step: u64,
}

/// What a step of a region says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepResult {
    /// The number of the step, counted from 0; a reset does not change the count.
    pub step: u64,
    /// The record as the encoders have it, in the shape of `sp.input_dimensions`.
    pub encoded: Sdr,
    /// The active columns, in the shape of `sp.column_dimensions`.
    pub active_columns: Sdr,
    /// The active columns that were not predicted, ascending.
    pub bursting_columns: Vec<u32>,
    /// How many of the active columns were predicted.
    pub predicted_active_columns: u32,
    /// How many columns are predicted for the next step.
    pub predicted_columns: u32,
    /// The raw anomaly score: the part of the active columns that was not predicted, 0 to 1.
    pub raw_score: f64,
    /// How unusual the raw scores up to this one are, 0 to 1; 0.5 during the probation.
    pub likelihood: f64,
    /// The same on the logarithmic scale, where alarms can be told apart; from 0.5 on it is one.
    pub log_likelihood: f64,
    /// Whether the range rule fired. Never where it is not in use.
    pub out_of_range: bool,
    /// The final score: 1 where the range rule fired, otherwise the log likelihood.
    pub score: f64,
}

impl Region {
    /// A region that has seen nothing.
    ///
    /// # Errors
    ///
    /// Whatever [`RegionParameters::validate`] refuses.
    pub fn new(parameters: RegionParameters) -> Result<Self, RegionError> {
        let parameters = parameters.resolved()?;
        let encoder = parameters.build_encoder()?;
        let metric = parameters.metric_field();
        let metric = metric.and_then(|field| encoder.parts().position(|part| part.name == field));
        //= spec/region.md#region-seed
        //# The spatial pooler and the temporal memory MUST be seeded with the seed of the region, each on its own stream.
        let spatial_pooler = SpatialPooler::new(parameters.sp.clone(), parameters.seed)?;
        let temporal_memory = TemporalMemory::new(parameters.tm.clone(), parameters.seed)?;
        Ok(Self {
            metric,
            encoder,
            spatial_pooler,
            temporal_memory,
            likelihood: AnomalyLikelihood::new(parameters.anomaly.clone())?,
            range_rule: RangeRule::new(),
            step: 0,
            parameters,
        })
    }

    /// One step with learning.
    ///
    /// # Errors
    ///
    /// A record with a field that no encoder reads or that is there twice, or with a value that its
    /// encoder refuses. The region is then as it was before.
    pub fn step(&mut self, record: &Record) -> Result<StepResult, RegionError> {
        self.step_with(record, true, &mut NoObserver)
    }

    /// One step, with learning on or off, and with an observer that is told what each line of the
    /// spatial pooler and of the temporal memory does.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step).
    pub fn step_with<O: Observer>(
        &mut self,
        record: &Record,
        learn: bool,
        observer: &mut O,
    ) -> Result<StepResult, RegionError> {
        let step = self.step;
        // NB: only the record and the encoders can refuse; what comes behind them takes what they make.
        //= spec/region.md#region-record
        //# A record that is refused, here or by an encoder, MUST leave the region as it was.
        let values = self.values(record)?;
        //= spec/region.md#region-step
        //# First the values MUST be encoded, each by its encoder, and the SDRs be concatenated in the order of the encoders.
        let encoded =
            self.encoder.encode(&values).map_err(|error| RegionError::Encoder { step, error })?;
        let encoded = encoded.reshape(&self.parameters.sp.input_dimensions)?;
        //= spec/region.md#region-step
        //# Then the spatial pooler MUST compute the active columns of the concatenated SDR.
        let active_columns = self.spatial_pooler.compute_observed(&encoded, learn, observer)?;
        //= spec/region.md#region-step
        //# Then the temporal memory MUST compute its step on these active columns.
        self.temporal_memory.compute_observed(&active_columns, learn, observer)?;
        //= spec/region.md#region-step
        //# Then the raw anomaly score MUST be formed from the active columns and those of them that were predicted.
        let raw_score = self.temporal_memory.anomaly();
        //= spec/region.md#region-step
        //# Then the anomaly likelihood MUST make its step on the metric and the raw anomaly score.
        let metric = self.metric_value(&values);
        let Likelihood { likelihood, log_likelihood } = self
            .likelihood
            .step(metric, raw_score)
            .map_err(|error| RegionError::Anomaly { step, error })?;
        //= spec/region.md#region-range-rule
        //# Where the parameter range_rule is true, the range rule MUST make its step on the metric in every step.
        let out_of_range = self.parameters.range_rule && self.range_rule.step(metric);
        self.step += 1;
        let bursting_columns = self.temporal_memory.bursting_columns().to_vec();
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

    /// The values of a record in the order of the encoders.
    fn values(&self, record: &Record) -> Result<Vec<Value>, RegionError> {
        let step = self.step;
        let mut values: Vec<Option<&Value>> = vec![None; self.parameters.encoders.len()];
        for (name, value) in record.fields() {
            let place = self.parameters.encoders.iter().position(|part| part.field == name);
            //= spec/region.md#region-record
            //# A record with a field that no encoder reads MUST be refused.
            let Some(place) = place else {
                let fields = self.parameters.encoders.iter();
                let known = fields.map(|part| format!("{:?}", part.field)).collect();
                return Err(RegionError::UnknownField { step, field: name.into(), known });
            };
            //= spec/region.md#region-record
            //# A record with two fields of the same name MUST be refused.
            if values[place].replace(value).is_some() {
                return Err(RegionError::DuplicateField { step, field: name.into() });
            }
        }
        //= spec/region.md#region-record
        //# A field that an encoder reads and the record does not have MUST be taken for a missing value.
        Ok(values.into_iter().map(|value| value.cloned().unwrap_or_default()).collect())
    }

    //= spec/region.md#region-metric
    //# Where that leaves no field, the metric MUST be a missing value in every step.
    fn metric_value(&self, values: &[Value]) -> Option<f64> {
        match values.get(self.metric?) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The place of the metric among the encoders.
    pub(super) fn metric_place(&self) -> Option<usize> {
        self.metric
    }

    /// The buckets of a value of the metric; none where there is no metric.
    pub(super) fn metric_buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        let Some(place) = self.metric else { return Ok(Vec::new()) };
        let mut values = vec![Value::Missing; self.encoder.parts().len()];
        values[place] = value.clone();
        self.encoder.buckets(&values)
    }

    /// Forgets what was just seen, so that the next record begins a sequence. What was learned and
    /// the history of the likelihood stay.
    //= spec/region.md#region-reset
    //# A reset MUST reset the encoders and the temporal memory (D-TM-9) and leave all else as it is.
    pub fn reset(&mut self) {
        self.encoder.reset();
        self.temporal_memory.reset();
    }

    /// The parameters, with the sizes filled in that follow from others.
    #[must_use]
    pub fn parameters(&self) -> &RegionParameters {
        &self.parameters
    }

    /// The encoders side by side, each under the name of its field.
    #[must_use]
    pub fn encoder(&self) -> &ConcatenatedEncoder {
        &self.encoder
    }

    /// The spatial pooler.
    #[must_use]
    pub fn spatial_pooler(&self) -> &SpatialPooler {
        &self.spatial_pooler
    }

    /// The temporal memory.
    #[must_use]
    pub fn temporal_memory(&self) -> &TemporalMemory {
        &self.temporal_memory
    }

    /// The anomaly likelihood.
    #[must_use]
    pub fn likelihood(&self) -> &AnomalyLikelihood {
        &self.likelihood
    }

    /// Number of steps made: the number of the next one.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.step
    }
}
