//! The ports in `examples/ports/` against every vector, a few random ones, and lines that no vector can hold.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use bami_conformance::fuzz::fuzz;
use bami_conformance::trace::trace_vector;
use bami_conformance::{
    ALGORITHMS, Json, Outcome, Port, Served, Target, compare, embedded_vectors, run, serve,
};
use libtest_mimic::Trial;

use crate::common::{PORTS, port_command};
use crate::harness::{Need, trials};

const FUZZ_CASES: u32 = 48;
const FUZZ_SEED: u64 = 42;

fn port([interpreter, program]: &[String; 2]) -> Port {
    let port = Port::new(&format!("{interpreter} '{program}'")).unwrap();
    port.with_timeout(Duration::from_secs(60))
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

/// First lines that are good or bad in an odd way; `@` stands for the format.
const HEADERS: &[&[u8]] = &[
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "seed": null, "name": null, "covers": null}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "seed": 18446744073709551615, "author": [], "steps": 1}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "initial": {}}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 1}, "parameters": {"stream": 54}}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "initial": {"state": null}}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "initial": []}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "seed": 18446744073709551616}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "seed": -1}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "seed": "42"}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "name": 1}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "about": []}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "covers": [1]}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "note": 1e400}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "note": "\ud800"}"#,
    br#"{@, "algorithm": "random", "parameters": {"stream": 54}, "note": "\\ud800 \ud83d\ude00"}"#,
    br#"{@, "algorithm": "random", "parameters": [54]}"#,
    br#"{@, "algorithm": "random", "parameters": null}"#,
    br#"{@, "algorithm": "random"}"#,
    br#"{@, "algorithm": null, "parameters": {}}"#,
    br#"{@, "parameters": {}}"#,
    br#"{"algorithm": "random", "parameters": {"stream": 54}}"#,
    br#"{"format": "bami-conformance/2", "algorithm": "weather", "parameters": {}}"#,
    br#"{@, "algorithm": "weather", "parameters": {"x": null}, "initial": {"y": 1}}"#,
    br#"{@, "algorithm": "weather", "parameters": {}, "seed": 1.5}"#,
    br#"{@, "algorithm": "weather", "parameters": 1}"#,
    br#"{@, "algorithm": "weather", "parameters": {}, "initial": 1}"#,
    br#"{@, "algorithm": "weather"}"#,
    br#"[{@}]"#,
    b"",
    b"nonsense",
];

/// Inputs that are good or bad in an odd way, each with the algorithm and the parameters that it is for.
const INPUTS: &[(&str, &[u8])] = &[
    (RANDOM, br#"{"draw": "unit", "draw": "u32"}"#),
    (RANDOM, br#"{"draw": "below", "n": 1e400, "n": 3}"#),
    (RANDOM, br#"{"draw": "below", "n": null}"#),
    (RANDOM, br#"{"draw": "below", "n": 4294967296}"#),
    (RANDOM, br#"{"draw": "u32", "n": null}"#),
    (RANDOM, br#"["u32"]"#),
    (RANDOM, b"null"),
    (RANDOM, b""),
    (RANDOM, b"{} {}"),
    (RANDOM, b"\xef\xbb\xbf{\"draw\": \"u32\"}"),
    (RANDOM, b"{\"draw\":\r\t \"u32\"}\r"),
    (WEATHER, b"[1]"),
    (WEATHER, b"nonsense"),
    (WEATHER, br#"{"value": NaN}"#),
    (NAMES, "{\"value\": \"a\u{2028}b\"}".as_bytes()),
    (NAMES, br#"{"value": "a\u2028b"}"#),
    (NAMES, b"{\"value\": \"a\xffb\"}"),
    (NAMES, b"{\"value\": \"a\tb\"}"),
    (NAMES, br#"{"value": "\ude00"}"#),
    (NAMES, br#"{"value": ""}"#),
    (NAMES, br#"{"value": null, "x": null}"#),
    (NUMBERS, br#"{"value": 1e400}"#),
    (NUMBERS, br#"{"value": 1e-400}"#),
    (NUMBERS, br#"{"value": -1e308}"#),
    (NUMBERS, br#"{"value": true}"#),
    (NUMBERS, br#"{"value": "1"}"#),
    (MEMORY, br#"{"active_columns": [0], "learn": null, "dump": null}"#),
    (MEMORY, br#"{"active_columns": [0], "reset": null}"#),
    (MEMORY, br#"{"active_columns": null}"#),
    (MEMORY, br#"{"reset": true, "dump": null}"#),
];

const RANDOM: &str = r#""random", "parameters": {"stream": 54}"#;
const WEATHER: &str = r#""weather", "parameters": {}"#;
const NAMES: &str = "\"category-encoder\", \"parameters\": {\"categories\": [\"a\u{2028}b\", \"\"], \"active_bits\": 2}";
const NUMBERS: &str = r#""scalar-encoder", "parameters": {"minimum": 0, "maximum": 1, "buckets": 9, "active_bits": 2}"#;
const MEMORY: &str = r#""temporal-memory", "parameters": {"column_count": 2, "cells_per_column": 2,
    "activation_threshold": 1, "learning_threshold": 1, "initial_permanence": 0.5, "connected_permanence": 0.5,
    "permanence_increment": 0.1, "permanence_decrement": 0.1, "predicted_decrement": 0, "synapse_sample_size": 2,
    "extensions": {"prune_zero_permanence": null}}"#;

const FORMAT: &str = r#""format": "bami-conformance/1""#;

/// Everything that a port is given, for each of the odd lines.
fn odd_inputs() -> Vec<Vec<u8>> {
    let headers = HEADERS.iter().map(|header| {
        let header = String::from_utf8(header.to_vec()).unwrap().replacen('@', FORMAT, 1);
        format!("{header}\n{{\"draw\": \"u32\"}}\n").into_bytes()
    });
    let inputs = INPUTS.iter().map(|(algorithm, input)| {
        let header = format!("{{{FORMAT}, \"algorithm\": {algorithm}}}").replace('\n', " ");
        [header.as_bytes(), b"\n", input, b"\n"].concat()
    });
    headers.chain(inputs).chain([Vec::new()]).collect()
}

fn answers_odd_lines_as_the_library_does([interpreter, program]: &[String; 2]) {
    for input in odd_inputs() {
        let shown = String::from_utf8_lossy(&input).into_owned();
        let mut wanted = Vec::new();
        let served = serve(&input[..], &mut wanted).unwrap();
        let mut port = Command::new(interpreter);
        port.arg(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut port = port.spawn().unwrap();
        // NB: a port that refuses the first line need not read the second.
        let _ = port.stdin.take().unwrap().write_all(&input);
        let output = port.wait_with_output().unwrap();
        let is_good = served == Served::Complete;
        assert_eq!(output.status.success(), is_good, "{shown}{output:?}");
        let read = |text: &[u8]| -> Vec<Json> {
            text.split(|&byte| byte == b'\n')
                .filter(|line| !line.is_empty())
                .map(|line| serde_json::from_slice(line).unwrap())
                .collect()
        };
        let (wanted, got) = (read(&wanted), read(&output.stdout));
        assert_eq!(wanted.len(), got.len(), "{shown}{output:?}");
        for (wanted, got) in wanted.iter().zip(&got) {
            assert_eq!(compare(wanted, got), None, "{shown}{output:?}");
        }
    }
}

//= spec/conformance.md#conf-json
//= type=test
//# A document MUST be rejected if it is not JSON in UTF-8, if it contains a number too large for a
//# 64-bit floating-point number, or if a string in it contains an unpaired surrogate.
//= spec/conformance.md#conf-port-unsupported
//= type=test
//# A port that does not know the algorithm MUST NOT reject a line of JSON because of the contents
//# of the parameters, the initial state or the inputs.
fn the_ports_answer_odd_lines_as_the_library_does() {
    for (interpreter, program) in
        [("python3", "python/bami_port.py"), ("node", "javascript/port.mjs")]
    {
        answers_odd_lines_as_the_library_does(&port_command(interpreter, program));
    }
}

fn the_python_port_passes_every_vector_and_agrees_on_random_ones() {
    let port = port(&port_command("python3", "python/bami_port.py"));
    agrees_on_random_vectors(&port);
    passes_every_vector(port);
}

fn the_javascript_port_passes_every_vector_and_agrees_on_random_ones() {
    let port = port(&port_command("node", "javascript/port.mjs"));
    agrees_on_random_vectors(&port);
    passes_every_vector(port);
}

/// JSON with all numbers as floating-point numbers: in JavaScript 1 and 1.0 are the same.
fn numbers(value: &Json) -> Json {
    match value {
        Json::Number(number) => number.as_f64().into(),
        Json::Array(list) => list.iter().map(numbers).collect(),
        Json::Object(fields) => fields.iter().map(|(name, v)| (name.clone(), numbers(v))).collect(),
        _ => value.clone(),
    }
}

fn events(trace: &[u8]) -> Vec<Json> {
    let lines =
        trace.split(|&byte| byte == b'\n').filter(|line| line.starts_with(br#"{"kind":"event""#));
    lines.map(|line| numbers(&serde_json::from_slice(line).unwrap())).collect()
}

/// The short vectors are compared in a browser (`page`); these have what takes many steps to come about.
//= spec/view.md#view-lines
//= type=test
//# The events that the page recomputes MUST be those of the library, with the same numbers and in
//# the same order.
fn the_lines_in_javascript_tell_what_the_library_tells_in_long_runs() {
    let [interpreter, program] = port_command("node", "javascript/trace.mjs");
    let folder = tempfile::tempdir().unwrap();
    let vectors = embedded_vectors().unwrap().into_iter().filter(|vector| {
        let algorithm = vector.header.algorithm.as_str();
        vector.steps.len() > 20 && ["temporal-memory", "spatial-pooler"].contains(&algorithm)
    });
    let mut compared = 0;
    for mut vector in vectors {
        vector.steps.truncate(150);
        let wanted = events(&trace_vector(&vector, Vec::new(), |_, _| true).unwrap());
        let mut whole = serde_json::to_value(&vector.header).unwrap();
        whole["steps"] = serde_json::to_value(&vector.steps).unwrap();
        let file = folder.path().join("vector.json");
        std::fs::write(&file, whole.to_string()).unwrap();
        let output = Command::new(&interpreter).arg(&program).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = events(&output.stdout);
        let differs = wanted.iter().zip(&told).position(|(one, other)| one != other);
        let at = differs.map(|at| (&wanted[at], &told[at]));
        assert_eq!((at, told.len()), (None, wanted.len()), "{}", vector.header.name);
        compared += 1;
    }
    assert!(compared >= 7, "{compared}");
}

pub(crate) fn trials() -> Vec<Trial> {
    const FILES: Need = Need::Repository(PORTS);
    [
        trials!(
            &[Need::Python, FILES],
            the_python_port_passes_every_vector_and_agrees_on_random_ones,
        ),
        trials!(
            &[Need::Node, FILES],
            the_javascript_port_passes_every_vector_and_agrees_on_random_ones,
            the_lines_in_javascript_tell_what_the_library_tells_in_long_runs,
        ),
        trials!(
            &[Need::Python, Need::Node, FILES],
            the_ports_answer_odd_lines_as_the_library_does,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
