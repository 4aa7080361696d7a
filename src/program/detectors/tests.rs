//! The detectors: what each is given and what it makes of simple rows.

use bami_htm::anomaly::AnomalyLikelihoodParameters;
use bami_htm::time_scales::TimeScalesParameters;
use jiff::ToSpan;
use jiff::civil::date;

use super::*;
use crate::input::Columns;

fn detector(kind: Kind, set: &[&str]) -> anyhow::Result<AnyDetector> {
    let set = set.iter().map(|setting| (*setting).to_owned()).collect();
    AnyDetector::new(kind, &DetectorArgs { set, ..DetectorArgs::default() })
}

fn known(rows: usize, minimum: f64, maximum: f64) -> Known {
    Known { rows, columns: Columns::one_value(), ranges: vec![(minimum, maximum)] }
}

/// Hourly values from a Monday on.
fn series(values: impl IntoIterator<Item = f64>) -> Series {
    let start = date(2014, 3, 31).at(0, 0, 0, 0);
    let values = values.into_iter().enumerate();
    Series::of_numbers(values.map(|(row, value)| (start + (row as i64).hours(), value)))
}

fn scores(detector: &AnyDetector, series: &Series) -> Vec<f64> {
    let done =
        Batch::run(&[series.rows.len()], Some(1), true, |batch, _| batch.score(detector, series));
    let scores = done.unwrap().outcomes.concat();
    assert!(scores.iter().all(|scores| (0.0..=1.0).contains(&scores.raw_score)));
    scores.iter().map(|scores| scores.anomaly_score).collect()
}

//= spec/nab.md#nab-detectors
//= type=test
//# The detector `bami` MUST be a region with the switch skip_empty_segments off, the periods of
//# ANOM-LIKELIHOOD-NAB and, if no encoders are given, with the encoders for a metric at the
//# resolution max(0.001, 1.4 * r / 130), where r is the maximum value minus the minimum, or 1 if
//# they are equal.
#[test]
fn a_region_gets_its_resolution_and_its_periods_from_what_is_known() {
    let told = detector(Kind::Bami, &["range_rule=true"]).unwrap();
    for (known, resolution) in [
        (known(4032, -10.0, 120.0), 1.4),
        (known(4032, 5.0, 5.0), 1.4 / 130.0),
        (known(4032, 0.0, 0.001), 0.001),
    ] {
        let parameters = told.parameters(&known).unwrap().unwrap();
        let mut expected = RegionParameters::for_metric(resolution);
        expected.range_rule = true;
        expected.tm.extensions.skip_empty_segments = false;
        expected.anomaly = AnomalyLikelihoodParameters::for_probation(604);
        assert_eq!(parameters, expected);
    }
    // If the user gives the encoders, only the periods are derived from the file.
    let own = detector(Kind::Bami, &[r#"encoders=[{field="value",type="scalar"}]"#]).unwrap();
    let parameters = own.parameters(&known(100, 0.0, 1.0)).unwrap().unwrap();
    assert_eq!((parameters.encoders.len(), parameters.anomaly.learning_period), (1, 7));
    // They do not need to read the time.
    let row = &series([0.5]).rows[0];
    assert_eq!(own.start(&known(100, 0.0, 1.0)).unwrap().score(row).unwrap().raw_score, 1.0);
}

//= spec/nab.md#nab-detectors
//= type=test
//# The detector `time-scales` MUST be that of time-scales.md with the parameters of
//# `examples/config/nab.toml`, overridden by any parameters given.
//= spec/time-scales.md#scale-parameters
//= type=test
//# The defaults MUST be those of the table, and those of `examples/config/nab.toml`.
#[test]
fn time_scales_have_their_published_parameters_unless_others_are_given() {
    let parameters = |set: &[&str], seed| {
        let set = set.iter().map(|setting| (*setting).to_owned()).collect();
        let args = RegionArgs { set, seed, ..RegionArgs::default() };
        ToldTimeScales::new(&args).map_err(|error| error.to_string())
    };
    let ToldTimeScales { scales: published, region } = parameters(&[], None).unwrap();
    let mut expected = RegionParameters::for_metric(1.0);
    expected.encoders.clear();
    expected.range_rule = true;
    expected.tm.cells_per_column = 1;
    expected.tm.extensions.skip_empty_segments = false;
    assert_eq!((&published, &region), (&TimeScalesParameters::default(), &expected));

    let set = ["time_scales.regions=1", "range_rule=false", "tm.cells_per_column=8"];
    let ToldTimeScales { scales: given, region } = parameters(&set, Some(7)).unwrap();
    assert_eq!(given, published.with_regions(1));
    assert_eq!((region.range_rule, region.tm.cells_per_column, region.seed), (false, 8, 7));

    for (setting, problem) in [
        ("time_scales.region=1", "unknown field `region`"),
        ("time_scales.regions=0", "time_scales.regions = 0: must be from 1 to 100"),
        ("time_scales.regions=many", "invalid type"),
        ("encoders=[{field=\"value\",type=\"scalar\"}]", "creates its own encoders"),
    ] {
        let message = parameters(&[setting], None).unwrap_err();
        assert!(message.contains(problem), "{setting}: {message}");
    }
}

#[test]
fn parameters_that_would_be_passed_over_are_refused() {
    let refused = |kind, args: &DetectorArgs| AnyDetector::new(kind, args).unwrap_err().to_string();
    let periods = detector(Kind::Bami, &["anomaly.learning_period=7"]);
    assert!(periods.unwrap_err().to_string().contains("derived from"));
    let seed = DetectorArgs { seed: Some(1), ..DetectorArgs::default() };
    assert!(refused(Kind::Null, &seed).contains("no seed"));
    assert!(refused(Kind::EveryN, &seed).contains("no seed"));
    let set = detector(Kind::Default, &["tm.activation_threshold=9"]).unwrap_err().to_string();
    assert!(set.contains("no parameters of a region"), "{set}");
    let without = DetectorArgs { without: vec![Part::Season], ..DetectorArgs::default() };
    assert!(refused(Kind::ZScore, &without).contains("no components"));
    assert!(AnyDetector::new(Kind::Bami, &seed).is_ok());
    let rate = DetectorArgs { rows_per_alarm: Some(9), ..DetectorArgs::default() };
    assert!(refused(Kind::ZScore, &rate).contains("states no rate"));
    assert_eq!(AnyDetector::new(Kind::EveryN, &rate).unwrap().rows_per_alarm(), Some(9));
}

//= spec/nab.md#nab-baselines
//= type=test
//# The detector `default` MUST be that of [detector.md](detector.md) with its defaults, overridden
//# by any options given.
#[test]
fn the_default_detector_is_told_nothing_and_gives_one_alarm_for_a_spike() {
    let without = vec![Part::Memory];
    let args = DetectorArgs { without, rows_per_alarm: Some(900), ..DetectorArgs::default() };
    let default = AnyDetector::new(Kind::Default, &args).unwrap();
    assert_eq!((default.rows_per_alarm(), default.seed()), (Some(900), Some(42)));
    let values: Vec<f64> =
        (0..1500).map(|n| if n == 1200 { 900.0 } else { f64::from(n * n % 97) }).collect();
    let found = scores(&default, &series(values.iter().copied()));
    assert_eq!(alarm_starts(found), [1200]);
    let known = series(values).known();
    assert!(default.settings(&known).unwrap()["memory"] == false.into());
}

#[test]
fn only_a_detector_for_several_fields_takes_them() {
    let columns = Columns { has_timestamp: true, values: vec!["a".into(), "b".into()] };
    let known = Known { rows: 100, columns, ranges: vec![(0.0, 1.0), (0.0, 2.0)] };
    for kind in
        [Kind::Default, Kind::Region, Kind::Bami, Kind::Season, Kind::ZScore, Kind::RangeRule]
    {
        assert!(detector(kind, &[]).unwrap().start(&known).is_ok(), "{}", kind.name());
    }
    let refused = detector(Kind::TimeScales, &[]).unwrap().start(&known).err().unwrap();
    assert!(refused.to_string().contains("takes one field, and there are 2"), "{refused}");
}

//= spec/nab.md#nab-alarm
//= type=test
//# A row MUST be in alarm exactly when its anomaly score is at least 0.5.
//= spec/nab.md#nab-alarm
//= type=test
//# An alarm MUST start in each row that is in alarm and does not follow a row in alarm.
#[test]
fn an_alarm_starts_once_however_long_it_lasts() {
    assert_eq!(alarm_starts([0.5, 0.9, 0.4, 0.49, 0.5, 0.0, 1.0]), [0, 4, 6]);
}

//= spec/nab.md#nab-detectors
//= type=test
//# The detector `range-rule` MUST give the score 1 to the rows on which ANOM-RANGE-RULE fires and 0
//# to all others.
//= spec/nab.md#nab-detectors
//= type=test
//# The detector `null` MUST give every row the score 0.5.
#[test]
fn simple_detectors_do_what_they_say() {
    let of = |kind, values: &[f64]| {
        scores(&detector(kind, &[]).unwrap(), &series(values.iter().copied()))
    };
    assert_eq!(
        of(Kind::RangeRule, &[1.0, 2.0, 2.05, 2.2, 0.9, 1.0]),
        [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(of(Kind::Null, &[1.0, 7.0]), [0.5, 0.5]);
}

//= spec/nab.md#nab-detectors
//= type=test
//# An anomaly score below 0 MUST be written as 0.
#[test]
fn no_score_lies_below_0() {
    let least = bami_htm::anomaly::log_likelihood(0.0);
    assert!(least < 0.0);
    assert_eq!(RowScores::of(least, 0.0).anomaly_score, 0.0);
    assert_eq!(RowScores::of(1.0, 0.5), RowScores { anomaly_score: 1.0, raw_score: 0.5 });
}

//= spec/nab.md#nab-baselines
//= type=test
//# The detector `every-n` MUST give the score 1 to the rows with a number, counted from 1, that is
//# a multiple of N, and 0 to all others.
#[test]
fn an_alarm_every_n_rows_does_not_look_at_the_data() {
    let rate = DetectorArgs { rows_per_alarm: Some(3), ..DetectorArgs::default() };
    let every = AnyDetector::new(Kind::EveryN, &rate).unwrap();
    let expected = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0];
    assert_eq!(scores(&every, &series([5.0; 7])), expected);
    assert_eq!(scores(&every, &series((0..7).map(f64::from))), expected);
    assert_eq!(detector(Kind::EveryN, &[]).unwrap().rows_per_alarm(), Some(700));
}

/// The values alternate, so that their mean is 0 and their standard deviation 1.
//= spec/nab.md#nab-baselines
//= type=test
//# The deviation of `z-score` MUST be the largest among the fields of |x - mean| / deviation, where
//# mean and deviation are the mean and the standard deviation of the 300 previous values of the
//# field, or of all if there are fewer, and 0 for a field with fewer than 30 previous values.
//= spec/nab.md#nab-baselines
//= type=test
//# For a row of deviation a, the score of `z-score` and `season` MUST be a / (a + 5) or, if a is
//# infinite, 1.
//= spec/nab.md#nab-baselines
//= type=test
//# In the 100 rows after a row in alarm, a score above 0.3 MUST become 0.3.
#[test]
fn a_rolling_z_score_forgets_and_pauses_after_an_alarm() {
    let mut values: Vec<f64> = (0..600).map(|row| if row % 2 == 0 { 1.0 } else { -1.0 }).collect();
    // Too early to be scored; just an alarm; in the pause after it; and after the pause.
    (values[28], values[400], values[500]) = (9.0, 5.0, 9.0);
    let z_score = detector(Kind::ZScore, &[]).unwrap();
    let found = scores(&z_score, &series(values.clone()));
    assert_eq!((found[28], found[399], found[400], found[500]), (0.0, 1.0 / 6.0, 0.5, 0.3));
    (values[500], values[501]) = (1.0, 9.0);
    let found = scores(&z_score, &series(values));
    assert!(found[501] > 0.6, "{}", found[501]);
    let flat = [[3.0; 30], [4.0; 30]].concat();
    assert_eq!(scores(&z_score, &series(flat))[28..31], [0.0, 0.0, 1.0]);
}

/// Hourly values that hang on the hour of the week; in the fourth week one is like that of another hour.
//= spec/nab.md#nab-baselines
//= type=test
//# The deviation of `season` MUST be the largest among the fields of |x - m| / s, where m is the
//# median of the last 8 values at the same second of the week, and 0 for a field with fewer than 3
//# such values and in a row without a time.
//= spec/nab.md#nab-baselines
//= type=test
//# The spread s MUST be 1.4826 times the greater of the median distance of these values from m and
//# the median of the last 1000 distances |x - m| of the field.
#[test]
fn a_seasonal_median_knows_the_hour_of_the_week() {
    const WEEK: usize = 7 * 24;
    // The weeks differ by -1, 0 and 1: the median distance is 1, and that of the fourth week 2.
    let value = |row: usize| (row % WEEK) as f64 + [0.0, -1.0, 1.0, 2.0][row / WEEK];
    let mut values: Vec<f64> = (0..4 * WEEK).map(value).collect();
    let row = 3 * WEEK + 100;
    values[row] = (row % WEEK) as f64 - 20.0;
    let season = detector(Kind::Season, &[]).unwrap();
    let found = scores(&season, &series(values.clone()));
    assert!(found[..3 * WEEK].iter().all(|score| *score == 0.0));
    let score = |deviation: f64| deviation / (deviation + 5.0);
    let expected = [score(2.0 / 1.4826), score(20.0 / (2.0 * 1.4826))];
    assert_eq!([found[3 * WEEK], found[row]], expected);
    let mut without_times = series(values);
    without_times.rows.iter_mut().for_each(|row| row.timestamp = None);
    assert!(scores(&season, &without_times).iter().all(|score| *score == 0.0));
}

//= spec/nab.md#nab-baselines
//= type=test
//# The detector `region` MUST be the region of `bami run` with its warm-up of 100 rows and the
//# range rule on, overridden by any parameters given.
#[test]
fn a_region_that_is_told_nothing_warms_up_and_has_the_range_rule() {
    let small = ["sp.column_dimensions=[64]", "sp.num_active_columns_per_inh_area=6"];
    let values: Vec<f64> =
        (0..160).map(|row| if row == 130 { 99.0 } else { f64::from(row % 7) }).collect();
    let score = |set: &[&str], values: &[f64]| {
        let region = detector(Kind::Region, &[&small[..], set].concat()).unwrap();
        scores(&region, &series(values.iter().copied()))
    };
    let found = score(&[], &values);
    assert!(found[..100].iter().all(|score| *score < ALARM));
    assert_eq!(found[130], 1.0);
    assert!(score(&["range_rule=false"], &values)[130] < ALARM);
    // Nothing is known in advance: what comes after the row makes no difference.
    assert_eq!(score(&[], &values[..131])[..], found[..131]);
}
