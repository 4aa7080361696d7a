//! `bami trace`: what each line of BAMI did, as JSON lines.

use std::io::{self, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use bami_conformance::Vector;
use bami_conformance::trace::{TraceError, TraceWriter, trace_vector};
use bami_htm::observer::{LineEvent, NoObserver, Observer};
use bami_htm::spatial_pooler::SpatialPoolerEvent;
use bami_htm::temporal_memory::TemporalMemoryEvent;
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::args::{InputArgs, RegionArgs};
use crate::files::{self, WholeFile, check_distinct};
use crate::input::Row;
use crate::input::reader::RowReader;
use crate::network::{NetworkScorer, wanted_by};
use crate::output::{Scores, json as json_of};
use crate::parameters::{Columns, Configuration, NetworkConfiguration};
use crate::progress::Progress;
use crate::run::wanted;
use crate::scorer::Scorer;

/// What `bami trace` can be told.
#[derive(Args, Debug)]
#[command(
    about = "Write what each line of BAMI did, as JSON lines",
    long_about = "Write what each line of BAMI did in a run, as JSON lines: every column, cell, segment and synapse that a \
line touched, the operands before and after, each random draw with its candidates. spec/trace.md describes the format.",
    after_help = "\
Examples:
  bami trace spec/vectors/temporal-memory/burst.json     a vector, all its steps
  bami trace load.csv --resolution 1 --steps 1..3        rows 1 to 3 of a stream
  bami trace load.csv --min 0 --max 90 --steps 500..500 --chapter tm -o step.jsonl

A step of a region of 2048 columns has some hundred thousand lines, most of them of the spatial pooler: name the steps, \
and the chapter where one is enough. The region runs from the first row on in any case. Where the resolution is \
estimated, the calibration rows have no trace, because the region learns them only when all of them are there."
)]
pub(crate) struct TraceArgs {
    /// A vector (.json), or a CSV file, or `-` for a CSV stream on standard input
    file: PathBuf,

    /// The steps to be written, the first and the last included; an end may be left out
    #[arg(long, value_name = "A..B", value_parser = steps)]
    steps: Option<RangeInclusive<u64>>,

    /// Only the lines of one chapter
    #[arg(long, value_enum, ignore_case = true)]
    chapter: Option<Chapter>,

    /// Write to a file, which appears when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    region: RegionArgs,

    /// Rows from whose values the resolution is estimated, where it is not given
    #[arg(long, value_name = "N", default_value_t = crate::args::DEFAULT_CALIBRATION_ROWS)]
    calibration_rows: u32,
}

/// A chapter of BAMI with pseudocode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Chapter {
    /// The spatial pooler
    Sp,
    /// The temporal memory
    Tm,
}

impl Chapter {
    fn name(self) -> &'static str {
        match self {
            Self::Sp => "SP",
            Self::Tm => "TM",
        }
    }
}

pub(crate) fn steps(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong = || format!("{text} is no range of steps; write it as 3..7, 3.. or ..7, from 1 on");
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str, left_out: u64| match text {
        "" => Ok(left_out),
        _ => text.parse().map_err(|_| wrong()),
    };
    let range = number(first, 0)?..=number(last.trim_start_matches('='), u64::MAX)?;
    if range.is_empty() || matches!(text, "" | "..") { Err(wrong()) } else { Ok(range) }
}

/// Runs `bami trace`.
pub(crate) fn run(args: &TraceArgs) -> anyhow::Result<()> {
    check_distinct(Some(&args.file), &[args.output.as_deref()])?;
    match &args.output {
        Some(path) => {
            let mut file = WholeFile::create(path)?;
            write(args, &mut file)?;
            file.finish()
        }
        None => write(args, BufWriter::new(io::stdout().lock())),
    }
}

fn write(args: &TraceArgs, mut out: impl Write) -> anyhow::Result<()> {
    if args.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        vector(args, &args.file, &mut out)?;
    } else {
        stream(args, &args.file, &mut out)?;
    }
    out.flush().context("the trace cannot be written")
}

impl TraceArgs {
    fn wants_step(&self, step: u64) -> bool {
        self.steps.as_ref().is_none_or(|steps| steps.contains(&step))
    }

    fn wants_event(&self, event: &LineEvent<'_>) -> bool {
        self.chapter.is_none_or(|chapter| chapter.name() == event.chapter())
    }
}

/// The trace of a vector, less what is not asked for.
fn vector(args: &TraceArgs, path: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let name = path.display();
    let text = files::read_text(path, files::MOST_BYTES)
        .with_context(|| format!("{name}: cannot be read"))?;
    let vector = Vector::from_json(&text).with_context(|| name.to_string())?;
    let last = vector.steps.len() as u64;
    if let Some(steps) = args.steps.as_ref().filter(|steps| *steps.start() > last) {
        bail!("--steps {}..: the vector has {last} steps", steps.start());
    }
    let keep = |step: u64, event: Option<&LineEvent<'_>>| {
        args.wants_step(step) && event.is_none_or(|event| args.wants_event(event))
    };
    trace_vector(&vector, out, keep).map(|_| ()).map_err(|error| match error {
        TraceError::Write(error) => error.into(),
        error => anyhow!("{name}: {error}"),
    })
}

/// The trace of a region on a CSV stream.
fn stream(args: &TraceArgs, path: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    if let Some(network) = NetworkConfiguration::from_args(&args.region)? {
        return network_stream(args, path, &network, out);
    }
    let configuration = Configuration::from_args(&args.region)?;
    let wanted = wanted(&args.input, configuration.readings()?);
    let mut reader = RowReader::open(path, args.input.delimiter, &wanted)?;
    let columns = Columns {
        has_timestamp: reader.layout().timestamp.is_some(),
        values: reader.layout().value_names(),
    };
    let names = columns.values.clone();
    let mut scorer = Scorer::new(configuration, columns, args.calibration_rows as usize)?;
    let mut progress = Progress::new(reader.size(), false, args.output.is_none());
    let mut trace: Option<TraceWriter<_>> = None;
    let mut out = Some(out);
    let mut step = 0;
    while let Some(row) = reader.next() {
        let row = match row {
            Err(error) if args.input.skip_bad_rows && error.problem.is_of_one_row() => continue,
            row => row?,
        };
        if args.steps.as_ref().is_some_and(|steps| step >= *steps.end()) {
            break;
        }
        step += 1;
        if !args.wants_step(step) || scorer.is_calibrating() {
            scorer.score_observed(&row, &mut NoObserver)?;
            progress.row(reader.bytes_read());
            continue;
        }
        if let Some(out) = out.take() {
            let parameters = scorer.parameters();
            let file = reader.source();
            let source = json!({ "stream": { "file": file, "parameters": parameters } });
            trace = Some(TraceWriter::new(out, &source)?);
        }
        let Some(trace) = &mut trace else { continue };
        trace.begin_step(step, &input(&names, &row))?;
        let scores = scorer.score_observed(&row, &mut Wanted(args, trace))?;
        trace.end_step(&output(&scores))?;
        progress.row(reader.bytes_read());
    }
    progress.clear();
    match trace {
        Some(trace) => trace.finish().map(|_| ()).context("the trace cannot be written"),
        None if scorer.is_calibrating() => bail!(
            "there is nothing to trace in {step} rows that only serve to estimate the resolution; \
             give --resolution, or --min and --max, or later --steps"
        ),
        None => bail!("there is nothing to trace: {} has {step} rows", reader.source()),
    }
}

/// An observer that passes on what is asked for.
struct Wanted<'a, W>(&'a TraceArgs, &'a mut TraceWriter<W>);

impl<W: Write> Observer for Wanted<'_, W> {
    fn region(&mut self, name: &str) {
        self.1.region(name);
    }

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        let event = LineEvent::TemporalMemory(event);
        if self.0.wants_event(&event) {
            self.1.event(&event);
        }
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        let event = LineEvent::SpatialPooler(event);
        if self.0.wants_event(&event) {
            self.1.event(&event);
        }
    }
}

/// The trace of a network on a CSV stream.
fn network_stream(
    args: &TraceArgs,
    path: &Path,
    configuration: &NetworkConfiguration,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let wanted = wanted_by(configuration, &args.input)?;
    let mut reader = RowReader::open(path, args.input.delimiter, &wanted)?;
    let columns = Columns::of_layout(reader.layout());
    let mut scorer = NetworkScorer::new(configuration, &columns)?;
    let names = columns.values;
    let mut progress = Progress::new(reader.size(), false, args.output.is_none());
    let parameters = configuration.parameters.resolved()?;
    let source = json!({ "stream": { "file": reader.source(), "parameters": parameters } });
    let mut trace = TraceWriter::new(out, &source)?;
    let mut step = 0;
    while let Some(row) = reader.next() {
        let row = match row {
            Err(error) if args.input.skip_bad_rows && error.problem.is_of_one_row() => continue,
            row => row?,
        };
        if args.steps.as_ref().is_some_and(|steps| step >= *steps.end()) {
            break;
        }
        step += 1;
        if args.wants_step(step) {
            trace.begin_step(step, &input(&names, &row))?;
            let scores = scorer.score(&row, &mut Wanted(args, &mut trace))?;
            let regions = scorer.names().into_iter().zip(scores);
            let output = regions.map(|(name, scores)| (name, scores.as_ref().map(output)));
            trace.end_step(&output.map(|(name, scores)| (name, json!(scores))).collect())?;
        } else {
            scorer.score(&row, &mut NoObserver)?;
        }
        progress.row(reader.bytes_read());
    }
    progress.clear();
    trace.finish().map(|_| ()).context("the trace cannot be written")
}

/// A row as the input of a step.
pub(crate) fn input(names: &[String], row: &Row) -> serde_json::Value {
    let values = names.iter().cloned().zip(row.values.iter().map(json_of));
    let values: serde_json::Map<_, _> = values.collect();
    json!({ "timestamp": row.timestamp_text, "values": values })
}

/// Scores as the output of a step.
fn output(scores: &Scores) -> serde_json::Value {
    json!({
        "anomaly_score": scores.anomaly_score,
        "likelihood": scores.likelihood,
        "raw_score": scores.raw_score,
        "bursting_columns": scores.bursting_columns,
    })
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
