//! Stage 2 through the axons of the active cells.

use super::Step;
use crate::temporal_memory::state::SegmentEntry;

impl Step<'_> {
    /// Implements BAMI TM 55-72 as `activate_dendrites` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    ///
    /// A segment that no active cell reaches has both counts at 0, so with thresholds above 0 it is
    /// in neither set.
    pub(crate) fn activate_dendrites(&mut self) {
        self.counts.begin(self.layer.slot_count());
        let (reached, segments) = (&mut self.scratch.reached, &mut self.scratch.segments);
        reached.clear();
        for &cell in self.current.active_cells.list() {
            self.counts.count(self.layer.axons.of(cell), reached);
        }
        let thresholds = [self.parameters.activation_threshold, self.parameters.learning_threshold];
        if thresholds.contains(&0) {
            // NB: every segment reaches a threshold of 0.
            reached.clear();
            reached.extend(self.layer.segments.values().map(|segment| segment.slot));
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

    /// Implements BAMI TM 66-70 as `activate_dendrites` does; proven equal by
    /// `the_indexed_form_equals_the_literal_one`.
    fn compare_with_thresholds(&mut self, segment: SegmentEntry) {
        if segment.counts.connected >= self.parameters.activation_threshold {
            self.current.active_segments.push(segment);
            self.extensions.segment_was_active(segment.key, self.t);
        }
        if segment.counts.potential >= self.parameters.learning_threshold {
            self.current.matching_segments.push(segment);
        }
    }
}
