//! Errors in a folder of streams, and in requests about streams.

use std::path::PathBuf;

use thiserror::Error;

/// Why there are no streams to run on.
#[derive(Debug, Error)]
pub(crate) enum PlantedError {
    /// A file or folder that does not exist or cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A file that does not say where the anomalies are.
    #[error(
        "{path}: {problem}; it must look like {{\"NAME.csv\": [START, END, \"BASE\", \"KIND\", ROWS_PER_WEEK]}}"
    )]
    Truth {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// An anomaly in a file that does not exist.
    #[error("{path}: has an entry for {name}, which is not in the folder")]
    NoFile {
        /// The file of the entries.
        path: PathBuf,
        /// The missing file.
        name: String,
    },
    /// An anomaly that does not lie in the rows of its file.
    #[error(
        "{name}: its anomaly has rows {start} to {end} (exclusive), but the file has {rows} rows; start must be less \
         than end, and end at most the number of rows"
    )]
    Outside {
        /// The file.
        name: String,
        /// The first row.
        start: usize,
        /// One past the last.
        end: usize,
        /// The number of rows.
        rows: usize,
    },
    /// A folder without streams.
    #[error("{0}: has no CSV files; `bami planted write` makes such a folder")]
    NoStreams(PathBuf),
    /// A pattern that matches nothing.
    #[error(
        "--only {pattern}: matches none of the {streams} streams, the first of which is {first}"
    )]
    NothingFits {
        /// The pattern.
        pattern: String,
        /// How many streams there are.
        streams: usize,
        /// The first of them.
        first: String,
    },
}

impl PlantedError {
    /// An error of the system about a file.
    pub(super) fn unreadable(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }
}
