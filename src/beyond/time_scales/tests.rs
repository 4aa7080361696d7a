//! One test for each rule of `spec/time-scales.md`.

use super::groups::Groups;
use super::refractory::Refractory;
use super::surprise::Surprise;
use super::*;
use crate::Execution;
use crate::encoders::{EncoderParameters, RandomDistributedScalarEncoderParameters};
use crate::region::{Record, Region, RegionParameters};

const KNOWN: Known = Known { rows: 200, minimum: 0.0, maximum: 10.0 };

/// Small regions, and scales of groups of three rows and of two: the probation is 30 rows.
fn small() -> (TimeScalesParameters, RegionParameters) {
    let parameters = TimeScalesParameters {
        regions: 2,
        refractory_groups: 4,
        averaging_windows: vec![2, 3],
        scales: vec![
            Scale { steps: 10, look: Look::Extreme, alarm: 2.0 },
            Scale { steps: 15, look: Look::MeanAndSpread, alarm: 4.0 },
        ],
        ..TimeScalesParameters::default()
    };
    let mut region = RegionParameters::for_metric(1.0);
    region.sp.column_dimensions = vec![256];
    region.sp.num_active_columns_per_inh_area = Some(20);
    region.tm.cells_per_column = 2;
    region.tm.activation_threshold = 10;
    region.tm.learning_threshold = 8;
    (parameters, region)
}

/// A wave, and from row 150 on something else.
fn value(row: u32) -> f64 {
    if row < 150 { f64::from(row % 12) / 2.0 } else { f64::from(row * 7 % 11) }
}

fn refused(change: impl Fn(&mut TimeScalesParameters, &mut Known)) -> String {
    let (mut parameters, region) = small();
    let mut known = KNOWN;
    change(&mut parameters, &mut known);
    TimeScales::new(&parameters, &region, known).expect_err("it cannot be").to_string()
}

//= spec/time-scales.md#scale-known
//= type=test
//# Before the first row, the detector MUST be given the number of rows and the minimum and the
//# maximum value.
//= spec/time-scales.md#scale-known
//= type=test
//# The two values MUST be rejected if one of them is not finite or the maximum is below the
//# minimum.
//= spec/time-scales.md#scale-parameters
//= type=test
//# A parameter outside its bounds MUST be rejected with an error that names it.
#[test]
fn what_cannot_be_is_refused() {
    let messages = [
        refused(|_, known| known.minimum = f64::NAN),
        refused(|_, known| known.maximum = f64::INFINITY),
        refused(|_, known| known.maximum = -1.0),
        refused(|_, known| (known.minimum, known.maximum) = (-1e308, 1e308)),
        refused(|p, _| p.regions = 0),
        refused(|p, _| p.regions = 101),
        refused(|p, _| p.history_window = 0),
        refused(|p, _| p.averaging_windows = vec![]),
        refused(|p, _| p.averaging_windows = vec![3, 0]),
        refused(|p, _| p.history_window = 2),
        refused(|p, _| p.extreme_part = -0.1),
        refused(|p, _| p.widened = 0.0),
        refused(|p, _| p.buckets = f64::INFINITY),
        refused(|p, _| p.scales = vec![]),
        refused(|p, _| p.scales[1].steps = 0),
        refused(|p, _| p.scales[0].alarm = 0.0),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

//= spec/time-scales.md#scale-known
//= type=test
//# The range MUST be the maximum minus the minimum, or 1 if that difference is 0.
#[test]
fn the_range_of_a_flat_stream_is_1() {
    assert_eq!(Known { rows: 9, minimum: -2.0, maximum: 3.0 }.range(), 5.0);
    assert_eq!(Known { rows: 9, minimum: 7.0, maximum: 7.0 }.range(), 1.0);
}

//= spec/time-scales.md#scale-groups
//= type=test
//# A scale with s steps MUST take the rows in groups of k = max(1, floor(p / s + 0.5)).
#[test]
fn groups_follow_from_the_probation() {
    let group = |rows, steps| {
        let scale = Scale { steps, look: Look::Extreme, alarm: 1.0 };
        TimeScalesParameters::default().group(&scale, &Known { rows, ..KNOWN })
    };
    assert_eq!([5000, 4032, 1624, 100, 0].map(|rows| group(rows, 104)), [7, 6, 2, 1, 1]);
    // 30 / 12 is 2.5, and a half goes up.
    assert_eq!([10, 12, 15, 30, 1000].map(|steps| group(200, steps)), [3, 3, 2, 1, 1]);
}

//= spec/time-scales.md#scale-groups
//= type=test
//# A scale MUST make a step at the last row of each group, and none for rows after the last
//# complete group.
//= spec/time-scales.md#scale-mean-and-spread
//= type=test
//# The numbers of a step by mean and spread MUST be the mean of the group, and its maximum minus
//# its minimum.
#[test]
fn a_step_is_made_at_the_last_row_of_each_group() {
    let mut groups = Groups::new(3, Look::MeanAndSpread);
    let steps = [1.0, 6.0, 2.0, 4.0, 4.0, 4.0, 9.0, 9.0].map(|value| groups.push(value, 1.0));
    let none = None;
    let (first, second) = (Some((3.0, Some(5.0))), Some((4.0, Some(0.0))));
    assert_eq!(steps, [none, none, first, none, none, second, none, none]);
}

//= spec/time-scales.md#scale-extreme
//= type=test
//# The running mean MUST be the mean of the group at the first step, and at every later step 0.99
//# times the previous running mean plus 0.01 times the mean of the group.
//= spec/time-scales.md#scale-extreme
//= type=test
//# The extreme of a group MUST be whichever of its maximum and its minimum lies farther from the
//# running mean, and its minimum on a tie.
//= spec/time-scales.md#scale-extreme
//= type=test
//# The number of a step by extremes MUST be the extreme of its group if that differs from the mean
//# of the group by more than extreme_part times the range, and the mean of the group otherwise.
#[test]
fn an_extreme_stands_for_its_group_where_it_stands_out() {
    let mut groups = Groups::new(2, Look::Extreme);
    let mut number = |a, b| {
        assert_eq!(groups.push(a, 1.0), None);
        groups.push(b, 1.0).expect("the group is whole").0
    };
    // The running mean is 5 and both lie as far from it: the least value. It is 1 off the mean, which is
    // not more than the margin.
    assert_eq!(number(4.0, 6.0), 5.0);
    // The running mean is 0.99 * 5 + 0.01 * 8 = 5.03.
    assert_eq!(number(6.5, 9.5), 9.5);
    assert_eq!(number(2.0, 5.0), 2.0);
    // 0.99 * (0.99 * 5.03 + 0.01 * 3.5) + 0.01 * 5.04 = 5.0149...: 7.54 lies 2.525 above it, 2.54 lies
    // 2.475 below. With a running mean of 5.04 or more it would be the other way round.
    assert_eq!(number(2.54, 7.54), 7.54);
}

//= spec/time-scales.md#scale-region
//= type=test
//# Each scale MUST have its own regions, as many as the parameter regions says, with the given
//# parameters except that their encoders are replaced by one encoder for each number of a step.
//= spec/time-scales.md#scale-region
//= type=test
//# Each encoder MUST be a random distributed scalar encoder of the default size with the resolution
//# max(0.000000001, w * r / b), where r is the range, w is widened and b is buckets, and with its
//# default seed plus the number of the encoder, counted from 0.
//= spec/time-scales.md#scale-region
//= type=test
//# The offset of the encoder of the first number MUST be the value of the first row, and that of
//# the second 0.
//= spec/time-scales.md#scale-region
//= type=test
//# The seed of region number i of a scale, counted from 0, MUST be the given seed plus i.
#[test]
fn regions_differ_in_their_seeds_and_encode_the_numbers_of_a_step() {
    let (parameters, region) = small();
    let mut detector = TimeScales::new(&parameters, &region, KNOWN).unwrap();
    assert_eq!(detector.scales()[0].regions().count(), 0);
    detector.step(3.5).unwrap();
    let encoder = |offset, seed| {
        EncoderParameters::RandomDistributedScalar(RandomDistributedScalarEncoderParameters {
            resolution: 1.4 * 10.0 / 130.0,
            offset,
            seed,
            ..Default::default()
        })
    };
    let expected = [vec![encoder(3.5, 42)], vec![encoder(3.5, 42), encoder(0.0, 43)]];
    for (scale, expected) in detector.scales().iter().zip(expected) {
        let seeds: Vec<u64> = scale.regions().map(|made| made.parameters().seed).collect();
        assert_eq!(seeds, [42, 43]);
        for made in scale.regions() {
            let made = made.parameters();
            assert_eq!((&made.tm.cells_per_column, made.range_rule), (&2, region.range_rule));
            let encoders: Vec<_> = made.encoders.iter().map(|part| part.encoder.clone()).collect();
            assert_eq!(encoders, expected);
        }
    }
    let fine = Known { minimum: 0.0, maximum: 1e-12, ..KNOWN };
    let made = parameters.region(&region, Look::Extreme, &fine, 0.0, 0);
    let EncoderParameters::RandomDistributedScalar(value) = &made.encoders[0].encoder else {
        panic!("another encoder");
    };
    assert_eq!(value.resolution, 1e-9);
}

/// The surprises of raw scores, worked out from all of them for each step.
fn surprises(raw: &[f64], windows: &[usize], history: usize, group: usize) -> Vec<f64> {
    let probation = (30 / group).max(2);
    let period = (100 / group).max(1);
    let mut found = vec![0.0; raw.len()];
    for &window in windows {
        let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
        let averages: Vec<f64> =
            (0..raw.len()).map(|i| mean(&raw[(i + 1).saturating_sub(window)..=i])).collect();
        let mut last = None;
        for (i, surprise) in found.iter_mut().enumerate().skip(probation) {
            if last.is_none() || i % period == 0 {
                let first = (probation / 2).max(i.saturating_sub(history));
                let m = mean(&averages[first..i]);
                let squares: Vec<f64> =
                    averages[first..i].iter().map(|a| (a - m) * (a - m)).collect();
                last = Some((m.max(0.03), mean(&squares).max(0.0003).sqrt()));
            }
            let (m, deviation) = last.expect("it was estimated");
            *surprise += (averages[i] - m) / deviation / windows.len() as f64;
        }
    }
    found
}

//= spec/time-scales.md#scale-surprise
//= type=test
//# The average of a step over a window of w MUST be the sum of the raw scores of the last w steps,
//# or of all steps if there are fewer, in their order and including the step's own, divided by
//# their number.
//= spec/time-scales.md#scale-surprise
//= type=test
//# The probation of a scale MUST be h = max(2, floor(p / k)) steps.
//= spec/time-scales.md#scale-surprise
//= type=test
//# The first floor(h / 2) steps MUST be left out of every estimate.
//= spec/time-scales.md#scale-surprise
//= type=test
//# The distribution MUST be estimated at the first step after the probation and then at every step
//# with a number that is a multiple of max(1, floor(100 / k)).
//= spec/time-scales.md#scale-surprise
//= type=test
//# The distribution of a window MUST be that of ANOM-LIKELIHOOD-NORMAL over the averages of the
//# history_window steps before the step.
//= spec/time-scales.md#scale-surprise
//= type=test
//# The surprise of a step MUST be 0 during the probation of the scale and otherwise the mean over
//# all windows of (a - mean) / deviation, where a is the average of the step and mean and deviation
//# are those of the distribution of the window.
#[test]
fn surprise_is_what_the_whole_past_gives() {
    let raw: Vec<f64> = (0..400_u32).map(|i| f64::from(i * i * 31 % 97) / 96.0).collect();
    for (history, group) in [(8640, 3), (8640, 7), (60, 2), (8, 25), (5, 200)] {
        let parameters = TimeScalesParameters {
            averaging_windows: vec![1, 4, 5],
            history_window: history,
            ..TimeScalesParameters::default()
        };
        let mut surprise = Surprise::new(&parameters, group, 30);
        let expected = surprises(&raw, &[1, 4, 5], history as usize, group as usize);
        for (step, (&raw, expected)) in raw.iter().zip(expected).enumerate() {
            let found = surprise.step(raw);
            let close = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
            assert!(close, "history {history}, group {group}, step {step}: {found}, {expected}");
        }
    }
}

//= spec/time-scales.md#scale-strength
//= type=test
//# The surprise and the raw score of a scale MUST be the means of those of its regions.
//= spec/time-scales.md#scale-strength
//= type=test
//# Between two steps of a scale, its surprise and its raw score MUST remain those of the last step,
//# and be 0 before the first.
//= spec/time-scales.md#scale-strength
//= type=test
//# The strength of a row MUST be the largest of the surprises of the scales, each divided by the
//# scale's alarm.
//= spec/time-scales.md#scale-score
//= type=test
//# The raw score of a row MUST be that of the first scale.
#[test]
fn the_strength_of_a_row_is_the_largest_surprise_of_regions_fed_by_hand() {
    let (parameters, region) = small();
    let mut detector = TimeScales::new(&parameters, &region, KNOWN).unwrap();
    let mut scales: Vec<_> = parameters
        .scales
        .iter()
        .map(|scale| {
            let group = parameters.group(scale, &KNOWN);
            let regions: Vec<_> = (0..2)
                .map(|i| {
                    let made = parameters.region(&region, scale.look, &KNOWN, value(0), i);
                    (Region::new(made).unwrap(), Surprise::new(&parameters, group, 30))
                })
                .collect();
            (Groups::new(group, scale.look), regions, (0.0, 0.0), scale.alarm)
        })
        .collect();
    let mut largest = 0.0_f64;
    for row in 0..200 {
        let result = detector.step(value(row)).unwrap();
        for (groups, regions, state, _) in &mut scales {
            let Some((first, second)) = groups.push(value(row), 1.0) else { continue };
            let mut record = Record::new().number("value", first);
            if let Some(second) = second {
                record = record.number("spread", second);
            }
            let scores = regions.each_mut_step(&record);
            *state = ((scores[0].0 + scores[1].0) / 2.0, (scores[0].1 + scores[1].1) / 2.0);
        }
        let strength = scales.iter().map(|(_, _, state, alarm)| state.1 / alarm);
        assert_eq!(result.strength, strength.fold(f64::NEG_INFINITY, f64::max), "row {row}");
        assert_eq!(result.raw_score, scales[0].2.0, "row {row}");
        largest = largest.max(result.strength);
    }
    assert!(largest > 1.0, "{largest}");
}

trait EachStep {
    fn each_mut_step(&mut self, record: &Record) -> Vec<(f64, f64)>;
}

impl EachStep for Vec<(Region, Surprise)> {
    /// The raw score and the surprise of each region.
    fn each_mut_step(&mut self, record: &Record) -> Vec<(f64, f64)> {
        self.iter_mut()
            .map(|(region, surprise)| {
                let raw = region.step(record).unwrap().raw_score;
                (raw, surprise.step(raw))
            })
            .collect()
    }
}

//= spec/time-scales.md#scale-strength
//= type=test
//# If the region's range_rule is true and ANOM-RANGE-RULE fires on the row, its strength MUST be at
//# least 2.
#[test]
fn a_value_out_of_range_is_strong() {
    let (parameters, mut region) = small();
    let strengths = |region: &RegionParameters| {
        let mut detector = TimeScales::new(&parameters, region, KNOWN).unwrap();
        [1.0, 2.0, 2.0, 9.0].map(|value| detector.step(value).unwrap().strength)
    };
    assert_eq!(strengths(&region), [0.0; 4]);
    region.range_rule = true;
    assert_eq!(strengths(&region), [0.0, 0.0, 0.0, 2.0]);
}

#[cfg(feature = "serde")]
#[test]
fn the_older_name_of_the_refractory_period_is_read() {
    let read = |text: &str| toml::from_str::<TimeScalesParameters>(text).unwrap();
    assert_eq!(read("quiet_groups = 5"), read("refractory_groups = 5"));
    assert_eq!(read("quiet_groups = 5").refractory_groups, 5);
}

//= spec/time-scales.md#scale-alarm
//= type=test
//# A row MUST give an alarm if and only if its strength is at least 1 and none of the q rows before
//# it had a strength of at least 1, where q is refractory_groups times the number of rows in a
//# group of the first scale.
#[test]
fn alarms_are_suppressed_during_the_refractory_period() {
    let mut refractory = Refractory::new(3);
    let strengths = [0.9, 1.0, 2.0, 0.0, 1.5, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let alarms = strengths.map(|strength| refractory.alarm(strength));
    let rows: Vec<usize> = (0..12).filter(|&row| alarms[row]).collect();
    assert_eq!(rows, [1, 11]);
    let mut none = Refractory::new(0);
    assert_eq!([1.0, 1.0].map(|strength| none.alarm(strength)), [true, true]);

    // Four groups of three rows.
    let (parameters, mut region) = small();
    region.range_rule = true;
    let alarms = |values: &[f64]| {
        let mut detector = TimeScales::new(&parameters, &region, KNOWN).unwrap();
        let alarm = |value: &f64| detector.step(*value).unwrap().alarm;
        values.iter().map(alarm).filter(|alarm| *alarm).count()
    };
    let twice = |between: usize| {
        let mut values = vec![0.0, 1.0, 5.0];
        values.extend(vec![1.0; between]);
        values.push(9.0);
        values
    };
    assert_eq!([11, 12].map(|between| alarms(&twice(between))), [1, 2]);
}

//= spec/time-scales.md#scale-score
//= type=test
//# The anomaly score of a row of strength x MUST be x / (1 + x) if x is above 0, and 0 otherwise.
//= spec/time-scales.md#scale-score
//= type=test
//# A row with a strength of at least 1 that gives no alarm MUST have the anomaly score 0.3.
#[test]
fn a_score_of_a_half_is_an_alarm() {
    let (parameters, region) = small();
    let mut detector = TimeScales::new(&parameters, &region, KNOWN).unwrap();
    let (mut alarms, mut silenced) = (0, 0);
    for row in 0..200 {
        let result = detector.step(value(row)).unwrap();
        let x = result.strength;
        let expected = if x <= 0.0 {
            0.0
        } else if x >= 1.0 && !result.alarm {
            silenced += 1;
            0.3
        } else {
            x / (1.0 + x)
        };
        assert_eq!(result.anomaly_score, expected, "row {row}");
        assert_eq!(result.anomaly_score >= 0.5, result.alarm, "row {row}");
        alarms += u32::from(result.alarm);
    }
    assert!(alarms > 0 && silenced > 0, "{alarms} alarms, {silenced} silenced");
}

#[test]
fn a_value_that_is_no_number_is_refused() {
    let (parameters, region) = small();
    let mut detector = TimeScales::new(&parameters, &region, KNOWN).unwrap();
    let message = detector.step(f64::NAN).unwrap_err().to_string();
    assert!(message.contains("NaN"), "{message}");
}

#[test]
fn the_form_that_was_chosen_gives_the_same_scores() {
    let (parameters, region) = small();
    let mut default = TimeScales::new(&parameters, &region, KNOWN).unwrap();
    // Before the regions are made, and after.
    let mut first = default.clone();
    first.set_execution(Execution::Literal);
    let mut later = default.clone();
    for row in 0..60 {
        if row == 20 {
            later.set_execution(Execution::Literal);
        }
        let result = default.step(value(row)).unwrap();
        assert_eq!(first.step(value(row)).unwrap(), result);
        assert_eq!(later.step(value(row)).unwrap(), result);
    }
    assert_eq!((default.execution(), later.execution()), (None, Some(Execution::Literal)));
}
