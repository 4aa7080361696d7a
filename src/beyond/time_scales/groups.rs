//! From rows to steps: the numbers that represent a group of rows.

use super::parameters::Look;

/// What is left of the running mean at each step.
const KEPT: f64 = 0.99;

/// Gathers rows until their group is whole.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    size: usize,
    look: Look,
    pub(crate) rows: Vec<f64>,
    pub(crate) running_mean: Option<f64>,
}

impl Groups {
    /// Groups of `size` rows, 1 or more.
    pub(crate) fn new(size: u32, look: Look) -> Self {
        Self { size: size as usize, look, rows: Vec::new(), running_mean: None }
    }

    /// Rows in a group.
    pub(crate) fn size(&self) -> u32 {
        self.size as u32
    }

    /// Drops the rows of the group that is not whole yet.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
    }

    /// Takes a row; with the last row of a group, returns the one or two numbers that represent it.
    /// `margin` is the distance from the mean at which an extreme value is used.
    //= spec/time-scales.md#scale-groups
    //# A scale MUST make a step at the last row of each group, and none for rows after the last
    //# complete group.
    pub(crate) fn push(&mut self, value: f64, margin: f64) -> Option<Numbers> {
        self.rows.push(value);
        if self.rows.len() < self.size {
            return None;
        }
        let mean = self.rows.iter().sum::<f64>() / self.size as f64;
        let greatest = self.rows.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = self.rows.iter().copied().fold(f64::INFINITY, f64::min);
        self.rows.clear();
        Some(match self.look {
            Look::Extreme => (self.extreme(mean, greatest, least, margin), None),
            //= spec/time-scales.md#scale-mean-and-spread
            //# The numbers of a step by mean and spread MUST be the mean of the group, and its
            //# maximum minus its minimum.
            Look::MeanAndSpread => (mean, Some(greatest - least)),
        })
    }

    fn extreme(&mut self, mean: f64, greatest: f64, least: f64, margin: f64) -> f64 {
        //= spec/time-scales.md#scale-extreme
        //# The running mean MUST be the mean of the group at the first step, and at every later
        //# step 0.99 times the previous running mean plus 0.01 times the mean of the group.
        let running_mean =
            self.running_mean.map_or(mean, |before| KEPT * before + (1.0 - KEPT) * mean);
        self.running_mean = Some(running_mean);
        //= spec/time-scales.md#scale-extreme
        //# The extreme of a group MUST be whichever of its maximum and its minimum lies farther
        //# from the running mean, and its minimum on a tie.
        let greatest_is_farther = (greatest - running_mean).abs() > (least - running_mean).abs();
        let extreme = if greatest_is_farther { greatest } else { least };
        //= spec/time-scales.md#scale-extreme
        //# The number of a step by extremes MUST be the extreme of its group if that differs from
        //# the mean of the group by more than extreme_part times the range, and the mean of the
        //# group otherwise.
        if (extreme - mean).abs() > margin { extreme } else { mean }
    }
}

/// The one or two numbers that represent a group.
pub(crate) type Numbers = (f64, Option<f64>);
