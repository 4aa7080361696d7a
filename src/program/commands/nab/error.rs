//! What can be wrong with a corpus, with results, and with what was asked of them.

use std::path::PathBuf;

use thiserror::Error;

/// Why a corpus or results cannot be used.
#[derive(Debug, Error)]
pub(crate) enum NabError {
    /// A file that is not there, or may not be read.
    #[error("{path}: cannot be read: {source}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder that is no corpus.
    #[error(
        "{0}: has neither labels/combined_windows.json nor combined_windows.json; name a checkout of NAB, or a folder \
         with data/CATEGORY/FILE.csv and combined_windows.json"
    )]
    NoWindowsFile(PathBuf),
    /// A corpus without files.
    #[error("{0}: has no files; they are looked for in data/CATEGORY/FILE.csv")]
    NoFiles(PathBuf),
    /// A pattern that fits nothing.
    #[error("--only {pattern}: fits none of the {files} files, the first of which is {first}")]
    NothingFits {
        /// The pattern.
        pattern: String,
        /// How many files there are.
        files: usize,
        /// The first of them.
        first: String,
    },
    /// A name in `files.txt` that is no path in `data`.
    #[error("{path}, line {line}: `{name}` is not of the form CATEGORY/FILE.csv")]
    NotAName {
        /// `files.txt`.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What stands there.
        name: String,
    },
    /// A file that the windows do not name.
    #[error("{path}: has no entry for {file}; a file without anomalies has an empty list")]
    NoWindows {
        /// The file of windows.
        path: PathBuf,
        /// The file without an entry.
        file: String,
    },
    /// Windows of a file that is not there.
    #[error("{path}: has windows of {file}, which is not in data")]
    UnknownFile {
        /// The file of windows.
        path: PathBuf,
        /// The file that is not there.
        file: String,
    },
    /// JSON that is none, or not of the right form.
    #[error("{path}: {problem}; {right}")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
        /// What would be right.
        right: &'static str,
    },
    /// An invalid window.
    #[error("{path}: {file}, window {number}: {problem}")]
    Window {
        /// The file of windows.
        path: PathBuf,
        /// The file whose window it is.
        file: String,
        /// The window, from 1.
        number: usize,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// An invalid row.
    #[error("{path}, line {line}: {problem}")]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// A result file that is not there.
    #[error(
        "{path}: is missing; there has to be a result file for each file of the corpus (--only scores a part of it)"
    )]
    MissingResult {
        /// Where it should be.
        path: PathBuf,
    },
    /// A result file for no file of the corpus.
    #[error("{path}: belongs to no file of the corpus; {right}")]
    ExtraResult {
        /// The file.
        path: PathBuf,
        /// What would be right.
        right: String,
    },
    /// A result file with too few or too many rows.
    #[error("{path}: has {rows} rows, and {file} has {wanted}")]
    RowCount {
        /// The result file.
        path: PathBuf,
        /// How many rows it has.
        rows: usize,
        /// The file of the corpus.
        file: String,
        /// How many rows that has.
        wanted: usize,
    },
    /// A folder of results whose name cannot be read.
    #[error(
        "{0}: is not a folder of results; name RESULTS/DETECTOR, which has CATEGORY/DETECTOR_FILE.csv"
    )]
    NotResults(PathBuf),
    /// A threshold that a file of thresholds does not have.
    #[error("{path}: has no threshold for the detector {detector} and the profile {profile}")]
    NoThreshold {
        /// The file.
        path: PathBuf,
        /// The detector.
        detector: String,
        /// The profile.
        profile: String,
    },
    /// A profile that there is none of.
    #[error("there is no profile {name}; the profiles are {known}")]
    NoProfile {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// Too few categories to choose a threshold on others.
    #[error("--cross-validate needs files of at least two categories, and all are of {0}")]
    OneCategory(String),
}

impl NabError {
    /// A file that the system does not give.
    pub(crate) fn unreadable(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }
}
