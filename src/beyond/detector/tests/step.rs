use super::{Noise, alarms, companions};
use crate::Learning;
use crate::detector::alarm::Alarm;
use crate::detector::{Component, Detector, DetectorField, DetectorParameters, DetectorScale};
use crate::region::Record;
use crate::time_scales::Look;

//= spec/detector.md#det-alarm
//= type=test
//# A row MUST give an alarm if and only if its strength is at least 1, and either none of the 84
//# rows before it had a strength of at least 1, or its strength is at least 100 times that of the
//# last alarm.
#[test]
fn an_event_gives_one_alarm_unless_it_grows_a_hundredfold() {
    let mut alarm = Alarm::new();
    let mut given = |strength: f64| alarm.step(strength);
    assert!(!given(0.99));
    assert!(given(1.0));
    assert!(!given(50.0));
    assert!(given(100.0));
    (0..83).for_each(|_| assert!(!given(0.0)));
    assert!(!given(2.0), "83 quiet rows");
    (0..84).for_each(|_| assert!(!given(0.0)));
    assert!(given(2.0), "84 quiet rows");
}

//= spec/detector.md#det-alarm
//= type=test
//# The strength of a row MUST be its return period divided by rows_per_alarm, and 0 in the first 50
//# rows.
//= spec/detector.md#det-score
//= type=test
//# The anomaly score of a row with the strength x MUST be x / (1 + x), but 0.3 if x is at least 1
//# and the row gives no alarm.
#[test]
fn the_score_follows_from_the_return_period() {
    let mut noise = Noise(2);
    let mut detector = Detector::new(companions()).unwrap();
    let mut suppressed = 0;
    for row in 0..2000_u32 {
        let spike = [30, 1500, 1510].contains(&row);
        let value = if spike { 900.0 } else { noise.normal() };
        let result = detector.step(&Record::new().number("value", value)).unwrap();
        let strength = if row < 50 { 0.0 } else { result.return_period / 700.0 };
        if strength >= 1.0 && !result.alarm {
            suppressed += 1;
            assert_eq!(result.anomaly_score, 0.3);
        } else {
            assert_eq!(result.anomaly_score, strength / (1.0 + strength));
        }
        assert_eq!(result.provisional, row < 840);
        assert_eq!(result.row, u64::from(row));
    }
    assert!(suppressed > 0);
}

//= spec/detector.md#det-rarity
//= type=test
//# The rarity of a field MUST be the greatest of the return periods of its statistics, each divided
//# by its share.
//= spec/detector.md#det-rarity
//= type=test
//# A statistic that has no value in a row MUST be left out, there and in its calibration.
#[test]
fn the_rarest_component_names_the_alarm() {
    let mut noise = Noise(4);
    let mut detector = Detector::new(companions()).unwrap();
    let mut reason = None;
    for row in 0..2100 {
        let value = if row == 2000 { 60.0 } else { noise.normal() };
        let result = detector.step(&Record::new().number("value", value)).unwrap();
        if row == 2000 {
            reason = result.reason;
        }
    }
    let reason = reason.unwrap();
    assert_eq!((reason.field.as_str(), reason.component), ("value", Component::Range));
    assert_eq!(reason.actual, "60");
    let expected: f64 = reason.expected.unwrap().parse().unwrap();
    assert!((2.0..5.0).contains(&expected), "the upper end of the range");
    // Without times there is no season to calibrate.
    let watched = &detector.classes[0].watched;
    let blocks = |component| {
        watched
            .iter()
            .find(|one| one.component == component)
            .unwrap()
            .calibration
            .blocks
            .complete
            .len()
    };
    assert_eq!((blocks(Component::Range), blocks(Component::Season)), (25, 0));
}

fn fields(names: [&str; 3]) -> DetectorParameters {
    companions().with_fields(names.map(DetectorField::number))
}

//= spec/detector.md#det-copies
//= type=test
//# Fields of the same kind MUST share one detector as long as all their values were equal.
#[test]
fn a_copy_of_a_field_shares_its_detector() {
    let mut noise = Noise(6);
    let mut three = Detector::new(fields(["a", "b", "c"])).unwrap();
    let mut two =
        Detector::new(companions().with_fields(["a", "c"].map(DetectorField::number))).unwrap();
    assert_eq!(three.classes.len(), 1);
    for _ in 0..1000 {
        let (a, c) = (noise.normal(), noise.normal());
        let both = Record::new().number("a", a).number("c", c);
        let copied = both.clone().number("b", a);
        assert_eq!(three.step(&copied).unwrap(), two.step(&both).unwrap());
    }
    assert_eq!((three.classes.len(), two.classes.len()), (2, 2));
    // From here on the copy differs; what was learned is the same.
    let record = Record::new().number("a", 0.5).number("b", 99.0).number("c", 0.5);
    let result = three.step(&record).unwrap();
    assert_eq!(three.classes.len(), 3);
    assert_eq!(result.reason.unwrap().field, "b");
}

#[test]
fn an_alarm_names_the_field_in_which_it_is() {
    let mut noise = Noise(8);
    let mut detector = Detector::new(fields(["a", "b", "c"])).unwrap();
    for row in 0..1500 {
        let c = if row == 1400 { 80.0 } else { noise.normal() };
        let record = Record::new().number("a", noise.normal()).number("b", noise.normal());
        let result = detector.step(&record.number("c", c)).unwrap();
        if row == 1400 {
            assert_eq!(result.reason.unwrap().field, "c");
        }
    }
}

//= spec/detector.md#det-category
//= type=test
//# A category MUST get the next number, counted from 0, when it is first seen, but at most 999.
//= spec/detector.md#det-category
//= type=test
//# The statistic of a new category MUST be sqrt(n / c) after n rows with c categories, and 0 for a
//# known one.
#[test]
fn categories_are_learned_and_an_unseen_one_is_unusual() {
    let parameters = companions().with_fields([DetectorField::category("state")]);
    let mut detector = Detector::new(parameters.clone()).unwrap();
    for row in 0..1500_u32 {
        let name = if row == 1400 { "broken" } else { ["idle", "run", "stop"][row as usize % 3] };
        let result = detector.step(&Record::new().category("state", name)).unwrap();
        assert_eq!(result.alarm, row == 1400, "row {row}: {result:?}");
        if let Some(reason) = result.reason {
            assert_eq!(reason.to_string(), "state: new category, was broken");
        }
    }
    let numbers = &detector.classes[0].categories;
    assert_eq!(numbers["run"], 1);
    assert_eq!(numbers["broken"], 3);
    let mut many = Detector::new(parameters).unwrap();
    for row in 0..1500 {
        many.step(&Record::new().category("state", row.to_string())).unwrap();
    }
    let numbers = &many.classes[0].categories;
    assert_eq!((numbers.len(), numbers.values().max()), (1000, Some(&999)));
}

//= spec/detector.md#det-learning
//= type=test
//# With learning off, a row MUST change neither the regions' synapses nor a range, a resolution, a
//# mean distance or a calibration.
#[test]
fn without_learning_nothing_learned_changes() {
    let scales = [DetectorScale::new(1, Look::Extreme)];
    let mut detector = Detector::new(DetectorParameters::default().with_scales(scales)).unwrap();
    for row in 0..120 {
        detector.step(&Record::new().number("value", f64::from(row % 10))).unwrap();
    }
    let learned = |detector: &Detector| {
        let class = &detector.classes[0];
        let segments = detector.regions(0).next().unwrap().temporal_memory().pin().to_string();
        let permanences: Vec<&str> =
            segments.lines().filter(|line| line.contains("permanence")).collect();
        let watched = class.watched.iter().map(|one| &one.calibration.blocks);
        format!(
            "{permanences:?} {:?} {:?} {:?} {:?}",
            class.range,
            class.scales[0].extremes,
            class.scales[0].builds,
            watched.collect::<Vec<_>>()
        )
    };
    let before = learned(&detector);
    for row in 0..100 {
        let record = Record::new().number("value", f64::from(row * 1000));
        detector.step_with(&record, Learning::Off).unwrap();
    }
    assert_eq!(learned(&detector), before);
}

//= spec/detector.md#det-reset
//= type=test
//# A reset MUST reset the regions, drop the rows of incomplete groups and end the run of equal
//# values.
#[test]
fn a_reset_begins_a_new_sequence() {
    let mut detector = Detector::new(DetectorParameters::default()).unwrap();
    for row in 0..102 {
        detector.step(&Record::new().number("value", f64::from(row % 10))).unwrap();
    }
    assert_eq!(detector.classes[0].scales[0].groups.rows.len(), 2);
    detector.reset();
    let class = &detector.classes[0];
    assert!(class.scales.iter().all(|scale| scale.groups.rows.is_empty()));
    assert_eq!(class.flat_line.run, 0);
    let memory = detector.regions(0).next().unwrap().temporal_memory();
    assert!(memory.active_cells().is_empty() && memory.predictive_cells().is_empty());
}

//= spec/detector.md#det-parameters
//= type=test
//# A parameter outside its bounds MUST be rejected with an error that names it.
//= spec/detector.md#det-parameters
//= type=test
//# The defaults MUST be those of the table.
#[test]
fn parameters_have_the_defaults_and_bounds_of_the_table() {
    let defaults = DetectorParameters::default();
    assert_eq!(defaults.fields, [DetectorField::number("value")]);
    assert_eq!((defaults.rows_per_alarm, defaults.seed, defaults.regions), (700.0, 42, 1));
    assert_eq!(defaults.time.as_deref(), Some("timestamp"));
    assert!(defaults.memory && defaults.range && defaults.season && defaults.flat_line);
    assert_eq!(defaults.region.tm.cells_per_column, 1);
    let looks = [Look::Extreme, Look::Extreme, Look::MeanAndSpread];
    let scales: Vec<DetectorScale> = [4, 7, 14]
        .into_iter()
        .zip(looks)
        .map(|(rows, look)| DetectorScale::new(rows, look))
        .collect();
    assert_eq!(defaults.scales, scales);
    let nothing = companions().with_range(false).with_season(false).with_flat_line(false);
    let rejected = [
        (defaults.clone().with_fields([]), "fields"),
        (defaults.clone().with_fields([DetectorField::number("timestamp")]), "fields"),
        (defaults.clone().with_fields(["a", "a"].map(DetectorField::number)), "fields"),
        (defaults.clone().with_rows_per_alarm(99.0), "rows_per_alarm"),
        (defaults.clone().with_rows_per_alarm(f64::NAN), "rows_per_alarm"),
        (defaults.clone().with_regions(0), "regions"),
        (defaults.clone().with_scales([]), "scales"),
        (defaults.clone().with_scales([DetectorScale::new(0, Look::Extreme)]), "scales.rows"),
        (nothing, "memory"),
    ];
    for (parameters, name) in rejected {
        let error = parameters.validate().unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        assert!(Detector::new(parameters).is_err());
    }
}

#[test]
fn a_rejected_record_leaves_the_detector_unchanged() {
    let mut detector = Detector::new(companions()).unwrap();
    alarms(&mut detector, (0..100).map(|n| f64::from(n % 7)));
    let before = format!("{detector:?}");
    let records = [
        Record::new().number("other", 1.0),
        Record::new().number("value", 1.0).number("value", 1.0),
        Record::new().number("value", f64::INFINITY),
        Record::new().category("value", "text"),
    ];
    for record in records {
        detector.step(&record).unwrap_err();
        assert_eq!(format!("{detector:?}"), before);
    }
    let missing = detector.step(&Record::new()).unwrap();
    assert_eq!((missing.row, missing.anomaly_score, missing.alarm), (100, 0.0, false));
}

#[test]
fn the_memory_notices_a_sequence_out_of_order() {
    let mut noise = Noise(12);
    let beat = |n: u32| if n % 100 < 20 { f64::from(n % 20) } else { 0.0 };
    let values: Vec<f64> = (0..6000)
        .map(|n| {
            let shift = if (4000..4200).contains(&n) { 50 } else { 0 };
            beat(n + shift) + 0.2 * noise.normal()
        })
        .collect();
    let only_memory =
        DetectorParameters::default().with_range(false).with_season(false).with_flat_line(false);
    let mut detector = Detector::new(only_memory).unwrap();
    let found = alarms(&mut detector, values);
    assert!(found.iter().any(|row| (4000..4230).contains(row)), "{found:?}");
    assert!(found.len() <= 6, "{found:?}");
}
