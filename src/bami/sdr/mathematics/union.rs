//! The union of M random SDRs: equations (11) to (14).

use super::matching::tail;
use super::{MathematicsError, WideNumber, check_active};

/// The natural logarithm of p0, the probability that a bit of the union is OFF.
fn ln_off(n: u32, w: u32, m: u64) -> f64 {
    if m == 0 {
        return 0.0;
    }
    let (n_bits, w_bits) = (f64::from(n), f64::from(w));
    // Each form is accurate where it is used: log1p for few bits ON, log for few OFF.
    let one = if w <= n / 2 {
        libm::log1p(-w_bits / n_bits)
    } else {
        libm::log(f64::from(n - w) / n_bits)
    };
    m as f64 * one
}

/// p0, the probability that a bit of the union of `m` random SDRs with `w` of `n` bits ON is OFF.
/// Restates `BAMI SDR (11)`.
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-11
//# The probability that a bit of the union of M random SDRs is OFF MUST be p0 = (1 - s)^M, where s
//# = w / n.
//= spec/sdr.md#sdr-eq-accuracy
//# p0 MUST be within 10^-12 of its exact value.
pub fn union_off_probability(n: u32, w: u32, m: u64) -> Result<f64, MathematicsError> {
    check_active(n, "w", w)?;
    Ok(libm::exp(ln_off(n, w, m)))
}

/// The probability that a bit of the union of `m` random SDRs with `w` of `n` bits ON is ON,
/// 1 - p0.
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-11
//# The probability that it is ON MUST be 1 - p0.
pub fn union_on_probability(n: u32, w: u32, m: u64) -> Result<f64, MathematicsError> {
    check_active(n, "w", w)?;
    Ok(-libm::expm1(ln_off(n, w, m)))
}

/// The expected number of ON bits of the union of `m` random SDRs with `w` of `n` bits ON.
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-11
//# The expected number of ON bits of the union MUST be n * (1 - p0).
pub fn union_expected_on(n: u32, w: u32, m: u64) -> Result<f64, MathematicsError> {
    Ok(f64::from(n) * union_on_probability(n, w, m)?)
}

/// The probability that all `w` ON bits of a random SDR are ON in the union of `m` others, each bit
/// taken independently. Restates `BAMI SDR (12)`.
///
/// ```
/// use bami_htm::sdr::mathematics::union_false_positive_exact_match;
///
/// let one_in = union_false_positive_exact_match(1024, 2, 20)?.recip().unwrap();
/// assert_eq!(format!("{:.0}", one_in.to_f64()), "680");
/// # Ok::<(), bami_htm::sdr::mathematics::MathematicsError>(())
/// ```
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-12
//# The probability that all ON bits of a random SDR are ON in the union of M others MUST be (1 -
//# p0)^w.
pub fn union_false_positive_exact_match(
    n: u32,
    w: u32,
    m: u64,
) -> Result<WideNumber, MathematicsError> {
    Ok(WideNumber::from_f64(union_on_probability(n, w, m)?).powi(u64::from(w)))
}

/// The probability that a random SDR with `w` of `n` bits ON has at least `theta` of them ON in the
/// union of `m` others, which is assumed to have the expected number of ON bits. Restates
/// `BAMI SDR (13), (14)`.
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-13-14
//# The probability that a random SDR matches the union of M others at a threshold theta MUST be the
//# sum for b = theta to w of C(w_X, b) * C(n - w_X, w - b), divided by C(n, w), where w_X is the
//# expected number of ON bits of the union, rounded as in D-SDR-3.
pub fn union_false_positive(
    n: u32,
    w: u32,
    theta: u32,
    m: u64,
) -> Result<WideNumber, MathematicsError> {
    check_active(n, "w", w)?;
    //= spec/sdr.md#d-sdr-3
    //# The expected number of ON bits of a union MUST be rounded to w_X = floor(n * (1 - p0) + 0.5)
    //# in SDR-EQ-13-14.
    let w_union = crate::math::round_half_up(union_expected_on(n, w, m)?) as u32;
    Ok(tail(n, w_union, w, theta))
}
