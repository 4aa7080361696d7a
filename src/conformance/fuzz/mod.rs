//! Random vectors: compares a port's answers with the library's, and finds the smallest vector that
//! still fails.

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

/// A vector that a port failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The vector as generated.
    pub found: Vector,
    /// The vector after shrinking.
    pub shrunk: Vector,
    /// The port's result for the shrunk vector.
    pub report: Report,
}

/// The result of all cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fuzzed {
    /// Number of cases in which every answer matched the library's.
    pub passed: u32,
    /// Algorithms that the port does not support.
    pub unsupported: Vec<String>,
    /// The first case that failed; no cases were run after it.
    pub finding: Option<Box<Finding>>,
}

/// Runs `cases` random vectors, cycling through the algorithms, until the first failure. Case n of
/// a seed is the same vector in every run.
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

/// Replaces the outputs of a vector by the library's complete answers. If the library rejects
/// something, the vector ends there and expects an error. False if the library does not know the
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
