//! The checks that several encoders make of their parameters.

use super::EncoderError;
use crate::limits::MOST_ACTIVE_BITS;
use crate::parameters::{ParameterError, ParameterWarning};

/// Rejects a number that is infinite or NaN.
pub(super) fn finite(parameter: &str, value: f64) -> Result<(), ParameterError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(ParameterError::new(parameter, format!("{value:?}"), "must be a finite number"))
}

/// Rejects a value that is infinite or NaN.
pub(super) fn finite_value(value: f64) -> Result<(), EncoderError> {
    if value.is_finite() { Ok(()) } else { Err(EncoderError::NotFinite { value }) }
}

/// Rejects a number that is not finite and greater than 0.
pub(super) fn positive(parameter: &str, value: f64) -> Result<(), ParameterError> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    let allowed = "must be a finite number greater than 0";
    Err(ParameterError::new(parameter, format!("{value:?}"), allowed))
}

/// Rejects 0.
pub(super) fn at_least_one(parameter: &str, value: u32) -> Result<(), ParameterError> {
    if value > 0 {
        return Ok(());
    }
    Err(ParameterError::new(parameter, value, "must be at least 1"))
}

/// Rejects more active bits than any encoder may have.
//= spec/limits.md#limit-bounds
//# An encoder with more than 16777216 active bits MUST be rejected.
fn check_active_bits(active: u32) -> Result<(), ParameterError> {
    ParameterError::check_range("active_bits", active, 1, MOST_ACTIVE_BITS)
}

/// Rejects a number of active bits that is 0 or more than any encoder may have.
pub(super) fn some_active_bits(active: u32) -> Result<(), ParameterError> {
    at_least_one("active_bits", active)?;
    check_active_bits(active)
}

/// Rejects a number of active bits that is 0 or does not fit into `size` bits; `what` says what
/// that is.
pub(super) fn active_bits(active: u32, size: u32, what: &str) -> Result<(), ParameterError> {
    if (1..=size).contains(&active) {
        return check_active_bits(active);
    }
    let allowed = format!("must be at least 1 and at most {what}, {size}");
    Err(ParameterError::new("active_bits", active, allowed))
}

/// Says that a parameter makes more bits than there are numbers for.
pub(super) fn too_large(parameter: &str, value: impl ToString) -> ParameterError {
    let allowed = "must be smaller: at most 4294967295 bits in all";
    ParameterError::new(parameter, value, allowed)
}

/// Rejects a bucket that is not below `buckets`.
pub(super) fn bucket(bucket: u32, buckets: u32) -> Result<(), EncoderError> {
    if bucket < buckets {
        return Ok(());
    }
    let (bucket, last) = (i64::from(bucket), i64::from(buckets) - 1);
    Err(EncoderError::NoSuchBucket { bucket, first: 0, last })
}

/// Warns of fewer than 20 active bits, and of more than half of all bits. An invalid size is `None`.
pub(super) fn unusual_active_bits(active: u32, size: Option<u32>) -> Vec<ParameterWarning> {
    let many = size.and_then(|size| many_active_bits(active, size));
    few_active_bits(active).into_iter().chain(many).collect()
}

/// Warns of fewer than 20 active bits.
fn few_active_bits(active: u32) -> Option<ParameterWarning> {
    let message = || format!("{active} active bits bear little noise; 20 or more are advised");
    (active < 20).then(|| ParameterWarning::new("active_bits", message()))
}

/// Warns of more than half of all bits.
//= spec/encoders.md#d-enc-26
//# An encoder with more than half of its bits ON MUST cause a warning.
pub(super) fn many_active_bits(active: u32, size: u32) -> Option<ParameterWarning> {
    let enough = 2 * u64::from(active);
    let message = || {
        format!("{active} of {size} bits are ON, more than half; {enough} bits or more are advised")
    };
    (u64::from(size) < enough).then(|| ParameterWarning::new("active_bits", message()))
}

/// Warns of fewer than 100 bits for a number; `parameter` is the one that decides how many.
pub(super) fn few_bits(parameter: &str, size: u32) -> Option<ParameterWarning> {
    let message = || format!("{size} bits are few for a number; 100 or more are advised");
    (size < 100).then(|| ParameterWarning::new(parameter, message()))
}
