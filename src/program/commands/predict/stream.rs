//! The rows of a stream: predict, write, measure the errors.

use std::collections::VecDeque;

use anyhow::{anyhow, bail};
use bami_htm::classifier::{Outcome, Prediction, SdrClassifierParameters};
use bami_htm::region::{
    ClassifierInput, Predictor, PredictorParameters, Region, RegionError, RegionParameters,
};
use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::measures::{Horizon, HorizonMeasures, Judged, Past};
use super::output::PredictionWriter;
use super::picture::Picture;
use super::{Input, Method, PredictArgs};
use crate::args::StreamArgs;
use crate::files::check_distinct;
use crate::input::{Columns, Row};
use crate::memory;
use crate::notes::{Notes, plural};
use crate::output::to_stdout;
use crate::parameters::Model;
use crate::plot::{PlotFile, PlotPath};
use crate::stream::{Records, Stream, WarmUp, WarmUpOr};

/// Runs `bami predict`.
pub(crate) fn run(args: &PredictArgs) -> anyhow::Result<()> {
    let notes = Notes::new(args.quiet);
    let StreamArgs { input, region, .. } = &args.stream;
    let warm_up_rows = args.stream.warm_up_rows();
    let model = Model::from_args(region)?;
    parameters(args).validate()?;
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
    let plot_path = args.plot.as_ref().map(PlotPath::path);
    check_distinct(Some(&args.file), &[args.output.as_deref(), plot_path])?;
    let rows_on_stdout = args.output.is_none() && !args.json;
    let mut stream = Stream::open(&args.file, input, &options, notes, rows_on_stdout)?;
    let columns = stream.columns();
    let [name] = &columns.values[..] else {
        bail!(
            "only one value column can be predicted, not {}; give --value-column once",
            columns.values.len()
        );
    };
    let mut writer = PredictionWriter::create(args, name)?;
    let plot = args.plot.as_ref().map(PlotFile::create).transpose()?;
    let warm_up = WarmUp::unless_known(*configuration, &columns, warm_up_rows)?;
    let mut predictions = Predictions::new(args, warm_up, columns.clone())?;
    while let Some(row) = stream.next_row()? {
        predictions.row(row, &mut writer)?;
    }
    predictions.future(&mut writer, notes)?;
    if let Learner::WarmUp(_) = predictions.learner {
        stream.warn_nothing("predicted", warm_up_rows);
    }
    writer.finish()?;
    if let Some(plot) = plot {
        plot.draw_predictions(&predictions.picture.finish(&args.steps, name, &args.file))?;
    }
    predictions.report(notes)
}

fn parameters(args: &PredictArgs) -> PredictorParameters {
    let inputs = args.inputs.iter().map(|input| match input {
        Input::Encoding => ClassifierInput::Encoding,
        Input::Columns => ClassifierInput::Columns,
        Input::Cells => ClassifierInput::Cells,
        Input::PredictedColumns => ClassifierInput::PredictedColumns,
        Input::ComingTime => ClassifierInput::ComingTime,
        Input::WeekBefore => ClassifierInput::WeekBefore,
    });
    PredictorParameters::default().with_inputs(inputs).with_classifier(
        SdrClassifierParameters::default()
            .with_steps(args.steps.clone())
            .with_learning_rate(args.learning_rate),
    )
}

fn predictor(args: &PredictArgs, region: RegionParameters) -> anyhow::Result<Predictor> {
    let limits = memory::limits();
    let mut predictor = Predictor::with_limits(region, parameters(args), &limits)
        .map_err(|error| anyhow!("{error}"))?;
    if let Some(execution) = args.execution.chosen() {
        predictor.set_execution(execution);
    }
    Ok(predictor)
}

/// Rejects a predictor that does not fit in memory.
fn check_memory(args: &PredictArgs, region: &RegionParameters) -> anyhow::Result<()> {
    memory::check("the predictor", &parameters(args).memory(region)?)
}

/// The first row to measure errors on, counting from 0, if it is given.
fn first_scored(args: &PredictArgs) -> Option<u64> {
    args.score_from.map(|row| row - 1)
}

/// The predictions of a stream.
struct Predictions<'a> {
    args: &'a PredictArgs,
    columns: Columns,
    learner: Learner,
    /// The predictions of the last rows, the latest first; none of a warm-up row.
    made: VecDeque<Vec<Prediction>>,
    past: Past,
    horizons: Vec<Horizon>,
    /// The times of the last rows, the latest first.
    times: VecDeque<Option<DateTime>>,
    picture: Picture,
}

/// What learns the rows.
enum Learner {
    WarmUp(Box<WarmUp>),
    Predictor(Box<Predictor>, Records),
}

impl Learner {
    fn new(args: &PredictArgs, warm_up: WarmUpOr, columns: &Columns) -> anyhow::Result<Self> {
        match warm_up {
            WarmUpOr::Parameters(region) => Self::predictor(args, *region, columns),
            WarmUpOr::WarmUp(warm_up) => {
                // Everything but the resolution is checked now.
                Self::predictor(args, warm_up.provisional_parameters()?, columns)?;
                Ok(Self::WarmUp(warm_up))
            }
        }
    }

    fn predictor(
        args: &PredictArgs,
        region: RegionParameters,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        check_memory(args, &region)?;
        let predictor = predictor(args, region)?;
        let records = Records::for_region(columns, &predictor.region().parameters().encoders);
        Ok(Self::Predictor(Box::new(predictor), records))
    }
}

impl<'a> Predictions<'a> {
    fn new(args: &'a PredictArgs, warm_up: WarmUpOr, columns: Columns) -> anyhow::Result<Self> {
        Ok(Self {
            args,
            learner: Learner::new(args, warm_up, &columns)?,
            columns,
            made: VecDeque::new(),
            past: Past::new(args.steps.last().map_or(0, |&steps| steps as usize)),
            horizons: args.steps.iter().map(|_| Horizon::new(first_scored(args))).collect(),
            times: VecDeque::new(),
            picture: Picture::new(args.point),
        })
    }

    /// The prediction of each horizon for the row `ahead` rows after the last one that was learned.
    fn predictions_for(&self, ahead: u32) -> Vec<Option<&Prediction>> {
        let of = |(horizon, steps): (usize, &u32)| {
            let rows_ago = steps.checked_sub(ahead)? as usize;
            self.made.get(rows_ago)?.get(horizon)
        };
        self.args.steps.iter().enumerate().map(of).collect()
    }

    /// Writes what was predicted for a row, measures its errors, and predicts from the row.
    //= spec/program.md#program-predict
    //# Every row read MUST be written together with what was predicted for it before it was read.
    fn row(&mut self, row: Row, writer: &mut PredictionWriter) -> anyhow::Result<()> {
        let value = row.number(0);
        let predictions = self.predictions_for(1);
        if !self.args.as_made {
            writer.write(&row.timestamp_text, value, &predictions, &[])?;
        }
        let picture = self.picture.row(row.timestamp, value, &predictions);
        let points: Vec<Option<f64>> = predictions
            .iter()
            .map(|prediction| prediction.and_then(|prediction| self.args.point.of(prediction)))
            .collect();
        let before: Vec<Option<Prediction>> =
            predictions.into_iter().map(|prediction| prediction.cloned()).collect();
        let bucket = self.step(&row)?;
        self.picture.push(picture);
        if let Some(actual) = value {
            for (place, horizon) in self.horizons.iter_mut().enumerate() {
                let steps = self.args.steps[place];
                self.past.judge(horizon, steps, row.timestamp, actual);
                let Some(predicted) = points[place] else { continue };
                let is_classified = self.args.method == Method::Classifier;
                let probability = bucket.zip(before[place].as_ref()).filter(|_| is_classified);
                let probability = probability.map(|(bucket, made)| made.probability(bucket));
                let row = self.past.rows();
                horizon.predicted.push(Judged { row, actual, predicted, probability });
            }
        }
        self.past.push(row.timestamp, value);
        self.times.push_front(row.timestamp);
        self.times.truncate(3);
        if self.args.as_made { self.as_made(&row, value, writer) } else { Ok(()) }
    }

    /// Writes what was predicted from a row.
    //= spec/program.md#program-predict-as-made
    //# With `--as-made`, every row read MUST be written before the next one is read, with the
    //# predictions made from it and the times they are for.
    fn as_made(
        &self,
        row: &Row,
        value: Option<f64>,
        writer: &mut PredictionWriter,
    ) -> anyhow::Result<()> {
        let made = self.made.front();
        let horizons = 0..self.args.steps.len();
        let predictions: Vec<Option<&Prediction>> =
            horizons.map(|horizon| made.and_then(|made| made.get(horizon))).collect();
        let times: Vec<String> =
            self.args.steps.iter().map(|steps| written(self.time_ahead(*steps))).collect();
        writer.write(&row.timestamp_text, value, &predictions, &times)
    }

    /// Predicts from a row. Returns the bucket of its value.
    fn step(&mut self, row: &Row) -> anyhow::Result<Option<i64>> {
        let (predictions, bucket) = match &mut self.learner {
            Learner::Predictor(predictor, records) => {
                predict(predictor, records, row, self.args.method)?
            }
            Learner::WarmUp(_) => (self.warm_up(row)?, None),
        };
        self.made.push_front(predictions);
        self.made.truncate(self.args.steps.last().map_or(0, |steps| *steps as usize));
        Ok(bucket)
    }

    /// Adds a row to the warm-up. After the last one, makes the predictor, which learns the rows, and returns the
    /// predictions from the last of them.
    fn warm_up(&mut self, row: &Row) -> anyhow::Result<Vec<Prediction>> {
        let mut last = Vec::new();
        let Learner::WarmUp(warm_up) = &mut self.learner else { return Ok(last) };
        let Some(region) = warm_up.push(row)? else { return Ok(last) };
        let mut learner = Learner::predictor(self.args, region, &self.columns)?;
        if let Learner::Predictor(predictor, records) = &mut learner {
            for row in warm_up.rows() {
                last = predict(predictor, records, row, self.args.method)?.0;
            }
        }
        self.learner = learner;
        Ok(last)
    }

    /// Writes what is predicted for future rows.
    //= spec/program.md#program-predict
    //# After the last row, the predictions for future rows MUST be written, as far ahead as the
    //# steps reach.
    fn future(&mut self, writer: &mut PredictionWriter, notes: Notes) -> anyhow::Result<()> {
        if let Learner::WarmUp(_) = self.learner {
            return Ok(());
        }
        let interval = self.interval();
        if self.columns.has_timestamp && interval.is_none() {
            notes.note("the last rows are not at a regular interval; the future rows have no time");
        }
        for ahead in 1..=self.args.steps.last().copied().unwrap_or_default() {
            let time = self.time_ahead(ahead);
            let predictions = self.predictions_for(ahead);
            //= spec/program.md#program-predict-as-made
            //# With `--as-made`, rows for future times MUST NOT follow the last row.
            if !self.args.as_made {
                writer.write(&written(time), None, &predictions, &[])?;
            }
            let picture = self.picture.row(time, None, &predictions);
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
        let first = first_scored(self.args).unwrap_or(self.past.rows() / 2);
        let horizons = self.horizons.iter().zip(&self.args.steps);
        let measures: Vec<HorizonMeasures> =
            horizons.map(|(horizon, steps)| horizon.measures(*steps, first)).collect();
        let rows = self.past.rows();
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
        }
        Ok(())
    }
}

/// A time as it is written.
fn written(time: Option<DateTime>) -> String {
    time.map_or(String::new(), |time| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// The predictions from a row, and the bucket of its value.
fn predict(
    predictor: &mut Predictor,
    records: &Records,
    row: &Row,
    method: Method,
) -> anyhow::Result<(Vec<Prediction>, Option<i64>)> {
    let rejected = |error| records.rejected(row, error);
    let step = predictor.step(&records.record(row)).map_err(rejected)?;
    let predictions = match method {
        Method::Classifier => step.predictions,
        Method::Decode => decoded(predictor.region()).map_err(rejected)?.into_iter().collect(),
    };
    Ok((predictions, step.bucket))
}

/// What the predicted columns stand for, as a prediction of one value.
//= spec/program.md#program-predict-method
//# With `--method decode`, the prediction MUST be a distribution over a single value, the middle of
//# the values decoded from the predicted columns (CLA-DECODE-VALUE).
fn decoded(region: &Region) -> Result<Option<Prediction>, RegionError> {
    let decoded = region.decode_prediction()?;
    Ok(decoded.and_then(|decoded| {
        let (bucket, value) = (decoded.bucket, decoded.meaning.middle()?);
        // NB: a distribution over one value has no range, and its probability is not reported.
        let outcomes = vec![Outcome { bucket, value, probability: 1.0 }];
        Some(Prediction { steps: 1, outcomes })
    }))
}
