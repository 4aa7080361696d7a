//! The supporting functions: BAMI TM 73-107, and the two that the book names without writing them
//! out, growNewSegment and createNewSynapse.

use rand::Rng;

use super::state::SegmentEntry;
use super::step::{Step, report};
use crate::anatomy::{CellIndex, CellKey, ColumnIndex, Presynaptic, SegmentKey};
use crate::observer::Observer;
use crate::random::PortableRng;

impl<O: Observer + ?Sized, R: Rng> Step<'_, O, R> {
    /// One of the column's cells with the fewest segments. Restates BAMI TM 73-83.
    #[doc(alias = "leastUsedCell")]
    pub(super) fn least_used_cell(&mut self, column: ColumnIndex) -> CellIndex {
        report!(self, FunctionEntered { line: 73, function: "leastUsedCell", column });
        let column_key = self.column_key(column);
        //= spec/temporal-memory.md#tm-73-76
        //# leastUsedCell MUST find the smallest number of segments that any cell of the column has.
        let mut fewest_segments = usize::MAX;
        report!(self, FewestSegments { line: 74, column, cell: None, fewest: None });
        for &cell in &self.layer.columns[column_key].cells {
            let cell = &self.layer.cells[cell];
            report!(self, CellVisited { line: 75, cell: cell.index });
            fewest_segments = fewest_segments.min(cell.segments.len());
            let (cell, fewest) = (Some(cell.index), Some(fewest_segments));
            report!(self, FewestSegments { line: 76, column, cell, fewest });
        }

        //= spec/temporal-memory.md#tm-78-81
        //# The candidates of leastUsedCell MUST be the cells of the column that have that number of
        //# segments, ascending.
        let mut least_used_cells = std::mem::take(&mut self.scratch.candidates);
        least_used_cells.clear();
        report!(self, Candidates { line: 78, candidates: &[] });
        for &cell in &self.layer.columns[column_key].cells {
            let cell = &self.layer.cells[cell];
            let (cell, segments) = (cell.index, cell.segments.len());
            report!(self, CellVisited { line: 79, cell });
            let equal = segments == fewest_segments;
            report!(
                self,
                SegmentsCompared { line: 80, cell, segments, fewest: fewest_segments, equal }
            );
            if equal {
                least_used_cells.push(cell);
                report!(self, Candidates { line: 81, candidates: &least_used_cells });
            }
        }

        //= spec/temporal-memory.md#tm-83
        //# leastUsedCell MUST return chooseRandom of its candidates.
        //= spec/temporal-memory.md#d-tm-5
        //# leastUsedCell MUST draw its random choice even when LEARNING_ENABLED is off.
        let draw = self.random.choose_random(least_used_cells.len());
        let chosen = least_used_cells[draw];
        report!(self, RandomChoice { line: 83, candidates: &least_used_cells, draw, chosen });
        self.scratch.candidates = least_used_cells;
        chosen
    }

    /// The first of the column's matching segments with the most active potential synapses, both at
    /// t-1; none if nothing matched. Restates BAMI TM 84-92.
    #[doc(alias = "bestMatchingSegment")]
    pub(super) fn best_matching_segment(
        &mut self,
        column: ColumnIndex,
        matching_segments: &[SegmentEntry],
    ) -> Option<SegmentEntry> {
        report!(self, FunctionEntered { line: 84, function: "bestMatchingSegment", column });
        //= spec/temporal-memory.md#tm-84-86
        //# bestMatchingSegment MUST start without a segment and with a best score of -1.
        let mut best_matching_segment = None;
        report!(self, BestMatchingStarted { line: 85, column, best_score: None });
        let mut best_score = -1;
        report!(self, BestMatchingStarted { line: 86, column, best_score: Some(best_score) });
        //= spec/temporal-memory.md#tm-87-90
        //# Of the column's segments in matchingSegments(t-1), in the order of R-3,
        //# bestMatchingSegment MUST keep the one whose numActivePotentialSynapses(t-1) exceeds the
        //# best score so far.
        for &segment in matching_segments {
            report!(self, SegmentVisited { line: 87, segment: segment.serial, cell: segment.cell });
            let score = segment.num_active_potential_synapses();
            let better = i64::from(score) > best_score;
            report!(
                self,
                BestMatchingCompared {
                    line: 88,
                    segment: segment.serial,
                    score,
                    best_score,
                    better
                }
            );
            if better {
                best_matching_segment = Some(segment);
                report!(self, BestMatchingKept { line: 89, segment: segment.serial, score });
                best_score = i64::from(score);
                report!(self, BestMatchingKept { line: 90, segment: segment.serial, score });
            }
        }
        //= spec/temporal-memory.md#tm-92
        //# bestMatchingSegment MUST return the segment kept last, which is the first one if several
        //# are equally good.
        if let Some(segment) = best_matching_segment {
            report!(self, BestMatchingReturned { line: 92, segment: segment.serial });
        }
        best_matching_segment
    }

    /// Connects a segment to at most `new_synapse_count` of the winner cells of t-1, drawn at
    /// random. Restates BAMI TM 93-107.
    #[doc(alias = "growSynapses")]
    pub(super) fn grow_synapses(&mut self, segment: SegmentKey, mut new_synapse_count: i64) {
        let serial = self.layer.serial(segment);
        report!(self, GrowSynapsesEntered { line: 93, segment: serial, count: new_synapse_count });
        let literal = self.observer.observes_lines();
        if !literal && new_synapse_count <= 0 {
            return; // NB: line 95 would end the loop before its first turn.
        }
        //= spec/temporal-memory.md#tm-93-94
        //# The candidates of growSynapses MUST be the cells of winnerCells(t-1), ascending.
        //= spec/portable-core.md#r-3
        //# Winner cells MUST be in ascending order of the cell in every list of them.
        //= spec/temporal-memory.md#d-tm-8
        //# growSynapses MUST accept the segment's own cell as a candidate like any other.
        //= spec/temporal-memory.md#d-tm-12
        //# Where the prose of the chapter and the pseudocode differ, the pseudocode MUST be
        //# followed.
        let mut candidates = std::mem::take(&mut self.scratch.candidates);
        candidates.clear();
        candidates.extend_from_slice(self.previous.winner_cells.list());
        report!(self, Candidates { line: 94, candidates: &candidates });
        if !literal {
            self.note_connected_cells(segment);
        }
        let most = usize::try_from(new_synapse_count).unwrap_or(0).min(candidates.len());
        self.layer.reserve_synapses(segment, most);
        loop {
            //= spec/temporal-memory.md#tm-95
            //# growSynapses MUST continue while there are candidates and the number of synapses
            //# still to be made is above 0.
            let goes_on = !candidates.is_empty() && new_synapse_count > 0;
            report!(
                self,
                GrowingTested {
                    line: 95,
                    segment: serial,
                    candidates: candidates.len(),
                    wanted: new_synapse_count,
                    goes_on
                }
            );
            if !goes_on {
                break;
            }
            let presynaptic_cell = self.take_random_candidate(&mut candidates);
            //= spec/temporal-memory.md#tm-99-102
            //# A candidate to which the segment has a synapse of any permanence MUST be skipped.
            let connected = if literal {
                self.already_connected(segment, presynaptic_cell)
            } else {
                self.scratch.connected.contains(presynaptic_cell)
            };
            report!(
                self,
                ConnectionTested { line: 104, segment: serial, cell: presynaptic_cell, connected }
            );
            if !connected {
                //= spec/temporal-memory.md#tm-104-106
                //# For any other candidate growSynapses MUST make a synapse on the segment with
                //# INITIAL_PERMANENCE and reduce the number of synapses still to be made by one.
                if !self.create_new_synapse(segment, presynaptic_cell) {
                    break; // NB: only where the extension max_synapses_per_segment forbids it.
                }
                new_synapse_count -= 1;
                report!(
                    self,
                    StillWanted { line: 106, segment: serial, wanted: new_synapse_count }
                );
            }
        }
        self.scratch.candidates = candidates;
    }

    /// Records the cells to which the segment has a synapse, so that each candidate is looked up in
    /// constant time, whereas [`already_connected`](Self::already_connected) walks all synapses.
    /// Each candidate is drawn once, so synapses created in the meantime need no record.
    fn note_connected_cells(&mut self, segment: SegmentKey) {
        self.scratch.connected.clear();
        for &synapse in &self.layer.segments[segment].synapses {
            self.scratch.connected.add(self.layer.synapses[synapse].presynaptic_cell());
        }
    }

    /// Takes a random candidate out of the list. Restates BAMI TM 96-97.
    //= spec/temporal-memory.md#tm-96-97
    //# Each iteration of growSynapses MUST choose one of the candidates by chooseRandom and remove
    //# it from the candidates.
    //= spec/temporal-memory.md#d-tm-16
    //# When growSynapses removes a candidate, the others MUST keep their order.
    fn take_random_candidate(&mut self, candidates: &mut Vec<CellIndex>) -> CellIndex {
        let draw = self.random.choose_random(candidates.len());
        report!(self, RandomChoice { line: 96, candidates, draw, chosen: candidates[draw] });
        let chosen = candidates.remove(draw);
        report!(self, CandidateRemoved { line: 97, cell: chosen, left: candidates.len() });
        chosen
    }

    /// Whether the segment has a synapse to the candidate. Runs only if an observer observes lines;
    /// otherwise `note_connected_cells` gives the same answer. Restates BAMI TM 99-102.
    fn already_connected(&mut self, segment: SegmentKey, candidate: CellIndex) -> bool {
        let serial = self.layer.serial(segment);
        let mut already_connected = false;
        report!(
            self,
            AlreadyConnected { line: 99, segment: serial, cell: candidate, connected: false }
        );
        for &synapse in &self.layer.segments[segment].synapses {
            let synapse = &self.layer.synapses[synapse];
            let cell = synapse.presynaptic_cell();
            report!(
                self,
                SynapseVisited {
                    line: 100,
                    segment: serial,
                    presynaptic_cell: cell,
                    permanence: synapse.permanence,
                }
            );
            let equal = cell == candidate;
            report!(
                self,
                SynapseCompared {
                    line: 101,
                    segment: serial,
                    presynaptic_cell: cell,
                    candidate,
                    equal,
                }
            );
            if equal {
                already_connected = true;
                report!(
                    self,
                    AlreadyConnected {
                        line: 102,
                        segment: serial,
                        cell: candidate,
                        connected: true
                    }
                );
            }
        }
        already_connected
    }

    /// A new segment without synapses on the cell, unless an extension forbids it: growNewSegment
    /// of BAMI TM 35.
    #[doc(alias = "growNewSegment")]
    //= spec/temporal-memory.md#d-tm-6
    //# Line 35 MUST grow a segment even when winnerCells(t-1) is empty, and that segment stays
    //# without synapses.
    pub(super) fn grow_new_segment(&mut self, cell: CellIndex) -> Option<SegmentKey> {
        let segment = self.extensions.may_grow_segment(&self.previous.winner_cells).then(|| {
            let key: CellKey = self.cell_key(cell);
            self.extensions.evict_for_segment(self.layer, key, self.observer);
            let segment = self.layer.grow_distal_segment(key);
            self.extensions.segment_was_active(segment, self.t);
            segment
        });
        let serial = segment.map(|segment| self.layer.serial(segment));
        report!(self, SegmentGrown { line: 35, cell, segment: serial });
        segment
    }

    /// A new synapse with INITIAL_PERMANENCE; false if an extension forbids it: createNewSynapse of
    /// BAMI TM 105.
    #[doc(alias = "createNewSynapse")]
    //= spec/temporal-memory.md#d-tm-14
    //# A segment with fewer synapses than LEARNING_THRESHOLD MUST be grown like any other.
    fn create_new_synapse(&mut self, segment: SegmentKey, presynaptic_cell: CellIndex) -> bool {
        let permanence = self.parameters.initial_permanence;
        let winners = &self.previous.winner_cells;
        let made = self.extensions.evict_for_synapse(self.layer, segment, winners, self.observer);
        if made {
            self.layer.create_synapse(segment, Presynaptic::Cell(presynaptic_cell), permanence);
        }
        report!(
            self,
            SynapseCreated {
                line: 105,
                segment: self.layer.serial(segment),
                presynaptic_cell,
                permanence,
                made,
            }
        );
        made
    }
}
