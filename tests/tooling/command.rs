//! `cargo run -p bami-tooling -- requote`: rewrites the quotes of requirements that have changed, and
//! what is derived from them. `cargo run -p bami-tooling -- mutants`: whether the tests catch
//! small faults in the algorithms.

use std::process::ExitCode;

use bami_tooling::mutants::{Request, mutants};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command = arguments.split_first().map(|(command, options)| (command.as_str(), options));
    match command {
        Some(("requote", [])) => requote(),
        Some(("mutants", options)) => {
            let run = |request| mutants(&bami_tooling::root(), &request);
            match Request::parse(options).and_then(run) {
                Ok(true) => ExitCode::SUCCESS,
                Ok(false) => ExitCode::from(1),
                Err(error) => {
                    eprintln!("{error:#}");
                    ExitCode::from(2)
                }
            }
        }
        _ => {
            eprintln!(
                "usage: {}\n       {}",
                bami_tooling::checks::COMMAND,
                bami_tooling::mutants::COMMAND
            );
            ExitCode::from(2)
        }
    }
}

fn requote() -> ExitCode {
    match bami_tooling::requote::requote(&bami_tooling::root()) {
        Ok(report) if report.unsettled.is_empty() => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Ok(report) => {
            eprint!("{report}");
            ExitCode::from(1)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
