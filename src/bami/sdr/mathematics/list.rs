//! A list of M vectors: equations (9) and (10).

use super::{MathematicsError, WideNumber, false_positive};

/// The probability that a random SDR with `w` of `n` bits ON matches at least one of `m` random
/// SDRs at threshold `theta`. Restates `BAMI SDR (9)`.
///
/// ```
/// use bami_htm::sdr::mathematics::false_positive_list;
///
/// let one_in = false_positive_list(64, 12, 8, 10)?.recip().unwrap();
/// assert_eq!(format!("{:.0}", one_in.to_f64()), "2364");
/// # Ok::<(), bami_htm::sdr::mathematics::MathematicsError>(())
/// ```
///
/// # Errors
///
/// As for [`false_positive`].
//= spec/sdr.md#sdr-eq-9
//# The probability that a random SDR matches at least one of M random SDRs at a threshold theta
//# MUST be 1 - (1 - fp)^M, where fp is the probability of SDR-EQ-4.
pub fn false_positive_list(
    n: u32,
    w: u32,
    theta: u32,
    m: u64,
) -> Result<WideNumber, MathematicsError> {
    let fp = false_positive(n, w, theta)?;
    Ok(at_least_once(fp, m))
}

/// The bound M * fp, which [`false_positive_list`] never exceeds; it may be greater than 1.
/// Restates `BAMI SDR (10)`.
///
/// # Errors
///
/// As for [`false_positive`].
//= spec/sdr.md#sdr-eq-10
//# The bound on the probability of SDR-EQ-9 MUST be M * fp, where fp is the probability of
//# SDR-EQ-4.
pub fn false_positive_list_bound(
    n: u32,
    w: u32,
    theta: u32,
    m: u64,
) -> Result<WideNumber, MathematicsError> {
    Ok(WideNumber::from_f64(m as f64) * false_positive(n, w, theta)?)
}

/// The probability that an event of probability `p` occurs at least once in `m` independent trials,
/// 1 - (1 - p)^m, computed without the cancellation in this formula.
fn at_least_once(p: WideNumber, m: u64) -> WideNumber {
    let bound = WideNumber::from_f64(m as f64) * p;
    // Below 2^-100 the bound equals the probability to within one part in 2^101, and p itself may
    // be too small for binary64.
    let (_, exponent) = bound.into_parts();
    if m == 0 || exponent < -100 {
        return bound;
    }
    let ln_never = m as f64 * libm::log1p(-p.to_f64());
    WideNumber::from_f64(-libm::expm1(ln_never))
}
