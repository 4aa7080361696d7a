//! A prediction: the probability of each bucket, and the single values that summarize it.

/// A bucket in a prediction.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Outcome {
    /// The bucket.
    pub bucket: i64,
    /// The value that represents the bucket, in the unit of the values.
    pub value: f64,
    /// Its probability, 0 to 1.
    pub probability: f64,
}

/// The probabilities of the buckets a given number of steps ahead.
///
/// ```
/// use bami_htm::classifier::{Outcome, Prediction};
///
/// let outcome = |bucket, value, probability| Outcome { bucket, value, probability };
/// let outcomes = vec![outcome(0, 10.0, 0.25), outcome(1, 20.0, 0.75)];
/// let prediction = Prediction { steps: 1, outcomes };
/// assert_eq!(prediction.mode().map(|outcome| outcome.bucket), Some(1));
/// assert_eq!(prediction.mean(), Some(17.5));
/// assert_eq!(prediction.quantile(0.2), Some(10.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Prediction {
    /// The number of steps ahead, 1 or more.
    pub steps: u32,
    /// The buckets, ascending; empty before the first target. The probabilities add up to 1.
    pub outcomes: Vec<Outcome>,
}

impl Prediction {
    /// The most probable bucket; `None` if there are no buckets yet.
    //= spec/classifier.md#cla-mode
    //# The mode MUST be the bucket with the greatest probability, or the lowest of several with
    //# that probability.
    #[must_use]
    pub fn mode(&self) -> Option<Outcome> {
        self.outcomes.iter().copied().reduce(|best, outcome| {
            if outcome.probability > best.probability { outcome } else { best }
        })
    }

    /// The expected value, which minimizes the squared error; `None` if there are no buckets yet.
    //= spec/classifier.md#cla-mean
    //# The mean MUST be the sum of probability times value over the buckets, in ascending order.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let terms = self.outcomes.iter().map(|outcome| outcome.probability * outcome.value);
        (!self.outcomes.is_empty()).then(|| terms.fold(0.0, |sum, term| sum + term))
    }

    /// The median, which minimizes the absolute error; `None` if there are no buckets yet.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The value at which the cumulative probability reaches `share`, 0 to 1; `None` if there are
    /// no buckets yet.
    //= spec/classifier.md#cla-quantile
    //# The quantile of q MUST be the value of the first bucket, in the order of the values and of
    //# equal values in that of the buckets, at which the cumulative sum of the probabilities
    //# reaches q.
    //= spec/classifier.md#cla-quantile
    //# If the sum never reaches q, the quantile MUST be the greatest value.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let outcomes = self.by_value();
        let mut sum = 0.0;
        for outcome in &outcomes {
            sum += outcome.probability;
            if sum >= share {
                return Some(outcome.value);
            }
        }
        outcomes.last().map(|outcome| outcome.value)
    }

    /// The quantile, interpolated between the values of the buckets; `None` if there are no buckets
    /// yet. With 0.5 it is a smoothed median.
    //= spec/classifier.md#cla-interpolated-quantile
    //# The interpolated quantile of q MUST be the value at q on the straight line between two
    //# neighbouring points (c + p / 2, value) of the buckets, in the order of the quantile, where p
    //# is the probability of the bucket and c the sum of those before it.
    //= spec/classifier.md#cla-interpolated-quantile
    //# Before the first point it MUST be the first value and after the last point the last value.
    #[must_use]
    pub fn interpolated_quantile(&self, share: f64) -> Option<f64> {
        let mut sum = 0.0;
        let mut before: Option<(f64, f64)> = None;
        for outcome in self.by_value() {
            let (at, value) = (sum + outcome.probability / 2.0, outcome.value);
            if at >= share {
                return Some(before.map_or(value, |(from, start)| {
                    let (way, part) = (value - start, (share - from) / (at - from));
                    // NB: the difference of two numbers that are too far apart overflows.
                    if way.is_finite() {
                        start + way * part
                    } else {
                        start * (1.0 - part) + value * part
                    }
                }));
            }
            before = Some((at, value));
            sum += outcome.probability;
        }
        before.map(|(_, value)| value)
    }

    /// The outcomes in order of their values, and of their buckets where values are equal.
    fn by_value(&self) -> Vec<Outcome> {
        let mut outcomes = self.outcomes.clone();
        outcomes.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.bucket.cmp(&b.bucket)));
        outcomes
    }

    /// The probability of a bucket; 0 for one that has never been seen.
    #[must_use]
    pub fn probability(&self, bucket: i64) -> f64 {
        let found = self.outcomes.binary_search_by_key(&bucket, |outcome| outcome.bucket);
        found.map_or(0.0, |place| self.outcomes[place].probability)
    }
}
