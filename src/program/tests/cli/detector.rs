//! `bami run` with the detector.

use crate::support::{Folder, Run};

/// A half-hourly load with a daily rhythm and some noise, from Monday on. `change` may change a value.
fn load(rows: usize, change: impl Fn(usize, f64) -> f64) -> String {
    let start: jiff::civil::DateTime = "2026-01-05T00:00:00".parse().unwrap();
    let mut text = "timestamp,load\n".to_owned();
    for row in 0..rows {
        let time = start + jiff::Span::new().minutes(30 * row as i64);
        let noise = (row * 7919 % 31) as f64 / 10.0;
        let day = [10.0, 30.0, 40.0, 20.0][row % 48 / 12];
        let value = change(row, day + noise);
        text.push_str(&format!("{},{value}\n", time.strftime("%Y-%m-%d %H:%M:%S")));
    }
    text
}

fn spike(at: usize) -> impl Fn(usize, f64) -> f64 {
    move |row, value| if row == at { 500.0 } else { value }
}

/// The rows after the header, as fields.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

/// What was said, without the time that it took.
fn said(run: &Run) -> String {
    let stderr = run.stderr();
    let line = |line: &str| match line.split_once(" in ") {
        Some((start, end)) if end.contains("rows/s)") => {
            let end = end.split_once("rows/s)").map_or("", |(_, end)| end);
            format!("{start}{end}")
        }
        _ => line.to_owned(),
    };
    stderr.lines().map(line).collect::<Vec<_>>().join("\n")
}

//= spec/program.md#program-detector
//= type=test
//# Unless an option says otherwise, `bami run` MUST score the rows with the detector of
//# [detector.md](detector.md).
//= spec/program.md#program-detector
//= type=test
//# Each row MUST have the columns anomaly_score, return_period, alarm (1 or 0) and reason after its
//# values.
//= spec/program.md#program-choices
//= type=test
//# As soon as they are known, the program MUST print the resolution and the number of buckets on
//# each time scale of each of the first 4 fields, its season, and how many rows the warm-up takes.
//= spec/program.md#program-alarms
//= type=test
//# At the end, the program MUST list the first 20 alarms with their times and reasons.
#[test]
fn a_value_far_outside_the_range_is_an_alarm_with_a_reason() {
    let folder = Folder::new();
    folder.write("load.csv", load(900, spike(880)));
    let run = folder.bami(["run", "load.csv"]);
    let out = run.ok();
    assert!(out.starts_with("timestamp,load,anomaly_score,return_period,alarm,reason\n"), "{out}");
    let rows = rows(&out);
    assert_eq!(rows.len(), 900);
    assert!(rows[..50].iter().all(|row| row[2] == "0" && row[4] == "0" && row[5].is_empty()));
    for (number, row) in rows.iter().enumerate() {
        let (score, alarm): (f64, u8) = (row[2].parse().unwrap(), row[4].parse().unwrap());
        assert_eq!((score >= 0.5, row[5].is_empty()), (alarm == 1, alarm == 0), "{row:?}");
        assert_eq!(alarm == 1, number == 880, "{row:?}");
    }
    assert_eq!(rows[880][..2], ["2026-01-23 08:00:00", "500"]);
    assert!(rows[880][5].starts_with("load: season, expected 3"), "{:?}", rows[880]);
    assert!(rows[880][5].ends_with(", was 500"), "{:?}", rows[880]);
    assert!(rows[880][3].parse::<f64>().unwrap() > 700.0);
    insta::assert_snapshot!(said(&run));
}

//= spec/program.md#program-detector
//= type=test
//# In JSON lines, the reason MUST be null or an object with the keys field, component, scale_rows,
//# expected and actual.
//= spec/program.md#program-detector
//= type=test
//# In JSON lines, the key provisional MUST say whether the detector's result is provisional.
//= spec/program.md#program-detector
//= type=test
//# In a row without an alarm, the reason MUST be empty.
//= spec/program.md#program-detector
//= type=test
//# While the detector's result is provisional, a reason MUST begin with `provisional; `.
#[test]
fn early_alarms_are_marked_as_provisional() {
    let folder = Folder::new();
    folder.write("load.csv", load(320, |row, value| if row >= 300 { 5000.0 } else { value }));
    let args = ["run", "load.csv", "--without", "season"];
    let csv = rows(&folder.bami(args).ok());
    assert!(csv[300][5].starts_with("provisional; load: range, expected "), "{:?}", csv[300]);
    let jsonl = folder.bami(args.into_iter().chain(["--format", "jsonl"])).ok();
    let lines: Vec<serde_json::Value> =
        jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (line, row) in lines.iter().zip(&csv) {
        assert_eq!(line["provisional"], true);
        assert_eq!(line["alarm"].to_string(), row[4]);
        assert_eq!(line["reason"].is_null(), row[5].is_empty());
    }
    let reason = &lines[300]["reason"];
    let keys: Vec<&String> = reason.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5, "{keys:?}");
    assert_eq!((&reason["field"], &reason["component"]), (&"load".into(), &"range".into()));
    assert_eq!((&reason["scale_rows"], &reason["actual"]), (&().into(), &5000.0.into()));
    assert!(reason["expected"].as_f64().unwrap() > 40.0, "{reason}");
}

//= spec/program.md#program-detector
//= type=test
//# Each value column MUST be a field of the detector, a column of categories one of categories.
#[test]
fn columns_are_fields_and_texts_are_categories() {
    let folder = Folder::new();
    let mut text = "pressure,state\n".to_owned();
    for row in 0..400 {
        let state = if row == 380 { "broken" } else { ["on", "off"][row / 5 % 2] };
        text.push_str(&format!("{},{state}\n", row * 7919 % 31));
    }
    folder.write("machine.csv", text);
    let columns = ["--value-column", "pressure", "--value-column", "state"];
    let run = folder.bami(["run", "machine.csv"].into_iter().chain(columns));
    let out = run.ok();
    assert!(out.starts_with("timestamp,pressure,state,anomaly_score,"), "{out}");
    let alarms: Vec<Vec<String>> = rows(&out).into_iter().filter(|row| row[5] == "1").collect();
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    assert_eq!(alarms[0][2..3], ["broken"]);
    assert_eq!(alarms[0][6], "provisional; state: new category, was broken");
    let said = said(&run);
    assert!(said.contains("state: time scales of 1 row (2 categories)"), "{said}");
    assert!(said.contains("pressure: ") && said.contains("no season without times"), "{said}");
}

//= spec/program.md#program-alarm-rate
//= type=test
//# The program MUST print the rate of false alarms in rows.
//= spec/program.md#program-alarm-rate
//= type=test
//# As soon as the interval is known, the program MUST print the rate in alarms a week.
//= spec/program.md#program-alarm-rate
//= type=test
//# With `--alarms-per-week`, the rows per alarm MUST be the number of intervals in a week divided
//# by the alarms.
//= spec/program.md#program-alarm-rate
//= type=test
//# The interval MUST be the median of the first 20 intervals between times.
#[test]
fn the_rate_is_said_in_rows_and_in_time() {
    let folder = Folder::new();
    folder.write("load.csv", load(60, |_, value| value));
    let rate = |args: &[&str]| {
        let run = folder.bami([&["run", "load.csv", "-o", "out.csv"], args].concat());
        run.ok();
        let said = run.stderr();
        let line = said.lines().find(|line| line.contains("false alarm per")).unwrap().to_owned();
        line.strip_prefix("bami: note: at most one false alarm per ").unwrap().to_owned()
    };
    assert_eq!(rate(&[]), "700 rows, that is 0.48 a week");
    assert_eq!(rate(&["--rows-per-alarm", "168"]), "168 rows, that is 2 a week");
    assert_eq!(rate(&["--alarms-per-week", "0.5"]), "672 rows, that is 0.5 a week");
    // A few gaps do not change the interval.
    let text = load(60, |_, value| value);
    let gaps: Vec<&str> =
        text.lines().enumerate().filter(|(n, _)| ![5, 9, 10].contains(n)).map(|(_, l)| l).collect();
    folder.write("load.csv", gaps.join("\n"));
    assert_eq!(rate(&["--alarms-per-week", "0.5"]), "672 rows, that is 0.5 a week");
    // Too few rows, or none with a time.
    folder.write("load.csv", load(20, |_, value| value));
    assert_eq!(rate(&[]), "700 rows");
    folder.write("load.csv", "value\n1\n2\n");
    assert_eq!(rate(&[]), "700 rows");
}

//= spec/program.md#program-alarm-rate
//= type=test
//# `--alarms-per-week` MUST be rejected if the stream has no times.
//= spec/program.md#program-alarm-rate
//= type=test
//# `--alarms-per-week` MUST be rejected if the interval is not greater than 0.
//= spec/program.md#program-detector
//= type=test
//# `--config`, `--set`, `--resolution`, `--min`, `--max` and `--warm-up-rows` MUST choose the
//# single region or the network.
//= spec/program.md#program-detector
//= type=test
//# Options of a single region and options of the detector MUST be rejected together.
#[test]
fn what_the_detector_cannot_do_is_refused() {
    let folder = Folder::new();
    folder.write("load.csv", load(60, |_, value| value));
    folder.write("plain.csv", "value\n1\n2\n");
    folder.write("same.csv", "timestamp,value\n".to_owned() + &"2026-01-05,1\n".repeat(30));
    folder.write("reset.csv", "new,value\n1,5\nmaybe,5\n");
    folder.write("bami.toml", "seed = 3\n");
    let cases: [&[&str]; 22] = [
        &["plain.csv", "--alarms-per-week", "1"],
        &["same.csv", "--alarms-per-week", "1"],
        &["load.csv", "--alarms-per-week", "5"],
        &["load.csv", "--alarms-per-week", "1", "--rows-per-alarm", "700"],
        &["load.csv", "--rows-per-alarm", "99"],
        &["load.csv", "--rows-per-alarm", "-1"],
        &["load.csv", "--without", "seasons"],
        &[
            "load.csv",
            "--without=season",
            "--without=range",
            "--without=flat-line",
            "--without=memory",
        ],
        &["load.csv", "--learn-until", "0"],
        &["load.csv", "--learn-until", "noon"],
        &["load.csv", "--no-learn"],
        &["load.csv", "--reset-gap", "2"],
        &["load.csv", "--reset-column", "new"],
        &["load.csv", "--reset-column", "load"],
        &["reset.csv", "--reset-column", "new"],
        &["load.csv", "--threshold", "0.6"],
        &["load.csv", "--detector", "default", "--resolution", "1"],
        &["load.csv", "--detector", "region", "--without", "season"],
        &["load.csv", "--config", "bami.toml", "--reset-gap", "2h"],
        &["load.csv", "--set", "seed=3", "--learn-until", "5"],
        &["load.csv", "--min", "0", "--max", "9", "--rows-per-alarm", "700"],
        &["load.csv", "--warm-up-rows", "9", "--alarms-per-week", "1"],
    ];
    let refused = |case: &[&str]| {
        let run = folder.bami([&["run"], case, &["-o", "out.csv"]].concat());
        let said = run.refused();
        let from = said.find("error: ").unwrap_or_default();
        let line = said[from..].lines().take_while(|line| !line.is_empty());
        format!("{}\n  {}", case.join(" "), line.collect::<Vec<_>>().join("\n  "))
    };
    let table: Vec<String> = cases.iter().map(|case| refused(case)).collect();
    insta::assert_snapshot!(table.join("\n"));
    assert!(!folder.names().contains(&"out.csv".to_owned()));
}

#[test]
fn parameters_of_a_region_choose_the_region() {
    let folder = Folder::new();
    folder.write("load.csv", load(60, |_, value| value));
    folder.write("bami.toml", "seed = 3\n");
    let header = |args: &[&str]| {
        let out = folder.bami([&["run", "load.csv"], args].concat()).ok();
        out.lines().next().unwrap().split_once("load,").unwrap().1.to_owned()
    };
    let region = "anomaly_score,likelihood,raw_score,bursting_columns";
    for args in [
        &["--detector", "region"][..],
        &["--resolution", "1"],
        &["--min", "0", "--max", "50"],
        &["--warm-up-rows", "20"],
        &["--set", "seed=3"],
        &["--config", "bami.toml"],
    ] {
        assert_eq!(header(args), region, "{args:?}");
    }
    let detector = "anomaly_score,return_period,alarm,reason";
    for args in [&["--seed", "3"][..], &["--profile", "book"], &["--detector", "default"]] {
        assert_eq!(header(args), detector, "{args:?}");
    }
}

//= spec/program.md#program-detector
//= type=test
//# The single region MUST have the range rule unless its parameters say otherwise.
#[test]
fn the_single_region_has_the_range_rule() {
    let folder = Folder::new();
    folder.write("load.csv", load(60, spike(59)));
    folder.write("without.toml", "range_rule = false\n");
    let last = |args: &[&str]| {
        let args = [&["run", "load.csv", "--resolution", "1"], args].concat();
        rows(&folder.bami(args).ok()).last().unwrap()[2].clone()
    };
    assert_eq!(last(&[]), "1");
    assert_ne!(last(&["--set", "range_rule=false"]), "1");
    assert_ne!(last(&["--config", "without.toml"]), "1");
}

//= spec/program.md#program-learning
//= type=test
//# With `--learn-until`, the rows after the given row or time MUST NOT be learned; a row without a
//# time counts as one with the last time.
#[test]
fn rows_after_the_last_one_to_be_learned_are_only_scored() {
    let folder = Folder::new();
    let mut text =
        load(
            300,
            |row, value| {
                if row == 181 || row > 200 && row % 7 == 0 { 500.0 + row as f64 } else { value }
            },
        );
    // The row after the last one to be learned by its time has none, and is learned too.
    text = text.replace("2026-01-08 18:30:00,", ",");
    folder.write("load.csv", text);
    let scores = |args: &[&str]| {
        let run = folder.bami([&["run", "load.csv"], args].concat());
        let said = run.stderr();
        (rows(&run.ok()), said)
    };
    let (all, said) = scores(&[]);
    assert!(!said.contains("learning ends"), "{said}");
    let (some, said) = scores(&["--learn-until", "182"]);
    assert!(said.contains("note: learning ends before row 183\n"), "{said}");
    assert!(all[..182] == some[..182] && all[182..] != some[182..]);
    assert!(scores(&["--learn-until", "2026-01-08 18:00"]).0 == some);
    assert!(scores(&["--learn-until", "181"]).0 != some);
    assert!(scores(&["--learn-until", "300"]).0 == all);
}

//= spec/program.md#program-resets
//= type=test
//# In a reset column without the flag S, a sequence MUST begin where the field is 1 or true.
//= spec/program.md#program-resets
//= type=test
//# A field of such a column that is neither that nor 0, false or empty MUST make its row a bad row.
//= spec/program.md#program-resets
//= type=test
//# In a column with the flag S, a sequence MUST begin where the field is not empty and differs from
//# the last one that was not.
//= spec/program.md#program-resets
//= type=test
//# With `--reset-gap`, a sequence MUST begin with a row whose time is later than the last one by
//# more than the gap.
//= spec/program.md#program-resets
//= type=test
//# Before a row with which a sequence begins, the detector MUST be reset.
#[test]
fn a_sequence_begins_where_a_column_or_a_gap_says_so() {
    let folder = Folder::new();
    let text = load(400, |row, value| if (180..330).contains(&row) { 12.3 } else { value });
    // After row 250, an hour is missing, and a sequence begins: the run of equal values ends.
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let rows = || {
        let gap = |number: &usize| (250..252).contains(number);
        lines.iter().enumerate().filter(move |(number, _)| !gap(number))
    };
    let file = |header: &str, mark: &dyn Fn(usize) -> &'static str| {
        let rows = rows().map(|(number, line)| format!("{line},{}\n", mark(number)));
        format!("{header}\n{}", rows.collect::<String>())
    };
    let flag = |number: usize| match number {
        252 => "1",
        300 => "false",
        _ => ["0", ""][number % 2],
    };
    let id = |number: usize| match number {
        0..252 if number.is_multiple_of(3) => "",
        0..252 => "a",
        _ => "b",
    };
    folder.write("plain.csv", file("timestamp,load,x", &|_| "x"));
    folder.write("named.csv", file("timestamp,load,new", &flag));
    folder.write("r.csv", file("timestamp,load,new\ndatetime,float,int\nT,,R", &flag));
    folder.write("s.csv", file("timestamp,load,id\ndatetime,float,string\nT,,S", &id));
    let scores = |args: &[&str]| folder.bami([&["run", "-q"], args].concat()).ok();
    let never = scores(&["plain.csv"]);
    let reset = scores(&["named.csv", "--reset-column", "new"]);
    // The header and 250 rows.
    assert!(never.lines().take(251).eq(reset.lines().take(251)) && never != reset);
    assert!(scores(&["r.csv"]) == reset);
    assert!(scores(&["s.csv"]) == reset);
    assert!(scores(&["plain.csv", "--reset-gap", "1h"]) == reset);
    assert!(scores(&["plain.csv", "--reset-gap", "90min"]) == never);
}

//= spec/program.md#program-alarms
//= type=test
//# Where no row was scored, or every field has had only one value, the program MUST warn that no
//# alarm was possible.
//= spec/program.md#program-alarms
//= type=test
//# Where no alarm was possible, the program MUST NOT print a number of alarms.
//= spec/program.md#program-alarms
//= type=test
//# Each field that has had only one value MUST be named in a warning.
#[test]
fn a_run_in_which_no_alarm_was_possible_says_so() {
    let folder = Folder::new();
    folder.write("short.csv", load(50, spike(45)));
    folder.write("constant.csv", load(100, |_, _| 7.0));
    let two: String = (0..100).map(|row| format!("{},3\n", row * 7919 % 31)).collect();
    folder.write("two.csv", format!("a,b\n{two}"));
    let run = |args: &[&str]| {
        let run = folder.bami([&["run", "-o", "out.csv"], args].concat());
        run.ok();
        said(&run)
    };
    let columns = ["two.csv", "--value-column", "a", "--value-column", "b"];
    let all = [run(&["short.csv"]), run(&["constant.csv"]), run(&columns)];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn a_component_can_be_left_out() {
    let folder = Folder::new();
    folder.write("load.csv", load(300, spike(280)));
    let run = folder.bami(["run", "load.csv", "--without", "memory", "--without", "season"]);
    let with = rows(&run.ok());
    assert!(with[280][5].contains("load: range"), "{:?}", with[280]);
    assert!(said(&run).contains("load: range and flat lines only"), "{}", said(&run));
    let run = folder.bami(["run", "load.csv", "--without", "range"]);
    assert!(!run.ok().contains("range,"));
}

#[test]
fn the_literal_form_gives_the_same_results_and_another_seed_others() {
    let folder = Folder::new();
    folder.write("load.csv", load(130, |_, value| value));
    let of = |args: &[&str]| {
        let memory = ["--without", "range", "--without", "season", "--without", "flat-line"];
        folder.bami([&["run", "load.csv"], &memory[..], args].concat()).ok()
    };
    assert!(of(&["--literal"]) == of(&[]));
    let other = |row: usize| [12.0, 42.0, 22.0, 32.0][row * row * 7 % 13 % 4];
    folder.write("load.csv", load(600, |row, value| if row < 500 { value } else { other(row) }));
    assert!(of(&["--seed", "7"]) != of(&[]));
}

#[test]
fn the_alarms_are_plotted() {
    let folder = Folder::new();
    folder.write("load.csv", load(300, spike(280)));
    folder.bami(["run", "load.csv", "-o", "out.csv", "--plot", "load.svg"]).ok();
    let plot = folder.read("load.svg");
    assert!(plot.contains("1 detection (first row)"), "{}", &plot[..2000]);
}

//= spec/program.md#program-state
//= type=test
//# If a stream is read in parts, with the state saved after each part and loaded before the next,
//# the rows written MUST be byte for byte those of a single run over the whole stream.
//= spec/program.md#program-state-show
//= type=test
//# Of a detector, `bami state` MUST also report what PROGRAM-CHOICES prints.
#[test]
fn a_saved_detector_goes_on_as_if_it_had_never_stopped() {
    let folder = Folder::new();
    let text = load(300, |row, value| if (150..230).contains(&row) { 12.3 } else { value });
    folder.write("load.csv", &text);
    let options = ["--alarms-per-week", "0.5", "--reset-gap", "1h", "--learn-until", "280"];
    let whole = folder.bami(["run", "load.csv", "-q"].into_iter().chain(options)).ok();

    // Parts: the first ends before the interval is known, the second in a run of equal values.
    let lines: Vec<&str> = text.lines().collect();
    for (number, rows) in [1..11, 11..201, 201..301].into_iter().enumerate() {
        folder.write(
            &format!("{number}.csv"),
            lines[..1]
                .iter()
                .chain(&lines[rows])
                .map(|line| format!("{line}\n"))
                .collect::<String>(),
        );
    }
    let first = ["run", "0.csv", "--save", "s.state"].into_iter().chain(options);
    let mut parts = folder.bami(first).ok();
    for file in ["1.csv", "2.csv"] {
        let run = folder.bami(["run", file, "--load", "s.state", "--save", "s.state"]);
        parts.push_str(run.ok().split_once('\n').unwrap().1);
        assert!(!run.stderr().contains("no alarm was possible"), "{}", run.stderr());
    }
    assert!(parts == whole);

    // However often it is interrupted, nothing is lost.
    for rows in [5, 40, 300] {
        folder.write(
            "growing.csv",
            lines[..=rows].iter().map(|line| format!("{line}\n")).collect::<String>(),
        );
        let args = ["run", "growing.csv", "--state", "g.state", "--save-every", "30", "--resume"];
        folder.bami(args.into_iter().chain(["-o", "g.csv", "--append"]).chain(options)).ok();
    }
    assert!(folder.read("g.csv") == whole);

    let shown = folder.bami(["state", "s.state"]).ok();
    let shown: Vec<&str> =
        shown.lines().take_while(|line| !line.starts_with("alarm.")).skip(1).collect();
    insta::assert_snapshot!(shown.join("\n"));
    let json = folder.bami(["state", "s.state", "--json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["kind"], &json["fields"][0]["name"]), (&"detector".into(), &"load".into()));
    assert_eq!(json["stream"]["detector"]["learn_until"], 280);
}

//= spec/program.md#program-learning
//= type=test
//# With `--no-learn`, the rows MUST NOT be learned.
#[test]
fn a_loaded_detector_can_be_frozen() {
    let folder = Folder::new();
    folder.write("load.csv", load(300, |_, value| value));
    let wild = load(360, |row, value| if row % 7 == 0 { 500.0 + row as f64 } else { value });
    let lines: Vec<&str> = wild.lines().collect();
    folder.write("more.csv", [&lines[..1], &lines[301..]].concat().join("\n"));
    folder.bami(["run", "load.csv", "--save", "s.state"]).ok();
    let go_on = |more: &[&str]| {
        let run = folder.bami([&["run", "more.csv", "--load", "s.state"], more].concat());
        run.ok()
    };
    let frozen = go_on(&["--no-learn", "--save", "frozen.state"]);
    assert!(frozen != go_on(&[]));
    // The same rows have the same scores again, as far as they do not depend on the rows before.
    let trained = ["run", "load.csv", "--learn-until", "300", "--save", "t.state"];
    folder.bami(trained).ok();
    assert!(folder.bami(["run", "more.csv", "--load", "t.state"]).ok() == frozen);
    folder.write("region.csv", load(20, |_, value| value));
    folder.bami(["run", "region.csv", "--resolution", "1", "--save", "r.state"]).ok();
    let refused = folder.bami(["run", "more.csv", "--load", "r.state", "--no-learn"]).refused();
    assert!(refused.contains("--no-learn is for the detector"), "{refused}");
    let refused = folder.bami(["run", "more.csv", "--state", "new.state", "--no-learn"]).refused();
    assert!(refused.contains("--no-learn needs a state that was loaded"), "{refused}");
}
