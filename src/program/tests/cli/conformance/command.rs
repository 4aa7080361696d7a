//! `bami conformance` itself.

use std::time::Duration;

use bami_conformance::fuzz::fuzz;
use bami_conformance::{ALGORITHMS, Json, Port, embedded_vectors};
use serde_json::json;

use super::{bami, itself, said};
use crate::specification;

#[test]
fn the_program_passes_every_vector_as_a_port_of_itself() {
    let (text, status) = said(&["run", "--port", &itself(), "--timeout", "60"]);
    let count = embedded_vectors().unwrap().len();
    assert_eq!((text, status), (format!("{count} passed, 0 failed, 0 skipped\n"), 0));
    let (text, status) = said(&["run", "--json"]);
    assert_eq!((text.lines().count(), status), (count + 1, 0));
    let sum: Json = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&sum["passed"], &sum["failed"]), (&json!(count), &json!(0)));
}

#[test]
fn without_a_folder_the_vectors_are_those_built_in() {
    let folder = tempfile::tempdir().unwrap();
    let list = |folder: &std::path::Path| {
        let output = bami(&["list", "--json"]).current_dir(folder).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    let count = embedded_vectors().unwrap().len();
    assert_eq!(list(folder.path()), count);
    assert_eq!(list(specification::folder()), count);
    let (text, status) = said(&["list", "spec/vectors/random/below-zero.json"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(text);
}

#[test]
fn wrong_use_is_said_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.json");
    std::fs::write(&bad, "{\"format\": 1}").unwrap();
    let mut all = String::new();
    for arguments in [
        &["run", "no-such-file.json"][..],
        &["run", bad.to_str().unwrap()],
        &["run", "--port", "'open"],
        &["run", "--port", ""],
        &["run", "--port", "no-such-program-anywhere --serve"],
        &["run", "--timeout", "0"],
        &["run", "--expected-failures", "no-such-list"],
        &["fuzz"],
        &["fuzz", "--port", "x", "--algorithm", "spacial-pooler"],
    ] {
        let (text, status) = said(arguments);
        assert_eq!(status, 2, "{arguments:?}: {text}");
        let line = text.lines().find(|line| !line.is_empty()).unwrap_or_default();
        all += &line.replace(bad.to_str().unwrap(), "bad.json");
        all += "\n";
    }
    insta::assert_snapshot!(all);
}

#[test]
fn fuzz_finds_nothing_in_the_library_itself() {
    let port = Port::new(&itself()).unwrap().with_timeout(Duration::from_secs(60));
    let fuzzed = fuzz(&port, &ALGORITHMS, 45, 3).unwrap();
    assert_eq!((fuzzed.passed, fuzzed.unsupported.len(), fuzzed.finding), (45, 0, None));
}
