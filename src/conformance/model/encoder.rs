//! The encoder algorithms.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, in_parameters, require};
use crate::{Header, read_object};
use bami_htm::encoders::{
    CategoryEncoder, CoordinateEncoder, DateEncoder, DeltaEncoder, Encoder, GeospatialEncoder,
    LogEncoder, OrderedCategoryEncoder, PassThroughEncoder, PeriodicEncoder,
    RandomDistributedScalarEncoder, ScalarEncoder, Value as Encoded,
};
use bami_htm::parameters::ParameterError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    value: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    reset: bool,
}

/// How strings and lists are interpreted.
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

/// The encoder of a header; `required` names the parameters that have no default in vectors.
fn make<P: DeserializeOwned, E: Encoder + 'static>(
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

impl<E: Encoder> Algorithm for Model<E> {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        //= spec/conformance.md#conf-encoder-reset
        //# The input of a delta encoder MUST have either a value, or the key reset set to true,
        //# which resets the encoder and has the output {}.
        if self.takes_reset && input.get("reset").is_some() {
            let Reset { reset } = read_object("input", input)?;
            if !reset {
                return Err(ModelError::new("input.reset", "false: must be true or omitted"));
            }
            self.encoder.reset();
            return Ok(json!({}));
        }
        let Input { value } = read_object("input", input)?;
        let refused = |problem: String| ModelError::new("input.value", problem);
        let value = encoded(value, self.reading).map_err(refused)?;
        let bits = self.encoder.encode(&value).map_err(|error| refused(error.to_string()))?;
        Ok(json!({ "active_bits": bits.on() }))
    }
}

/// Converts a JSON value to the value to encode.
fn encoded(value: Value, reading: Reading) -> Result<Encoded, String> {
    Ok(match value {
        Value::Null => Encoded::Missing,
        Value::Number(number) => {
            Encoded::Number(number.as_f64().ok_or_else(|| number.to_string())?)
        }
        //= spec/conformance.md#conf-date-value
        //# The value of a date encoder MUST be a string of the form 2026-11-21T13:45:00: a
        //# four-digit year from 0001 on, then month, day, hour, minute and second with two digits
        //# each, with the separators shown and nothing before or after except an optional fraction
        //# of the second.
        //= spec/conformance.md#conf-date-value
        //# A fraction of the second MUST be a decimal point followed by one to nine digits.
        //= spec/conformance.md#conf-date-value
        //# A day that is not in the calendar, an hour above 23, and a minute or second above 59
        //# MUST be rejected.
        Value::String(text) if reading == Reading::TextsAreTimes => {
            Encoded::Time(time(&text).map_err(|error| format!("{text:?}: {error}"))?)
        }
        Value::String(text) => Encoded::Category(text),
        Value::Array(bits) if reading == Reading::ListsAreBits => {
            let bit = |bit: &Value| bit.as_u64().and_then(|bit| u32::try_from(bit).ok());
            let bits = bits
                .iter()
                .map(|value| bit(value).ok_or(format!("{value}: must be the index of a bit")));
            Encoded::Bits(bits.collect::<Result<_, _>>()?)
        }
        Value::Array(values) => {
            let values = values.into_iter().map(|value| encoded(value, Reading::Plain));
            Encoded::List(values.collect::<Result<_, _>>()?)
        }
        other => return Err(format!("{other}: must be a number, a string, a list or null")),
    })
}

/// A civil date and time in the only form that vectors allow, which is stricter than the parser's.
fn time(text: &str) -> Result<DateTime, String> {
    if !has_form_of_time(text) {
        return Err(
            "must have the form 2026-11-21T13:45:00 or 2026-11-21T13:45:00.123456789".into()
        );
    }
    // NB: the parser accepts the year 0, and reads the leap second 60 as second 59.
    match (&text[..4], &text[17..19]) {
        ("0000", _) => Err("there is no year 0".into()),
        (_, "60") => Err("there is no second 60".into()),
        _ => text.parse().map_err(|error: jiff::Error| error.to_string()),
    }
}

/// Whether a string has the form of the example, with at most nine digits after the decimal point.
fn has_form_of_time(text: &str) -> bool {
    let like = |text: &str, example: &str| {
        let fits = |(a, b): (u8, u8)| if b == b'0' { a.is_ascii_digit() } else { a == b };
        text.len() == example.len() && text.bytes().zip(example.bytes()).all(fits)
    };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    like(whole, "0000-00-00T00:00:00")
        && fraction.is_none_or(|digits| {
            (1..=9).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
        })
}
