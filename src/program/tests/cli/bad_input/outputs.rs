//! Where files are read from and written to.

use super::case::{Case, table};
use crate::support::{Folder, hourly, run};

fn to(name: &str, more: &[&str]) -> Case {
    let args = [&["run", "data.csv", "--resolution", "1"], more].concat();
    Case::new(name, &args).file("data.csv", "value\n1\n2\n")
}

//= spec/program.md#program-whole-file
//= type=test
//# An output MUST be rejected if it is the input file or the target of another output.
#[test]
fn places() {
    let cases = [
        Case::new("a-file-that-is-not-there", &["run", "nothing.csv"]),
        Case::new("a-folder", &["run", "."]),
        Case::new("a-path-through-a-file", &["run", "data.csv/x"]).file("data.csv", "value\n1\n"),
        Case::new("a-name-of-300-letters", &["run", &"x".repeat(300)]),
        Case::new("a-file-that-cannot-be-read", &["run", "/proc/self/mem"]),
        Case::new("a-vector-that-cannot-be-read", &["conformance", "run", "/proc/self/mem"]),
        Case::new("parameters-in-a-folder", &["params", "show", "--config", "."]),
        Case::new("nab-without-a-corpus", &["nab", "score", "results", "--nab", "."]),
        to("into-no-folder", &["-o", "no/such/out.csv"]),
        to("into-a-folder", &["-o", "."]),
        to("through-a-file", &["-o", "data.csv/out.csv"]),
        to("onto-the-input", &["-o", "./data.csv"]),
        to("two-to-one-file", &["-o", "a.svg", "--plot", "./a.svg"]),
        to("a-plot-into-no-folder", &["-o", "out.csv", "--plot", "no/plot.svg"]),
        to("a-plot-without-a-kind", &["--plot", "plot"]),
        Case::new("predictions-onto-the-input", &["predict", "data.csv", "-o", "data.csv"])
            .file("data.csv", "value\n1\n"),
        Case::new("a-trace-onto-the-input", &["trace", "data.csv", "-o", "data.csv"])
            .file("data.csv", "value\n1\n"),
        Case::new("a-page-onto-the-input", &["view", "data.csv", "-o", "data.csv"])
            .file("data.csv", "value\n1\n"),
        Case::new("a-film-onto-the-input", &["animate", "data.gif", "-o", "data.gif"])
            .file("data.gif", "value\n1\n"),
        Case::new("parameters-onto-a-file", &["params", "init", "-o", "data.csv"])
            .file("data.csv", ""),
        Case::new(
            "a-port-that-is-no-program",
            &["conformance", "run", "--port", "no-such-program"],
        ),
        Case::new(
            "a-finding-into-no-folder",
            &["conformance", "fuzz", "--port", "true", "--cases", "1", "-o", "no/such/x.json"],
        ),
        Case::new("an-empty-rule", &["explain", ""]),
        Case::new("a-rule-of-5000-letters", &["explain", &"x".repeat(5000)]),
        Case::new("standard-input-of-nothing", &["run", "-"]),
        Case::new("standard-input-with-an-open-quote", &["run", "-", "-o", "out.csv"])
            .input("value\n\"1\n"),
    ];
    insta::assert_snapshot!(table(&cases));
}

/// A bad row in the middle: what was written to standard output before it are whole rows.
#[test]
fn rows_before_a_bad_one_are_whole() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(50) + "2014-04-04 00:00,x\n" + &hourly(3));
    for format in ["csv", "jsonl"] {
        let run = folder.bami(run("data.csv", &["--resolution", "1", "--format", format]));
        assert_eq!(run.status(), 2);
        let out = run.stdout();
        assert!(out.ends_with('\n'));
        assert_eq!(out.lines().count(), 50 + usize::from(format == "csv"));
    }
}
