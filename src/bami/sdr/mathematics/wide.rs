//! Numbers that neither overflow nor underflow.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul};

/// A non-negative number with the precision of binary64 (53 bits) and a range large enough for any
/// count or probability of SDRs: significand * 2^exponent, with an exponent of 64 bits.
///
/// C(2048, 40) has 85 digits, C(65536, 1310) has 2788, and its reciprocal is a probability that
/// binary64 rounds to 0. Each operation rounds once, as binary64 does.
///
/// ```
/// use bami_htm::sdr::mathematics::capacity;
///
/// let capacity = capacity(65_536, 1_310)?;
/// assert_eq!(format!("{capacity:.3}"), "1.627e2787");
/// assert_eq!(capacity.to_f64(), f64::INFINITY);
/// assert_eq!(format!("{:.1}", capacity.log10()), "2787.2");
/// # Ok::<(), bami_htm::sdr::mathematics::MathematicsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WideNumber {
    /// 0, or at least 0.5 and less than 1.
    significand: f64,
    /// The power of 2; 0 for the number 0.
    exponent: i64,
}

impl WideNumber {
    /// 0.
    pub const ZERO: Self = Self { significand: 0.0, exponent: 0 };
    /// 1.
    pub const ONE: Self = Self { significand: 0.5, exponent: 1 };

    /// The number `x`, which is finite and not negative.
    pub(super) fn from_f64(x: f64) -> Self {
        Self::scaled(x, 0)
    }

    /// `x` * 2^`exponent`.
    fn scaled(x: f64, exponent: i64) -> Self {
        debug_assert!(x.is_finite() && x >= 0.0, "{x} is no count and no probability");
        match libm::frexp(x) {
            (0.0, _) => Self::ZERO,
            (significand, own) => {
                Self { significand, exponent: exponent.saturating_add(i64::from(own)) }
            }
        }
    }

    /// Significand, which is 0 or in [0.5, 1), and exponent: the number is
    /// significand * 2^exponent.
    #[must_use]
    pub fn into_parts(self) -> (f64, i64) {
        (self.significand, self.exponent)
    }

    /// The nearest binary64 number: infinity or 0 outside the range of binary64.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        let exponent = self.exponent.clamp(-2000, 2000) as i32;
        libm::ldexp(self.significand, exponent)
    }

    /// Whether binary64 represents the number with full precision.
    fn is_normal(self) -> bool {
        (-1000..=1000).contains(&self.exponent)
    }

    /// The natural logarithm; minus infinity for 0.
    #[must_use]
    pub fn ln(self) -> f64 {
        if self.is_normal() {
            return libm::log(self.to_f64());
        }
        libm::log(self.significand) + self.exponent as f64 * std::f64::consts::LN_2
    }

    /// The logarithm to base 10; minus infinity for 0.
    #[must_use]
    pub fn log10(self) -> f64 {
        if self.is_normal() {
            return libm::log10(self.to_f64());
        }
        libm::log10(self.significand) + self.exponent as f64 * std::f64::consts::LOG10_2
    }

    /// One divided by the number: for a probability, the N of "1 in N". `None` for 0.
    #[must_use]
    pub fn recip(self) -> Option<Self> {
        Self::ONE.checked_div(self)
    }

    /// The quotient; `None` if `other` is 0.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        (other != Self::ZERO).then(|| {
            let exponent = self.exponent.saturating_sub(other.exponent);
            Self::scaled(self.significand / other.significand, exponent)
        })
    }

    /// The number raised to the power `power`; 1 if `power` is 0, also for the number 0. An
    /// exponent beyond 64 bits saturates.
    #[must_use]
    pub fn powi(self, mut power: u64) -> Self {
        let (mut result, mut square) = (Self::ONE, self);
        while power > 0 {
            if power & 1 == 1 {
                result = result * square;
            }
            power >>= 1;
            if power > 0 {
                square = square * square;
            }
        }
        result
    }

    /// The smaller of the two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// Significand in [1, 10) and power of 10, for a number that is not 0.
    fn decimal(self) -> (f64, i64) {
        let ten = Self::from_f64(10.0);
        let mut power = self.log10().floor() as i64;
        let scale = ten.powi(power.unsigned_abs());
        let scaled = if power < 0 { self * scale } else { self / scale };
        let mut significand = scaled.to_f64();
        // The logarithm may have been rounded across a power of 10.
        if significand < 1.0 {
            (significand, power) = (significand * 10.0, power - 1);
        } else if significand >= 10.0 {
            (significand, power) = (significand / 10.0, power + 1);
        }
        (significand, power)
    }
}

impl Mul for WideNumber {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let exponent = self.exponent.saturating_add(other.exponent);
        Self::scaled(self.significand * other.significand, exponent)
    }
}

impl Div for WideNumber {
    type Output = Self;

    /// The quotient.
    ///
    /// # Panics
    ///
    /// If `other` is 0; [`checked_div`](WideNumber::checked_div) returns `None` instead.
    fn div(self, other: Self) -> Self {
        self.checked_div(other).expect("the divisor is not 0")
    }
}

impl Add for WideNumber {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if self == Self::ZERO {
            return other;
        }
        let (large, small) = if self < other { (other, self) } else { (self, other) };
        // A number more than 60 binary digits below the sum adds nothing.
        let shift = small.exponent.saturating_sub(large.exponent).max(-2000) as i32;
        Self::scaled(large.significand + libm::ldexp(small.significand, shift), large.exponent)
    }
}

impl PartialOrd for WideNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let is_zero = |x: &Self| *x == Self::ZERO;
        if is_zero(self) || is_zero(other) {
            return self.significand.partial_cmp(&other.significand);
        }
        Some(self.exponent.cmp(&other.exponent))
            .filter(|order| order.is_ne())
            .or_else(|| self.significand.partial_cmp(&other.significand))
    }
}

/// In scientific notation: `2.372e84`, with 6 digits after the decimal point unless the format
/// gives another precision.
impl fmt::Display for WideNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(6);
        let text = if self.is_normal() {
            format!("{:.digits$e}", self.to_f64())
        } else {
            let (significand, power) = self.decimal();
            // The digits may round up to 10.
            let text = format!("{significand:.digits$e}");
            let (shown, own) = text.split_once('e').unwrap_or((&text, "0"));
            format!("{shown}e{}", power + own.parse::<i64>().unwrap_or(0))
        };
        f.pad_integral(true, "", &text)
    }
}
