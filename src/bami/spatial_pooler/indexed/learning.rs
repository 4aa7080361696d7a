//! Phase 4, first half and end: the permanences of the winners and the inhibition radius.

use crate::spatial_pooler::SpatialPooler;
use crate::spatial_pooler::radius::sum;

impl SpatialPooler {
    /// Implements BAMI SP 11-18 as `adapt_synapses` does; proven equal by
    /// `the_indexed_form_is_the_literal_one`. `inputs` says for each input whether it is active.
    pub(super) fn adapt_synapses_by_index(&mut self, inputs: &[bool]) {
        let increment = self.parameters.syn_perm_active_inc;
        let decrement = self.parameters.syn_perm_inactive_dec;
        for i in 0..self.active_columns.len() {
            self.map_permanences(self.active_columns[i], |input, permanence| {
                if inputs[input.as_usize()] {
                    (permanence + increment).min(1.0)
                } else {
                    (permanence - decrement).max(0.0)
                }
            });
        }
    }

    /// Implements BAMI SP 26 as `update_inhibition_radius` does; proven equal by
    /// `the_indexed_form_is_the_literal_one`.
    pub(super) fn update_inhibition_radius_by_index(&mut self) {
        let columns = f64::from(self.columns.size());
        let is_local = !self.parameters.global_inhibition;
        let mean = is_local.then(|| sum(self.receptive_field_sizes_by_index()) / columns);
        self.replace_inhibition_radius(self.average_receptive_field_size(mean));
    }

    /// The receptive field sizes of all columns, ascending. Recomputes only those that may have
    /// changed.
    fn receptive_field_sizes_by_index(&mut self) -> impl Iterator<Item = f64> {
        for column in self.column_indices() {
            if self.index.field_sizes[column.as_usize()].is_none() {
                let size = self.receptive_field_size(column);
                self.index.field_sizes[column.as_usize()] = Some(size);
            }
        }
        self.index.field_sizes.iter().copied().flatten()
    }
}
