//! `bami nab convert`: other benchmarks, made up and tiny, in the layout of NAB; and what `bami nab run` makes of them.

use serde_json::{Value, json};

use crate::support::Folder;

fn folder(files: &[(&str, String)]) -> Folder {
    let folder = Folder::new();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

fn json_of(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&folder.read(name)).unwrap()
}

/// Hours counted from 1, of which these are anomalies.
fn yahoo(rows: usize, anomalies: &[usize]) -> String {
    let row = |row: usize| {
        let value = if anomalies.contains(&row) { "99.5" } else { "1.0" };
        format!("{row},{value},{}\n", u8::from(anomalies.contains(&row)))
    };
    format!("timestamp,value,is_anomaly\n{}", (1..=rows).map(row).collect::<String>())
}

/// Two sensors, one row a second but for a gap of a minute and a half; the changes are marked.
fn skab(changes: &[usize]) -> String {
    let row = |row: usize| {
        let second = if row < 100 { row } else { row + 90 };
        let change = if changes.contains(&row) { "1.0" } else { "0.0" };
        let time = format!("2020-03-09 10:{:02}:{:02}", second / 60, second % 60);
        format!("{time};{}.5;{};0.0;{change}\n", row % 3, row % 2)
    };
    let rows: String = (0..200).map(row).collect();
    format!("datetime;Pressure;Voltage;anomaly;changepoint\n{rows}")
}

//= spec/nab.md#nab-convert
//= type=test
//# `bami nab convert FORMAT SOURCE FOLDER` MUST write the rows of each file to
//# FOLDER/data/CATEGORY/FILE.csv with its values as in the source, the windows to
//# FOLDER/combined_windows.json, and how the authors score to FOLDER/benchmark.json.
//= spec/nab.md#nab-convert
//= type=test
//# The category of a file MUST be the name of the folder that it is in.
//= spec/nab.md#nab-convert
//= type=test
//# For labels and kpi, the windows MUST be the longest ranges of rows whose label is 1.
//= spec/nab.md#nab-author-scores
//= type=test
//# If the folder has a benchmark.json, the score that it names MUST be printed beside NAB's, over
//# all rows and files, in percent.
#[test]
fn a_column_of_labels_becomes_windows_and_is_scored_by_f1() {
    let folder = folder(&[
        ("source/A1Benchmark/real_1.csv", yahoo(120, &[50, 51, 52, 90])),
        ("source/A2Benchmark/synthetic_1.csv", yahoo(100, &[])),
        ("source/readme.txt", String::new()),
    ]);
    folder.bami(["nab", "convert", "labels", "source", "yahoo"]).ok();
    let data = folder.read("yahoo/data/A1Benchmark/real_1.csv");
    assert!(data.starts_with("timestamp,value\n2000-01-01 00:00:00,1.0\n"), "{data}");
    let at = |minute: usize| format!("2000-01-01 {:02}:{:02}:00", minute / 60, minute % 60);
    let windows = json!({
        "A1Benchmark/real_1.csv": [[at(49), at(51)], [at(89), at(89)]],
        "A2Benchmark/synthetic_1.csv": [],
    });
    assert_eq!(json_of(&folder, "yahoo/combined_windows.json"), windows);
    let benchmark = json_of(&folder, "yahoo/benchmark.json");
    assert_eq!(benchmark["score"], "f1");
    assert_eq!(benchmark["files"]["A1Benchmark/real_1.csv"]["made_up_times"], true);
    // The z-score finds the first of four rows: 2 / (2 + 3) is 40 %.
    let run = ["nab", "run", "--nab", "yahoo", "--detector", "z-score", "-q"];
    let out = folder.bami(run).ok();
    let line = out.lines().rfind(|line| line.starts_with("z-score")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("40.00"), "{out}");
    insta::assert_snapshot!(out);
}

//= spec/nab.md#nab-convert
//= type=test
//# The rows of each value in a column KPI ID MUST become a file of their own.
//= spec/nab.md#nab-convert
//= type=test
//# A label MUST be 0 or 1, as an integer or with a fraction of 0.
#[test]
fn a_file_of_several_series_is_split() {
    let mut rows = "timestamp,value,label,KPI ID\n".to_owned();
    for row in 0..60 {
        let time = 1_503_831_000 + 60 * row;
        rows += &format!("{time},0.{row},{},a/b\n{time},7,0.0,c\n", u8::from(row == 40));
    }
    let folder = folder(&[("source/train.csv", rows)]);
    folder.bami(["nab", "convert", "kpi", "source/train.csv", "kpi"]).ok();
    let windows = json_of(&folder, "kpi/combined_windows.json");
    let time = "2017-08-27 11:30:00";
    let expected = json!({"source/train-a_b.csv": [[time, time]], "source/train-c.csv": []});
    assert_eq!(windows, expected);
    assert_eq!(json_of(&folder, "kpi/benchmark.json"), json!({"score": "point-adjusted-f1"}));
    assert!(folder.read("kpi/data/source/train-a_b.csv").contains("2017-08-27 11:29:00,0.39\n"));
    let run = ["nab", "run", "--nab", "kpi", "--detector", "z-score", "-q"];
    let out = folder.bami(run).ok();
    assert!(out.contains("(percent: point-adjusted F1, with a delay of 7)"), "{out}");
}

//= spec/nab.md#nab-convert
//= type=test
//# A file without the column of labels MUST be omitted with a warning, or rejected if no file has
//# it.
//= spec/nab.md#nab-convert
//= type=test
//# For changepoints, a window MUST begin at each row whose label is 1 and end at the last row that
//# is at most 60 seconds or, with made-up times, 60 rows later.
//= spec/nab.md#nab-convert
//= type=test
//# For changepoints, windows that share a row MUST become one.
//= spec/nab.md#nab-convert
//= type=test
//# The fields MUST be the column value or, if there is none, all columns but those of the times,
//# labels, change points and keys.
#[test]
fn change_points_of_several_sensors_have_a_minute_each() {
    let folder = folder(&[
        ("source/valve1/0.csv", skab(&[10, 50, 95, 150])),
        ("source/anomaly-free/anomaly-free.csv", "datetime;Pressure\n2020-03-09;1\n".to_owned()),
    ]);
    let run = folder.bami(["nab", "convert", "changepoints", "source", "skab"]);
    run.ok();
    assert!(run.stderr().contains("warning: omitted: source/anomaly-free"), "{}", run.stderr());
    let data = folder.read("skab/data/valve1/0.csv");
    assert!(data.starts_with("timestamp,Pressure,Voltage\n2020-03-09 10:00:00,0.5,0\n"), "{data}");
    // The first three share rows; the gap ends them.
    let expected = json!({"valve1/0.csv": [
        ["2020-03-09 10:00:10", "2020-03-09 10:01:39"],
        ["2020-03-09 10:04:00", "2020-03-09 10:04:49"],
    ]});
    assert_eq!(json_of(&folder, "skab/combined_windows.json"), expected);
    for detector in ["z-score", "region"] {
        let run = ["nab", "run", "--nab", "skab", "--detector", detector, "-q"];
        let out = folder.bami([&run[..], &["-o", "results"]].concat()).ok();
        assert!(out.contains("every-n") && out.contains("score it as NAB does"), "{out}");
    }
    let results = folder.read("results/z-score/valve1/z-score_0.csv");
    let header = "timestamp,Pressure,Voltage,anomaly_score,raw_score,label\n";
    assert!(results.starts_with(header), "{results}");
    let run = ["nab", "run", "--nab", "skab", "--detector", "time-scales", "-q"];
    assert!(folder.bami(run).refused().contains("takes one field, and there are 2"));
}

//= spec/nab.md#nab-convert
//= type=test
//# For ucr, the last three numbers of the name of a file, after underscores, MUST be the number of
//# training rows and the first and the last row of its only window, counted from 1.
#[test]
fn a_name_that_says_where_the_anomaly_is_becomes_a_window() {
    let numbers = |high: usize| -> String {
        (1..=900).map(|row| format!("  {}.0\n", if row == high { 50 } else { row % 9 })).collect()
    };
    let folder = folder(&[
        ("ucr/001_UCR_Anomaly_made_up_300_500_510.txt", numbers(505)),
        ("ucr/002_UCR_Anomaly_far_300_500_510.txt", numbers(700)),
        ("ucr/003_UCR_Anomaly_trained_300_500_510.txt", numbers(60)),
    ]);
    folder.bami(["nab", "convert", "ucr", "ucr", "made"]).ok();
    let windows = json_of(&folder, "made/combined_windows.json");
    let expected = json!([["2000-01-01 08:19:00", "2000-01-01 08:29:00"]]);
    assert_eq!(windows["ucr/001_UCR_Anomaly_made_up_300_500_510.csv"], expected);
    let out = folder.bami(["nab", "run", "--nab", "made", "--detector", "z-score", "-q"]).ok();
    // The second file has its highest score elsewhere, the third one in the training rows.
    let line = out.lines().rfind(|line| line.starts_with("z-score")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("33.33"), "{out}");
    insta::assert_snapshot!(out);
}

//= spec/nab.md#nab-convert
//= type=test
//# FOLDER MUST be rejected if it exists, and appear only when it is complete.
//= spec/nab.md#nab-convert
//= type=test
//# A label MUST be 0 or 1, as an integer or with a fraction of 0.
#[test]
fn what_cannot_be_converted_is_refused_with_its_place() {
    let mut messages = String::new();
    for (format, name, content) in [
        ("labels", "a.csv", "timestamp,value,is_anomaly\n1,2,0\n2,3,2\n"),
        ("labels", "a.csv", "timestamp,value,is_anomaly\n1,2,0\n2,x,0\n"),
        ("labels", "a.csv", "timestamp,value,outlier\n1,2,0\n"),
        ("labels", "a.csv", "timestamp,label\n1,0\n"),
        ("labels", "a.csv", "timestamp,value,label\n"),
        ("labels", "a.csv", "timestamp,value,label\nsoon,1,0\n"),
        ("labels", "a.csv", ""),
        ("labels", "a.txt", "timestamp,value,label\n1,2,0\n"),
        ("changepoints", "a.csv", "datetime,value,changepoint\n1,2,0\n"),
        ("ucr", "a_1_2.txt", "1\n2\n"),
        ("ucr", "a_1_3_2.txt", "1\n2\n3\n4\n"),
        ("ucr", "a_1_2_5.txt", "1\n2\n3\n"),
        ("ucr", "a_1_2_3.txt", "1\n2\nNaN\n"),
    ] {
        let folder = folder(&[(&format!("source/{name}"), content.to_owned())]);
        let run = folder.bami(["nab", "convert", format, "source", "out"]);
        messages += &run.refused();
        assert_eq!(folder.names(), ["source"]);
    }
    insta::assert_snapshot!(messages);
    let folder = folder(&[("a/x/1.csv", yahoo(9, &[])), ("a/y/x/1.csv", yahoo(9, &[]))]);
    let only = ["nab", "convert", "labels", "a", "only", "-q", "--only", "z"];
    assert!(folder.bami(only).refused().contains("matches none of the 2 files"));
    let twice = folder.bami(["nab", "convert", "labels", "a", "out"]).refused();
    assert!(twice.contains("two files of the source would become x/1.csv"), "{twice}");
    assert_eq!(folder.names(), ["a"]);
    let exists = folder.bami(["nab", "convert", "labels", "a/x", "a"]).refused();
    assert!(exists.contains("a: exists"), "{exists}");
    let column = ["nab", "convert", "ucr", "a", "out", "--label-column", "b"];
    assert!(folder.bami(column).refused().contains("has no columns"));
}
