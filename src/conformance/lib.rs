//! Conformance vectors, and the protocol for testing any program against them:
//! `spec/conformance.md`.
//!
//! An implementation in another language can be checked here without reading Rust. A [`Vector`] is
//! data: parameters, an initial state, and steps with their expected outputs. A *port* is any
//! command that reads a vector's header and inputs as JSON lines and answers each with one line.
//!
//! | what | where |
//! | --- | --- |
//! | read and write vectors | [`Vector`] |
//! | the vectors of this project | [`embedded_vectors`] |
//! | the library's own answers | [`Model`] |
//! | compare an output with the expected one | [`compare`] |
//! | run a vector against the library or a port | [`run`], [`Target`], [`Port`] |
//! | act as a port | [`serve`] |
//! | the rule that determines a key | [`blame`] |
//! | random vectors, and the smallest one that fails | [`fuzz`] |
//!
//! ```
//! use bami_conformance::{Outcome, Target, embedded_vectors, run};
//!
//! for vector in embedded_vectors()?.iter().take(3) {
//!     assert_eq!(run(vector, &Target::Library)?.outcome, Outcome::Passed, "{}", vector.header.name);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod blame;
mod compare;
mod embedded;
pub mod fuzz;
mod header;
mod model;
mod port;
mod pretty;
mod read;
mod run;
mod serve;
pub mod trace;
mod vector;

pub use blame::{Blame, blame};
pub use compare::{Divergence, TOLERANCE, compare};
pub use embedded::embedded_vectors;
pub use header::{FORMAT, Header, VectorError};
pub use model::{ALGORITHMS, Model, ModelError};
pub use port::{Port, PortError, PortFault};
pub use run::{Failure, Outcome, Report, Target, run, run_recorded};
pub use serve::{Served, serve};
pub use vector::{Step, Vector};

pub(crate) use read::read_json;
use read::{must_be_object, parse_json, read, read_object};

/// A JSON value, as used in vectors.
pub use serde_json::Value as Json;

/// What is wrong with a JSON document, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct JsonError {
    /// The path to it, such as `parameters.extensions` or `steps[2].input.active_columns[0]`.
    pub path: String,
    /// What is wrong, and what is expected.
    pub problem: String,
}

impl JsonError {
    pub(crate) fn new(path: impl Into<String>, problem: impl ToString) -> Self {
        Self { path: path.into(), problem: problem.to_string() }
    }

    /// The same error in a document that contains this one at `place`.
    pub(crate) fn within(self, place: &str) -> Self {
        let path = if self.path.is_empty() { place.into() } else { join(place, &self.path) };
        Self { path, ..self }
    }
}

/// The path of the element `inner` inside `outer`.
fn join(outer: &str, inner: &str) -> String {
    let dot = if inner.starts_with('[') || inner == "." || outer.is_empty() { "" } else { "." };
    let inner = if inner == "." { "" } else { inner };
    format!("{outer}{dot}{inner}")
}
