//! Phase 2, from the active inputs.

use crate::spatial_pooler::SpatialPooler;

impl SpatialPooler {
    /// Implements BAMI SP 1-5 as `calculate_overlap` does; proven equal by
    /// `the_indexed_form_is_the_literal_one`. The bits `on` of the input are active.
    pub(super) fn calculate_overlap_by_index(&mut self, on: &[u32]) {
        self.overlaps.fill(0.0);
        for &bit in on {
            for &column in &self.index.connected_columns[bit as usize] {
                self.overlaps[column.as_usize()] += 1.0;
            }
        }
        for (overlap, &boost) in self.overlaps.iter_mut().zip(&self.boosts) {
            *overlap *= boost;
        }
    }
}
