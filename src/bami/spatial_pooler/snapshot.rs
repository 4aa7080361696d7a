//! A spatial pooler in a snapshot: `spec/snapshot.md`, SNAP-SP.

use super::{DutyCycles, SpatialPooler, SpatialPoolerParameters, SpatialPoolerState};
use crate::anatomy::ColumnIndex;
use crate::limits::MemoryEstimate;
use crate::parameters::ParameterError;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots, take_front};

impl SpatialPooler {
    /// The memory that an object with these parameters takes on construction.
    fn memory_of(parameters: &SpatialPoolerParameters) -> Result<MemoryEstimate, ParameterError> {
        parameters.memory()
    }

    fn parameters_to_save(&self) -> SpatialPoolerParameters {
        self.parameters.clone()
    }

    //= spec/snapshot.md#snap-sp
    //# The arrays of a spatial pooler MUST be those of the table, with the content that it
    //# describes.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        let (mut counts, mut inputs, mut permanences) = (Vec::new(), Vec::new(), Vec::new());
        for column in self.column_indices() {
            let synapses = self.synapses_of(column);
            counts.push(synapses.len() as u32);
            for (input, permanence) in synapses {
                inputs.push(input.get());
                permanences.push(permanence);
            }
        }
        packer.put("synapses_per_column", counts);
        packer.put("inputs", inputs);
        packer.put("permanences", permanences);
        packer.put("active_duty_cycles", self.active_duty_cycles.clone());
        packer.put("overlap_duty_cycles", self.overlap_duty_cycles.clone());
        if let Some(windows) = &self.windows {
            packer.put("active_window", windows.active.oldest_first(self.learning_steps));
            packer.put("overlap_window", windows.overlap.oldest_first(self.learning_steps));
        }
        packer.put("boosts", self.boosts.clone());
        packer.put("inhibition_radius", vec![self.inhibition_radius]);
        packer.put("learning_steps", vec![self.learning_steps]);
        packer.put("overlaps", self.overlaps.clone());
        packer.put("active_columns", ColumnIndex::numbers(&self.active_columns));
    }

    /// Reads a pooler from its arrays.
    //= spec/snapshot.md#snap-graph
    //# Potential synapses that SP-PHASE-1-GIVEN rejects MUST be rejected here too.
    pub(crate) fn unpack(
        parameters: SpatialPoolerParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        parameters.validate().map_err(|error| SnapshotError::parameters(&error))?;
        // NB: checked first, so that no more is allocated than the file has numbers for.
        let columns = parameters.column_dimensions.iter().map(|&size| size as usize).product();
        let (counts, sum) = unpacker.counts("synapses_per_column", columns)?;
        let (inputs, permanences) = (unpacker.u32s("inputs")?, unpacker.f64s("permanences")?);
        unpacker.check_len("inputs", inputs.len(), sum)?;
        unpacker.check_len("permanences", permanences.len(), sum)?;
        let (mut inputs, mut permanences) = (inputs.as_slice(), permanences.as_slice());
        let synapses = counts.iter().map(|&count| {
            let own = take_front(&mut inputs, count).iter().copied();
            own.zip(take_front(&mut permanences, count).iter().copied()).collect()
        });
        let window = |name, unpacker: &mut Unpacker| match parameters.duty_cycles {
            DutyCycles::Window => unpacker.u32s(name),
            DutyCycles::Recursive => Ok(Vec::new()),
        };
        let state = SpatialPoolerState {
            potential_synapses: synapses.collect(),
            active_duty_cycles: unpacker.f64s("active_duty_cycles")?,
            overlap_duty_cycles: unpacker.f64s("overlap_duty_cycles")?,
            active_window: window("active_window", unpacker)?,
            overlap_window: window("overlap_window", unpacker)?,
            boosts: unpacker.f64s("boosts")?,
            inhibition_radius: unpacker.u32("inhibition_radius")?,
            learning_steps: unpacker.counter("learning_steps")?,
            overlaps: unpacker.f64s("overlaps")?,
            active_columns: unpacker.u32s("active_columns")?,
        };
        //= spec/snapshot.md#snap-graph
        //# Numbers that no step could have left behind MUST be rejected: an increment that is even,
        //# anomaly scores and duty cycles outside 0 to 1, boosts that are not finite numbers above
        //# 0, overlaps that are not finite numbers of at least 0, an inhibition radius of 0, a last
        //# active step after t, lists of cells or columns that do not ascend.
        if state.inhibition_radius == 0 {
            return Err(unpacker.wrong("inhibition_radius", "is 0; it must be at least 1"));
        }
        Self::from_state(parameters, state).map_err(|error| SnapshotError::state(&error))
    }
}

snapshots!(SpatialPooler, SpatialPooler);
