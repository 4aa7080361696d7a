//! Steps in which the last bit of an exponential could decide.

use serde_json::Value;

use crate::{Step, TOLERANCE, Vector};

/// Whether nothing in a vector hangs on the last bit of an exponential (D-SP-23): all pairs of a spatial
/// pooler's overlaps are equal or clearly apart, and each from the stimulus threshold; so are a
/// classifier's greatest probabilities, and the sums of probabilities from the quantile.
#[must_use]
pub fn scores_are_apart(vector: &Vector) -> bool {
    !vector.steps.iter().any(|step| is_close(&vector.header.parameters, step))
}

/// Whether the last bit of an exponential could decide something in a step.
pub(super) fn is_close(parameters: &Value, step: &Step) -> bool {
    let predictions = step.output.get("predictions").and_then(Value::as_array);
    let quantile = step.input.get("quantile").and_then(Value::as_f64).unwrap_or(0.5);
    let mut predictions = predictions.into_iter().flatten();
    are_overlaps_close(parameters, &step.output)
        || predictions.any(|prediction| is_prediction_close(prediction, quantile))
}

/// Unequal, and yet within the tolerance.
fn close(a: f64, b: f64) -> bool {
    a != b && (a - b).abs() < TOLERANCE
}

/// Whether an overlap is neither equal to its neighbour in size nor clearly apart from it.
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
