//! The tooling of the repository: it checks that every rule of the specification is cited, proved and
//! shown, and holds the targets of the fuzzer.
//!
//! [`read_index`](read::read_index) reads the chapters, the citations and the vectors of the
//! repository, [`checks`] and [`literal`](mod@literal) report what is missing or wrong in them, [`table`] writes
//! `spec/TRACEABILITY.md`, [`migration`] the tables of names of other systems, [`requote`] rewrites the quotes of requirements that have changed, and
//! [`architecture`] checks layers and cycles, and [`mutants`] tests the tests. Nothing here is published.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod architecture;
pub mod checks;
pub mod citations;
pub mod fuzz;
pub mod literal;
pub mod migration;
pub mod mutants;
pub mod read;
pub mod requote;
pub mod table;
#[cfg(test)]
mod unit;

use std::path::{Path, PathBuf};

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
