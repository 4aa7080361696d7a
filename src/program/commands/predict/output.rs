//! Writes rows with their predictions.

use std::path::Path;

use bami_htm::classifier::{Outcome, Prediction};
use serde_json::{Value, json};

use super::{Point, PredictArgs};
use crate::notes::shortest;
use crate::output::{Format, LineSink, Target, csv_line};

/// The column of the time that a prediction is for.
const PREDICTED_FOR: &str = "predicted_for";

/// The column of the time at which predictions were made.
const MADE_AT: &str = "made_at";

/// Writes rows.
pub(super) struct PredictionWriter {
    format: Format,
    name: String,
    point: Point,
    top: usize,
    steps: Vec<u32>,
    as_made: bool,
    /// `None` if standard output is used for the errors.
    sink: Option<LineSink>,
}

impl PredictionWriter {
    /// Starts the output, with its header. `name` is the column of the values.
    pub(super) fn create(args: &PredictArgs, name: &str) -> anyhow::Result<Self> {
        let path: Option<&Path> = args.output.as_deref();
        let sink = match path {
            None if args.json => None,
            path => Some(LineSink::create(Target::of(path))?),
        };
        // NB: a column of the input may have the name of one of ours.
        let name = if [PREDICTED_FOR, MADE_AT].contains(&name) {
            format!("input_{name}")
        } else {
            name.to_owned()
        };
        let (steps, top) = (args.steps.clone(), args.top as usize);
        let (format, point, as_made) = (args.format, args.point, args.as_made);
        let mut writer = Self { format, name, point, top, steps, as_made, sink };
        if writer.format == Format::Csv {
            let header = writer.header();
            writer.line(&csv_line(&header)?)?;
        }
        Ok(writer)
    }

    fn header(&self) -> Vec<String> {
        let mut header = vec![self.time_name().to_owned(), self.name.clone()];
        for k in &self.steps {
            if self.as_made {
                header.push(format!("{PREDICTED_FOR}_{k}"));
            }
            header.extend([format!("prediction_{k}"), format!("low_{k}"), format!("high_{k}")]);
            for n in 1..=self.top {
                header.extend([format!("value_{k}_{n}"), format!("probability_{k}_{n}")]);
            }
        }
        header
    }

    fn time_name(&self) -> &'static str {
        if self.as_made { MADE_AT } else { PREDICTED_FOR }
    }

    /// Writes what was predicted for a time, for each horizon. With `--as-made`, it is what is predicted at that
    /// time, and `times` are the times it is for.
    pub(super) fn write(
        &mut self,
        time: &str,
        value: Option<f64>,
        predictions: &[Option<&Prediction>],
        times: &[String],
    ) -> anyhow::Result<()> {
        let line = match self.format {
            Format::Csv => csv_line(&self.fields(time, value, predictions, times))?,
            Format::Jsonl => {
                let mut line = serde_json::to_vec(&self.object(time, value, predictions, times))?;
                line.push(b'\n');
                line
            }
        };
        self.line(&line)
    }

    fn fields(
        &self,
        time: &str,
        value: Option<f64>,
        predictions: &[Option<&Prediction>],
        times: &[String],
    ) -> Vec<String> {
        let number = |number: Option<f64>| number.map_or(String::new(), shortest);
        let mut fields = vec![time.to_owned(), number(value)];
        for (place, prediction) in predictions.iter().enumerate() {
            fields.extend(times.get(place).cloned());
            fields.push(number(prediction.and_then(|prediction| self.point.of(prediction))));
            let range = prediction.map_or([None; 2], |prediction| self.point.range_of(prediction));
            fields.extend(range.map(number));
            let most = prediction.map(most_probable).unwrap_or_default();
            for n in 0..self.top {
                fields.push(number(most.get(n).map(|outcome| outcome.value)));
                fields.push(number(most.get(n).map(|outcome| outcome.probability)));
            }
        }
        fields
    }

    fn object(
        &self,
        time: &str,
        value: Option<f64>,
        predictions: &[Option<&Prediction>],
        times: &[String],
    ) -> Value {
        let of = |(place, prediction): (usize, &Option<&Prediction>)| {
            let prediction = (*prediction)?;
            let [low, high] = self.point.range_of(prediction);
            let mut object = json!({
                "steps": prediction.steps,
                "prediction": self.point.of(prediction),
                "low": low,
                "high": high,
                "distribution": prediction.outcomes,
            });
            if let Some(time) = times.get(place) {
                object[PREDICTED_FOR] = Some(time).filter(|time| !time.is_empty()).cloned().into();
            }
            Some(object)
        };
        let predictions: Vec<Value> = predictions.iter().enumerate().filter_map(of).collect();
        let time = Some(time).filter(|time| !time.is_empty());
        let mut object = serde_json::Map::new();
        object.insert(self.time_name().into(), time.into());
        object.insert(self.name.clone(), value.into());
        object.insert("predictions".into(), predictions.into());
        object.into()
    }

    fn line(&mut self, line: &[u8]) -> anyhow::Result<()> {
        self.sink.as_mut().map_or(Ok(()), |sink| sink.write_line(line))
    }

    /// Ends the output; a file gets its name now.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        self.sink.map_or(Ok(()), LineSink::finish)
    }
}

/// The outcomes in descending order of probability; of equal ones, the lower bucket comes first.
fn most_probable(prediction: &Prediction) -> Vec<Outcome> {
    let mut outcomes = prediction.outcomes.clone();
    outcomes.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.bucket.cmp(&b.bucket)));
    outcomes
}
