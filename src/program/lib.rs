//! The program `bami`: detects anomalies in CSV streams with the library `bami_htm`, and shows what each line of the
//! book does.
//!
//! | If you are looking for ... | see |
//! | --- | --- |
//! | where to add a command | `commands/`: a file or folder with its arguments and its `run`; then `Command`, `dispatch` and the examples in `after_help` below |
//! | arguments that several commands share | [`args`] |
//! | how a CSV row is read, and how the columns are detected | [`input`] |
//! | the loop over the rows: bad rows, order, progress | `Stream` in [`stream`] |
//! | the detectors that the benchmarks compare, and many series in parallel | `detectors` |
//! | where a row becomes a score; the warm-up | `Scorer` in [`stream`] |
//! | the detector on a stream: resets, learning, the rate of alarms | `Detecting` in [`stream`] |
//! | parameters: defaults, `--config`, `--set` | [`parameters`] |
//! | how scored rows are written | [`output`] |
//! | `--save`, `--load`, `--resume`, `--append` | `state` |
//! | plots of scores and predictions | `plot` |
//! | colours, axes, legends, SVG and PNG | [`drawing`] |
//! | the pages in HTML | [`html`] |
//! | messages, exit status, Ctrl-C, files that appear when complete | [`notes`], `errors`, `interrupt`, [`files`] |
//!
//! Modules depend on one another in one direction only: `input` and `args`, then `parameters`, `stream`, `output` and
//! `state`, then `commands`.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod args;
pub mod commands;
mod detections;
mod detectors;
pub mod drawing;
mod errors;
mod figures;
pub mod files;
pub mod html;
pub mod index;
pub mod input;
mod interrupt;
mod load;
mod memory;
pub mod notes;
pub mod output;
pub mod parameters;
mod patterns;
mod plot;
mod progress;
mod state;
pub mod stream;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use commands::animate::{self, AnimateArgs};
use commands::bench::{self, BenchArgs};
use commands::book::{self, BookCommand};
use commands::conformance::{self, ConformanceArgs};
use commands::explain::{self, ExplainArgs};
use commands::nab::{self, NabCommand};
use commands::params::{self, ParamsCommand};
use commands::planted::{self, PlantedCommand};
use commands::predict::{self, PredictArgs};
use commands::run::{self, RunArgs};
use commands::state::StateArgs;
use commands::trace::{self, TraceArgs};
use commands::view::{self, ViewArgs};

/// Detects anomalies in streams of numbers with Hierarchical Temporal Memory (HTM).
#[derive(Debug, Parser)]
#[command(
    name = "bami",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Without a command, bami runs its demonstration, as `bami run` does without a file.

Examples:
  bami                                     the demonstration: which planted anomalies are found
  bami run load.csv                        scores on standard output, one output row per input row
  bami run load.csv --save load.state -o scores.csv --plot load.svg
  bami predict load.csv --steps 1,24       predictions, and their errors so far
  bami params init -o bami.toml            all parameters with their meaning, for editing
  bami params init --network               the same for a network of regions
  bami explain burstColumn                 what a rule, line or function of BAMI says and does
  bami book check bami.txt                 whether your copy of the book has our line numbers
  bami trace VECTOR.json                   what each line of BAMI does, as JSON lines
  bami view -o page.html                   the debugger and the playground, as one page
  bami animate load.csv --min 0 --max 90 --steps 1..100 -o load.gif
  bami conformance run --port 'COMMAND'    test a port against the vectors
  bami nab run --nab NAB                   the Numenta Anomaly Benchmark
  bami planted run                         which planted anomalies a detector finds
  bami state load.state                    the contents of a state saved by `bami run --save`
  bami bench                               the speed of the algorithms on this machine

Data goes to standard output, everything else to standard error.
Exit status: 0 success, 1 a check failed, 2 usage error or bad input."
)]
struct Cli {
    /// The command
    #[command(subcommand)]
    command: Option<Command>,
    /// The memory limit, such as 2G or 512MiB; by default, the memory of the machine
    #[arg(long, value_name = "SIZE", global = true, value_parser = memory::size)]
    max_memory: Option<u64>,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    Run(Box<RunArgs>),
    Predict(Box<PredictArgs>),
    /// Show parameters, or write a file of them
    #[command(subcommand)]
    Params(ParamsCommand),
    Conformance(ConformanceArgs),
    #[command(subcommand)]
    Nab(NabCommand),
    #[command(subcommand)]
    Planted(PlantedCommand),
    Bench(BenchArgs),
    Trace(Box<TraceArgs>),
    View(Box<ViewArgs>),
    Animate(Box<AnimateArgs>),
    State(StateArgs),
    Explain(ExplainArgs),
    #[command(subcommand)]
    Book(BookCommand),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    errors::exit_code(dispatch(Cli::parse()))
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    memory::give(cli.max_memory);
    match cli.command {
        None => run::run(&RunArgs::default())?,
        Some(Command::Run(args)) => run::run(&args)?,
        Some(Command::Predict(args)) => predict::run(&args)?,
        Some(Command::Params(command)) => params::run(&command)?,
        Some(Command::Conformance(args)) => return conformance::run(&args),
        Some(Command::Nab(command)) => nab::run(&command)?,
        Some(Command::Planted(command)) => planted::run(&command)?,
        Some(Command::Bench(args)) => bench::run(&args)?,
        Some(Command::Explain(args)) => explain::run(&args)?,
        Some(Command::Book(command)) => return book::run(&command),
        Some(Command::Trace(args)) => trace::run(&args)?,
        Some(Command::View(args)) => view::run(&args)?,
        Some(Command::Animate(args)) => animate::run(&args)?,
        Some(Command::State(args)) => commands::state::run(&args)?,
        Some(Command::Completions { shell }) => completions(shell)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn completions(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "bami", &mut script);
    output::to_stdout(&script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_arguments_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_is_run_with_its_defaults() {
        let Some(Command::Run(run)) = Cli::parse_from(["bami", "run"]).command else {
            panic!("not run");
        };
        assert_eq!(format!("{run:?}"), format!("{:?}", RunArgs::default()));
    }
}
