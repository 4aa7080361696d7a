//! Properties that hold for every stream.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

fn parameters() -> impl Strategy<Value = AnomalyLikelihoodParameters> {
    (0u32..30, 0u32..30, 0u32..40, 1u32..15, 1u32..8, any::<bool>()).prop_map(
        |(learning_period, samples, more, reestimation_period, averaging_window, two_sided)| {
            AnomalyLikelihoodParameters {
                learning_period,
                // NB: the oracle has no answer if there is no probation.
                estimation_samples: samples.max(u32::from(learning_period == 0)),
                history_window: samples.max(averaging_window) + more,
                reestimation_period,
                averaging_window,
                tail: if two_sided { Tail::TwoSided } else { Tail::OneSided },
            }
        },
    )
}

/// Streams with stretches of low and high scores and of flat and moving metrics, and with gaps.
fn stream() -> impl Strategy<Value = Vec<Row>> {
    let stretch = (0.0..1.0, 0.0..0.2, prop_oneof![Just(0.0), Just(1.0)], 1usize..30)
        .prop_flat_map(|(level, noise, moves, len): (f64, f64, f64, usize)| {
            let raw = (0.0..1.0).prop_map(move |x: f64| (level + noise * x).min(1.0));
            let value = option::weighted(0.8, (0.0..1.0).prop_map(move |x: f64| moves * x));
            vec((value, raw), len)
        });
    vec(stretch, 1..8).prop_map(|stretches| stretches.concat())
}

proptest! {
    //= spec/anomaly.md#anom-likelihood-state
    //= type=test
    //# The state MUST consist of the row counter i, the history H of pairs of a value and a raw
    //# score, the distribution and the previous tail.
    //= spec/anomaly.md#anom-likelihood-reestimation
    //= type=test
    //# In every later row the distribution MUST be estimated from H, which holds only rows before
    //# i, if it is undefined or i modulo reestimation_period is 0.
    //= spec/anomaly.md#anom-likelihood-current
    //= type=test
    //# The tail probability q of row i MUST be that of its average under the distribution.
    #[test]
    fn anom_likelihood_stream_is_each_row_recomputed_from_the_whole_past(
        parameters in parameters(),
        rows in stream(),
    ) {
        let streamed = run(&parameters, &rows);
        for (i, step) in streamed.iter().enumerate() {
            let likelihood = oracle::likelihood(&parameters, &rows, i);
            prop_assert_eq!(step.likelihood, likelihood, "row {}", i);
            prop_assert_eq!(step.log_likelihood, log_likelihood(likelihood), "row {}", i);
        }
    }

    #[test]
    fn anom_likelihood_lies_between_0_and_1(parameters in parameters(), rows in stream()) {
        for step in run(&parameters, &rows) {
            prop_assert!((0.0..=1.0).contains(&step.likelihood));
            prop_assert!((-1e-11..=1.0).contains(&step.log_likelihood));
        }
    }

    //= spec/anomaly.md#anom-raw
    //= type=test
    //# The raw anomaly score of a step MUST be 1 - p / a, where a is the number of active columns
    //# and p the number of those that were predicted.
    #[test]
    fn anom_raw_is_the_part_that_was_not_predicted(active in 1u32..5000, part in 0.0..=1.0_f64) {
        let predicted = (f64::from(active) * part).floor() as u32;
        let score = raw_anomaly_score(active, predicted);
        prop_assert_eq!(score, 1.0 - f64::from(predicted) / f64::from(active));
        prop_assert!((0.0..=1.0).contains(&score));
    }

    //= spec/anomaly.md#anom-range-rule
    //= type=test
    //# The range rule MUST fire on a value x if and only if at least two different values were seen
    //# before it and x > high + t or x < low - t, where low and high are the smallest and largest
    //# of them and t = (high - low) * 0.05.
    #[test]
    fn anom_range_rule_is_a_look_at_all_values_before(values in vec(option::of(-3i8..3), 0..40)) {
        let mut rule = RangeRule::new();
        for (i, value) in values.iter().enumerate() {
            let past: Vec<f64> = values[..i].iter().flatten().map(|&x| f64::from(x)).collect();
            let low = past.iter().copied().fold(f64::INFINITY, f64::min);
            let high = past.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let t = (high - low) * 0.05;
            let fires = value.is_some_and(|x| {
                let x = f64::from(x);
                low < high && (x > high + t || x < low - t)
            });
            prop_assert_eq!(rule.step(value.map(f64::from)), fires);
        }
    }
}
