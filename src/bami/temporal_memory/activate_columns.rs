//! Stage 1: active columns become active cells, and segments learn. BAMI TM 1-54.
//!
//! One statement for each line of the book, in its order and nesting, with its number. What a
//! statement does is in `verbs`. A function that a line calls as a statement gets the number of
//! that line as `called_from`, so that it can report the call.

use slotmap::Key;

use super::verbs::Step;
use crate::anatomy::{ColumnIndex, SegmentKey};
use crate::observer::Observer;
use crate::sdr::Sdr;

impl<O: Observer + ?Sized> Step<'_, O> {
    /// Stage 1 for all columns. Restates BAMI TM 1-9.
    //= spec/temporal-memory.md#tm-1
    //# Stage 1 MUST visit every column, active or not, by ascending index.
    //= spec/portable-core.md#r-3
    //# Columns MUST be visited by ascending index, the cells of a column by ascending index, and
    //# the segments of a cell and the synapses of a segment in the order in which they were
    //# created.
    //= spec/temporal-memory.md#tm-2-4
    //# An active column with at least one segment in activeSegments(t-1) MUST be passed to
    //# activatePredictedColumn.
    //= spec/temporal-memory.md#tm-6
    //# An active column without a segment in activeSegments(t-1) MUST be passed to burstColumn.
    //= spec/temporal-memory.md#tm-8-9
    //# An inactive column with at least one segment in matchingSegments(t-1) MUST be passed to
    //# punishPredictedColumn.
    //= spec/temporal-memory.md#d-tm-21
    //# Segments and synapses MUST be visited in the order of R-3 wherever a line loops over them.
    //= spec/temporal-memory.md#d-tm-15
    //# A step without active columns MUST be carried out like any other.
    pub(super) fn activate_columns(&self, active_columns: &Sdr) {
        for column in self.columns(1) {
            if self.is_in(2, column, active_columns) {
                if self.count(3, self.segments_for_column(column, &self.past.active_segments)) > 0 {
                    self.activate_predicted_column(4, column);
                } else {
                    self.burst_column(6, column);
                }
            } else {
                if self.count(8, self.segments_for_column(column, &self.past.matching_segments)) > 0
                {
                    self.punish_predicted_column(9, column);
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
    //= spec/temporal-memory.md#tm-12
    //# The cell of each segment that activatePredictedColumn processes MUST be added to
    //# activeCells(t).
    //= spec/temporal-memory.md#tm-13
    //# The cell of each segment that activatePredictedColumn processes MUST be added to
    //# winnerCells(t).
    //= spec/temporal-memory.md#d-tm-13
    //# In an active column every cell with a segment in activeSegments(t-1) MUST become a winner
    //# cell.
    //= spec/temporal-memory.md#tm-15
    //# With LEARNING_ENABLED off, activatePredictedColumn MUST NOT change any synapse.
    //= spec/temporal-memory.md#d-tm-2
    //# A cell with several segments in activeSegments(t-1) MUST learn on each of them.
    //= spec/temporal-memory.md#d-tm-2
    //# A cell with several segments in activeSegments(t-1) MUST be added to each set once.
    //= spec/temporal-memory.md#tm-16-18
    //# On each segment that activatePredictedColumn processes, every synapse whose presynaptic cell
    //# is in activeCells(t-1) MUST have PERMANENCE_INCREMENT added to its permanence.
    //= spec/temporal-memory.md#tm-20
    //# On each segment that activatePredictedColumn processes, every synapse whose presynaptic cell
    //# is not in activeCells(t-1) MUST have PERMANENCE_DECREMENT subtracted from its permanence.
    //= spec/temporal-memory.md#tm-22-24
    //# Each segment that activatePredictedColumn processes MUST grow up to SYNAPSE_SAMPLE_SIZE -
    //# numActivePotentialSynapses(t-1, segment) new synapses by growSynapses.
    fn activate_predicted_column(&self, called_from: u8, column: ColumnIndex) {
        self.called_function(10, "activatePredictedColumn", called_from, column);
        for segment in self.each(11, self.segments_for_column(column, &self.past.active_segments)) {
            self.add_active_cell(12, self.cell_of(segment));
            self.add_winner_cell(13, self.cell_of(segment));

            if self.learning_enabled(15) {
                for synapse in self.synapses(16, segment) {
                    if self.presynaptic_cell_was_active(17, synapse) {
                        self.add_to_permanence(18, synapse, self.parameters.permanence_increment);
                    } else {
                        self.subtract_from_permanence(
                            20,
                            synapse,
                            self.parameters.permanence_decrement,
                        );
                    }
                }

                let new_synapse_count = self.synapse_sample_size(22, segment)
                    - self.num_active_potential_synapses(23, segment);
                self.grow_synapses(24, segment, new_synapse_count);
            }
        }
    }

    /// All cells of an active column that was not predicted become active, one of them wins, and a
    /// segment of the winner learns. Restates BAMI TM 25-48.
    ///
    /// In the book line 39 always finds a learning segment. Here there is none where the extension
    /// `skip_empty_segments` grew none in line 35, and then lines 40 to 48 do nothing.
    #[doc(alias = "burstColumn")]
    //= spec/temporal-memory.md#tm-25
    //# burstColumn MUST make the column's cells active first, then choose the winner cell and the
    //# learning segment, then learn.
    //= spec/temporal-memory.md#tm-26-27
    //# Every cell of a bursting column MUST become active.
    //= spec/temporal-memory.md#tm-29-31
    //# When the bursting column has a segment in matchingSegments(t-1), the learning segment MUST
    //# be the result of bestMatchingSegment and the winner cell that segment's cell.
    //= spec/temporal-memory.md#tm-33
    //# When the bursting column has no segment in matchingSegments(t-1), the winner cell MUST be
    //# the result of leastUsedCell.
    //= spec/temporal-memory.md#tm-34-35
    //# When the bursting column has no segment in matchingSegments(t-1) and LEARNING_ENABLED is on,
    //# the learning segment MUST be a new segment without synapses, grown on the winner cell.
    //= spec/temporal-memory.md#tm-37
    //# The winner cell of a bursting column MUST be added to winnerCells(t).
    //= spec/temporal-memory.md#tm-39
    //# With LEARNING_ENABLED off, burstColumn MUST NOT change any synapse or grow any segment.
    //= spec/temporal-memory.md#tm-40-42
    //# On the learning segment, every synapse whose presynaptic cell is in activeCells(t-1) MUST
    //# have PERMANENCE_INCREMENT added to its permanence.
    //= spec/temporal-memory.md#tm-44
    //# On the learning segment, every synapse whose presynaptic cell is not in activeCells(t-1)
    //# MUST have PERMANENCE_DECREMENT subtracted from its permanence.
    //= spec/temporal-memory.md#tm-46-48
    //# The learning segment MUST grow up to SYNAPSE_SAMPLE_SIZE - numActivePotentialSynapses(t-1,
    //# segment) new synapses by growSynapses.
    //= spec/temporal-memory.md#d-tm-4
    //# The SAMPLE_SIZE of line 46 MUST be read as SYNAPSE_SAMPLE_SIZE.
    fn burst_column(&self, called_from: u8, column: ColumnIndex) {
        self.called_function(25, "burstColumn", called_from, column);
        for cell in self.cells(26, column) {
            self.add_active_cell(27, cell);
        }

        let winner_cell;
        let mut learning_segment = SegmentKey::null();
        if self.count(29, self.segments_for_column(column, &self.past.matching_segments)) > 0 {
            learning_segment = self.learning_segment(30, self.best_matching_segment(column));
            winner_cell = self.winner_cell(31, self.cell_of(learning_segment));
        } else {
            winner_cell = self.winner_cell(33, self.least_used_cell(column));
            if self.learning_enabled(34) {
                learning_segment = self.grow_new_segment(35, winner_cell);
            }
        }

        self.add_winner_cell(37, winner_cell);

        if self.learning_enabled(39) {
            for synapse in self.synapses(40, learning_segment) {
                if self.presynaptic_cell_was_active(41, synapse) {
                    self.add_to_permanence(42, synapse, self.parameters.permanence_increment);
                } else {
                    self.subtract_from_permanence(
                        44,
                        synapse,
                        self.parameters.permanence_decrement,
                    );
                }
            }

            let new_synapse_count = self.synapse_sample_size(46, learning_segment)
                - self.num_active_potential_synapses(47, learning_segment);
            self.grow_synapses(48, learning_segment, new_synapse_count);
        }
    }

    /// On the matching segments of an inactive column, the synapses that made them match are
    /// weakened. Restates BAMI TM 49-54.
    #[doc(alias = "punishPredictedColumn")]
    //= spec/temporal-memory.md#tm-49-50
    //# With LEARNING_ENABLED off, punishPredictedColumn MUST change nothing.
    //= spec/temporal-memory.md#tm-51-54
    //# On every segment of the column in matchingSegments(t-1), punishPredictedColumn MUST subtract
    //# PREDICTED_DECREMENT from the permanence of each synapse whose presynaptic cell is in
    //# activeCells(t-1).
    //= spec/temporal-memory.md#d-tm-7
    //# punishPredictedColumn MUST punish every matching segment, whether it was active or not.
    fn punish_predicted_column(&self, called_from: u8, column: ColumnIndex) {
        self.called_function(49, "punishPredictedColumn", called_from, column);
        if self.learning_enabled(50) {
            for segment in
                self.each(51, self.segments_for_column(column, &self.past.matching_segments))
            {
                for synapse in self.synapses(52, segment) {
                    if self.presynaptic_cell_was_active(53, synapse) {
                        self.subtract_from_permanence(
                            54,
                            synapse,
                            self.parameters.predicted_decrement,
                        );
                    }
                }
            }
        }
    }
}
