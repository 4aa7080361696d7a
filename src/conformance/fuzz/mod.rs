//! Random vectors: the library's answers against a port's, and the smallest vector that still fails.

mod classifier;
mod close;
mod encoders;
mod generate;
mod shrink;

use serde_json::json;

use super::{ModelError, Outcome, Port, PortError, Report, Target, Vector, run};
use crate::Model;

pub use close::scores_are_apart;
pub use generate::random_vector;
pub use shrink::shrink;

/// The vector that a port failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The vector as it was drawn.
    pub found: Vector,
    /// The vector after it was shrunk.
    pub shrunk: Vector,
    /// What the port makes of the shrunk vector.
    pub report: Report,
}

/// What became of all cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fuzzed {
    /// Cases with every answer as the library gave it.
    pub passed: u32,
    /// Algorithms that the port does not support.
    pub unsupported: Vec<String>,
    /// The first case that failed; no further ones were run.
    pub finding: Option<Box<Finding>>,
}

/// Runs `cases` random vectors, in turn of each of the algorithms, up to the first that fails. Case n
/// of a seed is the same vector in every run.
///
/// # Errors
///
/// A port that cannot be started.
pub fn fuzz(port: &Port, algorithms: &[&str], cases: u32, seed: u64) -> Result<Fuzzed, PortError> {
    let target = Target::Port(port.clone());
    let mut fuzzed = Fuzzed::default();
    for (case, algorithm) in (0..cases).zip(algorithms.iter().cycle()) {
        if fuzzed.unsupported.iter().any(|name| name == algorithm) {
            continue;
        }
        let Some(vector) = random_vector(algorithm, seed, case) else { continue };
        match run(&vector, &target)?.outcome {
            Outcome::Passed => fuzzed.passed += 1,
            Outcome::Skipped => fuzzed.unsupported.push((*algorithm).into()),
            Outcome::Failed(_) => {
                let shrunk = shrink(&vector, &target)?;
                let report = run(&shrunk, &target)?;
                fuzzed.finding = Some(Box::new(Finding { found: vector, shrunk, report }));
                break;
            }
        }
    }
    Ok(fuzzed)
}

/// Replaces the outputs of a vector by the library's whole answers. Where the library refuses
/// something, the vector ends there and expects an error. False when the library does not know the
/// algorithm.
pub fn fill(vector: &mut Vector) -> bool {
    let error = |error: ModelError| json!({ "error": error.to_string() });
    let mut model = match Model::new(&vector.header) {
        Ok(Some(model)) => Ok(model),
        Ok(None) => return false,
        Err(problem) => Err(error(problem)),
    };
    for n in 0..vector.steps.len() {
        let step = &mut vector.steps[n];
        let answer = match &mut model {
            Ok(model) => model.step(&step.input).map_err(error),
            Err(problem) => Err(problem.clone()),
        };
        match answer {
            Ok(output) => step.output = output,
            Err(problem) => {
                step.output = problem;
                vector.steps.truncate(n + 1);
                break;
            }
        }
    }
    true
}
