//! Phase 3, with one score for all columns where they have the same neighbours.

use crate::anatomy::ColumnIndex;
use crate::spatial_pooler::SpatialPooler;
use crate::spatial_pooler::routines::{kth_score, of};

impl SpatialPooler {
    /// Implements BAMI SP 6-10 as `inhibit_columns` does; proven equal by
    /// `the_indexed_form_is_the_literal_one`.
    pub(super) fn inhibit_columns_by_index(&mut self) {
        let scores = self.for_all_neighbors(|_, neighbors| {
            let k = self.parameters.winners_of_area(neighbors.len() as u32);
            kth_score(of(neighbors, &self.overlaps), k)
        });
        let stimulus_threshold = self.parameters.stimulus_threshold;
        let columns = ColumnIndex::all().zip(&self.overlaps).zip(scores);
        let winners = columns.filter(|&((_, &overlap), min_local_activity)| {
            overlap > stimulus_threshold && overlap >= min_local_activity
        });
        self.active_columns = winners.map(|((column, _), _)| column).collect();
    }

    /// `f` of each column, by ascending index, and its neighbours. If all columns have the same
    /// neighbours, `f` is called only once.
    pub(super) fn for_all_neighbors<T: Copy>(
        &self,
        f: impl Fn(ColumnIndex, &[ColumnIndex]) -> T,
    ) -> Vec<T> {
        if self.parameters.global_inhibition {
            let first = ColumnIndex::new(0);
            return vec![f(first, &self.neighbors(first)); self.columns.size() as usize];
        }
        self.column_indices().map(|column| f(column, &self.neighbors(column))).collect()
    }
}
