//! `bami planted`: streams written, read again and judged.

use serde_json::Value;

use crate::support::{Folder, SMALL};

/// A few short streams.
const FEW: [&str; 4] = ["--seeds", "3-4", "--only", "iid-"];

fn json(folder: &Folder, args: &[&str]) -> Value {
    let args = [&["planted", "run", "--json", "-q"], args].concat();
    serde_json::from_str(&folder.bami(args).ok()).unwrap()
}

//= spec/nab.md#planted-folder
//= type=test
//# `bami planted write DIR` MUST write each stream to DIR/NAME.csv with the columns timestamp and
//# value, and to DIR/truth.json an object with an entry for each stream with an anomaly: NAME.csv,
//# and the list of start, end, base, kind and rows per week.
//= spec/nab.md#planted-folder
//= type=test
//# `bami planted run DIR` MUST run the detector over the CSV files in DIR, of which those without
//# an entry in DIR/truth.json are clean.
#[test]
fn streams_from_files_give_what_generated_ones_give() {
    let folder = Folder::new();
    let out = folder.bami([&["planted", "write", "streams"], &FEW[..]].concat());
    assert_eq!(out.ok(), "");
    let spike = folder.read("streams/iid-spike-3.csv");
    assert!(spike.starts_with("timestamp,value\n2026-01-05 00:00:00,"), "{spike}");
    assert_eq!(spike.lines().count(), 2689);
    let truth: Value = serde_json::from_str(&folder.read("streams/truth.json")).unwrap();
    let entry = truth["iid-spike-3.csv"].as_array().unwrap();
    let start = entry[0].as_u64().unwrap();
    assert_eq!(entry[1..], [Value::from(start + 1), "iid".into(), "spike".into(), 2016.into()]);
    assert_eq!(truth.as_object().unwrap().len(), 10);

    let z_score = ["--detector", "z-score"];
    let generated = json(&folder, &[&z_score[..], &FEW].concat());
    let mut read = json(&folder, &[&["streams"], &z_score[..]].concat());
    assert_eq!(read["streams"], "streams");
    read["streams"] = generated["streams"].clone();
    // The order of the files is that of their names.
    assert_eq!(read["all"], generated["all"]);
    for kind in ["spike", "dropout", "level", "flat", "drift"] {
        assert_eq!(read["by_kind"][kind], generated["by_kind"][kind], "{kind}");
    }
    assert_eq!(generated["by_kind"]["spike"]["found"], 2);

    // Without its entry a stream is clean, and its anomaly is a false alarm.
    let mut less = truth.as_object().unwrap().clone();
    less.retain(|name, _| name == "iid-drift-3.csv");
    folder.write("streams/truth.json", serde_json::to_string(&less).unwrap());
    let clean = json(&folder, &[&["streams"], &z_score[..]].concat());
    assert_eq!(clean["all"]["streams"], 1);
    assert_eq!(clean["clean"]["iid-spike-3"]["rows_watched"], 2688);
    assert_eq!(clean["clean"]["iid-spike-3"]["false_alarms"], 1);
}

#[test]
fn a_detector_that_does_not_look_keeps_its_stated_rate() {
    let folder = Folder::new();
    let args =
        ["--detector", "every-n", "--rows-per-alarm", "500", "--only", "iid", "--seeds", "3"];
    let report = json(&folder, &[&args[..], &["--per-stream"]].concat());
    assert_eq!(report["rows_per_alarm"], 500);
    let clean = &report["clean"]["clean-iid"];
    assert_eq!((&clean["false_alarms"], &clean["ratio"]), (&120.into(), &1.0.into()));
    assert_eq!(clean["rows_per_alarm"], 500.0);
    assert_eq!(report["by_stream"].as_object().unwrap().len(), 5);
    let args = [&["planted", "run", "--per-stream"], &args[..]].concat();
    insta::assert_snapshot!(folder.bami(args).ok());
}

#[test]
fn a_region_finds_planted_anomalies_whatever_the_threads() {
    let folder = Folder::new();
    let only = ["--seeds", "0", "--only", "load-spike", "--only", "load-dropout"];
    let args = [&["--detector", "region"], &only[..], &SMALL].concat();
    let one = json(&folder, &[&args[..], &["--threads", "1"]].concat());
    assert_eq!(one, json(&folder, &[&args[..], &["--threads", "2"]].concat()));
    assert_eq!((&one["detector"], &one["all"]["streams"]), (&"region".into(), &2.into()));
    assert_ne!(one["all"]["found"], 0);
}

//= spec/nab.md#planted-folder
//= type=test
//# An entry without a file MUST be rejected, as well as one whose rows do not lie in the file.
#[test]
fn a_folder_that_cannot_be_is_refused_with_its_place() {
    let rows = "timestamp,value\n2026-01-05,1\n2026-01-06,2\n";
    let entry = |place: &str| format!(r#"{{"a.csv": [{place}, "iid", "spike", 7]}}"#);
    let mut messages = String::new();
    for (truth, content) in [
        (entry("0, 1").replace("a.csv", "b.csv"), rows),
        (entry("0, 3"), rows),
        (entry("1, 1"), rows),
        (entry("-1, 1"), rows),
        ("[]".to_owned(), rows),
        ("{".to_owned(), rows),
        (entry("0, 1"), "timestamp,value\n2026-01-05,x\n"),
    ] {
        let folder = Folder::new();
        std::fs::create_dir(folder.path().join("dir")).unwrap();
        folder.write("dir/truth.json", truth);
        folder.write("dir/a.csv", content);
        let run = folder.bami(["planted", "run", "dir", "--detector", "null"]);
        messages += &run.refused();
        assert_eq!(run.stdout(), "");
    }
    let folder = Folder::new();
    for args in [
        &["run", "dir"][..],
        &["run", "--only", "nothing"],
        &["run", "--detector", "z-score", "--seed", "3"],
        &["run", "--rows-per-alarm", "700", "--detector", "region"],
        &["write", "truth.json", "--only", "iid-spike"],
    ] {
        folder.write("truth.json", "{}");
        messages += &folder.bami([&["planted"], args].concat()).refused();
    }
    std::fs::create_dir(folder.path().join("dir")).unwrap();
    folder.write("dir/truth.json", "{}");
    messages += &folder.bami(["planted", "run", "dir"]).refused();
    insta::assert_snapshot!(messages);
    assert!(folder.bami(["planted", "run", "dir", "--seeds", "1"]).refused().contains("--seeds"));
    assert!(folder.bami(["planted", "run", "--seeds", "4-3"]).refused().contains("0-4"));
}
