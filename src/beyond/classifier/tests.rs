//! One test for each rule of `spec/classifier.md`.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::Learning;
use crate::parameters::ParameterError;
use crate::sdr::Sdr;

fn sdr(on: &[u32]) -> Sdr {
    Sdr::new(6, on.iter().copied()).unwrap()
}

fn target(bucket: i64, value: f64) -> Option<Target> {
    Some(Target { bucket, value })
}

fn classifier(steps: &[u32], learning_rate: f64) -> SdrClassifier {
    let steps = steps.to_vec();
    let parameters = SdrClassifierParameters { steps, learning_rate, ..Default::default() };
    SdrClassifier::new(6, parameters).unwrap()
}

/// The probabilities of a prediction, in the order of the buckets.
fn probabilities(prediction: &Prediction) -> Vec<f64> {
    prediction.outcomes.iter().map(|outcome| outcome.probability).collect()
}

//= spec/classifier.md#cla-parameters
//= type=test
//# Parameters outside their bounds MUST be rejected.
#[test]
fn cla_parameters_out_of_bounds_are_refused() {
    let of = |change: fn(&mut SdrClassifierParameters)| -> Result<(), ParameterError> {
        let mut parameters = SdrClassifierParameters::default();
        change(&mut parameters);
        SdrClassifier::new(6, parameters).map(|_| ())
    };
    assert!(of(|_| {}).is_ok());
    let bad: [fn(&mut SdrClassifierParameters); 11] = [
        |p| p.steps = vec![],
        |p| p.steps = vec![0],
        |p| p.steps = vec![2, 1],
        |p| p.steps = vec![1, 1],
        |p| p.steps = vec![65_537],
        |p| p.learning_rate = 0.0,
        |p| p.learning_rate = f64::NAN,
        |p| p.learning_rate = f64::INFINITY,
        |p| p.learning_rate = 1_000_001.0,
        |p| p.value_rate = 1.1,
        |p| p.max_buckets = 0,
    ];
    for change in bad {
        assert!(of(change).is_err());
    }
}

//= spec/classifier.md#cla-state
//= type=test
//# At the start every weight MUST be 0.
//= spec/classifier.md#cla-state
//= type=test
//# At the start the lists of known buckets and of remembered patterns MUST be empty.
//= spec/classifier.md#cla-buckets
//= type=test
//# A bucket MUST become known with the first target that has it, and take that target's value.
#[test]
fn cla_state_nothing_is_known_at_the_start() {
    let mut classifier = classifier(&[1, 2], 0.1);
    let nothing = classifier.step(&sdr(&[0]), None, Learning::On).unwrap();
    assert_eq!(nothing.len(), 2);
    assert!(nothing.iter().all(|prediction| prediction.outcomes.is_empty()));
    assert_eq!((nothing[0].mode(), nothing[0].mean(), nothing[0].median()), (None, None, None));
    let one = classifier.step(&sdr(&[0]), target(7, 2.5), Learning::On).unwrap();
    let outcome = Outcome { bucket: 7, value: 2.5, probability: 1.0 };
    assert_eq!(one[1].outcomes, [outcome]);
    // Bit 5 has learned nothing, so its weights for both buckets are those of the start.
    classifier.step(&sdr(&[0]), target(8, 3.5), Learning::On).unwrap();
    let unlearned = classifier.infer(&sdr(&[5])).unwrap();
    assert_eq!(probabilities(&unlearned[0]), [0.5, 0.5]);
}

//= spec/classifier.md#cla-learn
//= type=test
//# For each horizon k, the classifier MUST learn from the pattern of k steps ago, if that pattern
//# is known.
//= spec/classifier.md#cla-learn
//= type=test
//# The weight of each bit of that pattern for each known bucket b MUST grow by learning_rate * (y -
//# p), where p is the probability of b under the weights before this step, and y is 1 for the
//# target's bucket and 0 for every other.
//= spec/classifier.md#cla-activation
//= type=test
//# The activation of a bucket MUST be the sum, from 0, of the weights of the active bits for it, in
//# ascending order of the bits.
//= spec/classifier.md#cla-softmax
//= type=test
//# The probability of a bucket MUST be e / s, where e is exp(a - m) of its activation a, m is the
//# greatest activation, and s the sum of all e from 0 in the order in which the buckets became
//# known.
//= spec/classifier.md#cla-order
//= type=test
//# In each step the classifier MUST first learn the target from the patterns of the steps before,
//# then remember the pattern, then predict from it.
#[test]
fn cla_learn_the_example_of_the_chapter() {
    let mut classifier = classifier(&[1], 0.5);
    classifier.step(&sdr(&[0, 1]), target(0, 10.0), Learning::On).unwrap();
    // Bucket 1 becomes known. Both buckets have the probability 0.5, so the weights of bits 0 and 1
    // become -0.25 and 0.25.
    let predicted = classifier.step(&sdr(&[2]), target(1, 20.0), Learning::On).unwrap();
    assert_eq!(probabilities(&predicted[0]), [0.5, 0.5]);
    let predicted = classifier.infer(&sdr(&[0, 1])).unwrap();
    let e = libm::exp(-0.5 - 0.5);
    assert_eq!(probabilities(&predicted[0]), [e / (e + 1.0), 1.0 / (e + 1.0)]);
    let predicted = classifier.infer(&sdr(&[1, 5])).unwrap();
    let e = libm::exp(-0.5);
    assert_eq!(probabilities(&predicted[0]), [e / (e + 1.0), 1.0 / (e + 1.0)]);
}

//= spec/classifier.md#d-cla-1
//= type=test
//# The weights that a step predicts with MUST be those after the step's own target was learned.
//= spec/classifier.md#d-cla-5
//= type=test
//# If no learning rate is given, it MUST be 0.01.
#[test]
fn d_cla_1_a_step_predicts_with_what_it_has_just_learned() {
    let mut classifier = SdrClassifier::new(6, SdrClassifierParameters::default()).unwrap();
    classifier.step(&sdr(&[0]), target(0, 1.0), Learning::On).unwrap();
    let predicted = classifier.step(&sdr(&[0]), target(1, 2.0), Learning::On).unwrap();
    let e = libm::exp(-0.005 - 0.005);
    assert_eq!(probabilities(&predicted[0]), [e / (e + 1.0), 1.0 / (e + 1.0)]);
}

//= spec/classifier.md#cla-order
//= type=test
//# A pattern MUST be remembered for as many steps as the greatest horizon has.
#[test]
fn cla_order_each_horizon_learns_from_its_own_pattern() {
    let mut classifier = classifier(&[1, 3], 0.5);
    for (bit, bucket) in [(0, 0), (1, 1), (2, 1), (3, 2)] {
        classifier.step(&sdr(&[bit]), target(bucket, 0.0), Learning::On).unwrap();
    }
    let moved = |bit: u32| {
        let predicted = classifier.infer(&sdr(&[bit])).unwrap();
        predicted.iter().map(|prediction| prediction.mode().unwrap().bucket).collect::<Vec<_>>()
    };
    assert_eq!(moved(0), [1, 2], "bit 0 was followed by bucket 1, and by bucket 2 three steps on");
    assert_eq!(moved(1), [1, 0]);
    assert_eq!(moved(2), [2, 0]);
    assert_eq!(moved(3), [0, 0], "nothing came after it");
}

//= spec/classifier.md#cla-values
//= type=test
//# With each further target of a bucket, its value v MUST become (1 - value_rate) * v + value_rate
//# * x, where x is the target's value.
#[test]
fn cla_values_move_towards_the_targets() {
    let mut classifier = classifier(&[1], 0.1);
    classifier.step(&sdr(&[0]), target(3, 10.0), Learning::On).unwrap();
    let predicted = classifier.step(&sdr(&[0]), target(3, 20.0), Learning::On).unwrap();
    assert_eq!(predicted[0].outcomes[0].value, (1.0 - 0.3) * 10.0 + 0.3 * 20.0);
}

//= spec/classifier.md#cla-buckets
//= type=test
//# Once max_buckets buckets are known, a target of an unknown bucket MUST be treated as one of the
//# nearest known bucket, or of the lower one if two are equally near.
#[test]
fn cla_buckets_beyond_the_most_are_the_nearest_known() {
    let parameters = SdrClassifierParameters { max_buckets: 2, ..Default::default() };
    let mut classifier = SdrClassifier::new(6, parameters).unwrap();
    classifier.step(&sdr(&[0]), target(0, 0.0), Learning::On).unwrap();
    classifier.step(&sdr(&[0]), target(10, 10.0), Learning::On).unwrap();
    let predicted = classifier.step(&sdr(&[0]), target(5, 5.0), Learning::On).unwrap();
    let values: Vec<f64> = predicted[0].outcomes.iter().map(|outcome| outcome.value).collect();
    assert_eq!(values, [1.5, 10.0]);
    let predicted = classifier.step(&sdr(&[0]), target(i64::MAX, 20.0), Learning::On).unwrap();
    assert_eq!(predicted[0].outcomes[1].value, 13.0);
}

//= spec/classifier.md#cla-missing
//= type=test
//# In a step without a target, or without learning, weights, buckets and values MUST NOT change.
#[test]
fn cla_missing_targets_teach_nothing() {
    let mut classifier = classifier(&[1], 0.5);
    classifier.step(&sdr(&[0]), target(0, 1.0), Learning::On).unwrap();
    classifier.step(&sdr(&[1]), target(1, 2.0), Learning::On).unwrap();
    let before = classifier.infer(&sdr(&[0, 1])).unwrap();
    classifier.step(&sdr(&[0]), None, Learning::On).unwrap();
    classifier.step(&sdr(&[0]), target(2, 3.0), Learning::Off).unwrap();
    assert_eq!(classifier.infer(&sdr(&[0, 1])).unwrap(), before);
}

//= spec/classifier.md#cla-reset
//= type=test
//# A reset MUST forget the patterns.
//= spec/classifier.md#cla-reset
//= type=test
//# A reset MUST leave weights, buckets and values unchanged.
#[test]
fn cla_reset_nothing_is_learned_across_the_border() {
    let mut classifier = classifier(&[1], 0.5);
    classifier.step(&sdr(&[0]), target(0, 1.0), Learning::On).unwrap();
    classifier.step(&sdr(&[1]), target(1, 2.0), Learning::On).unwrap();
    let before = classifier.infer(&sdr(&[1])).unwrap();
    classifier.reset();
    classifier.step(&sdr(&[2]), target(0, 1.0), Learning::On).unwrap();
    assert_eq!(classifier.infer(&sdr(&[1])).unwrap(), before);
}

//= spec/classifier.md#cla-input
//= type=test
//# A pattern with another number of bits than the classifier was constructed for MUST be rejected.
//= spec/classifier.md#cla-input
//= type=test
//# A target with a value that is NaN or infinite MUST be rejected.
//= spec/classifier.md#cla-input
//= type=test
//# A step that is rejected MUST leave the state unchanged.
#[test]
fn cla_input_that_cannot_be_is_refused() {
    let mut classifier = classifier(&[1], 0.5);
    classifier.step(&sdr(&[0]), target(0, 1.0), Learning::On).unwrap();
    let before = classifier.clone();
    let wide = Sdr::new(7, [0]).unwrap();
    let error = classifier.step(&wide, target(0, 1.0), Learning::On).unwrap_err();
    assert_eq!(error, ClassifierError::WrongSize { step: 1, expected: 6, found: 7 });
    assert!(classifier.infer(&wide).is_err());
    for value in [f64::NAN, f64::INFINITY] {
        assert!(classifier.step(&sdr(&[0]), target(0, value), Learning::On).is_err());
    }
    assert_eq!(classifier, before);
}

fn prediction(outcomes: &[(i64, f64, f64)]) -> Prediction {
    let outcome =
        |&(bucket, value, probability): &(i64, f64, f64)| Outcome { bucket, value, probability };
    Prediction { steps: 1, outcomes: outcomes.iter().map(outcome).collect() }
}

//= spec/classifier.md#cla-mode
//= type=test
//# The mode MUST be the bucket with the greatest probability, or the lowest of several with that
//# probability.
//= spec/classifier.md#cla-mean
//= type=test
//# The mean MUST be the sum of probability times value over the buckets, in ascending order.
//= spec/classifier.md#cla-quantile
//= type=test
//# The quantile of q MUST be the value of the first bucket, in the order of the values and of equal
//# values in that of the buckets, at which the cumulative sum of the probabilities reaches q.
//= spec/classifier.md#cla-quantile
//= type=test
//# If the sum never reaches q, the quantile MUST be the greatest value.
#[test]
fn cla_points_of_a_distribution() {
    // The values need not ascend with the buckets.
    let prediction = prediction(&[(0, 30.0, 0.375), (1, 10.0, 0.25), (2, 20.0, 0.375)]);
    assert_eq!(prediction.mode().unwrap().bucket, 0);
    assert_eq!(prediction.mean(), Some(0.375 * 30.0 + 0.25 * 10.0 + 0.375 * 20.0));
    assert_eq!(prediction.quantile(0.25), Some(10.0));
    assert_eq!(prediction.median(), Some(20.0));
    assert_eq!(prediction.quantile(0.7), Some(30.0));
    assert_eq!(prediction.quantile(2.0), Some(30.0));
    assert_eq!((prediction.probability(1), prediction.probability(9)), (0.25, 0.0));
}

//= spec/classifier.md#cla-interpolated-quantile
//= type=test
//# The interpolated quantile of q MUST be the value at q on the straight line between two
//# neighbouring points (c + p / 2, value) of the buckets, in the order of the quantile, where p is
//# the probability of the bucket and c the sum of those before it.
//= spec/classifier.md#cla-interpolated-quantile
//= type=test
//# Before the first point it MUST be the first value and after the last point the last value.
#[test]
fn cla_interpolated_quantile_lies_between_the_values() {
    // The points are (0.125, 10), (0.4375, 20) and (0.8125, 30).
    let three = prediction(&[(0, 30.0, 0.375), (1, 10.0, 0.25), (2, 20.0, 0.375)]);
    for (share, value) in [
        (0.0, 10.0),
        (0.125, 10.0),
        (0.28125, 15.0),
        (0.4375, 20.0),
        (0.625, 25.0),
        (0.8125, 30.0),
        (0.9, 30.0),
        (2.0, 30.0),
    ] {
        assert_eq!(three.interpolated_quantile(share), Some(value), "{share}");
    }
    let impossible = prediction(&[(0, 1.0, 0.5), (1, 2.0, 0.0), (2, 3.0, 0.0), (3, 9.0, 0.5)]);
    assert_eq!(impossible.interpolated_quantile(0.5), Some(2.0));
    assert_eq!(prediction(&[]).interpolated_quantile(0.5), None);
    // This also holds if the difference of the values is greater than the largest number.
    let far = prediction(&[(0, -f64::MAX, 0.5), (1, f64::MAX, 0.5)]);
    assert_eq!(far.interpolated_quantile(0.5), Some(0.0));
    let upper = far.interpolated_quantile(0.625).unwrap() / (f64::MAX / 2.0);
    assert!((upper - 1.0).abs() < 1e-15, "{upper}");
}

/// Checks every prediction of a classifier over these steps.
fn check_probabilities(steps: Vec<(BTreeSet<u32>, i64)>, rate: f64) -> Result<(), TestCaseError> {
    let mut classifier = classifier(&[1, 4], rate);
    for (bits, bucket) in steps {
        let predictions = classifier
            .step(&Sdr::new(6, bits).unwrap(), target(bucket, bucket as f64), Learning::On)
            .unwrap();
        for prediction in predictions {
            let all = probabilities(&prediction);
            prop_assert!(all.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let buckets: Vec<i64> = prediction.outcomes.iter().map(|o| o.bucket).collect();
            prop_assert!(buckets.is_sorted_by(|a, b| a < b));
            let (low, high) = (prediction.quantile(0.0), prediction.quantile(1.0));
            let mean = prediction.mean().unwrap();
            prop_assert!(low.unwrap() - 1e-9 <= mean && mean <= high.unwrap() + 1e-9);
            prop_assert!(low <= prediction.median() && prediction.median() <= high);
            let shares = (0..=20).map(|n| prediction.interpolated_quantile(f64::from(n) / 20.0));
            let quantiles: Vec<f64> = shares.map(Option::unwrap).collect();
            prop_assert!(quantiles.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9));
        }
    }
    Ok(())
}

/// A regression case: one step at the smallest learning rate.
#[test]
fn probabilities_add_up_to_one_after_a_single_step_at_a_low_rate() {
    check_probabilities(vec![([4].into(), 0)], 0.01).unwrap();
}

proptest! {
    #[test]
    fn probabilities_add_up_to_one_and_lie_between(
        steps in prop::collection::vec((prop::collection::btree_set(0..6u32, 0..6), -3..4i64), 1..60),
        rate in 0.01..20.0f64,
    ) {
        check_probabilities(steps, rate)?;
    }

    /// A small step makes the observed bucket more probable: the gradient points the right way.
    #[test]
    fn what_came_becomes_more_probable(
        bits in prop::collection::btree_set(0..6u32, 1..6),
        before in prop::collection::vec((0..6u32, 0..4i64), 2..30),
        bucket in 0..4i64,
    ) {
        let mut classifier = classifier(&[1], 0.1);
        for (bit, bucket) in before {
            classifier.step(&sdr(&[bit]), target(bucket, 0.0), Learning::On).unwrap();
        }
        classifier.step(&sdr(&[0]), target(bucket, 0.0), Learning::On).unwrap();
        let pattern = Sdr::new(6, bits).unwrap();
        let old = classifier.step(&pattern, None, Learning::On).unwrap()[0].probability(bucket);
        classifier.step(&sdr(&[0]), target(bucket, 0.0), Learning::On).unwrap();
        let new = classifier.infer(&pattern).unwrap()[0].probability(bucket);
        prop_assert!(new >= old);
    }
}
