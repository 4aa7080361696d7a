//! Errors of snapshots.

use std::fmt::Display;
use std::io;

use thiserror::Error;

use super::{FORMAT_VERSION, Kind};

/// Why a snapshot cannot be written, read, or loaded as an object.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file system reported an error.
    #[error("the snapshot cannot be {action}: {error}")]
    Io {
        /// The operation: `read` or `written`.
        action: &'static str,
        /// The error of the file system.
        #[source]
        error: io::Error,
    },
    /// The bytes are not a snapshot.
    #[error("is not a bami-htm snapshot: {problem}")]
    NotASnapshot {
        /// What is wrong with them.
        problem: String,
    },
    /// The bytes differ from those that were written.
    #[error(
        "the snapshot is damaged: the SHA-256 of its bytes is {found}, but its checksum is {expected}; use another copy"
    )]
    Checksum {
        /// The checksum in the file, in hexadecimal.
        expected: String,
        /// The checksum of the bytes.
        found: String,
    },
    /// A newer format version.
    #[error("the snapshot has format version {found}; versions 1 to {FORMAT_VERSION} can be read")]
    Version {
        /// The version.
        found: u64,
    },
    /// A snapshot of the wrong kind of object.
    #[error("the snapshot holds {}, but {} is expected", found.name(), wanted.name())]
    Kind {
        /// The kind of the snapshot.
        found: Kind,
        /// The expected kind.
        wanted: Kind,
    },
    /// Invalid parameters.
    #[error("the parameters in the snapshot: {problem}")]
    Parameters {
        /// What is wrong with them.
        problem: String,
    },
    /// A custom encoder of a kind that is not registered.
    #[error(
        "the snapshot has a custom encoder of the kind {kind:?}, which is not registered; load it with \
         a registry that contains this kind"
    )]
    UnknownEncoder {
        /// The kind.
        kind: String,
    },
    /// An array that is missing, superfluous or invalid.
    #[error("the array `{array}` of the snapshot {problem}")]
    Array {
        /// Its name.
        array: String,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// A state that no object with these parameters can have.
    #[error("the state in the snapshot is invalid: {problem}")]
    State {
        /// What is wrong with it.
        problem: String,
    },
    /// The state cannot be stored in the format.
    #[error("the state cannot be stored in a snapshot: {problem}")]
    DoesNotFit {
        /// What does not fit.
        problem: String,
    },
}

impl SnapshotError {
    pub(super) fn io(action: &'static str) -> impl Fn(io::Error) -> Self {
        move |error| Self::Io { action, error }
    }

    pub(crate) fn parameters(problem: &impl Display) -> Self {
        Self::Parameters { problem: problem.to_string() }
    }

    pub(crate) fn state(problem: &impl Display) -> Self {
        Self::State { problem: problem.to_string() }
    }

    pub(super) fn not_a_snapshot(problem: impl Into<String>) -> Self {
        Self::NotASnapshot { problem: problem.into() }
    }
}
