//! The algorithms that are encoders.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, in_parameters, require};
use crate::conformance::{Header, read_object};
use crate::encoders::{
    CategoryEncoder, DateEncoder, Encoder, PeriodicEncoder, RandomDistributedScalarEncoder,
    ScalarEncoder, Value as Encoded,
};
use crate::parameters::ParameterError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    value: Value,
}

struct Model<E> {
    encoder: E,
    texts_are_times: bool,
}

type Made = Result<Box<dyn Algorithm>, ModelError>;

pub(super) fn scalar(header: &Header) -> Made {
    make(header, &["minimum", "maximum", "buckets", "active_bits"], ScalarEncoder::new)
}

pub(super) fn random_distributed_scalar(header: &Header) -> Made {
    make(header, &["resolution", "size", "active_bits"], RandomDistributedScalarEncoder::new)
}

pub(super) fn category(header: &Header) -> Made {
    make(header, &["categories", "active_bits"], CategoryEncoder::new)
}

pub(super) fn periodic(header: &Header) -> Made {
    make(header, &["period", "buckets", "active_bits"], PeriodicEncoder::new)
}

pub(super) fn date(header: &Header) -> Made {
    make(header, &[], DateEncoder::new)
}

/// The encoder of a header; `required` are the parameters without a default in vectors.
fn make<P: DeserializeOwned, E: Encoder + Send + 'static>(
    header: &Header,
    required: &[&str],
    new: impl Fn(P) -> Result<E, ParameterError>,
) -> Made {
    require(&header.parameters, required)?;
    let encoder = new(read_object("parameters", &header.parameters)?).map_err(in_parameters)?;
    Ok(Box::new(Model { encoder, texts_are_times: header.algorithm == "date-encoder" }))
}

impl<E: Encoder + Send> Algorithm for Model<E> {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        let Input { value } = read_object("input", input)?;
        let refused = |problem: String| ModelError::new("input.value", problem);
        let value = match value {
            Value::Null => Encoded::Missing,
            Value::Number(number) => {
                Encoded::Number(number.as_f64().ok_or_else(|| refused(number.to_string()))?)
            }
            //= spec/conformance.md#conf-date-value
            //# The value of a date encoder MUST be a civil date and time of the form 2026-11-21T13:45:00, with a fraction of the second behind a point where there is one, and without a time zone.
            Value::String(text) if self.texts_are_times => {
                Encoded::Time(time(&text).map_err(|error| refused(format!("{text:?}: {error}")))?)
            }
            Value::String(text) => Encoded::Category(text),
            other => return Err(refused(format!("{other}: must be a number, a text or null"))),
        };
        let bits = self.encoder.encode(&value).map_err(|error| refused(error.to_string()))?;
        Ok(json!({ "active_bits": bits.on() }))
    }
}

/// A civil date and time. What the parser would pass over, such as a time zone, is refused.
fn time(text: &str) -> Result<DateTime, String> {
    let allowed = |c: char| c.is_ascii_digit() || "-T:.".contains(c);
    if text.len() < 19 || !text.chars().all(allowed) {
        return Err("must have the form 2026-11-21T13:45:00".into());
    }
    text.parse().map_err(|error: jiff::Error| error.to_string())
}
