//! Errors in a corpus, in results, and in requests about them.

use std::path::PathBuf;

use thiserror::Error;

/// Why a corpus or results cannot be used.
#[derive(Debug, Error)]
pub(crate) enum NabError {
    /// A file that does not exist or cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A folder that is not a corpus.
    #[error(
        "{0}: has neither labels/combined_windows.json nor combined_windows.json; give a checkout of NAB, or a folder \
         with data/CATEGORY/FILE.csv and combined_windows.json"
    )]
    NoWindowsFile(PathBuf),
    /// A corpus without files.
    #[error("{0}: has no files; their paths must be data/CATEGORY/FILE.csv")]
    NoFiles(PathBuf),
    /// A pattern that matches nothing.
    #[error("--only {pattern}: matches none of the {files} files, the first of which is {first}")]
    NothingFits {
        /// The pattern.
        pattern: String,
        /// How many files there are.
        files: usize,
        /// The first of them.
        first: String,
    },
    /// A name in `files.txt` that is not a path in `data`.
    #[error("{path}, line {line}: `{name}` is not of the form CATEGORY/FILE.csv")]
    NotAName {
        /// `files.txt`.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The invalid name.
        name: String,
    },
    /// A name in a file of windows that is not a path in a folder.
    #[error(
        "{path}: `{name}` is not a path below the folder of the data, such as CATEGORY/FILE.csv"
    )]
    NotBelow {
        /// The file of windows.
        path: PathBuf,
        /// The invalid name.
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
    /// Windows for a file that does not exist.
    #[error("{path}: has windows for {file}, which is not in data")]
    UnknownFile {
        /// The file of windows.
        path: PathBuf,
        /// The missing file.
        file: String,
    },
    /// Invalid JSON, or JSON of the wrong form.
    #[error("{path}: {problem}; {right}")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
        /// How to correct it.
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
    /// A missing result file.
    #[error(
        "{path}: is missing; there must be a result file for each file of the corpus (--only scores a part of it)"
    )]
    MissingResult {
        /// Where it should be.
        path: PathBuf,
    },
    /// A result file that belongs to no file of the corpus.
    #[error("{path}: does not belong to any file of the corpus; {right}")]
    ExtraResult {
        /// The file.
        path: PathBuf,
        /// How to correct it.
        right: String,
    },
    /// A result file with too few or too many rows.
    #[error("{path}: has {rows} rows, but {file} has {wanted}")]
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
        "{0}: is not a folder of results; give RESULTS/DETECTOR, which contains CATEGORY/DETECTOR_FILE.csv"
    )]
    NotResults(PathBuf),
    /// A threshold that is missing from a file of thresholds.
    #[error("{path}: has no threshold for the detector {detector} and the profile {profile}")]
    NoThreshold {
        /// The file.
        path: PathBuf,
        /// The detector.
        detector: String,
        /// The profile.
        profile: String,
    },
    /// An unknown profile.
    #[error("there is no profile {name}; the profiles are {known}")]
    NoProfile {
        /// The name.
        name: String,
        /// The known profiles.
        known: String,
    },
    /// A source without files of the right kind.
    #[error("{path}: has no .{ending} files to convert")]
    NothingToConvert {
        /// The source.
        path: PathBuf,
        /// The ending of the files.
        ending: String,
    },
    /// A file of a source without labels.
    #[error(
        "{path}: has no column {names}; the columns are {columns}; name one with --label-column, or another separator with \
         --delimiter"
    )]
    NoLabels {
        /// The file.
        path: PathBuf,
        /// The names that were sought.
        names: String,
        /// The columns.
        columns: String,
    },
    /// A file of a source whose name does not say where its anomaly is.
    #[error(
        "{0}: the name must end in _TRAIN_BEGIN_END, the number of training rows and the first and the last row of \
         the anomaly, such as 001_UCR_Anomaly_NAME_35000_52000_52620.txt"
    )]
    NoPlace(PathBuf),
    /// A name that is not UTF-8.
    #[error("{0}: the name is not UTF-8; rename it")]
    NotUtf8(PathBuf),
    /// Too few categories for choosing a threshold on the others.
    #[error("--cross-validate needs files from at least two categories, but all are from {0}")]
    OneCategory(String),
}

impl NabError {
    /// An error of the system about a file.
    pub(crate) fn unreadable(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }
}
