//! `bami view`: what each line of BAMI does, as a single HTML file.

mod bundle;
mod examples;
mod page;
pub(crate) mod recording;
mod rules;

use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bami_conformance::Vector;
use bami_conformance::trace::{check, trace_vector};
use bami_htm::observer::NoObserver;
use clap::Args;
use serde_json::Value;

use super::steps::{RegionStepArgs, StepVisitor, visit_steps};
use crate::files::{self, WholeFile, check_distinct};
use crate::input::Row;
use crate::notes::plural;
use crate::output;
use crate::stream::Scorer;
use recording::{Recorder, Recording, with_observer};

/// The arguments of `bami view`.
#[derive(Args, Debug)]
#[command(
    about = "Make a page that shows what each line of BAMI does, and a playground",
    long_about = "Make a page that shows what each line of BAMI does: a debugger for the spatial pooler and the temporal \
memory. It steps forward and back by line, function, phase and time step, explains why a cell is active, and shows the \
rule beside the state that it changes. The page is a single self-contained HTML file (no network access). It is also a \
playground for sequences, encoders and parameters.

Without FILE it shows three examples: one step on ten columns, learning A B C D, and two sequences with the same middle.",
    after_help = "\
Examples:
  bami view -o page.html                                         the examples and the playground
  bami view load.csv --min 0 --max 90 --steps 1..1000 -o load.html
  bami view spec/vectors/temporal-memory/the-example-of-the-chapter.json -o example.html
  bami trace load.csv --min 0 --max 90 --steps 500 --chapter tm -o step.jsonl
  bami view step.jsonl -o step.html                              the trace of a single step

A page of more than 20 MB is rejected: choose fewer steps."
)]
pub(crate) struct ViewArgs {
    /// A CSV file (or `-`), a trace (.jsonl, as written by `bami trace` or a port) or a vector (.json)
    file: Option<PathBuf>,

    /// The page, which appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    steps: RegionStepArgs,
}

/// The size limit of a page in bytes.
const MOST_BYTES: usize = 20_000_000;

/// Runs `bami view`.
pub(crate) fn run(args: &ViewArgs) -> anyhow::Result<()> {
    if args.output.is_none() && stdout().is_terminal() {
        bail!("a page cannot be shown on a terminal; name a file with -o page.html");
    }
    check_distinct(args.file.as_deref(), &[args.output.as_deref()])?;
    let recordings = match &args.file {
        None => examples::all()?,
        Some(path) => vec![recording_of(args, path)?],
    };
    let page = page::page(&recordings)?;
    //= spec/view.md#view-page
    //# A page of more than 20,000,000 bytes MUST be rejected with a message that says how large it
    //# would be.
    if page.len() > MOST_BYTES {
        let size = page.len() as f64 / 1e6;
        bail!("the page would have {size:.1} MB, and the limit is 20; choose fewer --steps");
    }
    match &args.output {
        None => output::to_stdout(page.as_bytes()),
        Some(path) => {
            let mut file = WholeFile::create(path)?;
            std::io::Write::write_all(&mut file, page.as_bytes())
                .with_context(|| format!("{}: cannot be written", path.display()))?;
            file.finish()
        }
    }
}

fn recording_of(args: &ViewArgs, path: &Path) -> anyhow::Result<Recording> {
    let title = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    let has = |wanted: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(wanted));
    if has("json") || has("jsonl") {
        let most = if has("jsonl") { files::MOST_BYTES_OF_TRACE } else { files::MOST_BYTES };
        let text = files::read_text(path, most)
            .with_context(|| format!("{}: cannot be read", path.display()))?;
        let checked = |text: String| Ok(check(&text).map(|()| text.into_bytes())?);
        let trace = if has("jsonl") { checked(text) } else { traced(&text) };
        let trace = trace.with_context(|| path.display().to_string())?;
        let about = "A trace: what each line did.";
        return Ok(Recording { trace, ..Recording::of_trace(&title, about) });
    }
    let (model, index) = args.steps.model()?;
    let name = args.steps.region.clone();
    let mut recording = StreamRecording { recorder: None, index, name: name.clone() };
    visit_steps(&args.steps.steps, model, path, false, &mut recording)?;
    let recorder = recording.recorder.filter(|recorder| recorder.len() > 0);
    let recorder =
        recorder.context("there is nothing to show: the region makes no step in these rows")?;
    let region =
        name.map_or("A region".to_owned(), |name| format!("The region {name} of a network"));
    let about = format!("{region}, {} step{}.", recorder.len(), plural(recorder.len() as u64));
    Ok(recorder.finish(&title, &about)?)
}

/// The trace of a vector.
fn traced(text: &str) -> anyhow::Result<Vec<u8>> {
    Ok(trace_vector(&Vector::from_json(text)?, Vec::new(), |_, _| true)?)
}

/// Records the steps of a region on a stream.
struct StreamRecording {
    recorder: Option<Recorder>,
    /// The index of the region, and its name in a network.
    index: usize,
    name: Option<String>,
}

impl StepVisitor for StreamRecording {
    fn begin(&mut self, scorer: &Scorer, source: &Value) -> anyhow::Result<()> {
        let region = scorer.region(self.index).context("there is no region yet")?;
        self.recorder = Some(Recorder::new(region, self.name.clone(), source)?);
        Ok(())
    }

    fn step(
        &mut self,
        number: u64,
        input: &Value,
        row: &Row,
        scorer: &mut Scorer,
    ) -> anyhow::Result<()> {
        let Some(recorder) = &mut self.recorder else { return Ok(()) };
        //= spec/view.md#view-network
        //# For a region of a network, the page and the animation MUST show its steps, each with the
        //# number of the row that completes it.
        if !scorer.is_due(self.index) {
            scorer.step(row, &mut NoObserver)?;
            return Ok(());
        }
        let index = self.index;
        let result = recorder.step(number, input, |stepper| {
            let steps = with_observer!(stepper, |observer| scorer.step(row, observer))?;
            steps.and_then(|steps| steps.into_iter().nth(index)?).context("there is no region yet")
        })?;
        if let Some(region) = scorer.region(index) {
            recorder.note(region, &result, scorer.learns(index));
        }
        Ok(())
    }
}
