//! Functions with bit-identical results on every machine: R-6, R-8 and R-9 of the portable core.

/// The natural logarithm of 2.
const LN_2: f64 = std::f64::consts::LN_2;

/// The square root of one half.
const ROOT_OF_HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// The natural logarithm of a finite number greater than 0. It uses only the four basic operations,
/// so the result is the same everywhere. The error is at most a unit or two in the last place.
///
/// ```
/// assert_eq!(bami_htm::math::ln(1.0), 0.0);
/// assert!((bami_htm::math::ln(10.0) - std::f64::consts::LN_10).abs() < 1e-15);
/// ```
//= spec/portable-core.md#r-8
//# ln(x) MUST be k * 0.6931471805599453 + 2 * s * p, where x = m * 2^k with an integer k and m from
//# 0.7071067811865476 to less than twice that, s = (m - 1) / (m + 1), and p starts as 1 / 21 and
//# then becomes p * (s * s) + 1 / d for d = 19, 17, ..., 1 in turn.
#[must_use]
pub fn ln(x: f64) -> f64 {
    let (mut m, mut k) = libm::frexp(x);
    if m < ROOT_OF_HALF {
        m *= 2.0;
        k -= 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let mut p = 1.0 / 21.0;
    for d in [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        p = p * z + 1.0 / d;
    }
    f64::from(k) * LN_2 + 2.0 * s * p
}

/// Rounds half up: R-6 of the portable core.
///
/// ```
/// assert_eq!(bami_htm::round_half_up(2.5), 3.0);
/// assert_eq!(bami_htm::round_half_up(-2.5), -2.0);
/// ```
//= spec/portable-core.md#r-6
//# Where a count is derived from a fractional number x, it MUST be floor(x + 0.5).
#[must_use]
pub fn round_half_up(x: f64) -> f64 {
    (x + 0.5).floor()
}

/// The tangent of an angle from -0.8 to 0.8 radians. The result is the same everywhere.
///
/// ```
/// use bami_htm::math::tan;
///
/// assert_eq!(tan(0.0), 0.0);
/// assert!((tan(std::f64::consts::FRAC_PI_4) - 1.0).abs() < 1e-15);
/// ```
//= spec/portable-core.md#r-9
//# tan(h) MUST be h * p / q, where p starts as 1 and then becomes 1 - h * h * p / (d * (d - 1)) for
//# d = 17, 15, ..., 3 in turn, and q starts as 1 and then becomes 1 - h * h * q / (d * (d - 1)) for
//# d = 18, 16, ..., 2 in turn.
#[must_use]
pub fn tan(h: f64) -> f64 {
    let series = |ds: [f64; 9]| {
        let used = ds.into_iter().filter(|d| *d > 0.0);
        used.fold(1.0, |sum, d| 1.0 - h * h * sum / (d * (d - 1.0)))
    };
    let p = series([17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 0.0]);
    let q = series([18.0, 16.0, 14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0]);
    h * p / q
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4, SQRT_2};

    //= spec/portable-core.md#r-8
    //= type=test
    //# ln(x) MUST be k * 0.6931471805599453 + 2 * s * p, where x = m * 2^k with an integer k and m
    //# from 0.7071067811865476 to less than twice that, s = (m - 1) / (m + 1), and p starts as 1 /
    //# 21 and then becomes p * (s * s) + 1 / d for d = 19, 17, ..., 1 in turn.
    #[test]
    fn r_8_logarithms_are_those_of_the_table() {
        let table = [1.0, 2.0, 10.0, 0.1, 1e300, 5e-324, FRAC_1_SQRT_2, SQRT_2];
        let lines = table.map(|x| format!("{x:e}: {:?}", ln(x)));
        insta::assert_snapshot!(lines.join("\n"));
    }

    //= spec/portable-core.md#r-9
    //= type=test
    //# tan(h) MUST be h * p / q, where p starts as 1 and then becomes 1 - h * h * p / (d * (d - 1))
    //# for d = 17, 15, ..., 3 in turn, and q starts as 1 and then becomes 1 - h * h * q / (d * (d -
    //# 1)) for d = 18, 16, ..., 2 in turn.
    #[test]
    fn r_9_tangents_are_those_of_the_table() {
        let table = [0.0, 0.1, -0.25, 0.5, FRAC_PI_4, -0.7766715171374766];
        let lines = table.map(|h| format!("{h:?}: {:?}", tan(h)));
        insta::assert_snapshot!(lines.join("\n"));
    }

    proptest! {
        #[test]
        fn r_8_is_a_logarithm(exponent in -1000i32..1000, fraction in 1.0..2.0) {
            let x = fraction * libm::exp2(f64::from(exponent));
            prop_assert!((ln(x) - libm::log(x)).abs() <= 1e-15 * libm::log(x).abs().max(0.5));
        }

        #[test]
        fn r_9_is_a_tangent(h in -0.8..0.8) {
            // Two last places of a result between 1 and 2.
            prop_assert!((tan(h) - libm::tan(h)).abs() <= 2.0 * f64::EPSILON);
        }
    }
}
