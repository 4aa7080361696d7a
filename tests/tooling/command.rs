//! `cargo run -p bami-tooling -- requote`: rewrites the quotes of requirements that have changed, and
//! what is derived from them.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments != ["requote"] {
        eprintln!("usage: {}", bami_tooling::checks::COMMAND);
        return ExitCode::from(2);
    }
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
