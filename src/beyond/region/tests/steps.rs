//! Records, steps and resets.

use super::*;
use crate::Learning;
use crate::anatomy::ColumnIndex;
use crate::anomaly::{AnomalyLikelihood, RangeRule, final_score, raw_anomaly_score};
use crate::encoders::Value;
use crate::observer::{NoObserver, Observer};
use crate::spatial_pooler::{SpatialPooler, SpatialPoolerEvent};
use crate::temporal_memory::{TemporalMemory, TemporalMemoryEvent};

//= spec/region.md#region-step
//= type=test
//# First the values MUST be encoded, each by its encoder.
//= spec/region.md#region-step
//= type=test
//# Then the SDRs MUST be concatenated in the order of the encoders.
//= spec/region.md#region-step
//= type=test
//# Then the spatial pooler MUST compute the active columns of the concatenated SDR.
//= spec/region.md#region-step
//= type=test
//# Then the temporal memory MUST compute its step on these active columns.
//= spec/region.md#region-step
//= type=test
//# Then the raw anomaly score MUST be computed from the active columns and those of them that were
//# predicted.
//= spec/region.md#region-step
//= type=test
//# Then the anomaly likelihood MUST make its step on the metric and the raw anomaly score.
//= spec/region.md#region-seed
//= type=test
//# The spatial pooler and the temporal memory MUST be seeded with the seed of the region, each on
//# its own stream.
//= spec/region.md#region-range-rule
//= type=test
//# If the parameter range_rule is true, the range rule MUST make its step on the metric in every
//# step.
//= spec/region.md#region-range-rule
//= type=test
//# The final score of a step MUST be that of ANOM-RANGE-RULE.
#[test]
fn region_step_is_that_of_its_parts_one_behind_the_other() {
    let parameters = RegionParameters {
        encoders: vec![scalar("value"), category("colour")],
        range_rule: true,
        seed: 7,
        anomaly: AnomalyLikelihoodParameters::for_probation(50),
        ..small()
    };
    let mut region = region(&parameters);
    let parameters = region.parameters().clone();
    let mut encoder = parameters.build_encoder().unwrap();
    let mut pooler = SpatialPooler::new(parameters.sp, 7).unwrap();
    let mut memory = TemporalMemory::new(parameters.tm, 7).unwrap();
    let mut likelihood = AnomalyLikelihood::new(parameters.anomaly).unwrap();
    let mut range_rule = RangeRule::new();
    let mut fired = 0;
    for step in 0..120 {
        let number = if step == 100 { 99.0 } else { wave(step) };
        let colour = if step % 3 == 0 { "red" } else { "green" };
        // The order of the fields in the record does not matter.
        let record = Record::new().category("colour", colour).number("value", number);
        let learn = step % 10 != 9;
        let result = region.step_with(&record, learn.into(), &mut NoObserver).unwrap();

        let encoded = encoder.encode(&[Value::from(number), Value::from(colour)]).unwrap();
        let columns = pooler.step(&encoded, learn.into()).unwrap();
        let predicted = ColumnIndex::numbers(memory.predicted_columns());
        memory.step(&columns, learn.into()).unwrap();
        let hits = columns.on().iter().filter(|column| predicted.contains(column)).count() as u32;
        let raw = raw_anomaly_score(columns.active_bits(), hits);
        let expected = likelihood.step(Some(number), raw).unwrap();
        let out_of_range = range_rule.step(Some(number));
        fired += usize::from(out_of_range);

        assert_eq!(result.step, step as u64);
        assert_eq!(result.encoded, encoded);
        assert_eq!(result.active_columns, columns);
        assert_eq!(memory.bursting_columns(), result.bursting_columns);
        assert_eq!(result.predicted_active_columns, hits);
        assert_eq!(result.predicted_columns as usize, memory.predicted_columns().len());
        assert_eq!(result.raw_score, raw);
        assert_eq!(result.likelihood, expected.likelihood);
        assert_eq!(result.log_likelihood, expected.log_likelihood);
        assert_eq!(result.out_of_range, out_of_range);
        assert_eq!(result.score, final_score(out_of_range, expected.log_likelihood));
    }
    assert!(fired > 0);
    assert_eq!(region.steps(), 120);
}

#[test]
fn region_learns_a_wave_and_is_surprised_by_what_departs_from_it() {
    let mut region = region(&small());
    let mut results = Vec::new();
    for step in 0..900 {
        // Once the wave is known, five values that it never has.
        let number =
            if (800..805).contains(&step) { 98.0 - (step % 2 * 96) as f64 } else { wave(step) };
        results.push(region.step(&value(number)).unwrap());
    }
    let mean = |range: std::ops::Range<usize>| {
        let steps = &results[range];
        steps.iter().map(|result| result.raw_score).sum::<f64>() / steps.len() as f64
    };
    assert!(mean(0..20) > 0.7, "{}", mean(0..20));
    assert!(mean(700..800) < 0.02, "{}", mean(700..800));
    assert!(mean(800..805) > 0.5, "{}", mean(800..805));
    let quiet = results[701..800].iter().map(|result| result.likelihood).fold(0.0, f64::max);
    let alarm = results[800..805].iter().map(|result| result.likelihood).fold(0.0, f64::max);
    assert!(quiet < 0.99, "{quiet}");
    assert!(alarm > 0.99999, "{alarm}");
}

#[test]
fn region_gives_the_same_results_in_every_run() {
    let run = |seed| {
        let mut region = region(&RegionParameters { seed, ..small() });
        (0..100).map(|step| region.step(&value(wave(step))).unwrap()).collect::<Vec<_>>()
    };
    let first = run(1);
    assert_eq!(first, run(1));
    assert_ne!(first[0].active_columns, run(2)[0].active_columns);
}

#[test]
fn region_without_learning_changes_nothing_that_was_learned() {
    let mut region = region(&small());
    let score = region.step_with(&value(30.0), Learning::Off, &mut NoObserver).unwrap().raw_score;
    assert_eq!(score, 1.0);
    assert_eq!(region.temporal_memory().layer().segment_count(), 0);
    // The likelihood goes on all the same.
    assert_eq!(region.likelihood().row(), 1);
}

#[test]
fn region_tells_the_observer_of_both_algorithms() {
    #[derive(Default)]
    struct Counter(usize, usize);
    impl Observer for Counter {
        fn spatial_pooler(&mut self, _: &SpatialPoolerEvent<'_>) {
            self.0 += 1;
        }
        fn temporal_memory(&mut self, _: &TemporalMemoryEvent<'_>) {
            self.1 += 1;
        }
    }
    let mut counter = Counter::default();
    region(&small()).step_with(&value(1.0), Learning::On, &mut counter).unwrap();
    assert!(counter.0 > 0 && counter.1 > 0);
}

//= spec/region.md#region-record
//= type=test
//# A record with two fields of the same name MUST be rejected.
//= spec/region.md#region-record
//= type=test
//# A record with a field that no encoder reads MUST be rejected.
//= spec/region.md#region-record
//= type=test
//# A record that is rejected, here or by an encoder, MUST leave the region unchanged.
#[test]
fn region_record_that_is_refused_changes_nothing_and_says_why() {
    let parameters =
        RegionParameters { encoders: vec![scalar("value"), category("colour")], ..small() };
    let (mut region, mut untouched) = (region(&parameters), region(&parameters));
    for step in 0..30 {
        region.step(&value(wave(step))).unwrap();
        untouched.step(&value(wave(step))).unwrap();
    }
    let refused = [
        value(1.0).number("wert", 2.0),
        value(1.0).number("value", 2.0),
        value(1.0).with("value", Value::Missing),
        value(1.0).number("colour", 2.0),
        value(1.0).category("colour", "blue"),
        value(f64::INFINITY),
    ];
    let messages = refused.map(|record| region.step(&record).unwrap_err().to_string());
    insta::assert_snapshot!(messages.join("\n"));
    for step in 30..60 {
        assert_eq!(region.step(&value(wave(step))), untouched.step(&value(wave(step))));
    }
}

//= spec/region.md#region-record
//= type=test
//# A field that an encoder reads and the record does not contain MUST be treated as a missing
//# value.
#[test]
fn region_record_without_a_field_has_a_missing_value() {
    let mut absent = region(&small());
    let mut missing = region(&small());
    for step in 0..30 {
        let left_out = step % 4 == 0;
        let record = if left_out { Record::new() } else { value(wave(step)) };
        let number = if left_out { f64::NAN } else { wave(step) };
        let result = absent.step(&record).unwrap();
        assert_eq!(result, missing.step(&value(number)).unwrap());
        if left_out {
            assert!(result.encoded.is_empty() && result.active_columns.is_empty());
            assert_eq!(result.raw_score, 0.0);
        }
    }
    assert_eq!(absent.encoder().missing("value"), Some(8));
}

//= spec/region.md#region-metric
//= type=test
//# The metric MUST be the field that the parameter metric names or, if it names none, the only
//# field with a scalar, random distributed scalar or log encoder.
//= spec/region.md#region-metric
//= type=test
//# If that leaves no field, the metric MUST be a missing value in every step.
#[test]
fn region_metric_is_what_the_range_rule_looks_at() {
    let out_of_range = |encoders: &[FieldEncoder], metric: Option<&str>| {
        let metric = metric.map(String::from);
        let encoders = encoders.to_vec();
        let mut region =
            region(&RegionParameters { encoders, metric, range_rule: true, ..small() });
        let has = |name| region.encoder().range(name).is_some();
        let (has_a, has_b) = (has("a"), has("b"));
        // The field a leaves its range in step 2, the field b in step 3.
        let steps = [(1.0, 1.0), (2.0, 2.0), (9.0, 2.0), (2.0, 9.0)].map(|(a, b)| {
            let mut record = Record::new().category("colour", "red");
            record = if has_a { record.number("a", a) } else { record };
            record = if has_b { record.number("b", b) } else { record };
            region.step(&record).unwrap().out_of_range
        });
        steps.iter().position(|&fired| fired)
    };
    let (a, b, colour) = (scalar("a"), distributed("b"), category("colour"));
    assert_eq!(out_of_range(&[colour.clone(), a.clone()], None), Some(2));
    assert_eq!(out_of_range(&[b.clone(), colour.clone()], None), Some(3));
    let both = [a, colour.clone(), b];
    assert_eq!(out_of_range(&both, None), None);
    assert_eq!(out_of_range(&both, Some("a")), Some(2));
    assert_eq!(out_of_range(&both, Some("b")), Some(3));
    assert_eq!(out_of_range(&[colour], None), None);
}

#[test]
fn region_range_rule_is_off_unless_asked_for() {
    let mut region = region(&small());
    for number in [1.0, 2.0, 90.0] {
        let result = region.step(&value(number)).unwrap();
        assert!(!result.out_of_range);
        assert_eq!(result.score, result.log_likelihood);
    }
}

//= spec/region.md#region-reset
//= type=test
//# A reset MUST reset the encoders and the temporal memory (D-TM-9).
//= spec/region.md#region-reset
//= type=test
//# A reset MUST leave everything else unchanged.
#[test]
fn region_reset_forgets_the_sequence_and_nothing_that_was_learned() {
    let mut region = region(&small());
    let mut last = 1.0;
    for step in 0..600 {
        last = region.step(&value(wave(step))).unwrap().raw_score;
    }
    assert!(last < 0.5);
    let segments = region.temporal_memory().layer().segment_count();
    region.reset();
    assert!(region.temporal_memory().active_cells().is_empty());
    assert!(region.temporal_memory().predictive_cells().is_empty());
    assert_eq!(region.temporal_memory().layer().segment_count(), segments);
    assert_eq!((region.steps(), region.likelihood().row()), (600, 600));
    let first = region.step(&value(wave(600))).unwrap();
    assert_eq!((first.step, first.raw_score), (600, 1.0));
}
