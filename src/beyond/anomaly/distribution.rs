//! The normal distribution of short-term averages, and its tail.

use super::Tail;

/// The smallest mean of a distribution.
const MINIMUM_MEAN: f64 = 0.03;
/// The smallest variance of a distribution.
const MINIMUM_VARIANCE: f64 = 0.0003;
/// A metric whose values vary less than this is flat.
const FLAT_VARIANCE: f64 = 0.000015;
/// NuPIC's approximation of the square root of 2.
#[expect(clippy::approx_constant, reason = "NuPIC's number, not the root itself")]
const ROOT_OF_TWO: f64 = 1.4142;

/// A normal distribution of averages of raw scores.
///
/// ```
/// use bami_htm::anomaly::{Distribution, Tail};
///
/// // Under the null distribution, no average is unusual.
/// assert!(Distribution::NULL.tail_probability(1.0, Tail::OneSided) > 0.499);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Distribution {
    /// The mean, mu: 0.03 to 1.
    pub mean: f64,
    /// The standard deviation, sigma.
    pub deviation: f64,
}

impl Distribution {
    /// The null distribution, under which nothing is unusual.
    //= spec/anomaly.md#anom-likelihood-null
    //# If no entry remains, the distribution MUST be the null distribution with mean 0.5 and
    //# deviation 1000.
    pub const NULL: Self = Self { mean: 0.5, deviation: 1000.0 };

    /// The distribution of `averages`; `values` are the values of their rows that are not missing.
    pub(crate) fn estimate(averages: &[f64], values: &[f64]) -> Self {
        let Some((mean, variance)) = mean_and_variance(averages) else { return Self::NULL };
        //= spec/anomaly.md#anom-likelihood-flat
        //# If the variance of the values of the entries that remain, computed in the same way as v,
        //# is less than 0.000015, the distribution MUST be the null distribution.
        //= spec/anomaly.md#anom-likelihood-missing
        //# If no entry that remains has a value, the test for a flat metric MUST be skipped.
        let flat = mean_and_variance(values).is_some_and(|(_, variance)| variance < FLAT_VARIANCE);
        if flat {
            return Self::NULL;
        }
        //= spec/anomaly.md#anom-likelihood-normal
        //# The distribution MUST have the mean max(m, 0.03) and the deviation sqrt(max(v, 0.0003)).
        let deviation = variance.max(MINIMUM_VARIANCE).sqrt();
        Self { mean: mean.max(MINIMUM_MEAN), deviation }
    }

    /// The probability of an average of at least `average`, 0 to 1. With a two-sided tail, the
    /// probability of an average at least as far above the mean as `average` is from the mean.
    #[must_use]
    pub fn tail_probability(&self, average: f64, tail: Tail) -> f64 {
        let z = match tail {
            //= spec/anomaly.md#anom-likelihood-tail
            //# The one-sided tail probability of an average a MUST be q = 0.5 * erfc(z / 1.4142)
            //# with z = (a - mean) / deviation.
            Tail::OneSided => (average - self.mean) / self.deviation,
            //= spec/anomaly.md#anom-likelihood-tail
            //# The two-sided tail probability of an average a MUST be q = 0.5 * erfc(z / 1.4142)
            //# with z = |a - mean| / deviation.
            Tail::TwoSided => (average - self.mean).abs() / self.deviation,
        };
        0.5 * libm::erfc(z / ROOT_OF_TWO)
    }
}

/// The mean and the population variance; `None` if there are no values.
fn mean_and_variance(numbers: &[f64]) -> Option<(f64, f64)> {
    if numbers.is_empty() {
        return None;
    }
    let count = numbers.len() as f64;
    //= spec/anomaly.md#anom-likelihood-normal
    //# The mean m MUST be the sum of the averages that remain, divided by their number.
    let mean = numbers.iter().sum::<f64>() / count;
    //= spec/anomaly.md#anom-likelihood-normal
    //# The variance v MUST be the sum of (a - m) * (a - m) over the averages a that remain, divided
    //# by their number.
    let variance = numbers.iter().map(|a| (a - mean) * (a - mean)).sum::<f64>() / count;
    Some((mean, variance))
}
