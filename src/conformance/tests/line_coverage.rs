//! Together, the vectors execute every executable line of BAMI.
//!
//! `cargo test -p bami-conformance --test line_coverage -- --nocapture` prints which vectors execute
//! each line.

use std::collections::{BTreeMap, BTreeSet};

use bami_conformance::{Model, embedded_vectors};

/// Lines that do nothing: `else`, blank, or the second half of a call.
const NOT_EXECUTABLE: [(&str, &[u32]); 2] = [
    ("SP", &[16]),
    ("TM", &[5, 7, 14, 19, 21, 28, 32, 36, 38, 43, 45, 62, 65, 68, 71, 77, 82, 91, 98, 103, 106]),
];

const LAST_LINE: [(&str, u32); 2] = [("SP", 26), ("TM", 107)];

/// For each chapter and line, the names of the vectors that execute it.
fn executed() -> BTreeMap<(&'static str, u32), BTreeSet<String>> {
    let mut executed: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for vector in embedded_vectors().unwrap() {
        let name = &vector.header.name;
        let Ok(Some(mut model)) = Model::new(&vector.header) else { continue };
        for step in &vector.steps {
            // NB: a step may be rejected, which does not matter here.
            let _ = model.step_observed(&step.input, |event| {
                if let Some(line) = event.line() {
                    let vectors = executed.entry((event.chapter(), line)).or_default();
                    if !vectors.contains(name) {
                        vectors.insert(name.clone());
                    }
                }
            });
        }
    }
    executed
}

#[test]
fn the_vectors_execute_every_line_that_can_be_executed() {
    let executed = executed();
    for ((chapter, line), vectors) in &executed {
        let first: Vec<&str> = vectors.iter().take(3).map(String::as_str).collect();
        println!(
            "BAMI {chapter} {line:>3}  {:>3} vectors: {}, ...",
            vectors.len(),
            first.join(", ")
        );
    }
    for ((chapter, last), (_, exempt)) in LAST_LINE.into_iter().zip(NOT_EXECUTABLE) {
        for line in 1..=last {
            let runs = executed.contains_key(&(chapter, line));
            let can_run = !exempt.contains(&line);
            assert_eq!(
                runs, can_run,
                "BAMI {chapter} {line}: executed by a vector, and executable"
            );
        }
    }
}
