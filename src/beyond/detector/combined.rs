//! From the rarest of many statistics to the return period of the row.

use std::collections::VecDeque;

use super::calibration::{BLOCK, BLOCKS};

/// The share of the blocks whose greatest value is compared.
const SHARE: f64 = 0.5;
/// The blocks that the prior counts for.
const WEIGHT: f64 = 20.0;
/// The part of the statistics that act as if they were independent, before any was seen.
const INDEPENDENT: f64 = 0.2;
/// The least number of statistics that may be assumed.
const FEWEST: f64 = 0.5;

/// How many independent statistics the statistics of all fields amount to.
#[derive(Clone, Debug)]
pub(super) struct Combined {
    /// The statistics of all fields that differ.
    pub(super) statistics: usize,
    /// Rows in the current block.
    pub(super) rows: u32,
    /// The greatest return period in the current block.
    pub(super) greatest: f64,
    /// Those of the last blocks, the oldest first.
    pub(super) blocks: VecDeque<f64>,
    number: f64,
}

impl Combined {
    pub(super) fn new(statistics: usize) -> Self {
        let mut combined =
            Self { statistics, rows: 0, greatest: 0.0, blocks: VecDeque::new(), number: 1.0 };
        combined.count();
        combined
    }

    /// There are so many more statistics.
    pub(super) fn grow(&mut self, statistics: usize) {
        self.statistics += statistics;
        self.count();
    }

    /// The return period of a row whose rarest statistic has this one.
    //= spec/detector.md#det-combined
    //# The return period of a row MUST be its rarity divided by the number of independent
    //# statistics.
    pub(super) fn period(&self, rarity: f64) -> f64 {
        rarity / self.number
    }

    pub(super) fn push(&mut self, rarity: f64) {
        self.greatest = self.greatest.max(rarity);
        self.rows += 1;
        if self.rows < BLOCK {
            return;
        }
        self.blocks.push_back(self.greatest);
        if self.blocks.len() > BLOCKS {
            self.blocks.pop_front();
        }
        self.rows = 0;
        self.greatest = 0.0;
        self.count();
    }

    /// Counts the independent statistics.
    //= spec/detector.md#det-combined
    //# That number MUST be 0.5 * q / 84, where q is the rarity that half of the last 400 blocks
    //# exceed, mixed with a fifth of the number of statistics of all fields (at least 1), which
    //# counts for 20 blocks, and at least 0.5.
    pub(super) fn count(&mut self) {
        let mut sorted: Vec<f64> = self.blocks.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let at = ((1.0 - SHARE) * sorted.len() as f64).floor() as usize;
        let seen = sorted.get(at).map_or(0.0, |rarity| SHARE * rarity / f64::from(BLOCK));
        let assumed = (INDEPENDENT * self.statistics as f64).max(1.0);
        let count = sorted.len() as f64;
        self.number = ((seen * count + assumed * WEIGHT) / (count + WEIGHT)).max(FEWEST);
    }
}
