//! NAB's check of the values themselves.

/// How far outside the range a value may lie, as a fraction of the range.
const TOLERANCE: f64 = 0.05;

/// The rule of NAB's HTM detectors that a value far outside the range of all earlier values is an
/// anomaly, whatever the temporal memory predicts. It is neither BAMI nor part of the likelihood,
/// and is off by default.
///
/// ```
/// use bami_htm::anomaly::RangeRule;
///
/// let mut rule = RangeRule::new();
/// let fired: Vec<bool> = [1.0, 2.0, 2.05, 2.2].map(|x| rule.step(Some(x))).into();
/// assert_eq!(fired, [false, false, false, true]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RangeRule {
    pub(super) range: Option<(f64, f64)>,
}

impl RangeRule {
    /// A rule that has not seen any value.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The smallest and the largest value seen; `None` if there are none.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range
    }

    /// Whether the rule fires on `value`, which then extends the range. `None` and NaN are missing
    /// values.
    pub fn step(&mut self, value: Option<f64>) -> bool {
        //= spec/anomaly.md#anom-range-rule
        //# A missing value MUST neither fire the range rule nor change what it has seen.
        let Some(value) = value.filter(|value| !value.is_nan()) else { return false };
        let (low, high) = self.range.unwrap_or((value, value));
        //= spec/anomaly.md#anom-range-rule
        //# The range rule MUST fire on a value x if and only if at least two different values were
        //# seen before it and x > high + t or x < low - t, where low and high are the smallest and
        //# largest of them and t = (high - low) * 0.05.
        let tolerance = (high - low) * TOLERANCE;
        let fires = low != high && (value > high + tolerance || value < low - tolerance);
        self.range = Some((low.min(value), high.max(value)));
        fires
    }
}

/// The final score of a row: 1 if the range rule fired, otherwise its log likelihood.
///
/// ```
/// use bami_htm::anomaly::final_score;
///
/// assert_eq!(final_score(false, 0.25), 0.25);
/// assert_eq!(final_score(true, 0.25), 1.0);
/// ```
//= spec/anomaly.md#anom-range-rule
//# On a row where the range rule is in use and fires, the final score MUST be 1, and otherwise the
//# log likelihood.
#[must_use]
pub fn final_score(range_rule_fired: bool, log_likelihood: f64) -> f64 {
    if range_rule_fired { 1.0 } else { log_likelihood }
}
