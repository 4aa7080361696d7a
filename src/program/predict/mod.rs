//! `bami predict`: a stream in, what comes next out.

mod measures;
mod output;
mod picture;
mod stream;

use std::path::PathBuf;

use bami_htm::classifier::Prediction;
use clap::{Args, ValueEnum};

use crate::args::{
    DEFAULT_CALIBRATION_ROWS, InputArgs, MOST_CALIBRATION_ROWS, RegionArgs, positive,
};
use crate::output::Format;
use crate::plot::PlotPath;

pub(crate) use stream::run;

/// What `bami predict` can be told.
#[derive(Args, Debug)]
#[command(
    about = "Predict a CSV stream some steps ahead, and measure the errors",
    long_about = "Predict a CSV stream some steps ahead, and measure the errors.

The columns are found as by `bami run`. Each row that is written is for a time, and says what was predicted for it:

  predicted_for     the time that the predictions are for, as it was written
  the value         what came, under the name of its column; empty for times still to come
  prediction_K      what was predicted K steps before
  low_K, high_K     the range from the 10 % to the 90 % quantile of that prediction
  value_K_N,        the N-th most probable value and its probability (--top)
  probability_K_N

After the last row come rows for the times ahead, as far as the steps reach.

With --as-made a row says instead what is predicted from it, as soon as it has come:

  made_at           its time, as it was written
  the value         what came, under the name of its column
  predicted_for_K   the time K steps ahead, with prediction_K and so on

The errors are told at the end, beside those of `same as now`, `same as a day ago` and `same as a week ago`.",
    after_long_help = "\
Nothing looks ahead: a prediction is made when its row has come and is not changed. The region learns as by `bami \
run`; the classifier reads the bits of the encoders, the active columns and cells, the time of the week that is predicted for \
and the bits of the value a week before it, unless --input says otherwise.

--point: of a distribution, the median, interpolated between the values or not, makes the least mean absolute error, the mean the least squared error, and the \
mode is the most probable value.

Examples:
  bami predict load.csv --steps 1,24 -o predicted.csv
  bami predict load.csv --json --score-from 2000
  bami predict load.csv --steps 1,24 --plot predicted.png -o predicted.csv
  tail -f -n +1 live.csv | bami predict - --resolution 0.5 --as-made"
)]
pub(crate) struct PredictArgs {
    /// A CSV file, `-` for standard input
    pub(crate) file: PathBuf,

    /// How many rows ahead, ascending
    #[arg(long, value_name = "K,K,...", value_delimiter = ',', default_value = "1")]
    pub(crate) steps: Vec<u32>,
    /// The number that stands for a distribution
    //= spec/classifier.md#d-cla-6
    //# By default, `bami predict` MUST show the interpolated quantile of 0.5.
    #[arg(long, value_enum, default_value_t = Point::Interpolated)]
    pub(crate) point: Point,
    /// How far the classifier moves in a step
    #[arg(long, value_name = "RATE", default_value_t = DEFAULT_LEARNING_RATE, value_parser = positive)]
    pub(crate) learning_rate: f64,
    /// What the classifier reads
    //= spec/classifier.md#d-cla-7
    //# By default, `bami predict` MUST give the classifier the inputs encoding, columns, cells,
    //# coming-time and week-before.
    #[arg(
        long = "input",
        value_enum,
        value_delimiter = ',',
        value_name = "INPUT,...",
        default_value = "encoding,columns,cells,coming-time,week-before"
    )]
    pub(crate) inputs: Vec<Input>,
    /// How predictions are made
    #[arg(long, value_enum, default_value_t = Method::Classifier)]
    pub(crate) method: Method,
    /// How many of the most probable values a CSV row has for each number of steps
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) top: u32,
    /// The first row whose errors count, from 1; without it the last half of the rows counts
    #[arg(long, value_name = "ROW", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) score_from: Option<u64>,

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

    /// Write the rows to a file, which appears when it is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// How the rows are written; JSON lines have whole distributions
    #[arg(long, value_enum, default_value_t = Format::Csv, help_heading = "Output")]
    pub(crate) format: Format,
    /// Write what is predicted when it is made, with the times that it is for; for live streams
    #[arg(long, help_heading = "Output")]
    pub(crate) as_made: bool,
    /// Draw what came and what was predicted in the last 336 rows; .svg or .png
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) plot: Option<PlotPath>,
    /// The errors as JSON on standard output; the rows are then written with -o only
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// No progress, no notes, no summary; errors are still said
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// The learning rate of the classifier, where nothing else is said.
const DEFAULT_LEARNING_RATE: f64 = 0.01;

/// The quantiles of the range that is written.
const LOW: f64 = 0.1;
const HIGH: f64 = 0.9;

/// How predictions are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// A classifier learns what follows
    Classifier,
    /// The predicted columns are decoded, for the next step only
    Decode,
}

/// The number that stands for a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Point {
    /// The median, interpolated between the values
    Interpolated,
    /// Half of the probability lies on each side
    Median,
    /// The expected value
    Mean,
    /// The most probable value
    Mode,
}

impl Point {
    /// The number for a prediction; none where nothing is predicted yet.
    pub(crate) fn of(self, prediction: &Prediction) -> Option<f64> {
        match self {
            Self::Interpolated => prediction.interpolated_quantile(0.5),
            Self::Median => prediction.median(),
            Self::Mean => prediction.mean(),
            Self::Mode => prediction.mode().map(|outcome| outcome.value),
        }
    }

    /// The range that is written: the quantiles, which are not interpolated, and the number itself.
    pub(crate) fn range_of(self, prediction: &Prediction) -> [Option<f64>; 2] {
        let point = self.of(prediction).unwrap_or(f64::NAN);
        [
            prediction.quantile(LOW).map(|low| low.min(point)),
            prediction.quantile(HIGH).map(|high| high.max(point)),
        ]
    }
}

/// What the classifier reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Input {
    /// The bits of the encoders
    Encoding,
    /// The active columns
    Columns,
    /// The active cells
    Cells,
    /// The columns predicted for the next step
    PredictedColumns,
    /// The time of the week that is predicted for
    ComingTime,
    /// The bits of the value a week before that time
    WeekBefore,
}
