//! The program: runs the experiment that the command line describes.

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::Args;
use super::pipeline::digits::Digits;
use super::pipeline::experiment::{self, Sets, Tick};
use super::pipeline::idx::IdxError;
use super::report::{Format, Report};

/// The number of training images to learn from, and to choose parameters with.
const LEARNED: usize = 50_000;
const LEARNED_TO_TUNE: usize = 40_000;

/// The number of test images.
const TESTED: usize = 10_000;

/// Runs everything, writes the files, and returns the text for standard output.
pub fn run(args: &Args) -> anyhow::Result<String> {
    let plan = args.plan()?;
    if let Some(path) = &args.output {
        Format::of(path)?;
    }
    let sets = sets(args)?;
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let outcome =
        pool.install(|| experiment::run(&plan, &sets, &bar)).map_err(|error| anyhow!("{error}"))?;
    let report = Report { plan: &plan, sets: &sets, outcome: &outcome, tuning: args.tune };
    if let Some(folder) = &args.pictures {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{}: cannot create the folder", folder.display()))?;
        report.draw(folder)?;
    }
    if let Some(path) = &args.output {
        report.write(path)?;
    }
    if args.json { report.json() } else { Ok(report.text()) }
}

/// Whether an error only means that the data is missing.
pub fn is_missing_data(error: &anyhow::Error) -> bool {
    error.downcast_ref::<IdxError>().is_some_and(IdxError::is_missing)
}

/// The images, divided as the command line says.
fn sets(args: &Args) -> anyhow::Result<Sets> {
    let all = Digits::read(&args.data, "train")?;
    let official = match Digits::read(&args.data, "t10k") {
        Ok(digits) => Some(digits).filter(|_| !args.tune),
        Err(error) if error.is_missing() => None,
        Err(error) => return Err(error.into()),
    };
    let size = |digits: &Digits| (digits.rows, digits.columns);
    if let Some(other) = official.as_ref().map(size).filter(|other| *other != size(&all)) {
        bail!(
            "{}: the t10k images have {} x {} pixels and the train images {} x {}; both must be equal",
            args.data.display(),
            other.0,
            other.1,
            all.rows,
            all.columns,
        );
    }
    // Other data sets than MNIST may be smaller; they are divided in the same proportions.
    let share = |of: usize| of * all.len().min(LEARNED + TESTED) / (LEARNED + TESTED);
    let learned = share(if args.tune { LEARNED_TO_TUNE } else { LEARNED });
    let tested = share(TESTED);
    let (train, test) = match args.limit {
        Some(limit) => (limit.min(learned), (limit / 5).min(tested)),
        None => (learned, tested),
    };
    Ok(Sets { train: all.part(0..train), test: all.part(learned..learned + test), official })
}

/// A progress bar on standard error, if that is a terminal.
fn bar(what: &str, steps: usize) -> Tick {
    let bar = ProgressBar::new(steps as u64);
    let template = "{bar:30} {percent:>3} %  {msg}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_secs(1));
    let bar = Cleared(bar);
    Box::new(move || bar.tick())
}

/// A progress bar that is removed when it is dropped.
struct Cleared(ProgressBar);

impl Cleared {
    fn tick(&self) {
        self.0.inc(1);
    }
}

impl Drop for Cleared {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
