//! The rolling z-score, and what it shares with the seasonal detector.

use std::collections::VecDeque;

use super::{ALARM, Known, RowDetector, RowScores, SUPPRESSED};
use crate::input::Row;

/// The number of previous values of a field that give its mean and standard deviation.
const WINDOW: usize = 300;

/// With fewer previous values than this there is no deviation.
const LEAST: usize = 30;

/// A deviation of this many standard deviations has the score 0.5.
const LIMIT: f64 = 5.0;

/// How many rows after one in alarm no other can be in alarm.
const QUIET: usize = 100;

/// Deviations from a usual value as scores, with a pause after each alarm.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deviations {
    /// Rows in which no alarm is possible.
    quiet: usize,
}

impl Deviations {
    /// The scores of a row in which the largest deviation is this many times the usual spread. It may be infinite.
    //= spec/nab.md#nab-baselines
    //# For a row of deviation a, the score of `z-score` and `season` MUST be a / (a + 5) or, if a
    //# is infinite, 1.
    pub(super) fn score(&mut self, deviation: f64) -> RowScores {
        let raw_score = if deviation.is_finite() { deviation / (deviation + LIMIT) } else { 1.0 };
        //= spec/nab.md#nab-baselines
        //# In the 100 rows after a row in alarm, a score above 0.3 MUST become 0.3.
        if self.quiet > 0 {
            self.quiet -= 1;
            return RowScores { anomaly_score: raw_score.min(SUPPRESSED), raw_score };
        }
        if raw_score >= ALARM {
            self.quiet = QUIET;
        }
        RowScores { anomaly_score: raw_score, raw_score }
    }
}

/// How far a value lies from the usual one, in units of the usual spread.
pub(super) fn deviation(value: f64, usual: f64, spread: f64) -> f64 {
    let distance = (value - usual).abs();
    // NB: without a spread, any distance is infinitely unusual, and none is usual.
    if distance == 0.0 { 0.0 } else { distance / spread }
}

/// The rolling z-score of the field in which it is largest.
pub(super) struct ZScore {
    windows: Vec<VecDeque<f64>>,
    deviations: Deviations,
}

impl ZScore {
    /// A detector that has seen nothing.
    pub(super) fn new(known: &Known) -> Self {
        Self {
            windows: vec![VecDeque::with_capacity(WINDOW); known.fields()],
            deviations: Deviations::default(),
        }
    }
}

impl RowDetector for ZScore {
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores> {
        let mut largest: f64 = 0.0;
        for (field, window) in self.windows.iter_mut().enumerate() {
            let Some(value) = row.number(field) else { continue };
            largest = largest.max(z(window, value));
            if window.len() == WINDOW {
                window.pop_front();
            }
            window.push_back(value);
        }
        Ok(self.deviations.score(largest))
    }
}

/// The deviation of a value from the previous ones.
//= spec/nab.md#nab-baselines
//# The deviation of `z-score` MUST be the largest among the fields of |x - mean| / deviation, where
//# mean and deviation are the mean and the standard deviation of the 300 previous values of the
//# field, or of all if there are fewer, and 0 for a field with fewer than 30 previous values.
fn z(window: &VecDeque<f64>, value: f64) -> f64 {
    if window.len() < LEAST {
        return 0.0;
    }
    let count = window.len() as f64;
    let mean = window.iter().sum::<f64>() / count;
    let variance = window.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    deviation(value, mean, variance.sqrt())
}
