//! Published properties of the temporal memory, reproduced with the library: high-order sequences, a change of the
//! sequences, the death of cells, and noise.
//!
//! ```text
//! cargo run --release --example temporal_memory_properties -- -o plots
//! cargo run --release --example temporal_memory_properties -- death --small
//! ```

use bami_experiments::support;
use bami_experiments::temporal_memory_properties::figures;
use std::process::ExitCode;

fn main() -> ExitCode {
    support::experiment::program(
        "temporal_memory_properties",
        "Published properties of the temporal memory, reproduced with the library",
        figures::EXPERIMENTS,
    )
}
