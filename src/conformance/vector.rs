//! Vectors as data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{JsonError, Model, must_be_object, parse_json, pretty, read};

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

/// A step of a vector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The input of the algorithm.
    pub input: Value,
    /// The expected output: the keys to compare.
    pub output: Value,
}

/// A vector: how an algorithm is created, its inputs, and its expected outputs.
///
/// ```
/// use bami_conformance::embedded_vectors;
///
/// let vectors = embedded_vectors()?;
/// let vector = &vectors[0];
/// assert!(!vector.steps.is_empty());
/// println!("{}: {}", vector.header.name, vector.header.about);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    /// Everything except the steps.
    pub header: Header,
    /// The steps, at least one.
    pub steps: Vec<Step>,
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
    fn from_value(value: &Value) -> Result<Self, VectorError> {
        let header: Self = read("", value).map_err(|error| match error.path.is_empty() {
            true => error.within("header"),
            false => error,
        })?;
        //= spec/conformance.md#conf-format
        //# A vector of this version MUST have the format bami-conformance/1, and any other format
        //# is rejected.
        if header.format != FORMAT {
            let problem =
                format!("{:?} is not supported; this version reads {FORMAT}", header.format);
            return Err(VectorError::new("format", problem));
        }
        Ok(header)
    }
}

impl Vector {
    /// Parses a vector from JSON text and checks it: its fields and, if the library knows the
    /// algorithm, its parameters, initial state and inputs.
    ///
    /// # Errors
    ///
    /// The first error, with its path.
    pub fn from_json(text: &str) -> Result<Self, VectorError> {
        let vector = Self::from_json_unchecked(text)?;
        vector.check()?;
        Ok(vector)
    }

    /// Parses a vector from JSON text without checking whether the library can run it.
    ///
    /// # Errors
    ///
    /// Invalid JSON, or a field of the vector that is missing, unknown or of the wrong type.
    pub fn from_json_unchecked(text: &str) -> Result<Self, VectorError> {
        let mut value = parse(text)?;
        let steps = value.as_object_mut().and_then(|fields| fields.shift_remove("steps"));
        let header = Header::from_value(&value)?;
        let steps = steps.ok_or_else(|| VectorError::new("steps", "is missing"))?;
        let steps: Vec<Step> = read("steps", &steps)?;
        let vector = Self { header, steps };
        vector.check_form()?;
        Ok(vector)
    }

    /// Checks what the field types do not enforce.
    fn check_form(&self) -> Result<(), VectorError> {
        let name = &self.header.name;
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        //= spec/conformance.md#conf-name
        //# The name of a vector MUST consist of lowercase letters a to z, digits and hyphens.
        if name.is_empty() || !name.chars().all(good) {
            let problem = format!("{name:?} must consist of lowercase letters, digits and hyphens");
            return Err(VectorError::new("name", problem));
        }
        //= spec/conformance.md#conf-steps
        //# A vector MUST have at least one step.
        if self.steps.is_empty() {
            return Err(VectorError::new("steps", "is empty; a vector has at least one step"));
        }
        for (n, step) in self.steps.iter().enumerate() {
            let Some(output) = step.output.as_object() else {
                let problem = "must be an object with the keys that are compared";
                return Err(VectorError::new(format!("steps[{n}].output"), problem));
            };
            //= spec/conformance.md#conf-error-last
            //# An expected error MUST be in the last step of a vector.
            if output.contains_key("error") && n + 1 < self.steps.len() {
                let problem = "an error must be in the last step, but more steps follow";
                return Err(VectorError::new(format!("steps[{n}].output.error"), problem));
            }
        }
        Ok(())
    }

    /// Whether the vector expects an error.
    #[must_use]
    pub fn expects_error(&self) -> bool {
        self.steps.last().is_some_and(|step| step.output.get("error").is_some())
    }

    /// Checks that the library can run the vector, unless the vector expects an error.
    fn check(&self) -> Result<(), VectorError> {
        let mut model = match Model::new(&self.header) {
            Ok(Some(model)) => model,
            Ok(None) => return Ok(()),
            Err(_) if self.expects_error() && self.steps.len() == 1 => return Ok(()),
            Err(error) => return Err(error),
        };
        for (n, step) in self.steps.iter().enumerate() {
            if let Err(error) = model.step(&step.input)
                && step.output.get("error").is_none()
            {
                return Err(error.within(&format!("steps[{n}]")));
            }
        }
        Ok(())
    }

    /// The vector as JSON text in a human-readable layout.
    #[must_use]
    pub fn to_json(&self) -> String {
        pretty::to_string(&self.to_value())
    }

    /// The vector as a JSON value, its fields in the order of the format.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut fields = self.header.to_map();
        let steps = self.steps.iter().map(|step| {
            let Step { input, output } = step;
            serde_json::json!({ "input": input, "output": output })
        });
        fields.insert("steps".into(), steps.collect());
        Value::Object(fields)
    }
}

impl Header {
    fn to_map(&self) -> Map<String, Value> {
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

fn parse(text: &str) -> Result<Value, VectorError> {
    let value = parse_json(text)?;
    must_be_object("JSON", &value).map(|()| value)
}
