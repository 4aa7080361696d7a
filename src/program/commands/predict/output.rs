//! Writes rows with their predictions.

use bami_htm::classifier::{Outcome, Prediction};
use bami_htm::encoders::Value as InputValue;
use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::PredictArgs;
use super::categories::Categories;
use super::forecast::Forecast;
use super::settings::{Settings, Written};
use crate::notes::shortest;
use crate::output::{self, Format, LineSink, Target, csv_line};

/// The column of the time that a prediction is for.
const PREDICTED_FOR: &str = "predicted_for";

/// The column of the time at which predictions were made.
const MADE_AT: &str = "made_at";

/// Writes rows.
pub(super) struct PredictionWriter {
    format: Format,
    name: String,
    written: Written,
    steps: Vec<u32>,
    categories: Option<Categories>,
    /// `None` if standard output is used for the errors.
    sink: Option<LineSink>,
}

impl PredictionWriter {
    /// Starts the output, with its header if the target is empty. `name` is the column of the values.
    pub(super) fn create(
        args: &PredictArgs,
        settings: &Settings,
        name: &str,
        target: Target<'_>,
        categories: Option<Categories>,
    ) -> anyhow::Result<Self> {
        let sink = match target {
            Target::Stdout if args.json => None,
            target => Some(LineSink::create(target)?),
        };
        // NB: a column of the input may have the name of one of ours.
        let name = if [PREDICTED_FOR, MADE_AT].contains(&name) {
            format!("input_{name}")
        } else {
            name.to_owned()
        };
        let (written, steps) = (settings.written, settings.steps().to_vec());
        let mut writer = Self { format: args.format, name, written, steps, categories, sink };
        if writer.format == Format::Csv && target.is_empty() {
            let header = writer.header();
            writer.line(&csv_line(&header)?)?;
        }
        Ok(writer)
    }

    fn header(&self) -> Vec<String> {
        let mut header = vec![self.time_name().to_owned(), self.name.clone()];
        for k in &self.steps {
            if self.written.as_made {
                header.push(format!("{PREDICTED_FOR}_{k}"));
            }
            header.push(format!("prediction_{k}"));
            if self.categories.is_none() {
                header.extend([format!("low_{k}"), format!("high_{k}")]);
            }
            for n in 1..=self.written.top {
                header.extend([format!("value_{k}_{n}"), format!("probability_{k}_{n}")]);
            }
        }
        header
    }

    fn time_name(&self) -> &'static str {
        if self.written.as_made { MADE_AT } else { PREDICTED_FOR }
    }

    /// Writes what was predicted for a time, for each horizon. With `--as-made`, it is what is predicted at that
    /// time, and `times` are the times it is for.
    pub(super) fn write(
        &mut self,
        time: Option<DateTime>,
        value: Option<&InputValue>,
        forecasts: &[Option<&Forecast>],
        times: &[Option<DateTime>],
    ) -> anyhow::Result<()> {
        let line = match self.format {
            Format::Csv => csv_line(&self.fields(time, value, forecasts, times))?,
            Format::Jsonl => {
                let mut line = serde_json::to_vec(&self.object(time, value, forecasts, times))?;
                line.push(b'\n');
                line
            }
        };
        self.line(&line)
    }

    fn fields(
        &self,
        time: Option<DateTime>,
        value: Option<&InputValue>,
        forecasts: &[Option<&Forecast>],
        times: &[Option<DateTime>],
    ) -> Vec<String> {
        let text = |time: Option<DateTime>| written(time).unwrap_or_default();
        let mut fields = vec![text(time), value.map_or(String::new(), output::text)];
        for (place, forecast) in forecasts.iter().enumerate() {
            fields.extend(times.get(place).map(|&time| text(time)));
            let most = forecast.map(|forecast| most_probable(&forecast.prediction));
            let most = most.unwrap_or_default();
            match &self.categories {
                Some(_) => {
                    fields.push(most.first().map_or(String::new(), |most| self.outcome(most)))
                }
                None => {
                    let point = self.written.point;
                    let range = forecast.map_or([None; 2], |forecast| forecast.range(point));
                    fields.push(output::number(forecast.and_then(|of| of.point(point))));
                    fields.extend(range.map(output::number));
                }
            }
            for n in 0..self.written.top as usize {
                fields.push(most.get(n).map_or(String::new(), |most| self.outcome(most)));
                fields.push(output::number(most.get(n).map(|outcome| outcome.probability)));
            }
        }
        fields
    }

    /// The value of a bucket, or its category.
    fn outcome(&self, outcome: &Outcome) -> String {
        match &self.categories {
            Some(categories) => categories.name(outcome.bucket).to_owned(),
            None => shortest(outcome.value),
        }
    }

    fn object(
        &self,
        time: Option<DateTime>,
        value: Option<&InputValue>,
        forecasts: &[Option<&Forecast>],
        times: &[Option<DateTime>],
    ) -> Value {
        let of = |(place, forecast): (usize, &Option<&Forecast>)| {
            let forecast = (*forecast)?;
            let outcomes = &forecast.prediction.outcomes;
            let mut object = match &self.categories {
                None => {
                    let [low, high] = forecast.range(self.written.point);
                    json!({
                        "steps": forecast.prediction.steps,
                        "prediction": forecast.point(self.written.point),
                        "low": low,
                        "high": high,
                        "distribution": outcomes,
                    })
                }
                Some(categories) => {
                    let of = |outcome: &Outcome| {
                        json!({
                            "value": categories.name(outcome.bucket),
                            "probability": outcome.probability,
                        })
                    };
                    //= spec/program.md#program-predict-categories
                    //# If the encoder of the value is a category or ordered category encoder, the
                    //# predicted value MUST be the category of the mode, and no range be reported.
                    let most = forecast.prediction.mode();
                    json!({
                        "steps": forecast.prediction.steps,
                        "prediction": most.map(|most| categories.name(most.bucket)),
                        "distribution": outcomes.iter().map(of).collect::<Vec<_>>(),
                    })
                }
            };
            if let Some(&time) = times.get(place) {
                object[PREDICTED_FOR] = written(time).into();
            }
            Some(object)
        };
        let predictions: Vec<Value> = forecasts.iter().enumerate().filter_map(of).collect();
        let mut object = serde_json::Map::new();
        object.insert(self.time_name().into(), written(time).into());
        object.insert(self.name.clone(), value.map_or(Value::Null, output::json));
        object.insert("predictions".into(), predictions.into());
        object.into()
    }

    /// As [`LineSink::sync`].
    pub(super) fn sync(&mut self) -> anyhow::Result<Option<u64>> {
        self.sink.as_mut().map_or(Ok(None), LineSink::sync)
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

/// A time as it is written.
//= spec/program.md#program-predict
//# Every time MUST be written in one format, that of `2026-03-01 13:30:00`, with a fraction of the
//# second only if it is not 0.
fn written(time: Option<DateTime>) -> Option<String> {
    time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S%.f").to_string())
}
