//! The region itself, and what a step says.

use std::collections::BTreeSet;

use super::core::Core;
use super::senses::Senses;
use super::{Record, RegionError, RegionParameters};
use crate::Learning;
use crate::anomaly::AnomalyLikelihood;
use crate::encoders::{Bucket, ConcatenatedEncoder, EncoderError, Value};
use crate::limits::Limits;
use crate::observer::{NoObserver, Observer};
use crate::sdr::Sdr;
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;

/// Encoders, a spatial pooler, a temporal memory and an anomaly likelihood, one behind the other.
///
/// ```
/// use bami_htm::region::{Record, Region, RegionParameters};
///
/// let mut region = Region::new(RegionParameters::for_metric(0.5))?;
/// let result = region.step(&Record::new().number("value", 21.3))?;
/// assert_eq!(result.raw_score, 1.0, "nothing was predicted yet");
/// assert_eq!(region.temporal_memory().bursting_columns().len(), 40);
/// assert_eq!(region.steps(), 1);
/// # Ok::<(), bami_htm::region::RegionError>(())
/// ```
#[derive(Debug)]
pub struct Region {
    pub(super) parameters: RegionParameters,
    pub(super) senses: Senses,
    pub(super) core: Core,
}

/// What a step of a region says.
///
/// ```
/// use bami_htm::region::{Record, Region, RegionParameters};
///
/// let mut region = Region::new(RegionParameters::for_metric(0.5))?;
/// let result = region.step(&Record::new().number("value", 21.3))?;
/// assert_eq!(result.active_columns.active_bits(), 40);
/// assert_eq!(result.bursting_columns.len(), 40);
/// assert_eq!(result.likelihood, 0.5, "the likelihood is still in its probation");
/// # Ok::<(), bami_htm::region::RegionError>(())
/// ```
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
    /// Whatever [`RegionParameters::validate`] refuses, and parameters by which it would take more memory than the
    /// default of [`Limits`].
    pub fn new(parameters: RegionParameters) -> Result<Self, RegionError> {
        Self::with_limits(parameters, &Limits::default())
    }

    /// A region that has seen nothing, and may take more or less memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(parameters: RegionParameters, limits: &Limits) -> Result<Self, RegionError> {
        let parameters = parameters.resolved()?;
        limits.admit("the region", &parameters.memory()?)?;
        let senses = Senses::new(&parameters)?;
        Ok(Self { senses, core: Core::new(&parameters)?, parameters })
    }

    /// One step with learning.
    ///
    /// # Errors
    ///
    /// A record with a field that no encoder reads or that is there twice, or with a value that its
    /// encoder refuses. The region is then as it was before.
    pub fn step(&mut self, record: &Record) -> Result<StepResult, RegionError> {
        self.step_with(record, Learning::On, &mut NoObserver)
    }

    /// One step, with learning on or off, and with an observer that is told what each line of the
    /// spatial pooler and of the temporal memory does.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step).
    pub fn step_with<O: Observer + ?Sized>(
        &mut self,
        record: &Record,
        learning: Learning,
        observer: &mut O,
    ) -> Result<StepResult, RegionError> {
        let step = self.core.steps();
        // NB: only the record and the encoders can refuse; what comes behind them takes what they make.
        //= spec/region.md#region-record
        //# A record that is rejected, here or by an encoder, MUST leave the region unchanged.
        let values = self.values(record)?;
        let encoded =
            self.senses.encode(&values).map_err(|error| RegionError::Encoder { step, error })?;
        self.core.step(encoded, self.senses.metric_value(&values), learning, observer)
    }

    /// The values of a record in the order of the encoders.
    fn values(&self, record: &Record) -> Result<Vec<Value>, RegionError> {
        self.check_fields(record)?;
        Ok(self.senses.values(record))
    }

    /// Refuses a record with a field that is not read, or that is there twice.
    fn check_fields(&self, record: &Record) -> Result<(), RegionError> {
        let step = self.core.steps();
        let mut seen = BTreeSet::new();
        for (name, _) in record.fields() {
            //= spec/region.md#region-record
            //# A record with a field that no encoder reads MUST be rejected.
            if !self.senses.reads(name) {
                let known = self.senses.known();
                return Err(RegionError::UnknownField { step, field: name.into(), known });
            }
            //= spec/region.md#region-record
            //# A record with two fields of the same name MUST be rejected.
            if !seen.insert(name) {
                return Err(RegionError::DuplicateField { step, field: name.into() });
            }
        }
        Ok(())
    }

    /// The place of the metric among the encoders.
    pub(super) fn metric_place(&self) -> Option<usize> {
        self.senses.metric_place()
    }

    /// The buckets of a value of the metric; none where there is no metric.
    pub(super) fn metric_buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        let Some(place) = self.metric_place() else { return Ok(Vec::new()) };
        let encoder = self.encoder();
        let mut values = vec![Value::Missing; encoder.parts().len()];
        values[place] = value.clone();
        encoder.buckets(&values)
    }

    /// Forgets what was just seen, so that the next record begins a sequence. What was learned and
    /// the history of the likelihood stay.
    //= spec/region.md#region-reset
    //# A reset MUST reset the encoders and the temporal memory (D-TM-9) and leave everything else
    //# unchanged.
    pub fn reset(&mut self) {
        self.senses.encoder.reset();
        self.core.temporal_memory.reset();
    }

    /// The parameters, with the sizes filled in that follow from others.
    #[must_use]
    pub fn parameters(&self) -> &RegionParameters {
        &self.parameters
    }

    /// The encoders side by side, each under the name of its field.
    #[must_use]
    pub fn encoder(&self) -> &ConcatenatedEncoder {
        &self.senses.encoder
    }

    /// The spatial pooler.
    #[must_use]
    pub fn spatial_pooler(&self) -> &SpatialPooler {
        &self.core.spatial_pooler
    }

    /// The temporal memory.
    #[must_use]
    pub fn temporal_memory(&self) -> &TemporalMemory {
        &self.core.temporal_memory
    }

    /// The anomaly likelihood.
    #[must_use]
    pub fn likelihood(&self) -> &AnomalyLikelihood {
        &self.core.likelihood
    }

    /// Number of steps made: the number of the next one.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.core.steps()
    }
}
