//! The ports in `examples/ports/` against every vector and a few random ones.
//!
//! A port whose interpreter is not there is skipped, with a word.
#![cfg(feature = "conformance")]

use std::process::{Command, Stdio};
use std::time::Duration;

use bami_htm::conformance::fuzz::fuzz;
use bami_htm::conformance::{ALGORITHMS, Outcome, Port, Target, embedded_vectors, run};

const FUZZ_CASES: u32 = 45;
const FUZZ_SEED: u64 = 42;

/// The port, unless its interpreter is missing.
fn port(interpreter: &str, program: &str) -> Option<Port> {
    let mut version = Command::new(interpreter);
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        println!("skipped: {interpreter} is not there");
        return None;
    }
    let program = format!("{}/examples/ports/{program}", env!("CARGO_MANIFEST_DIR"));
    let port = Port::new(&format!("{interpreter} '{program}'")).unwrap();
    Some(port.with_timeout(Duration::from_secs(60)))
}

fn passes_every_vector(port: Port) {
    let target = Target::Port(port);
    for vector in embedded_vectors().unwrap() {
        let report = run(&vector, &target).unwrap();
        assert_eq!(report.outcome, Outcome::Passed, "{}", report.name);
    }
}

fn agrees_on_random_vectors(port: &Port) {
    let fuzzed = fuzz(port, &ALGORITHMS, FUZZ_CASES, FUZZ_SEED).unwrap();
    assert!(fuzzed.finding.is_none(), "{:?}", fuzzed.finding);
    assert_eq!((fuzzed.passed, fuzzed.unsupported), (FUZZ_CASES, vec![]));
}

#[test]
fn the_python_port_passes_every_vector_and_agrees_on_random_ones() {
    if let Some(port) = port("python3", "python/bami_port.py") {
        agrees_on_random_vectors(&port);
        passes_every_vector(port);
    }
}

#[test]
fn the_javascript_port_passes_every_vector_and_agrees_on_random_ones() {
    if let Some(port) = port("node", "javascript/port.mjs") {
        agrees_on_random_vectors(&port);
        passes_every_vector(port);
    }
}
