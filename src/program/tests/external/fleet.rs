//! `examples/fleet/run.sh`: many streams, each from where it stood.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use libtest_mimic::Trial;

use crate::harness::{Need, root, trials};
use crate::support::{Folder, SMALL, hourly, run};

const SCRIPT: &str = "examples/experiments/fleet/run.sh";

fn fleet(folder: &Folder) -> Command {
    let mut command = Command::new("bash");
    command.arg(root().join(SCRIPT)).arg(folder.path()).args(["--resolution", "1"]).args(SMALL);
    command.env("BAMI", env!("CARGO_BIN_EXE_bami")).env("JOBS", "2");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Streams with so many rows, each with values of its own.
fn deliver(folder: &Folder, rows: usize) {
    std::fs::create_dir_all(folder.path().join("streams")).unwrap();
    for stream in 1..=4 {
        let text = hourly(rows).replace(":00:00,", &format!(":00:00,{stream}"));
        folder.write(&format!("streams/s {stream}.csv"), text);
    }
}

fn a_fleet_that_is_killed_goes_on_where_each_stream_stood() {
    let folder = Folder::new();
    deliver(&folder, 100);
    assert!(fleet(&folder).status().unwrap().success());
    deliver(&folder, 250);
    for moment in [40, 120, 250] {
        // A group of its own, so that what it started ends with it.
        let mut child = fleet(&folder).process_group(0).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(moment));
        let group = format!("-{}", child.id());
        Command::new("kill").args(["-9", "--", &group]).status().unwrap();
        child.wait().unwrap();
    }
    deliver(&folder, 300);
    assert!(fleet(&folder).status().unwrap().success());
    for stream in 1..=4 {
        let name = format!("s {stream}.csv");
        let input = format!("streams/{name}");
        let one = folder.bami(run(&input, &["--resolution", "1"])).ok();
        assert_eq!(folder.read(&format!("scores/{name}")), one);
    }
    assert_eq!(std::fs::read_dir(folder.path().join("states")).unwrap().count(), 4);
}

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Bash, Need::Repository(SCRIPT)],
        a_fleet_that_is_killed_goes_on_where_each_stream_stood
    )
}
