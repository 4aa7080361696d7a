//! `bami bench`: the speed of the algorithms on this machine, on reproducible workloads.

pub mod clock;
mod inputs;
mod measure;
mod memory;
mod report;
pub mod subject;
pub mod workloads;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, anyhow, bail};
use bami_htm::Profile;
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::args::{ExecutionArgs, profiles};
use crate::output::to_stdout;
use crate::plot::{PlotFile, PlotPath};
use crate::progress::Progress;
use inputs::Kind;
use measure::Forms;
use report::Measured;

/// The arguments of `bami bench`.
#[derive(Args, Debug)]
#[command(
    about = "Measure the speed of the algorithms on this machine",
    long_about = "Measure the speed of the algorithms on this machine.

The workloads, all with 2,048 columns of which 40 are active, and with learning:

  w1     temporal memory, 32 cells per column: 100 sequences of 20 elements in random order
  w1l    the same, four times as long: the speed after learning (with --full)
  w2-0   spatial pooler: 1,000 inputs, drawn from 500 patterns
  w2-3   the same with a boost strength of 3
  w3     end to end: hourly rows, encoders, pooler, memory with 13 cells per column, likelihood
  w4     temporal memory: 1,000 sequences of 30 elements, the growth of the cost with learning (with --full)

For each it reports the steps per second, the time in each phase, the numbers of segments and synapses, the memory, how \
the cost of a step grows with the number of all synapses and of those on active cells, and a fingerprint of the results.",
    after_help = "\
Examples:
  bami bench                                 short runs, a few seconds
  bami bench --full --json > bench.json      everything, takes minutes
  bami bench --full --only w4 -o growth.svg  how the cost of a step grows
  bami bench --only w1 --input FILE          one line per step: the active columns
  bami bench --only w3 --file load.csv       a stream of your own

Exit status: 0 success, 2 usage error or bad input."
)]
pub(crate) struct BenchArgs {
    /// Run the workloads at full length, and those that have no short run
    #[arg(long)]
    full: bool,
    /// Only these workloads, separated by commas
    #[arg(long, value_name = "NAME,...", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(NAMES))]
    only: Vec<String>,
    /// The number of steps of each workload
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    steps: Option<u32>,
    /// Inputs for one workload other than w3: one line per step with the indices of the ON bits
    #[arg(long, value_name = "FILE", requires = "only", conflicts_with = "file")]
    input: Option<PathBuf>,
    /// A CSV stream with times for the workload w3
    #[arg(long, value_name = "CSV", requires = "only")]
    file: Option<PathBuf>,
    /// The switches of a profile in place of those of the workloads, with other fingerprints
    #[arg(long, value_name = "PROFILE", value_parser = profiles())]
    profile: Option<Profile>,
    #[command(flatten)]
    execution: ExecutionArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Plot the cost of a step against the number of synapses; .svg or .png
    #[arg(short = 'o', long, value_name = "FILE")]
    plot: Option<PlotPath>,
    /// Print no progress
    #[arg(short, long)]
    quiet: bool,
}

/// A workload.
pub(crate) struct Workload {
    name: &'static str,
    about: &'static str,
    kind: Kind,
    /// Steps of a short run; none if only the full length makes sense.
    short: Option<usize>,
    /// Steps at full length.
    full: usize,
}

const NAMES: [&str; 6] = ["w1", "w1l", "w2-0", "w2-3", "w3", "w4"];

const WORKLOADS: [Workload; 6] = [
    Workload {
        name: NAMES[0],
        about: "temporal memory, 100 sequences of 20 elements",
        kind: Kind::Sequences(100, 20),
        short: Some(1000),
        full: 10_000,
    },
    Workload {
        name: NAMES[1],
        about: "temporal memory, 100 sequences of 20 elements, four times as long",
        kind: Kind::Sequences(100, 20),
        short: None,
        full: 40_000,
    },
    Workload {
        name: NAMES[2],
        about: "spatial pooler, 500 patterns, without boost",
        kind: Kind::Patterns(0.0),
        short: Some(1000),
        full: 10_000,
    },
    Workload {
        name: NAMES[3],
        about: "spatial pooler, 500 patterns, boost strength 3",
        kind: Kind::Patterns(3.0),
        short: Some(1000),
        full: 10_000,
    },
    Workload {
        name: NAMES[4],
        about: "end to end, an hourly metric",
        kind: Kind::Metric,
        short: Some(500),
        full: 4390,
    },
    Workload {
        name: NAMES[5],
        about: "temporal memory, 1,000 sequences of 30 elements",
        kind: Kind::Sequences(1000, 30),
        short: None,
        full: 30_000,
    },
];

impl Workload {
    /// Whether it runs if no workload is named.
    fn is_wanted(&self, args: &BenchArgs) -> bool {
        if args.only.is_empty() {
            return args.full || self.short.is_some();
        }
        args.only.iter().any(|name| name == self.name)
    }

    fn steps(&self, args: &BenchArgs) -> usize {
        let short = self.short.filter(|_| !args.full).unwrap_or(self.full);
        args.steps.map_or(short, |steps| steps as usize)
    }
}

/// Runs `bami bench`.
pub(crate) fn run(args: &BenchArgs) -> anyhow::Result<()> {
    let workloads: Vec<&Workload> =
        WORKLOADS.iter().filter(|workload| workload.is_wanted(args)).collect();
    check_files(args, &workloads)?;
    let plot = args.plot.as_ref().map(PlotFile::create).transpose()?;
    let measured = match workloads[..] {
        [workload] => vec![measure_here(args, workload)?],
        _ => workloads
            .iter()
            .map(|workload| measure_apart(args, workload))
            .collect::<anyhow::Result<Vec<Measured>>>()?,
    };
    if let Some(plot) = plot {
        plot.draw_lines(&report::plot(&measured))?;
    }
    let text = if args.json {
        serde_json::to_string_pretty(&measured)? + "\n"
    } else {
        report::text(&measured)
    };
    to_stdout(text.as_bytes())
}

/// Rejects a file that does not suit the selected workload.
fn check_files(args: &BenchArgs, workloads: &[&Workload]) -> anyhow::Result<()> {
    let is_metric = |workload: &Workload| workload.kind == Kind::Metric;
    match workloads {
        _ if args.input.is_none() && args.file.is_none() => Ok(()),
        [workload] if args.input.is_some() && is_metric(workload) => {
            bail!("--input: {} reads a CSV stream; give it with --file", workload.name)
        }
        [workload] if args.file.is_some() && !is_metric(workload) => {
            bail!("--file: {} reads indices; give them with --input", workload.name)
        }
        [_] => Ok(()),
        _ => bail!("a file applies to one workload; choose that one with --only"),
    }
}

fn measure_here(args: &BenchArgs, workload: &Workload) -> anyhow::Result<Measured> {
    let inputs = match args.input.as_deref().or(args.file.as_deref()) {
        Some(path) => inputs::read(workload, path, args.steps.map(|steps| steps as usize))?,
        None => inputs::made(workload, workload.steps(args))?,
    };
    let mut progress = Progress::new(Some(inputs.len() as u64), args.quiet, false);
    let forms = Forms { profile: args.profile, execution: args.execution.chosen() };
    let measured = measure::measure(workload.name, workload.about, inputs, forms, &mut progress)?;
    progress.clear();
    Ok(measured)
}

/// Measures a workload in a separate process.
//= spec/program.md#program-bench
//# If several workloads are run, each MUST run in its own process, one after the other.
fn measure_apart(args: &BenchArgs, workload: &Workload) -> anyhow::Result<Measured> {
    let program =
        std::env::current_exe().context("the path of this program cannot be determined")?;
    let mut command = Command::new(program);
    command.args(["bench", "--json", "--only", workload.name]);
    command.arg("--steps").arg(workload.steps(args).to_string());
    if args.quiet {
        command.arg("--quiet");
    }
    if args.execution.literal {
        command.arg("--literal");
    }
    if let Some(profile) = args.profile {
        command.args(["--profile", profile.name()]);
    }
    // Otherwise memory freed by one workload would be reused by the next. This process shows the
    // progress bar and the errors.
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("{} cannot be started", workload.name))?;
    if !output.status.success() {
        bail!("{}: ended with {}", workload.name, output.status);
    }
    let measured: Vec<Measured> = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{}: its output cannot be read", workload.name))?;
    measured.into_iter().next().ok_or_else(|| anyhow!("{}: nothing was measured", workload.name))
}

#[cfg(test)]
mod tests;
