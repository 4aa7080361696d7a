//! Phase 3: the columns with the highest overlaps among their neighbors win.

use super::extensions::{columns_ahead, winners_ahead};
use crate::anatomy::ColumnIndex;
use crate::observer::Observer;

use super::SpatialPooler;
use super::parameters::TieBreak;
use crate::observer::SpatialPoolerEvent as Event;

/// The score that a column has to reach, and how it was determined.
#[derive(Clone, Copy)]
struct Area {
    neighbors: u32,
    k: u32,
    min_local_activity: f64,
}

impl SpatialPooler {
    /// Activates the columns whose overlap is among the k highest of their neighbors. Restates
    /// BAMI SP 6-10.
    pub(super) fn inhibit_columns<O: Observer + ?Sized>(&mut self, observer: &mut O) {
        // BAMI SP 7
        //= spec/spatial-pooler.md#sp-6-7
        //# For every column, by ascending index, minLocalActivity MUST be kthScore of the boosted
        //# overlaps of neighbors(c), with k the number of winners of its inhibition area.
        let areas = self.for_all_neighbors(|neighbors| {
            let k = self.parameters.winners_of_area(neighbors.len() as u32);
            let min_local_activity = kth_score(neighbors, &self.overlaps, k);
            Area { neighbors: neighbors.len() as u32, k, min_local_activity }
        });
        let mut active_columns = Vec::new();
        // BAMI SP 6
        //= spec/spatial-pooler.md#sp-8-10
        //# The active columns MUST be listed in ascending order of the index.
        for (column, area) in ColumnIndex::all().zip(&areas) {
            report!(observer, Event::ColumnVisited { line: 6, column });
            let &Area { neighbors, k, min_local_activity } = area;
            report!(observer, Event::MinLocalActivity { column, neighbors, k, min_local_activity });
            if self.wins(column, min_local_activity, observer) {
                // BAMI SP 10
                active_columns.push(column);
                report!(observer, Event::ColumnActivated { column });
            }
        }
        if self.parameters.tie_break == TieBreak::LowestIndex {
            self.break_ties(&mut active_columns, &areas, observer);
        }
        self.active_columns = active_columns;
    }

    /// Whether a column becomes active. Restates BAMI SP 8-9.
    //= spec/spatial-pooler.md#sp-8-10
    //# A column MUST become active exactly when its overlap is greater than stimulusThreshold and
    //# at least minLocalActivity.
    fn wins<O: Observer + ?Sized>(
        &self,
        column: ColumnIndex,
        min_local_activity: f64,
        observer: &mut O,
    ) -> bool {
        let overlap = self.overlaps[column.as_usize()];
        // BAMI SP 8
        //= spec/spatial-pooler.md#d-sp-11
        //# Line 8 MUST compare the boosted overlap, and a column whose overlap equals
        //# stimulusThreshold does not win.
        let stimulus_threshold = self.parameters.stimulus_threshold;
        let holds = overlap > stimulus_threshold;
        report!(
            observer,
            Event::StimulusThresholdTested { column, overlap, stimulus_threshold, holds }
        );
        if !holds {
            return false;
        }
        // BAMI SP 9
        //= spec/spatial-pooler.md#d-sp-9
        //# Unless another tie_break is given, every column whose overlap equals minLocalActivity
        //# and exceeds stimulusThreshold MUST win, so that more than k columns can be active.
        let holds = overlap >= min_local_activity;
        report!(
            observer,
            Event::MinLocalActivityTested { column, overlap, min_local_activity, holds }
        );
        holds
    }

    /// The extension `lowest_index`: deactivates winners that come after k of their neighbors.
    //= spec/extensions.md#ext-sp-lowest-index
    //# With tie_break lowest_index, a column that wins by lines 8 to 10 MUST stay active only if
    //# fewer than k of its neighbors have a larger overlap, or an equal overlap and a lower index.
    fn break_ties<O: Observer + ?Sized>(
        &self,
        winners: &mut Vec<ColumnIndex>,
        areas: &[Area],
        observer: &mut O,
    ) {
        let ahead: Vec<u32> = if self.parameters.global_inhibition {
            winners_ahead(winners, &self.overlaps)
        } else {
            let ahead = |&column| columns_ahead(column, &self.neighbors(column), &self.overlaps);
            winners.iter().map(ahead).collect()
        };
        let mut ahead = ahead.into_iter();
        winners.retain(|&column| {
            let ahead = ahead.next().unwrap_or_default();
            let k = areas[column.as_usize()].k;
            let stays = ahead < k;
            report!(observer, Event::TieJudged { column, ahead, k, stays });
            stays
        });
    }

    /// The columns with which a column competes, itself included, ascending.
    //= spec/spatial-pooler.md#d-sp-7
    //# neighbors(c) MUST be all columns of which every coordinate differs from that of c by at most
    //# the inhibition radius, c itself included, clipped at the borders of the columns.
    pub(super) fn neighbors(&self, column: ColumnIndex) -> Vec<ColumnIndex> {
        //= spec/spatial-pooler.md#d-sp-7
        //# With globalInhibition neighbors(c) MUST be all columns.
        if self.parameters.global_inhibition {
            return self.column_indices().collect();
        }
        let window =
            self.columns.window(&self.columns.coordinates(column.get()), self.inhibition_radius);
        window.into_iter().map(ColumnIndex::new).collect()
    }

    /// `f` of the neighbors of each column, by ascending index. If all columns have the same
    /// neighbors, `f` is called only once.
    pub(super) fn for_all_neighbors<T: Copy>(&self, f: impl Fn(&[ColumnIndex]) -> T) -> Vec<T> {
        if self.parameters.global_inhibition {
            return vec![f(&self.neighbors(ColumnIndex::new(0))); self.columns.size() as usize];
        }
        self.column_indices().map(|column| f(&self.neighbors(column))).collect()
    }
}

/// The k-th largest overlap of these columns, of which there is at least one. Restates the
/// supporting routine of BAMI SP 7.
#[doc(alias = "kthScore")]
//= spec/spatial-pooler.md#d-sp-8
//# kthScore MUST be the k-th largest of the overlaps, where equal overlaps of several columns each
//# count separately, and the smallest of the overlaps where there are fewer than k.
pub(super) fn kth_score(neighbors: &[ColumnIndex], overlaps: &[f64], k: u32) -> f64 {
    let mut scores: Vec<f64> = neighbors.iter().map(|&c| overlaps[c.as_usize()]).collect();
    let place = (k as usize).clamp(1, scores.len()) - 1;
    *scores.select_nth_unstable_by(place, |a, b| b.total_cmp(a)).1
}
