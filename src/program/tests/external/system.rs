//! Signals and full disks.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use libtest_mimic::Trial;

use crate::harness::{Need, trials};
use crate::support::{Folder, SMALL, hourly, run};

/// A disk that is full: a small tmpfs in a mount namespace of its own.
fn a_full_disk_leaves_nothing_behind() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(700));
    std::fs::create_dir(folder.path().join("disk")).unwrap();
    let script = "mount -t tmpfs -o size=16k none disk; echo old > disk/out.csv; bami=$0; \
        \"$bami\" \"$@\"; status=$?; ls -A disk; cat disk/out.csv; exit $status";
    let run = Command::new("unshare")
        .args([
            "-m",
            "sh",
            "-c",
            script,
            env!("CARGO_BIN_EXE_bami"),
            "run",
            "data.csv",
            "-o",
            "disk/out.csv",
        ])
        .args(["--resolution", "1", "-q"])
        .args(SMALL)
        .current_dir(folder.path())
        .output();
    let output = run.unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("No space left on device"), "{said}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "out.csv\nold\n", "{said}");
}

//= spec/program.md#program-interrupt
//= type=test
//# If the program is writing a file, Ctrl-C MUST end it with status 130.
//= spec/program.md#program-interrupt
//= type=test
//# If the program is writing a file, Ctrl-C MUST leave no part of that file behind.
fn ctrl_c_leaves_nothing_behind() {
    leaves_nothing_behind("INT");
}

//= spec/program.md#program-interrupt
//= type=test
//# SIGTERM and SIGHUP MUST have the same effect as Ctrl-C.
fn being_told_to_end_leaves_nothing_behind() {
    leaves_nothing_behind("TERM");
    leaves_nothing_behind("HUP");
}

fn leaves_nothing_behind(signal: &str) {
    let folder = Folder::new();
    folder.write("scores.csv", "old");
    let mut bami = Command::new(env!("CARGO_BIN_EXE_bami"))
        .current_dir(folder.path())
        .args(run("-", &["-o", "scores.csv", "--plot", "plot.svg", "--resolution", "1"]))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The input stays open, so that the program waits for more.
    let mut input = bami.stdin.take().unwrap();
    input.write_all(hourly(200).as_bytes()).unwrap();
    while folder.names().len() < 3 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let sent =
        Command::new("kill").args([format!("-{signal}"), bami.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(bami.wait().unwrap().code(), Some(130), "{signal}");
    assert_eq!(folder.names(), ["scores.csv"]);
    assert_eq!(folder.read("scores.csv"), "old");
    let mut said = String::new();
    bami.stderr.unwrap().read_to_string(&mut said).unwrap();
    assert!(!said.contains("error"), "{said}");
    drop(input);
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut all = trials!(&[Need::Mount], a_full_disk_leaves_nothing_behind);
    all.extend(trials!(
        &[Need::Signals],
        ctrl_c_leaves_nothing_behind,
        being_told_to_end_leaves_nothing_behind
    ));
    all
}
