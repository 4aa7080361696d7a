//! A region in a snapshot: `spec/snapshot.md`, SNAP-REGION.

use super::{Core, Region, RegionParameters, Senses};
use crate::anomaly::{AnomalyLikelihood, RangeRule};
use crate::limits::MemoryEstimate;
use crate::parameters::ParameterError;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots};
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;

impl Core {
    //= spec/snapshot.md#snap-region
    //# The arrays of a region MUST be those of its parts, each name prefixed with the name of the
    //# part and a dot, and the array `step` with the number of steps.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.put("step", vec![self.steps()]);
        packer.part("sp", |packer| self.spatial_pooler.pack(packer));
        packer.part("tm", |packer| self.temporal_memory.pack(packer));
        packer.part("anomaly", |packer| {
            self.likelihood.pack(packer);
            if let Some(rule) = &self.range_rule {
                rule.pack(packer);
            }
        });
    }

    /// The parts whose arrays are to be taken. The parameters have been checked.
    pub(crate) fn unpack(
        parameters: &RegionParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let (sp, tm) = (parameters.sp.clone(), parameters.tm.clone());
        let step = unpacker.counter("step")?;
        let spatial_pooler = unpacker.part("sp", |unpacker| SpatialPooler::unpack(sp, unpacker))?;
        let temporal_memory =
            unpacker.part("tm", |unpacker| TemporalMemory::unpack(tm, unpacker))?;
        unpacker.part("anomaly", |unpacker| {
            let likelihood = AnomalyLikelihood::unpack(parameters.anomaly.clone(), unpacker)?;
            let rule = parameters.range_rule.then(|| RangeRule::unpack(unpacker)).transpose()?;
            Ok(Self { spatial_pooler, temporal_memory, likelihood, range_rule: rule, step })
        })
    }
}

impl Senses {
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.part("encoders", |packer| self.encoder.memory().pack(packer));
    }

    /// The encoders of checked parameters, with what they kept.
    pub(crate) fn unpack(
        parameters: &RegionParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let senses = Self::new(parameters);
        let mut senses = senses.map_err(|error| SnapshotError::parameters(&error))?;
        let like = senses.encoder.memory();
        let memory = unpacker.part("encoders", |unpacker| like.unpack_like(unpacker))?;
        senses.encoder.remember(memory).map_err(|error| SnapshotError::state(&error))?;
        Ok(senses)
    }
}

impl Region {
    /// What an object of these parameters takes as soon as it is made.
    fn memory_of(parameters: &RegionParameters) -> Result<MemoryEstimate, ParameterError> {
        parameters.memory()
    }

    pub(super) fn parameters_to_save(&self) -> RegionParameters {
        self.parameters().clone()
    }

    pub(super) fn pack(&self, packer: &mut Packer) {
        self.senses.pack(packer);
        self.core.pack(packer);
    }

    pub(super) fn unpack(
        parameters: RegionParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let parameters = parameters.resolved();
        let parameters = parameters.map_err(|error| SnapshotError::parameters(&error))?;
        let senses = Senses::unpack(&parameters, unpacker)?;
        let core = Core::unpack(&parameters, unpacker)?;
        Ok(Self { senses, core, parameters })
    }
}

snapshots!(Region, Region);
