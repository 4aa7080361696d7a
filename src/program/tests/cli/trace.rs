//! `bami trace` from outside.

use std::fmt::Write as _;
use std::process::{Command, Output};

use assert_cmd::prelude::*;

use crate::specification;

const VECTOR: &str = "spec/vectors/temporal-memory/burst-activates-every-cell.json";

/// A region small enough for a debug build.
const SMALL: [&str; 6] = [
    "--set",
    "sp.column_dimensions=[64]",
    "--set",
    "sp.num_active_columns_per_inh_area=5",
    "--min=0",
    "--max=20",
];

fn trace(arguments: &[&str]) -> Output {
    let mut bami = Command::cargo_bin("bami").unwrap();
    bami.arg("trace").args(arguments).current_dir(specification::folder());
    bami.output().unwrap()
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn message(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_vector_is_traced_step_by_step() {
    let output = trace(&[VECTOR]);
    assert!(output.status.success());
    let all = lines(&output);
    assert!(all.iter().any(|line| line["line"] == 27 && line["event"] == "active_cell_added"));
    let one = lines(&trace(&[VECTOR, "--steps", "1"]));
    assert!(one[1..].iter().all(|line| line["step"] == 1));
    assert!(one.len() < all.len());
}

#[test]
fn rows_of_a_stream_are_traced_and_a_chapter_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let mut stream = String::from("timestamp,value\n");
    for hour in 0..6 {
        writeln!(stream, "2026-01-01 {hour:02}:00:00,{hour}").unwrap();
    }
    let (file, out) = (folder.path().join("a.csv"), folder.path().join("trace.jsonl"));
    std::fs::write(&file, stream).unwrap();
    let file = file.to_str().unwrap();
    let output = trace(&[&[file, "--steps", "3..4"][..], &SMALL].concat());
    let steps: Vec<_> = lines(&output).iter().filter_map(|line| line["step"].as_u64()).collect();
    assert_eq!((steps.first(), steps.last()), (Some(&3), Some(&4)));
    let chapters = ["SP", "TM"].map(|c| lines(&output).iter().any(|line| line["chapter"] == c));
    assert_eq!(chapters, [true, true]);

    let to_file = ["--steps", "3", "--chapter", "tm", "-o", out.to_str().unwrap()];
    let output = trace(&[&[file][..], &to_file, &SMALL].concat());
    assert!(output.status.success() && output.stdout.is_empty());
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains(r#""chapter":"TM""#) && !text.contains(r#""chapter":"SP""#));
}

#[test]
fn what_cannot_be_traced_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "timestamp,value\n2026-01-01 00:00:00,1\n").unwrap();
    let file = file.to_str().unwrap();
    assert!(message(&trace(&[file])).contains("give --resolution, or --min and --max"));
    assert!(message(&trace(&[VECTOR, "--steps", "7..3"])).contains("not a range of steps"));
    assert!(message(&trace(&[VECTOR, "--steps", "99.."])).contains("the vector has"));
    assert!(message(&trace(&["missing.json"])).contains("missing.json: cannot be read"));
}
