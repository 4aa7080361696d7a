//! What a conformance vector says about itself.

use serde::{Deserialize, Serialize};

/// The head of a vector: its steps are not looked at here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vector {
    /// The path from the root of the package.
    #[serde(default)]
    pub file: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What it shows, in one sentence.
    #[serde(default)]
    pub about: String,
    /// The rules and lines that it covers: `TM-26-27`, `D-TM-6` or `BAMI TM 26-27`.
    #[serde(default)]
    pub covers: Vec<String>,
}

impl Vector {
    /// Reads a vector document.
    ///
    /// # Errors
    ///
    /// Text that is not a JSON object, or fields of the wrong type.
    pub fn parse(file: &str, text: &str) -> Result<Self, serde_json::Error> {
        let mut vector: Self = serde_json::from_str(text)?;
        vector.file = file.to_owned();
        Ok(vector)
    }
}
