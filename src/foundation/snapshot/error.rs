//! What can be wrong with a snapshot.

use std::fmt::Display;
use std::io;

use thiserror::Error;

use super::{FORMAT_VERSION, Kind};

/// A snapshot that cannot be written, read, or taken for the state of an object.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file system refused.
    #[error("the snapshot cannot be {action}: {error}")]
    Io {
        /// What was to be done: `read` or `written`.
        action: &'static str,
        /// What the file system says.
        #[source]
        error: io::Error,
    },
    /// Bytes that are something else.
    #[error("is no snapshot of bami-htm: {problem}")]
    NotASnapshot {
        /// What is missing.
        problem: String,
    },
    /// The bytes are not those that were written.
    #[error(
        "the snapshot is damaged: its bytes have the SHA-256 {found}, and {expected} was written with \
         them; take another copy"
    )]
    Checksum {
        /// The checksum in the file, in hexadecimal.
        expected: String,
        /// That of its bytes.
        found: String,
    },
    /// A later format.
    #[error(
        "the snapshot has the format version {found}; versions 1 to {FORMAT_VERSION} can be read"
    )]
    Version {
        /// The version.
        found: u64,
    },
    /// A snapshot of another kind of object.
    #[error("the snapshot is one of {}; one of {} is wanted", found.name(), wanted.name())]
    Kind {
        /// Of what it is.
        found: Kind,
        /// Of what it would have to be.
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
         a registry that knows this kind"
    )]
    UnknownEncoder {
        /// The kind.
        kind: String,
    },
    /// An array that is missing, left over, or not as it has to be.
    #[error("the array `{array}` of the snapshot {problem}")]
    Array {
        /// Its name.
        array: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// A state that an object of these parameters cannot have.
    #[error("the state in the snapshot cannot be: {problem}")]
    State {
        /// What is wrong with it.
        problem: String,
    },
    /// Something to be written that the format cannot hold.
    #[error("the state does not fit into a snapshot: {problem}")]
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
