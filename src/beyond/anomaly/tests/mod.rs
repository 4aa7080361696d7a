//! One test for each rule of `spec/anomaly.md`, and a comparison of the stream with a recomputation
//! of each row from all rows before it.

mod oracle;
mod parameters;
mod properties;
mod rules;

use super::*;

type Row = (Option<f64>, f64);

fn run(parameters: &AnomalyLikelihoodParameters, rows: &[Row]) -> Vec<Likelihood> {
    let mut stream = AnomalyLikelihood::new(parameters.clone()).unwrap();
    rows.iter().map(|&(value, raw)| stream.step(value, raw).unwrap()).collect()
}

/// The stream after `rows`.
fn after(parameters: &AnomalyLikelihoodParameters, rows: &[Row]) -> AnomalyLikelihood {
    let mut stream = AnomalyLikelihood::new(parameters.clone()).unwrap();
    for &(value, raw) in rows {
        stream.step(value, raw).unwrap();
    }
    stream
}

/// Rows with these raw scores, of a metric that is not flat.
fn rows(raw: impl IntoIterator<Item = f64>) -> Vec<Row> {
    raw.into_iter().enumerate().map(|(i, raw)| (Some((i % 7) as f64), raw)).collect()
}

fn small() -> AnomalyLikelihoodParameters {
    AnomalyLikelihoodParameters {
        learning_period: 4,
        estimation_samples: 6,
        history_window: 20,
        reestimation_period: 5,
        averaging_window: 3,
        tail: Tail::OneSided,
    }
}
