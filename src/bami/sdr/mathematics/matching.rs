//! Two SDRs: equations (1) to (7).

use super::{MathematicsError, WideNumber, check_active};

/// The binomial coefficient C(n, k); 0 if k > n. Takes min(k, n - k) steps.
fn binomial(n: u32, k: u32) -> WideNumber {
    if k > n {
        return WideNumber::ZERO;
    }
    let steps = k.min(n - k);
    (0..steps).fold(WideNumber::ONE, |product, i| {
        let factor = f64::from(n - i) / (f64::from(i) + 1.0);
        product * WideNumber::from_f64(factor)
    })
}

/// The number of SDRs with `w` of `n` bits ON. Restates `BAMI SDR (1)`.
///
/// ```
/// use bami_htm::sdr::mathematics::capacity;
///
/// assert_eq!(capacity(1024, 2)?.to_f64(), 523_776.0);
/// assert_eq!(format!("{:.2}", capacity(2048, 40)?), "2.37e84");
/// # Ok::<(), bami_htm::sdr::mathematics::MathematicsError>(())
/// ```
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-1
//# The capacity of SDRs with w of n bits ON MUST be the binomial coefficient C(n, w).
pub fn capacity(n: u32, w: u32) -> Result<WideNumber, MathematicsError> {
    check_active(n, "w", w)?;
    Ok(binomial(n, w))
}

/// The probability that two random SDRs with `w` of `n` bits ON are identical. Restates
/// `BAMI SDR (2)`.
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-2
//# The probability that two random SDRs with w of n bits ON are identical MUST be 1 / C(n, w).
pub fn probability_identical(n: u32, w: u32) -> Result<WideNumber, MathematicsError> {
    Ok(WideNumber::ONE / capacity(n, w)?)
}

/// The number of SDRs with `w` of `n` bits ON that have exactly `b` ON bits in common with an SDR
/// x, which has `w_x` ON bits: the size of the book's overlap set of x. Restates `BAMI SDR (3)`,
/// and `(6)` where x is a subsample.
///
/// # Errors
///
/// `n` is 0, or `w_x` or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-3
//# The overlap set of an SDR x with w_x of n bits ON, which is the set of the SDRs with w ON bits
//# that have exactly b ON bits in common with x, MUST have C(w_x, b) * C(n - w_x, w - b) members.
//# It MUST have none if b is greater than w.
pub fn overlap_set(n: u32, w_x: u32, w: u32, b: u32) -> Result<WideNumber, MathematicsError> {
    check_active(n, "w_x", w_x)?;
    check_active(n, "w", w)?;
    let Some(outside) = w.checked_sub(b) else { return Ok(WideNumber::ZERO) };
    Ok(binomial(w_x, b) * binomial(n - w_x, outside))
}

/// The probability that a random SDR with `w` of `n` bits ON has exactly `b` of them in common with
/// an SDR that has `w_x` ON bits: the term of equation (4) for `b`.
///
/// # Errors
///
/// `n` is 0, or `w_x` or `w` is greater than `n`.
pub fn overlap_probability(
    n: u32,
    w_x: u32,
    w: u32,
    b: u32,
) -> Result<WideNumber, MathematicsError> {
    Ok(overlap_set(n, w_x, w, b)? / binomial(n, w))
}

/// The probability that two random SDRs with `w` of `n` bits ON match at threshold `theta`, that
/// is, have at least `theta` ON bits in common. Restates `BAMI SDR (4)`.
///
/// ```
/// use bami_htm::sdr::mathematics::false_positive;
///
/// let one_in = false_positive(1024, 4, 2)?.recip().unwrap();
/// assert_eq!(format!("{:.0}", one_in.to_f64()), "14587");
/// # Ok::<(), bami_htm::sdr::mathematics::MathematicsError>(())
/// ```
///
/// # Errors
///
/// `n` is 0, or `w` is greater than `n`.
//= spec/sdr.md#sdr-eq-4
//# The probability that a random SDR with w of n bits ON matches another with w ON bits at a
//# threshold theta MUST be the sum for b = theta to w of the size of the overlap set, C(w, b) * C(n
//# - w, w - b), divided by C(n, w).
pub fn false_positive(n: u32, w: u32, theta: u32) -> Result<WideNumber, MathematicsError> {
    check_active(n, "w", w)?;
    Ok(tail(n, w, w, theta))
}

/// The probability that a random SDR y with `w_y` of `n` bits ON has at least `theta` of them in
/// common with x', which is a subsample of another SDR and has `w_x_prime` bits ON. Restates
/// `BAMI SDR (6), (7)`.
///
/// # Errors
///
/// `n` is 0, or `w_x_prime` or `w_y` is greater than `n`.
//= spec/sdr.md#sdr-eq-6-7
//# The probability that a random SDR with w_y of n bits ON matches a subsample x' with w_x' ON bits
//# at a threshold theta MUST be the sum for b = theta to w_x' of C(w_x', b) * C(n - w_x', w_y - b),
//# divided by C(n, w_y).
pub fn false_positive_subsampled(
    n: u32,
    w_x_prime: u32,
    w_y: u32,
    theta: u32,
) -> Result<WideNumber, MathematicsError> {
    check_active(n, "w_x'", w_x_prime)?;
    check_active(n, "w_y", w_y)?;
    Ok(tail(n, w_x_prime, w_y, theta))
}

/// The sum of the sizes of the overlap sets of an SDR with `w_x` ON bits for overlaps from `theta`
/// up, divided by C(n, w). `w_x` and `w` are at most `n`.
///
/// The first term is computed from binomial coefficients, each further term from the previous one:
/// term b + 1 is term b * (w_x - b) (w - b) / ((b + 1) (n - w_x - w + b + 1)). All terms are
/// positive, so nothing is lost to cancellation.
//= spec/sdr.md#sdr-eq-accuracy
//# Every count and every probability except p0 MUST be within one part in 10^12 of the exact value
//# of its equation for SDRs with up to 1000 ON bits, even if that value lies outside the range of
//# binary64.
//= spec/sdr.md#d-sdr-2
//# The probability of SDR-EQ-4, SDR-EQ-6-7 and SDR-EQ-13-14 MUST be 0 for a threshold theta that is
//# greater than the number of ON bits of either SDR.
pub(super) fn tail(n: u32, w_x: u32, w: u32, theta: u32) -> WideNumber {
    // At most n - w_x of the w bits lie outside x; at least the others are in common.
    let first = theta.max(w.saturating_sub(n - w_x));
    let last = w_x.min(w);
    if first > last {
        return WideNumber::ZERO;
    }
    let mut term = binomial(w_x, first) * binomial(n - w_x, w - first) / binomial(n, w);
    let mut sum = term;
    for b in first..last {
        let from = f64::from(w_x - b) * f64::from(w - b);
        let outside = f64::from(n - w_x) - f64::from(w - b) + 1.0;
        let to = (f64::from(b) + 1.0) * outside;
        term = term * WideNumber::from_f64(from) / WideNumber::from_f64(to);
        sum = sum + term;
    }
    sum.min(WideNumber::ONE)
}
