//! The extension `lowest_index`: ties go to the columns with the lowest indices.

use crate::anatomy::ColumnIndex;
use crate::observer::{Observer, SpatialPoolerEvent as Event};
use crate::spatial_pooler::{SpatialPooler, TieBreak};

impl SpatialPooler {
    /// Deactivates the winners of lines 6-10 that come after k of their neighbours.
    //= spec/extensions.md#ext-sp-lowest-index
    //# With tie_break lowest_index, a column that wins by lines 8 to 10 MUST stay active only if
    //# fewer than k of its neighbours have a larger overlap, or an equal overlap and a lower index.
    pub(in crate::bami::spatial_pooler) fn break_ties<O: Observer + ?Sized>(
        &mut self,
        observer: &mut O,
    ) {
        if self.parameters.tie_break == TieBreak::All {
            return;
        }
        let mut places = self.places().into_iter();
        self.active_columns.retain(|&column| {
            let (ahead, k) = places.next().unwrap_or_default();
            let stays = ahead < k;
            report!(observer, Event::TieJudged { column, ahead, k, stays });
            stays
        });
    }

    /// For each active column how many of its neighbours come before it, and how many may win.
    fn places(&self) -> Vec<(u32, u32)> {
        if self.parameters.global_inhibition {
            let k = self.parameters.winners_of_area(self.columns.size());
            let ahead = winners_ahead(&self.active_columns, &self.overlaps);
            return ahead.into_iter().map(|ahead| (ahead, k)).collect();
        }
        let place = |&column| {
            let neighbors = self.neighbors(column);
            let k = self.parameters.winners_of_area(neighbors.len() as u32);
            (columns_ahead(column, &neighbors, &self.overlaps), k)
        };
        self.active_columns.iter().map(place).collect()
    }
}

/// How many of the neighbours of `column` come before it: they have a larger overlap, or an equal
/// one and a lower index.
fn columns_ahead(column: ColumnIndex, neighbors: &[ColumnIndex], overlaps: &[f64]) -> u32 {
    let own = overlaps[column.as_usize()];
    let ahead = neighbors.iter().filter(|&&other| {
        let overlap = overlaps[other.as_usize()];
        overlap > own || (overlap == own && other < column)
    });
    ahead.count() as u32
}

/// For each winner of lines 8-10, ascending, how many columns come before it, where all columns are
/// neighbours of each other. Equivalent to calling [`columns_ahead`] for each, but faster: any
/// column that comes before a winner is itself a winner.
fn winners_ahead(winners: &[ColumnIndex], overlaps: &[f64]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..winners.len()).collect();
    order.sort_by(|&a, &b| {
        overlaps[winners[b].as_usize()].total_cmp(&overlaps[winners[a].as_usize()]).then(a.cmp(&b))
    });
    let mut ahead = vec![0; winners.len()];
    for (place, at) in order.into_iter().enumerate() {
        ahead[at] = place as u32;
    }
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn winners_are_ranked_as_among_all_columns(
            overlaps in prop::collection::vec((0_u8..5).prop_map(f64::from), 1..40),
            least in 0_u8..5,
        ) {
            let all: Vec<ColumnIndex> = ColumnIndex::all().take(overlaps.len()).collect();
            let least = f64::from(least);
            let winners: Vec<ColumnIndex> =
                all.iter().copied().filter(|&c| overlaps[c.as_usize()] >= least).collect();
            let plain: Vec<u32> =
                winners.iter().map(|&c| columns_ahead(c, &all, &overlaps)).collect();
            prop_assert_eq!(winners_ahead(&winners, &overlaps), plain);
        }
    }
}
