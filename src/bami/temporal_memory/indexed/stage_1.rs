//! Stage 1 without the columns in which nothing happens.

use super::Step;
use super::by_column::{ByColumn, NO_COLUMN};
use crate::anatomy::{CellIndex, ColumnIndex, SegmentKey, SynapseKey};
use crate::observer::NoObserver;
use crate::random::PortableRng;
use crate::sdr::Sdr;
use crate::temporal_memory::state::{SegmentEntry, TimeStep};

impl<'a> Step<'a> {
    /// Implements BAMI TM 1-9 as `activate_columns` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    ///
    /// It visits only the columns that are active or have a segment in one of the sets of t-1.
    pub(crate) fn activate_columns(&mut self, active_columns: &Sdr) {
        let previous: &'a TimeStep = self.previous;
        let cells_per_column = self.parameters.cells_per_column;
        let mut active_segments = ByColumn::new(&previous.active_segments, cells_per_column);
        let mut matching_segments = ByColumn::new(&previous.matching_segments, cells_per_column);
        let mut active_columns =
            active_columns.on().iter().map(|&bit| ColumnIndex::new(bit)).peekable();
        loop {
            let next_active = active_columns.peek().copied().unwrap_or(NO_COLUMN);
            let next = active_segments.next_column().min(matching_segments.next_column());
            let column = next.min(next_active);
            if column == NO_COLUMN {
                break;
            }
            let active_segments = active_segments.segments_for_column(column);
            let matching_segments = matching_segments.segments_for_column(column);
            if active_columns.next_if_eq(&column).is_some() {
                if active_segments.is_empty() {
                    self.burst_column(column, matching_segments);
                } else {
                    self.activate_predicted_column(active_segments);
                }
            } else if self.learning.is_on() {
                self.punish_predicted_column(matching_segments);
            }
        }
    }

    /// Implements BAMI TM 10-24 as `activate_predicted_column` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    fn activate_predicted_column(&mut self, active_segments: &[SegmentEntry]) {
        for segment in active_segments {
            self.current.active_cells.add(segment.cell);
            self.current.winner_cells.add(segment.cell);
            if self.learning.is_on() {
                self.learn_on_segment(segment.key, segment.num_active_potential_synapses());
            }
        }
    }

    /// Implements BAMI TM 25-48 as `burst_column` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    fn burst_column(&mut self, column: ColumnIndex, matching_segments: &[SegmentEntry]) {
        let column_key = self.layer.column_keys[column.as_usize()];
        for &cell in &self.layer.columns[column_key].cells {
            self.current.active_cells.add(self.layer.cell_index(cell));
        }
        let best = best_matching_segment(matching_segments);
        let winner_cell = best.map_or_else(|| self.least_used_cell(column), |best| best.cell);
        self.current.winner_cells.add(winner_cell);
        if self.learning.is_on() {
            let known = best.map(|best| (best.key, best.num_active_potential_synapses()));
            // NB: a new segment has no active potential synapses at t-1.
            let learning_segment =
                known.or_else(|| self.grow_new_segment(winner_cell).map(|segment| (segment, 0)));
            if let Some((segment, active_potential)) = learning_segment {
                self.learn_on_segment(segment, active_potential);
            }
        }
    }

    /// Implements BAMI TM 49-54 as `punish_predicted_column` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    fn punish_predicted_column(&mut self, matching_segments: &[SegmentEntry]) {
        let decrement = self.parameters.predicted_decrement;
        for segment in matching_segments {
            self.for_each_synapse(segment.key, |step, synapse| {
                if step.was_active(synapse) {
                    step.layer.change_permanence(synapse, -decrement);
                }
            });
            self.extensions.segment_learned(segment.key);
        }
    }

    /// Implements BAMI TM 16-24 as `activate_predicted_column` and BAMI TM 40-48 as `burst_column`
    /// do; proven equal by `the_indexed_form_equals_the_literal_one`.
    fn learn_on_segment(&mut self, segment: SegmentKey, active_potential: u32) {
        let increment = self.parameters.permanence_increment;
        let decrement = self.parameters.permanence_decrement;
        self.for_each_synapse(segment, |step, synapse| {
            let change = if step.was_active(synapse) { increment } else { -decrement };
            step.layer.change_permanence(synapse, change);
        });
        let sample_size = self.parameters.synapse_sample_size;
        self.grow_synapses(segment, i64::from(sample_size) - i64::from(active_potential));
        self.extensions.segment_learned(segment);
    }

    /// Calls a function for each synapse of a segment, in the order in which they were created.
    fn for_each_synapse(
        &mut self,
        segment: SegmentKey,
        mut action: impl FnMut(&mut Self, SynapseKey),
    ) {
        // NB: the list is moved out, without a copy, so that the action can change the layer.
        let synapses = std::mem::take(&mut self.layer.segments[segment].synapses);
        for &synapse in &synapses {
            action(self, synapse);
        }
        self.layer.segments[segment].synapses = synapses;
    }

    fn was_active(&self, synapse: SynapseKey) -> bool {
        self.previous.active_cells.contains(self.layer.synapses[synapse].presynaptic_cell())
    }

    /// Implements BAMI TM 73-83 as `least_used_cell` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    ///
    /// One walk along the cells finds the fewest segments and the candidates.
    fn least_used_cell(&mut self, column: ColumnIndex) -> CellIndex {
        let mut fewest_segments = usize::MAX;
        let candidates = &mut self.scratch.candidates;
        let column_key = self.layer.column_keys[column.as_usize()];
        for &cell in &self.layer.columns[column_key].cells {
            let cell = &self.layer.cells[cell];
            let segments = cell.segments.len();
            if segments < fewest_segments {
                fewest_segments = segments;
                candidates.clear();
            }
            if segments == fewest_segments {
                candidates.push(cell.index);
            }
        }
        candidates[self.random.choose_random(candidates.len())]
    }

    /// Implements BAMI TM 35 as `grow_new_segment` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    fn grow_new_segment(&mut self, cell: CellIndex) -> Option<SegmentKey> {
        self.extensions.may_grow_segment(&self.previous.winner_cells).then(|| {
            let key = self.layer.cell_keys[cell.as_usize()];
            self.extensions.evict_for_segment(self.layer, key, &mut NoObserver);
            let segment = self.layer.grow_distal_segment(key);
            self.extensions.segment_was_active(segment, self.t);
            segment
        })
    }
}

/// Implements BAMI TM 84-92 as `best_matching_segment` does; proven equal by
/// `the_indexed_form_equals_the_literal_one`.
fn best_matching_segment(matching_segments: &[SegmentEntry]) -> Option<SegmentEntry> {
    // NB: the first of equals.
    matching_segments.iter().copied().reduce(|best, segment| {
        let better = segment.num_active_potential_synapses() > best.num_active_potential_synapses();
        if better { segment } else { best }
    })
}
