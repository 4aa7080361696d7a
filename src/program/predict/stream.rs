//! The rows of a stream, one by one: predict, write, judge.

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
use crate::files::check_distinct;
use crate::input::Row;
use crate::input::reader::RowReader;
use crate::memory;
use crate::notes::Notes;
use crate::output::to_stdout;
use crate::parameters::{Columns, Configuration};
use crate::plot::{PlotFile, PlotPath};
use crate::progress::Progress;
use crate::run::{Gate, columns_of, wanted};
use crate::scorer::{estimate_resolutions, record_for, refused};
use crate::summary::plural;

/// Predicts a stream.
pub(crate) fn run(args: &PredictArgs) -> anyhow::Result<()> {
    let notes = Notes::new(args.quiet);
    let configuration = Configuration::from_args(&args.region)?;
    parameters(args).validate()?;
    //= spec/program.md#program-predict-method
    //# With decoding, any horizon other than one step MUST be rejected.
    if args.method == Method::Decode && args.steps != [1] {
        bail!(
            "--method decode with --steps {:?}: what the cells predict is the next step; use --steps 1, or \
             --method classifier for more",
            args.steps
        );
    }
    let wanted = wanted(&args.input, configuration.readings()?);
    let plot_path = args.plot.as_ref().map(PlotPath::path);
    check_distinct(Some(&args.file), &[args.output.as_deref(), plot_path])?;
    let mut reader = RowReader::open(&args.file, args.input.delimiter, &wanted)?;
    let columns = columns_of(&reader, &notes);
    let [name] = &columns.values[..] else {
        bail!(
            "one column of values can be predicted, not {}; name it once with --value-column",
            columns.values.len()
        );
    };
    let mut writer = PredictionWriter::create(args, name)?;
    let plot = args.plot.as_ref().map(PlotFile::create).transpose()?;
    let mut pass = Pass::new(args, configuration, columns.clone())?;
    let mut gate = Gate::new(&args.input, None);
    let rows_on_stdout = args.output.is_none() && !args.json;
    let mut progress = Progress::new(reader.size(), args.quiet, rows_on_stdout);
    while let Some(row) = reader.next() {
        let Some(row) = gate.pass(row, reader.source())? else { continue };
        pass.row(row, &mut writer)?;
        progress.row(reader.bytes_read());
    }
    progress.clear();
    gate.finish(&notes, pass.past.rows())?;
    pass.future(&mut writer, &notes)?;
    if pass.predictor.is_none() {
        notes.warn(&format!(
            "nothing was predicted: the stream has {} row{} and the first {} only serve to estimate the \
             resolution; --resolution, or --min and --max, make that unnecessary",
            pass.past.rows(), plural(pass.past.rows()), args.calibration_rows,
        ));
    }
    writer.finish()?;
    if let Some(plot) = plot {
        plot.draw_predictions(&pass.picture.finish(&args.steps, name, &args.file))?;
    }
    pass.tell(&notes)
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
    Predictor::with_limits(region, parameters(args), &limits).map_err(|error| anyhow!("{error}"))
}

/// Refuses a predictor that cannot fit.
fn check_memory(args: &PredictArgs, region: &RegionParameters) -> anyhow::Result<()> {
    memory::check("the predictor", &parameters(args).memory(region)?)
}

/// The first row whose errors count, from 0, where it is given.
fn first_scored(args: &PredictArgs) -> Option<u64> {
    args.score_from.map(|row| row - 1)
}

/// One pass over the rows.
struct Pass<'a> {
    args: &'a PredictArgs,
    configuration: Configuration,
    columns: Columns,
    /// None while the resolution is not known.
    predictor: Option<Box<Predictor>>,
    calibration: Vec<Row>,
    /// The predictions of the last rows, the latest in front; none of a calibration row.
    made: VecDeque<Vec<Prediction>>,
    past: Past,
    horizons: Vec<Horizon>,
    /// The times of the last rows, the latest in front.
    times: VecDeque<Option<DateTime>>,
    picture: Picture,
}

impl<'a> Pass<'a> {
    fn new(
        args: &'a PredictArgs,
        configuration: Configuration,
        columns: Columns,
    ) -> anyhow::Result<Self> {
        let mut pass = Self {
            args,
            configuration,
            columns,
            predictor: None,
            calibration: Vec::new(),
            made: VecDeque::new(),
            past: Past::new(args.steps.last().map_or(0, |&steps| steps as usize)),
            horizons: args.steps.iter().map(|_| Horizon::new(first_scored(args))).collect(),
            times: VecDeque::new(),
            picture: Picture::new(args.point),
        };
        match pass.configuration.known_resolutions(1)? {
            Some(resolutions) => pass.build(&resolutions)?,
            // What follows is checked now, also where the resolution is not known yet.
            None => {
                let region = pass.configuration.for_columns(&pass.columns, &[1.0])?;
                check_memory(args, &region)?;
                predictor(args, region)?;
            }
        }
        Ok(pass)
    }

    fn build(&mut self, resolutions: &[f64]) -> anyhow::Result<()> {
        let region = self.configuration.for_columns(&self.columns, resolutions)?;
        check_memory(self.args, &region)?;
        self.predictor = Some(Box::new(predictor(self.args, region)?));
        Ok(())
    }

    /// The prediction of each horizon for the row `ahead` rows after the last one that was learned.
    fn predictions_for(&self, ahead: u32) -> Vec<Option<&Prediction>> {
        let of = |(horizon, steps): (usize, &u32)| {
            let rows_ago = steps.checked_sub(ahead)? as usize;
            self.made.get(rows_ago)?.get(horizon)
        };
        self.args.steps.iter().enumerate().map(of).collect()
    }

    /// Writes what was predicted for a row, judges it, and predicts from the row.
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

    /// Predicts from a row, and gives the bucket of its value.
    fn step(&mut self, row: &Row) -> anyhow::Result<Option<i64>> {
        let mut bucket = None;
        let predictions = match &mut self.predictor {
            Some(predictor) => {
                let (made, found) = predict(predictor, &self.columns, row, self.args.method)?;
                bucket = found;
                made
            }
            None => {
                self.calibration.push(row.clone());
                self.calibrate()?
            }
        };
        self.made.push_front(predictions);
        self.made.truncate(self.args.steps.last().map_or(0, |steps| *steps as usize));
        Ok(bucket)
    }

    /// Once the calibration is complete, makes the predictor and has it learn these rows. What comes
    /// back are the predictions from the last of them.
    fn calibrate(&mut self) -> anyhow::Result<Vec<Prediction>> {
        if self.calibration.len() < self.args.calibration_rows as usize {
            return Ok(Vec::new());
        }
        let rows = std::mem::take(&mut self.calibration);
        let resolutions = estimate_resolutions(&self.columns, &rows)?;
        self.build(&resolutions)?;
        let mut last = Vec::new();
        if let Some(predictor) = &mut self.predictor {
            for row in &rows {
                last = predict(predictor, &self.columns, row, self.args.method)?.0;
            }
        }
        Ok(last)
    }

    /// Writes what is predicted for the rows still to come.
    //= spec/program.md#program-predict
    //# After the last row, the predictions for future rows MUST be written, as far ahead as the
    //# steps reach.
    fn future(&mut self, writer: &mut PredictionWriter, notes: &Notes) -> anyhow::Result<()> {
        if self.predictor.is_none() {
            return Ok(());
        }
        let interval = self.interval();
        if self.columns.has_timestamp && interval.is_none() {
            notes.note("the last rows do not come at a regular interval; the rows still to come have no time");
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

    /// The time so many rows after the last one.
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

    /// Says how wrong the predictions were.
    fn tell(&self, notes: &Notes) -> anyhow::Result<()> {
        let first = first_scored(self.args).unwrap_or(self.past.rows() / 2);
        let horizons = self.horizons.iter().zip(&self.args.steps);
        let measures: Vec<HorizonMeasures> =
            horizons.map(|(horizon, steps)| horizon.measures(*steps, first)).collect();
        let rows = self.past.rows();
        if self.args.json {
            let told =
                serde_json::json!({ "rows": rows, "score_from": first + 1, "horizons": measures });
            return to_stdout(format!("{}\n", serde_json::to_string_pretty(&told)?).as_bytes());
        }
        notes.say(&format!("{rows} row{}, errors from row {} on", plural(rows), first + 1));
        for of in &measures {
            notes.say(&format!("{} step{} ahead", of.steps, plural(of.steps.into())));
            notes.say(&of.predicted.line("predicted"));
            notes.say(&of.same_as_now.line("same as now"));
            notes.say(&of.same_as_a_day_ago.line("same as a day ago"));
            notes.say(&of.same_as_a_week_ago.line("same as a week ago"));
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
    columns: &Columns,
    row: &Row,
    method: Method,
) -> anyhow::Result<(Vec<Prediction>, Option<i64>)> {
    let record = record_for(predictor.region().parameters(), columns, row);
    let fields = columns.fields();
    let refused = |error| refused(columns, &fields, row, error);
    let step = predictor.step(&record).map_err(refused)?;
    let predictions = match method {
        Method::Classifier => step.predictions,
        Method::Decode => decoded(predictor.region()).map_err(refused)?.into_iter().collect(),
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
        // NB: a distribution of one value has no range, and nobody is told its probability.
        let outcomes = vec![Outcome { bucket, value, probability: 1.0 }];
        Some(Prediction { steps: 1, outcomes })
    }))
}
