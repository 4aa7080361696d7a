//! Handwritten digits through the spatial pooler:
//!
//! ```text
//! cargo run --release --example mnist -- --data DIR
//! cargo run --release --example mnist -- --data DIR --noise --pictures pictures -o mnist.html
//! ```
//!
//! DIR holds the training files of MNIST. Without them the example says so and does nothing.

mod args;
mod pictures;
mod pipeline;
mod program;
mod report;
#[path = "../support/mod.rs"]
mod support;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::Args;

fn main() -> ExitCode {
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let text = match program::run(&Args::parse()) {
        Ok(text) => text,
        Err(error) if program::is_missing_data(&error) => {
            let _ = writeln!(stderr, "skipped, the data is not there: {error:#}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let _ = writeln!(stderr, "error: {error:#}");
            return ExitCode::from(2);
        }
    };
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(stderr, "error: standard output cannot be written: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
