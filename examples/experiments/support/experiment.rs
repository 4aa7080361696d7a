//! The frame of the examples that redo published experiments: they run, print tables and draw plots.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use clap::{CommandFactory, FromArgMatches, Parser};
use indicatif::{ProgressBar, ProgressStyle};

use super::plot::Plot;
use super::table::Table;
use super::wrapped;

/// What came out of an experiment, and how it stands to the published one.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What is shown.
    pub title: &'static str,
    /// The paper, and the experiment or figure in it.
    pub paper: &'static str,
    /// What is as in the paper.
    pub same: &'static str,
    /// What is not.
    pub different: &'static str,
    /// The figures.
    pub tables: Vec<Table>,
    /// The plots, each with the name of its file, without an ending.
    pub plots: Vec<(&'static str, Plot)>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n", self.title, "=".repeat(self.title.chars().count()))?;
        for (word, text) in
            [("Paper", self.paper), ("Same", self.same), ("Different", self.different)]
        {
            writeln!(f, "{}\n", wrapped(&format!("{word}: {text}"), 100))?;
        }
        self.tables.iter().try_for_each(|table| writeln!(f, "{table}"))
    }
}

/// How large the memories and the data are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As in the paper, or near it.
    Published,
    /// A small fraction of the time.
    Small,
}

/// An experiment by its name.
pub struct Experiment {
    /// By it the command line asks for the experiment.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(Size) -> Result<Outcome, Box<dyn std::error::Error>>,
}

#[derive(Parser, Debug)]
struct Args {
    /// Experiments, by name; all when none is named
    names: Vec<String>,

    /// List the names of the experiments and run none
    #[arg(long, conflicts_with = "names")]
    list: bool,

    /// Run smaller memories on less data: seconds instead of minutes
    #[arg(long)]
    small: bool,

    /// Draw the plots into this folder, which is made when it is not there
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Draw them as PNG and not as SVG
    #[arg(long, requires = "output")]
    png: bool,
}

/// The whole program: reads the command line, runs the experiments, prints and draws.
pub fn program(name: &'static str, about: &'static str, all: &[Experiment]) -> ExitCode {
    let command = Args::command().name(name).about(about);
    let args = match Args::from_arg_matches(&command.get_matches()) {
        Ok(args) => args,
        Err(error) => error.exit(),
    };
    match run(&args, all) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    io.into_iter().any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(args: &Args, all: &[Experiment]) -> anyhow::Result<()> {
    if args.list {
        let names: Vec<String> = all.iter().map(|one| format!("{}\n", one.name)).collect();
        return to_stdout(&names.concat());
    }
    let chosen = chosen(&args.names, all)?;
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{}: cannot be created a folder", folder.display()))?;
    }
    let size = if args.small { Size::Small } else { Size::Published };
    let bar = ProgressBar::new(chosen.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos} of {len}  {msg}, {elapsed}")?);
    bar.enable_steady_tick(Duration::from_secs(1));
    for experiment in chosen {
        bar.set_message(experiment.name);
        let outcome = (experiment.run)(size)
            .map_err(|error| anyhow!("{}: the experiment failed: {error}", experiment.name))?;
        bar.suspend(|| to_stdout(&format!("{outcome}\n")))?;
        if let Some(folder) = &args.output {
            draw(&outcome, folder, if args.png { "png" } else { "svg" })?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The experiments of these names, in the order of the list of all.
fn chosen<'a>(names: &[String], all: &'a [Experiment]) -> anyhow::Result<Vec<&'a Experiment>> {
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|one| one.name != **name)) {
        let known: Vec<&str> = all.iter().map(|one| one.name).collect();
        bail!("there is no experiment {unknown:?}; there are {}", known.join(", "));
    }
    let wanted = |one: &&Experiment| names.is_empty() || names.iter().any(|name| name == one.name);
    Ok(all.iter().filter(wanted).collect())
}

fn draw(outcome: &Outcome, folder: &Path, ending: &str) -> anyhow::Result<()> {
    for (name, plot) in &outcome.plots {
        plot.write(&folder.join(format!("{name}.{ending}")))?;
    }
    Ok(())
}

fn to_stdout(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .context("standard output cannot be written")
}
