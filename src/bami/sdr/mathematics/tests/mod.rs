//! The equations, checked against exact integers, the book's figures and experiments.

mod errata;
mod exact;
mod experiments;
mod numbers;
mod wide;

use super::*;

//= spec/sdr.md#sdr-eq-domain
//= type=test
//# A size n of 0 MUST be rejected with an error. A number of ON bits that is greater than n MUST be
//# rejected with an error.
#[test]
fn sdr_eq_domain_refuses_what_is_no_sdr() {
    type Answer = Result<WideNumber, MathematicsError>;
    let wide = |x: Result<f64, _>| x.map(|_| WideNumber::ZERO);
    let all = |n, w| -> Vec<Answer> {
        vec![
            capacity(n, w),
            probability_identical(n, w),
            overlap_set(n, w, 0, 0),
            overlap_set(n, 0, w, 0),
            overlap_probability(n, w, 0, 0),
            false_positive(n, w, 0),
            false_positive_subsampled(n, w, 0, 0),
            false_positive_subsampled(n, 0, w, 0),
            false_positive_list(n, w, 0, 1),
            false_positive_list_bound(n, w, 0, 1),
            wide(union_off_probability(n, w, 1)),
            wide(union_on_probability(n, w, 1)),
            wide(union_expected_on(n, w, 1)),
            union_false_positive_exact_match(n, w, 1),
            union_false_positive(n, w, 0, 1),
        ]
    };
    for answer in all(0, 0) {
        assert_eq!(answer, Err(MathematicsError::NoBits));
    }
    for answer in all(10, 11) {
        let error = answer.unwrap_err();
        assert!(matches!(error, MathematicsError::TooManyActive { active: 11, n: 10, .. }));
    }
    assert!(all(10, 10).iter().chain(&all(10, 0)).all(Result::is_ok));
}

//= spec/sdr.md#d-sdr-2
//= type=test
//# The probability of SDR-EQ-4, SDR-EQ-6-7 and SDR-EQ-13-14 MUST be 0 for a threshold theta that is
//# greater than the number of ON bits of either SDR.
#[test]
fn d_sdr_2_a_threshold_out_of_reach_has_probability_0() {
    let zero = Ok(WideNumber::ZERO);
    assert_eq!(false_positive(100, 4, 5), zero);
    assert_eq!(false_positive_subsampled(100, 4, 8, 5), zero);
    assert_eq!(false_positive_subsampled(100, 8, 4, 5), zero);
    assert_eq!(false_positive_list(100, 4, 5, 3), zero);
    assert_eq!(false_positive_list_bound(100, 4, 5, 3), zero);
    assert_eq!(union_false_positive(100, 4, 5, 3), zero);
    assert_eq!(union_false_positive(100, 4, 5, 0), zero);
    assert_eq!(false_positive(100, 100, u32::MAX), zero);
    assert_ne!(false_positive(100, 5, 5), zero);
}

#[test]
fn sdr_eq_says_what_is_wrong() {
    let messages = [
        capacity(0, 0).unwrap_err(),
        capacity(10, 11).unwrap_err(),
        false_positive_subsampled(10, 3, 11, 2).unwrap_err(),
    ];
    let messages: Vec<String> = messages.iter().map(MathematicsError::to_string).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn sdr_eq_ends_of_the_domain() {
    let one = Ok(WideNumber::ONE);
    let zero = Ok(WideNumber::ZERO);
    assert_eq!((capacity(7, 0), capacity(7, 7)), (one.clone(), one.clone()));
    assert_eq!(false_positive(7, 0, 0), one);
    assert_eq!(false_positive(7, 7, 7), one);
    // Two SDRs with 5 of 7 bits ON have at least 3 in common.
    assert_eq!(false_positive(7, 5, 3), one);
    assert_eq!(overlap_set(7, 5, 5, 2), zero);
    assert_eq!(false_positive_list(100, 10, 5, 0), zero);
    assert_eq!(false_positive_list(100, 10, 0, 3), one);
    assert_eq!(union_on_probability(100, 10, 0), Ok(0.0));
    assert_eq!(union_off_probability(100, 100, 0), Ok(1.0));
    assert_eq!(union_on_probability(100, 100, 3), Ok(1.0));
    assert_eq!(union_false_positive(100, 10, 1, 0), zero);
    assert_eq!(union_false_positive(100, 10, 10, 10_000), one);
    assert_eq!(union_false_positive_exact_match(100, 0, 0), one);
    // The largest possible size.
    assert_eq!(capacity(u32::MAX, 1).unwrap().to_f64(), f64::from(u32::MAX));
    assert_eq!(capacity(u32::MAX, u32::MAX - 1).unwrap().to_f64(), f64::from(u32::MAX));
}
