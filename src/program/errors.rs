//! The end of the program: error messages and the exit status.

use std::io;
use std::process::ExitCode;

use crate::notes;

/// The exit status for a usage error or bad input, the same as that of clap.
const WRONG: u8 = 2;

/// Reports an error, if any, and returns the exit status: that of the command, or 2.
//= spec/program.md#program-exit
//# The exit status MUST be 0 for success, 1 if a check failed, and 2 for a usage error or bad
//# input.
pub(crate) fn exit_code(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        // The reader of our output has closed it, as `head` does after ten lines.
        //= spec/program.md#program-exit
        //# If the reader of a pipe closes it, the program MUST end without a message and with
        //# status 0.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            notes::line(&format!("error: {}", message(&error)));
            ExitCode::from(WRONG)
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// The error and its causes, each once.
fn message(error: &anyhow::Error) -> String {
    let mut message = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !message.contains(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn a_message_contains_each_cause_once() {
        let io = || io::Error::new(io::ErrorKind::NotFound, "no such file");
        let error = Err::<(), _>(io()).context("a.toml: cannot be read").unwrap_err();
        assert_eq!(message(&error), "a.toml: cannot be read: no such file");
        let error = Err::<(), _>(io()).context("a.toml: no such file").unwrap_err();
        assert_eq!(message(&error), "a.toml: no such file");
    }

    #[test]
    fn a_closed_pipe_is_not_a_failure() {
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        let error = Err::<(), _>(pipe).context("standard output cannot be written").unwrap_err();
        assert!(is_closed_pipe(&error));
    }
}
