//! Algorithm `sdr-classifier`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, check_ascending, in_parameters, require};
use crate::{Header, read_object};
use bami_htm::classifier::{
    ClassifierError, Prediction, SdrClassifier, SdrClassifierParameters, Target,
};
use bami_htm::sdr::Sdr;

/// The maximum number of weights for one bucket: bits times horizons.
const MOST_WEIGHTS: u64 = 10_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    size: u32,
    steps: Vec<u32>,
    #[serde(default)]
    learning_rate: Option<f64>,
    value_rate: f64,
    max_buckets: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    active_bits: Vec<u32>,
    #[serde(default)]
    bucket: Option<i64>,
    #[serde(default)]
    value: Option<f64>,
    #[serde(default = "super::learns_by_default")]
    learn: bool,
    #[serde(default = "median")]
    quantile: f64,
}

fn median() -> f64 {
    0.5
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    reset: bool,
}

pub(super) fn new(header: &Header) -> Result<Box<dyn Algorithm>, ModelError> {
    require(&header.parameters, &["size", "steps", "value_rate", "max_buckets"])?;
    let given: Parameters = read_object("parameters", &header.parameters)?;
    check_size(&given)?;
    let mut parameters = SdrClassifierParameters::default()
        .with_steps(given.steps)
        .with_value_rate(given.value_rate)
        .with_max_buckets(given.max_buckets);
    if let Some(learning_rate) = given.learning_rate {
        parameters.learning_rate = learning_rate;
    }
    Ok(Box::new(SdrClassifier::new(given.size, parameters).map_err(in_parameters)?))
}

//= spec/conformance.md#conf-classifier-size
//# The size of a classifier MUST be at least 1, and the size times the number of its steps at most
//# 10000000.
fn check_size(parameters: &Parameters) -> Result<(), ModelError> {
    let (size, horizons) = (u64::from(parameters.size), parameters.steps.len() as u64);
    if size >= 1 && size * horizons <= MOST_WEIGHTS {
        return Ok(());
    }
    let problem = format!(
        "{size} bits and {horizons} steps: there must be at least 1 bit, and bits times steps must be at most {MOST_WEIGHTS}"
    );
    Err(ModelError::new("parameters.size", problem))
}

//= spec/conformance.md#conf-classifier-target
//# A bucket without a value, a value without a bucket, and a bucket below -4294967295 or above
//# 4294967295 MUST be rejected.
fn target(bucket: Option<i64>, value: Option<f64>) -> Result<Option<Target>, ModelError> {
    const GREATEST: u64 = u32::MAX as u64;
    match (bucket, value) {
        (None, None) => Ok(None),
        (Some(bucket), Some(value)) if bucket.unsigned_abs() <= GREATEST => {
            Ok(Some(Target { bucket, value }))
        }
        (Some(bucket), Some(_)) => {
            let problem = format!("{bucket}: must be from -{GREATEST} to {GREATEST}");
            Err(ModelError::new("input.bucket", problem))
        }
        (None, _) => Err(ModelError::new("input.bucket", "is missing, although a value is given")),
        (_, None) => Err(ModelError::new("input.value", "is missing, although a bucket is given")),
    }
}

impl Algorithm for SdrClassifier {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        if input.get("reset").is_some() {
            let Reset { reset } = read_object("input", input)?;
            if !reset {
                return Err(ModelError::new("input.reset", "false: must be true or omitted"));
            }
            self.reset();
            return Ok(json!({}));
        }
        let Input { active_bits, bucket, value, learn, quantile } = read_object("input", input)?;
        let place = "input.active_bits";
        check_ascending(place, &active_bits)?;
        let pattern =
            Sdr::new(self.size(), active_bits).map_err(|error| ModelError::new(place, error))?;
        let target = target(bucket, value)?;
        let predictions =
            SdrClassifier::step(self, &pattern, target, learn.into()).map_err(|error| {
                let field = match error {
                    ClassifierError::BadValue { .. } => "input.value",
                    _ => place,
                };
                ModelError::new(field, error)
            })?;
        let predictions = predictions.iter().map(|prediction| shown(prediction, quantile));
        Ok(json!({ "predictions": predictions.collect::<Vec<_>>() }))
    }
}

/// A prediction in the form that vectors use.
fn shown(prediction: &Prediction, quantile: f64) -> Value {
    let outcomes = prediction.outcomes.iter();
    let outcomes =
        outcomes.map(|outcome| json!([outcome.bucket, outcome.value, outcome.probability]));
    json!({
        "steps": prediction.steps,
        "outcomes": outcomes.collect::<Vec<_>>(),
        "mode": prediction.mode().map(|outcome| outcome.bucket),
        "mean": prediction.mean(),
        "quantile": prediction.quantile(quantile),
    })
}
