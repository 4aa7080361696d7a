//! The region.

use super::error::in_step;
use super::inputs::Inputs;
use super::pipeline::Pipeline;
use super::{Record, RegionError, RegionParameters, StepResult};
use crate::anomaly::AnomalyLikelihood;
use crate::encoders::{Bucket, ConcatenatedEncoder, EncoderError, Value};
use crate::limits::Limits;
use crate::observer::{NoObserver, Observer};
use crate::sdr::Sdr;
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::{TemporalMemory, TemporalMemoryError};
use crate::{Execution, Learning};

/// Encoders, a spatial pooler, a temporal memory and an anomaly likelihood in series.
///
/// ```
/// use bami_htm::encoders::{EncoderParameters, ScalarEncoderParameters};
/// use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
///
/// let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
/// let encoder = FieldEncoder::new("value", scalar);
/// let mut region = Region::new(RegionParameters::default().with_encoders([encoder]))?;
/// let result = region.step(&Record::new().number("value", 21.0))?;
/// // The first value is unexpected.
/// assert_eq!(result.raw_score, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Region {
    pub(super) parameters: RegionParameters,
    pub(super) inputs: Inputs,
    pub(super) pipeline: Pipeline,
}

impl Region {
    /// A region before its first step.
    ///
    /// # Errors
    ///
    /// Whatever [`RegionParameters::validate`] rejects, and parameters with which it would take more
    /// memory than the default of [`Limits`].
    pub fn new(parameters: RegionParameters) -> Result<Self, RegionError> {
        Self::with_limits(parameters, &Limits::default())
    }

    /// A region before its first step, with another limit for its memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(parameters: RegionParameters, limits: &Limits) -> Result<Self, RegionError> {
        let parameters = parameters.resolved()?;
        limits.admit("the region", &parameters.memory()?)?;
        Self::of_resolved(parameters)
    }

    /// The region of valid parameters with their sizes filled in, in a network also without encoders.
    pub(crate) fn of_resolved(parameters: RegionParameters) -> Result<Self, RegionError> {
        let inputs = Inputs::new(&parameters)?;
        Ok(Self { inputs, pipeline: Pipeline::new(&parameters)?, parameters })
    }

    /// One step with learning.
    ///
    /// # Errors
    ///
    /// A record with a field that no encoder reads, with two fields of the same name, or with a value
    /// that its encoder rejects. The region is then unchanged.
    pub fn step(&mut self, record: &Record) -> Result<StepResult, RegionError> {
        self.step_with(record, Learning::On, &mut NoObserver)
    }

    /// One step, with learning on or off, and with an observer that receives what each line of the
    /// spatial pooler and of the temporal memory does.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step), and an observer that asks for lines while the indexed form is
    /// chosen.
    pub fn step_with<O: Observer + ?Sized>(
        &mut self,
        record: &Record,
        learning: Learning,
        observer: &mut O,
    ) -> Result<StepResult, RegionError> {
        self.check_observer(observer)?;
        let values = self.accept(record)?;
        self.step_accepted(&values, learning, observer)
    }

    /// Rejects an observer that asks for lines if the form that was chosen reports none.
    pub(crate) fn check_observer<O: Observer + ?Sized>(
        &self,
        observer: &O,
    ) -> Result<(), RegionError> {
        if observer.observes_lines() && self.execution() == Some(Execution::Indexed) {
            return Err(TemporalMemoryError::IndexedReportsNoLines.into());
        }
        Ok(())
    }

    /// Checks a record, and gives its values in the order of the encoders.
    //= spec/region.md#region-record
    //# A record that is rejected, here or by an encoder, MUST leave the region unchanged.
    pub(super) fn accept(&self, record: &Record) -> Result<Vec<Value>, RegionError> {
        let step = self.steps();
        Inputs::check_fields([&self.inputs].into_iter(), record)
            .map_err(|error| RegionError::Field { step, error })?;
        self.values(record)
    }

    /// One step on the values of an accepted record.
    pub(super) fn step_accepted<O: Observer + ?Sized>(
        &mut self,
        values: &[Value],
        learning: Learning,
        observer: &mut O,
    ) -> Result<StepResult, RegionError> {
        let input = self.bits(values, Vec::new())?;
        self.step_on(input, values, learning, observer)
    }

    /// The values of a record for this region, checked by its encoders.
    pub(crate) fn values(&self, record: &Record) -> Result<Vec<Value>, RegionError> {
        self.inputs.values(record).map_err(in_step(self.steps()))
    }

    /// The bits of a record: those of its values, followed by those that links carry.
    //= spec/network.md#net-sizes
    //# The bits that a region takes MUST be the concatenation of the SDRs of its encoders, in their
    //# order, followed by those of its links, in theirs.
    pub(crate) fn bits(&mut self, values: &[Value], carried: Vec<Sdr>) -> Result<Sdr, RegionError> {
        let encoded = self.inputs.encode(values).map_err(in_step(self.steps()))?;
        let parts: Vec<Sdr> = encoded.into_iter().chain(carried).collect();
        Ok(Sdr::concatenate(&parts)?)
    }

    /// One step on an input, with the metric among the values of a record.
    pub(crate) fn step_on<O: Observer + ?Sized>(
        &mut self,
        input: Sdr,
        values: &[Value],
        learning: Learning,
        observer: &mut O,
    ) -> Result<StepResult, RegionError> {
        self.pipeline.step(input, self.inputs.metric_value(values), learning, observer)
    }

    /// The columns that become active with a record if nothing is learned. The temporal memory makes
    /// no step.
    pub(crate) fn columns_of(&mut self, record: &Record) -> Result<Sdr, RegionError> {
        let values = self.accept(record)?;
        let input = self.bits(&values, Vec::new())?;
        Ok(self.pipeline.spatial_pooler.step(&input, Learning::Off)?)
    }

    /// The encoders with the fields that they read.
    pub(crate) fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The index of the metric's encoder.
    pub(super) fn metric_index(&self) -> Option<usize> {
        self.inputs.metric_index()
    }

    /// The index of the target field's encoder.
    pub(super) fn target_index(&self) -> Option<usize> {
        self.inputs.target_index()
    }

    /// The buckets of a value of the target field; none if there is none.
    pub(super) fn target_buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        let index = self.target_index();
        index.map_or(Ok(Vec::new()), |index| self.encoder().buckets_of_part(index, value))
    }

    /// Forgets the current sequence: the next record begins a new one. What was learned and the
    /// history of the likelihood stay.
    //= spec/region.md#region-reset
    //# A reset MUST reset the encoders and the temporal memory (D-TM-9).
    //= spec/region.md#region-reset
    //# A reset MUST leave everything else unchanged.
    pub fn reset(&mut self) {
        self.inputs.encoder.reset();
        self.pipeline.temporal_memory.reset();
    }

    /// Chooses the form of the spatial pooler and of the temporal memory that every further step
    /// runs.
    ///
    /// ```
    /// use bami_htm::Execution;
    /// use bami_htm::region::{Record, Region, RegionParameters};
    ///
    /// let mut region = Region::new(RegionParameters::for_metric(0.5))?;
    /// let mut literal = region.clone();
    /// literal.set_execution(Execution::Literal);
    /// let record = Record::new().number("value", 21.3);
    /// assert_eq!(literal.step(&record)?, region.step(&record)?);
    /// # Ok::<(), bami_htm::region::RegionError>(())
    /// ```
    pub fn set_execution(&mut self, execution: Execution) {
        self.pipeline.set_execution(execution);
    }

    /// The form that was chosen for the steps; none if it depends on the observer.
    #[must_use]
    pub fn execution(&self) -> Option<Execution> {
        self.temporal_memory().execution()
    }

    /// The parameters, with the sizes filled in that follow from others.
    #[must_use]
    pub fn parameters(&self) -> &RegionParameters {
        &self.parameters
    }

    /// The concatenated encoders, each under the name of its field.
    #[must_use]
    pub fn encoder(&self) -> &ConcatenatedEncoder {
        &self.inputs.encoder
    }

    /// The spatial pooler.
    #[must_use]
    pub fn spatial_pooler(&self) -> &SpatialPooler {
        &self.pipeline.spatial_pooler
    }

    /// The temporal memory.
    #[must_use]
    pub fn temporal_memory(&self) -> &TemporalMemory {
        &self.pipeline.temporal_memory
    }

    /// The anomaly likelihood.
    #[must_use]
    pub fn likelihood(&self) -> &AnomalyLikelihood {
        &self.pipeline.likelihood
    }

    /// The number of steps so far, which is the number of the next step.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.pipeline.step
    }
}
