use super::{Noise, alarms, companions};
use crate::detector::Detector;
use crate::detector::extremes::Extremes;
use crate::detector::flat_line::FlatLine;
use crate::detector::range::{EPOCH, Range};
use crate::detector::season::Season;

//= spec/detector.md#det-extremes
//= type=test
//# The range of some values MUST be from the third least to the third greatest of them, or from the
//# greatest to the least if there are fewer than three.
#[test]
fn two_wild_values_on_either_side_do_not_set_the_range() {
    let values = [5.0, 1e9, 3.0, -1e9, 4.0, 1e8, -1e8, 6.0];
    assert_eq!(Extremes::of(values).range(), Some((3.0, 6.0)));
    assert_eq!(Extremes::of([1.0, 2.0]).range(), Some((2.0, 1.0)));
    assert_eq!(Extremes::of([1.0, 2.0]).width(), 0.0);
    assert_eq!(Extremes::new().range(), None);
    let both = Extremes::of([1.0, 2.0, 3.0]).with(&Extremes::of([4.0, 5.0, 6.0]));
    assert_eq!(both.range(), Some((3.0, 4.0)));
}

//= spec/detector.md#det-range
//= type=test
//# The statistic of the range MUST be d / w * n / (n + 100), where d is the distance of the value
//# from the range of the earlier values (DET-EXTREMES), w its width and n their number, and 0 where
//# n is less than 3 or w is 0.
//= spec/detector.md#det-range
//= type=test
//# After every 10,000 values, the earlier values MUST be those of the last 10,000 only.
//= spec/detector.md#det-range
//= type=test
//# The rarity of the range MUST be at most (n / 3)^(0.8 * (1 + d / w)), with n at least 3 and at
//# most 10,000.
#[test]
fn the_range_measures_distances_in_its_width_and_forgets() {
    let mut range = Range::new();
    for (value, statistic) in
        [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (9.0, 0.0), (10.0, 0.0), (10.0, 0.0)]
    {
        assert_eq!(range.statistic(value), statistic);
        range.push(value);
    }
    // From 0 to 9 after six values.
    assert_eq!(range.statistic(18.0), 1.0 * 6.0 / 106.0);
    assert_eq!(range.statistic(-4.5), 0.5 * 6.0 / 106.0);
    assert_eq!(range.statistic(9.0), 0.0);
    assert!((range.longest(18.0) - 2.0_f64.powf(1.6)).abs() < 1e-9);
    for _ in 6..EPOCH {
        range.push(1.0);
    }
    assert!(range.statistic(18.0) > 0.9);
    for _ in 0..EPOCH {
        range.push(if range.rows.is_multiple_of(2) { 1.0 } else { 2.0 });
    }
    assert_eq!(range.width(), 1.0, "the first values are forgotten");
}

//= spec/detector.md#det-flat-line
//= type=test
//# The statistic of the flat line MUST be sqrt(r) * c / (c + 30), where r is the number of equal
//# values that end with this one, and c the number of changes so far.
#[test]
fn a_flat_line_counts_only_where_values_change_otherwise() {
    let mut flat = FlatLine::default();
    (0..1000).for_each(|_| assert_eq!(flat.step(7.0), 0.0));
    assert!(flat.is_constant());
    for value in 0..30 {
        flat.step(f64::from(value));
    }
    let statistics: Vec<f64> = (0..3).map(|_| flat.step(29.0)).collect();
    let expected: Vec<f64> = [2.0, 3.0, 4.0].map(|run: f64| run.sqrt() * 30.0 / 60.0).to_vec();
    assert_eq!(statistics, expected);
}

/// The statistics of values at these times.
fn statistics(season: &mut Season, rows: impl IntoIterator<Item = (i64, f64)>) -> Option<[f64; 3]> {
    rows.into_iter().map(|(time, value)| season.step(Some(time), value, true)).last().flatten()
}

/// Hourly rows of so many days, with the hour as the value and a little noise.
fn days(days: i64) -> impl Iterator<Item = (i64, f64)> {
    let mut noise = Noise(5);
    (0..24 * days).map(move |hour| (hour * 3600, (hour % 24) as f64 + 0.1 * noise.normal()))
}

//= spec/detector.md#det-season-interval
//= type=test
//# The interval MUST be the median of the first 20 intervals; there is no season unless at least 16
//# of them equal it, it divides a day, and a day has at least 8.
//= spec/detector.md#det-season-interval
//= type=test
//# A step of the season MUST be the shortest multiple of the interval that divides a day into at
//# most 288, and its value the mean of those of its rows.
#[test]
fn the_season_has_the_interval_of_the_rows() {
    let found = |interval: i64, other: usize| {
        let mut season = Season::new();
        let mut time = 0;
        for row in 0..21 {
            season.step(Some(time), 0.0, true);
            time += if row < other { 7 } else { interval };
        }
        match season {
            Season::Known(slots) => Some((slots.seconds, slots.rows, slots.day)),
            _ => None,
        }
    };
    assert_eq!(found(3600, 0), Some((3600, 1, 24)));
    assert_eq!(found(3600, 4), Some((3600, 1, 24)));
    assert_eq!(found(3600, 5), None);
    assert_eq!(found(10_800, 0), Some((10_800, 1, 8)));
    assert_eq!(found(14_400, 0), None, "six a day");
    assert_eq!(found(7000, 0), None, "no part of a day");
    assert_eq!(found(300, 0), Some((300, 1, 288)));
    assert_eq!(found(60, 0), Some((300, 5, 288)));
    assert_eq!(found(1, 0), Some((300, 300, 288)));
    let mut season = Season::new();
    statistics(&mut season, (0..40).map(|row| (row * 60, row as f64)));
    let Season::Known(slots) = season else { panic!() };
    assert_eq!(slots.values.back(), Some(&37.0), "the mean of 35 to 39");
}

//= spec/detector.md#det-season
//= type=test
//# The expected values MUST be the median of the last 5 values of the slot of the day, if there are
//# at least 2, and of the last 4 of the slot of the week.
//= spec/detector.md#det-season
//= type=test
//# The slot of the week MUST be taken where its mean distance is the smaller.
//= spec/detector.md#det-season
//= type=test
//# After a day, and where the mean distance is less than half of that from the median of the last
//# day, the statistics MUST be the deviation of the value, divided by the mean distance, without
//# its sign, and the sums over the last eighth and the last half of a day, each without its sign
//# and divided by the square root of its number.
#[test]
fn a_value_unlike_those_of_its_hour_deviates() {
    let mut season = Season::new();
    assert_eq!(statistics(&mut season, days(2)), None);
    let usual = statistics(&mut season, days(12).skip(48)).unwrap();
    assert!(usual[0] < 8.0, "{usual:?}");
    // Ten o'clock as if it were noon.
    let mut other = season.clone();
    statistics(&mut other, days(13).skip(12 * 24).take(10));
    let unusual = statistics(&mut other, [((12 * 24 + 10) * 3600, 12.0)]).unwrap();
    let Season::Known(slots) = &other else { panic!() };
    assert!((slots.expected.unwrap() - 10.0).abs() < 0.5);
    assert!((unusual[0] - (12.0 - slots.expected.unwrap()) / slots.residuals[0]).abs() < 5.0);
    assert!(unusual[0] > 10.0);
    // A quiet Sunday every week: the slot of the week explains it.
    let mut weekly = Season::new();
    let rows = days(28).map(|(t, v)| (t, if t / 86_400 % 7 == 6 { 3.0 } else { v }));
    let sunday = statistics(&mut weekly, rows).unwrap();
    assert!(sunday[0] < 5.0, "{sunday:?}");
    // Values without a season have no statistics.
    let mut noise = Noise(9);
    let rows = days(12).map(|(time, _)| (time, noise.normal()));
    assert_eq!(statistics(&mut Season::new(), rows), None);
}

//= spec/detector.md#det-season-gap
//= type=test
//# A step without a row MUST count as missing, and a row of a step that is over be left out.
#[test]
fn a_gap_does_not_shift_the_season() {
    let mut season = Season::new();
    statistics(&mut season, days(10));
    statistics(&mut season, days(12).skip(10 * 24 + 5));
    let Season::Known(slots) = &mut season else { panic!() };
    assert!((slots.expected.unwrap() - 23.0).abs() < 0.5);
    assert_eq!(slots.values.iter().filter(|value| value.is_nan()).count(), 5);
    let before = format!("{season:?}");
    statistics(&mut season, [(11 * 86_400, 1e6)]);
    assert_eq!(format!("{season:?}"), before, "a row of the day before");
    // A gap of years.
    statistics(&mut season, [(20_000 * 86_400, 1.0)]);
    let Season::Known(slots) = &season else { panic!() };
    assert_eq!(slots.values.len(), 28 * 24);
}

//= spec/detector.md#det-season-distance
//= type=test
//# Each mean distance MUST move towards that of the value by the share max(1 / (n + 1), 1 / (10 *
//# d)) after n steps with d a day (at least 1 / (2 * d) for the week), and a distance above ten
//# times the mean counts as ten times the mean.
#[test]
fn one_wild_value_hardly_moves_the_mean_distance() {
    let mut season = Season::new();
    statistics(&mut season, days(20));
    let distance = |season: &Season| match season {
        Season::Known(slots) => slots.residuals[0],
        _ => panic!(),
    };
    let before = distance(&season);
    statistics(&mut season, [(20 * 86_400, 1e9)]);
    let share = 1.0 / 240.0;
    let expected = before + share * 9.0 * before;
    assert!(
        (distance(&season) - expected).abs() < 1e-9,
        "{before} {} {expected}",
        distance(&season)
    );
}

#[test]
fn the_companions_find_a_spike_a_flat_line_and_a_constant_field() {
    let mut noise = Noise(11);
    let mut values: Vec<f64> = (0..3000).map(|_| 50.0 + noise.normal()).collect();
    values[1800] = 75.0;
    values[2400..2440].fill(50.0);
    let mut detector = Detector::new(companions()).unwrap();
    let found = alarms(&mut detector, values);
    assert!(found.contains(&1800), "{found:?}");
    assert!(found.iter().any(|row| (2400..2440).contains(row)), "{found:?}");
    assert!(found.len() < 7, "{found:?}");
    let mut constant = Detector::new(companions()).unwrap();
    assert!(alarms(&mut constant, [3.0; 3000]).is_empty());
    assert_eq!(constant.constant_fields().collect::<Vec<_>>(), ["value"]);
    assert_eq!(detector.constant_fields().count(), 0);
}
