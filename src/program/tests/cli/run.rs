//! `bami run`: what comes out of a stream.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::support::{Folder, SMALL, hourly, run};

/// The lines of a table of scores, as fields.
fn fields(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn a_row_in_is_a_row_out() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(120));
    let run = folder.bami(run("load.csv", &["--resolution", "1"]));
    let out = run.ok();
    let rows = fields(&out);
    assert_eq!(rows.len(), 121);
    assert_eq!(
        rows[0],
        ["timestamp", "value", "anomaly_score", "likelihood", "raw_score", "bursting_columns"]
    );
    // Nothing was predicted in the first step.
    assert_eq!(rows[1], ["2014-04-01 00:00:00", "10", "0.0301029996658834", "0.5", "1", "6"]);
    // What repeats is learned.
    assert_eq!(rows[120][..2], ["2014-04-05 23:00:00", "21"]);
    assert_eq!(rows[120][4], "0");
    insta::assert_snapshot!(
        run.stderr().lines().last().unwrap().split_once(" rows in ").unwrap().0,
        @"bami: 120"
    );
}

//= spec/program.md#program-calibration
//= type=test
//# After the last warm-up row, the region MUST be created and learn the warm-up rows in their
//# order, without writing them again.
//= spec/program.md#program-calibration
//= type=test
//# A warm-up row MUST be written immediately, with the likelihood 0.5, the corresponding log
//# likelihood, and neither a raw score nor a number of bursting columns.
//= spec/program.md#program-calibration
//= type=test
//# If neither a resolution nor a range nor encoders are given, the resolution of each value MUST be
//# estimated from its values in the warm-up rows, which are the first rows of the stream.
#[test]
fn warm_up_rows_are_written_immediately_and_learned_later() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(120));
    let out = folder.bami(run("load.csv", &["--warm-up-rows", "100"])).ok();
    let rows = fields(&out);
    assert_eq!(rows.len(), 121);
    assert_eq!(rows[1], ["2014-04-01 00:00:00", "10", "0.0301029996658834", "0.5", "", ""]);
    assert_eq!(rows[100][4..], ["", ""]);
    // By now the day is known by heart.
    assert!(rows[102..].iter().all(|row| row[4] == "0"), "{:?}", &rows[101..]);

    // The region is as if it had been given the rows and the estimated resolution. From 10 to 21
    // is the range.
    let values: Vec<f64> = (10..22).map(f64::from).collect();
    let resolution = bami_htm::encoders::estimate_resolution(&values).unwrap().to_string();
    let known = folder.bami(run("load.csv", &["--resolution", &resolution])).ok();
    let known = fields(&known);
    assert_eq!(rows[101..], known[101..]);
}

#[test]
fn the_old_name_of_the_warm_up_rows_still_works() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(40));
    let of = |option| folder.bami(run("load.csv", &[option, "30"])).ok();
    assert_eq!(of("--calibration-rows"), of("--warm-up-rows"));
}

#[test]
fn a_range_gives_the_resolution() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(60));
    let resolution = bami_htm::encoders::resolution_from_range(-5.0, 30.0).unwrap().to_string();
    let of = |args: &[&str]| folder.bami(run("load.csv", args)).ok();
    assert_eq!(of(&["--min", "-5", "--max", "30"]), of(&["--resolution", &resolution]));
}

//= spec/program.md#program-calibration
//= type=test
//# If the stream ends during warm-up, the program MUST warn that nothing was scored.
#[test]
fn a_stream_shorter_than_the_warm_up_is_warned_about() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(3));
    let run = folder.bami(run("load.csv", &[]));
    insta::assert_snapshot!(run.ok(), @r#"
        timestamp,value,anomaly_score,likelihood,raw_score,bursting_columns
        2014-04-01 00:00:00,10,0.0301029996658834,0.5,,
        2014-04-01 01:00:00,11,0.0301029996658834,0.5,,
        2014-04-01 02:00:00,12,0.0301029996658834,0.5,,
        "#);
    let warning = run.stderr();
    insta::assert_snapshot!(warning.lines().next().unwrap(), @"bami: warning: nothing was scored: the stream has 3 rows, and the first 100 only serve to estimate the resolution; --resolution, or --min and --max, make that unnecessary");
}

#[test]
fn the_same_stream_gives_the_same_scores_and_another_seed_others() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(60));
    let of = |args: &[&str]| folder.bami(run("load.csv", args)).ok();
    assert_eq!(of(&["--resolution", "1"]), of(&["--resolution", "1"]));
    assert_ne!(of(&["--resolution", "1"]), of(&["--resolution", "1", "--seed", "7"]));
    assert_eq!(
        of(&["--resolution", "1", "--seed", "7"]),
        of(&["--resolution", "1", "--set", "seed=7"])
    );
}

#[test]
fn nupics_file_is_understood() {
    let folder = Folder::new();
    folder.write(
        "gym.csv",
        "timestamp,kw_energy_consumption\ndatetime,float\nT,\n7/2/10 0:00,21.2\n7/2/10 1:00,16.4\n",
    );
    let run = folder.bami(run("gym.csv", &["--resolution", "1"]));
    insta::assert_snapshot!(run.ok(), @r#"
        timestamp,kw_energy_consumption,anomaly_score,likelihood,raw_score,bursting_columns
        7/2/10 0:00,21.2,0.0301029996658834,0.5,1,6
        7/2/10 1:00,16.4,0.0301029996658834,0.5,1,6
        "#);
    assert!(run.stderr().contains("is read as 2010-07-02, month first"), "{}", run.stderr());
}

#[test]
fn several_columns_a_delimiter_and_no_header() {
    let folder = Folder::new();
    folder.write("a.txt", "x;1.2.2014 13:30;5;2\nx;1.2.2014 13:35;;3\n");
    let args =
        ["--value-column", "3", "--value-column", "4", "--resolution", "1", "--format", "jsonl"];
    insta::assert_snapshot!(folder.bami(run("a.txt", &args)).ok(), @r#"
        {"timestamp":"1.2.2014 13:30","value_3":5.0,"value_4":2.0,"anomaly_score":0.0301029996658834,"likelihood":0.5,"raw_score":1.0,"bursting_columns":6}
        {"timestamp":"1.2.2014 13:35","value_3":null,"value_4":3.0,"anomaly_score":0.0301029996658834,"likelihood":0.5,"raw_score":1.0,"bursting_columns":6}
        "#);
    folder.write("b.txt", "x#5\ny#6\n");
    let out = folder.bami(run("b.txt", &["--delimiter", "#", "--resolution", "1"])).ok();
    insta::assert_snapshot!(out, @r#"
        timestamp,value,anomaly_score,likelihood,raw_score,bursting_columns
        ,5,0.0301029996658834,0.5,1,6
        ,6,0.0301029996658834,0.5,1,6
        "#);
}

#[test]
fn other_times_are_read_by_a_pattern() {
    let folder = Folder::new();
    folder.write("a.csv", "when,x\n1 Feb 2010 07.30,5\n");
    let args = ["--timestamp-column", "when", "--timestamp-format", "%d %b %Y %H.%M"];
    let out = folder.bami(run("a.csv", &[&args[..], &["--resolution", "1"]].concat())).ok();
    assert!(out.ends_with("\n1 Feb 2010 07.30,5,0.0301029996658834,0.5,1,6\n"), "{out}");
}

//= spec/program.md#program-rows
//= type=test
//# For every row read, the program MUST write one row before it reads the next one from the stream.
#[test]
fn standard_input_is_answered_row_by_row() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bami"))
        .args(run("-", &["--quiet"]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || output.next().unwrap().unwrap();
    input.write_all(b"timestamp,value\r\n2014-04-01T00:00:00Z,1\r\n").unwrap();
    assert!(next().starts_with("timestamp,value,"));
    assert!(next().starts_with("2014-04-01T00:00:00Z,1,"));
    input.write_all(b"2014-04-01T00:05:00Z,2\r\n").unwrap();
    assert!(next().starts_with("2014-04-01T00:05:00Z,2,"));
    drop(input);
    assert!(child.wait().unwrap().success());
}

//= spec/program.md#program-exit
//= type=test
//# If the reader of a pipe closes it, the program MUST end without a message and with status 0.
#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(600));
    let mut child = Command::new(env!("CARGO_BIN_EXE_bami"))
        .current_dir(folder.path())
        .args(run("load.csv", &["--resolution", "1"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!String::from_utf8(output.stderr).unwrap().contains("error"));
}

#[test]
fn files_are_written_whole_with_nothing_beside_them() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(60));
    let args = ["-o", "scores.csv", "--plot", "load.svg", "--resolution", "1", "-q"];
    let quiet = folder.bami(run("load.csv", &args));
    assert_eq!((quiet.ok(), quiet.stderr()), (String::new(), String::new()));
    assert_eq!(folder.names(), ["load.csv", "load.svg", "scores.csv"]);
    let to_stdout = folder.bami(run("load.csv", &["--resolution", "1"])).ok();
    assert_eq!(folder.read("scores.csv"), to_stdout);
    assert!(folder.read("load.svg").starts_with("<svg"));
    // Not in place of the input, which would be lost.
    folder.bami(run("load.csv", &["-o", "load.csv", "--resolution", "1"])).refused();
    assert_eq!(folder.read("load.csv"), hourly(60));
}

#[test]
fn a_plot_can_be_a_png() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(60));
    folder.bami(run("load.csv", &["-o", "s.csv", "--plot", "load.PNG", "--resolution", "1"])).ok();
    assert!(std::fs::read(folder.path().join("load.PNG")).unwrap().starts_with(b"\x89PNG"));
}

//= spec/program.md#program-order
//= type=test
//# Rows with a time that repeats or goes back MUST be counted in a warning or, with `--strict`, be
//# rejected.
//= spec/program.md#program-order
//= type=test
//# Rows MUST be processed in the order in which they arrive, whatever their times.
#[test]
fn times_that_repeat_or_go_back_are_counted() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "timestamp,value\n2014-04-01,1\n2014-04-01,2\n2014-03-31,3\n2014-04-01,4\n",
    );
    let args = ["--resolution", "1"];
    let run_ = folder.bami(run("a.csv", &args));
    assert_eq!(run_.ok().lines().count(), 5);
    let stderr = run_.stderr();
    let warning = stderr.lines().find(|line| line.contains("repeats")).unwrap();
    insta::assert_snapshot!(warning, @"bami: warning: the time repeats in 1 row and goes back in 1; rows are processed in the order in which they arrive");
    let strict = folder.bami(run("a.csv", &[&args[..], &["--strict"]].concat()));
    insta::assert_snapshot!(strict.refused().lines().last().unwrap(), @"bami: error: a.csv, line 3: the time 2014-04-01T00:00:00 repeats 2014-04-01T00:00:00 of the previous row, and --strict is given");
}

#[test]
fn encoders_of_ones_own_replace_those_that_are_made() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(30));
    folder.write(
        "bami.toml",
        "seed = 3\n[[encoders]]\nfield = \"value\"\ntype = \"scalar\"\nminimum = 0.0\nmaximum = 50.0\n",
    );
    let out = folder.bami(run("load.csv", &["--config", "bami.toml"])).ok();
    assert_eq!(fields(&out)[1][4], "1");
    let twice = folder.bami(run("load.csv", &["--config", "bami.toml", "--resolution", "1"]));
    insta::assert_snapshot!(twice.refused(), @"bami: error: the resolution is given twice: by the encoders in the parameters, and by --resolution or --min and --max");
}

#[test]
fn a_range_rule_makes_the_score_one() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(40) + "2014-04-02 16:00:00,1e6\n");
    let args = ["--resolution", "1", "--set", "range_rule=true"];
    let out = folder.bami(run("load.csv", &args)).ok();
    assert_eq!(fields(&out).last().unwrap()[1..3], ["1000000", "1"]);
}

#[test]
fn without_a_file_the_demonstration_runs() {
    let folder = Folder::new();
    for command in [&["run"][..], &["run", "--plot", "demo.png"]] {
        let args = command.iter().copied().chain(SMALL).chain(["-o", "demo.csv"]);
        let run = folder.bami(args);
        let out = run.ok();
        assert!(out.starts_with("planted   what happens"), "{out}");
        assert!(out.contains("\nFound "), "{out}");
        for name in ["spike", "dropout", "frozen", "holiday", "level", "swing", "late", "drift"] {
            assert!(out.contains(&format!("\n{name} ")), "{out}");
        }
        assert!(run.stderr().contains("4032 rows"), "{}", run.stderr());
    }
    assert_eq!(folder.names(), ["bami-demo.svg", "demo.csv", "demo.png"]);
    // The table can be recounted from the rows.
    let rows = folder.read("demo.csv");
    assert_eq!(fields(&rows).len(), 4033);
}

/// Latitude, longitude and speed are one value: a round of twelve places is learned, and a place that
/// was never visited stands out.
#[test]
fn columns_make_up_a_place_on_the_earth() {
    let folder = Folder::new();
    let config = "[[encoders]]\nfield = \"place\"\ncolumns = [\"lat\", \"lon\", \"speed\"]\n\
                  type = \"geospatial\"\nscale = 100\n";
    folder.write("place.toml", config);
    let mut table = String::from("lat,lon,speed\n");
    for row in 0..120 {
        let (lat, lon) = (f64::from(row % 12), f64::from(row % 12 * 5 % 12));
        table += &format!("{},{},10\n", 47.0 + lat * 0.02, 8.0 + lon * 0.02);
    }
    table += "48.9,2.3,10\n";
    folder.write("round.csv", table);
    let columns = ["--value-column", "lat", "--value-column", "lon", "--value-column", "speed"];
    let args = [&["--config", "place.toml"][..], &columns].concat();
    let out = folder.bami(run("round.csv", &args)).ok();
    let rows = fields(&out);
    assert_eq!(rows[0][..4], ["timestamp", "lat", "lon", "speed"]);
    assert_eq!(rows.len(), 122);
    let known = rows[100..121].iter().filter(|row| row[6] == "0").count();
    assert!(known >= 18, "{:?}", &rows[100..]);
    assert_eq!(rows[121][6], "1");

    // A column that the stream does not have.
    let args = [&["--config", "place.toml"][..], &columns[..4]].concat();
    let refused = folder.bami(run("round.csv", &args)).refused();
    assert!(refused.contains("the encoder of the field `speed` has nothing to read"), "{refused}");
}
