//! Published properties of the spatial pooler, reproduced with the library: sparseness, entropy,
//! stability, noise, a change of the inputs, and the death of columns.
//!
//! ```text
//! cargo run --release --example spatial_pooler_properties -- -o plots
//! cargo run --release --example spatial_pooler_properties -- death --small
//! ```

use bami_experiments::spatial_pooler_properties::figures;
use bami_experiments::support;
use std::process::ExitCode;

fn main() -> ExitCode {
    support::experiment::program(
        "spatial_pooler_properties",
        "Published properties of the spatial pooler, reproduced with the library",
        figures::EXPERIMENTS,
    )
}
