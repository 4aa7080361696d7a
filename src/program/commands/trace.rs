//! `bami trace`: what each line of BAMI does in a run, as JSON lines.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use bami_conformance::Vector;
use bami_conformance::trace::{TraceError, TraceWriter, trace_vector};
use bami_htm::observer::{LineEvent, Observer};
use bami_htm::spatial_pooler::SpatialPoolerEvent;
use bami_htm::temporal_memory::TemporalMemoryEvent;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::steps::{StepArgs, StepVisitor, visit_steps};
use crate::files::{self, WholeFile, check_distinct};
use crate::input::Row;
use crate::stream::Scorer;

/// The arguments of `bami trace`.
#[derive(Args, Debug)]
#[command(
    about = "Write what each line of BAMI does, as JSON lines",
    long_about = "Write what each line of BAMI does in a run, as JSON lines: every column, cell, segment and synapse that a \
line touches, its operands before and after, and each random draw with its candidates. spec/trace.md describes the format.",
    after_help = "\
Examples:
  bami trace spec/vectors/temporal-memory/the-example-of-the-chapter.json
  bami trace load.csv --resolution 1 --steps 1..3        rows 1 to 3 of a stream
  bami trace load.csv --min 0 --max 90 --steps 500..500 --chapter tm -o step.jsonl

A step of a region with 2048 columns has some hundred thousand lines, most of them from the spatial pooler: choose the \
steps, and the chapter if one is enough. The region runs from the first row in any case. If the resolution is estimated, \
warm-up rows have no trace, because the region learns them only after the last of them."
)]
pub(crate) struct TraceArgs {
    /// A vector (.json), or a CSV file, or `-` for a CSV stream on standard input
    file: PathBuf,

    /// Only the lines of one chapter of BAMI
    #[arg(long, value_enum, ignore_case = true)]
    chapter: Option<Chapter>,

    /// Write to a file, which appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    steps: StepArgs,
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
    fn wants_event(&self, event: &LineEvent<'_>) -> bool {
        self.chapter.is_none_or(|chapter| chapter.name() == event.chapter())
    }
}

/// The trace of the selected steps and lines of a vector.
fn vector(args: &TraceArgs, path: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let name = path.display();
    let text = files::read_text(path, files::MOST_BYTES)
        .with_context(|| format!("{name}: cannot be read"))?;
    let vector = Vector::from_json(&text).with_context(|| name.to_string())?;
    let last = vector.steps.len() as u64;
    if let Some(steps) = args.steps.steps.as_ref().filter(|steps| *steps.start() > last) {
        bail!("--steps {}..: the vector has {last} steps", steps.start());
    }
    let keep = |step: u64, event: Option<&LineEvent<'_>>| {
        args.steps.contains(step) && event.is_none_or(|event| args.wants_event(event))
    };
    trace_vector(&vector, out, keep).map(|_| ()).map_err(|error| match error {
        TraceError::Write(error) => error.into(),
        error => anyhow!("{name}: {error}"),
    })
}

/// The trace of a region or a network on a CSV stream.
fn stream(args: &TraceArgs, path: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let model = args.steps.model()?;
    let mut tracer = Tracer { args, out: Some(out), trace: None, regions: None };
    visit_steps(&args.steps, model, path, args.output.is_none(), &mut tracer)?;
    let trace = tracer.trace.map(TraceWriter::finish).transpose();
    trace.map(drop).context("the trace cannot be written")
}

/// Traces steps.
struct Tracer<'a, W: Write> {
    args: &'a TraceArgs,
    /// Where the trace goes, until it begins.
    out: Option<W>,
    trace: Option<TraceWriter<W>>,
    /// The names of the regions of a network.
    regions: Option<Vec<String>>,
}

impl<W: Write> StepVisitor for Tracer<'_, W> {
    fn begin(&mut self, scorer: &Scorer, source: &Value) -> anyhow::Result<()> {
        self.regions = scorer.region_names();
        self.trace = self.out.take().map(|out| TraceWriter::new(out, source)).transpose()?;
        Ok(())
    }

    fn step(
        &mut self,
        number: u64,
        input: &Value,
        row: &Row,
        scorer: &mut Scorer,
    ) -> anyhow::Result<()> {
        let Some(trace) = &mut self.trace else { return Ok(()) };
        trace.begin_step(number, input)?;
        let scores = scorer.score_observed(row, &mut Filter { args: self.args, trace })?;
        let output = match &self.regions {
            Some(names) => names.iter().cloned().zip(scores.iter().map(|s| json!(s))).collect(),
            None => json!(scores.first()),
        };
        Ok(trace.end_step(&output)?)
    }
}

/// An observer that forwards the events of the selected chapter.
struct Filter<'a, W> {
    args: &'a TraceArgs,
    trace: &'a mut TraceWriter<W>,
}

impl<W: Write> Observer for Filter<'_, W> {
    fn region(&mut self, name: &str) {
        self.trace.region(name);
    }

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        let event = LineEvent::TemporalMemory(event);
        if self.args.wants_event(&event) {
            self.trace.event(&event);
        }
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        let event = LineEvent::SpatialPooler(event);
        if self.args.wants_event(&event) {
            self.trace.event(&event);
        }
    }
}
