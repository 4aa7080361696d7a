//! Vectors as data.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::header::{Header, VectorError, parse};
use super::{Model, pretty, read};

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
