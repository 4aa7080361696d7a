//! Stage 2: active cells make segments active and matching. BAMI TM 55-72.

use super::verbs::Step;
use crate::observer::Observer;

impl<O: Observer + ?Sized> Step<'_, O> {
    /// Counts every segment's active synapses and compares the counts with the thresholds. Restates
    /// BAMI TM 55-72.
    //= spec/temporal-memory.md#tm-55-57
    //# Stage 2 MUST count the synapses of every segment of the layer again, starting from zero.
    //= spec/temporal-memory.md#tm-58-61
    //# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at least
    //# CONNECTED_PERMANENCE MUST count into numActiveConnected.
    //= spec/temporal-memory.md#d-tm-18
    //# A synapse whose permanence is equal to CONNECTED_PERMANENCE MUST be connected.
    //= spec/temporal-memory.md#d-tm-18
    //# A connected synapse MUST be a potential synapse too.
    //= spec/portable-core.md#r-1
    //# Comparisons MUST be exact, without a tolerance.
    //= spec/temporal-memory.md#tm-63-64
    //# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at least 0
    //# MUST count into numActivePotential.
    //= spec/temporal-memory.md#tm-66-67
    //# A segment MUST be in activeSegments(t) exactly when its numActiveConnected is at least
    //# ACTIVATION_THRESHOLD.
    //= spec/temporal-memory.md#tm-69-70
    //# A segment MUST be in matchingSegments(t) exactly when its numActivePotential is at least
    //# LEARNING_THRESHOLD.
    //= spec/temporal-memory.md#tm-72
    //# numActivePotentialSynapses(t, segment) MUST be the segment's numActivePotential.
    pub(super) fn activate_dendrites(&self) {
        for segment in self.segments(55) {
            let mut num_active_connected = self.counted(56, segment, 0);
            let mut num_active_potential = self.counted(57, segment, 0);
            for synapse in self.synapses(58, segment) {
                if self.presynaptic_cell_is_active(59, synapse) {
                    if self.permanence_is_at_least(
                        60,
                        synapse,
                        self.parameters.connected_permanence,
                    ) {
                        num_active_connected = self.counted(61, segment, num_active_connected + 1);
                    }

                    if self.permanence_is_at_least(63, synapse, 0.0) {
                        num_active_potential = self.counted(64, segment, num_active_potential + 1);
                    }
                }
            }

            if self.count_is_at_least(
                66,
                segment,
                num_active_connected,
                self.parameters.activation_threshold,
            ) {
                self.add_active_segment(67, segment);
            }

            if self.count_is_at_least(
                69,
                segment,
                num_active_potential,
                self.parameters.learning_threshold,
            ) {
                self.add_matching_segment(70, segment);
            }

            self.set_num_active_potential_synapses(72, segment, num_active_potential);
        }
    }
}
