//! Steps whose outcome could depend on the last bit of an exponential.

use serde_json::Value;

use crate::{Step, TOLERANCE, Vector};

/// Whether no outcome in a vector depends on the last bit of an exponential (D-SP-23): any two
/// overlaps of a spatial pooler are equal or clearly apart, and so are each overlap and the
/// stimulus threshold, a classifier's probabilities and the greatest of them, and the sums of
/// probabilities and the quantile.
#[must_use]
pub fn scores_are_apart(vector: &Vector) -> bool {
    !vector.steps.iter().any(|step| is_close(&vector.header.parameters, step))
}

/// Whether the last bit of an exponential could change the outcome of a step.
pub(super) fn is_close(parameters: &Value, step: &Step) -> bool {
    let predictions = step.output.get("predictions").and_then(Value::as_array);
    let quantile = step.input.get("quantile").and_then(Value::as_f64).unwrap_or(0.5);
    let mut predictions = predictions.into_iter().flatten();
    are_overlaps_close(parameters, &step.output)
        || predictions.any(|prediction| is_prediction_close(prediction, quantile))
}

/// Unequal, but within the tolerance.
fn close(a: f64, b: f64) -> bool {
    a != b && (a - b).abs() < TOLERANCE
}

/// Whether two overlaps that are neighbours in size are neither equal nor clearly apart.
fn are_overlaps_close(parameters: &Value, output: &Value) -> bool {
    let Some(overlaps) = output.get("overlaps").and_then(Value::as_array) else { return false };
    let mut scores: Vec<f64> = overlaps.iter().filter_map(Value::as_f64).collect();
    scores.extend(parameters.get("stimulus_threshold").and_then(Value::as_f64));
    scores.sort_by(f64::total_cmp);
    scores.windows(2).any(|pair| close(pair[0], pair[1]))
}

/// Whether another bucket could be the mode, or another value the quantile.
fn is_prediction_close(prediction: &Value, quantile: f64) -> bool {
    let outcomes = prediction.get("outcomes").and_then(Value::as_array).into_iter().flatten();
    let mut outcomes: Vec<(f64, f64)> =
        outcomes.filter_map(|outcome| Some((outcome[1].as_f64()?, outcome[2].as_f64()?))).collect();
    let greatest = outcomes.iter().fold(0.0, |greatest, outcome| outcome.1.max(greatest));
    // NB: equal values keep the order of their buckets.
    outcomes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0.0;
    outcomes.into_iter().any(|(_, probability)| {
        sum += probability;
        close(probability, greatest) || close(sum, quantile)
    })
}
