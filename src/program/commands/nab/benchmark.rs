//! Benchmarks other than NAB: how their authors score them, and what else is known of their files.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::NabError;
use crate::files;

/// The file that `bami nab convert` writes beside the windows.
pub(super) const FILE: &str = "benchmark.json";

/// The form of the file.
const FORM: &str =
    r#"it must look like {"score": "f1", "files": {"CATEGORY/FILE.csv": {"made_up_times": true}}}"#;

/// How the authors of a benchmark score it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AuthorScore {
    /// NAB's score.
    Nab,
    /// F1 over the rows.
    F1,
    /// F1 over the rows, where an anomaly is found as a whole or not at all.
    PointAdjustedF1,
    /// The part of the files whose highest score lies near the anomaly.
    HighestScore,
}

/// What is known of a benchmark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Benchmark {
    /// How its authors score it.
    pub(super) score: AuthorScore,
    /// What is known of its files.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) files: BTreeMap<String, FileFacts>,
}

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileFacts {
    /// Whether the source had no times that can be used, so that detectors get none.
    #[serde(default)]
    pub(super) made_up_times: bool,
    /// The number of rows at the beginning in which the highest score is not sought.
    #[serde(default)]
    pub(super) training_rows: usize,
}

impl Benchmark {
    /// Reads the file of a folder; none if there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, NabError> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Ok(None);
        }
        let text =
            files::read_text(&path, files::MOST_BYTES).map_err(NabError::unreadable(&path))?;
        serde_json::from_str(&text).map(Some).map_err(|error| NabError::Json {
            path,
            problem: error.to_string(),
            right: FORM,
        })
    }

    /// What is known of a file.
    pub(super) fn of(&self, name: &str) -> FileFacts {
        self.files.get(name).cloned().unwrap_or_default()
    }
}

impl AuthorScore {
    /// What the score is, for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nab => "NAB's score",
            Self::F1 => "F1 over the rows",
            Self::PointAdjustedF1 => "point-adjusted F1, with a delay of 7",
            Self::HighestScore => "files whose highest score lies within 100 rows of the anomaly",
        }
    }
}
