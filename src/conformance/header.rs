//! Everything of a vector except its steps.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{JsonError, must_be_object, parse_json, read};

/// The format of the vectors that this version reads and writes.
pub const FORMAT: &str = "bami-conformance/1";

/// What is wrong with a vector.
pub type VectorError = JsonError;

/// The default seed of a vector.
const DEFAULT_SEED: u64 = 42;

/// A vector without its steps: the first line that a port receives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// The name of the vector: lower-case letters, digits and hyphens.
    #[serde(default)]
    pub name: String,
    /// One sentence about what it shows.
    #[serde(default)]
    pub about: String,
    /// The lines of BAMI and the rules of the specification that it demonstrates.
    #[serde(default)]
    pub covers: Vec<String>,
    /// The name of the algorithm.
    pub algorithm: String,
    /// The parameters of the algorithm.
    pub parameters: Value,
    /// The seed of the run.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The initial state, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<Value>,
}

fn default_seed() -> u64 {
    DEFAULT_SEED
}

impl Header {
    /// Parses a header from JSON text.
    ///
    /// # Errors
    ///
    /// Invalid JSON, a field that is missing or of the wrong type, or another format. Unknown
    /// fields are ignored.
    pub fn from_json(text: &str) -> Result<Self, VectorError> {
        Self::from_value(&parse(text)?)
    }

    //= spec/conformance.md#conf-header
    //# A vector MUST have a format, an algorithm and parameters.
    //= spec/conformance.md#conf-header
    //# Any other top-level field of a vector that is absent or null MUST take its default: an empty
    //# string for name and about, an empty list for covers, 42 for seed, and no initial state for
    //# initial.
    //= spec/conformance.md#conf-header
    //# The format, the name, the algorithm and the about of a vector MUST be strings, its covers a
    //# list of strings, its seed an integer from 0 to 2^64 - 1, and its parameters and its initial
    //# state objects.
    //= spec/conformance.md#conf-vector
    //# A field that this chapter does not name MUST be ignored at the top level of a vector and
    //# beside the input and the output of a step.
    pub(crate) fn from_value(value: &Value) -> Result<Self, VectorError> {
        let header: Self = read("", value).map_err(|error| match error.path.is_empty() {
            true => error.within("header"),
            false => error,
        })?;
        //= spec/conformance.md#conf-format
        //# A vector of this version MUST have the format bami-conformance/1.
        //= spec/conformance.md#conf-format
        //# A vector with any other format MUST be rejected.
        if header.format != FORMAT {
            let problem =
                format!("{:?} is not supported; this version reads {FORMAT}", header.format);
            return Err(VectorError::new("format", problem));
        }
        Ok(header)
    }

    pub(crate) fn to_map(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(), // NB: never: a header is a struct of JSON values and texts.
        }
    }

    /// The header as one line of JSON, without a line end.
    #[must_use]
    pub fn to_line(&self) -> String {
        Value::Object(self.to_map()).to_string()
    }
}

/// The object in JSON text.
pub(crate) fn parse(text: &str) -> Result<Value, VectorError> {
    let value = parse_json(text)?;
    must_be_object("JSON", &value).map(|()| value)
}
