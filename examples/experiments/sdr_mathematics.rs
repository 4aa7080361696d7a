//! How reliable is an SDR of a given size? Evaluates the equations of BAMI's chapter on SDRs.
//!
//! ```text
//! cargo run --example sdr_mathematics [n w theta M]
//! ```
//!
//! Without arguments: n = 2048 bits, w = 40 of them ON, a match at an overlap of theta = 20, M = 50 vectors.

use std::process::ExitCode;

use bami_htm::sdr::mathematics as sdr;
use bami_htm::sdr::mathematics::{MathematicsError, WideNumber};

const USAGE: &str =
    "usage: sdr_mathematics [n w theta M], four integers, for example 2048 40 20 50";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match read(&arguments).and_then(|setting| table(setting).map_err(|error| error.to_string())) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// n, w, theta and M.
type Setting = (u32, u32, u32, u32);

fn read(arguments: &[String]) -> Result<Setting, String> {
    if arguments.is_empty() {
        return Ok((2048, 40, 20, 50));
    }
    let number = |text: &String| {
        text.parse::<u32>()
            .map_err(|_| format!("{text:?} is not an integer from 0 to 2^32 - 1; {USAGE}"))
    };
    match arguments.iter().map(number).collect::<Result<Vec<_>, _>>()?[..] {
        [n, w, theta, m] => Ok((n, w, theta, m)),
        _ => Err(format!("got {} arguments; {USAGE}", arguments.len())),
    }
}

fn table((n, w, theta, m): Setting) -> Result<String, MathematicsError> {
    let m = u64::from(m);
    let half = w / 2;
    let half_theta = (theta / 2).min(half);
    let mut rows = vec![
        count("(1)", "number of different SDRs", sdr::capacity(n, w)?),
        chance("(2)", "two random ones are identical", sdr::probability_identical(n, w)?),
        chance("(4)", &format!("two match at theta = {theta}"), sdr::false_positive(n, w, theta)?),
        chance("(4)", "the first term of that sum", sdr::overlap_probability(n, w, w, theta)?),
        chance(
            "(7)",
            &format!("one matches {half} bits of another at theta = {half_theta}"),
            sdr::false_positive_subsampled(n, half, w, half_theta)?,
        ),
        chance(
            "(9)",
            &format!("one matches any of {m} at theta = {theta}"),
            sdr::false_positive_list(n, w, theta, m)?,
        ),
        count(
            "(10)",
            "the bound on (9), M times (4)",
            sdr::false_positive_list_bound(n, w, theta, m)?,
        ),
    ];
    let on = sdr::union_expected_on(n, w, m)?;
    rows.push(row("(11)", &format!("ON bits of the union of {m}"), &format!("{on:.1}"), ""));
    rows.push(chance(
        "(12)",
        &format!("all {w} bits of one are in the union"),
        sdr::union_false_positive_exact_match(n, w, m)?,
    ));
    rows.push(chance(
        "(14)",
        &format!("{theta} or more of its bits are in the union"),
        sdr::union_false_positive(n, w, theta, m)?,
    ));
    let sparsity = 100.0 * f64::from(w) / f64::from(n);
    let heading = format!("n = {n}, w = {w} ({sparsity:.2}% ON), theta = {theta}, M = {m}\n\n");
    Ok(heading + &row("", "", "value", "1 in") + &rows.concat())
}

fn row(equation: &str, what: &str, value: &str, one_in: &str) -> String {
    let line = format!("{equation:<6}{what:<48}{value:>14}{one_in:>14}");
    format!("{}\n", line.trim_end())
}

fn count(equation: &str, what: &str, value: WideNumber) -> String {
    row(equation, what, &format!("{value:.3}"), "")
}

fn chance(equation: &str, what: &str, value: WideNumber) -> String {
    let one_in = value.recip().map_or("never".to_owned(), |one_in| format!("{one_in:.3}"));
    row(equation, what, &format!("{value:.3}"), &one_in)
}
