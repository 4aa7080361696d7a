//! Devices, pipes and links: full, closed, and leading nowhere.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use crate::support::{Folder, SMALL, hourly, run};

const BAMI: &str = env!("CARGO_BIN_EXE_bami");

/// A stream of which more comes out than a pipe takes: a month, twice.
fn long() -> String {
    let month = hourly(700);
    let (_, rows) = month.split_once('\n').unwrap();
    month.clone() + rows
}

/// The last line of what a refused run says.
fn refused(folder: &Folder, args: &[&str]) -> String {
    let before = folder.names();
    let message = folder.bami(args.iter().copied()).refused();
    assert_eq!(folder.names(), before, "{message}");
    message.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn links_that_lead_nowhere() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(3));
    symlink("nothing", folder.path().join("dangling.csv")).unwrap();
    symlink("loop.csv", folder.path().join("loop.csv")).unwrap();
    let with = |more: &[&'static str]| refused(&folder, &run("data.csv", more));
    let messages = [
        refused(&folder, &["run", "dangling.csv"]),
        refused(&folder, &["run", "loop.csv"]),
        with(&["--config", "loop.csv"]),
        with(&["--resolution", "1", "-o", "loop.csv/x"]),
    ];
    insta::assert_snapshot!(messages.join("\n"));
    // Written through, or put in its place: either way it is whole.
    folder.bami(run("data.csv", &["--resolution", "1", "-o", "dangling.csv"])).ok();
    assert_eq!(folder.read("dangling.csv").lines().count(), 4);
}

#[test]
fn a_full_device() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(30));
    let with = |more: &[&'static str]| refused(&folder, &run("data.csv", more));
    let messages = [
        with(&["--resolution", "1", "-o", "/dev/full"]),
        refused(&folder, &["view", "-o", "/dev/full"]),
        refused(
            &folder,
            &["conformance", "fuzz", "--port", "true", "--cases", "1", "-o", "/dev/full"],
        ),
    ];
    insta::assert_snapshot!(messages.join("\n"));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let stream = run("data.csv", &["--resolution", "1"]);
    let others =
        [vec!["params", "init"], vec!["conformance", "list"], vec!["explain", "burstColumn"]];
    for args in others.into_iter().chain([stream]) {
        let output = Command::new(BAMI)
            .args(&args)
            .current_dir(folder.path())
            .stdout(full.try_clone().unwrap())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("No space left on device") && !said.contains("panicked"), "{said}");
    }
}

//= spec/program.md#program-exit
//= type=test
//# If the reader of a pipe closes it, the program MUST end without a message and with status 0.
#[test]
fn a_reader_that_has_seen_enough() {
    let folder = Folder::new();
    folder.write("data.csv", long());
    let stream = run("data.csv", &["--resolution", "1", "-q"]);
    let predict = [&["predict", "data.csv", "--resolution", "1", "-q"], &SMALL[..]].concat();
    let trace = [&["trace", "data.csv", "--resolution", "1"], &SMALL[..]].concat();
    let list = vec!["conformance", "list"];
    for args in [stream, predict, trace, list, vec!["view"], vec!["params", "init"]] {
        let mut bami = Command::new(BAMI)
            .args(&args)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::with_capacity(64, bami.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        drop(out);
        let output = bami.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("error") && !said.contains("panicked"), "{args:?}: {said}");
    }
}

/// A pipe whose writer ends in the middle of a row.
#[test]
fn a_writer_that_ends_early() {
    let folder = Folder::new();
    let mut bami = Command::new(BAMI)
        .args(run("-", &["--resolution", "1"]))
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = bami.stdin.take().unwrap();
    input.write_all(hourly(20).as_bytes()).unwrap();
    input.write_all(b"2014-04-02 ").unwrap();
    drop(input);
    let output = bami.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 21);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("standard input, line 22: the row has 1 field, but 2 are"), "{said}");
}
