//! The figures that the chapter computes, line by line as in the table of errata in `spec/sdr.md`.

use num_bigint::BigInt;

use super::super::*;
use super::exact::binomial;

/// The N of "1 in N".
fn one_in(probability: Result<WideNumber, MathematicsError>) -> f64 {
    probability.unwrap().recip().unwrap().to_f64()
}

/// Checks a figure in scientific notation with this many decimals.
#[track_caller]
fn shows(figure: f64, digits: usize, written: &str) {
    assert_eq!(format!("{figure:.digits$e}"), written);
}

#[test]
fn book_capacity_and_identity() {
    shows(capacity(2048, 40).unwrap().to_f64(), 4, "2.3718e84");
    assert_eq!(capacity(1024, 2).unwrap().to_f64(), 523_776.0);
    let identical = one_in(probability_identical(1024, 4));
    assert!((identical - 45_545_029_376.0).abs() < 0.1 && identical > 45e9);
}

#[test]
fn book_false_positives() {
    shows(one_in(false_positive(1024, 4, 2)), 5, "1.45874e4");
    shows(one_in(overlap_probability(1024, 4, 4, 2)), 5, "1.46065e4");
    let small = one_in(false_positive(1024, 20, 10));
    shows(small, 4, "1.0719e13");
    assert!(small > 1e13);
}

#[test]
fn book_subsamples() {
    shows(one_in(false_positive_subsampled(1024, 4, 8, 2)), 5, "3.14227e3");
    shows(one_in(false_positive_subsampled(1024, 10, 20, 5)), 4, "2.5296e6");
    shows(one_in(false_positive_subsampled(2048, 20, 40, 10)), 4, "2.5572e12");
}

/// The book's two exact figures, 22 and 2363, are those of the bound.
#[test]
fn book_lists() {
    shows(one_in(false_positive_list(64, 3, 2, 10)), 3, "2.310e1");
    shows(one_in(false_positive_list_bound(64, 3, 2, 10)), 3, "2.264e1");
    shows(one_in(false_positive_list(64, 12, 8, 10)), 5, "2.36389e3");
    shows(one_in(false_positive_list_bound(64, 12, 8, 10)), 5, "2.36344e3");
    shows(one_in(false_positive_list(1024, 21, 14, 10)), 4, "1.1319e20");
    shows(one_in(false_positive_list(1024, 21, 14, 1_000_000_000)), 4, "1.1319e12");
}

/// Equation (9) as printed, which D-SDR-1 corrects.
#[test]
fn book_equation_9_as_printed_is_nearly_certain() {
    let fp = false_positive(64, 3, 2).unwrap();
    shows(fp.powi(10).to_f64(), 0, "3e-24");
    shows(false_positive_list(64, 3, 2, 10).unwrap().to_f64(), 2, "4.33e-2");
}

#[test]
fn book_unions() {
    shows(one_in(union_false_positive_exact_match(1024, 2, 20)), 4, "6.8008e2");
    shows(one_in(union_false_positive_exact_match(1024, 20, 20)), 4, "5.4485e9");
    shows(one_in(union_false_positive_exact_match(1024, 20, 40)), 5, "1.82409e5");
}

/// The N of "1 in N", from the sum of C(w_X, b) * C(outside(b), w - b): equation (14) if `outside`
/// is n - w_X.
fn one_in_with_slip(n: u32, theta: u32, w_union: u32, outside: impl Fn(u32) -> u32) -> f64 {
    let w = 20;
    let sum: BigInt = (theta..=w).map(|b| binomial(w_union, b) * binomial(outside(b), w - b)).sum();
    u64::try_from(binomial(n, w) * 1000 / sum).unwrap() as f64 / 1000.0
}

/// Equation (14) as printed, and with the slips in the overlap set that reproduce the book's
/// figures.
#[test]
fn book_unions_with_noise_fit_a_slip_in_the_overlap_set() {
    let (w, m) = (20, 20);
    shows(one_in(union_false_positive(1024, w, 20, m)), 4, "7.9796e9");
    // n, theta, w_X, exact, with the first slip, with the second, and the error of the first slip.
    let cases = [
        (1024, 19, 334, "1.7808e8", "1.2312e8", "1.2324e8", 1.4463),
        (1024, 18, 334, "8.3796e6", "4.0005e6", "4.0161e6", 2.0946),
        (2048, 18, 365, "3.2348e11", "2.2315e11", "2.2358e11", 1.4496),
    ];
    for (n, theta, w_union, exact, n_less_b, n_less_w, factor) in cases {
        let expected_on = union_expected_on(n, w, m).unwrap();
        assert_eq!(crate::math::round_half_up(expected_on), f64::from(w_union));
        let equation_14 = one_in(union_false_positive(n, w, theta, m));
        shows(equation_14, 4, exact);
        let no_slip = one_in_with_slip(n, theta, w_union, |_| n - w_union);
        assert!((no_slip / equation_14 - 1.0).abs() < 1e-9);
        let slip = one_in_with_slip(n, theta, w_union, |b| n - b);
        shows(slip, 4, n_less_b);
        shows(one_in_with_slip(n, theta, w_union, |_| n - w), 4, n_less_w);
        assert!((equation_14 / slip - factor).abs() < 1e-4);
    }
    // The book's 123 million and 223 billion need the rounded w_X: one less or one more gives other
    // figures.
    shows(one_in_with_slip(1024, 19, 333, |b| 1024 - b), 2, "1.31e8");
    shows(one_in_with_slip(1024, 19, 335, |b| 1024 - b), 2, "1.16e8");
    shows(one_in_with_slip(2048, 18, 364, |b| 2048 - b), 2, "2.35e11");
    shows(one_in_with_slip(2048, 18, 366, |b| 2048 - b), 2, "2.12e11");
}
