//! From the rarest of many statistics to the return period of the row.

use super::blocks::{BLOCK, Blocks};

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
    /// The greatest rarities.
    pub(super) blocks: Blocks,
    number: f64,
}

impl Combined {
    pub(super) fn new(statistics: usize) -> Self {
        let mut combined = Self { statistics, blocks: Blocks::default(), number: 1.0 };
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

    /// Takes in the rarity of a row.
    pub(super) fn push(&mut self, rarity: f64) {
        if self.blocks.push(rarity) {
            self.count();
        }
    }

    /// Counts the independent statistics.
    //= spec/detector.md#det-combined
    //# That number MUST be 0.5 * q / 84, where q is the rarity that half of the last 400 blocks
    //# exceed, mixed with a fifth of the number of statistics of all fields (at least 1), which
    //# counts for 20 blocks, and at least 0.5.
    pub(super) fn count(&mut self) {
        let sorted = self.blocks.sorted();
        let at = ((1.0 - SHARE) * sorted.len() as f64).floor() as usize;
        let seen = sorted.get(at).map_or(0.0, |rarity| SHARE * rarity / f64::from(BLOCK));
        let assumed = (INDEPENDENT * self.statistics as f64).max(1.0);
        let count = sorted.len() as f64;
        self.number = ((seen * count + assumed * WEIGHT) / (count + WEIGHT)).max(FEWEST);
    }
}
