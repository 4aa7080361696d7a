//! One test for each rule of `spec/sdr.md`, and the operations checked against their definitions.

use std::collections::BTreeSet;

use proptest::collection::btree_set;
use proptest::prelude::*;

use super::*;
use crate::random::Pcg32;

fn sdr(size: u32) -> impl Strategy<Value = Sdr> {
    btree_set(0..size, 0..=size as usize).prop_map(move |on| Sdr::new(size, on).unwrap())
}

fn set(sdr: &Sdr) -> BTreeSet<u32> {
    sdr.on().iter().copied().collect()
}

proptest! {
    //= spec/sdr.md#sdr-overlap
    //= type=test
    //# The overlap of two SDRs MUST be the number of bits that are ON in both.
    #[test]
    fn sdr_overlap_counts_the_bits_in_common(x in sdr(50), y in sdr(50)) {
        prop_assert_eq!(x.overlap(&y).unwrap() as usize, set(&x).intersection(&set(&y)).count());
    }

    //= spec/sdr.md#sdr-match
    //= type=test
    //# Two SDRs MUST match at a threshold theta exactly when their overlap is at least theta.
    #[test]
    fn sdr_match_is_an_overlap_of_at_least_theta(x in sdr(20), y in sdr(20), theta in 0u32..21) {
        prop_assert_eq!(x.matches(&y, theta).unwrap(), x.overlap(&y).unwrap() >= theta);
    }

    //= spec/sdr.md#sdr-union
    //= type=test
    //# The union of SDRs MUST have exactly those bits ON that are ON in at least one of them.
    #[test]
    fn sdr_union_intersection_and_difference_are_those_of_sets(x in sdr(50), y in sdr(50)) {
        let (a, b) = (set(&x), set(&y));
        prop_assert_eq!(set(&x.union(&y).unwrap()), a.union(&b).copied().collect());
        prop_assert_eq!(set(&x.intersection(&y).unwrap()), a.intersection(&b).copied().collect());
        prop_assert_eq!(set(&x.difference(&y).unwrap()), a.difference(&b).copied().collect());
    }

    //= spec/sdr.md#sdr-concatenation
    //= type=test
    //# The concatenation of SDRs MUST number the bits of each part after those of all parts before
    //# it.
    #[test]
    fn sdr_concatenation_keeps_the_parts_in_order(x in sdr(20), y in sdr(30), z in sdr(10)) {
        let all = Sdr::concatenate(&[x.clone(), y.clone(), z.clone()]).unwrap();
        let bits: Vec<bool> = [x, y, z].iter().flat_map(Sdr::to_bits).collect();
        prop_assert_eq!(all, Sdr::from_bits(&bits).unwrap());
    }

    //= spec/sdr.md#sdr-noise
    //= type=test
    //# Noise of a fraction f MUST turn k = floor(f * w + 0.5) ON bits OFF, and k bits that were OFF
    //# before ON: first the k to turn OFF are drawn as a subsample of the ON bits, then the k to
    //# turn ON as a subsample of the OFF bits.
    #[test]
    fn sdr_noise_moves_the_named_fraction(w in 0u32..40, fraction in 0.0..=1.0f64, seed: u64) {
        let mut random = Pcg32::new(seed, 0);
        let x = Sdr::random(100, w, &mut random).unwrap();
        let mut replay = random.clone();
        let y = x.with_noise(fraction, &mut random).unwrap();
        let moved = (fraction * f64::from(w) + 0.5).floor() as u32;
        prop_assert_eq!(y.active_bits(), w);
        prop_assert_eq!(x.overlap(&y).unwrap(), w - moved);
        let lost = x.subsample(moved, &mut replay).unwrap();
        let gained = x.complement().subsample(moved, &mut replay).unwrap();
        prop_assert!(y.intersection(&lost).unwrap().is_empty());
        prop_assert_eq!(y.overlap(&gained).unwrap(), moved);
    }

    #[test]
    fn sdr_bits_and_indices_say_the_same(x in sdr(64)) {
        prop_assert_eq!(&Sdr::from_bits(&x.to_bits()).unwrap(), &x);
        prop_assert_eq!(x.complement().complement(), x);
    }
}

//= spec/sdr.md#sdr-subsample
//= type=test
//# A subsample of k bits MUST be drawn by k steps of a Fisher-Yates shuffle from the front over the
//# bits that are ON in ascending order: step a swaps position a with position a + below(length -
//# a).
#[test]
fn sdr_subsample_is_fisher_yates_from_the_front() {
    let x = Sdr::new(100, [90, 10, 30, 50, 70]).unwrap();
    let mut random = Pcg32::new(3, 0);
    let mut by_hand = vec![10, 30, 50, 70, 90];
    let mut draws = random.clone();
    for a in 0..3 {
        let b = a + draws.below(5 - a as u32) as usize;
        by_hand.swap(a, b);
    }
    by_hand.truncate(3);
    by_hand.sort_unstable();
    assert_eq!(x.subsample(3, &mut random).unwrap().on(), by_hand);
    assert_eq!(random, draws);
}

#[test]
fn sdr_says_what_is_wrong() {
    let x = Sdr::new(4, [1]).unwrap();
    let y = Sdr::new(5, [1]).unwrap();
    let mut random = Pcg32::new(0, 0);
    let messages = [
        Sdr::new(4, [4]).unwrap_err(),
        Sdr::new(4, [2, 1, 2]).unwrap_err(),
        Sdr::new(0, []).unwrap_err(),
        Sdr::with_dimensions(&[], []).unwrap_err(),
        Sdr::with_dimensions(&[70_000, 70_000], []).unwrap_err(),
        Sdr::from_bits(&[]).unwrap_err(),
        Sdr::concatenate(&[]).unwrap_err(),
        x.overlap(&y).unwrap_err(),
        x.union(&y).unwrap_err(),
        x.clone().reshape(&[2, 3]).unwrap_err(),
        x.subsample(2, &mut random).unwrap_err(),
        x.with_noise(1.5, &mut random).unwrap_err(),
        x.with_noise(f64::NAN, &mut random).unwrap_err(),
        Sdr::new(1, [0]).unwrap().with_noise(1.0, &mut random).unwrap_err(),
    ];
    let messages: Vec<String> = messages.iter().map(SdrError::to_string).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn sdr_shape_and_counts() {
    let x = Sdr::with_dimensions(&[4, 5], [19, 0]).unwrap();
    assert_eq!((x.size(), x.active_bits(), x.sparsity()), (20, 2, 0.1));
    assert_eq!(x.dimensions(), [4, 5]);
    assert!(x.contains(19) && !x.contains(1) && !x.contains(20));
    assert_eq!(format!("{x:?}"), "Sdr[4, 5][0, 19]");
    assert_eq!(x.reshape(&[20]).unwrap(), Sdr::new(20, [0, 19]).unwrap());
    assert!(Sdr::empty(3).unwrap().is_empty());
}

#[test]
fn an_sdr_is_empty_when_no_bit_is_on() {
    assert!(Sdr::empty(8).unwrap().is_empty());
    assert!(!Sdr::new(8, [3]).unwrap().is_empty());
}

#[test]
fn noise_may_take_every_bit_that_is_off() {
    let half = Sdr::new(4, [0, 2]).unwrap();
    let moved = half.with_noise(1.0, &mut Pcg32::new(1, 1)).unwrap();
    assert_eq!(moved, half.complement());
}
