//! Statements that change a set, a permanence or the layer.

use super::{State, Step};
use crate::anatomy::{CellIndex, Presynaptic, SegmentKey, SynapseKey};
use crate::observer::{Observer, TemporalMemoryEvent};
use crate::temporal_memory::counts::Counts;
use crate::temporal_memory::state::SegmentEntry;

impl<O: Observer + ?Sized> Step<'_, O> {
    /// Adds a cell to activeCells(t).
    pub(crate) fn add_active_cell(&self, line: u8, cell: CellIndex) {
        let added = self.change(|state| state.current.active_cells.add(cell));
        self.report(&TemporalMemoryEvent::ActiveCellAdded { line, cell, added });
    }

    /// Adds a cell to winnerCells(t).
    pub(crate) fn add_winner_cell(&self, line: u8, cell: CellIndex) {
        let added = self.change(|state| state.current.winner_cells.add(cell));
        self.report(&TemporalMemoryEvent::WinnerCellAdded { line, cell, added });
    }

    /// Adds to the permanence of a synapse.
    pub(crate) fn add_to_permanence(&self, line: u8, synapse: SynapseKey, change: f64) {
        self.change_permanence(line, synapse, change);
    }

    /// Subtracts from the permanence of a synapse.
    pub(crate) fn subtract_from_permanence(&self, line: u8, synapse: SynapseKey, change: f64) {
        self.change_permanence(line, synapse, -change);
    }

    fn change_permanence(&self, line: u8, key: SynapseKey, change: f64) {
        let (synapse, segment) = self.synapse(key);
        let before = synapse.permanence;
        self.change(|state| state.layer.change_permanence(key, change));
        let (after, _) = self.synapse(key);
        self.report(&TemporalMemoryEvent::PermanenceChanged {
            line,
            segment: self.serial(segment),
            presynaptic_cell: synapse.presynaptic_cell(),
            before,
            after: after.permanence,
        });
    }

    /// Grows a segment without synapses on the cell; the null key if an extension forbids it.
    #[doc(alias = "growNewSegment")]
    //= spec/temporal-memory.md#d-tm-6
    //# Line 35 MUST grow a segment even when winnerCells(t-1) is empty.
    //= spec/temporal-memory.md#d-tm-6
    //# A segment that is grown when winnerCells(t-1) is empty MUST get no synapses in that step.
    //= spec/temporal-memory.md#d-tm-3
    //# A segment grown in this step MUST have 0 active potential synapses at t-1.
    pub(crate) fn grow_new_segment(&self, line: u8, cell: CellIndex) -> SegmentKey {
        let may_grow = self.state.borrow().extensions.may_grow_segment(&self.past.winner_cells);
        let segment = may_grow.then(|| {
            self.change(|State { layer, counts, extensions, observer, .. }| {
                let key = layer.cell_keys[cell.as_usize()];
                extensions.evict_for_segment(layer, key, *observer);
                let segment = layer.grow_distal_segment(key);
                extensions.segment_was_active(segment, self.t);
                counts.forget(layer.segments[segment].slot);
                segment
            })
        });
        let serial = segment.map(|segment| self.serial(segment));
        self.report(&TemporalMemoryEvent::SegmentGrown { line, cell, segment: serial });
        segment.unwrap_or_default()
    }

    /// Makes a synapse on the segment, unless an extension forbids it, which ends growSynapses.
    #[doc(alias = "createNewSynapse")]
    pub(crate) fn create_new_synapse(
        &self,
        line: u8,
        segment: SegmentKey,
        presynaptic_cell: CellIndex,
        permanence: f64,
    ) {
        let winners = &self.past.winner_cells;
        let made = self.change(|State { layer, extensions, growth_ended, observer, .. }| {
            let made = extensions.evict_for_synapse(layer, segment, winners, *observer);
            if made {
                layer.create_synapse(segment, Presynaptic::Cell(presynaptic_cell), permanence);
            }
            *growth_ended = !made;
            made
        });
        self.report(&TemporalMemoryEvent::SynapseCreated {
            line,
            segment: self.serial(segment),
            presynaptic_cell,
            permanence,
            made,
        });
    }

    /// Adds a segment to activeSegments(t).
    pub(crate) fn add_active_segment(&self, line: u8, segment: SegmentKey) {
        self.change(|State { layer, current, extensions, .. }| {
            current.active_segments.push(SegmentEntry::new(layer, segment, Counts::default()));
            extensions.segment_was_active(segment, self.t);
        });
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::SegmentAdded { line, segment });
    }

    /// Adds a segment to matchingSegments(t).
    pub(crate) fn add_matching_segment(&self, line: u8, segment: SegmentKey) {
        self.change(|State { layer, current, .. }| {
            current.matching_segments.push(SegmentEntry::new(layer, segment, Counts::default()));
        });
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::SegmentAdded { line, segment });
    }

    /// Keeps numActivePotentialSynapses(t, segment), also with the segment in the two sets.
    pub(crate) fn set_num_active_potential_synapses(
        &self,
        line: u8,
        segment: SegmentKey,
        count: u32,
    ) {
        self.change(|State { layer, current, counts, .. }| {
            let kept = Counts { connected: 0, potential: count };
            counts.set(layer.segments[segment].slot, kept);
            for set in [&mut current.active_segments, &mut current.matching_segments] {
                if let Some(last) = set.last_mut().filter(|last| last.key == segment) {
                    last.counts = kept;
                }
            }
        });
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::PotentialKept { line, segment, count });
    }
}
