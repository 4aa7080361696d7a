//! `bami predict`: predicts a CSV stream and measures the errors.

mod categories;
mod forecast;
mod learner;
mod linear;
mod measures;
mod output;
mod picture;
mod resume;
mod settings;
mod stream;

use std::path::PathBuf;

use bami_htm::classifier::SdrClassifierParameters;
use bami_htm::region::{ClassifierInput, PredictorParameters};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::args::{ExecutionArgs, StreamArgs, positive};
use crate::output::Format;
use crate::plot::PlotPath;
use crate::state::StateArgs;

pub(crate) use stream::run;

/// The arguments of `bami predict`.
#[derive(Args, Debug)]
#[command(
    about = "Predict a CSV stream several steps ahead, and measure the errors",
    long_about = "Predict a CSV stream several steps ahead, and measure the errors.

The columns are detected as by `bami run`. Each row is written with what was predicted for it:

  predicted_for     the time of the row
  the value         the actual value, under the name of its column; empty for future times
  prediction_K      what was predicted K steps earlier
  low_K, high_K     a range calibrated on the errors so far, in which 80 % of the values are to lie
  value_K_N,        the N-th most probable value and its probability (--top)
  probability_K_N

Rows for future times follow the last row, as far ahead as the steps reach. All times have one format, such as 2026-03-01 \
13:30:00.

If the encoder of the value (--config) is a category or ordered category encoder, categories are predicted: prediction_K is \
the most probable one, and there is no range.

With --as-made, each row is written as soon as it is read, with what is predicted from it:

  made_at           the time of the row
  the value         the actual value, under the name of its column
  predicted_for_K   the time K steps ahead, with prediction_K and so on

The errors are reported at the end, beside those of `same as now`, `same as a day ago`, `same as a week ago` and \
`least squares`. The last is a linear baseline, recursive least squares on the value, the value before, those a day and a \
week before the predicted time, and the hour of the week.",
    after_long_help = "\
Predictions do not use later rows: each is made when its row is read, and is not changed. The region learns as in `bami \
run`. Unless --input says otherwise, the classifier reads the bits of the encoders, the active columns, the winner cells, \
the time of the week that is predicted, and the bits of the value a week before it.

If neither a resolution nor a range nor encoders are given, the resolution is estimated from the first rows, half as wide \
as by `bami run`, or a quarter without a time column, and the classifier predicts buckets of 8 times this width \
(--target-width).

--save writes everything that has been learned, the predictions made, and the position in the stream. --load goes on from \
there: the rows are, byte for byte, those of a single run, except that rows for future times follow the last row of each \
part, but not in a file that is appended to. The errors are those of the rows of the run; least squares are not measured \
in a run that goes on from a state.

--point: the median of the distribution, interpolated between the values or not, minimizes the mean absolute error; the mean \
minimizes the squared error; the mode is the most probable value.

Examples:
  bami predict load.csv --steps 1,24 -o predicted.csv
  bami predict load.csv --json --score-from 2000
  bami predict load.csv --steps 1,24 --plot predicted.png -o predicted.csv
  tail -f -n +1 live.csv | bami predict - --resolution 0.5 --as-made
  bami predict load.csv --state forecast.state --save-every 1000 --resume -o forecast.csv --append"
)]
pub(crate) struct PredictArgs {
    /// A CSV file, `-` for standard input
    pub(crate) file: PathBuf,

    /// The numbers of rows ahead to predict, in ascending order
    #[arg(
        long,
        value_name = "K,K,...",
        value_delimiter = ',',
        default_value = "1",
        conflicts_with = "load"
    )]
    pub(crate) steps: Vec<u32>,
    /// The number that summarizes a predicted distribution
    //= spec/classifier.md#d-cla-6
    //# By default, `bami predict` MUST show the interpolated quantile of 0.5.
    #[arg(long, value_enum, default_value_t = Point::Interpolated)]
    pub(crate) point: Point,
    /// The learning rate of the classifier
    #[arg(long, value_name = "RATE", default_value_t = DEFAULT_LEARNING_RATE, value_parser = positive, conflicts_with = "load")]
    pub(crate) learning_rate: f64,
    /// What the classifier reads
    //= spec/classifier.md#d-cla-7
    //# By default, `bami predict` MUST give the classifier the inputs encoding, columns,
    //# winner-cells, coming-time and week-before.
    #[arg(
        long = "input",
        value_enum,
        value_delimiter = ',',
        value_name = "INPUT,...",
        default_value = "encoding,columns,winner-cells,coming-time,week-before",
        conflicts_with = "load"
    )]
    pub(crate) inputs: Vec<Input>,
    /// The number of buckets of the encoder that are one bucket of the prediction; by default 8 if the resolution is
    /// estimated, otherwise 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "load")]
    pub(crate) target_width: Option<u32>,
    /// How predictions are made
    #[arg(long, value_enum, default_value_t = Method::Classifier, conflicts_with = "load")]
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

    #[command(flatten)]
    pub(crate) state: StateArgs,

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

impl PredictArgs {
    /// The parameters of the predictor, with this target width.
    fn parameters(&self, target_width: u32) -> PredictorParameters {
        let inputs = self.inputs.iter().map(|input| match input {
            Input::Encoding => ClassifierInput::Encoding,
            Input::Columns => ClassifierInput::Columns,
            Input::Cells => ClassifierInput::Cells,
            Input::WinnerCells => ClassifierInput::WinnerCells,
            Input::PredictedColumns => ClassifierInput::PredictedColumns,
            Input::ComingTime => ClassifierInput::ComingTime,
            Input::WeekBefore => ClassifierInput::WeekBefore,
        });
        let classifier = SdrClassifierParameters::default()
            .with_steps(self.steps.clone())
            .with_learning_rate(self.learning_rate);
        PredictorParameters::default()
            .with_inputs(inputs)
            .with_classifier(classifier)
            .with_target_width(target_width)
    }

    /// Whether standard output shows the rows.
    fn rows_on_stdout(&self) -> bool {
        self.output.is_none() && !self.json
    }
}

/// The default of `--learning-rate`.
const DEFAULT_LEARNING_RATE: f64 = 0.01;

/// The share of the actual values that the reported range is to hold.
const SHARE: f64 = 0.8;

/// How predictions are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Method {
    /// A classifier learns what follows
    Classifier,
    /// The predicted columns are decoded, for the next step only
    Decode,
}

/// The number that summarizes a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// What the classifier reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Input {
    /// The bits of the encoders
    Encoding,
    /// The active columns
    Columns,
    /// The active cells
    Cells,
    /// The winner cells: one for each active column
    WinnerCells,
    /// The columns predicted for the next step
    PredictedColumns,
    /// The time of the week that is predicted
    ComingTime,
    /// The bits of the value a week before that time
    WeekBefore,
}
