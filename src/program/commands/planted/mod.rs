//! `bami planted`: streams with an anomaly in a known place, and what a detector makes of them (`spec/nab.md`).
//!
//! `bases` draws the streams, `kinds` plants the anomalies, `clean` draws the streams without any, and `suite` puts
//! these together or reads a folder; `run` runs a detector, `judge` judges its alarms, and `report` presents the
//! result; `write` writes the streams as files.

mod bases;
mod clean;
mod draws;
mod error;
mod judge;
mod kinds;
mod report;
mod run;
mod suite;
#[cfg(test)]
mod tests;
mod write;

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args;
use crate::detectors::{DetectorArgs, Kind};

/// The arguments of `bami planted`.
#[derive(Debug, Subcommand)]
#[command(
    about = "Find planted anomalies",
    long_about = "Find planted anomalies in generated streams.

Each stream has one anomaly in a known place: a spike, a day that is missing, a rhythm that is late, and so on. Five longer \
streams have none. spec/nab.md has the rules."
)]
pub(crate) enum PlantedCommand {
    Run(Box<RunArgs>),
    Write(WriteArgs),
}

/// Which streams.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Streams")]
pub(crate) struct Choice {
    /// The seeds of the streams: a number, or the first and the last of several
    #[arg(long, value_name = "A-B", default_value = "0-4", value_parser = seeds)]
    pub(crate) seeds: RangeInclusive<u64>,
    /// Only the streams with a BASE-KIND-SEED that contains this or, if it has a *, matches it; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
}

/// The arguments of `bami planted run`.
#[derive(Args, Debug)]
#[command(
    about = "Run a detector over the streams, and report what it found",
    long_about = "Run a detector over the streams, and report what it found: by kind of anomaly and by base stream, with false alarms \
and delays.

An anomaly is found if an alarm starts between its start and 24 rows after its end. An alarm is false before the start, and \
from 150 rows after the end; all alarms in clean streams are false. The delay is the median number of rows from the start to \
the alarm. If the detector states how rare false alarms are, the ratio compares the clean streams with it: above 1, there \
were more.",
    after_help = "\
Examples:
  bami planted run
  bami planted run --detector z-score --seeds 5-9
  bami planted run --only load- --per-stream
  bami planted run --only clean --detector region --set range_rule=false
  bami planted run streams --json"
)]
pub(crate) struct RunArgs {
    /// A folder as `bami planted write` makes it; without it, the streams are generated
    #[arg(value_name = "DIR", conflicts_with = "seeds")]
    pub(crate) folder: Option<PathBuf>,
    /// Which streams
    #[command(flatten)]
    pub(crate) choice: Choice,

    /// The detector
    #[arg(long, value_enum, value_name = "DETECTOR", default_value_t = Kind::Default, help_heading = "Detector")]
    pub(crate) detector: Kind,
    /// Its parameters
    #[command(flatten)]
    pub(crate) parameters: DetectorArgs,

    /// The number of streams processed at a time; by default, the number of processors
    #[arg(long, value_name = "N", value_parser = args::threads)]
    pub(crate) threads: Option<usize>,
    /// Also show the result for each stream
    #[arg(long, help_heading = "Output")]
    pub(crate) per_stream: bool,
    /// Print JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print no progress or notes; errors are still reported
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// The arguments of `bami planted write`.
#[derive(Args, Debug)]
#[command(
    about = "Write the streams as CSV files",
    long_about = "Write the streams as CSV files, for other programs.

DIR/NAME.csv has timestamp,value. DIR/truth.json has an entry for each stream with an anomaly: the first row, one past the \
last, the base, the kind, and the number of rows in a week. A file without an entry has no anomaly.",
    after_help = "\
Example:
  bami planted write streams --seeds 0"
)]
pub(crate) struct WriteArgs {
    /// The folder, which is made if it is missing
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Which streams
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Print no progress or notes; errors are still reported
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// Runs `bami planted`.
pub(crate) fn run(command: &PlantedCommand) -> anyhow::Result<()> {
    match command {
        PlantedCommand::Run(args) => run::run(args),
        PlantedCommand::Write(args) => write::run(args),
    }
}

/// The most seeds at once.
const MOST_SEEDS: u64 = 1000;

//= spec/nab.md#planted-streams
//# Without other instructions, the seeds MUST be 0 to 4.
fn seeds(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong = || {
        format!(
            "must be a number such as 3, or two such as 0-4 with the smaller first and at most {MOST_SEEDS} seeds"
        )
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
    let (first, last) = (number(first)?, number(last)?);
    if first <= last && last - first < MOST_SEEDS { Ok(first..=last) } else { Err(wrong()) }
}
