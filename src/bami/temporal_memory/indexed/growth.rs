//! growSynapses with one look-up for each candidate.

use super::Step;
use crate::anatomy::{CellIndex, Presynaptic, SegmentKey};
use crate::observer::NoObserver;
use crate::random::PortableRng;

impl Step<'_> {
    /// Implements BAMI TM 93-107 as `grow_synapses` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    pub(super) fn grow_synapses(&mut self, segment: SegmentKey, mut new_synapse_count: i64) {
        if new_synapse_count <= 0 {
            return;
        }
        let mut candidates = std::mem::take(&mut self.scratch.candidates);
        candidates.clear();
        candidates.extend_from_slice(self.previous.winner_cells.list());
        self.note_connected_cells(segment);
        let most = usize::try_from(new_synapse_count).unwrap_or(0).min(candidates.len());
        self.layer.reserve_synapses(segment, most);
        while !candidates.is_empty() && new_synapse_count > 0 {
            let presynaptic_cell = candidates.remove(self.random.choose_random(candidates.len()));
            if !self.scratch.connected.contains(presynaptic_cell) {
                if !self.create_new_synapse(segment, presynaptic_cell) {
                    break; // NB: only where the extension max_synapses_per_segment forbids it.
                }
                new_synapse_count -= 1;
            }
        }
        self.scratch.candidates = candidates;
    }

    /// Records the cells to which the segment has a synapse, so that each candidate is looked up in
    /// constant time. Each candidate is drawn once, so synapses created in the meantime need no
    /// record.
    fn note_connected_cells(&mut self, segment: SegmentKey) {
        self.scratch.connected.clear();
        for &synapse in &self.layer.segments[segment].synapses {
            self.scratch.connected.add(self.layer.synapses[synapse].presynaptic_cell());
        }
    }

    /// Implements BAMI TM 105-106 as `create_new_synapse` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    ///
    /// False if an extension forbids it.
    fn create_new_synapse(&mut self, segment: SegmentKey, presynaptic_cell: CellIndex) -> bool {
        let winners = &self.previous.winner_cells;
        let made = self.extensions.evict_for_synapse(self.layer, segment, winners, &mut NoObserver);
        if made {
            let permanence = self.parameters.initial_permanence;
            self.layer.create_synapse(segment, Presynaptic::Cell(presynaptic_cell), permanence);
        }
        made
    }
}
