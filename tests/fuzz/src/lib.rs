//! What is fuzzed, for two programs: the targets of `cargo fuzz`, and the test `fuzz_corpus` of the main build, which
//! feeds every file of the corpus to the same functions. `README.md` says how to run them.
//!
//! The readers of CSV and of parameters are the program's own files, taken in by their paths, because the program is
//! no library: what is fuzzed is what runs.
#![allow(dead_code, unreachable_pub, unused_imports)] // The program uses more of its files than the targets do.

pub mod targets;

#[cfg(test)]
mod corpus;

#[path = "../../../src/cli/args/stream.rs"]
mod args;
#[path = "../../../src/cli/files.rs"]
mod files;
#[path = "../../../src/cli/input/mod.rs"]
mod input;
#[path = "../../../src/cli/interrupt.rs"]
mod interrupt;
#[path = "../../../src/cli/memory.rs"]
mod memory;
#[path = "../../../src/cli/notes.rs"]
mod notes;
#[path = "../../../src/cli/output.rs"]
mod output;
#[path = "../../../src/cli/parameters/mod.rs"]
mod parameters;
#[path = "../../../src/cli/scorer.rs"]
mod scorer;

#[path = "../../../src/cli/state/stream.rs"]
mod stream;

/// What the scorer needs of going on from a state.
mod state {
    pub(crate) use super::stream;
}
