//! A region of a network.

use super::link::Wire;
use super::{NetworkError, NetworkRegionParameters};
use crate::Learning;
use crate::anomaly::AnomalyLikelihood;
use crate::encoders::{ConcatenatedEncoder, Decoded, Value};
use crate::observer::Observer;
use crate::region::{Region, RegionError, RegionParameters, StepResult};
use crate::sdr::{Sdr, SdrError};
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;

/// A region of a [`Network`](super::Network).
//= spec/network.md#net-anomaly
//# Each region MUST have its own likelihood and scores, with one row for each of its steps.
#[derive(Clone, Debug)]
pub struct NetworkRegion {
    pub(super) name: String,
    pub(super) period: u32,
    pub(super) learning: bool,
    /// Without encoders if it reads only from other regions.
    pub(super) region: Region,
    pub(super) wires: Vec<Wire>,
    /// The union of the bits taken since the last step, during a period.
    pub(super) taken: Option<Sdr>,
    /// The number of records of the period taken so far.
    pub(super) records: u32,
}

impl NetworkRegion {
    /// A region at the start of a period.
    pub(super) fn new(own: &NetworkRegionParameters, wires: Vec<Wire>, region: Region) -> Self {
        Self {
            name: own.name.clone(),
            period: own.period,
            learning: own.learning,
            region,
            wires,
            taken: None,
            records: 0,
        }
    }

    /// The turn of the region: it takes its bits and, if the period is complete, makes its step.
    pub(super) fn turn<O: Observer + ?Sized>(
        &mut self,
        values: &[Value],
        carried: Vec<Sdr>,
        learning: Learning,
        observer: &mut O,
    ) -> Result<Option<StepResult>, RegionError> {
        let bits = self.region.bits(values, carried)?;
        //= spec/network.md#net-step
        //# The input of the step MUST be the union of the bits that the region took with the
        //# records of the period.
        let input = match self.taken.take() {
            Some(before) => before.union(&bits)?,
            None => bits,
        };
        //= spec/network.md#net-period
        //# A period of k MUST be complete with every k-th record, counted from the first record or
        //# from the last reset.
        //= spec/network.md#d-net-4
        //# The period MUST be the same number of records whatever the regions below predict.
        if self.records + 1 < self.period {
            self.records += 1;
            self.taken = Some(input);
            return Ok(None);
        }
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
        //# In its turn, a region MUST take its bits and, if the record completes its period, make
        //# the step of REGION-STEP on its input.
        //= spec/network.md#net-step
        //# The metric of the step MUST be that of the record that completes the period.
        self.region.step_on(input, values, learning, observer).map(Some)
    }

    /// What a link from this region carries after its step, or if it made none.
    //= spec/network.md#net-period
    //# For a record with which a region makes no step, the links from that region MUST carry
    //# nothing.
    pub(super) fn carried_by(
        &self,
        wire: &mut Wire,
        result: Option<&StepResult>,
    ) -> Result<Sdr, SdrError> {
        match result {
            Some(result) => wire.carry(self.temporal_memory(), &result.active_columns),
            None => Ok(wire.nothing()),
        }
    }

    /// Forgets the sequence, what its links have carried, and the bits taken for the period.
    pub(super) fn reset(&mut self) {
        self.region.reset();
        self.wires.iter_mut().for_each(Wire::reset);
        self.taken = None;
        self.records = 0;
    }

    /// An error of this region at a record.
    pub(super) fn wrong(&self, record: u64, error: impl Into<RegionError>) -> NetworkError {
        NetworkError::Region { record, region: self.name.clone(), error: error.into() }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of records from one step to the next.
    #[must_use]
    pub fn period(&self) -> u32 {
        self.period
    }

    /// Whether it learns in steps with learning.
    #[must_use]
    pub fn learning(&self) -> bool {
        self.learning
    }

    /// The region itself, without its links.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The parameters of its parts, with sizes and seed filled in.
    #[must_use]
    pub fn parameters(&self) -> &RegionParameters {
        self.region.parameters()
    }

    /// The concatenated encoders, each under the name of its field; none if the region reads only
    /// from other regions.
    #[must_use]
    pub fn encoder(&self) -> Option<&ConcatenatedEncoder> {
        Some(self.region.encoder()).filter(|encoder| encoder.size() > 0)
    }

    /// As [`Region::decode_prediction`].
    ///
    /// # Errors
    ///
    /// As for [`Region::decode_prediction`].
    pub fn decode_prediction(&self) -> Result<Option<Decoded>, RegionError> {
        self.region.decode_prediction()
    }

    /// The spatial pooler.
    #[must_use]
    pub fn spatial_pooler(&self) -> &SpatialPooler {
        self.region.spatial_pooler()
    }

    /// The temporal memory.
    #[must_use]
    pub fn temporal_memory(&self) -> &TemporalMemory {
        self.region.temporal_memory()
    }

    /// The anomaly likelihood.
    #[must_use]
    pub fn likelihood(&self) -> &AnomalyLikelihood {
        self.region.likelihood()
    }

    /// The number of steps so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.region.steps()
    }
}
