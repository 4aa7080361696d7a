//! Stage 1: active columns become active cells, and segments learn. BAMI TM 1-54.

use rand::Rng;

use super::state::{ByColumn, NO_COLUMN, SegmentEntry, TimeStep};
use super::step::{Step, report};
use crate::anatomy::{ColumnIndex, SegmentKey, SynapseKey};
use crate::observer::Observer;
use crate::sdr::Sdr;

/// The line numbers of a loop that appears twice in the book: in activatePredictedColumn and in
/// burstColumn.
#[derive(Clone, Copy)]
struct LearningLines {
    synapse_loop: u8,
    presynaptic_test: u8,
    reinforce: u8,
    weaken: u8,
    count: u8,
    active_potential: u8,
    grow: u8,
}

/// BAMI TM 16-24.
const PREDICTED: LearningLines = LearningLines {
    synapse_loop: 16,
    presynaptic_test: 17,
    reinforce: 18,
    weaken: 20,
    count: 22,
    active_potential: 23,
    grow: 24,
};

/// BAMI TM 40-48.
const BURST: LearningLines = LearningLines {
    synapse_loop: 40,
    presynaptic_test: 41,
    reinforce: 42,
    weaken: 44,
    count: 46,
    active_potential: 47,
    grow: 48,
};

impl<'a, O: Observer + ?Sized, R: Rng> Step<'a, O, R> {
    /// Stage 1 for all columns; adds those that burst, ascending, to a list. Restates BAMI TM 1-9.
    //= spec/temporal-memory.md#tm-1
    //# Stage 1 MUST visit every column, active or not, by ascending index.
    //= spec/portable-core.md#r-3
    //# Columns MUST be visited by ascending index, the cells of a column by ascending index, and
    //# the segments of a cell and the synapses of a segment in the order in which they were
    //# created.
    //= spec/temporal-memory.md#d-tm-15
    //# A step without active columns MUST be carried out like any other.
    pub(super) fn activate_columns(
        &mut self,
        active_columns: &Sdr,
        bursting: &mut Vec<ColumnIndex>,
    ) {
        let previous: &'a TimeStep = self.previous;
        let cells_per_column = self.parameters.cells_per_column;
        let mut active_segments = ByColumn::new(&previous.active_segments, cells_per_column);
        let mut matching_segments = ByColumn::new(&previous.matching_segments, cells_per_column);
        let mut active_columns =
            active_columns.on().iter().map(|&bit| ColumnIndex::new(bit)).peekable();
        let mut columns = 0..self.parameters.column_count;
        while let Some(column) = columns.next() {
            let mut column = ColumnIndex::new(column);
            if !self.observer.observes_lines() {
                // NB: nothing happens in the columns before the next one that is active or has a
                // segment in one of the sets.
                let next_active = active_columns.peek().copied().unwrap_or(NO_COLUMN);
                let next = active_segments.next_column().min(matching_segments.next_column());
                column = next.min(next_active);
                if column.get() >= columns.end {
                    break;
                }
                columns.start = column.get() + 1;
            }
            report!(self, ColumnVisited { line: 1, column });
            let active_segments = active_segments.segments_for_column(column);
            let matching_segments = matching_segments.segments_for_column(column);
            // BAMI TM 2
            let active = active_columns.next_if_eq(&column).is_some();
            report!(self, Column { line: 2, column, active });
            if active {
                // BAMI TM 3
                let count = active_segments.len();
                report!(self, SegmentsCounted { line: 3, column, count });
                if count > 0 {
                    //= spec/temporal-memory.md#tm-2-4
                    //# An active column with at least one segment in activeSegments(t-1) MUST be
                    //# passed to activatePredictedColumn.
                    report!(
                        self,
                        ColumnHandled { line: 4, column, function: "activatePredictedColumn" }
                    );
                    self.activate_predicted_column(column, active_segments);
                } else {
                    //= spec/temporal-memory.md#tm-6
                    //# An active column without a segment in activeSegments(t-1) MUST be passed to
                    //# burstColumn.
                    report!(self, ColumnHandled { line: 6, column, function: "burstColumn" });
                    self.burst_column(column, matching_segments);
                    bursting.push(column);
                }
            } else {
                // BAMI TM 8
                let count = matching_segments.len();
                report!(self, SegmentsCounted { line: 8, column, count });
                if count > 0 {
                    //= spec/temporal-memory.md#tm-8-9
                    //# An inactive column with at least one segment in matchingSegments(t-1) MUST
                    //# be passed to punishPredictedColumn.
                    report!(
                        self,
                        ColumnHandled { line: 9, column, function: "punishPredictedColumn" }
                    );
                    self.punish_predicted_column(column, matching_segments);
                }
            }
        }
    }

    /// The predicted cells of an active column become active, and their segments learn.
    /// Restates BAMI TM 10-24.
    #[doc(alias = "activatePredictedColumn")]
    //= spec/temporal-memory.md#tm-10-11
    //# activatePredictedColumn MUST process every segment of the column in activeSegments(t-1), in
    //# the order of R-3.
    fn activate_predicted_column(&mut self, column: ColumnIndex, active_segments: &[SegmentEntry]) {
        let function = "activatePredictedColumn";
        report!(self, FunctionEntered { line: 10, function, column });
        for segment in active_segments {
            report!(self, SegmentVisited { line: 11, segment: segment.serial, cell: segment.cell });
            //= spec/temporal-memory.md#tm-12
            //# The cell of each such segment MUST be added to activeCells(t).
            let added = self.current.active_cells.add(segment.cell);
            report!(self, ActiveCellAdded { line: 12, cell: segment.cell, added });
            //= spec/temporal-memory.md#tm-13
            //# The cell of each such segment MUST be added to winnerCells(t).
            //= spec/temporal-memory.md#d-tm-13
            //# In a predicted column every cell with a segment in activeSegments(t-1) MUST become a
            //# winner cell.
            let added = self.current.winner_cells.add(segment.cell);
            report!(self, WinnerCellAdded { line: 13, cell: segment.cell, added });

            //= spec/temporal-memory.md#tm-15
            //# With LEARNING_ENABLED off, activatePredictedColumn MUST NOT change any synapse.
            report!(self, LearningTested { line: 15, learning_enabled: self.learning_enabled });
            if self.learning_enabled {
                //= spec/temporal-memory.md#d-tm-2
                //# A cell with several segments in activeSegments(t-1) MUST learn on each of them
                //# and be added to the sets once.
                let active_potential = segment.num_active_potential_synapses();
                self.learn_on_segment(segment.key, active_potential, PREDICTED);
            }
        }
    }

    /// All cells of an active column that was not predicted become active, one of them wins, and a
    /// segment of the winner learns. Restates BAMI TM 25-48.
    #[doc(alias = "burstColumn")]
    //= spec/temporal-memory.md#tm-25
    //# burstColumn MUST make the column's cells active first, then choose the winner cell and the
    //# learning segment, then learn.
    fn burst_column(&mut self, column: ColumnIndex, matching_segments: &[SegmentEntry]) {
        report!(self, FunctionEntered { line: 25, function: "burstColumn", column });
        self.activate_all_cells(column);

        // BAMI TM 29
        let count = matching_segments.len();
        report!(self, SegmentsCounted { line: 29, column, count });
        let (winner_cell, learning_segment) = if count > 0 {
            //= spec/temporal-memory.md#tm-29-31
            //# When the bursting column has a segment in matchingSegments(t-1), the learning
            //# segment MUST be the result of bestMatchingSegment and the winner cell that segment's
            //# cell.
            let learning_segment = self.best_matching_segment(column, matching_segments);
            let winner_cell = learning_segment.map(|segment| segment.cell);
            if let Some(SegmentEntry { serial, cell, .. }) = learning_segment {
                report!(self, LearningSegmentChosen { line: 30, segment: serial });
                report!(self, WinnerCellChosen { line: 31, cell });
            }
            let counted = |s: SegmentEntry| (s.key, s.num_active_potential_synapses());
            (winner_cell, learning_segment.map(counted))
        } else {
            //= spec/temporal-memory.md#tm-33
            //# When the bursting column has no segment in matchingSegments(t-1), the winner cell
            //# MUST be the result of leastUsedCell.
            let winner_cell = self.least_used_cell(column);
            report!(self, WinnerCellChosen { line: 33, cell: winner_cell });
            report!(self, LearningTested { line: 34, learning_enabled: self.learning_enabled });
            //= spec/temporal-memory.md#tm-34-35
            //# When the bursting column has no segment in matchingSegments(t-1) and
            //# LEARNING_ENABLED is on, the learning segment MUST be a new segment without synapses,
            //# grown on the winner cell.
            let learning_segment =
                if self.learning_enabled { self.grow_new_segment(winner_cell) } else { None };
            //= spec/temporal-memory.md#d-tm-3
            //# A segment grown in this step MUST have 0 active potential synapses at t-1.
            (Some(winner_cell), learning_segment.map(|segment| (segment, 0)))
        };

        if let Some(winner_cell) = winner_cell {
            //= spec/temporal-memory.md#tm-37
            //# The winner cell of a bursting column MUST be added to winnerCells(t).
            let added = self.current.winner_cells.add(winner_cell);
            report!(self, WinnerCellAdded { line: 37, cell: winner_cell, added });
        }

        //= spec/temporal-memory.md#tm-39
        //# With LEARNING_ENABLED off, burstColumn MUST NOT change any synapse or grow any segment.
        report!(self, LearningTested { line: 39, learning_enabled: self.learning_enabled });
        if self.learning_enabled
            && let Some((learning_segment, active_potential)) = learning_segment
        {
            self.learn_on_segment(learning_segment, active_potential, BURST);
        }
    }

    /// Every cell of a bursting column becomes active. Restates BAMI TM 26-27.
    //= spec/temporal-memory.md#tm-26-27
    //# Every cell of a bursting column MUST become active.
    fn activate_all_cells(&mut self, column: ColumnIndex) {
        for &cell in &self.layer.columns[self.column_key(column)].cells {
            let cell = self.layer.cell_index(cell);
            report!(self, CellVisited { line: 26, cell });
            let added = self.current.active_cells.add(cell);
            report!(self, ActiveCellAdded { line: 27, cell, added });
        }
    }

    /// A segment learns from what was active at t-1: its synapses are reinforced or weakened, then
    /// it grows. Restates BAMI TM 16-24 and BAMI TM 40-48, which are the same lines for two
    /// segments. `active_potential` is numActivePotentialSynapses(t-1, segment).
    fn learn_on_segment(
        &mut self,
        segment: SegmentKey,
        active_potential: u32,
        lines: LearningLines,
    ) {
        self.reinforce_and_weaken(segment, lines);
        self.grow_to_sample_size(segment, active_potential, lines);
        self.extensions.segment_learned(segment);
    }

    /// Synapses from active cells gain permanence, the others lose it. Restates BAMI TM 16-20 and
    /// BAMI TM 40-44.
    fn reinforce_and_weaken(&mut self, segment: SegmentKey, lines: LearningLines) {
        self.for_each_synapse(segment, |step, synapse| {
            step.report_synapse(synapse, lines.synapse_loop);
            if step.presynaptic_cell_was_active(synapse, lines.presynaptic_test) {
                //= spec/temporal-memory.md#tm-16-18
                //# On each segment that activatePredictedColumn processes, every synapse whose
                //# presynaptic cell is in activeCells(t-1) MUST have PERMANENCE_INCREMENT added to
                //# its permanence.
                //= spec/temporal-memory.md#tm-40-42
                //# On the learning segment, every synapse whose presynaptic cell is in
                //# activeCells(t-1) MUST have PERMANENCE_INCREMENT added to its permanence.
                let increment = step.parameters.permanence_increment;
                step.change_permanence(synapse, increment, lines.reinforce);
            } else {
                //= spec/temporal-memory.md#tm-20
                //# On each segment that activatePredictedColumn processes, every synapse whose
                //# presynaptic cell is not in activeCells(t-1) MUST have PERMANENCE_DECREMENT
                //# subtracted from its permanence.
                //= spec/temporal-memory.md#tm-44
                //# On the learning segment, every synapse whose presynaptic cell is not in
                //# activeCells(t-1) MUST have PERMANENCE_DECREMENT subtracted from its permanence.
                let decrement = step.parameters.permanence_decrement;
                step.change_permanence(synapse, -decrement, lines.weaken);
            }
        });
    }

    /// The segment grows the synapses that its sample lacks. Restates BAMI TM 22-24 and
    /// BAMI TM 46-48.
    //= spec/temporal-memory.md#tm-22-24
    //# Each segment that activatePredictedColumn processes MUST grow up to SYNAPSE_SAMPLE_SIZE -
    //# numActivePotentialSynapses(t-1, segment) new synapses by growSynapses.
    //= spec/temporal-memory.md#tm-46-48
    //# The learning segment MUST grow up to SYNAPSE_SAMPLE_SIZE - numActivePotentialSynapses(t-1,
    //# segment) new synapses by growSynapses.
    //= spec/temporal-memory.md#d-tm-4
    //# The SAMPLE_SIZE of line 46 MUST be read as SYNAPSE_SAMPLE_SIZE.
    fn grow_to_sample_size(
        &mut self,
        segment: SegmentKey,
        active_potential: u32,
        lines: LearningLines,
    ) {
        let sample_size = self.parameters.synapse_sample_size;
        let count = i64::from(sample_size) - i64::from(active_potential);
        let serial = self.layer.serial(segment);
        report!(
            self,
            ActivePotentialRead {
                line: lines.active_potential,
                segment: serial,
                count: active_potential
            }
        );
        report!(
            self,
            NewSynapseCount {
                line: lines.count,
                segment: serial,
                sample_size,
                active_potential,
                count
            }
        );
        report!(self, GrowSynapsesCalled { line: lines.grow, segment: serial, count });
        self.grow_synapses(segment, count);
    }

    /// The matching segments of an inactive column lose a little permanence. Restates
    /// BAMI TM 49-54.
    #[doc(alias = "punishPredictedColumn")]
    fn punish_predicted_column(&mut self, column: ColumnIndex, matching_segments: &[SegmentEntry]) {
        report!(self, FunctionEntered { line: 49, function: "punishPredictedColumn", column });
        //= spec/temporal-memory.md#tm-49-50
        //# With LEARNING_ENABLED off, punishPredictedColumn MUST change nothing.
        report!(self, LearningTested { line: 50, learning_enabled: self.learning_enabled });
        if !self.learning_enabled {
            return;
        }
        //= spec/temporal-memory.md#tm-51-54
        //# On every segment of the column in matchingSegments(t-1), punishPredictedColumn MUST
        //# subtract PREDICTED_DECREMENT from the permanence of each synapse whose presynaptic cell
        //# is in activeCells(t-1).
        //= spec/temporal-memory.md#d-tm-7
        //# punishPredictedColumn MUST punish every matching segment, whether it was active or not.
        for segment in matching_segments {
            report!(self, SegmentVisited { line: 51, segment: segment.serial, cell: segment.cell });
            self.for_each_synapse(segment.key, |step, synapse| {
                step.report_synapse(synapse, 52);
                if step.presynaptic_cell_was_active(synapse, 53) {
                    let decrement = step.parameters.predicted_decrement;
                    step.change_permanence(synapse, -decrement, 54);
                }
            });
            self.extensions.segment_learned(segment.key);
        }
    }

    /// Whether the synapse's presynaptic cell is in activeCells(t-1). Restates BAMI TM 17, 41, 53.
    fn presynaptic_cell_was_active(&mut self, synapse: SynapseKey, line: u8) -> bool {
        let part = &self.layer.synapses[synapse];
        let cell = part.presynaptic_cell();
        let active = self.previous.active_cells.contains(cell);
        report!(
            self,
            PresynapticTested {
                line,
                segment: self.layer.serial(self.layer.segment_at(part.slot)),
                presynaptic_cell: cell,
                active,
            }
        );
        active
    }

    /// Adds to a permanence and clamps it. Restates BAMI TM 18, 20, 42, 44, 54.
    //= spec/temporal-memory.md#d-tm-1
    //# A permanence that a rule would bring below 0 or above 1 MUST become 0 or 1, respectively.
    //= spec/portable-core.md#r-1
    //# Arithmetic MUST be done in the order in which the rule that applies writes it.
    fn change_permanence(&mut self, synapse: SynapseKey, change: f64, line: u8) {
        let part = self.layer.synapses[synapse];
        let before = part.permanence;
        let after = (before + change).clamp(0.0, 1.0);
        self.layer.set_permanence(synapse, after);
        report!(
            self,
            PermanenceChanged {
                line,
                segment: self.layer.serial(self.layer.segment_at(part.slot)),
                presynaptic_cell: part.presynaptic_cell(),
                before,
                after,
            }
        );
    }
}
