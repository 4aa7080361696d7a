//! The right values in `spec/errata.md`: each is computed and found in its row, with the digits that
//! the row has.

use num_bigint::BigInt;

use super::super::*;
use super::exact::{Fraction, binomial, union_averaged};
use super::numbers::written_like;

/// The chapter's text.
const ERRATA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/spec/errata.md"));

/// The only row of which the wrong part contains these words.
#[track_caller]
fn row(wrong: &str) -> &'static str {
    let is_meant = |line: &&str| line.split(" | ").nth(2).is_some_and(|cell| cell.contains(wrong));
    let rows: Vec<&str> = ERRATA.lines().filter(is_meant).collect();
    assert_eq!(rows.len(), 1, "rows with {wrong:?}: {rows:?}");
    rows[0]
}

/// Checks that a text has a number, with as many digits as `like`.
#[track_caller]
fn has(text: &str, lead: &str, number: WideNumber, like: &str, tail: &str) {
    let written = format!("{lead}{}{tail}", written_like(number, like));
    assert!(text.contains(&written), "{written} is not in\n{text}");
}

#[track_caller]
fn has_one_in(text: &str, probability: Result<WideNumber, MathematicsError>, like: &str) {
    has(text, "1 in ", probability.unwrap().recip().unwrap(), like, "");
}

#[track_caller]
fn has_percent(text: &str, part: f64, like: &str) {
    has(text, "", WideNumber::from_f64(100.0 * part), like, " %");
}

#[test]
fn lists() {
    let few = row("1 in 22 for");
    has_one_in(few, false_positive_list(64, 3, 2, 10), "_.____");
    has_one_in(few, false_positive_list_bound(64, 3, 2, 10), "_.____");
    let more = row("1 in 2363 for");
    has_one_in(more, false_positive_list(64, 12, 8, 10), "_.__");
    let one_in = false_positive_list(64, 12, 8, 10).unwrap().recip().unwrap();
    has(more, "which is ", one_in, "_", ";");
    has_one_in(more, false_positive_list_bound(64, 12, 8, 10), "_.__");
}

/// Equation (9) of release 0.42 is 1 - fp^M.
#[test]
fn the_misprint_of_equation_9_is_nearly_certain() {
    let text = row("1 - fp^M");
    has(text, "it is 1 - ", false_positive(64, 3, 2).unwrap().powi(10), "_e-24", " ");
    has(text, "as in 24: ", false_positive_list(64, 3, 2, 10).unwrap(), "_.____", " |");
}

#[test]
fn unions() {
    has_percent(row("ten SDRs of 2 %"), union_on_probability(100, 2, 10).unwrap(), "_.____");
    has_one_in(row("1 in 5.5e9"), union_false_positive_exact_match(1024, 20, 20), "_._____e9");
    let many = row("M=80");
    for (n, w) in [(2048, 40), (1024, 20)] {
        has_percent(many, union_off_probability(n, w, 80).unwrap(), "_.____");
    }
    let all_on = union_false_positive_exact_match(2048, 40, 80).unwrap().to_f64();
    has_percent(many, 1.0 - all_on, "_.____");
}

/// The exact answer for vectors with exactly w ON bits, as in D-SDR-3.
#[test]
fn a_union_of_vectors_with_exactly_w_bits() {
    let text = row("exactly w ON bits");
    let Fraction { over, under } = union_averaged(1024, 20, 20, 20);
    let one_in = u64::try_from(under / over).unwrap() as f64;
    has(text, "1 in ", WideNumber::from_f64(one_in), "_._____e9", "");
    has_one_in(text, union_false_positive_exact_match(1024, 20, 20), "_._____e9");
}

/// What (12) gives where figure 8 shows something else.
#[test]
fn figure_8_is_not_equation_12() {
    let text = row("equation 12 with w=200");
    for (m, decimals) in [(1, [2, 2, 2]), (19, [2, 1, 0])] {
        for (n, decimals) in [1000, 10_000, 20_000].into_iter().zip(decimals) {
            let power = -union_false_positive_exact_match(n, 200, m).unwrap().log10();
            let written = format!("10^-{power:.decimals$}");
            assert!(text.contains(&written), "{written}");
        }
    }
}

/// The settings of the figures of (14): n, theta, w_X and what the chapter of errata has as right.
const NOISY: [(u32, u32, u32, &str); 3] =
    [(1024, 19, 334, "_.___e6"), (1024, 18, 334, "_._____e6"), (2048, 18, 365, "_.___e9")];
const W: u32 = 20;
const M: u64 = 20;

#[test]
fn unions_with_noise() {
    has_one_in(row("1 in 5e9"), union_false_positive(1024, W, 20, M), "_._____e9");
    let rows = ["1 in 123e6", "1 in 4e6", "1 in 223e9"];
    for (wrong, (n, theta, _, digits)) in rows.into_iter().zip(NOISY) {
        has_one_in(row(wrong), union_false_positive(n, W, theta, M), digits);
    }
}

/// The N of "1 in N" of the sum of C(w_X, b) * C(outside(b), w - b): equation (14) where `outside` is
/// n - w_X.
fn one_in_with_slip(n: u32, theta: u32, w_union: u32, outside: impl Fn(u32) -> u32) -> f64 {
    let sum: BigInt = (theta..=W).map(|b| binomial(w_union, b) * binomial(outside(b), W - b)).sum();
    u64::try_from(binomial(n, W) * 1000 / sum).unwrap() as f64 / 1000.0
}

/// The slips in the overlap set that give the printed figures of (14).
#[test]
fn the_printed_figures_of_equation_14_fit_a_slip_in_the_overlap_set() {
    let (_, text) = ERRATA.split_once("**The four figures of (14).**").unwrap();
    let text = text.lines().take(10).collect::<Vec<_>>().join(" ");
    let exact_match = union_false_positive_exact_match(1024, W, M).unwrap();
    has(&text, "", exact_match.recip().unwrap(), "_._____e9", ", cut to 5");
    for (n, theta, w_union, digits) in NOISY {
        let expected_on = union_expected_on(n, W, M).unwrap();
        assert_eq!(crate::math::round_half_up(expected_on), f64::from(w_union));
        let equation_14 = union_false_positive(n, W, theta, M).unwrap().recip().unwrap().to_f64();
        let no_slip = one_in_with_slip(n, theta, w_union, |_| n - w_union);
        assert!((no_slip / equation_14 - 1.0).abs() < 1e-9);
        let slip = one_in_with_slip(n, theta, w_union, |b| n - b);
        has(&text, "", WideNumber::from_f64(slip), digits, "");
        let other = one_in_with_slip(n, theta, w_union, |_| n - W);
        has(&text, "", WideNumber::from_f64(other), digits, "");
        for slip in [slip, other] {
            assert!((1.4..2.1).contains(&(equation_14 / slip)));
        }
    }
}

/// The printed 123e6 and 223e9 need the rounded w_X: one bit less or more gives other figures.
#[test]
fn the_printed_figures_of_equation_14_need_the_rounded_number_of_bits() {
    for (n, theta, w_union, printed) in [(1024, 19, 334, 123e6), (2048, 18, 365, 223e9)] {
        let off = |w_union| one_in_with_slip(n, theta, w_union, |b| n - b) / printed - 1.0;
        assert!(off(w_union).abs() < 0.002);
        assert!(off(w_union - 1) > 0.05 && off(w_union + 1) < -0.04);
    }
}

/// 2 % of 2048 columns.
#[test]
fn winners_of_an_area_of_2048_columns() {
    has(
        row("expected inhibition *radius*"),
        "is ",
        WideNumber::from_f64(0.02 * 2048.0),
        "_.__",
        "",
    );
}
