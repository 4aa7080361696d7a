//! The rows of a stream: predict, write, measure the errors.

use std::collections::VecDeque;

use anyhow::bail;
use bami_htm::classifier::{CalibratedRanges, Prediction};
use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::categories::Categories;
use super::forecast::Forecast;
use super::learner::Learner;
use super::linear::LeastSquares;
use super::measures::{Horizon, HorizonMeasures, Judged, Past};
use super::output::PredictionWriter;
use super::picture::Picture;
use super::resume::{Resumed, SavedPredictions};
use super::settings::{Settings, estimate};
use super::{Method, PredictArgs, SHARE};
use crate::args::{InputArgs, StreamArgs};
use crate::files::check_distinct;
use crate::input::{Columns, Row};
use crate::notes::{Notes, plural};
use crate::output::to_stdout;
use crate::parameters::Model;
use crate::plot::{PlotFile, PlotPath};
use crate::state::{Loaded, Saving};
use crate::stream::{DateTimeText, Saved, Stream, WarmUp};

/// Runs `bami predict`.
pub(crate) fn run(args: &PredictArgs) -> anyhow::Result<()> {
    let notes = Notes::new(args.quiet);
    let plot_path = args.plot.as_ref().map(PlotPath::path);
    let outputs = [args.output.as_deref(), plot_path, args.state.saved_to()];
    check_distinct(Some(&args.file), &outputs)?;
    let (stream, predictions, saving) = match Loaded::from_args(&args.state, notes)? {
        Some(loaded) => resume(args, notes, loaded)?,
        None => start(args, notes)?,
    };
    predict_all(args, notes, (stream, predictions, saving))
}

/// A stream, what predicts it, and the state that is saved.
type Running<'a> = (Stream, Predictions<'a>, Saving);

/// Starts at the beginning of a stream.
fn start(args: &PredictArgs, notes: Notes) -> anyhow::Result<Running<'_>> {
    let StreamArgs { input, region, .. } = &args.stream;
    let model = Model::from_args(region)?;
    args.parameters(1).validate()?;
    //= spec/program.md#program-predict-method
    //# With decoding, any horizon other than one step MUST be rejected.
    if args.method == Method::Decode && args.steps != [1] {
        bail!(
            "--method decode with --steps {:?}: the cells predict the next step only; use --steps 1, or \
             --method classifier",
            args.steps
        );
    }
    let options = model.column_options(input)?;
    let Model::Region(configuration) = model else {
        bail!("a network cannot be used for predictions, only a single region");
    };
    let stream = Stream::open(&args.file, input, &options, notes, args.rows_on_stdout())?;
    let columns = stream.columns();
    check_one_value(&columns)?;
    let warm_up = WarmUp::unless_known(
        *configuration,
        &columns,
        args.stream.warm_up_rows(),
        estimate(&columns),
    )?;
    let settings = Settings::of(args, &warm_up);
    let learner =
        Learner::new(&settings, warm_up, &columns)?.with_execution(args.execution.chosen());
    let saving = Saving::new(&args.state, &stream, None)?;
    Ok((stream, Predictions::new(args, settings, learner, columns)?, saving))
}

/// Goes on from a state.
//= spec/program.md#program-predict-state
//# If a stream is read in parts, with the state saved after each part and loaded before the next,
//# the rows written for the rows read MUST be byte for byte those of a single run over the whole
//# stream.
fn resume(args: &PredictArgs, notes: Notes, loaded: Loaded) -> anyhow::Result<Running<'_>> {
    let input = InputArgs { delimiter: loaded.delimiter(), ..args.stream.input.clone() };
    let options = loaded.column_options();
    let mut stream = Stream::open(&args.file, &input, &options, notes, args.rows_on_stdout())?;
    let saving = Saving::new(&args.state, &stream, Some(loaded.stream.clone()))?;
    if args.state.resume {
        stream.skip_seen(loaded.stream.read, loaded.time())?;
    }
    stream.continue_after(loaded.time());
    let columns = stream.columns();
    let resumed = Resumed::of(loaded, args, &columns)?;
    Ok((stream, Predictions::resume(args, resumed, columns)?, saving))
}

fn check_one_value(columns: &Columns) -> anyhow::Result<()> {
    if columns.values.len() == 1 {
        return Ok(());
    }
    bail!(
        "only one value column can be predicted, not {}; give --value-column once",
        columns.values.len()
    )
}

/// Predicts all rows of a stream.
fn predict_all(
    args: &PredictArgs,
    notes: Notes,
    (mut stream, mut predictions, mut saving): Running<'_>,
) -> anyhow::Result<()> {
    let target = saving.target(args.output.as_deref(), args.format, args.state.append)?;
    if args.state.append && saving.is_wanted() {
        // NB: so that a run that is killed before the first row is saved leaves a state that knows the output.
        saving.save(0, None, || predictions.saved())?;
    }
    let name = predictions.columns.values.concat();
    let mut writer = PredictionWriter::create(
        args,
        &predictions.settings,
        &name,
        target,
        predictions.categories.clone(),
    )?;
    let plot = args.plot.as_ref().map(PlotFile::create).transpose()?;
    while let Some(row) = stream.next_row()? {
        predictions.row(&row, &mut writer)?;
        if saving.row_written(&row) {
            saving.save(stream.rows_read(), writer.sync()?, || predictions.saved())?;
        }
    }
    //= spec/program.md#program-predict-state
    //# Rows for future times MUST NOT be counted among the rows that a state records.
    let bytes = writer.sync()?;
    predictions.future(&mut writer, notes)?;
    if let Some(warm_up_rows) = predictions.learner.warm_up_rows() {
        stream.warn_nothing("predicted", warm_up_rows);
    }
    writer.finish()?;
    if let Some(plot) = plot {
        let steps = predictions.settings.steps();
        plot.draw_predictions(&predictions.picture.finish(steps, &name, &args.file))?;
    }
    predictions.report(notes)?;
    saving.save(stream.rows_read(), bytes, || predictions.saved())
}

/// The first row to measure errors on, counting from 0, if it is given.
fn first_scored(args: &PredictArgs) -> Option<u64> {
    args.score_from.map(|row| row - 1)
}

/// The predictions of a stream.
struct Predictions<'a> {
    args: &'a PredictArgs,
    settings: Settings,
    columns: Columns,
    learner: Learner,
    /// The categories of the values; none if they are numbers.
    categories: Option<Categories>,
    /// The predictions of the last rows, the latest first; none of a warm-up row.
    made: VecDeque<Vec<Forecast>>,
    /// The calibrated ranges of each horizon.
    ranges: Vec<CalibratedRanges>,
    /// The rows that were read before this run.
    before: u64,
    past: Past,
    horizons: Vec<Horizon>,
    /// Least squares for each horizon; none for categories, and none after a state, which does not hold them.
    least_squares: Vec<LeastSquares>,
    /// The times of the last rows, the latest first.
    times: VecDeque<Option<DateTime>>,
    picture: Picture,
}

impl<'a> Predictions<'a> {
    /// At the beginning of a stream.
    fn new(
        args: &'a PredictArgs,
        settings: Settings,
        learner: Learner,
        columns: Columns,
    ) -> anyhow::Result<Self> {
        let ranges = settings.steps().iter().map(|_| CalibratedRanges::new(SHARE));
        let ranges = ranges.collect::<Result<_, _>>()?;
        let saved = SavedPredictions { settings, made: Vec::new(), ranges, times: Vec::new() };
        let has_time = columns.has_timestamp;
        let mut new = Self::resume(args, Resumed { learner, saved, rows: 0 }, columns)?;
        if new.categories.is_none() {
            let steps = new.settings.steps().iter();
            new.least_squares = steps.map(|&steps| LeastSquares::new(steps, has_time)).collect();
        }
        Ok(new)
    }

    /// After a state.
    fn resume(args: &'a PredictArgs, resumed: Resumed, columns: Columns) -> anyhow::Result<Self> {
        let Resumed { learner, saved, rows } = resumed;
        let SavedPredictions { settings, made, ranges, times } = saved;
        let categories = Categories::of(&learner.region_parameters()?);
        let horizon = |_| Horizon::new(first_scored(args), categories.is_some());
        Ok(Self {
            args,
            horizons: settings.steps().iter().map(horizon).collect(),
            past: Past::new(rows, settings.farthest()),
            settings,
            columns,
            learner,
            categories,
            made: made.into(),
            ranges,
            before: rows,
            least_squares: Vec::new(),
            times: times.into_iter().map(|time| time.map(|time| time.0)).collect(),
            picture: Picture::new(args.point),
        })
    }

    /// The whole state.
    fn saved(&self) -> anyhow::Result<Saved> {
        let (mut snapshot, warm_up) = self.learner.snapshot()?;
        let saved = SavedPredictions {
            settings: self.settings.clone(),
            made: self.made.iter().cloned().collect(),
            ranges: self.ranges.clone(),
            times: self.times.iter().map(|time| time.map(DateTimeText)).collect(),
        };
        saved.attach(&mut snapshot)?;
        Ok(Saved { snapshot, warm_up, session: None })
    }

    /// The prediction of each horizon for the row `ahead` rows after the last one that was learned.
    fn forecasts_for(&self, ahead: u32) -> Vec<Option<&Forecast>> {
        let of = |(horizon, steps): (usize, &u32)| {
            let rows_ago = steps.checked_sub(ahead)? as usize;
            self.made.get(rows_ago)?.get(horizon)
        };
        self.settings.steps().iter().enumerate().map(of).collect()
    }

    /// The value of a row as a number: a category is that of its bucket.
    fn value(&self, row: &Row) -> Option<f64> {
        match &self.categories {
            None => row.number(0),
            Some(categories) => {
                let bucket = row.values.first().and_then(|value| categories.bucket(value));
                bucket.map(|bucket| bucket as f64)
            }
        }
    }

    /// Writes what was predicted for a row, measures its errors, and predicts from the row.
    //= spec/program.md#program-predict
    //# Every row read MUST be written together with what was predicted for it before it was read.
    fn row(&mut self, row: &Row, writer: &mut PredictionWriter) -> anyhow::Result<()> {
        let value = self.value(row);
        let forecasts = self.forecasts_for(1);
        if !self.args.as_made {
            writer.write(row.timestamp, row.values.first(), &forecasts, &[])?;
        }
        let picture = self.picture.row(row.timestamp, value, &forecasts);
        let before: Vec<Option<Forecast>> =
            forecasts.into_iter().map(|forecast| forecast.cloned()).collect();
        let (predictions, bucket) = self.learner.row(&self.settings, row, &self.columns)?;
        self.picture.push(picture);
        if let Some(actual) = value {
            self.judge(&before, row.timestamp, actual, bucket);
        }
        self.past.push(row.timestamp, value);
        self.times.push_front(row.timestamp);
        self.times.truncate(3);
        self.predict(predictions);
        if self.args.as_made { self.as_made(row, writer) } else { Ok(()) }
    }

    /// Measures the errors of what was predicted for a row, and calibrates the ranges.
    fn judge(
        &mut self,
        before: &[Option<Forecast>],
        time: Option<DateTime>,
        actual: f64,
        bucket: Option<i64>,
    ) {
        let row = self.past.rows();
        for (place, horizon) in self.horizons.iter_mut().enumerate() {
            self.past.judge(horizon, self.settings.steps()[place], time, actual);
            let judged = Judged { row, actual, predicted: 0.0, probability: None, range: None };
            if let Some(predicted) = self.least_squares.get(place).and_then(LeastSquares::predicted)
            {
                horizon.least_squares.push(Judged { predicted, ..judged });
            }
            let Some(forecast) = &before[place] else { continue };
            if let Some(range) = forecast.range {
                self.ranges[place].learn(range, actual);
            }
            // NB: the value of a bucket is an average, which need not be exactly the number of a category.
            let predicted = match self.categories {
                Some(_) => forecast.prediction.mode().map(|mode| mode.bucket as f64),
                None => forecast.point(self.args.point),
            };
            let Some(predicted) = predicted else { continue };
            let is_classified = self.settings.method == Method::Classifier;
            let probability = bucket.filter(|_| is_classified);
            let probability = probability.map(|bucket| forecast.prediction.probability(bucket));
            let [low, high] = forecast.range(self.args.point);
            let range = low.zip(high).map(<[f64; 2]>::from);
            horizon.predicted.push(Judged { predicted, probability, range, ..judged });
        }
    }

    /// Keeps the predictions from the last row, with their ranges.
    fn predict(&mut self, predictions: Vec<Prediction>) {
        let mut forecasts = Vec::new();
        for (prediction, ranges) in predictions.into_iter().zip(&mut self.ranges) {
            let range = match self.categories {
                Some(_) => None,
                None => ranges.predict(&prediction),
            };
            forecasts.push(Forecast { prediction, range });
        }
        self.made.push_front(forecasts);
        self.made.truncate(self.settings.farthest());
        for (place, least_squares) in self.least_squares.iter_mut().enumerate() {
            let time = match self.times.make_contiguous() {
                [Some(time), Some(before), ..] => {
                    coming(*time, *before, self.settings.steps()[place])
                }
                _ => None,
            };
            least_squares.row(&self.past.known(time));
        }
    }

    /// Writes what was predicted from a row.
    //= spec/program.md#program-predict-as-made
    //# With `--as-made`, every row read MUST be written before the next one is read, with the
    //# predictions made from it and the times they are for.
    fn as_made(&self, row: &Row, writer: &mut PredictionWriter) -> anyhow::Result<()> {
        let made = self.made.front();
        let horizons = 0..self.settings.steps().len();
        let forecasts: Vec<Option<&Forecast>> =
            horizons.map(|horizon| made.and_then(|made| made.get(horizon))).collect();
        let times: Vec<Option<DateTime>> =
            self.settings.steps().iter().map(|steps| self.time_ahead(*steps)).collect();
        writer.write(row.timestamp, row.values.first(), &forecasts, &times)
    }

    /// Writes what is predicted for future rows.
    //= spec/program.md#program-predict
    //# After the last row, the predictions for future rows MUST be written, as far ahead as the
    //# steps reach.
    fn future(&mut self, writer: &mut PredictionWriter, notes: Notes) -> anyhow::Result<()> {
        if self.learner.warm_up_rows().is_some() {
            return Ok(());
        }
        let interval = self.interval();
        if self.columns.has_timestamp && interval.is_none() {
            notes.note("the last rows are not at a regular interval; the future rows have no time");
        }
        for ahead in (1..).take(self.settings.farthest()) {
            let time = self.time_ahead(ahead);
            let forecasts = self.forecasts_for(ahead);
            //= spec/program.md#program-predict-as-made
            //# With `--as-made`, rows for future times MUST NOT follow the last row.
            if !self.args.as_made {
                writer.write(time, None, &forecasts, &[])?;
            }
            let picture = self.picture.row(time, None, &forecasts);
            self.picture.push_future(picture);
        }
        Ok(())
    }

    /// The time this many rows after the last one.
    fn time_ahead(&self, rows: u32) -> Option<DateTime> {
        let after = self.interval()?.checked_mul(i32::try_from(rows).ok()?)?;
        self.times.front().copied().flatten()?.checked_add(after).ok()
    }

    /// The time from row to row, if the last three rows have the same.
    //= spec/program.md#program-predict
    //# The time of a future row MUST be extrapolated from the last time by the interval of the last
    //# three rows, and be omitted if these have no common interval greater than 0.
    fn interval(&self) -> Option<SignedDuration> {
        let mut times = self.times.iter().copied();
        let (last, middle, first) = (times.next()??, times.next()??, times.next()??);
        let interval = last.duration_since(middle);
        let is_regular = interval == middle.duration_since(first);
        (is_regular && interval > SignedDuration::ZERO).then_some(interval)
    }

    /// Reports the errors.
    fn report(&self, notes: Notes) -> anyhow::Result<()> {
        let rows = self.past.rows() - self.before;
        let first = first_scored(self.args).unwrap_or(self.before + rows / 2);
        let horizons = self.horizons.iter().zip(self.settings.steps());
        let measures: Vec<HorizonMeasures> =
            horizons.map(|(horizon, steps)| horizon.measures(*steps, first)).collect();
        if self.args.json {
            let report =
                serde_json::json!({ "rows": rows, "score_from": first + 1, "horizons": measures });
            return to_stdout(format!("{}\n", serde_json::to_string_pretty(&report)?).as_bytes());
        }
        notes.print(&format!("{rows} row{}, errors measured from row {}", plural(rows), first + 1));
        for of in &measures {
            notes.print(&format!("{} step{} ahead", of.steps, plural(of.steps.into())));
            notes.print(&of.predicted.line("predicted"));
            notes.print(&of.same_as_now.line("same as now"));
            notes.print(&of.same_as_a_day_ago.line("same as a day ago"));
            notes.print(&of.same_as_a_week_ago.line("same as a week ago"));
            //= spec/program.md#program-predict-errors
            //# Beside numbers, the errors of recursive least squares MUST be reported, unless the
            //# run goes on from a state.
            if let Some(least_squares) = &of.least_squares {
                notes.print(&least_squares.line("least squares"));
            }
        }
        Ok(())
    }
}

/// The time that a prediction this many steps ahead is for, by the last interval.
fn coming(time: DateTime, before: DateTime, steps: u32) -> Option<DateTime> {
    let interval = time.duration_since(before);
    let ahead = interval.checked_mul(i32::try_from(steps).ok()?)?;
    (interval > SignedDuration::ZERO).then(|| time.checked_add(ahead).ok())?
}
