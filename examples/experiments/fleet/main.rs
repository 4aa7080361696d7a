//! A fleet of streams, to measure the cost of scoring many of them:
//!
//! ```text
//! cargo run --release --example fleet -- make FOLDER --streams 200 --days 14
//! cargo run --release --example fleet -- deliver FOLDER 7
//! BAMI=target/release/bami examples/experiments/fleet/run.sh FOLDER --config examples/config/fleet.toml
//! cargo run --release --example fleet -- check FOLDER target/release/bami --config examples/config/fleet.toml
//! cargo run --release --example fleet -- cost target/release/bami --config examples/config/fleet.toml
//! ```
//!
//! `make` plans the streams, `deliver` adds the rows of a number of days to each, `run.sh` resumes each stream and scores
//! its new rows, `check` compares the scores with those of an uninterrupted run, byte for byte, and `cost` measures the
//! cost of a stream. See README.md in this folder.

mod cost;
mod streams;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Makes a fleet of streams, and measures the cost of scoring it.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plan streams with a row every 15 minutes
    Make {
        /// A new folder for the fleet
        folder: PathBuf,
        /// Number of streams
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        streams: u32,
        /// Number of days
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
    },
    /// Add the rows of the next days to every stream
    Deliver {
        /// The folder of the fleet
        folder: PathBuf,
        /// Number of days
        days: u32,
    },
    /// Compare the scores with those of uninterrupted runs
    Check {
        /// The folder of the fleet
        folder: PathBuf,
        /// The path of `bami`
        bami: PathBuf,
        /// The other arguments that `bami run` was given
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<String>,
    },
    /// Measure the cost of a stream, and estimate that of a million
    Cost {
        /// The path of `bami`
        bami: PathBuf,
        /// Other arguments for `bami run`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<String>,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Args::parse().command {
        Command::Make { folder, streams, days } => streams::make(&folder, streams, days),
        Command::Deliver { folder, days } => streams::deliver(&folder, days),
        Command::Check { folder, bami, more } => streams::check(&folder, &bami, &more),
        Command::Cost { bami, more } => cost::measure(&bami, &more),
    }
}
