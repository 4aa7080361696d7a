//! The program `bami`: streams scored by the library `bami_htm`, through its public interface.
//!
//! `args` says what can be asked for, `input` reads streams, `parameters` puts the region's parameters
//! together, `scorer` runs the region, `output`, `plot` and `summary` tell what came of it, `run` and
//! `demo` are the commands, beside `conformance`, `explain`, `nab` and `bench`. `network` runs networks of
//! regions, `view` and `animate` show what happens in one.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod animate;
pub mod args;
pub mod bench;
mod conformance;
pub mod demo;
mod detections;
mod errors;
mod explain;
pub mod files;
pub mod index;
pub mod input;
mod interrupt;
mod memory;
mod nab;
mod network;
pub mod notes;
pub mod output;
pub mod parameters;
pub mod plot;
mod predict;
mod progress;
mod run;
pub mod scorer;
mod state;
mod summary;
mod trace;
mod view;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command, ParamsCommand, RunArgs};

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    errors::exit_code(dispatch(Cli::parse()))
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    memory::give(cli.max_memory);
    match cli.command {
        None => run::run(&RunArgs::defaults())?,
        Some(Command::Run(args)) => run::run(&args)?,
        Some(Command::Predict(args)) => predict::run(&args)?,
        Some(Command::Params(ParamsCommand::Show { effective, json, region })) => {
            parameters::show(&region, effective, json)?;
        }
        Some(Command::Params(ParamsCommand::Init { output, network })) => {
            parameters::init(output.as_deref(), network)?;
        }
        Some(Command::Conformance(args)) => return conformance::run(&args),
        Some(Command::Nab(command)) => nab::run(&command)?,
        Some(Command::Bench(args)) => bench::run(&args)?,
        Some(Command::Explain(args)) => explain::run(&args)?,
        Some(Command::Trace(args)) => trace::run(&args)?,
        Some(Command::View(args)) => view::run(&args)?,
        Some(Command::Animate(args)) => animate::run(&args)?,
        Some(Command::State(args)) => state::show::run(&args)?,
        Some(Command::Completions { shell }) => completions(shell)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "bami", &mut script);
    output::to_stdout(&script)
}
