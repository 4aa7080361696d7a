//! Algorithm `anomaly-likelihood`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, in_parameters, require};
use crate::{Header, read_object};
use bami_htm::anomaly::{AnomalyError, AnomalyLikelihood, AnomalyLikelihoodParameters};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    raw: f64,
    #[serde(default)]
    value: Option<f64>,
}

pub(super) fn new(header: &Header) -> Result<Box<dyn Algorithm>, ModelError> {
    require(
        &header.parameters,
        &[
            "learning_period",
            "estimation_samples",
            "history_window",
            "reestimation_period",
            "averaging_window",
        ],
    )?;
    let parameters: AnomalyLikelihoodParameters = read_object("parameters", &header.parameters)?;
    Ok(Box::new(AnomalyLikelihood::new(parameters).map_err(in_parameters)?))
}

impl Algorithm for AnomalyLikelihood {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        let Input { raw, value } = read_object("input", input)?;
        let result = AnomalyLikelihood::step(self, value, raw).map_err(|error| {
            let field = match error {
                AnomalyError::InfiniteValue { .. } => "input.value",
                AnomalyError::BadRawScore { .. } => "input.raw",
                _ => "input",
            };
            ModelError::new(field, error)
        })?;
        Ok(json!({ "likelihood": result.likelihood, "log_likelihood": result.log_likelihood }))
    }
}
