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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Outcome;

    /// Two values with half of the probability each: the interpolated quantile of 0.1 is the first,
    /// that of 0.9 the second, and that of 0.5 between them.
    fn two(low: f64, high: f64) -> Prediction {
        let outcome = |bucket, value| Outcome { bucket, value, probability: 0.5 };
        Prediction { steps: 1, outcomes: vec![outcome(0, low), outcome(1, high)] }
    }

    fn ends(range: Option<PredictedRange>) -> [f64; 2] {
        range.map(|range| [range.low, range.high]).unwrap()
    }

    //= spec/classifier.md#cla-range-state
    //= type=test
    //# At the start there MUST be no scores, both levels, `below` and `above`, be the tail, and the
    //# mean spread be 0.
    #[test]
    fn cla_range_state_begins_with_the_tail() {
        let ranges = CalibratedRanges::new(0.5).unwrap();
        assert_eq!((ranges.below, ranges.above, ranges.tail), (0.25, 0.25, 0.25));
        assert!(ranges.scores.is_empty() && ranges.mean_spread == 0.0);
        for share in [0.0, 1.0, f64::NAN] {
            let error = CalibratedRanges::new(share).unwrap_err().to_string();
            assert!(error.contains("must be above 0 and below 1"), "{error}");
        }
        let nothing = Prediction { steps: 1, outcomes: Vec::new() };
        assert_eq!(CalibratedRanges::new(0.5).unwrap().predict(&nothing), None);
    }

    //= spec/classifier.md#cla-range-scale
    //= type=test
    //# The spread of a prediction MUST be its interpolated quantile of 1 - tail minus that of tail.
    //= spec/classifier.md#cla-range-scale
    //= type=test
    //# With each prediction, the mean spread MUST grow by (spread - mean spread) / n, where n is
    //# the number of predictions so far or 250, whichever is less.
    //= spec/classifier.md#cla-range-scale
    //= type=test
    //# The scale MUST be the spread plus the mean spread, or 1 if that is 0.
    #[test]
    fn cla_range_scale_is_the_spread_and_its_mean() {
        let mut ranges = CalibratedRanges::new(0.8).unwrap();
        let mut scale = |low, high| ranges.predict(&two(low, high)).unwrap().scale;
        assert_eq!(scale(5.0, 5.0), 1.0);
        assert_eq!(scale(0.0, 4.0), 4.0 + 2.0);
        assert_eq!(scale(1.0, 2.0), 1.0 + (2.0 + (1.0 - 2.0) / 3.0));
        for _ in 0..1000 {
            scale(0.0, 0.0);
        }
        let before = ranges.mean_spread;
        ranges.predict(&two(0.0, 100.0));
        assert_eq!(ranges.mean_spread, before + (100.0 - before) / 250.0);
    }

    //= spec/classifier.md#cla-range
    //= type=test
    //# With fewer than 20 scores, the range MUST run from the interpolated quantile of tail to that
    //# of 1 - tail.
    //= spec/classifier.md#cla-range
    //= type=test
    //# The range MUST run from m + s * q(below) to m + s * q(1 - above), where m is the
    //# interpolated quantile of 0.5, s the scale, and q the quantile of the scores, and be extended
    //# to include m.
    //= spec/classifier.md#cla-range-learn
    //= type=test
    //# When the actual value y of a prediction is known, `below` MUST grow by 0.01 * (tail - e),
    //# where e is 1 if y is below the range that the prediction had, and 0 otherwise.
    //= spec/classifier.md#cla-range-learn
    //= type=test
    //# `above` MUST grow in the same way, with values above the range.
    //= spec/classifier.md#cla-range-learn
    //= type=test
    //# A prediction whose actual value is missing MUST change nothing.
    #[test]
    fn cla_range_is_made_of_the_errors_before() {
        let mut ranges = CalibratedRanges::new(0.8).unwrap();
        // With a spread of 1 and a mean of 1, the scale is 2: the scores are -1 to 0.9.
        for number in 0..20 {
            let range = ranges.predict(&two(9.5, 10.5)).unwrap();
            assert_eq!(range, PredictedRange { low: 9.5, high: 10.5, median: 10.0, scale: 2.0 });
            ranges.learn(range, 8.0 + f64::from(number) / 5.0);
        }
        // Of the 20, 8 were below (8.0 to 9.4) and 7 above (10.6 to 11.8), in this order.
        let grown = |steps: [(u32, f64); 2]| {
            steps.iter().fold(ranges.tail, |mut level, &(count, change)| {
                for _ in 0..count {
                    level += 0.01 * change;
                }
                level
            })
        };
        let tail = ranges.tail;
        assert_eq!(ranges.below, grown([(8, tail - 1.0), (12, tail)]));
        assert_eq!(ranges.above, grown([(13, tail), (7, tail - 1.0)]));
        let below = ranges.below * 21.0;
        let low = 10.0 + 2.0 * (-1.0 + 0.1 * (below.max(1.0) - 1.0));
        let [found, _] = ends(ranges.predict(&two(9.5, 10.5)));
        assert!((found - low).abs() < 1e-12, "{found} {low}");
        // Pinned: a port computes these very numbers.
        assert_eq!(ends(ranges.predict(&two(9.5, 10.5))), [8.0, 11.790000000000001]);
        let before = ranges.clone();
        let range = ranges.predict(&two(9.5, 10.5)).unwrap();
        let predicted = ranges.clone();
        ranges.learn(range, f64::NAN);
        assert_eq!(ranges, predicted);
        assert_eq!(ranges.scores, before.scores);
    }

    //= spec/classifier.md#cla-range
    //= type=test
    //# The quantile q(l) of n scores MUST be the value at l * (n + 1) on the straight line between
    //# two neighbouring points (i, the i-th least score), i from 1.
    //= spec/classifier.md#cla-range
    //= type=test
    //# Before the first point it MUST be the first score and after the last point the last one.
    #[test]
    fn cla_range_takes_the_quantile_between_two_scores() {
        let of = |level| quantile(&[1.0, 3.0, 4.0], level);
        assert_eq!([0.0, 0.2, 0.25].map(of), [1.0; 3]);
        assert_eq!([0.375, 0.5, 0.625].map(of), [2.0, 3.0, 3.5]);
        assert_eq!([0.75, 0.9, 1.0].map(of), [4.0; 3]);
        assert_eq!([0.0, 0.5, 1.0].map(|level| quantile(&[7.0], level)), [7.0; 3]);
    }

    //= spec/classifier.md#cla-range-learn
    //= type=test
    //# Each level MUST then be limited to between 0 and 0.5.
    //= spec/classifier.md#cla-range-learn
    //= type=test
    //# Then (y - m) / s, limited to between -1e100 and 1e100, MUST be added to the scores, and the
    //# oldest of more than 250 be dropped.
    #[test]
    fn cla_range_learn_keeps_levels_and_scores_within_bounds() {
        let mut ranges = CalibratedRanges::new(0.8).unwrap();
        let learn = |ranges: &mut CalibratedRanges, actual: f64, times: usize| {
            for _ in 0..times {
                let range = PredictedRange { low: -1.0, high: 1.0, median: 0.0, scale: 2.0 };
                ranges.learn(range, actual);
            }
        };
        learn(&mut ranges, 0.0, 1000);
        assert_eq!((ranges.below, ranges.above), (0.5, 0.5));
        learn(&mut ranges, 3.0, 1000);
        assert_eq!((ranges.below, ranges.above), (0.5, 0.0));
        learn(&mut ranges, -3.0, 100);
        assert_eq!(ranges.below, 0.0);
        assert_eq!(ranges.scores.len(), 250);
        assert_eq!((ranges.scores[149], ranges.scores[150]), (1.5, -1.5));
        let range = PredictedRange { low: 0.0, high: 0.0, median: 0.0, scale: 1e-300 };
        ranges.learn(range, -1e150);
        assert_eq!(ranges.scores.back(), Some(&-1e100));
    }

    /// The errors grow tenfold in the middle: the share is held before and after.
    #[test]
    fn a_range_holds_its_share_when_the_errors_change() {
        let mut ranges = CalibratedRanges::new(0.8).unwrap();
        let mut inside = [0; 2];
        for step in 0..6000_u32 {
            let noise = f64::from(step.wrapping_mul(2_654_435_761) >> 16) / 65_536.0 - 0.5;
            let actual = if step < 3000 { noise } else { 10.0 * noise + 3.0 };
            let range = ranges.predict(&two(-0.1, 0.1)).unwrap();
            if step % 3000 >= 500 && (range.low..=range.high).contains(&actual) {
                inside[step as usize / 3000] += 1;
            }
            ranges.learn(range, actual);
        }
        assert!(inside.iter().all(|inside| (1950..=2050).contains(inside)), "{inside:?} of 2500");
    }
}
