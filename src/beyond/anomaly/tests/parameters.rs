//! Parameters, and one small run as a whole.

use super::*;

#[test]
fn anom_likelihood_parameters_out_of_bounds_are_refused() {
    let bad = [
        AnomalyLikelihoodParameters { history_window: 0, ..small() },
        AnomalyLikelihoodParameters { reestimation_period: 0, ..small() },
        AnomalyLikelihoodParameters { averaging_window: 0, ..small() },
        AnomalyLikelihoodParameters { averaging_window: 21, ..small() },
        AnomalyLikelihoodParameters { estimation_samples: 21, ..small() },
    ];
    let messages: Vec<String> = bad
        .into_iter()
        .map(|parameters| AnomalyLikelihood::new(parameters).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn anom_likelihood_parameters_that_can_hardly_be_meant_are_warned_of() {
    assert_eq!(AnomalyLikelihoodParameters::default().warnings(), []);
    let parameters =
        AnomalyLikelihoodParameters { estimation_samples: 2, reestimation_period: 21, ..small() };
    let messages: Vec<String> = parameters.warnings().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

/// Predictable rows with one blip, a run of surprises, and predictable rows again.
#[test]
fn anom_likelihood_of_a_small_run() {
    let raw = (0..40).map(|i| match i {
        0..4 => 1.0,
        14 => 0.3,
        22..27 => 1.0,
        _ if i % 3 == 0 => 0.1,
        _ => 0.0,
    });
    let rows = rows(raw);
    let mut stream = AnomalyLikelihood::new(small()).unwrap();
    let mut lines = vec!["row raw    mean deviation   likelihood   log".to_owned()];
    for (i, &(value, raw)) in rows.iter().enumerate() {
        let Likelihood { likelihood, log_likelihood } = stream.step(value, raw).unwrap();
        let (mean, deviation) = stream.distribution().map_or(("-".into(), "-".into()), |d| {
            (format!("{:.4}", d.mean), format!("{:.4}", d.deviation))
        });
        lines.push(format!(
            "{i:3} {raw:.1} {mean:>7} {deviation:>9} {likelihood:12.8} {log_likelihood:.4}"
        ));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[cfg(feature = "serde")]
#[test]
fn anom_likelihood_parameters_are_read_with_defaults_and_without_unknown_names() {
    let read = serde_json::from_str::<AnomalyLikelihoodParameters>;
    let parameters = read(r#"{"tail": "two-sided", "learning_period": 5}"#).unwrap();
    let expected = AnomalyLikelihoodParameters {
        tail: Tail::TwoSided,
        learning_period: 5,
        ..Default::default()
    };
    assert_eq!(parameters, expected);
    let written = serde_json::to_string(&expected).unwrap();
    assert_eq!(serde_json::from_str(&written).ok(), Some(expected));
    assert!(read(r#"{"period": 5}"#).is_err());
    assert!(read(r#"{"tail": "OneSided"}"#).is_err());
}
