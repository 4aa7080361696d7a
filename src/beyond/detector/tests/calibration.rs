use super::Noise;
use crate::detector::blocks::{BLOCK, BLOCKS};
use crate::detector::calibration::{Calibration, Prior};
use crate::detector::combined::Combined;
use crate::detector::{Detector, DetectorParameters};

const PRIOR: Prior = Prior { median: 2.0, excess: (1.0, 0.0), shape: 0.0, weight: 10.0 };

//= spec/detector.md#det-period
//= type=test
//# The return period of a value x MUST be 84 rows if x is at most the threshold, and otherwise 84 /
//# (a * q), at most 10^12 rows, where a is the share of blocks above the threshold and q the
//# probability of the tail beyond x, at least 10^-30.
//= spec/detector.md#det-period
//= type=test
//# That probability MUST be exp(-ln(1 + k * (x - u) / s) / k) with the threshold u, the scale s and
//# the shape k, or exp(-(x - u) / s) if k is less than 0.000001.
#[test]
fn before_the_first_row_the_prior_alone_gives_the_return_period() {
    let calibration = Calibration::new(PRIOR);
    assert_eq!(calibration.period(-5.0), 84.0);
    assert_eq!(calibration.period(2.0), 84.0);
    // Half of the blocks exceed the median, and e^-3 of these the median plus three.
    let expected = 84.0 / (0.5 * (-3.0_f64).exp());
    assert!((calibration.period(5.0) - expected).abs() < 1e-9);
    assert_eq!(calibration.period(1e6), 1e12);
    // A heavy tail: 1 + 0.5 * 3 / 0.5 is 4, and 4 to the power of -2 is a sixteenth.
    let heavy = Calibration::new(Prior { shape: 0.5, ..PRIOR });
    assert!((heavy.period(5.0) - 84.0 * 2.0 * 16.0).abs() < 1e-9);
}

//= spec/detector.md#det-tail
//= type=test
//# The threshold MUST be the median of the kept values (the upper one of two), mixed with that of
//# the prior.
//= spec/detector.md#det-tail
//= type=test
//# If at least three of them exceed the threshold, the mean excess and the shape MUST be mixed with
//# those of the prior, where the shape is 2 - m / (m - 2 * b), from 0 to 0.6, with the mean m of
//# the n excesses and the mean b of the products of each, counted from 0 in ascending order, with 1
//# - (i + 0.65) / n.
#[test]
fn the_tail_mixes_what_was_seen_with_the_prior() {
    let mut calibration = Calibration::new(PRIOR);
    // Ten blocks with the greatest values 3, 4, ..., 12.
    for block in 0..10 {
        (0..BLOCK)
            .for_each(|row| calibration.push(if row == 7 { f64::from(block) + 3.0 } else { 0.0 }));
    }
    // The median 8 and that of the prior, 2, both count for ten blocks: 5. Above it are 6 to 12 with
    // the excesses 1 to 7, whose mean is 4; the prior counts for five of them.
    assert_eq!(calibration.period(5.0), 84.0);
    assert!(calibration.period(5.1) > 84.0);
    let excess: f64 = (4.0 * 7.0 + 5.0) / 12.0;
    let weighted: f64 =
        (0..7).map(|i| (1.0 - (f64::from(i) + 0.65) / 7.0) * f64::from(i + 1)).sum();
    let shape = (2.0 - 4.0 / (4.0 - 2.0 * weighted / 7.0)).clamp(0.0, 0.6) * 7.0 / 12.0;
    assert_eq!(shape, 0.0, "evenly spaced excesses have no heavy tail");
    let above = (7.0 + 5.0) / 20.0;
    let expected = 84.0 / (above * (-3.0 / excess).exp());
    assert!((calibration.period(8.0) - expected).abs() < 1e-9);
}

//= spec/detector.md#det-tail
//= type=test
//# The mean excess of the prior MUST be the number in the table, or for the season that part of the
//# threshold.
//= spec/detector.md#det-prior
//= type=test
//# The prior and the share of each statistic MUST be those of the table.
#[test]
fn the_priors_are_those_of_the_table() {
    let detector = Detector::new(DetectorParameters::default()).unwrap();
    let watched = &detector.classes[0].watched;
    // The median has the return period of a block, and the excess that of e times as many.
    let expected = [
        (1.6, 0.5, 0.1, 1.0),
        (1.6, 0.5, 0.1, 1.0),
        (1.6, 0.5, 0.1, 1.0),
        (0.02, 0.06, 0.3, 1.0),
        (1.2, 0.35, 0.1, 2.0),
        (3.0, 1.5, 0.2, 1.0),
        (2.5, 1.25, 0.2, 1.5),
        (2.5, 1.25, 0.2, 1.5),
    ];
    assert_eq!(watched.len(), expected.len());
    for (one, (median, excess, shape, share)) in watched.iter().zip(expected) {
        assert_eq!(one.calibration.period(median), 84.0);
        let scale = excess * (1.0 - shape);
        let beyond = (1.0_f64 + shape * excess / scale).powf(1.0 / shape);
        let period = one.calibration.period(median + excess);
        assert!((period - 168.0 * beyond).abs() < 1e-6 * period, "{:?}", one.component);
        assert_eq!(one.share, share, "{:?}", one.component);
    }
}

//= spec/detector.md#det-blocks
//= type=test
//# The rows MUST be divided into blocks of 84, and the greatest value of each of the last 400
//# complete blocks be kept.
#[test]
fn the_greatest_value_of_each_of_the_last_400_blocks_is_kept() {
    let mut calibration = Calibration::new(PRIOR);
    for block in 0..450 {
        for row in 0..BLOCK {
            calibration.push(if row == block % BLOCK { f64::from(block) } else { -1.0 });
        }
    }
    (0..BLOCK - 1).for_each(|_| calibration.push(1e9));
    assert_eq!(calibration.blocks.complete.len(), BLOCKS);
    assert!(calibration.blocks.complete.iter().copied().eq((50..450).map(f64::from)));
}

#[test]
fn the_return_period_of_independent_numbers_errs_on_the_side_of_caution() {
    let mut noise = Noise(3);
    let mut calibration = Calibration::new(PRIOR);
    let (mut beyond, rows, rare) = (0, 400_000, 2000.0);
    for row in 0..rows {
        let value = noise.normal().abs();
        if row > rows / 8 && calibration.period(value) >= rare {
            beyond += 1;
        }
        calibration.push(value);
    }
    let expected = f64::from(rows) * 7.0 / 8.0 / rare;
    let ratio = f64::from(beyond) / expected;
    // A tail is never taken for one that ends, as that of a normal distribution nearly does.
    assert!((0.4..1.1).contains(&ratio), "{ratio}");
}

//= spec/detector.md#det-combined
//= type=test
//# The return period of a row MUST be its rarity divided by the number of independent statistics.
//= spec/detector.md#det-combined
//= type=test
//# That number MUST be 0.5 * q / 84, where q is the rarity that half of the last 400 blocks exceed,
//# mixed with a fifth of the number of statistics of all fields (at least 1), which counts for 20
//# blocks, and at least 0.5.
#[test]
fn the_number_of_independent_statistics_is_counted() {
    assert_eq!(Combined::new(2).period(4000.0), 4000.0, "at least one");
    let mut combined = Combined::new(20);
    assert_eq!(combined.period(4000.0), 1000.0, "a fifth of twenty");
    combined.grow(20);
    assert_eq!(combined.period(4000.0), 500.0, "two fields");
    for block in 0..400 {
        let rarity = f64::from(block % 100) * 84.0;
        (0..BLOCK).for_each(|_| combined.push(rarity));
    }
    // Half of the blocks reach 50 * 84.
    let number = (0.5 * 50.0 * 400.0 + 8.0 * 20.0) / 420.0;
    assert!((combined.period(4000.0) - 4000.0 / number).abs() < 1e-9);
    (0..400 * BLOCK).for_each(|_| combined.push(0.0));
    assert_eq!(combined.period(4000.0), 8000.0, "at least a half");
}
