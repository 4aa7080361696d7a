use super::Noise;
use crate::Learning;
use crate::detector::DetectorParameters;
use crate::detector::scale::Scale;
use crate::detector::surprise::Surprise;
use crate::limits::Limits;

/// The scale with this number after these values, one step of it for each.
fn scale(number: u32, values: impl IntoIterator<Item = f64>) -> Scale {
    let mut scale = Scale::new(&DetectorParameters::default(), number);
    feed(&mut scale, values);
    scale
}

/// One step for each value: groups of equal values.
fn feed(scale: &mut Scale, values: impl IntoIterator<Item = f64>) {
    let parameters = DetectorParameters::default();
    for value in values {
        for _ in 0..scale.rows() {
            let limits = Limits::default();
            scale.step(&parameters, value, 1.0, Learning::On, &limits).unwrap();
        }
    }
}

//= spec/detector.md#det-scales
//= type=test
//# Each scale MUST take the rows in groups of its number of rows, and make a step with the numbers
//# of SCALE-EXTREME or SCALE-MEAN-AND-SPREAD at the last row of a group, with a tenth of the width
//# of DET-RANGE in place of extreme_part times the range.
#[test]
fn a_scale_makes_a_step_for_each_group() {
    let parameters = DetectorParameters::default();
    let mut scale = Scale::new(&parameters, 0);
    let limits = Limits::default();
    for value in [1.0, 2.0, 9.0, 4.0, 1.0, 2.0, 3.0] {
        scale.step(&parameters, value, 1.0, Learning::On, &limits).unwrap();
    }
    assert_eq!(scale.steps, 1);
    assert_eq!(scale.history, [[9.0, 0.0]], "an extreme beyond the margin");
    let mut scale = Scale::new(&parameters, 2);
    for value in 0..14 {
        scale.step(&parameters, f64::from(value), 1.0, Learning::On, &limits).unwrap();
    }
    assert_eq!(scale.history, [[6.5, 13.0]], "mean and spread");
}

//= spec/detector.md#det-resolution
//= type=test
//# The resolution of an encoder MUST be 1.4 * w / 130 with the width w for which the region is
//# built.
//= spec/detector.md#det-build
//= type=test
//# The regions of a scale MUST be built at the first step from the 15th on (the 10th for mean and
//# spread) at which the width is above 0.
//= spec/detector.md#det-build
//= type=test
//# They MUST be built again where a width exceeds 3 times that for which they were built, or, at
//# each 100th step, where the width of the last 300 steps is above 0 and below a tenth of it, from
//# which then the range begins anew.
//= spec/detector.md#det-build
//= type=test
//# New regions MUST learn the last 1,000 steps at once.
#[test]
fn the_regions_are_built_for_the_range_of_the_steps() {
    let mut scale = scale(0, (0..14).map(f64::from));
    assert_eq!(scale.builds, 0);
    feed(&mut scale, [14.0]);
    assert_eq!((scale.builds, scale.widths[0]), (1, 10.0), "from 2 to 12");
    assert_eq!(scale.regions[0].steps(), 15, "those of the past too");
    let encoders = &scale.regions[0].parameters().encoders;
    assert!(format!("{encoders:?}").contains(&format!("resolution: {:?}", 1.4 * 10.0 / 130.0)));
    feed(&mut scale, [32.0, 32.0, 32.0]);
    assert_eq!((scale.builds, scale.widths[0]), (1, 10.0), "not more than three times as wide");
    feed(&mut scale, [33.0, 33.0, 33.0]);
    assert_eq!((scale.builds, scale.widths[0]), (2, 31.0));
    // A hundredth of it from now on.
    feed(&mut scale, (0..300).map(|n| f64::from(n % 10) / 100.0));
    assert_eq!(scale.builds, 2, "at step 321");
    feed(&mut scale, (0..79).map(|n| f64::from(n % 10) / 100.0));
    assert_eq!((scale.builds, scale.widths[0]), (3, 0.09), "at step 400");
    assert_eq!(super::memory::scale(2, (0..9).map(f64::from)).builds, 0);
    assert_eq!(super::memory::scale(2, (0..10).map(f64::from)).builds, 1);
    // Zeros at the start give no width, and one wild value neither.
    let mut idle = super::memory::scale(0, [0.0; 40]);
    feed(&mut idle, [9999.0, 0.0]);
    assert_eq!(idle.builds, 0);
}

//= spec/detector.md#det-clamp
//= type=test
//# A number more than 1,000,000 buckets from the offset MUST be replaced by the nearest that is
//# not, and be counted.
#[test]
fn a_number_out_of_reach_is_clamped_and_counted() {
    let mut scale = scale(0, (0..30).map(f64::from));
    assert_eq!((scale.clamped, scale.is_clamped), (0, false));
    feed(&mut scale, [1e140]);
    assert_eq!((scale.clamped, scale.is_clamped), (1, true));
    feed(&mut scale, [12.0]);
    assert_eq!((scale.clamped, scale.is_clamped), (1, false));
}

//= spec/detector.md#det-surprise
//= type=test
//# The surprise of a step MUST be the mean over the windows of 8, 10, 12 and 15 steps of (a - m) /
//# d, where a is the mean of the raw scores of the window, and m and d come from the averages of
//# the earlier steps except the first 50.
//= spec/detector.md#det-surprise
//= type=test
//# The mean m MUST be that of these averages, at least 0.03, and d the square root of (q + 50 *
//# 0.02) / (n + 50), at least 0.0003, with the sum q of the squares of their n distances from the
//# mean.
#[test]
fn the_surprise_counts_deviations_from_earlier_averages() {
    let mut noise = Noise(1);
    let raw: Vec<f64> = (0..200).map(|_| noise.next()).collect();
    let mut surprise = Surprise::new();
    let found: Vec<Option<f64>> = raw.iter().map(|&raw| surprise.step(raw, true)).collect();
    assert!(found[..55].iter().all(Option::is_none));
    let average =
        |at: usize, window: usize| raw[at + 1 - window..=at].iter().sum::<f64>() / window as f64;
    let at = 150;
    let mut expected = 0.0;
    for window in [8, 10, 12, 15] {
        let earlier: Vec<f64> = (50..at).map(|at| average(at, window)).collect();
        let count = earlier.len() as f64;
        let mean = earlier.iter().sum::<f64>() / count;
        let squares: f64 = earlier.iter().map(|a| (a - mean) * (a - mean)).sum();
        let deviation = ((squares + 1.0) / (count + 50.0)).sqrt();
        expected += (average(at, window) - mean.max(0.03)) / deviation / 4.0;
    }
    assert!((found[at].unwrap() - expected).abs() < 1e-9);
}

//= spec/detector.md#det-surprise
//= type=test
//# The surprise of a scale MUST be the mean of those of its regions.
//= spec/detector.md#det-expected
//= type=test
//# The value that the memory expected MUST be the number of that step, among the last 300, whose
//# active columns have the most in common with the columns predicted for this one, the latest of
//# several, and none where nothing was predicted.
#[test]
fn what_the_memory_expects_is_the_next_value_of_the_sequence() {
    let sequence = |n: u32| f64::from([10, 40, 20, 50, 30][n as usize % 5]);
    let mut scale = scale(0, (0..12).map(sequence));
    assert_eq!(scale.expected(), None);
    feed(&mut scale, (12..200).map(sequence));
    // After 40 comes 20, whatever comes instead.
    feed(&mut scale, [10.0, 40.0, 55.0]);
    assert_eq!(scale.expected(), Some(20.0));
    let several = DetectorParameters::default().with_regions(2);
    let mut scale = Scale::new(&several, 0);
    for n in 0..4 * 120 {
        let value = sequence(n / 4);
        scale.step(&several, value, 1.0, Learning::On, &Limits::default()).unwrap();
    }
    assert_eq!((scale.regions.len(), scale.surprises.len()), (2, 2));
    assert_ne!(scale.regions[0].parameters().seed, scale.regions[1].parameters().seed);
    assert!(scale.surprise.is_some());
}
