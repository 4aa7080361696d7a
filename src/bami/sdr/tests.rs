//! One test for each rule of `spec/sdr.md`, and the operations checked against their definitions.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::Index;

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

    //= spec/sdr.md#sdr-exact-match
    //= type=test
    //# Two SDRs of the same size with w ON bits each MUST match at theta = w exactly when they are
    //# the same bits.
    #[test]
    fn sdr_exact_match_is_equality(w in 0u32..4, seed: u64) {
        let mut random = Pcg32::new(seed, 0);
        let mut draw = || Sdr::random(4, w, &mut random).unwrap();
        let (x, y) = (draw(), draw());
        prop_assert_eq!(x.matches(&y, w).unwrap(), x == y);
    }

    //= spec/sdr.md#sdr-eq-8
    //= type=test
    //# An SDR y MUST belong to a set of SDRs at a threshold theta exactly when at least one of the
    //# set matches y at theta.
    #[test]
    fn sdr_eq_8_an_sdr_belongs_to_a_set_of_which_one_matches(
        set in vec(sdr(20), 0..5), y in sdr(20), theta in 0u32..21,
    ) {
        let expected = set.iter().any(|x| x.overlap(&y).unwrap() >= theta);
        prop_assert_eq!(y.belongs_to(&set, theta).unwrap(), expected);
    }

    //= spec/sdr.md#sdr-no-false-negatives
    //= type=test
    //# An SDR of a set with w ON bits of which t bits have been toggled MUST still belong to the
    //# set for every threshold theta and every t of at most w - theta.
    #[test]
    fn sdr_no_false_negatives_of_a_set_with_noise(
        set in vec(sdr(60), 1..5), place: Index, theta in 0u32..60, t in 0u32..60, seed: u64,
    ) {
        let x = place.get(&set);
        let theta = theta.min(x.active_bits());
        let t = t.min(x.active_bits() - theta);
        let noisy = x.toggled(t, &mut Pcg32::new(seed, 0)).unwrap();
        prop_assert!(noisy.belongs_to(&set, theta).unwrap());
    }

    //= spec/sdr.md#sdr-no-false-negatives
    //= type=test
    //# A subsample MUST match the SDR that it was drawn from at every threshold of at most the
    //# number of its ON bits.
    #[test]
    fn sdr_no_false_negatives_of_a_subsample(x in sdr(60), k in 0u32..60, seed: u64) {
        let k = k.min(x.active_bits());
        let part = x.subsample(k, &mut Pcg32::new(seed, 0)).unwrap();
        prop_assert!((0..=k).all(|theta| part.matches(&x, theta).unwrap()));
    }

    //= spec/sdr.md#sdr-no-false-negatives
    //= type=test
    //# An SDR that went into a union MUST match the union at every threshold of at most its number
    //# of ON bits.
    #[test]
    fn sdr_no_false_negatives_of_a_union(members in vec(sdr(60), 1..6)) {
        let empty = Sdr::empty(60).unwrap();
        let union = members.iter().fold(empty, |union, x| union.union(x).unwrap());
        for x in &members {
            prop_assert_eq!(union.overlap(x).unwrap(), x.active_bits());
            prop_assert!((0..=x.active_bits()).all(|theta| union.matches(x, theta).unwrap()));
        }
    }

    //= spec/sdr.md#d-sdr-2
    //= type=test
    //# A match at a threshold theta that is greater than the number of ON bits of either SDR MUST
    //# be false.
    //= spec/sdr.md#d-sdr-5
    //= type=test
    //# Two SDRs MUST match at a threshold of 0.
    #[test]
    fn d_sdr_2_5_nothing_matches_out_of_reach_and_everything_at_0(x in sdr(20), y in sdr(20)) {
        let fewer = x.active_bits().min(y.active_bits());
        prop_assert!((fewer + 1..=21).all(|theta| !x.matches(&y, theta).unwrap()));
        prop_assert!(x.matches(&y, 0).unwrap());
    }

    //= spec/sdr.md#d-sdr-4
    //= type=test
    //# Noise of t bits MUST toggle t of the n bits: those of them that are ON become OFF and those
    //# that are OFF become ON. The bits to toggle MUST be drawn as a subsample of t of the SDR in
    //# which all n bits are ON.
    #[test]
    fn d_sdr_4_noise_toggles_drawn_bits(x in sdr(60), t in 0u32..=60, seed: u64) {
        let mut random = Pcg32::new(seed, 0);
        let drawn = Sdr::new(60, 0..60).unwrap().subsample(t, &mut random.clone()).unwrap();
        let noisy = x.toggled(t, &mut random).unwrap();
        for bit in 0..60 {
            prop_assert_eq!(noisy.contains(bit), x.contains(bit) != drawn.contains(bit));
        }
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

//= spec/sdr.md#sdr-bits
//= type=test
//# The bits of an SDR of n bits MUST have the numbers 0 to n - 1.
//= spec/sdr.md#sdr-same-size
//= type=test
//# Two SDRs of different sizes MUST be rejected with an error by overlap, match and union.
#[test]
fn sdr_bits_and_sizes_are_checked() {
    let x = Sdr::new(5, [0, 4]).unwrap();
    assert_eq!(Sdr::new(5, [5]), Err(SdrError::BitOutOfRange { bit: 5, size: 5 }));
    let y = Sdr::new(6, [0, 4]).unwrap();
    let error = SdrError::SizeMismatch { left: 5, right: 6 };
    assert_eq!(x.overlap(&y), Err(error.clone()));
    assert_eq!(x.matches(&y, 0), Err(error.clone()));
    assert_eq!(x.union(&y), Err(error.clone()));
    // The first member matches, and the second is an error all the same.
    assert_eq!(y.belongs_to(&[y.clone(), x], 1), Err(error));
}

//= spec/sdr.md#d-sdr-5
//= type=test
//# A set of no SDRs MUST have no SDR that belongs to it.
#[test]
fn d_sdr_5_nothing_belongs_to_an_empty_set() {
    assert!(!Sdr::new(5, [0, 4]).unwrap().belongs_to(&[], 0).unwrap());
}

//= spec/sdr.md#sdr-sparsity
//= type=test
//# The sparsity of an SDR with w of n bits ON MUST be w / n, a fraction from 0 to 1.
#[test]
fn sdr_sparsity_of_figure_1_is_2_percent() {
    let sparsity = |n, w| Sdr::new(n, 0..w).unwrap().sparsity();
    assert_eq!([sparsity(2000, 40), sparsity(7, 0), sparsity(7, 7)], [0.02, 0.0, 1.0]);
}

/// The example of p. 18.
#[test]
fn sdr_overlap_and_match_of_the_books_example() {
    let x = Sdr::new(40, [1, 19, 31, 32]).unwrap();
    let y = Sdr::new(40, [0, 19, 31, 32]).unwrap();
    assert_eq!((x.active_bits(), x.sparsity(), x.overlap(&y)), (4, 0.1, Ok(3)));
    assert_eq!((x.matches(&y, 3), x.matches(&y, 4)), (Ok(true), Ok(false)));
}

/// The example of p. 15: the highest bit comes first, and bit 3 has the value 8.
#[test]
fn one_bit_of_ascii_makes_another_letter() {
    assert_eq!((format!("{:08b}", b'm'), b'm' & !8), ("01101101".to_owned(), b'e'));
    assert_eq!(format!("{:08b}", b'e'), "01100101");
}

/// As many bits as fit into 32-bit numbers: whatever took time or memory for each of them would not
/// end.
//= spec/sdr.md#sdr-cost
//= type=test
//# The time and the memory that overlap, match and union take MUST depend on the numbers of ON bits
//# and not on the sizes of the SDRs.
#[test]
fn sdr_cost_of_four_billion_bits_is_that_of_a_few() {
    let x = Sdr::new(u32::MAX, (0..40).map(|i| 100_000_000 * i)).unwrap();
    let y = Sdr::new(u32::MAX, (0..40).map(|i| 50_000_000 * i)).unwrap();
    for _ in 0..10_000 {
        assert_eq!(x.overlap(&y), Ok(20));
        assert_eq!(x.matches(&y, 20), Ok(true));
        assert_eq!(x.union(&y).unwrap().active_bits(), 60);
    }
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
        x.toggled(5, &mut random).unwrap_err(),
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
