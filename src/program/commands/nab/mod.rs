//! `bami nab`: the Numenta Anomaly Benchmark, `spec/nab.md`.
//!
//! `corpus` and `windows` read what NAB gives, `detector` has the detectors, `run` runs one, `results` writes
//! and reads what came of it, `scoring` is the arithmetic of the score, `profiles` and `thresholds` what
//! it takes, `judge` puts these together, `score` and `table` tell it, and `report` draws it.

mod corpus;
mod detector;
mod error;
mod judge;
mod profiles;
mod report;
mod results;
mod run;
mod score;
mod scoring;
mod table;
mod thresholds;
mod windows;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use detector::Kind;

/// What `bami nab` can be told.
#[derive(Debug, Subcommand)]
#[command(
    about = "Run and score the Numenta Anomaly Benchmark",
    long_about = "Run and score the Numenta Anomaly Benchmark (NAB).

NAB is a corpus of streams with windows in which something unusual is known to have happened, and a score that rewards \
detections early in a window and charges false alarms. It is not part of this program: name a checkout of \
https://github.com/numenta/NAB by --nab. spec/nab.md has the rules."
)]
pub(crate) enum NabCommand {
    Run(Box<RunArgs>),
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
    /// Only the files whose CATEGORY/FILE.csv has this in it, or fits it where it has a *; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
}

/// What `bami nab run` can be told.
#[derive(Args, Debug)]
#[command(
    about = "Run a detector over the corpus, and score it",
    long_about = "Run a detector over the corpus, write its results as NAB does, and print their scores.

Each file is scored by a detector of its own, all with the same parameters. A detector is told the number of rows and the \
range of the values in advance, as NAB tells its own, then one row after the other; it never sees the windows. The files are \
spread over the threads, the longest first, and the scores do not depend on how many threads there are.

RESULTS/NAME/CATEGORY/NAME_FILE.csv has timestamp,value,anomaly_score,raw_score,label; RESULTS/NAME/parameters.toml has \
the parameters that were in force.",
    after_help = "\
Examples:
  bami nab run --nab NAB
  bami nab run --nab NAB --set range_rule=true --name with-range-rule
  bami nab run --nab NAB --detector range-rule --only 'realTweets/*'

Parameters that were tuned on the files that a score is made from make the score look better than it is: tune on one part \
of the corpus (--only) and score another."
)]
pub(crate) struct RunArgs {
    /// The corpus
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,

    /// The detector
    #[arg(long, value_enum, value_name = "DETECTOR", default_value_t = Kind::TimeScales, help_heading = "Detector")]
    pub(crate) detector: Kind,
    /// A TOML file with parameters, as `bami params init` starts one
    #[arg(long, value_name = "FILE", help_heading = "Detector")]
    pub(crate) config: Option<PathBuf>,
    /// A single parameter, such as tm.activation_threshold=13; it overrides the file; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Detector")]
    pub(crate) set: Vec<String>,
    /// The seed of the region
    #[arg(long, value_name = "N", help_heading = "Detector")]
    pub(crate) seed: Option<u64>,

    /// Where the results go
    #[arg(
        short,
        long,
        value_name = "RESULTS",
        default_value = "nab-results",
        help_heading = "Output"
    )]
    pub(crate) output: PathBuf,
    /// The name of the results, where it is not to be that of the detector
    #[arg(long, value_name = "NAME", value_parser = file_name, help_heading = "Output")]
    pub(crate) name: Option<String>,
    /// How many files are worked on at a time; as many as there are processors where it is not given
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    /// No progress, no notes; errors are still said
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// What `bami nab score` can be told.
#[derive(Args, Debug)]
#[command(
    about = "Score the results of detectors",
    long_about = "Score the results of detectors: by each profile the score from 0, for a detector that never fires, to 100, for one \
that fires in the first row of each window and nowhere else.

Where no threshold is given, the best for each profile is chosen on the files that are scored, as NAB does. --cross-validate \
shows beside it what is left when the threshold for each category is chosen on all the others.",
    after_help = "\
The weights are those of profiles.json or config/profiles.json in the folder of the corpus, where there is one, and those of \
NAB otherwise.

Examples:
  bami nab score nab-results/bami --nab NAB
  bami nab score NAB/results/numenta NAB/results/numentaTM --nab NAB --raw
  bami nab score nab-results/bami --nab NAB --json --per-file"
)]
pub(crate) struct ScoreArgs {
    /// Folders of results, called as their detector: RESULTS/DETECTOR
    #[arg(required = true, value_name = "RESULTS/DETECTOR")]
    pub(crate) results: Vec<PathBuf>,

    /// The corpus
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,

    /// This threshold for all, in place of the best
    #[arg(long, value_name = "T", value_parser = crate::args::finite, help_heading = "Threshold")]
    pub(crate) threshold: Option<f64>,
    /// A JSON file of thresholds by detector and profile, as NAB has one in config/thresholds.json
    #[arg(long, value_name = "FILE", conflicts_with = "threshold", help_heading = "Threshold")]
    pub(crate) thresholds: Option<PathBuf>,
    /// Also with the threshold for each category chosen on all the others
    #[arg(long, help_heading = "Threshold")]
    pub(crate) cross_validate: bool,

    /// Also score raw_score, to see what was made of it
    #[arg(long, help_heading = "Output")]
    pub(crate) raw: bool,
    /// The figures of each file as well
    #[arg(long, help_heading = "Output")]
    pub(crate) per_file: bool,
    /// As JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// What `bami nab report` can be told.
#[derive(Args, Debug)]
#[command(
    about = "Draw what a detector hit, missed and raised in vain",
    long_about = "Draw what a detector hit, missed and raised in vain: an HTML file that needs no other, with a table of the files, \
the one that lost the most first, and a picture of each.",
    after_help = "\
Example:
  bami nab report nab-results/bami --nab NAB -o report.html"
)]
pub(crate) struct ReportArgs {
    /// A folder of results, called as its detector
    #[arg(value_name = "RESULTS/DETECTOR")]
    pub(crate) results: PathBuf,

    /// The corpus
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,

    /// The HTML file, which appears when it is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: PathBuf,
    /// The profile by which it is scored
    #[arg(long, value_name = "NAME", default_value = "standard", help_heading = "Output")]
    pub(crate) profile: String,
    /// This threshold, in place of the best
    #[arg(long, value_name = "T", value_parser = crate::args::finite, help_heading = "Output")]
    pub(crate) threshold: Option<f64>,
}

/// Does what was asked for.
pub(crate) fn run(command: &NabCommand) -> anyhow::Result<()> {
    match command {
        NabCommand::Run(args) => run::run(args),
        NabCommand::Score(args) => score::run(args),
        NabCommand::Report(args) => report::run(args),
    }
}

fn file_name(text: &str) -> Result<String, String> {
    if text.is_empty() || text.starts_with('.') || text.contains(['/', '\\']) {
        return Err(
            "must be the name of a folder, without a slash and without a dot before it".into()
        );
    }
    Ok(text.to_owned())
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err("must be a whole number from 1 to 1024".into()),
    }
}
