//! `bami nab`: the Numenta Anomaly Benchmark, `spec/nab.md`.
//!
//! `corpus` and `windows` read the data and labels of NAB, `run` runs a
//! detector, `results`
//! writes and reads its results, `scoring` computes the score from them with `profiles` and `thresholds`, `judge` puts
//! these together, and `score`, `table`, `summary` and `report` present it. `convert` brings other benchmarks into NAB's
//! layout, and `author_score` scores them as their authors do.

mod author_score;
mod benchmark;
mod convert;
mod corpus;
mod error;
mod judge;
mod profiles;
mod report;
mod results;
mod run;
mod score;
mod scoring;
mod summary;
mod table;
mod thresholds;
mod windows;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::detectors::{DetectorArgs, Kind};
use convert::Format;

/// The arguments of `bami nab`.
#[derive(Debug, Subcommand)]
#[command(
    about = "Run and score the Numenta Anomaly Benchmark",
    long_about = "Run and score the Numenta Anomaly Benchmark (NAB).

NAB is a corpus of streams with labelled windows, each of which contains a known anomaly, and a score that rewards early detections in \
a window and penalizes false alarms. It is not part of this program: give a checkout of https://github.com/numenta/NAB \
with --nab. spec/nab.md has the rules."
)]
pub(crate) enum NabCommand {
    Run(Box<RunArgs>),
    Convert(ConvertArgs),
    Score(ScoreArgs),
    Report(ReportArgs),
}

/// Which corpus, and which part of it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Corpus")]
pub(crate) struct CorpusArgs {
    /// A checkout of NAB, or a folder with data/CATEGORY/FILE.csv and combined_windows.json
    #[arg(long, value_name = "DIR")]
    pub(crate) nab: PathBuf,
    /// The windows, like combined_windows.json; the files are those that it names, in DIR/data or in DIR
    #[arg(long, value_name = "FILE")]
    pub(crate) windows: Option<PathBuf>,
    /// Only the files with a CATEGORY/FILE.csv that contains this or, if it has a *, matches it; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
}

/// The arguments of `bami nab run`.
#[derive(Args, Debug)]
#[command(
    about = "Run a detector over the corpus, and score it",
    long_about = "Run a detector over the corpus, write its results as NAB does, and print their scores.

Each file is scored by its own detector, all with the same parameters. Rows come one at a time, and no detector sees the \
windows. The detectors time-scales and bami get the number of rows and the range of the values in advance, as NAB allows. The files are distributed over \
the threads, the longest first; the scores do not depend on the number of threads.

The scores are given with the threshold 0.5, with the best threshold, and with the threshold for each category chosen on all \
others. An alarm starts in a row with a score of at least 0.5 after one with a lower score. Below come the figures of a \
detector that gives an alarm every N rows without looking at the data.

RESULTS/NAME/CATEGORY/NAME_FILE.csv has timestamp,value,anomaly_score,raw_score,label; RESULTS/NAME/parameters.toml has \
the parameters used.",
    after_help = "\
Examples:
  bami nab run --nab NAB
  bami nab run --nab NAB --detector bami --set range_rule=true --name with-range-rule
  bami nab run --nab NAB --detector range-rule --only 'realTweets/*'
  bami nab run --nab NAB --seed 42 --seeds 4
  bami nab run --nab my-streams --windows my-windows.json --detector region

Scores are too optimistic if the parameters were tuned on the same files: tune on one part of the corpus (--only) and score \
another."
)]
pub(crate) struct RunArgs {
    /// The corpus
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,

    /// The detector
    #[arg(long, value_enum, value_name = "DETECTOR", default_value_t = Kind::Default, help_heading = "Detector")]
    pub(crate) detector: Kind,
    /// Its parameters
    #[command(flatten)]
    pub(crate) parameters: DetectorArgs,

    /// Run with so many seeds, from the given or default one on, and also report the mean
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100),
        help_heading = "Detector")]
    pub(crate) seeds: u32,

    /// The folder for the results
    #[arg(
        short,
        long,
        value_name = "RESULTS",
        default_value = "nab-results",
        help_heading = "Output"
    )]
    pub(crate) output: PathBuf,
    /// The name of the results; by default, that of the detector
    #[arg(long, value_name = "NAME", value_parser = file_name, help_heading = "Output")]
    pub(crate) name: Option<String>,
    /// The number of files processed at a time; by default, the number of processors
    #[arg(long, value_name = "N", value_parser = crate::args::threads)]
    pub(crate) threads: Option<usize>,
    /// Print no progress or notes; errors are still reported
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// The arguments of `bami nab convert`.
#[derive(Args, Debug)]
#[command(
    about = "Convert another benchmark to the layout of NAB",
    long_about = "Convert another benchmark to the layout of NAB: data/CATEGORY/FILE.csv, combined_windows.json, and benchmark.json, which says \
how its authors score it. `bami nab run` then prints that score as well. The benchmarks themselves are not part of this \
program.",
    after_help = "\
Examples:
  bami nab convert labels Yahoo-S5 yahoo --only real_ --only synthetic_ --only Benchmark-TS
  bami nab convert kpi phase2_train.csv kpi
  bami nab convert changepoints SKAB/data skab
  bami nab convert ucr UCR_Anomaly_FullData ucr
  bami nab run --nab ucr --detector region"
)]
pub(crate) struct ConvertArgs {
    /// The format of the benchmark
    #[arg(value_enum, value_name = "FORMAT")]
    pub(crate) format: Format,
    /// The folder of the benchmark, or a file of it
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,
    /// The folder to be made, which appears when it is complete
    #[arg(value_name = "FOLDER")]
    pub(crate) destination: PathBuf,
    /// Only the files with a FOLDER/FILE that contains this or, if it has a *, matches it; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,

    /// The column of labels or change points
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    pub(crate) label_column: Option<String>,
    /// The column of times
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    pub(crate) time_column: Option<String>,
    /// The field separator (a character or `tab`); by default a comma, for changepoints a semicolon
    #[arg(long, value_name = "CHAR", value_parser = crate::args::delimiter, help_heading = "Columns")]
    pub(crate) delimiter: Option<u8>,
    /// Print no notes; errors are still reported
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// The arguments of `bami nab score`.
#[derive(Args, Debug)]
#[command(
    about = "Score the results of detectors",
    long_about = "Score the results of detectors: for each profile a score from 0, for a detector that never fires, to 100, for one \
that fires in the first row of each window and nowhere else.

If no threshold is given, the best one for each profile is chosen on the files that are scored, as in NAB. \
--cross-validate also shows the score when the threshold for each category is chosen on all the others.",
    after_help = "\
The weights are those of profiles.json or config/profiles.json in the folder of the corpus or, without these files, those \
of NAB.

Examples:
  bami nab score nab-results/bami --nab NAB
  bami nab score NAB/results/numenta NAB/results/numentaTM --nab NAB --raw
  bami nab score nab-results/bami --nab NAB --json --per-file"
)]
pub(crate) struct ScoreArgs {
    /// Folders of results, named after their detector: RESULTS/DETECTOR
    #[arg(required = true, value_name = "RESULTS/DETECTOR")]
    pub(crate) results: Vec<PathBuf>,

    /// The corpus
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,

    /// Use this threshold for everything, instead of the best one
    #[arg(long, value_name = "T", value_parser = crate::args::finite, help_heading = "Threshold")]
    pub(crate) threshold: Option<f64>,
    /// A JSON file of thresholds by detector and profile, like config/thresholds.json of NAB
    #[arg(long, value_name = "FILE", conflicts_with = "threshold", help_heading = "Threshold")]
    pub(crate) thresholds: Option<PathBuf>,
    /// Also score with the threshold for each category chosen on all the others
    #[arg(long, help_heading = "Threshold")]
    pub(crate) cross_validate: bool,

    /// Also score `raw_score`, for comparison
    #[arg(long, help_heading = "Output")]
    pub(crate) raw: bool,
    /// Also show the results for each file
    #[arg(long, help_heading = "Output")]
    pub(crate) per_file: bool,
    /// Print JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// The arguments of `bami nab report`.
#[derive(Args, Debug)]
#[command(
    about = "Report the hits, misses and false alarms of a detector",
    long_about = "Report the hits, misses and false alarms of a detector: a self-contained HTML file with a table of the files, the \
worst first, and a plot of each.",
    after_help = "\
Example:
  bami nab report nab-results/bami --nab NAB -o report.html"
)]
pub(crate) struct ReportArgs {
    /// A folder of results, named after its detector
    #[arg(value_name = "RESULTS/DETECTOR")]
    pub(crate) results: PathBuf,

    /// The corpus
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,

    /// The HTML file, which appears when it is complete
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: PathBuf,
    /// The profile to score with
    #[arg(long, value_name = "NAME", default_value = "standard", help_heading = "Output")]
    pub(crate) profile: String,
    /// Use this threshold, instead of the best one
    #[arg(long, value_name = "T", value_parser = crate::args::finite, help_heading = "Output")]
    pub(crate) threshold: Option<f64>,
}

/// Runs `bami nab`.
pub(crate) fn run(command: &NabCommand) -> anyhow::Result<()> {
    match command {
        NabCommand::Run(args) => run::run(args),
        NabCommand::Convert(args) => convert::run(args),
        NabCommand::Score(args) => score::run(args),
        NabCommand::Report(args) => report::run(args),
    }
}

fn file_name(text: &str) -> Result<String, String> {
    if text.is_empty() || text.starts_with('.') || text.contains(['/', '\\']) {
        return Err("must be the name of a folder, without a slash or a leading dot".into());
    }
    Ok(text.to_owned())
}
