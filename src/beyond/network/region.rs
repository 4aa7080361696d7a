//! A region of a network at work.

use super::link::Wire;
use super::{NetworkError, NetworkRegionParameters};
use crate::Learning;
use crate::anomaly::AnomalyLikelihood;
use crate::encoders::ConcatenatedEncoder;
use crate::observer::Observer;
use crate::region::{Core, Record, RegionError, RegionParameters, Senses, StepResult};
use crate::sdr::{Sdr, SdrError};
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;

/// A region of a [`Network`](super::Network).
//= spec/network.md#net-anomaly
//# Each region MUST have its own likelihood and scores, with one row for each of its steps.
#[derive(Debug)]
pub struct NetworkRegion {
    pub(super) name: String,
    pub(super) period: u32,
    pub(super) learning: bool,
    pub(super) parameters: RegionParameters,
    /// None where it takes nothing of the record.
    pub(super) senses: Option<Senses>,
    pub(super) wires: Vec<Wire>,
    pub(super) core: Core,
    /// The union of the bits taken since the last step, while a period is running.
    pub(super) taken: Option<Sdr>,
    /// How many records of the period have been taken.
    pub(super) records: u32,
}

/// What a region has read of a record.
pub(super) struct Read {
    /// The bits of the encoders, if there are any.
    bits: Option<Sdr>,
    metric: Option<f64>,
}

impl NetworkRegion {
    /// A region that has seen nothing; its parameters have been checked, with sizes and seed filled in.
    pub(super) fn new(
        own: &NetworkRegionParameters,
        parameters: RegionParameters,
        wires: Vec<Wire>,
        core: Core,
    ) -> Result<Self, RegionError> {
        let has_encoders = !parameters.encoders.is_empty();
        Ok(Self {
            name: own.name.clone(),
            period: own.period,
            learning: own.learning,
            senses: has_encoders.then(|| Senses::new(&parameters)).transpose()?,
            wires,
            core,
            taken: None,
            records: 0,
            parameters,
        })
    }

    /// Reads and encodes the fields of a record that are this region's.
    //= spec/network.md#net-record
    //# A field MUST be passed to every region with an encoder that reads it.
    pub(super) fn read(&mut self, record: &Record) -> Result<Read, RegionError> {
        let step = self.core.steps();
        let Some(senses) = &mut self.senses else { return Ok(Read { bits: None, metric: None }) };
        let values = senses.values(record);
        let bits = senses.encode(&values).map_err(|error| RegionError::Encoder { step, error })?;
        Ok(Read { bits: Some(bits), metric: senses.metric_value(&values) })
    }

    /// Whether an encoder reads this field.
    pub(super) fn reads(&self, field: &str) -> bool {
        self.senses.as_ref().is_some_and(|senses| senses.reads(field))
    }

    /// The fields that are read, each in quotation marks.
    pub(super) fn known(&self) -> Vec<String> {
        self.senses.as_ref().map(Senses::known).unwrap_or_default()
    }

    /// Whether the next record completes the period.
    //= spec/network.md#net-period
    //# A period of k MUST be complete with every k-th record, counted from the first record or from
    //# the last reset.
    //= spec/network.md#d-net-4
    //# The period MUST be the same number of records whatever the regions below predict.
    pub(super) fn completes_period(&self) -> bool {
        self.records + 1 >= self.period
    }

    /// The turn of the region: it takes its bits and, where the period is complete, makes its step.
    pub(super) fn turn<O: Observer + ?Sized>(
        &mut self,
        read: Read,
        carried: Vec<Sdr>,
        learning: Learning,
        observer: &mut O,
    ) -> Result<Option<StepResult>, RegionError> {
        let completes = self.completes_period();
        self.take(read.bits, carried)?;
        //= spec/network.md#net-step
        //# In its turn, a region MUST take its bits and, if the record completes its period, make
        //# the step of REGION-STEP on its input.
        let Some(input) = self.taken.take_if(|_| completes) else {
            self.records += 1;
            return Ok(None);
        };
        self.records = 0;
        //= spec/network.md#net-observer
        //# An observer MUST receive the name of a region before the events of that region's step.
        if observer.observes_lines() {
            observer.region(&self.name);
        }
        //= spec/network.md#net-learning
        //# A region MUST learn in a step if and only if learning is on both for the step and for
        //# the region.
        let learning = Learning::from(learning.is_on() && self.learning);
        //= spec/network.md#net-step
        //# The metric of the step MUST be that of the record that completes the period.
        self.core.step(input, read.metric, learning, observer).map(Some)
    }

    /// Adds the bits of a record to those of the period.
    fn take(&mut self, bits: Option<Sdr>, carried: Vec<Sdr>) -> Result<(), SdrError> {
        //= spec/network.md#net-sizes
        //# The bits that a region takes MUST be the concatenation of the SDRs of its encoders, in
        //# their order, followed by those of its links, in theirs.
        let parts: Vec<Sdr> = bits.into_iter().chain(carried).collect();
        let bits = Sdr::concatenate(&parts)?;
        //= spec/network.md#net-step
        //# The input of the step MUST be the union of the bits that the region took with the
        //# records of the period.
        self.taken = Some(match self.taken.take() {
            Some(before) => before.union(&bits)?,
            None => bits,
        });
        Ok(())
    }

    /// What a link of another region carries of the step that this one has made, or of none.
    //= spec/network.md#net-period
    //# For a record with which a region makes no step, the links from that region MUST carry
    //# nothing.
    pub(super) fn carried_by(
        &self,
        wire: &mut Wire,
        result: Option<&StepResult>,
    ) -> Result<Sdr, SdrError> {
        match result {
            Some(result) => wire.carry(&self.core.temporal_memory, &result.active_columns),
            None => Ok(wire.nothing()),
        }
    }

    /// Forgets the sequence, what its links have carried, and what was taken of the period.
    pub(super) fn reset(&mut self) {
        if let Some(senses) = &mut self.senses {
            senses.encoder.reset();
        }
        self.core.temporal_memory.reset();
        self.wires.iter_mut().for_each(Wire::reset);
        self.taken = None;
        self.records = 0;
    }

    /// An error of this region at a record.
    pub(super) fn wrong(&self, record: u64, error: impl Into<RegionError>) -> NetworkError {
        NetworkError::Region { record, region: self.name.clone(), error: error.into() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// With every how many records it makes a step.
    #[must_use]
    pub fn period(&self) -> u32 {
        self.period
    }

    /// Whether it learns, where learning is on for the step.
    #[must_use]
    pub fn learning(&self) -> bool {
        self.learning
    }

    /// The parameters of its parts, with sizes and seed filled in.
    #[must_use]
    pub fn parameters(&self) -> &RegionParameters {
        &self.parameters
    }

    /// The encoders side by side, each under the name of its field; none where it takes only from
    /// other regions.
    #[must_use]
    pub fn encoder(&self) -> Option<&ConcatenatedEncoder> {
        self.senses.as_ref().map(|senses| &senses.encoder)
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

    /// Number of steps made.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.core.steps()
    }
}
