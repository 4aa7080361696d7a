//! Every equation, checked against arbitrary-precision integers: `SDR-EQ-ACCURACY`, and the rule of
//! each.
//!
//! The formulas are written as in the specification, with fractions of exact integers.

use num_bigint::BigInt;
use proptest::prelude::*;

use super::super::*;

/// A fraction of integers, not reduced to lowest terms.
#[derive(Clone, Debug)]
pub(super) struct Fraction {
    pub(super) over: BigInt,
    pub(super) under: BigInt,
}

impl Fraction {
    pub(super) fn new(over: impl Into<BigInt>, under: impl Into<BigInt>) -> Self {
        Self { over: over.into(), under: under.into() }
    }

    fn one_minus(&self) -> Self {
        Self::new(&self.under - &self.over, self.under.clone())
    }

    fn pow(&self, power: u32) -> Self {
        Self::new(self.over.pow(power), self.under.pow(power))
    }

    fn times(&self, factor: u32) -> Self {
        Self::new(&self.over * factor, self.under.clone())
    }
}

/// Whether a number with a significand of 53 bits is within one part in 10^12 of a fraction,
/// computed without rounding.
pub(super) fn is_near(number: WideNumber, exact: &Fraction) -> bool {
    let (significand, exponent) = number.into_parts();
    let mut over = BigInt::from((significand * 9_007_199_254_740_992.0) as u64);
    let mut under = BigInt::from(1);
    let exponent = exponent - 53;
    if exponent < 0 {
        under <<= exponent.unsigned_abs();
    } else {
        over <<= exponent.unsigned_abs();
    }
    let difference = &over * &exact.under - &exact.over * &under;
    let allowed = &exact.over * &under;
    BigInt::from(difference.magnitude().clone()) * 1_000_000_000_000_u64 <= allowed
}

pub(super) fn binomial(n: u32, k: u32) -> BigInt {
    if k > n {
        return BigInt::from(0);
    }
    (0..k.min(n - k)).fold(BigInt::from(1), |product, i| product * (n - i) / (i + 1))
}

/// The sum of the sizes of the overlap sets for overlaps from `theta` up, divided by C(n, w).
pub(super) fn tail(n: u32, w_x: u32, w: u32, theta: u32) -> Fraction {
    let sum: BigInt = (theta..=w).map(|b| binomial(w_x, b) * binomial(n - w_x, w - b)).sum();
    Fraction::new(sum, binomial(n, w))
}

pub(super) fn on_probability(n: u32, w: u32, m: u32) -> Fraction {
    Fraction::new(n - w, n).pow(m).one_minus()
}

/// The expected ON bits of a union, rounded half up without floating-point arithmetic.
fn union_on_bits(n: u32, w: u32, m: u32) -> u32 {
    let on = on_probability(n, w, m).times(2 * n);
    let half_up = (on.over + &on.under) / (on.under * 2);
    u32::try_from(half_up).unwrap()
}

/// The probability that a random SDR matches the union of `m` others, averaged over all unions: the
/// last alternative of D-SDR-3.
pub(super) fn union_averaged(n: u32, w: u32, theta: u32, m: u32) -> Fraction {
    let missed = |bits: u32| binomial(n - bits, w).pow(m);
    let mut sum = BigInt::from(0);
    for k in 0..=w - theta {
        for i in 0..=w - k {
            let term = binomial(w, k) * binomial(w - k, i) * missed(k + i);
            sum += if i % 2 == 0 { term } else { -term };
        }
    }
    Fraction::new(sum, binomial(n, w).pow(m))
}

/// n from 1 to 2048 and w from 1 to n, at most 1000 and mostly at most 60.
fn size() -> impl Strategy<Value = (u32, u32)> {
    (1u32..=2048).prop_flat_map(|n| {
        let few = 1..=n.min(60);
        let any = 1..=n.min(1000);
        (Just(n), prop_oneof![3 => few, 1 => any])
    })
}

/// n, two numbers of ON bits and a threshold that both reach.
fn pair() -> impl Strategy<Value = (u32, u32, u32, u32)> {
    size().prop_flat_map(|(n, w_x)| {
        let w_y = 1..=n.min(100);
        w_y.prop_flat_map(move |w_y| (Just(n), Just(w_x), Just(w_y), 0..=w_x.min(w_y)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    //= spec/sdr.md#sdr-eq-1
    //= type=test
    //# The capacity of SDRs with w of n bits ON MUST be the binomial coefficient C(n, w).
    #[test]
    fn sdr_eq_1_capacity_is_the_binomial_coefficient((n, w) in size()) {
        prop_assert!(is_near(capacity(n, w).unwrap(), &Fraction::new(binomial(n, w), 1)));
    }

    //= spec/sdr.md#sdr-eq-2
    //= type=test
    //# The probability that two random SDRs with w of n bits ON are identical MUST be 1 / C(n, w).
    #[test]
    fn sdr_eq_2_identity_is_one_in_the_capacity((n, w) in size()) {
        let exact = Fraction::new(1, binomial(n, w));
        prop_assert!(is_near(probability_identical(n, w).unwrap(), &exact));
    }

    //= spec/sdr.md#sdr-eq-3
    //= type=test
    //# The overlap set of an SDR x with w_x of n bits ON, which is the set of the SDRs with w ON
    //# bits that have exactly b ON bits in common with x, MUST have C(w_x, b) * C(n - w_x, w - b)
    //# members.
    #[test]
    fn sdr_eq_3_overlap_set((n, w_x, w, b) in pair()) {
        let exact = binomial(w_x, b) * binomial(n - w_x, w - b);
        let set = overlap_set(n, w_x, w, b).unwrap();
        prop_assert!(is_near(set, &Fraction::new(exact.clone(), 1)));
        let probability = overlap_probability(n, w_x, w, b).unwrap();
        prop_assert!(is_near(probability, &Fraction::new(exact, binomial(n, w))));
    }

    //= spec/sdr.md#sdr-eq-4
    //= type=test
    //# The probability that a random SDR with w of n bits ON matches another with w ON bits at a
    //# threshold theta MUST be the sum for b = theta to w of the size of the overlap set, C(w, b) *
    //# C(n - w, w - b), divided by C(n, w).
    #[test]
    fn sdr_eq_4_false_positive((n, w, _, theta) in pair()) {
        prop_assert!(is_near(false_positive(n, w, theta).unwrap(), &tail(n, w, w, theta)));
    }

    //= spec/sdr.md#sdr-eq-6-7
    //= type=test
    //# The probability that a random SDR with w_y of n bits ON matches a subsample x' with w_x' ON
    //# bits at a threshold theta MUST be the sum for b = theta to w_x' of C(w_x', b) * C(n - w_x',
    //# w_y - b), divided by C(n, w_y).
    #[test]
    fn sdr_eq_6_7_false_positive_of_a_subsample((n, w_x, w_y, theta) in pair()) {
        let probability = false_positive_subsampled(n, w_x, w_y, theta).unwrap();
        prop_assert!(is_near(probability, &tail(n, w_x, w_y, theta)));
    }

    //= spec/sdr.md#sdr-eq-9
    //= type=test
    //# The probability that a random SDR matches at least one of M random SDRs at a threshold theta
    //# MUST be 1 - (1 - fp)^M, where fp is the probability of SDR-EQ-4.
    //= spec/sdr.md#sdr-eq-10
    //= type=test
    //# The bound on the probability of SDR-EQ-9 MUST be M * fp, where fp is the probability of
    //# SDR-EQ-4.
    #[test]
    fn sdr_eq_9_10_list_and_its_bound((n, w, _, theta) in pair(), m in 0u32..12) {
        let fp = tail(n, w, w, theta);
        let list = false_positive_list(n, w, theta, m.into()).unwrap();
        let bound = false_positive_list_bound(n, w, theta, m.into()).unwrap();
        prop_assert!(is_near(list, &fp.one_minus().pow(m).one_minus()));
        prop_assert!(is_near(bound, &fp.times(m)));
        prop_assert!(list.to_f64() <= bound.to_f64() * (1.0 + 1e-12));
    }

    //= spec/sdr.md#sdr-eq-11
    //= type=test
    //# The probability that a bit of the union of M random SDRs is OFF MUST be p0 = (1 - s)^M,
    //# where s = w / n. The probability that it is ON MUST be 1 - p0. The expected number of ON
    //# bits of the union MUST be n * (1 - p0).
    //= spec/sdr.md#sdr-eq-accuracy
    //= type=test
    //# p0 MUST be within 10^-12 of its exact value.
    #[test]
    fn sdr_eq_11_bits_of_a_union((n, w) in size(), m in 0u32..60) {
        let exact = on_probability(n, w, m);
        let wide = WideNumber::from_f64;
        let on = union_on_probability(n, w, m.into()).unwrap();
        prop_assert!(is_near(wide(on), &exact));
        prop_assert!(is_near(wide(union_expected_on(n, w, m.into()).unwrap()), &exact.times(n)));
        let off = union_off_probability(n, w, m.into()).unwrap();
        // 1 - p0 is exact to 10^-12, as checked above, and the sum is rounded by less than 10^-15.
        prop_assert!((off + on - 1.0).abs() < 1e-14);
    }

    //= spec/sdr.md#sdr-eq-12
    //= type=test
    //# The probability that all ON bits of a random SDR are ON in the union of M others MUST be (1
    //# - p0)^w.
    #[test]
    fn sdr_eq_12_exact_match_of_a_union((n, w) in size(), m in 0u32..12) {
        let probability = union_false_positive_exact_match(n, w, m.into()).unwrap();
        prop_assert!(is_near(probability, &on_probability(n, w, m).pow(w)));
    }

    //= spec/sdr.md#sdr-eq-13-14
    //= type=test
    //# The probability that a random SDR matches the union of M others at a threshold theta MUST be
    //# the sum for b = theta to w of C(w_X, b) * C(n - w_X, w - b), divided by C(n, w), where w_X
    //# is the expected number of ON bits of the union, rounded as in D-SDR-3.
    //= spec/sdr.md#d-sdr-3
    //= type=test
    //# The expected number of ON bits of a union MUST be rounded to w_X = floor(n * (1 - p0) + 0.5)
    //# in SDR-EQ-13-14.
    #[test]
    fn sdr_eq_13_14_union_with_noise((n, w, _, theta) in pair(), m in 0u32..60) {
        let exact = tail(n, union_on_bits(n, w, m), w, theta);
        prop_assert!(is_near(union_false_positive(n, w, theta, m.into()).unwrap(), &exact));
    }
}

//= spec/sdr.md#sdr-eq-3
//= type=test
//# It MUST have none if b is greater than w.
#[test]
fn sdr_eq_3_no_sdr_has_more_bits_in_common_than_it_has() {
    assert_eq!(overlap_set(10, 5, 3, 4), Ok(WideNumber::ZERO));
    assert_eq!(overlap_set(10, 3, 5, 4), Ok(WideNumber::ZERO));
    let all = (0..=3).map(|b| overlap_set(10, 5, 3, b).unwrap().to_f64()).sum::<f64>();
    assert_eq!(all, 120.0);
}

//= spec/sdr.md#sdr-eq-accuracy
//= type=test
//# Every count and every probability except p0 MUST be within one part in 10^12 of the exact value
//# of its equation for SDRs with up to 1000 ON bits, even if that value lies outside the range of
//# binary64.
#[test]
fn sdr_eq_accuracy_holds_far_beyond_binary64() {
    for (n, w, theta) in
        [(2048, 40, 40), (65_536, 1000, 300), (65_536, 1000, 1000), (4096, 1000, 0)]
    {
        assert!(is_near(capacity(n, w).unwrap(), &Fraction::new(binomial(n, w), 1)));
        let exact = tail(n, w, w, theta);
        assert!(is_near(false_positive(n, w, theta).unwrap(), &exact));
        let list = &exact.one_minus().pow(3).one_minus();
        assert!(is_near(false_positive_list(n, w, theta, 3).unwrap(), list));
    }
    let tiny = false_positive(65_536, 1000, 1000).unwrap();
    assert_eq!(tiny.to_f64(), 0.0);
    assert!(tiny.log10() < -2000.0);
    let exact = on_probability(2_000_000_000, 1, 2).pow(100);
    let probability = union_false_positive_exact_match(2_000_000_000, 1, 2).unwrap().powi(100);
    assert!(is_near(probability, &exact));
}

/// What the text of D-SDR-3 says about the experiment that (12) and (14) approximate.
#[test]
fn d_sdr_3_figures_of_the_exact_answer() {
    let one_in = |theta| {
        let exact = union_averaged(1024, 20, theta, 20);
        u64::try_from(exact.under / exact.over).unwrap()
    };
    assert_eq!(one_in(20) / 1_000_000, 7_526);
    let (n, w) = (1024, 20);
    let cut = tail(n, 333, w, 20);
    assert_eq!(u64::try_from(cut.under / cut.over).unwrap() / 1_000_000, 8_487);
    // With a threshold of 0, the averages over all overlaps add up to 1.
    let all = union_averaged(64, 5, 0, 4);
    assert_eq!(all.over, all.under);
}
