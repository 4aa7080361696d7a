//! Choosing the resolution of a random distributed scalar encoder.

use super::bounds;
use crate::parameters::ParameterError;

/// How far the range is widened on either side, as a fraction of it.
const PADDING: f64 = 0.2;

/// Number of buckets that the widened range is cut into.
const BUCKETS: f64 = 130.0;

/// The least resolution, as a fraction of the greatest magnitude: 2^-44. Numbers of that magnitude
/// are 2^-52 of it apart, so that a bucket still holds 256 of them.
const FINEST: f64 = 1.0 / (1_u64 << 44) as f64;

/// The resolution that suits values between a minimum and a maximum, as in the Numenta Anomaly
/// Benchmark: the range, widened by a fifth of it on either side, in 130 buckets.
///
/// It goes with the scale of the values: a thousand times the values, a thousand times the
/// resolution.
///
/// ```
/// use bami_htm::encoders::resolution_from_range;
///
/// assert_eq!(resolution_from_range(0.0, 100.0)?, 140.0 / 130.0);
/// # Ok::<(), bami_htm::parameters::ParameterError>(())
/// ```
///
/// # Errors
///
/// A minimum or a maximum that is not finite, a minimum above the maximum, or a widened range that is
/// too large for f64.
//= spec/encoders.md#enc-rdse-resolution
//# The resolution for a range MUST be (range + 2 * (0.2 * range)) / 130, where range is maximum -
//# minimum.
pub fn resolution_from_range(minimum: f64, maximum: f64) -> Result<f64, ParameterError> {
    bounds::finite("minimum", minimum)?;
    bounds::finite("maximum", maximum)?;
    let reject = |allowed| Err(ParameterError::new("maximum", format!("{maximum:?}"), allowed));
    if maximum < minimum {
        return reject(format!("must be at least the minimum, {minimum:?}"));
    }
    let magnitude = minimum.abs().max(maximum.abs());
    // D-ENC-6: the scale of the values takes the place of fixed numbers.
    //= spec/encoders.md#d-enc-6
    //# If the minimum and the maximum are equal, the range MUST be taken as their magnitude, or as
    //# 1 if both are 0.
    let range = match (maximum - minimum, magnitude) {
        (0.0, 0.0) => 1.0,
        (0.0, magnitude) => magnitude,
        (range, _) => range,
    };
    let resolution = (range + 2.0 * (PADDING * range)) / BUCKETS;
    if !resolution.is_finite() {
        return reject("must be nearer to the minimum: the range is too large".into());
    }
    //= spec/encoders.md#d-enc-6
    //# The resolution MUST be raised to 2^-44 times the greater magnitude of minimum and maximum,
    //# and to the smallest positive normal number of f64, where it would be smaller.
    Ok(resolution.max(magnitude * FINEST).max(f64::MIN_POSITIVE))
}

/// The resolution that suits a stream of which these values are the beginning: twice
/// [`resolution_from_range`] of the least and the greatest of them, because a beginning shows only a
/// part of the range. NaN and infinite values are left out; without any other there is none.
///
/// ```
/// use bami_htm::encoders::{estimate_resolution, resolution_from_range};
///
/// let resolution = estimate_resolution(&[3e-6, f64::NAN, 1e-6, 2e-6]);
/// assert_eq!(resolution, resolution_from_range(1e-6, 3e-6).ok().map(|resolution| 2.0 * resolution));
/// assert_eq!(estimate_resolution(&[]), None);
/// ```
//= spec/encoders.md#enc-rdse-estimate
//# The resolution for a stream of which only some values are known MUST be twice the resolution for
//# the range from the least to the greatest of them.
#[must_use]
pub fn estimate_resolution(values: &[f64]) -> Option<f64> {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (minimum, maximum) = (finite().reduce(f64::min)?, finite().reduce(f64::max)?);
    Some(2.0 * resolution_from_range(minimum, maximum).ok()?)
}
