//! `bami run`: scores a CSV stream, row by row. Without a file it runs the demonstration.

mod alarms;
mod demo;
mod detector;
mod plot;
mod summary;

use std::path::{Path, PathBuf};

use anyhow::ensure;
use clap::Args;

use crate::args::{ExecutionArgs, InputArgs, StreamArgs, finite};
use crate::files;
use crate::notes::Notes;
use crate::output::{Format, RowWriter};
use crate::parameters::Model;
use crate::plot::PlotPath;
use crate::state::{Loaded, Saving, StateArgs};
use crate::stream::{ScoredBy, Scorer, Stream};
use detector::DetectorArgs;
use plot::ScorePlot;
use summary::Summary;

/// The arguments of `bami run`.
#[derive(Args, Debug, Default)]
#[command(
    about = "Score a CSV stream, or run the demonstration",
    long_about = "Score a CSV stream: one row in, one row out.

The time column and the value column are detected by their names and their content. NuPIC's three header rows and the \
files of NAB are supported. Each row is written as soon as it is read, with

  timestamp         as in the input
  the value(s)      under the name of their column
  anomaly_score     0 to 1; at least 0.5 in a row with an alarm, and in no other
  return_period     how many rows pass, on average, between rows as unusual as this one
  alarm             1 in the first row of an unusual event, otherwise 0
  reason            with an alarm: the field, what noticed it, the value that was expected and the actual one

The detector is told nothing in advance. HTM regions on several time scales watch each field; beside them, three \
companions that are not HTM watch its range, its season and flat lines. The rate of false alarms is calibrated while the \
stream runs (--rows-per-alarm).

With --detector region, a single region scores the rows, with these columns after the values:

  anomaly_score     the likelihood on a logarithmic scale, 0 to 1, or 1 for a value outside the range: the score for \
alarms
  likelihood        how unusual the recent raw scores are compared with earlier ones, 0 to 1
  raw_score         the fraction of the active columns that was not predicted, 0 to 1
  bursting_columns  the number of active columns that were not predicted

With a network (--config), each region has its own four scores, named REGION.anomaly_score and so on, which are empty \
in rows in which the region makes no step. In JSON they are an object named after the region.

Without FILE, the demonstration runs: a generated load with planted anomalies, and a table of those that are found.",
    after_long_help = "\
The first 50 rows have no score. The first 840 are provisional: the rate of false alarms has not been measured yet, and \
their reasons begin with `provisional`. What was chosen for the stream is printed as soon as it is known, and the alarms \
at the end. Several --value-column are several fields; one that holds text is a field of categories, which are learned as \
they appear.

The resolution of a single region is the width within which two values are treated as nearly the same. It comes from \
--resolution, from --min and --max, or from the parameters; otherwise it is estimated from the first rows \
(--warm-up-rows). No row is scored with knowledge of later rows: warm-up rows are written immediately with likelihood 0.5 \
and no raw score, and then the region learns them without writing them again. A shorter stream is not scored; `bami` warns about it.

Times are local clock times; UTC offsets and a trailing `Z` are ignored. Their format is determined once, from as few of \
the first 100 rows as settle it. In dates like 1/2/2010 the month comes first, unless a row does not fit that, or unless \
only the other order puts every row less than a day after the previous one. If nothing settles it, a note says which \
order was used. In columns named time, timestamp, date, unix, epoch or similar, numbers of at least 1e8 are Unix seconds, \
and of at least 1e11 milliseconds.

A column is read as strings if its encoder in the parameters (--config) is a category or ordered category encoder, and as \
bits (ascending integers separated by blanks) if it is a pass-through encoder; all other columns are numbers. In the \
parameters, a single value column is the field `value`; several are fields with their own names.

An empty field is a missing value. Numbers range from -1e150 to 1e150; a row has at most 1 MiB and 16384 fields. Rows with \
a time that repeats or goes back are processed in the order in which they arrive; a warning counts them.

--save writes everything that was learned, and the position in the stream. --load resumes from there: the rows \
written are, byte for byte, those of a single run. A state is written to a temporary file, synced and renamed, so there is \
always a complete one. The last example can be killed at any moment and restarted any number of times: --resume skips the \
rows that the state has seen, and --append removes what was written after the state was saved. `bami state` shows the \
contents of a state.

With a single region, --threshold: an anomaly_score of 0.5 corresponds to a likelihood of 0.99999, about one alarm in 100,000 rows if the scores \
follow their estimated distribution; 0.4 is one in 10,000. It affects the plot and the summary, not the rows.

Examples:
  bami run rec-center-hourly.csv > scores.csv
  bami run load.csv --timestamp-column timestamp --value-column load --plot load.png
  bami run plant.csv --value-column load --value-column temperature --rows-per-alarm 2000 --reset-gap 2h
  bami run load.csv --min 0 --max 100 --set tm.activation_threshold=13 --format jsonl
  tail -f -n +1 live.csv | bami run - --alarms-per-week 1
  bami run monday.csv --save load.state > monday-scores.csv
  bami run tuesday.csv --load load.state --save load.state > tuesday-scores.csv
  bami run load.csv --state load.state --save-every 1000 --resume -o load-scores.csv --append"
)]
pub(crate) struct RunArgs {
    /// A CSV file, or `-` for standard input; without it, the demonstration runs
    file: Option<PathBuf>,

    #[command(flatten)]
    stream: StreamArgs,

    #[command(flatten)]
    detector: DetectorArgs,

    #[command(flatten)]
    execution: ExecutionArgs,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    state: StateArgs,
}

/// The default of `--threshold`, and the least score of an alarm.
const DEFAULT_THRESHOLD: f64 = 0.5;

/// What is written and where.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// Write the rows to a file, which appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The format of the rows
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Plot values, scores and detections; .svg or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PlotPath>,
    /// With a single region, rows with an anomaly_score of at least this count as detections, in the plot and
    /// the summary [default: 0.5]; the detector's alarms follow --rows-per-alarm
    #[arg(long, value_name = "SCORE", value_parser = share)]
    threshold: Option<f64>,
    /// Print no progress, notes or summary; errors are still reported
    #[arg(short, long)]
    quiet: bool,
}

impl Default for OutputArgs {
    fn default() -> Self {
        Self { output: None, format: Format::Csv, plot: None, threshold: None, quiet: false }
    }
}

impl OutputArgs {
    /// The anomaly score from which a row counts as a detection; that of a detector is fixed.
    fn threshold(&self, scored_by: &ScoredBy) -> anyhow::Result<f64> {
        ensure!(
            self.threshold.is_none() || *scored_by != ScoredBy::Detector,
            "--threshold is for a single region; with the detector, choose the rate of alarms with --rows-per-alarm"
        );
        Ok(self.threshold.unwrap_or(DEFAULT_THRESHOLD))
    }
}

fn share(text: &str) -> Result<f64, String> {
    finite(text).and_then(|number| {
        if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("must be from 0 to 1".into()) }
    })
}

/// Runs `bami run`.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let Some(path) = &args.file else { return demo::run(args) };
    let plot = args.output.plot.as_ref().map(PlotPath::path);
    let outputs = [args.output.output.as_deref(), plot, args.state.saved_to()];
    files::check_distinct(Some(path), &outputs)?;
    let notes = Notes::new(args.output.quiet);
    let (stream, scorer, saving) = match Loaded::from_args(&args.state, notes)? {
        Some(loaded) => resume(args, path, notes, loaded)?,
        None => start(args, path, notes)?,
    };
    score(args, path, notes, (stream, scorer, saving))
}

/// A stream, what scores it, and the state that is saved.
type Running = (Stream, Scorer, Saving);

/// Starts at the beginning of a stream.
fn start(args: &RunArgs, path: &Path, notes: Notes) -> anyhow::Result<Running> {
    let StreamArgs { input, region, .. } = &args.stream;
    let open = |options| Stream::open(path, input, options, notes, args.output.output.is_none());
    ensure!(!args.detector.no_learn, "--no-learn needs a state that was loaded, but there is none");
    let (stream, scorer) = match args.detector.parameters(&args.stream)? {
        Some(parameters) => {
            let stream = open(&args.detector.column_options(&args.stream))?;
            let types = &stream.reader().layout().column_types;
            let session = args.detector.session();
            let scorer = Scorer::of_detector(parameters, session, &stream.columns(), types)?;
            (stream, scorer)
        }
        None => {
            let model = Model::with_range_rule(region)?;
            let stream = open(&model.column_options(input)?)?;
            let scorer = Scorer::new(model, &stream.columns(), args.stream.warm_up_rows())?;
            (stream, scorer)
        }
    };
    let saving = Saving::new(&args.state, &stream, None)?;
    Ok((stream, scorer.with_execution(args.execution.chosen()), saving))
}

/// Resumes from a state.
//= spec/program.md#program-state
//# If a stream is read in parts, with the state saved after each part and loaded before the next,
//# the rows written MUST be byte for byte those of a single run over the whole stream.
fn resume(args: &RunArgs, path: &Path, notes: Notes, loaded: Loaded) -> anyhow::Result<Running> {
    let input = InputArgs { delimiter: loaded.delimiter(), ..args.stream.input.clone() };
    let options = loaded.column_options();
    let mut stream = Stream::open(path, &input, &options, notes, args.output.output.is_none())?;
    let saving = Saving::new(&args.state, &stream, Some(loaded.stream.clone()))?;
    if args.state.resume {
        stream.skip_seen(loaded.stream.read, loaded.time())?;
    }
    stream.continue_after(loaded.time());
    let mut scorer = loaded.scorer(&stream.columns())?.with_execution(args.execution.chosen());
    if args.detector.no_learn {
        scorer.stop_learning()?;
    }
    Ok((stream, scorer, saving))
}

/// Scores all rows of a stream.
//= spec/program.md#program-append
//# However often it is killed and restarted, a run with `--resume`, `--append` and a saved state
//# MUST leave the same output as an uninterrupted run.
fn score(
    args: &RunArgs,
    path: &Path,
    notes: Notes,
    (mut stream, mut scorer, mut saving): Running,
) -> anyhow::Result<()> {
    let OutputArgs { output, format, plot, .. } = &args.output;
    let scored_by = scorer.scored_by();
    let threshold = args.output.threshold(&scored_by)?;
    let target = saving.target(output.as_deref(), *format, args.state.append)?;
    if args.state.append && saving.is_wanted() {
        // NB: so that a run that is killed before the first row is saved leaves a state that knows the output.
        saving.save(0, None, || scorer.saved())?;
    }
    let values = stream.columns().values;
    let mut writer = RowWriter::create(target, *format, &values, &scored_by)?;
    let title = path.file_name().map_or(stream.source().into(), |name| name.to_string_lossy());
    let plot = plot.as_ref();
    let plot = plot.map(|path| ScorePlot::create(path, &title, values, threshold, &scored_by));
    let mut plot = plot.transpose()?;
    let mut summary = Summary::new(threshold, &scored_by);
    while let Some(row) = stream.next_row()? {
        let scored = scorer.score(&row)?;
        scorer.take_warnings().iter().for_each(|warning| notes.warn(warning));
        scorer.take_notes().iter().for_each(|note| notes.note(note));
        summary.add(&row, &scored);
        writer.write(&row, &scored)?;
        if let Some(plot) = &mut plot {
            plot.add(&row, &scored);
        }
        if saving.row_written(&row) {
            saving.save(stream.rows_read(), writer.sync()?, || scorer.saved())?;
        }
    }
    if let Some(warm_up_rows) = scorer.warm_up_rows() {
        //= spec/program.md#program-calibration
        //# If the stream ends during warm-up, the program MUST warn that nothing was scored.
        stream.warn_nothing("scored", warm_up_rows);
    }
    scorer.last_notes().iter().for_each(|note| notes.note(note));
    summary.print(notes, stream.elapsed(), scorer.detector());
    let bytes = writer.sync()?;
    writer.finish()?;
    plot.map_or(Ok(()), ScorePlot::finish)?;
    saving.save(stream.rows_read(), bytes, || scorer.saved())
}
