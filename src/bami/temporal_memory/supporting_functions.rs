//! The supporting functions: leastUsedCell, bestMatchingSegment, growSynapses. BAMI TM 73-107.

use super::verbs::Step;
use crate::anatomy::{CellIndex, ColumnIndex, SegmentKey};
use crate::observer::Observer;

impl<O: Observer + ?Sized> Step<'_, O> {
    /// One of the column's cells with the fewest segments. Restates BAMI TM 73-83.
    #[doc(alias = "leastUsedCell")]
    //= spec/temporal-memory.md#tm-73-76
    //# leastUsedCell MUST find the smallest number of segments that any cell of the column has.
    //= spec/temporal-memory.md#tm-78-81
    //# The candidates of leastUsedCell MUST be the cells of the column that have that number of
    //# segments, ascending.
    //= spec/temporal-memory.md#tm-83
    //# leastUsedCell MUST return chooseRandom of its candidates.
    //= spec/temporal-memory.md#d-tm-5
    //# leastUsedCell MUST draw its random choice even when LEARNING_ENABLED is off.
    pub(super) fn least_used_cell(&self, column: ColumnIndex) -> CellIndex {
        self.function(73, "leastUsedCell", column);
        let mut fewest_segments = self.int_max(74, column);
        for cell in self.cells(75, column) {
            fewest_segments = self.min(76, cell, fewest_segments, self.segment_count(cell));
        }

        let mut least_used_cells = self.empty_list(78);
        for cell in self.cells(79, column) {
            if self.equals(80, cell, self.segment_count(cell), fewest_segments) {
                self.add(81, &mut least_used_cells, cell);
            }
        }

        self.choose_random(83, &least_used_cells)
    }

    /// Of the column's segments in matchingSegments(t-1), the one with the most active potential
    /// synapses at t-1; the first of several, and none if there is no such segment. Restates
    /// BAMI TM 84-92.
    #[doc(alias = "bestMatchingSegment")]
    //= spec/temporal-memory.md#tm-84-86
    //# bestMatchingSegment MUST start without a segment and with a best score of -1.
    //= spec/temporal-memory.md#tm-87-90
    //# Of the column's segments in matchingSegments(t-1), in the order of R-3, bestMatchingSegment
    //# MUST keep the one whose numActivePotentialSynapses(t-1) exceeds the best score so far.
    //= spec/temporal-memory.md#tm-92
    //# bestMatchingSegment MUST return the segment kept last, which is the first one if several are
    //# equally good.
    pub(super) fn best_matching_segment(&self, column: ColumnIndex) -> Option<SegmentKey> {
        self.function(84, "bestMatchingSegment", column);
        let mut best_matching_segment = self.first_best_segment(85, column, None);
        let mut best_score = self.first_best_score(86, column, -1);
        for segment in self.each(87, self.segments_for_column(column, &self.past.matching_segments))
        {
            if self.exceeds(
                88,
                segment,
                self.past_num_active_potential_synapses(segment),
                best_score,
            ) {
                best_matching_segment = self.set_best_segment(89, segment);
                best_score = self.set_best_score(
                    90,
                    segment,
                    self.past_num_active_potential_synapses(segment),
                );
            }
        }

        self.returned(92, best_matching_segment)
    }

    /// Connects a segment to at most `new_synapse_count` of the winner cells of t-1, drawn at
    /// random. Restates BAMI TM 93-107.
    #[doc(alias = "growSynapses")]
    //= spec/temporal-memory.md#tm-93-94
    //# The candidates of growSynapses MUST be the cells of winnerCells(t-1), ascending.
    //= spec/portable-core.md#r-3
    //# Winner cells MUST be in ascending order of the cell in every list of them.
    //= spec/temporal-memory.md#d-tm-8
    //# growSynapses MUST accept the segment's own cell as a candidate like any other.
    //= spec/temporal-memory.md#d-tm-12
    //# Where the prose of the chapter and the pseudocode differ, the pseudocode MUST be followed.
    //= spec/temporal-memory.md#tm-95
    //# growSynapses MUST continue while there are candidates and the number of synapses still to be
    //# made is above 0.
    //= spec/temporal-memory.md#tm-96-97
    //# Each iteration of growSynapses MUST choose one of the candidates by chooseRandom.
    //= spec/temporal-memory.md#tm-96-97
    //# Each iteration of growSynapses MUST remove the chosen candidate from the candidates.
    //= spec/temporal-memory.md#tm-99-102
    //# A candidate to which the segment has a synapse of any permanence MUST be skipped.
    //= spec/temporal-memory.md#tm-104-107
    //# For any other candidate growSynapses MUST make a synapse on the segment with
    //# INITIAL_PERMANENCE.
    //= spec/temporal-memory.md#tm-104-107
    //# For each synapse that it makes, growSynapses MUST reduce the number of synapses still to be
    //# made by one.
    //= spec/temporal-memory.md#d-tm-21
    //# Line 94 MUST list the winner cells in the order of R-3.
    //= spec/temporal-memory.md#d-tm-14
    //# A segment with fewer synapses than LEARNING_THRESHOLD MUST be grown like any other.
    pub(super) fn grow_synapses(
        &self,
        called_from: u8,
        segment: SegmentKey,
        mut new_synapse_count: i64,
    ) {
        self.called_grow_synapses(93, called_from, segment, new_synapse_count);
        let mut candidates = self.copy_of_past_winner_cells(94);
        while self.both_are_above_0(95, segment, candidates.len(), new_synapse_count) {
            let presynaptic_cell = self.choose_random(96, &candidates);
            self.remove(97, &mut candidates, presynaptic_cell);

            let mut already_connected =
                self.set_already_connected(99, segment, presynaptic_cell, false);
            for synapse in self.synapses(100, segment) {
                if self.listens_to(101, synapse, presynaptic_cell) {
                    already_connected =
                        self.set_already_connected(102, segment, presynaptic_cell, true);
                }
            }

            if self.is_false(104, segment, presynaptic_cell, already_connected) {
                let initial_permanence = self.parameters.initial_permanence;
                self.create_new_synapse(105, segment, presynaptic_cell, initial_permanence);
                new_synapse_count = self.set_new_synapse_count(107, segment, new_synapse_count - 1);
            }
        }
    }
}
