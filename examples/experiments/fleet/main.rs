//! A fleet of streams, to see what scoring many of them costs:
//!
//! ```text
//! cargo run --release --example fleet -- make FOLDER --streams 200 --days 14
//! cargo run --release --example fleet -- deliver FOLDER 7
//! BAMI=target/release/bami examples/fleet/run.sh FOLDER --config examples/config/fleet.toml
//! cargo run --release --example fleet -- check FOLDER target/release/bami --config examples/config/fleet.toml
//! cargo run --release --example fleet -- cost target/release/bami --config examples/config/fleet.toml
//! ```
//!
//! `make` plans the streams, `deliver` adds the rows of so many days to each, `run.sh` scores what is new from where
//! each stream stood, `check` compares the scores with those of a run without a stop, byte for byte, and `cost`
//! measures what a stream needs. See README.md in this folder.

mod cost;
mod streams;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Makes a fleet of streams, and measures what it costs to score it.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plan streams of a row each quarter of an hour
    Make {
        /// Where the fleet is to be; a new folder
        folder: PathBuf,
        /// How many streams
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        streams: u32,
        /// How many days
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
    },
    /// Add the rows of the next days to every stream
    Deliver {
        /// The fleet
        folder: PathBuf,
        /// How many days
        days: u32,
    },
    /// Compare the scores with those of runs without a stop
    Check {
        /// The fleet
        folder: PathBuf,
        /// The program
        bami: PathBuf,
        /// What `bami run` was told beside the stream
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<String>,
    },
    /// Measure what a stream needs, and reckon what a million need
    Cost {
        /// The program
        bami: PathBuf,
        /// What `bami run` is to be told beside the stream
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
