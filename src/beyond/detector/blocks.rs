//! The greatest values of blocks of rows.

use std::collections::VecDeque;

/// The rows of a block.
pub(super) const BLOCK: u32 = 84;
/// The blocks that are remembered.
pub(super) const BLOCKS: usize = 400;

/// The greatest value of each of the last blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Blocks {
    /// Rows in the current block.
    pub(super) rows: u32,
    /// The greatest value of the current block; none before its first row.
    pub(super) greatest: Option<f64>,
    /// The greatest values of the last complete blocks, the oldest first.
    pub(super) complete: VecDeque<f64>,
}

impl Blocks {
    /// Takes in the value of a row. Whether a block is complete with it.
    //= spec/detector.md#det-blocks
    //# The rows MUST be divided into blocks of 84, and the greatest value of each of the last 400
    //# complete blocks be kept.
    pub(super) fn push(&mut self, value: f64) -> bool {
        let greatest = self.greatest.map_or(value, |greatest| greatest.max(value));
        self.greatest = Some(greatest);
        self.rows += 1;
        if self.rows < BLOCK {
            return false;
        }
        self.complete.push_back(greatest);
        if self.complete.len() > BLOCKS {
            self.complete.pop_front();
        }
        self.rows = 0;
        self.greatest = None;
        true
    }

    /// The greatest values of the complete blocks, ascending.
    pub(super) fn sorted(&self) -> Vec<f64> {
        let mut sorted: Vec<f64> = self.complete.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}
