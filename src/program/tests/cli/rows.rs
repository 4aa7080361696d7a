//! Every command that reads a CSV stream treats its rows alike: `spec/program.md`, PROGRAM-ROWS and PROGRAM-ORDER.

use crate::support::{Folder, Run, SMALL};

/// The commands that read a stream, each with an output that it writes.
const COMMANDS: [(&str, &str); 5] = [
    ("run", "out.csv"),
    ("predict", "out.csv"),
    ("trace", "out.jsonl"),
    ("view", "out.html"),
    ("animate", "out.svg"),
];

/// A network of one region.
const NETWORK: &str = r#"
[[region]]
name = "only"
encoders = [{ field = "value", type = "scalar", minimum = 0.0, maximum = 30.0 }]
[region.sp]
column_dimensions = [64]
num_active_columns_per_inh_area = 6
[region.tm]
cells_per_column = 4
"#;

/// What each command makes of a stream: those of a region, and the two that take a network.
fn on_each(stream: &str, more: &[&str]) -> Vec<(String, Folder, Run)> {
    let run = |command: &str, output: &str, model: &[&str]| {
        let folder = Folder::new();
        folder.write("data.csv", stream);
        folder.write("network.toml", NETWORK);
        let args = [&[command, "data.csv", "-o", output], model, more].concat();
        let run = folder.bami(args);
        (format!("{command} {model:?}"), folder, run)
    };
    let region = [&["--resolution", "1"], &SMALL[..]].concat();
    let network = ["--config", "network.toml"];
    let regions = COMMANDS.map(|(command, output)| run(command, output, &region));
    let networks = [COMMANDS[0], COMMANDS[2]];
    let networks = networks.map(|(command, output)| run(command, output, &network));
    regions.into_iter().chain(networks).collect()
}

/// Hourly rows in which one time repeats and two go back.
const OUT_OF_ORDER: &str = "timestamp,value
2026-01-01 00:00:00,1
2026-01-01 01:00:00,2
2026-01-01 01:00:00,3
2026-01-01 00:30:00,4
2026-01-01 00:15:00,5
2026-01-01 04:00:00,6
";

/// Rows of which two cannot be read.
const BAD_ROWS: &str = "timestamp,value
2026-01-01 00:00:00,1
2026-01-01 01:00:00,much
2026-01-01 02:00:00,2
2026-01-01 03:00:00
2026-01-01 04:00:00,3
";

//= spec/program.md#program-order
//= type=test
//# Rows with a time that repeats or goes back MUST be counted in a warning or, with `--strict`, be
//# rejected.
#[test]
fn every_command_rejects_rows_out_of_order_with_strict() {
    for (name, folder, run) in on_each(OUT_OF_ORDER, &["--strict"]) {
        let message = run.refused();
        assert!(
            message.contains("data.csv, line 4: the time 2026-01-01T01:00:00 "),
            "{name}: {message}"
        );
        assert_eq!(folder.names(), ["data.csv", "network.toml"], "{name}");
    }
}

//= spec/program.md#program-order
//= type=test
//# Rows with a time that repeats or goes back MUST be counted in a warning or, with `--strict`, be
//# rejected.
#[test]
fn every_command_counts_rows_out_of_order() {
    for (name, _, run) in on_each(OUT_OF_ORDER, &[]) {
        run.ok();
        let notes = run.stderr();
        let wanted = "bami: warning: the time repeats in 1 row and goes back in 2";
        assert!(notes.contains(wanted), "{name}: {notes}");
    }
}

//= spec/program.md#program-rows
//= type=test
//# The number of skipped bad rows MUST be reported in a warning.
#[test]
fn every_command_counts_the_bad_rows_that_it_skips() {
    for (name, _, run) in on_each(BAD_ROWS, &["--skip-bad-rows"]) {
        run.ok();
        let notes = run.stderr();
        assert!(
            notes.contains("bami: warning: 2 rows skipped, the first: data.csv, line 3"),
            "{name}: {notes}"
        );
    }
}

//= spec/program.md#program-rows
//= type=test
//# A row that cannot be read MUST end the run with a message that names the source, the line and,
//# if a single column is at fault, the column, unless bad rows are to be skipped.
#[test]
fn every_command_ends_at_a_bad_row() {
    for (name, folder, run) in on_each(BAD_ROWS, &[]) {
        let message = run.refused();
        assert!(message.contains("data.csv, line 3, column `value`: `much`"), "{name}: {message}");
        assert_eq!(folder.names(), ["data.csv", "network.toml"], "{name}");
    }
}

/// A stream without a single good row is not skipped, but rejected with its first row.
#[test]
fn every_command_rejects_a_stream_of_bad_rows() {
    let stream = "timestamp,value\n2026-01-01 00:00:00,1,2\n2026-01-01 01:00:00,1,1\n";
    for (name, _, run) in on_each(stream, &["--skip-bad-rows", "--value-column", "value"]) {
        let message = run.refused();
        assert!(message.contains("data.csv, line 2: the row has 3 fields"), "{name}: {message}");
    }
}
