//! Stage 2: active cells make segments active and matching. BAMI TM 55-72.
//!
//! [`activate_dendrites`](Step::activate_dendrites) is the literal form and defines stage 2;
//! [`activate_dendrites_indexed`](Step::activate_dendrites_indexed) gives the same sets and counts
//! at a cost proportional to the synapses of the active cells. An observed step runs the literal
//! form. The layer holds the index of axons, which also records connected synapses; `index.rs`
//! holds the counts.

use rand::Rng;

use super::index::Counts;
use super::state::SegmentEntry;
use super::step::{Step, report};
use crate::observer::Observer;

impl<O: Observer + ?Sized, R: Rng> Step<'_, O, R> {
    /// Counts every segment's active synapses and compares the counts with the thresholds. Restates
    /// BAMI TM 55-72.
    //= spec/temporal-memory.md#tm-55-57
    //# Stage 2 MUST count the synapses of every segment of the layer again, starting from zero.
    pub(super) fn activate_dendrites(&mut self) {
        self.counts.begin(self.layer.slot_count());
        for cell in self.layer.cell_keys.clone() {
            for segment in self.layer.cells[cell].segments.clone() {
                let mut entry = SegmentEntry::new(self.layer, segment, Counts::default());
                report!(self, SegmentVisited { line: 55, segment: entry.serial, cell: entry.cell });
                entry.counts = self.count_active_synapses(entry);
                //= spec/temporal-memory.md#tm-72
                //# numActivePotentialSynapses(t, segment) MUST be the segment's numActivePotential.
                self.counts.set(self.layer.segments[segment].slot, entry.counts);
                self.compare_with_thresholds(entry);
            }
        }
    }

    /// numActiveConnected and numActivePotential of a segment. Restates BAMI TM 56-64.
    fn count_active_synapses(&mut self, segment: SegmentEntry) -> Counts {
        let mut num_active_connected = 0;
        report!(self, Counted { line: 56, segment: segment.serial, count: num_active_connected });
        let mut num_active_potential = 0;
        report!(self, Counted { line: 57, segment: segment.serial, count: num_active_potential });
        let synapses = self.layer.segments[segment.key].synapses.clone();
        for synapse in synapses {
            self.report_synapse(synapse, 58);
            let synapse = self.layer.synapses[synapse];
            let presynaptic_cell = synapse.presynaptic_cell();
            let permanence = synapse.permanence;
            // BAMI TM 59
            let active = self.current.active_cells.contains(presynaptic_cell);
            report!(
                self,
                PresynapticTested { line: 59, segment: segment.serial, presynaptic_cell, active }
            );
            if !active {
                continue;
            }
            //= spec/temporal-memory.md#tm-58-61
            //# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at
            //# least CONNECTED_PERMANENCE MUST count into numActiveConnected.
            //= spec/portable-core.md#r-1
            //# Comparisons MUST be exact, without a tolerance.
            let bound = self.parameters.connected_permanence;
            let holds = permanence >= bound;
            report!(
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
                report!(
                    self,
                    Counted { line: 61, segment: segment.serial, count: num_active_connected }
                );
            }
            //= spec/temporal-memory.md#tm-63-64
            //# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at
            //# least 0 MUST count into numActivePotential.
            let holds = permanence >= 0.0;
            report!(
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
                report!(
                    self,
                    Counted { line: 64, segment: segment.serial, count: num_active_potential }
                );
            }
        }
        Counts { connected: num_active_connected, potential: num_active_potential }
    }

    /// Adds a segment to activeSegments(t) and matchingSegments(t) if its counts reach the
    /// thresholds; the potential count has already been kept. Restates BAMI TM 66-72.
    fn compare_with_thresholds(&mut self, segment: SegmentEntry) {
        let counts = segment.counts;
        //= spec/temporal-memory.md#tm-66-67
        //# A segment MUST be in activeSegments(t) exactly when its numActiveConnected is at least
        //# ACTIVATION_THRESHOLD.
        let threshold = self.parameters.activation_threshold;
        let reached = counts.connected >= threshold;
        report!(
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
            report!(self, SegmentAdded { line: 67, segment: segment.serial });
            self.extensions.segment_was_active(segment.key, self.t);
        }
        //= spec/temporal-memory.md#tm-69-70
        //# A segment MUST be in matchingSegments(t) exactly when its numActivePotential is at least
        //# LEARNING_THRESHOLD.
        let threshold = self.parameters.learning_threshold;
        let reached = counts.potential >= threshold;
        report!(
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
            report!(self, SegmentAdded { line: 70, segment: segment.serial });
        }
        report!(self, PotentialKept { line: 72, segment: segment.serial, count: counts.potential });
    }

    /// Stage 2 through the axons of the active cells.
    ///
    /// A segment that no active cell reaches has both counts at 0, so with thresholds above 0 it is
    /// in neither set; a threshold of 0 is handled by the literal form.
    pub(super) fn activate_dendrites_indexed(&mut self) {
        if self.parameters.activation_threshold == 0 || self.parameters.learning_threshold == 0 {
            return self.activate_dendrites();
        }
        self.counts.begin(self.layer.slot_count());
        let (reached, segments) = (&mut self.scratch.reached, &mut self.scratch.segments);
        reached.clear();
        for &cell in self.current.active_cells.list() {
            self.counts.count(self.layer.axons.of(cell), reached);
        }
        segments.clear();
        segments.extend(reached.iter().map(|&slot| {
            SegmentEntry::new(self.layer, self.layer.segment_at(slot), self.counts.get(slot))
        }));
        segments.sort_unstable();
        for n in 0..self.scratch.segments.len() {
            self.compare_with_thresholds(self.scratch.segments[n]);
        }
    }
}
