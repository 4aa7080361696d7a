//! The algorithms that are encoders.

use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Algorithm, ModelError, in_parameters, require};
use crate::conformance::{Header, read_object};
use crate::encoders::{
    CategoryEncoder, CoordinateEncoder, DateEncoder, DeltaEncoder, Encoder, GeospatialEncoder,
    LogEncoder, OrderedCategoryEncoder, PassThroughEncoder, PeriodicEncoder,
    RandomDistributedScalarEncoder, ScalarEncoder, Value as Encoded,
};
use crate::parameters::ParameterError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
    #[serde(default)]
    reset: bool,
}

/// A value that is there, `null` too.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What texts and lists stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Plain,
    TextsAreTimes,
    ListsAreBits,
}

struct Model<E> {
    encoder: E,
    reading: Reading,
    takes_reset: bool,
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

pub(super) fn log(header: &Header) -> Made {
    make(header, &["minimum", "maximum", "buckets", "active_bits"], LogEncoder::new)
}

pub(super) fn delta(header: &Header) -> Made {
    make(header, &["minimum", "maximum", "buckets", "active_bits"], DeltaEncoder::new)
}

pub(super) fn ordered_category(header: &Header) -> Made {
    make(header, &["categories", "active_bits", "spacing"], OrderedCategoryEncoder::new)
}

pub(super) fn coordinate(header: &Header) -> Made {
    let required = ["dimensions", "radius", "size", "active_bits"];
    make(header, &required, CoordinateEncoder::new)
}

pub(super) fn geospatial(header: &Header) -> Made {
    make(header, &["scale", "timestep", "size", "active_bits"], GeospatialEncoder::new)
}

pub(super) fn pass_through(header: &Header) -> Made {
    make(header, &["size", "active_bits"], PassThroughEncoder::new)
}

/// The encoder of a header; `required` are the parameters without a default in vectors.
fn make<P: DeserializeOwned, E: Encoder + Send + 'static>(
    header: &Header,
    required: &[&str],
    new: impl Fn(P) -> Result<E, ParameterError>,
) -> Made {
    require(&header.parameters, required)?;
    let encoder = new(read_object("parameters", &header.parameters)?).map_err(in_parameters)?;
    let reading = match header.algorithm.as_str() {
        "date-encoder" => Reading::TextsAreTimes,
        "pass-through-encoder" => Reading::ListsAreBits,
        _ => Reading::Plain,
    };
    Ok(Box::new(Model { encoder, reading, takes_reset: header.algorithm == "delta-encoder" }))
}

impl<E: Encoder + Send> Algorithm for Model<E> {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        let value = match read_object("input", input)? {
            //= spec/conformance.md#conf-encoder-reset
            //# The input of a delta encoder MUST be a value, or the key reset set to true, which resets it and has the output {}.
            Input { value: None, reset: true } if self.takes_reset => {
                self.encoder.reset();
                return Ok(json!({}));
            }
            Input { value: Some(value), reset: false } => value,
            Input { value: None, .. } => return Err(ModelError::new("input.value", "is missing")),
            Input { reset: true, .. } => {
                return Err(ModelError::new("input.reset", "has no place here"));
            }
        };
        let refused = |problem: String| ModelError::new("input.value", problem);
        let value = encoded(value, self.reading).map_err(refused)?;
        let bits = self.encoder.encode(&value).map_err(|error| refused(error.to_string()))?;
        Ok(json!({ "active_bits": bits.on() }))
    }
}

/// The value that a value in JSON stands for.
fn encoded(value: Value, reading: Reading) -> Result<Encoded, String> {
    Ok(match value {
        Value::Null => Encoded::Missing,
        Value::Number(number) => {
            Encoded::Number(number.as_f64().ok_or_else(|| number.to_string())?)
        }
        //= spec/conformance.md#conf-date-value
        //# The value of a date encoder MUST be a civil date and time of the form 2026-11-21T13:45:00, with a fraction of the second behind a point where there is one, and without a time zone.
        Value::String(text) if reading == Reading::TextsAreTimes => {
            Encoded::Time(time(&text).map_err(|error| format!("{text:?}: {error}"))?)
        }
        Value::String(text) => Encoded::Category(text),
        Value::Array(bits) if reading == Reading::ListsAreBits => {
            let bit = |bit: &Value| bit.as_u64().and_then(|bit| u32::try_from(bit).ok());
            let bits = bits.iter().map(|value| bit(value).ok_or(format!("{value}: is no bit")));
            Encoded::Bits(bits.collect::<Result<_, _>>()?)
        }
        Value::Array(values) => {
            let values = values.into_iter().map(|value| encoded(value, Reading::Plain));
            Encoded::List(values.collect::<Result<_, _>>()?)
        }
        other => return Err(format!("{other}: must be a number, a text, a list or null")),
    })
}

/// A civil date and time. What the parser would pass over, such as a time zone, is refused.
fn time(text: &str) -> Result<DateTime, String> {
    let allowed = |c: char| c.is_ascii_digit() || "-T:.".contains(c);
    if text.len() < 19 || !text.chars().all(allowed) {
        return Err("must have the form 2026-11-21T13:45:00".into());
    }
    text.parse().map_err(|error: jiff::Error| error.to_string())
}
