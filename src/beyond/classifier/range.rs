//! A range around a prediction that holds its share of the actual values.

use std::collections::VecDeque;

use super::Prediction;
use crate::parameters::ParameterError;

/// The number of scores that are kept.
const MOST_SCORES: usize = 250;

/// The number of scores from which the range is calculated with them.
const FEWEST_SCORES: usize = 20;

/// The amount by which a value outside the range moves a level.
const LEVEL_RATE: f64 = 0.01;

/// The greatest amount of a score.
const GREATEST_SCORE: f64 = 1e100;

/// The range of a prediction: the predicted share of the actual values lies in it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct PredictedRange {
    /// The lower end, in the unit of the values.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The interpolated median of the prediction, which is from `low` to `high`.
    pub median: f64,
    /// The unit in which the error of the prediction is measured, above 0.
    pub scale: f64,
}

/// The ranges of the predictions of one horizon, calibrated on the errors of those before: online
/// conformal prediction (Gibbs and Candès, 2021).
///
/// ```
/// use bami_htm::classifier::{CalibratedRanges, Outcome, Prediction};
///
/// // The distribution is far too narrow: it knows two values, and the actual ones are 0 to 99.
/// let outcome = |bucket, value| Outcome { bucket, value, probability: 0.5 };
/// let prediction = Prediction { steps: 1, outcomes: vec![outcome(0, 49.0), outcome(1, 51.0)] };
/// let mut ranges = CalibratedRanges::new(0.8)?;
/// let mut inside = 0;
/// for step in 0..2000 {
///     let actual = f64::from(step * 37 % 100);
///     let range = ranges.predict(&prediction).unwrap();
///     if step >= 1000 && (range.low..=range.high).contains(&actual) {
///         inside += 1;
///     }
///     ranges.learn(range, actual);
/// }
/// assert!((770..=830).contains(&inside), "{inside}");
/// # Ok::<(), bami_htm::parameters::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct CalibratedRanges {
    tail: f64,
    /// The levels of the scores at the two ends of the range: the share below and above.
    below: f64,
    above: f64,
    mean_spread: f64,
    predictions: u32,
    /// The errors of the last predictions in units of their scales, the oldest first.
    scores: VecDeque<f64>,
}

impl CalibratedRanges {
    /// Ranges that are to hold this share of the actual values, above 0 and below 1.
    ///
    /// # Errors
    ///
    /// A share out of bounds.
    //= spec/classifier.md#cla-range-state
    //# At the start there MUST be no scores, both levels, `below` and `above`, be the tail, and the
    //# mean spread be 0.
    pub fn new(share: f64) -> Result<Self, ParameterError> {
        if !(share > 0.0 && share < 1.0) {
            return Err(ParameterError::new("share", share, "must be above 0 and below 1"));
        }
        let tail = (1.0 - share) / 2.0;
        let (below, above, scores) = (tail, tail, VecDeque::new());
        Ok(Self { tail, below, above, mean_spread: 0.0, predictions: 0, scores })
    }

    /// The range of the next prediction; `None` if nothing is predicted yet.
    //= spec/classifier.md#cla-range
    //# The range MUST run from m + s * q(below) to m + s * q(1 - above), where m is the
    //# interpolated quantile of 0.5, s the scale, and q the quantile of the scores, and be extended
    //# to include m.
    pub fn predict(&mut self, prediction: &Prediction) -> Option<PredictedRange> {
        let median = prediction.interpolated_quantile(0.5)?;
        let low = prediction.interpolated_quantile(self.tail)?;
        let high = prediction.interpolated_quantile(1.0 - self.tail)?;
        let scale = self.scale(high - low);
        //= spec/classifier.md#cla-range
        //# With fewer than 20 scores, the range MUST run from the interpolated quantile of tail to
        //# that of 1 - tail.
        if self.scores.len() < FEWEST_SCORES {
            return Some(PredictedRange { low, high, median, scale });
        }
        let mut sorted: Vec<f64> = self.scores.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let low = (median + scale * quantile(&sorted, self.below)).min(median);
        let high = (median + scale * quantile(&sorted, 1.0 - self.above)).max(median);
        Some(PredictedRange { low, high, median, scale })
    }

    //= spec/classifier.md#cla-range-scale
    //# The spread of a prediction MUST be its interpolated quantile of 1 - tail minus that of tail.
    fn scale(&mut self, spread: f64) -> f64 {
        //= spec/classifier.md#cla-range-scale
        //# With each prediction, the mean spread MUST grow by (spread - mean spread) / n, where n
        //# is the number of predictions so far or 250, whichever is less.
        self.predictions = (self.predictions + 1).min(MOST_SCORES as u32);
        self.mean_spread += (spread - self.mean_spread) / f64::from(self.predictions);
        //= spec/classifier.md#cla-range-scale
        //# The scale MUST be the spread plus the mean spread, or 1 if that is 0.
        let scale = spread + self.mean_spread;
        if scale > 0.0 { scale } else { 1.0 }
    }

    /// Learns from the actual value of a prediction with this range. A value that is not finite
    /// counts as missing.
    //= spec/classifier.md#cla-range-learn
    //# A prediction whose actual value is missing MUST change nothing.
    pub fn learn(&mut self, range: PredictedRange, actual: f64) {
        if !actual.is_finite() {
            return;
        }
        //= spec/classifier.md#cla-range-learn
        //# When the actual value y of a prediction is known, `below` MUST grow by 0.01 * (tail -
        //# e), where e is 1 if y is below the range that the prediction had, and 0 otherwise.
        //= spec/classifier.md#cla-range-learn
        //# `above` MUST grow in the same way, with values above the range.
        //= spec/classifier.md#cla-range-learn
        //# Each level MUST then be limited to between 0 and 0.5.
        let moved = |level: f64, is_outside: bool| {
            let outside = if is_outside { 1.0 } else { 0.0 };
            (level + LEVEL_RATE * (self.tail - outside)).clamp(0.0, 0.5)
        };
        self.below = moved(self.below, actual < range.low);
        self.above = moved(self.above, actual > range.high);
        //= spec/classifier.md#cla-range-learn
        //# Then (y - m) / s, limited to between -1e100 and 1e100, MUST be added to the scores, and
        //# the oldest of more than 250 be dropped.
        let score = (actual - range.median) / range.scale;
        self.scores.push_back(score.clamp(-GREATEST_SCORE, GREATEST_SCORE));
        if self.scores.len() > MOST_SCORES {
            self.scores.pop_front();
        }
    }
}

/// The quantile of scores in ascending order, of which there is at least one.
//= spec/classifier.md#cla-range
//# The quantile q(l) of n scores MUST be the value at l * (n + 1) on the straight line between two
//# neighbouring points (i, the i-th least score), i from 1.
//= spec/classifier.md#cla-range
//# Before the first point it MUST be the first score and after the last point the last one.
fn quantile(sorted: &[f64], level: f64) -> f64 {
    let at = (level * (sorted.len() as f64 + 1.0)).clamp(1.0, sorted.len() as f64);
    let place = at.floor();
    let lower = sorted[place as usize - 1];
    let upper = sorted[(place as usize).min(sorted.len() - 1)];
    lower + (upper - lower) * (at - place)
}
