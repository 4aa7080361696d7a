//! Records, learning, scores, observers.

use proptest::prelude::*;

use super::*;
use crate::anomaly::{AnomalyLikelihood, AnomalyLikelihoodParameters};
use crate::observer::{NoObserver, Observer};
use crate::spatial_pooler::SpatialPoolerEvent;
use crate::temporal_memory::TemporalMemoryEvent;
use crate::{Execution, Learning};

/// Three levels, of which the second has a window and the third a clock.
fn three() -> Vec<NetworkRegionParameters> {
    let cells = |from: &str| Link::new(from).with_output(LinkOutput::ActiveCells);
    vec![
        first(),
        small("second").link(cells("first").with_union(2)).encoder("colour", category()),
        small("third").link(cells("second").with_predictive(true)).with_period(3),
    ]
}

fn record(number: f64, red: bool) -> Record {
    value(number).category("colour", if red { "red" } else { "green" })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    //= spec/network.md#net-one
    //= type=test
    //# A network of one region with a period of 1 MUST give the results of that region alone, bit
    //# for bit.
    #[test]
    fn net_one_region_is_that_region(
        seed: u64,
        range_rule: bool,
        steps in prop::collection::vec((0.0..100.0, any::<bool>(), any::<bool>(), 0..10u8), 1..60),
    ) {
        let own = NetworkRegionParameters {
            range_rule,
            anomaly: AnomalyLikelihoodParameters::for_probation(20),
            ..first().encoder("colour", category())
        };
        let alone = RegionParameters {
            encoders: own.encoders.clone(),
            sp: own.sp.clone(),
            tm: own.tm.clone(),
            anomaly: own.anomaly.clone(),
            seed,
            range_rule,
            metric: None,
        };
        prop_assert_eq!(
            NetworkRegionParameters::from_region("first", alone.clone()),
            own.clone()
        );
        let mut alone = Region::new(alone).unwrap();
        let mut network = NetworkParameters { seed, regions: vec![own] }.build().unwrap();
        for (number, red, learn, reset) in steps {
            if reset == 0 {
                alone.reset();
                network.reset();
            }
            let record = record(number, red);
            let expected = alone.step_with(&record, learn.into(), &mut NoObserver).unwrap();
            let result = network.step_with(&record, learn.into(), &mut NoObserver).unwrap();
            prop_assert_eq!(result.get("first"), Some(&expected));
        }
        let own = network.region("first").unwrap();
        prop_assert_eq!(
            own.temporal_memory().random(), alone.temporal_memory().random()
        );
        prop_assert_eq!(own.parameters(), alone.parameters());
    }

    //= spec/network.md#net-record
    //= type=test
    //# A record that is rejected, here or by an encoder, MUST leave every region and every link
    //# unchanged.
    #[test]
    fn net_the_same_records_give_the_same_results_whatever_is_refused_between(
        seed: u64,
        steps in prop::collection::vec((0.0..100.0, any::<bool>(), 0..12u8), 1..40),
    ) {
        let make = || NetworkParameters { seed, regions: three() }.build().unwrap();
        let (mut disturbed, mut quiet) = (make(), make());
        for (number, red, kind) in steps {
            let wrong = match kind {
                0 => Some(value(f64::INFINITY)),
                1 => Some(value(number).category("colour", "blue")),
                2 => Some(value(number).number("colour", 1.0)),
                3 => Some(value(number).number("value", number)),
                4 => Some(value(number).number("wert", number)),
                _ => None,
            };
            if let Some(wrong) = wrong {
                prop_assert!(disturbed.step(&wrong).is_err());
            }
            let record = record(number, red);
            prop_assert_eq!(disturbed.step(&record), quiet.step(&record));
        }
    }
}

//= spec/network.md#net-record
//= type=test
//# A record that is rejected, here or by an encoder, MUST leave every region and every link
//# unchanged.
#[test]
fn net_a_record_that_a_later_region_rejects_leaves_the_encoders_of_earlier_regions_unchanged() {
    let delta = EncoderParameters::Delta(DeltaEncoderParameters::default());
    let regions =
        [small("first").encoder("value", delta), small("second").encoder("colour", category())];
    let (mut disturbed, mut undisturbed) = (network(regions.clone()), network(regions));
    for network in [&mut disturbed, &mut undisturbed] {
        network.step(&record(10.0, true)).unwrap();
    }
    disturbed.step(&value(30.0).category("colour", "blue")).unwrap_err();
    disturbed.step(&Record::new().category("colour", "blue")).unwrap_err();
    let memory = |network: &Network| region(network, "first").encoder().unwrap().memory();
    assert_eq!(memory(&disturbed), memory(&undisturbed));
    assert_eq!(disturbed.step(&record(11.0, true)), undisturbed.step(&record(11.0, true)));
}

//= spec/network.md#net-record
//= type=test
//# A record with two fields of the same name, or with a field that no region reads, MUST be
//# rejected.
#[test]
fn net_record_that_is_refused_says_why() {
    let mut network = network(three());
    network.step(&record(1.0, true)).unwrap();
    let refused = [
        value(1.0).number("wert", 2.0),
        value(1.0).number("value", 2.0),
        value(1.0).category("colour", "blue"),
        value(f64::INFINITY),
    ];
    let messages = refused.map(|record| network.step(&record).unwrap_err().to_string());
    insta::assert_snapshot!(messages.join("\n"));
}

//= spec/network.md#net-learning
//= type=test
//# A region MUST learn in a step if and only if learning is on both for the step and for the
//# region.
#[test]
fn net_learning_is_a_matter_of_each_region() {
    let mut network = network([
        first(),
        small("second").link(Link::new("first")).with_learning(false),
        small("third").link(Link::new("first")),
    ]);
    let segments = |network: &Network| {
        let count = |region: &NetworkRegion| region.temporal_memory().layer().segment_count();
        network.regions().iter().map(count).collect::<Vec<_>>()
    };
    for step in 0..12 {
        network.step_with(&value(wave(step)), Learning::Off, &mut NoObserver).unwrap();
    }
    assert_eq!(segments(&network), [0, 0, 0]);
    for step in 0..12 {
        network.step(&value(wave(step))).unwrap();
    }
    let learned = segments(&network);
    assert!(learned[0] > 0 && learned[1] == 0 && learned[2] > 0, "{learned:?}");
    network.set_learning("first", false).unwrap();
    network.set_learning("second", true).unwrap();
    for step in 0..12 {
        network.step(&value(90.0 - wave(step))).unwrap();
    }
    let after = segments(&network);
    assert!(after[0] == learned[0] && after[1] > 0, "{after:?}");
    let error = network.set_learning("fist", true).unwrap_err();
    assert_eq!(error.to_string(), "there is no region fist; the regions are first, second, third");
}

//= spec/network.md#net-anomaly
//= type=test
//# Each region MUST have its own likelihood and scores, with one row for each of its steps.
//= spec/network.md#net-step
//= type=test
//# The metric of the step MUST be that of the record that completes the period.
#[test]
fn net_anomaly_is_of_each_region() {
    let anomaly = AnomalyLikelihoodParameters::for_probation(10);
    let slow = NetworkRegionParameters {
        anomaly: anomaly.clone(),
        ..small("slow").encoder("value", scalar()).with_period(2)
    };
    let mut network =
        network([NetworkRegionParameters { anomaly: anomaly.clone(), ..first() }, slow]);
    let mut likelihoods = [(); 2].map(|()| AnomalyLikelihood::new(anomaly.clone()).unwrap());
    let mut differ = false;
    for step in 0..60 {
        // Every second value is the same: the metric of the slow region is flat.
        let number = if step % 2 == 1 { 50.0 } else { wave(step * step) };
        let result = network.step(&value(number)).unwrap();
        for (region, likelihood) in result.regions.iter().zip(&mut likelihoods) {
            let Some(step) = &region.step else { continue };
            let expected = likelihood.step(Some(number), step.raw_score).unwrap();
            assert_eq!(step.likelihood, expected.likelihood);
            differ |= region.name == "first" && (step.likelihood - 0.5).abs() > 0.01;
            assert!(region.name == "first" || (step.likelihood - 0.5).abs() < 0.01);
        }
    }
    assert!(differ);
    let rows = |name: &str| region(&network, name).likelihood().row();
    assert_eq!((rows("first"), rows("slow")), (60, 30));
}

//= spec/network.md#net-observer
//= type=test
//# An observer MUST receive the name of a region before the events of that region's step.
#[test]
fn net_observer_is_told_which_region() {
    #[derive(Default)]
    struct Names(Vec<(String, usize)>);
    impl Observer for Names {
        fn region(&mut self, name: &str) {
            self.0.push((name.to_owned(), 0));
        }
        fn spatial_pooler(&mut self, _: &SpatialPoolerEvent<'_>) {
            self.0.last_mut().unwrap().1 += 1;
        }
        fn temporal_memory(&mut self, _: &TemporalMemoryEvent<'_>) {
            self.0.last_mut().unwrap().1 += 1;
        }
    }
    let mut network = network(three());
    let mut names = Names::default();
    for step in 0..3 {
        network.step_with(&record(wave(step), true), Learning::On, &mut &mut names).unwrap();
    }
    let told: Vec<&str> = names.0.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(told, ["first", "second", "first", "second", "first", "second", "third"]);
    assert!(names.0.iter().all(|(_, events)| *events > 0));
}

/// An observer that asks for the lines.
struct Lines;

impl Observer for Lines {}

#[test]
fn every_region_runs_the_form_that_was_chosen() {
    let mut default = network(three());
    let mut literal = default.clone();
    let mut indexed = default.clone();
    literal.set_execution(Execution::Literal);
    indexed.set_execution(Execution::Indexed);
    assert_eq!((default.execution(), literal.execution()), (None, Some(Execution::Literal)));
    for step in 0..30 {
        let record = record(wave(step), step % 5 == 0);
        let result = default.step(&record).unwrap();
        assert_eq!(literal.step(&record).unwrap(), result);
        assert_eq!(indexed.step(&record).unwrap(), result);
    }
    let before = indexed.pin();
    let refused = indexed.step_with(&record(1.0, true), Learning::On, &mut Lines).unwrap_err();
    assert!(refused.to_string().contains("region first"), "{refused}");
    assert_eq!(indexed.pin(), before);
}
