//! What the user can say.

mod stream;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::animate::AnimateArgs;
use crate::bench::BenchArgs;
use crate::conformance::ConformanceArgs;
use crate::explain::ExplainArgs;
use crate::files;
use crate::nab::NabCommand;
use crate::output::Format;
use crate::plot::PlotPath;
use crate::predict::PredictArgs;
use crate::state::show::ShowArgs;
use crate::trace::TraceArgs;
use crate::view::ViewArgs;

pub use stream::{InputArgs, RegionArgs};
pub(crate) use stream::{finite, positive};

/// Finds what is unusual in streams of numbers with Hierarchical Temporal Memory.
#[derive(Debug, Parser)]
#[command(
    name = "bami",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Without a command, bami runs its demonstration, as `bami run` without a file does.

Examples:
  bami                                     the demonstration: planted anomalies, and which are found
  bami run load.csv                        scores to standard output, one row per row
  bami run load.csv -o scores.csv --plot load.svg
  bami predict load.csv --steps 1,24       what comes next, and how wrong that was so far
  bami params init -o bami.toml            all parameters with their meaning, to be edited
  bami params init --network               the same for regions that take from regions
  bami explain burstColumn                 what a rule, a line or a function of BAMI says and does
  bami trace VECTOR.json                   what each line of BAMI did, as JSON lines
  bami view -o page.html                   the debugger and the playground, as one page
  bami animate load.csv -o load.gif        the input, the accuracy, the bits and the columns as they move
  bami conformance run --port 'COMMAND'    a port against the vectors
  bami nab run --nab NAB                   the Numenta Anomaly Benchmark
  bami state load.state                    what is in a state that `bami run --save` wrote
  bami bench                               how fast the algorithms run here

Data goes to standard output, everything else to standard error.
Exit status: 0 done, 1 the answer is no, 2 wrong use or bad input."
)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// How much memory may be taken at once, such as 2G or 512MiB; without it, what the machine has
    #[arg(long, value_name = "SIZE", global = true, value_parser = crate::memory::size)]
    pub(crate) max_memory: Option<u64>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Score a CSV stream, or run the demonstration
    Run(Box<RunArgs>),
    Predict(Box<PredictArgs>),
    /// Show parameters, or start a file of them
    #[command(subcommand)]
    Params(ParamsCommand),
    Conformance(ConformanceArgs),
    #[command(subcommand)]
    Nab(NabCommand),
    Bench(BenchArgs),
    Trace(Box<TraceArgs>),
    View(Box<ViewArgs>),
    Animate(Box<AnimateArgs>),
    State(ShowArgs),
    Explain(ExplainArgs),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// What `bami run` can be told.
#[derive(Args, Debug, Default)]
#[command(
    about = "Score a CSV stream: one row in, one row out",
    long_about = "Score a CSV stream: one row in, one row out.

The columns of the time and of the value are found by their names and by what stands in them. NuPIC's three header \
rows and NAB's files are understood. Each row that comes in goes out at once with

  timestamp         as it was written
  the value(s)      under the name of their column
  anomaly_score     the likelihood on a logarithmic scale, 0 to 1: what alarms should go by
  likelihood        how unusual the recent raw scores are compared with those before, 0 to 1
  raw_score         the part of the active columns that was not predicted, 0 to 1
  bursting_columns  how many active columns were not predicted

With a network (--config) the four scores come for each region, as REGION.anomaly_score and so on, and are empty in rows \
with which the region makes no step; as JSON they are an object named for the region.

Without FILE the demonstration runs: a generated load with planted anomalies, and a table of which are found.",
    after_long_help = "\
The resolution, the width within which two values are nearly the same, is taken from --resolution, or from --min and \
--max, or from the parameters given; otherwise it is estimated from the first rows (--calibration-rows). Nothing \
looks ahead: these rows are written at once with likelihood 0.5 and no raw score, then the region learns them without \
writing them again. A stream with no more rows than that is scored nowhere, and a warning says so.

Times are read as the clock shows them; an offset or Z is left out of account. How they are written is decided once, \
from as few of the first 100 rows as settle it. In dates like 1/2/2010 the month comes first, unless a row disproves \
it, or unless only the other reading puts every row less than a day after the one before. Where nothing settles it, a \
note says so. In columns called time, timestamp, date, unix, epoch or the like, numbers from 1e8 on are Unix seconds and from 1e11 \
on milliseconds.

A column is read as text where its encoder, in the parameters (--config), is one of categories or of ordered \
categories, and as bits, ascending numbers with blanks between, where it is a pass-through; all other columns are \
numbers. A single column goes to the encoder of the field `value`, several go by their names.

An empty field is a missing value. Numbers lie from -1e150 to 1e150; a row has at most 1 MiB and 16384 fields. Rows whose time repeats or goes back are taken in the order in which they come; a \
warning counts them.

--save writes everything that the region has learned and where the stream stands, and --load goes on from there as if \
nothing had happened: the rows that come out are, byte for byte, those of one run. A state is written to a temporary file, \
synced and renamed, so that there is always a whole one. The last example may be killed at any moment and started again as \
often as one likes: --resume passes over the rows that the state has seen, and --append cuts off what was written after the \
state was saved. `bami state` shows what is in a state.

--threshold: 0.5 on the scale of anomaly_score is a likelihood of 0.99999, about one alarm in 100,000 rows if the \
scores follow their estimated distribution; 0.4 is one in 10,000. It changes the plot and the summary, not the rows.

Examples:
  bami run rec-center-hourly.csv > scores.csv
  bami run load.csv --timestamp-column when --value-column kw --plot load.png
  bami run load.csv --min 0 --max 100 --set tm.activation_threshold=13 --format jsonl
  tail -f -n +1 live.csv | bami run - --resolution 0.5
  bami run monday.csv --save load.state > monday-scores.csv
  bami run tuesday.csv --load load.state --save load.state > tuesday-scores.csv
  bami run load.csv --state load.state --save-every 1000 --resume -o scores.csv --append"
)]
pub(crate) struct RunArgs {
    /// A CSV file, `-` for standard input; without it the demonstration runs
    pub(crate) file: Option<PathBuf>,

    /// What is read and how
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// The region
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// Rows from whose values the resolution is estimated, where it is not given
    #[arg(long, value_name = "N", default_value_t = DEFAULT_CALIBRATION_ROWS, help_heading = "Region",
        value_parser = clap::value_parser!(u32).range(1..=MOST_CALIBRATION_ROWS))]
    pub(crate) calibration_rows: u32,

    /// What is written and where
    #[command(flatten)]
    pub(crate) output: OutputArgs,

    /// Where the stream goes on, and how it can go on later
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Going on from a state, and saving one.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "State")]
pub(crate) struct StateArgs {
    //= spec/program.md#program-state
    //# A parameter, a column or a time format given together with `--load` MUST be rejected.
    /// Go on from a state that was saved: with its region, its columns and its form of times
    #[arg(long, value_name = "STATE", requires = "file", group = "loading", conflicts_with_all = ["config", "set",
        "seed", "resolution", "min", "max", "calibration_rows", "timestamp_column", "value_columns",
        "timestamp_format", "delimiter", "no_header"])]
    pub(crate) load: Option<PathBuf>,
    /// Save the whole state at the end of the stream
    #[arg(long, value_name = "STATE", requires = "file", group = "saving")]
    pub(crate) save: Option<PathBuf>,
    /// Both at once: go on from the state where the file exists, and save to it
    #[arg(long, value_name = "STATE", requires = "file", groups = ["loading", "saving"])]
    pub(crate) state: Option<PathBuf>,
    /// Save after every so many rows too
    #[arg(long, value_name = "N", requires = "saving", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) save_every: Option<u64>,
    /// The stream begins where it began before: pass over the rows that the state has seen
    #[arg(long, requires = "loading")]
    pub(crate) resume: bool,
    /// Append the rows to the file of -o, which holds those that the state knows
    #[arg(long, requires = "output")]
    pub(crate) append: bool,
}

impl StateArgs {
    /// Where the state is saved, if anywhere.
    pub(crate) fn saved_to(&self) -> Option<&Path> {
        self.save.as_deref().or(self.state.as_deref())
    }
}

/// Rows of calibration, where nothing else is said.
pub(crate) const DEFAULT_CALIBRATION_ROWS: u32 = 100;

/// The most of them: they are kept until there are enough.
pub(crate) const MOST_CALIBRATION_ROWS: i64 = 1_000_000;

/// The score from which on a row counts as detected, where nothing else is said.
const DEFAULT_THRESHOLD: f64 = 0.5;

/// What is written and where.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Write the rows to a file, which appears when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How the rows are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub(crate) format: Format,
    /// Draw values, scores and detections; .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PlotPath>,
    /// The anomaly_score from which on a row is a detection, for the plot and the summary
    #[arg(long, value_name = "SCORE", default_value_t = DEFAULT_THRESHOLD, value_parser = share)]
    pub(crate) threshold: f64,
    /// No progress, no notes, no summary; errors are still said
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl OutputArgs {
    /// Refuses an output, or a state that is saved, that is the input or that another one goes to.
    pub(crate) fn check_distinct(&self, input: &Path, state: Option<&Path>) -> anyhow::Result<()> {
        let plot = self.plot.as_ref().map(PlotPath::path);
        files::check_distinct(Some(input), &[self.output.as_deref(), plot, state])
    }
}

impl Default for OutputArgs {
    fn default() -> Self {
        Self {
            output: None,
            format: Format::Csv,
            plot: None,
            threshold: DEFAULT_THRESHOLD,
            quiet: false,
        }
    }
}

impl RunArgs {
    /// What stands for no arguments at all.
    pub(crate) fn defaults() -> Self {
        Self { calibration_rows: DEFAULT_CALIBRATION_ROWS, ..Self::default() }
    }
}

/// What `bami params` can be told.
#[derive(Debug, Subcommand)]
pub(crate) enum ParamsCommand {
    /// Show the parameters that a run would have
    Show {
        /// Fill in the encoders and the sizes that follow from other parameters
        #[arg(long)]
        effective: bool,
        /// As JSON instead of TOML
        #[arg(long)]
        json: bool,
        /// The region
        #[command(flatten)]
        region: RegionArgs,
    },
    /// Write a TOML file with every parameter, its meaning and its default
    Init {
        /// Of a network of two regions, the second above the first
        #[arg(long)]
        network: bool,
        /// The file, which must not exist yet; standard output without it
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

fn share(text: &str) -> Result<f64, String> {
    finite(text).and_then(|number| {
        if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("must be from 0 to 1".into()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_of_the_arguments_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_arguments_are_the_defaults_of_run() {
        let Some(Command::Run(run)) = Cli::parse_from(["bami", "run"]).command else {
            panic!("not run");
        };
        assert_eq!(format!("{run:?}"), format!("{:?}", RunArgs::defaults()));
    }
}
