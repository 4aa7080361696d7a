//! One example for each rule.

use super::*;

//= spec/anomaly.md#anom-raw
//= type=test
//# The raw anomaly score of a step without active columns MUST be 0.
#[test]
fn anom_raw_without_active_columns_is_0() {
    assert_eq!(raw_anomaly_score(0, 0), 0.0);
    assert_eq!(raw_anomaly_score(40, 0), 1.0);
    assert_eq!(raw_anomaly_score(40, 40), 0.0);
    assert_eq!(raw_anomaly_score(40, 41), 0.0);
}

//= spec/anomaly.md#anom-likelihood-state
//= type=test
//# Initially i MUST be 0, H empty, and the distribution and the previous tail undefined.
#[test]
fn anom_likelihood_state_starts_empty() {
    let stream = AnomalyLikelihood::new(small()).unwrap();
    assert_eq!(stream.row(), 0);
    assert_eq!(stream.distribution(), None);
    assert_eq!(stream.history_len(), 0);
    assert_eq!(stream.tail_before(), None);
}

//= spec/anomaly.md#anom-likelihood-input
//= type=test
//# A raw score that is not a number from 0 to 1 MUST be rejected.
//= spec/anomaly.md#anom-likelihood-input
//= type=test
//# An infinite value MUST be rejected.
//= spec/anomaly.md#anom-likelihood-input
//= type=test
//# A row that is rejected MUST leave the state unchanged.
#[test]
fn anom_likelihood_input_refusals_say_what_is_wrong_and_change_nothing() {
    let mut stream = after(&small(), &rows([0.1; 12]));
    let untouched = stream.clone();
    let mut messages = Vec::new();
    for (value, raw) in [
        (None, -0.1),
        (None, 1.000001),
        (None, f64::NAN),
        (None, f64::INFINITY),
        (Some(f64::INFINITY), 0.5),
        (Some(f64::NEG_INFINITY), 0.5),
    ] {
        messages.push(stream.step(value, raw).unwrap_err().to_string());
    }
    assert_eq!(stream, untouched);
    insta::assert_snapshot!(messages.join("\n"));
}

//= spec/anomaly.md#anom-likelihood-input
//= type=test
//# A value that is NaN MUST be treated as a missing value.
#[test]
fn anom_likelihood_input_nan_is_missing() {
    let missing = after(&small(), &[(None, 0.5)]);
    let mut nan = AnomalyLikelihood::new(small()).unwrap();
    nan.step(Some(f64::NAN), 0.5).unwrap();
    assert_eq!(nan, missing);
}

//= spec/anomaly.md#anom-likelihood-probation
//= type=test
//# While i < learning_period + estimation_samples, the likelihood MUST be 0.5.
#[test]
fn anom_likelihood_probation_is_one_half() {
    let rows = rows((0..11).map(|i| f64::from(i % 2)));
    let steps = run(&small(), &rows);
    assert!(steps[..10].iter().all(|step| step.likelihood == 0.5));
    assert_ne!(steps[10].likelihood, 0.5);
}

//= spec/anomaly.md#anom-likelihood-reestimation
//= type=test
//# In every later row the distribution MUST be estimated from H, which holds only rows before i, if
//# it is undefined or i modulo reestimation_period is 0.
#[test]
fn anom_likelihood_reestimation_is_in_the_first_row_and_in_multiples_of_the_period() {
    let parameters = AnomalyLikelihoodParameters { estimation_samples: 7, ..small() };
    let mut stream = AnomalyLikelihood::new(parameters).unwrap();
    let mut estimated = Vec::new();
    for (i, (value, raw)) in rows((0..22).map(|i| f64::from(i) / 22.0)).into_iter().enumerate() {
        let before = stream.distribution();
        stream.step(value, raw).unwrap();
        if stream.distribution() != before {
            estimated.push(i);
        }
    }
    assert_eq!(estimated, [11, 15, 20]);
}

//= spec/anomaly.md#anom-likelihood-averages
//= type=test
//# The average at entry j of H MUST be the sum of the raw scores of entries max(0, j -
//# averaging_window + 1) to j, divided by their number.
#[test]
fn anom_likelihood_averages_are_short_at_the_head() {
    let stream = after(&small(), &rows([0.0, 1.0, 0.5, 0.0, 1.0]));
    assert_eq!(stream.averages(), [0.0, 0.5, 0.5, 0.5, 0.5]);
    // A history of three rows has dropped the first two, so averages at its start are short again.
    let parameters =
        AnomalyLikelihoodParameters { estimation_samples: 0, history_window: 3, ..small() };
    let stream = after(&parameters, &rows([1.0, 0.0, 0.5, 0.0, 1.0]));
    assert_eq!(stream.averages(), [0.5, 0.25, 0.5]);
}

//= spec/anomaly.md#anom-likelihood-skip
//= type=test
//# The first K = min(i, max(0, learning_period - max(0, i - history_window))) entries of H MUST be
//# left out of the estimate.
#[test]
fn anom_likelihood_skip_leaves_out_what_remains_of_the_learning_period() {
    // The learning period scores 1, the rest 0.5; averages of one row, so that none reaches back.
    let parameters =
        AnomalyLikelihoodParameters { averaging_window: 1, history_window: 22, ..small() };
    let raw = |learned: usize| rows((0..learned).map(|i| if i < 4 { 1.0 } else { 0.5 }));
    let mean = |rows: usize| after(&parameters, &raw(rows)).distribution().unwrap().mean;
    assert_eq!(mean(11), 0.5);
    // In row 20 the history still holds all of the learning period, in row 25 only its last row, in
    // row 30 none of it.
    assert_eq!([21, 26, 31].map(mean), [0.5; 3]);
    // With averages over three rows, the first two that remain reach back into it.
    let mut reaching = after(&small(), &raw(10));
    reaching.step(Some(0.0), 0.5).unwrap();
    let expected = (2.5 / 3.0 + 2.0 / 3.0 + 4.0 * 0.5) / 6.0;
    assert!((reaching.distribution().unwrap().mean - expected).abs() < 1e-15);
}

//= spec/anomaly.md#anom-likelihood-normal
//= type=test
//# The mean m MUST be the sum of the averages that remain, divided by their number.
//= spec/anomaly.md#anom-likelihood-normal
//= type=test
//# The variance v MUST be the sum of (a - m) * (a - m) over the averages a that remain, divided by
//# their number.
//= spec/anomaly.md#anom-likelihood-normal
//= type=test
//# The distribution MUST have the mean max(m, 0.03) and the deviation sqrt(max(v, 0.0003)).
#[test]
fn anom_likelihood_normal_is_mean_and_population_variance_with_floors() {
    let moving = [1.0, 2.0];
    let plain = Distribution::estimate(&[0.25, 0.75], &moving);
    assert_eq!(plain, Distribution { mean: 0.5, deviation: 0.25 });
    let floored = Distribution::estimate(&[0.0, 0.02], &moving);
    assert_eq!(floored, Distribution { mean: 0.03, deviation: 0.0003_f64.sqrt() });
    // The variance is taken around the mean 0.01, not around the floor 0.03.
    let around = Distribution::estimate(&[0.0, 0.0, 0.0, 0.04], &moving);
    assert_eq!(around, Distribution { mean: 0.03, deviation: 0.0003_f64.sqrt() });
}

//= spec/anomaly.md#anom-likelihood-null
//= type=test
//# If no entry remains, the distribution MUST be the null distribution with mean 0.5 and deviation
//# 1000.
#[test]
fn anom_likelihood_null_when_nothing_stays() {
    let parameters = AnomalyLikelihoodParameters { estimation_samples: 0, ..small() };
    let mut stream = after(&parameters, &rows([0.0; 4]));
    let step = stream.step(Some(9.0), 1.0).unwrap();
    let null = Distribution { mean: 0.5, deviation: 1000.0 };
    assert_eq!(stream.distribution(), Some(null));
    assert!((step.likelihood - 0.5).abs() < 0.001);
}

//= spec/anomaly.md#anom-likelihood-flat
//= type=test
//# If the variance of the values of the entries that remain, computed in the same way as v, is less
//# than 0.000015, the distribution MUST be the null distribution.
#[test]
fn anom_likelihood_flat_metric_has_the_null_distribution() {
    let averages = [0.25, 0.75];
    // Two values d apart have the variance d * d / 4: 0.0077 is below the limit, 0.0078 above it.
    assert_eq!(Distribution::estimate(&averages, &[0.0, 0.0077]), Distribution::NULL);
    assert_ne!(Distribution::estimate(&averages, &[0.0, 0.0078]), Distribution::NULL);
    // Only rows after the learning period are considered.
    let learned = (0..11).map(|i| (Some(if i < 4 { f64::from(i) } else { 7.0 }), 0.1));
    let stream = after(&small(), &learned.collect::<Vec<_>>());
    assert_eq!(stream.distribution(), Some(Distribution::NULL));
}

/// The variance of the largest numbers is not finite, and is not that of a flat metric.
#[test]
fn values_whose_squares_are_no_numbers_are_not_flat_and_give_numbers() {
    let averages = [0.25, 0.75];
    let moving = Distribution::estimate(&averages, &[0.0, 1.0]);
    for values in [[1e308, -1e308], [f64::MAX, f64::MAX], [f64::MAX, 5e-324], [1e200, 0.0]] {
        assert_eq!(Distribution::estimate(&averages, &values), moving, "{values:?}");
    }
    let largest = |i: usize| Some(if i.is_multiple_of(2) { f64::MAX } else { -f64::MAX });
    let rows: Vec<Row> = (0..60).map(|i| (largest(i), (i % 3) as f64 / 2.0)).collect();
    for Likelihood { likelihood, log_likelihood } in run(&small(), &rows) {
        assert!((0.0..=1.0).contains(&likelihood) && (-1e-11..=1.0).contains(&log_likelihood));
    }
}

//= spec/anomaly.md#anom-likelihood-missing
//= type=test
//# Entries with a missing value MUST be left out of the variance of the values.
//= spec/anomaly.md#anom-likelihood-missing
//= type=test
//# If no entry that remains has a value, the test for a flat metric MUST be skipped.
#[test]
fn anom_likelihood_missing_values_have_no_part_in_the_test_for_a_flat_metric() {
    let distribution = |value: fn(usize) -> Option<f64>| {
        let rows: Vec<Row> = (0..11).map(|i| (value(i), (i % 2) as f64)).collect();
        after(&small(), &rows).distribution().unwrap()
    };
    let moving = distribution(|i| Some(i as f64));
    assert_ne!(moving, Distribution::NULL);
    assert_eq!(distribution(|_| None), moving);
    assert_eq!(distribution(|i| (i % 2 == 0).then_some(i as f64)), moving);
    assert_eq!(distribution(|i| (i % 2 == 0).then_some(5.0)), Distribution::NULL);
    assert_eq!(distribution(|i| (i == 7).then_some(5.0)), Distribution::NULL);
}

//= spec/anomaly.md#anom-likelihood-tail
//= type=test
//# The one-sided tail probability of an average a MUST be q = 0.5 * erfc(z / 1.4142) with z = (a -
//# mean) / deviation.
//= spec/anomaly.md#anom-likelihood-tail
//= type=test
//# The two-sided tail probability of an average a MUST be q = 0.5 * erfc(z / 1.4142) with z = |a -
//# mean| / deviation.
#[test]
fn anom_likelihood_tail_is_that_of_the_normal_distribution() {
    let distribution = Distribution { mean: 0.5, deviation: 0.25 };
    let tail = |average, tail| distribution.tail_probability(average, tail);
    assert_eq!(tail(0.5, Tail::OneSided), 0.5);
    // In the table of the normal distribution, 0.158655 lies beyond one standard deviation. The
    // divisor 1.4142 gives 0.158653.
    assert!((tail(0.75, Tail::OneSided) - 0.158_653).abs() < 1e-6);
    assert!((tail(0.25, Tail::OneSided) - 0.841_347).abs() < 1e-6);
    assert_eq!(tail(0.25, Tail::TwoSided), tail(0.75, Tail::OneSided));
    assert_eq!(tail(0.75, Tail::TwoSided), tail(0.75, Tail::OneSided));
}

//= spec/anomaly.md#anom-likelihood-before
//= type=test
//# After an estimate the previous tail MUST become the tail probability of the average at the last
//# entry of H under the new distribution.
#[test]
fn anom_likelihood_before_is_recomputed_by_an_estimate() {
    // Rows 0 to 98 are unsurprising. Row 99 is a shock, which the probation does not judge. The
    // estimate in row 100 finds it red in its history, so row 100 is not the first row of the run.
    let parameters = AnomalyLikelihoodParameters {
        averaging_window: 1,
        learning_period: 0,
        estimation_samples: 100,
        history_window: 100,
        ..small()
    };
    let quiet = rows([0.0; 99]);
    let mut shocked = quiet.clone();
    shocked.push((Some(0.0), 1.0));
    let mut stream = after(&parameters, &shocked);
    assert_eq!(stream.tail_before(), None);
    assert_eq!(stream.step(Some(1.0), 1.0).unwrap().likelihood, 0.999);
    // Without the shock in row 99, the one in row 100 is the first.
    let mut calm = after(&parameters, &[quiet, rows([0.0])].concat());
    assert!(calm.step(Some(1.0), 1.0).unwrap().likelihood > 0.99999);
}

#[test]
fn anom_likelihood_before_stays_unknown_after_a_probation_of_no_rows() {
    let mut stream = AnomalyLikelihood::new(AnomalyLikelihoodParameters::for_probation(0)).unwrap();
    let step = stream.step(Some(1.0), 1.0).unwrap();
    assert_eq!(stream.distribution(), Some(Distribution::NULL));
    assert!((step.likelihood - 0.5).abs() < 0.001);
}

//= spec/anomaly.md#anom-likelihood-current
//= type=test
//# The average of row i MUST be the sum of the last averaging_window - 1 raw scores of H, or of all
//# if H holds fewer, and of the row's own raw score, divided by their number.
#[test]
fn anom_likelihood_current_average_takes_in_the_row_itself() {
    let stream = after(&small(), &rows([1.0, 0.25, 0.5]));
    assert_eq!(stream.average(0.75), 0.5);
    assert_eq!(after(&small(), &rows([0.5])).average(1.0), 0.75);
    assert_eq!(after(&small(), &[]).average(1.0), 1.0);
}

//= spec/anomaly.md#anom-likelihood-filter
//= type=test
//# If both q and the previous tail are at most 1 - 0.99999, the filtered q MUST be 1 - 0.999.
//= spec/anomaly.md#anom-likelihood-filter
//= type=test
//# Otherwise the filtered q MUST be q.
//= spec/anomaly.md#anom-likelihood-filter
//= type=test
//# The previous tail MUST then become the unfiltered q.
#[test]
fn anom_likelihood_filter_keeps_the_first_row_of_a_red_run() {
    let red: f64 = 1.0 - 0.99999;
    let above = f64::from_bits(red.to_bits() + 1);
    let mut stream = AnomalyLikelihood::new(small()).unwrap();
    let filtered: Vec<f64> =
        [0.5, red, red, 0.0, above, 0.0, 1e-6].map(|tail| stream.filter(tail)).into();
    let yellow = 1.0 - 0.999;
    assert_eq!(filtered, [0.5, red, yellow, yellow, above, 0.0, yellow]);
    assert_eq!(stream.tail_before(), Some(1e-6));
    // An undefined previous tail is not red.
    assert_eq!(AnomalyLikelihood::new(small()).unwrap().filter(0.0), 0.0);
}

//= spec/anomaly.md#anom-likelihood-result
//= type=test
//# The likelihood MUST be 1 minus the filtered q.
#[test]
fn anom_likelihood_result_is_one_minus_the_tail() {
    let mut stream = after(&small(), &rows([0.1, 0.3].repeat(5)));
    let step = stream.step(Some(2.0), 0.4).unwrap();
    let distribution = stream.distribution().unwrap();
    let average = (0.1 + 0.3 + 0.4) / 3.0;
    let tail = distribution.tail_probability(average, Tail::OneSided);
    assert!((step.likelihood - (1.0 - tail)).abs() < 1e-15);
    assert_eq!(step.log_likelihood, log_likelihood(step.likelihood));
}

//= spec/anomaly.md#anom-likelihood-log
//= type=test
//# The log likelihood of a likelihood MUST be log(1.0000000001 - likelihood) / -23.02585084720009,
//# with the natural logarithm.
#[test]
fn anom_likelihood_log_spreads_what_lies_close_to_1() {
    for (likelihood, expected) in
        [(0.0, 0.0), (0.5, 0.030_103), (0.9, 0.1), (0.999, 0.3), (0.99999, 0.5), (1.0, 1.0)]
    {
        assert!((log_likelihood(likelihood) - expected).abs() < 1e-6, "{likelihood}");
    }
    assert!(log_likelihood(0.0) < 0.0);
    assert!(log_likelihood(1.0) <= 1.0);
}

//= spec/anomaly.md#anom-likelihood-history
//= type=test
//# At the end of every row, also in the probation, the pair of its value and its raw score MUST be
//# appended to H and i be increased by 1.
//= spec/anomaly.md#anom-likelihood-history
//= type=test
//# If H then holds more than history_window entries, the oldest MUST be dropped.
#[test]
fn anom_likelihood_history_holds_the_last_rows() {
    let mut stream = AnomalyLikelihood::new(small()).unwrap();
    for (i, (value, raw)) in rows([0.2; 50]).into_iter().enumerate() {
        assert_eq!(stream.row(), i as u64);
        assert_eq!(stream.history_len(), i.min(20));
        stream.step(value, raw).unwrap();
    }
}

//= spec/anomaly.md#anom-likelihood-nab
//= type=test
//# In a file of n rows the probation MUST be p = min(floor(0.15 * n), 750) rows.
//= spec/anomaly.md#anom-likelihood-nab
//= type=test
//# For a probation of p rows, learning_period MUST be floor(p / 2) and estimation_samples p -
//# learning_period.
#[test]
fn anom_likelihood_nab_periods() {
    let probations = [0, 6, 7, 4032, 4999, 5000, 22_695].map(nab_probation);
    assert_eq!(probations, [0, 0, 1, 604, 749, 750, 750]);
    for probation in [0, 1, 2, 749, 750, 17_280] {
        let parameters = AnomalyLikelihoodParameters::for_probation(probation);
        assert_eq!(parameters.learning_period, probation / 2);
        assert_eq!(parameters.probation(), u64::from(probation));
        assert_eq!(parameters.validate(), Ok(()));
    }
}

//= spec/anomaly.md#anom-range-rule
//= type=test
//# A missing value MUST neither fire the range rule nor change what it has seen.
#[test]
fn anom_range_rule_ignores_missing_values() {
    let mut rule = RangeRule::new();
    assert!(!rule.step(None));
    assert!(!rule.step(Some(1.0)));
    assert!(!rule.step(Some(2.0)));
    assert!(!rule.step(Some(f64::NAN)));
    assert_eq!(rule.range(), Some((1.0, 2.0)));
    assert!(!rule.step(Some(0.96)));
    assert!(rule.step(Some(0.8)));
    assert_eq!(rule.range(), Some((0.8, 2.0)));
}

//= spec/anomaly.md#anom-range-rule
//= type=test
//# On a row where the range rule is in use and fires, the final score MUST be 1, and otherwise the
//# log likelihood.
#[test]
fn anom_range_rule_overrides_the_log_likelihood() {
    assert_eq!(final_score(true, 0.25), 1.0);
    assert_eq!(final_score(false, 0.25), 0.25);
}
