//! The steps of a stream that `bami trace`, `bami view` and `bami animate` show.

use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{Context, bail};
use bami_htm::observer::NoObserver;
use clap::Args;
use serde_json::{Value, json};

use crate::args::StreamArgs;
use crate::input::Row;
use crate::notes::Notes;
use crate::output;
use crate::parameters::Model;
use crate::stream::{Scorer, Stream};

/// A stream and the steps to show.
#[derive(Args, Debug)]
pub(crate) struct StepArgs {
    /// The first and the last step to show, from 1; either can be omitted
    #[arg(long, value_name = "A..B", value_parser = steps)]
    pub(super) steps: Option<RangeInclusive<u64>>,

    #[command(flatten)]
    stream: StreamArgs,
}

impl StepArgs {
    /// Whether a step is to be shown.
    pub(super) fn contains(&self, step: u64) -> bool {
        self.steps.as_ref().is_none_or(|steps| steps.contains(&step))
    }

    /// The region or network that reads the stream.
    pub(super) fn model(&self) -> anyhow::Result<Model> {
        Model::from_args(&self.stream.region)
    }
}

/// A stream and the steps of one region to show.
#[derive(Args, Debug)]
pub(crate) struct RegionStepArgs {
    #[command(flatten)]
    pub(super) steps: StepArgs,

    /// The region to show, if the parameters are those of a network
    #[arg(long, value_name = "NAME")]
    pub(super) region: Option<String>,
}

impl RegionStepArgs {
    /// The region or network that reads the stream, and the index of the region to show.
    //= spec/view.md#view-network
    //# If the parameters are those of a network, `--region` MUST name the region to show.
    //= spec/view.md#view-network
    //# The message for a missing or unknown name MUST list the regions of the network.
    pub(super) fn model(&self) -> anyhow::Result<(Model, usize)> {
        let model = self.steps.model()?;
        let index = match (&model, &self.region) {
            (Model::Region(_), None) => 0,
            (Model::Region(_), Some(name)) => {
                bail!("--region {name}: the parameters are those of a single region; omit --region")
            }
            (Model::Network(network), name) => {
                let regions = &network.parameters.regions;
                let names: Vec<&str> = regions.iter().map(|region| region.name.as_str()).collect();
                let names = names.join(", ");
                let Some(name) = name else {
                    bail!(
                        "the parameters are those of a network; choose a region with --region: {names}"
                    )
                };
                let index = regions.iter().position(|region| region.name == *name);
                index.with_context(|| {
                    format!("--region {name}: there is no such region; the regions are {names}")
                })?
            }
        };
        Ok((model, index))
    }
}

/// Receives the steps of a stream that are to be shown.
pub(crate) trait StepVisitor {
    /// Called before the first step; `source` describes the stream as in a trace.
    fn begin(&mut self, scorer: &Scorer, source: &Value) -> anyhow::Result<()>;

    /// Makes a step with a row; `input` describes the row as in a trace.
    fn step(
        &mut self,
        number: u64,
        input: &Value,
        row: &Row,
        scorer: &mut Scorer,
    ) -> anyhow::Result<()>;
}

/// Runs a region or network on a stream and lets `visitor` make the steps that are to be shown. All
/// other steps are made unobserved.
pub(crate) fn visit_steps(
    args: &StepArgs,
    model: Model,
    path: &Path,
    rows_on_stdout: bool,
    visitor: &mut impl StepVisitor,
) -> anyhow::Result<()> {
    let notes = Notes::new(false);
    let input = &args.stream.input;
    let options = model.column_options(input)?;
    let mut stream = Stream::open(path, input, &options, notes, rows_on_stdout)?;
    let columns = stream.columns();
    let mut scorer = Scorer::new(model, &columns, args.stream.warm_up_rows())?;
    let (first, last) = args.steps.clone().unwrap_or(0..=u64::MAX).into_inner();
    stream.limit(last);
    let mut has_begun = false;
    while let Some(row) = stream.next_row()? {
        let number = stream.rows();
        if !args.contains(number) || scorer.is_warming_up() {
            scorer.step(&row, &mut NoObserver)?;
            continue;
        }
        if !has_begun {
            let (file, parameters) = (stream.source(), scorer.parameters()?);
            let source = json!({ "stream": { "file": file, "parameters": parameters } });
            visitor.begin(&scorer, &source)?;
            has_begun = true;
        }
        visitor.step(number, &input_of(&columns.values, &row), &row, &mut scorer)?;
    }
    let rows = stream.rows();
    if has_begun {
        Ok(())
    } else if rows > 0 && rows >= first {
        bail!(
            "there is nothing to show: these rows only serve to estimate the resolution; give --resolution, or --min \
             and --max, or later --steps"
        )
    } else {
        bail!("there is nothing to show: {} has {rows} rows", stream.source())
    }
}

/// A row as the input of a step in a trace.
fn input_of(names: &[String], row: &Row) -> Value {
    let values = names.iter().cloned().zip(row.values.iter().map(output::json));
    let values: serde_json::Map<_, _> = values.collect();
    json!({ "timestamp": row.timestamp_text, "values": values })
}

fn steps(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong =
        || format!("{text} is not a range of steps; write 3..7, 3.. or ..7, counting from 1");
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str, omitted: u64| match text {
        "" => Ok(omitted),
        _ => text.parse().map_err(|_| wrong()),
    };
    let range = number(first, 0)?..=number(last.trim_start_matches('='), u64::MAX)?;
    if range.is_empty() || matches!(text, "" | "..") { Err(wrong()) } else { Ok(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_a_range_with_both_ends() {
        assert_eq!(steps("3..7"), Ok(3..=7));
        assert_eq!(steps("3..=7"), Ok(3..=7));
        assert_eq!(steps("5"), Ok(5..=5));
        assert_eq!(steps("3.."), Ok(3..=u64::MAX));
        assert_eq!(steps("..7"), Ok(0..=7));
        for wrong in ["", "..", "7..3", "a..b", "-1..2"] {
            assert!(steps(wrong).is_err(), "{wrong}");
        }
    }
}
