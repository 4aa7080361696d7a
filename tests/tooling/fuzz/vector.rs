//! Vectors: read, run, traced and written.

use bami_conformance::trace::{check, trace_vector};
use bami_conformance::{Outcome, Target, Vector, run as run_vector};

use super::small::is_small;

/// No vector with more steps is run.
const MOST_STEPS: usize = 16;

/// The text of a vector.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(vector) = Vector::from_json_unchecked(text) else { return };
    let again = Vector::from_json_unchecked(&vector.to_json()).expect("what was written");
    assert_eq!(again, vector);
    let header = &vector.header;
    let of_step = |step: &bami_conformance::Step| is_small(&step.input);
    let is_run = is_small(&header.parameters)
        && header.initial.as_ref().is_none_or(is_small)
        && vector.steps.len() <= MOST_STEPS
        && vector.steps.iter().all(of_step);
    if !is_run {
        return;
    }
    let report = run_vector(&vector, &Target::Library).expect("the library is there");
    let refused = Vector::from_json(text).is_err();
    // A vector that is refused has an error that it does not expect, and so cannot pass.
    assert!(!refused || !matches!(report.outcome, Outcome::Passed), "{report:?}");
    if let Ok(trace) = trace_vector(&vector, Vec::new(), |_, _| true) {
        check(&String::from_utf8(trace).expect("JSON is UTF-8")).expect("a trace");
    }
}
