//! Stage 2: active cells make segments active and matching. BAMI TM 55-72.
//!
//! [`activate_dendrites`](Step::activate_dendrites) is the literal form and says what stage 2 means;
//! [`activate_dendrites_indexed`](Step::activate_dendrites_indexed) gives the same sets and counts
//! at a cost that follows the synapses of the active cells. An observed step runs the literal form.

use rand::Rng;

use super::state::{Counts, SegmentEntry};
use super::step::{Step, presynaptic_cell, tell};
use crate::anatomy::Presynaptic;
use crate::observer::Observer;

impl<O: Observer, R: Rng> Step<'_, O, R> {
    /// Counts every segment's active synapses anew and compares them with the thresholds.
    /// Restates BAMI TM 55-72.
    //= spec/temporal-memory.md#tm-55-57
    //# Stage 2 MUST count every segment of the layer anew, from zero.
    pub(super) fn activate_dendrites(&mut self) {
        for cell in self.layer.cell_keys.clone() {
            for segment in self.layer.cells[cell].segments.clone() {
                let entry = SegmentEntry::new(self.layer, segment);
                tell!(self, SegmentVisited { line: 55, segment: entry.serial, cell: entry.cell });
                let counts = self.count_active_synapses(entry);
                //= spec/temporal-memory.md#tm-72
                //# numActivePotentialSynapses(t, segment) MUST be the segment's numActivePotential.
                if counts.potential > 0 {
                    *self.current.counts.get_mut(segment) = counts;
                }
                self.compare_with_thresholds(entry, counts);
            }
        }
    }

    /// numActiveConnected and numActivePotential of a segment. Restates BAMI TM 56-64.
    fn count_active_synapses(&mut self, segment: SegmentEntry) -> Counts {
        let mut num_active_connected = 0;
        tell!(self, Counted { line: 56, segment: segment.serial, count: num_active_connected });
        let mut num_active_potential = 0;
        tell!(self, Counted { line: 57, segment: segment.serial, count: num_active_potential });
        for synapse in self.synapses(segment.key) {
            self.tell_synapse(synapse, 58);
            let synapse = self.layer.synapses[synapse].clone();
            let cell = presynaptic_cell(&synapse);
            let permanence = synapse.permanence;
            // BAMI TM 59
            let active = self.current.active_cells.contains(cell);
            let presynaptic_cell = self.cell_index(cell);
            tell!(
                self,
                PresynapticTested { line: 59, segment: segment.serial, presynaptic_cell, active }
            );
            if !active {
                continue;
            }
            //= spec/temporal-memory.md#tm-58-61
            //# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at least CONNECTED_PERMANENCE MUST count into numActiveConnected.
            //= spec/portable-core.md#r-1
            //# Comparisons MUST be exact, without a tolerance.
            let bound = self.parameters.connected_permanence;
            let holds = permanence >= bound;
            tell!(
                self,
                PermanenceTested {
                    line: 60,
                    segment: segment.serial,
                    presynaptic_cell,
                    permanence,
                    bound,
                    holds
                }
            );
            if holds {
                num_active_connected += 1;
                tell!(
                    self,
                    Counted { line: 61, segment: segment.serial, count: num_active_connected }
                );
            }
            //= spec/temporal-memory.md#tm-63-64
            //# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at least 0 MUST count into numActivePotential.
            let holds = permanence >= 0.0;
            tell!(
                self,
                PermanenceTested {
                    line: 63,
                    segment: segment.serial,
                    presynaptic_cell,
                    permanence,
                    bound: 0.0,
                    holds
                }
            );
            if holds {
                num_active_potential += 1;
                tell!(
                    self,
                    Counted { line: 64, segment: segment.serial, count: num_active_potential }
                );
            }
        }
        Counts { connected: num_active_connected, potential: num_active_potential }
    }

    /// Adds a segment to activeSegments(t) and matchingSegments(t) where its counts reach the
    /// thresholds; the second count has been kept. Restates BAMI TM 66-72.
    fn compare_with_thresholds(&mut self, segment: SegmentEntry, counts: Counts) {
        //= spec/temporal-memory.md#tm-66-67
        //# A segment MUST be in activeSegments(t) exactly when its numActiveConnected is at least ACTIVATION_THRESHOLD.
        let threshold = self.parameters.activation_threshold;
        let reached = counts.connected >= threshold;
        tell!(
            self,
            ThresholdTested {
                line: 66,
                segment: segment.serial,
                count: counts.connected,
                threshold,
                reached
            }
        );
        if reached {
            self.current.active_segments.push(segment);
            tell!(self, SegmentAdded { line: 67, segment: segment.serial });
            self.extensions.segment_was_active(segment.key, self.t);
        }
        //= spec/temporal-memory.md#tm-69-70
        //# A segment MUST be in matchingSegments(t) exactly when its numActivePotential is at least LEARNING_THRESHOLD.
        let threshold = self.parameters.learning_threshold;
        let reached = counts.potential >= threshold;
        tell!(
            self,
            ThresholdTested {
                line: 69,
                segment: segment.serial,
                count: counts.potential,
                threshold,
                reached
            }
        );
        if reached {
            self.current.matching_segments.push(segment);
            tell!(self, SegmentAdded { line: 70, segment: segment.serial });
        }
        tell!(self, PotentialKept { line: 72, segment: segment.serial, count: counts.potential });
    }

    /// Stage 2 by way of the axons of the active cells.
    ///
    /// A segment that no active cell reaches has both counts at 0, so with thresholds above 0 it is
    /// in neither set; a threshold of 0 is left to the literal form.
    pub(super) fn activate_dendrites_indexed(&mut self) {
        if self.parameters.activation_threshold == 0 || self.parameters.learning_threshold == 0 {
            return self.activate_dendrites();
        }
        let counts = &mut self.current.counts;
        for &cell in self.current.active_cells.list() {
            for &synapse in self.layer.axon(Presynaptic::Cell(cell)) {
                let synapse = &self.layer.synapses[synapse];
                let counts = counts.get_mut(synapse.segment);
                counts.potential += 1;
                if synapse.permanence >= self.parameters.connected_permanence {
                    counts.connected += 1;
                }
            }
        }
        let least = self.parameters.activation_threshold.min(self.parameters.learning_threshold);
        let reached = counts.reached().iter().copied();
        let mut candidates: Vec<SegmentEntry> = reached
            .filter(|&segment| counts.get(segment).potential >= least)
            .map(|segment| SegmentEntry::new(self.layer, segment))
            .collect();
        candidates.sort_unstable();
        for segment in candidates {
            let counts = self.current.counts.get(segment.key);
            self.compare_with_thresholds(segment, counts);
        }
    }
}
