//! Given thresholds: one for all, or a file of them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::NabError;
use crate::files;

/// The form of a file of thresholds.
const FORM: &str = r#"it must look like {"DETECTOR": {"standard": {"threshold": 0.5}}}"#;

/// The given thresholds.
#[derive(Debug)]
pub(crate) enum Thresholds {
    /// None: the best ones are chosen.
    Best,
    /// One for all detectors and profiles.
    One(f64),
    /// Those of a file.
    Of(PathBuf, Value),
}

impl Thresholds {
    /// Reads them from the arguments.
    pub(crate) fn new(one: Option<f64>, path: Option<&Path>) -> Result<Self, NabError> {
        let Some(path) = path else { return Ok(one.map_or(Self::Best, Self::One)) };
        let text = files::read_text(path, files::MOST_BYTES).map_err(NabError::unreadable(path))?;
        let value = serde_json::from_str(&text).map_err(|error| NabError::Json {
            path: path.to_owned(),
            problem: error.to_string(),
            right: FORM,
        })?;
        Ok(Self::Of(path.to_owned(), value))
    }

    /// The threshold for a detector and a profile; none if the best one is to be chosen.
    pub(crate) fn of(&self, detector: &str, profile: &str) -> Result<Option<f64>, NabError> {
        match self {
            Self::Best => Ok(None),
            Self::One(threshold) => Ok(Some(*threshold)),
            Self::Of(path, value) => {
                let entry = value.get(detector).and_then(|profiles| profiles.get(profile));
                let number =
                    entry.and_then(|entry| entry.get("threshold").unwrap_or(entry).as_f64());
                number.map(Some).ok_or_else(|| NabError::NoThreshold {
                    path: path.clone(),
                    detector: detector.to_owned(),
                    profile: profile.to_owned(),
                })
            }
        }
    }
}
