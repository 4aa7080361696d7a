//! BAMI's problem sets, answered by experiments with the library.
//!
//! ```text
//! cargo run --release --example problem_sets -- --list
//! cargo run --release --example problem_sets -- tm.9
//! cargo run --release --example problem_sets -- --all -o answers.html
//! ```

use bami_experiments::problem_sets::{chapters, report};
use bami_experiments::support;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use chapters::answer::{Effort, Question};
use report::{Answered, Format};

/// BAMI's problem sets, answered by experiments with the library
#[derive(Parser, Debug)]
#[command(after_help = "\
Examples:
  problem_sets                         a list of all questions
  problem_sets tm.9                    one answer
  problem_sets sp.1 sp.2 -o sp.md      two, as Markdown, with their plots in the folder sp_plots
  problem_sets --all -o answers.html   all of them as one page

Exit status: 0 success, 2 usage error or unknown question.")]
struct Args {
    /// Questions, as chapter and number: sp.7
    ids: Vec<String>,

    /// List the questions without answering any
    #[arg(long, conflicts_with_all = ["all", "ids"])]
    list: bool,

    /// Answer all questions
    #[arg(long, conflicts_with = "ids")]
    all: bool,

    /// Run the longer forms of the experiments, if they exist; takes minutes
    #[arg(long)]
    full: bool,

    /// Write a report to this file: .html with embedded plots, or .md with its plots in a folder next
    /// to it
    #[arg(short, long, value_name = "FILE")]
    output: Option<Report>,

    /// Also write each plot as PNG to this folder
    #[arg(long, value_name = "FOLDER")]
    plots: Option<PathBuf>,
}

/// A file for a report; its extension determines the format.
#[derive(Clone, Debug)]
struct Report {
    path: PathBuf,
    format: Format,
}

impl std::str::FromStr for Report {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let format = Format::of(&path)
            .ok_or("the extension must be .html or .md, which determines the format")?;
        Ok(Self { path, format })
    }
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of the output has closed the pipe.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    io.into_iter().any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(args: &Args) -> anyhow::Result<()> {
    if args.list || (args.ids.is_empty() && !args.all) {
        return list();
    }
    let questions: Vec<&Question> = if args.all {
        chapters::questions().collect()
    } else {
        args.ids.iter().map(|id| chapters::named(id)).collect::<anyhow::Result<_>>()?
    };
    if let Some(folder) = args.plots.as_ref().filter(|folder| !folder.is_dir()) {
        bail!("{}: the folder for the plots does not exist; create it first", folder.display());
    }
    // Created before any work is done, so that a folder without write access is reported early.
    let output = match &args.output {
        Some(report) => Some((report, support::files::WholeFile::create(&report.path)?)),
        None => None,
    };
    let effort = if args.full { Effort::Full } else { Effort::Quick };
    let answers = answered(&questions, effort)?;
    if let Some(folder) = &args.plots {
        report::write_plots(&answers, folder, "png")?;
    }
    match output {
        Some((report, file)) => report::write(&answers, report.format, &report.path, file),
        None => {
            let texts: Vec<String> = answers.iter().map(report::text).collect();
            to_stdout(&texts.join("\n\n"))
        }
    }
}

/// Runs the experiments, with a progress bar if they take more than a moment.
fn answered(questions: &[&'static Question], effort: Effort) -> anyhow::Result<Vec<Answered>> {
    let bar = ProgressBar::new(questions.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos} of {len}  {msg}, {elapsed}")?);
    bar.enable_steady_tick(Duration::from_secs(1));
    let mut answers = Vec::new();
    for &question in questions {
        bar.set_message(question.id);
        let answer = (question.answer)(effort)
            .map_err(|error| anyhow::anyhow!("{}: the experiment failed: {error}", question.id))?;
        answers.push(Answered { question, answer });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(answers)
}

fn list() -> anyhow::Result<()> {
    let lines: Vec<String> = chapters::questions()
        .map(|question| format!("{:<7} {}\n", question.id, question.title))
        .collect();
    to_stdout(&lines.concat())
}

fn to_stdout(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .context("cannot write to standard output")
}
