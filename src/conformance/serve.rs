//! The library as a port.

use std::io::{self, BufRead, Write};

use serde_json::{Value, json};

use super::port::{LONGEST_LINE, Line, read_line};
use super::{Header, JsonError, Model, parse_json};

/// How serving a vector ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// Every line was answered: exit with status 0.
    Complete,
    /// The last line written is an error: exit with a nonzero status.
    Refused,
}

/// Answers a vector's header and inputs, one line each, until the input ends.
///
/// # Errors
///
/// Input that cannot be read, or output that cannot be written.
///
/// ```
/// use bami_conformance::{Served, serve};
///
/// let input = r#"{"format": "bami-conformance/1", "name": "x", "about": "", "covers": [], "algorithm": "random", "parameters": {"stream": 54}, "seed": 42}
/// {"draw": "below", "n": 7}
/// "#;
/// let mut output = Vec::new();
/// assert_eq!(serve(input.as_bytes(), &mut output)?, Served::Complete);
/// assert_eq!(output, b"{\"value\":4}\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> io::Result<Served> {
    let mut lines = std::iter::from_fn(|| read_line(&mut input)).enumerate();
    let mut write = |answer: Value| {
        //= spec/conformance.md#conf-port-answer
        //# For each step the port MUST write one line with that step's output as JSON, and flush
        //# it.
        writeln!(output, "{answer}")?;
        output.flush()
    };
    let mut model = None;
    let mut header_is_read = false;
    for (n, line) in &mut lines {
        let line = match line {
            Line::Whole(mut line) | Line::Half(mut line) => {
                line.truncate(line.trim_ascii_end().len());
                String::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())
            }
            //= spec/conformance.md#conf-port-endless
            //# When the program runs as a port, a line that it reads MUST be rejected if it does
            //# not end within 16777216 bytes.
            Line::TooLong => Err(format!("the line is longer than {LONGEST_LINE} bytes")),
            Line::Broken(problem) => return Err(io::Error::other(problem)),
        };
        let line = match line {
            Ok(line) => line,
            Err(text) => {
                write(problem(n, &JsonError::new("JSON", text)))?;
                return Ok(Served::Refused);
            }
        };
        //= spec/conformance.md#conf-port-input
        //# The first line that a port reads MUST be the vector without its steps, and every further
        //# line the input of one step.
        if n == 0 {
            model = match Header::from_json(&line).and_then(|header| Model::new(&header)) {
                Ok(model) => model,
                Err(error) => {
                    write(problem(n, &error))?;
                    return Ok(Served::Refused);
                }
            };
            header_is_read = true;
            continue;
        }
        let answer = parse_json(&line).and_then(|input| match &mut model {
            Some(model) => model.step(&input),
            //= spec/conformance.md#conf-port-unsupported
            //# A port that does not know the algorithm MUST answer every step with the key
            //# unsupported set to true.
            //= spec/conformance.md#conf-port-unsupported
            //# A port that does not know the algorithm MUST NOT reject a line of JSON because of
            //# the contents of the parameters, the initial state or the inputs.
            None => Ok(json!({ "unsupported": true })),
        });
        match answer {
            Ok(answer) => write(answer)?,
            //= spec/conformance.md#conf-port-error
            //# A port that cannot interpret a line, or whose algorithm rejects it, MUST write one
            //# line with the key error that says what is wrong and where, and exit with a status
            //# other than 0.
            Err(error) => {
                write(problem(n, &error))?;
                return Ok(Served::Refused);
            }
        }
    }
    if !header_is_read {
        write(problem(
            0,
            &JsonError::new("JSON", "the first line, which must be the header, is missing"),
        ))?;
        return Ok(Served::Refused);
    }
    //= spec/conformance.md#conf-port-end
    //# At the end of its input, a port that has written no error MUST exit with status 0.
    Ok(Served::Complete)
}

fn problem(line: usize, error: &JsonError) -> Value {
    json!({ "error": format!("line {}: {error}", line + 1) })
}
