//! A region in a snapshot: `spec/snapshot.md`, SNAP-REGION.

use super::pipeline::Pipeline;
use super::{Inputs, Region, RegionParameters};
use crate::anomaly::{AnomalyLikelihood, RangeRule};
use crate::encoders::EncoderRegistry;
use crate::limits::MemoryEstimate;
use crate::parameters::ParameterError;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots};
use crate::spatial_pooler::SpatialPooler;
use crate::temporal_memory::TemporalMemory;

impl Pipeline {
    fn pack(&self, packer: &mut Packer) {
        packer.put("step", vec![self.step]);
        packer.part("sp", |packer| self.spatial_pooler.pack(packer));
        packer.part("tm", |packer| self.temporal_memory.pack(packer));
        packer.part("anomaly", |packer| {
            self.likelihood.pack(packer);
            if let Some(rule) = &self.range_rule {
                rule.pack(packer);
            }
        });
    }

    fn unpack(
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

impl Inputs {
    fn pack(&self, packer: &mut Packer) {
        if !self.is_empty() {
            packer.part("encoders", |packer| self.encoder.memory().pack(packer));
        }
    }

    fn unpack(
        parameters: &RegionParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let inputs = Self::new(parameters);
        let mut inputs = inputs.map_err(|error| SnapshotError::parameters(&error))?;
        if !inputs.is_empty() {
            let like = inputs.encoder.memory();
            let memory = unpacker.part("encoders", |unpacker| like.unpack_like(unpacker))?;
            inputs.encoder.remember(memory).map_err(|error| SnapshotError::state(&error))?;
        }
        Ok(inputs)
    }
}

impl Region {
    /// The memory that an object of these parameters takes at the start.
    fn memory_of(parameters: &RegionParameters) -> Result<MemoryEstimate, ParameterError> {
        parameters.memory()
    }

    fn parameters_to_save(&self) -> RegionParameters {
        self.parameters().clone()
    }

    //= spec/snapshot.md#snap-region
    //# The arrays of a region MUST be those of its parts, each name prefixed with the name of the
    //# part and a dot, and the array `step` with the number of steps.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        self.inputs.pack(packer);
        self.pipeline.pack(packer);
    }

    pub(crate) fn unpack(
        parameters: RegionParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let parameters = parameters.resolved();
        Self::unpack_resolved(
            parameters.map_err(|error| SnapshotError::parameters(&error))?,
            unpacker,
        )
    }

    /// The region of valid parameters with their sizes filled in, in a network also without encoders.
    pub(crate) fn unpack_resolved(
        parameters: RegionParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let inputs = Inputs::unpack(&parameters, unpacker)?;
        let pipeline = Pipeline::unpack(&parameters, unpacker)?;
        Ok(Self { inputs, pipeline, parameters })
    }
}

snapshots!(Region, Region, registry EncoderRegistry);
