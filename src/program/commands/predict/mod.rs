//! `bami predict`: predicts a CSV stream and measures the errors.

mod measures;
mod output;
mod picture;
mod stream;

use std::path::PathBuf;

use bami_htm::classifier::Prediction;
use clap::{Args, ValueEnum};

use crate::args::{ExecutionArgs, StreamArgs, positive};
use crate::output::Format;
use crate::plot::PlotPath;

pub(crate) use stream::run;

/// The arguments of `bami predict`.
#[derive(Args, Debug)]
#[command(
    about = "Predict a CSV stream several steps ahead, and measure the errors",
    long_about = "Predict a CSV stream several steps ahead, and measure the errors.

The columns are detected as by `bami run`. Each row is written with what was predicted for it:

  predicted_for     the time of the row, as in the input
  the value         the actual value, under the name of its column; empty for future times
  prediction_K      what was predicted K steps earlier
  low_K, high_K     the range from the 0.1 to the 0.9 quantile of that prediction
  value_K_N,        the N-th most probable value and its probability (--top)
  probability_K_N

Rows for future times follow the last row, as far ahead as the steps reach.

With --as-made, each row is written as soon as it is read, with what is predicted from it:

  made_at           the time of the row, as in the input
  the value         the actual value, under the name of its column
  predicted_for_K   the time K steps ahead, with prediction_K and so on

The errors are reported at the end, beside those of `same as now`, `same as a day ago` and `same as a week ago`.",
    after_long_help = "\
Predictions do not use later rows: each is made when its row is read, and is not changed. The region learns as in `bami \
run`. Unless --input says otherwise, the classifier reads the bits of the encoders, the active columns and cells, the time \
of the week that is predicted, and the bits of the value a week before it.

--point: the median of the distribution, interpolated between the values or not, minimizes the mean absolute error; the mean \
minimizes the squared error; the mode is the most probable value.

Examples:
  bami predict load.csv --steps 1,24 -o predicted.csv
  bami predict load.csv --json --score-from 2000
  bami predict load.csv --steps 1,24 --plot predicted.png -o predicted.csv
  tail -f -n +1 live.csv | bami predict - --resolution 0.5 --as-made"
)]
pub(crate) struct PredictArgs {
    /// A CSV file, `-` for standard input
    pub(crate) file: PathBuf,

    /// The numbers of rows ahead to predict, in ascending order
    #[arg(long, value_name = "K,K,...", value_delimiter = ',', default_value = "1")]
    pub(crate) steps: Vec<u32>,
    /// The number that summarizes a predicted distribution
    //= spec/classifier.md#d-cla-6
    //# By default, `bami predict` MUST show the interpolated quantile of 0.5.
    #[arg(long, value_enum, default_value_t = Point::Interpolated)]
    pub(crate) point: Point,
    /// The learning rate of the classifier
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
    /// The number of most probable values to write in CSV, for each number of steps
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) top: u32,
    /// The first row on which errors are measured, counting from 1; by default, the second half of the rows is used
    #[arg(long, value_name = "ROW", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) score_from: Option<u64>,

    /// The stream
    #[command(flatten)]
    pub(crate) stream: StreamArgs,

    #[command(flatten)]
    pub(crate) execution: ExecutionArgs,

    /// Write the rows to a file, which appears when it is complete
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// The format of the rows; JSON lines have the whole distributions
    #[arg(long, value_enum, default_value_t = Format::Csv, help_heading = "Output")]
    pub(crate) format: Format,
    /// Write predictions when they are made, with the times they are for; for live streams
    #[arg(long, help_heading = "Output")]
    pub(crate) as_made: bool,
    /// Plot the actual and the predicted values of the last 336 rows; .svg or .png
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) plot: Option<PlotPath>,
    /// Write the errors as JSON to standard output; the rows are then only written with -o
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print no progress, notes or summary; errors are still reported
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// The default of `--learning-rate`.
const DEFAULT_LEARNING_RATE: f64 = 0.01;

/// The quantiles of the reported range.
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

/// The number that summarizes a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Point {
    /// The median, interpolated between the values
    Interpolated,
    /// The median: half of the probability is on each side
    Median,
    /// The expected value
    Mean,
    /// The most probable value
    Mode,
}

impl Point {
    /// The number for a prediction; `None` if nothing is predicted yet.
    pub(crate) fn of(self, prediction: &Prediction) -> Option<f64> {
        match self {
            Self::Interpolated => prediction.interpolated_quantile(0.5),
            Self::Median => prediction.median(),
            Self::Mean => prediction.mean(),
            Self::Mode => prediction.mode().map(|outcome| outcome.value),
        }
    }

    /// The reported range: from one quantile, not interpolated, to the other, extended to include the number.
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
    /// The time of the week that is predicted
    ComingTime,
    /// The bits of the value a week before that time
    WeekBefore,
}
