//! An alarm every N rows.

use super::{RowDetector, RowScores};
use crate::input::Row;

/// Gives an alarm every N rows and does not look at the data. It shows what a score is worth.
pub(super) struct EveryN {
    every: u32,
    /// Rows since the last alarm.
    rows: u32,
}

impl EveryN {
    /// An alarm in row `every`, counted from 1, and in each of its multiples.
    pub(super) fn new(every: u32) -> Self {
        Self { every, rows: 0 }
    }
}

impl RowDetector for EveryN {
    //= spec/nab.md#nab-baselines
    //# The detector `every-n` MUST give the score 1 to the rows with a number, counted from 1, that
    //# is a multiple of N, and 0 to all others.
    fn score(&mut self, _: &Row) -> anyhow::Result<RowScores> {
        self.rows += 1;
        if self.rows < self.every {
            return Ok(RowScores::one(0.0));
        }
        self.rows = 0;
        Ok(RowScores::one(1.0))
    }
}
