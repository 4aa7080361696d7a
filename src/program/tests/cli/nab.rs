//! `bami nab`: a small corpus run, scored and reported, and what is refused.

use serde_json::Value;

use crate::support::{Folder, SMALL};

const ONE: &str = "artificial/one.csv";

/// The time of a row, every five minutes.
pub(crate) fn time(row: usize) -> String {
    format!("2014-04-{:02} {:02}:{:02}:00", 1 + row / 288, row / 12 % 24, row % 12 * 5)
}

/// A file of so many rows; in `high` the value is far beyond the others.
pub(crate) fn series(rows: usize, high: &[usize]) -> String {
    let value =
        |row| if high.contains(&row) { "99.50".to_owned() } else { format!("{}.0", row % 5) };
    let rows = (0..rows).map(|row| format!("{},{}\n", time(row), value(row)));
    format!("timestamp,value\n{}", rows.collect::<String>())
}

/// The windows of the small corpus: rows 50 to 59 of the first file.
fn windows() -> String {
    let window = format!(r#"[["{}.000000", "{}.000000"]]"#, time(50), time(59));
    format!(
        r#"{{"{ONE}": {window}, "artificial/two.csv": [], "real/a&b.csv": [["{0}", "{0}"]]}}"#,
        time(30)
    )
}

/// A corpus of three files in two categories in the layout of a checkout of NAB.
pub(crate) fn corpus() -> Folder {
    let folder = Folder::new();
    for name in ["nab/data/artificial", "nab/data/real", "nab/labels"] {
        std::fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    folder.write("nab/data/README.md", "no file of the corpus");
    folder.write("nab/data/artificial/one.csv", series(100, &[52, 80]));
    folder.write("nab/data/artificial/two.csv", series(120, &[]));
    folder.write("nab/data/real/a&b.csv", series(40, &[]));
    folder.write("nab/labels/combined_windows.json", windows());
    folder
}

/// The arguments of a run of the range rule.
pub(crate) const RANGE_RULE: [&str; 8] =
    ["nab", "run", "--nab", "nab", "--detector", "range-rule", "-o", "results"];

const SCORE: [&str; 5] = ["nab", "score", "results/range-rule", "--nab", "nab"];

/// A corpus with the results of the range rule.
fn with_results() -> Folder {
    let folder = corpus();
    folder.bami(RANGE_RULE).ok();
    folder
}

fn score(folder: &Folder, more: &[&str]) -> Value {
    let args = [&SCORE[..], &["--json"], more].concat();
    serde_json::from_str(&folder.bami(args).ok()).unwrap()
}

/// The rows of a result file without their header, as fields.
pub(crate) fn fields(folder: &Folder, name: &str) -> Vec<Vec<String>> {
    let text = folder.read(name);
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

//= spec/nab.md#nab-result-files
//= type=test
//# The rows of CATEGORY/FILE.csv MUST be written to RESULTS/DETECTOR/CATEGORY/DETECTOR_FILE.csv
//# with the header timestamp,value,anomaly_score,raw_score,label, with times and values exactly as
//# in the source.
//= spec/nab.md#nab-result-files
//= type=test
//# The label MUST be 1 in the rows of a window, including both ends, and 0 in all others.
//= spec/nab.md#nab-files
//= type=test
//# The files MUST be those listed in `files.txt` if the folder has one, and otherwise every
//# `data/CATEGORY/FILE.csv`.
#[test]
fn a_run_writes_results_as_nab_does_and_prints_their_scores() {
    let folder = with_results();
    let name = "results/range-rule/artificial/range-rule_one.csv";
    let text = folder.read(name);
    assert!(text.starts_with(
        "timestamp,value,anomaly_score,raw_score,label\n2014-04-01 00:00:00,0.0,0,0,0\n"
    ));
    assert!(text.contains("2014-04-01 04:20:00,99.50,1,1,1\n"), "{text}");
    let rows = fields(&folder, name);
    let labelled: Vec<usize> = (0..rows.len()).filter(|row| rows[*row][4] == "1").collect();
    assert_eq!((rows.len(), labelled), (100, (50..60).collect()));
    assert_eq!(fields(&folder, "results/range-rule/real/range-rule_a&b.csv").len(), 40);
    // A list of files leaves the others out.
    folder.write("nab/files.txt", "artificial/one.csv\n\nartificial/two.csv\n");
    let out = folder.bami([&RANGE_RULE[..7], &["listed"]].concat()).ok();
    assert!(out.contains("1 of 1"), "{out}");
    assert!(!folder.path().join("listed/range-rule/real").exists());
}

//= spec/nab.md#nab-files
//= type=test
//# With `--only`, the files MUST be those with a CATEGORY/FILE.csv that matches one of the
//# patterns.
#[test]
fn a_part_of_the_corpus_can_be_run_and_scored() {
    let folder = corpus();
    let args =
        [&RANGE_RULE[..], &["--only", "two", "--only", "*/one.csv", "--name", "part"]].concat();
    folder.bami(args).ok();
    assert!(!folder.path().join("results/part/real").exists());
    let refused = folder.bami(["nab", "score", "results/part", "--nab", "nab"]).refused();
    assert!(
        refused.contains("part_a&b.csv: is missing") && refused.contains("--only"),
        "{refused}"
    );
    folder.bami(["nab", "score", "results/part", "--nab", "nab", "--only", "artificial"]).ok();
}

//= spec/nab.md#nab-result-files
//= type=test
//# The parameters in effect MUST be written to RESULTS/DETECTOR/parameters.toml.
//= spec/nab.md#nab-run
//= type=test
//# The scores MUST be the same for any number of threads.
//= spec/nab.md#nab-blind
//= type=test
//# Every file MUST be processed by a new detector with the same parameters.
#[test]
fn the_scores_of_a_region_do_not_hang_on_threads_or_on_other_files() {
    let folder = corpus();
    let region: Vec<&str> = SMALL[..12].to_vec();
    let run = |name: &str, more: &[&str]| {
        let args = ["nab", "run", "--nab", "nab", "-o", "results", "--name", name, "--seed", "5"];
        let args = [&args[..], &["--detector", "bami"]].concat();
        folder.bami([&args[..], &region, more].concat()).ok();
    };
    run("a", &["--threads", "1"]);
    run("b", &["--threads", "3"]);
    run("c", &["--only", "one"]);
    let of = |name: &str, file: &str| {
        folder.read(&format!("results/{name}/{}", file.replace('@', name)))
    };
    for file in ["artificial/@_one.csv", "artificial/@_two.csv", "real/@_a&b.csv"] {
        assert_eq!(of("a", file), of("b", file), "{file}");
    }
    assert_eq!(of("a", "artificial/@_one.csv"), of("c", "artificial/@_one.csv"));
    let rows = fields(&folder, "results/a/artificial/a_one.csv");
    assert!(rows.iter().any(|row| row[3] != "1" && row[3] != "0"), "nothing was learned");

    let parameters: toml::Table = of("a", "parameters.toml").parse().unwrap();
    assert_eq!(parameters["detector"].as_str(), Some("bami"));
    assert_eq!(parameters["parameters"]["seed"].as_integer(), Some(5));
    assert_eq!(parameters["parameters"]["tm"]["cells_per_column"].as_integer(), Some(4));
    let one = &parameters["files"].as_array().unwrap()[0];
    assert_eq!((one["name"].as_str(), one["rows"].as_integer()), (Some(ONE), Some(100)));
    let anomaly = &one["parameters"]["anomaly"];
    assert_eq!(anomaly["learning_period"].as_integer(), Some(7));
    assert_eq!(anomaly["estimation_samples"].as_integer(), Some(8));
    let value = &one["parameters"]["encoders"].as_array().unwrap()[1];
    assert_eq!(value["resolution"].as_float(), Some(1.4 * 99.5 / 130.0));
}

/// What comes later, and where the windows lie, makes no difference to the scores before it; what is known in
/// advance is held fast by the first two rows.
//= spec/nab.md#nab-blind
//= type=test
//# Before the first row of a file, a detector MUST be given the number of rows and the minimum and
//# maximum values, and nothing else about the file.
//= spec/nab.md#nab-blind
//= type=test
//# A detector MUST score each row before it is given the next one.
//= spec/nab.md#nab-rows
//= type=test
//# Rows MUST be processed in the order of the file, whatever their times.
#[test]
fn a_detector_sees_neither_windows_nor_the_future() {
    let folder = corpus();
    let run = |name: &str, high: &[usize], first: usize| {
        let data = series(100, high).replace(&format!("{},", time(90)), &format!("{},", time(2)));
        folder.write("nab/data/artificial/one.csv", data);
        let window = format!(r#"{{"{ONE}": [["{}", "{}"]]}}"#, time(first), time(first + 3));
        folder.write("nab/labels/combined_windows.json", window);
        folder.write("nab/files.txt", ONE);
        let args = ["nab", "run", "--nab", "nab", "-o", "results", "--name", name];
        let args = [&args[..], &["--detector", "time-scales"]].concat();
        folder.bami([&args[..], &SMALL[..12]].concat()).ok();
        let rows = fields(&folder, &format!("results/{name}/artificial/{name}_one.csv"));
        rows.into_iter().map(|row| row[2..4].to_vec()).collect::<Vec<_>>()
    };
    let one = run("one", &[1, 70], 50);
    let two = run("two", &[1, 85], 20);
    assert_eq!(one.len(), 100);
    assert_eq!(one[..70], two[..70]);
    assert_ne!(one, two);
}

//= spec/nab.md#nab-cross-validation
//= type=test
//# With `--cross-validate`, the detections in the files of each category MUST be made with the
//# threshold chosen on the files of all other categories.
//= spec/nab.md#nab-results
//= type=test
//# With `--raw`, the scores in the column raw_score MUST be scored beside those in anomaly_score.
#[test]
fn scores_are_cross_validated_and_raw_scores_shown_beside_them() {
    let folder = with_results();
    // In one category the first window is told by 0.6 and a false alarm by 0.5, in the other it is told by 0.4.
    let put = |name: &str, at: &[(usize, &str)]| {
        let path = format!("results/range-rule/{name}");
        let mut rows = fields(&folder, &path);
        rows.iter_mut().for_each(|row| (row[2], row[3]) = ("0.1".into(), "0".into()));
        at.iter().for_each(|(row, score)| rows[*row][2] = (*score).to_owned());
        let rows: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        folder.write(&path, format!("timestamp,value,anomaly_score,raw_score,label\n{rows}"));
    };
    put("artificial/range-rule_one.csv", &[(50, "0.6"), (30, "0.5")]);
    put("artificial/range-rule_two.csv", &[]);
    put("real/range-rule_a&b.csv", &[(30, "0.4")]);
    let scores = score(&folder, &["--cross-validate", "--raw"]);
    let standard = &scores["range-rule"]["standard"];
    assert_eq!((standard["threshold"].as_f64(), standard["fp"].as_u64()), (Some(0.4), Some(1)));
    let crossed = &standard["cross_validated"];
    assert_eq!(crossed["thresholds"]["artificial"], 0.4);
    assert_eq!(crossed["thresholds"]["real"], 0.6);
    assert_eq!(crossed["windows_hit"], 1);
    assert_eq!(crossed["raw_score"].as_f64(), Some(1.0 - 0.11 - 1.0));
    assert_eq!(scores["range-rule (raw_score)"]["standard"]["score"].as_f64(), Some(0.0));
    assert_eq!(scores["range-rule (raw_score)"]["standard"]["threshold"], 1.1);

    let args = [&SCORE[..], &["--cross-validate", "--raw", "--per-file"]].concat();
    let text = folder.bami(args).ok();
    insta::assert_snapshot!(text);
    let refused =
        folder.bami([&SCORE[..], &["--cross-validate", "--only", "real"]].concat()).refused();
    assert!(refused.contains("two categories"), "{refused}");
}

#[test]
fn thresholds_can_be_given() {
    let folder = with_results();
    let best = score(&folder, &[]);
    assert_eq!(best["range-rule"]["standard"]["threshold"], 1.0);
    let never = score(&folder, &["--threshold", "1.1"]);
    assert_eq!(never["range-rule"]["standard"]["score"].as_f64(), Some(0.0));
    folder.write("thresholds.json", serde_json::to_string(&never).unwrap());
    assert_eq!(score(&folder, &["--thresholds", "thresholds.json"]), never);
    folder.write("thresholds.json", r#"{"range-rule": {"standard": 0.5}}"#);
    let args = [&SCORE[..], &["--thresholds", "thresholds.json"]].concat();
    assert!(folder.bami(args).refused().contains("reward_low_FP_rate"));
}

#[test]
fn detectors_stand_in_one_table() {
    let folder = with_results();
    folder.bami(["nab", "run", "--nab", "nab", "--detector", "null", "-o", "other/results"]).ok();
    folder.bami([&RANGE_RULE[..7], &["other"]].concat()).ok();
    let folders = ["results/range-rule", "other/range-rule", "other/results/null"];
    let args = [&["nab", "score", "--nab", "nab", "--json"], &folders[..]].concat();
    let scores: Value = serde_json::from_str(&folder.bami(args).ok()).unwrap();
    let names: Vec<&String> = scores.as_object().unwrap().keys().collect();
    assert_eq!(names, ["results/range-rule", "other/range-rule", "null"]);
    assert_eq!(scores["null"]["standard"]["score"].as_f64(), Some(0.0));
}

/// The message for a corpus in which one file has this content.
fn refused(path: &str, content: &str, args: &[&str]) -> String {
    let folder = with_results();
    folder.write(path, content);
    let run = folder.bami(args.iter().copied());
    assert_eq!(run.stdout(), "");
    let message = run.refused();
    assert!(folder.names().iter().all(|name| ["nab", "results"].contains(&name.as_str())));
    message
}

//= spec/nab.md#nab-files
//= type=test
//# The windows MUST be read from `labels/combined_windows.json` in the folder or, if there is none,
//# from its `combined_windows.json`.
//= spec/nab.md#nab-files
//= type=test
//# A file without an entry in the windows MUST be rejected.
//= spec/nab.md#nab-files
//= type=test
//# If there is no `files.txt`, windows for a file that does not exist MUST be rejected.
//= spec/nab.md#nab-rows
//= type=test
//# A file MUST have the header timestamp,value, or several fields of different names in place of
//# value, followed by at least one row, each row with a time and a finite number in each field.
//= spec/nab.md#nab-windows
//= type=test
//# A window MUST be rejected if no row has the time of one of its ends, if it ends before it
//# begins, or if it overlaps another window.
#[test]
fn a_corpus_that_cannot_be_is_refused_with_its_place() {
    let windows_of = |windows: &str| {
        format!(r#"{{"{ONE}": {windows}, "artificial/two.csv": [], "real/a&b.csv": []}}"#)
    };
    let window = |pairs: &[(usize, usize)]| {
        let pairs: Vec<[String; 2]> = pairs.iter().map(|(a, b)| [time(*a), time(*b)]).collect();
        windows_of(&serde_json::to_string(&pairs).unwrap())
    };
    let labels = "nab/labels/combined_windows.json";
    let data = "nab/data/artificial/one.csv";
    let row = "timestamp,value\n2014-04-01 00:00:00,";
    let more = windows().replace("real/a&b", "real/other");
    let cases = [
        (labels, "{".to_owned()),
        (labels, "[]".to_owned()),
        (labels, r#"{"artificial/one.csv": [["2014-04-01 00:00:00"]]}"#.to_owned()),
        (labels, format!(r#"{{"{ONE}": [], "artificial/two.csv": []}}"#)),
        (labels, more),
        (labels, windows_of(r#"[["2014-04-01 00:00:00", "2014-04-01 00:07:00"]]"#)),
        (labels, windows_of(r#"[["yesterday", "2014-04-01 00:05:00"]]"#)),
        (labels, window(&[(20, 19)])),
        (labels, window(&[(40, 50), (20, 40)])),
        (data, String::new()),
        (data, "time,value\n2014-04-01 00:00:00,1\n".to_owned()),
        (data, "timestamp,value\n".to_owned()),
        (data, format!("{row}1\n2014-04-01 00:05:00")),
        (data, format!("{row}1\n2014-04-01 00:05:00,NaN\n")),
        (data, format!("{row}\n")),
        (data, format!("{row}1\n2014-04-01 25:05:00,1\n")),
        ("nab/files.txt", "one.csv\n".to_owned()),
        ("nab/files.txt", "\n".to_owned()),
        ("nab/files.txt", "artificial/three.csv\n".to_owned()),
        ("nab/profiles.json", r#"{"standard": {"tpWeight": 1}}"#.to_owned()),
    ];
    let mut messages = Vec::new();
    for (path, content) in cases {
        let of_run = refused(path, &content, &RANGE_RULE);
        assert_eq!(of_run, refused(path, &content, &SCORE));
        messages.push(of_run);
    }
    insta::assert_snapshot!(messages.concat());

    let folder = corpus();
    std::fs::rename(folder.path().join(labels), folder.path().join("nab/combined_windows.json"))
        .unwrap();
    folder.bami(RANGE_RULE).ok();
    std::fs::remove_file(folder.path().join("nab/combined_windows.json")).unwrap();
    assert!(folder.bami(SCORE).refused().contains("has neither labels/combined_windows.json nor"));
    assert!(
        folder.bami(["nab", "score", "results/none", "--nab", "none"]).refused().contains("none")
    );
}

/// Each end of a window is the first row with its time, though other rows have it too.
//= spec/nab.md#nab-windows
//= type=test
//# Each end of a window MUST be the first row that has the time of that end.
#[test]
fn a_window_ends_at_the_first_rows_with_its_times() {
    let folder = corpus();
    let again = |data: String, row: usize, of: usize| {
        data.replace(&format!("{},", time(row)), &format!("{},", time(of)))
    };
    let data = again(again(series(100, &[]), 51, 50), 60, 59);
    folder.write("nab/data/artificial/one.csv", data);
    folder.bami(RANGE_RULE).ok();
    let rows = fields(&folder, "results/range-rule/artificial/range-rule_one.csv");
    let labelled: Vec<usize> = (0..rows.len()).filter(|row| rows[*row][4] == "1").collect();
    assert_eq!(labelled, (50..60).collect::<Vec<_>>());
}

//= spec/nab.md#nab-results
//= type=test
//# A results folder MUST contain one result file for each file of the corpus and no other.
//= spec/nab.md#nab-results
//= type=test
//# A result file MUST have the columns timestamp and anomaly_score, and the times of the rows of
//# its source in the same order.
//= spec/nab.md#nab-results
//= type=test
//# A score that is not a number from 0 to 1 MUST be rejected with its file and line.
#[test]
fn results_that_cannot_be_are_refused_with_their_place() {
    let good = with_results().read("results/range-rule/artificial/range-rule_one.csv");
    let path = "results/range-rule/artificial/range-rule_one.csv";
    let last = good.trim_end().rfind('\n').unwrap();
    let in_row_2 = |from: &str, to: &str| good.replacen(from, to, 1);
    let cases = [
        (path, good[..=last].to_owned()),
        (path, format!("{good}2014-04-02 00:00:00,1,0,0,0\n")),
        (path, in_row_2("00:05:00,1.0,0,0,0", "00:05:00,1.0,1.5,0,0")),
        (path, in_row_2("00:05:00,1.0,0,0,0", "00:05:00,1.0,-0.1,0,0")),
        (path, in_row_2("00:05:00,1.0,0,0,0", "00:05:00,1.0,NaN,0,0")),
        (path, in_row_2("00:05:00,1.0,0,0,0", "00:05:00,1.0,,0,0")),
        (path, in_row_2("00:05:00,1.0,0,0,0", "00:05:00,1.0")),
        (path, in_row_2("00:05:00", "00:06:00")),
        (path, in_row_2("anomaly_score", "score")),
        (path, String::new()),
        ("results/range-rule/artificial/range-rule_three.csv", good.clone()),
        ("results/range-rule/artificial/bami_one.csv", good.clone()),
    ];
    let messages: Vec<String> =
        cases.iter().map(|(path, content)| refused(path, content, &SCORE)).collect();
    insta::assert_snapshot!(messages.concat());
    let raw = good.replacen("raw_score", "other", 1);
    refused(path, &raw, &[&SCORE[..], &["--raw"]].concat());
    // Without it the column is not needed.
    let folder = with_results();
    folder.write(path, raw);
    folder.bami(SCORE).ok();
    assert!(
        folder
            .bami(["nab", "score", "nab", "--nab", "nab"])
            .refused()
            .contains("is not a folder of results")
    );
    std::fs::remove_file(folder.path().join(path)).unwrap();
    assert!(folder.bami(SCORE).refused().contains("range-rule_one.csv: is missing"));
}

#[test]
fn the_detector_is_that_of_bami_run_unless_another_is_asked_for() {
    let folder = corpus();
    let args = ["nab", "run", "--nab", "nab", "-o", "results", "--only", "one"];
    folder.bami([&args[..], &["--without", "memory"]].concat()).ok();
    let parameters: toml::Table = folder.read("results/default/parameters.toml").parse().unwrap();
    assert_eq!(parameters["detector"].as_str(), Some("default"));
    assert_eq!(parameters["parameters"]["rows_per_alarm"].as_float(), Some(700.0));
    let args = [&args[..], &["--detector", "time-scales"]].concat();
    folder.bami([&args[..], &SMALL[..12], &["--set", "time_scales.regions=1"]].concat()).ok();
    let rows = fields(&folder, "results/time-scales/artificial/time-scales_one.csv");
    assert_eq!(rows.len(), 100);
    let parameters = folder.read("results/time-scales/parameters.toml");
    let parameters: toml::Table = parameters.parse().unwrap();
    assert_eq!(parameters["detector"].as_str(), Some("time-scales"));
    assert_eq!(parameters["parameters"]["time_scales"]["regions"].as_integer(), Some(1));
    assert_eq!(parameters["parameters"]["tm"]["cells_per_column"].as_integer(), Some(4));
}

#[test]
fn what_cannot_be_run_is_refused_and_writes_nothing() {
    for args in [
        &["--only", "three"][..],
        &["--set", "tm.activation_threshold=3"],
        &["--detector", "time-scales", "--set", "tm.activation_treshold=3"],
        &["--detector", "time-scales", "--set", "anomaly.learning_period=3"],
        &["--detector", "time-scales", "--set", "metric=value"],
        &["--detector", "bami", "--set", "anomaly.learning_period=3"],
        &["--detector", "time-scales", "--set", r#"encoders=[{field="load",type="scalar"}]"#],
        &["--detector", "bami", "--set", r#"encoders=[{field="load",type="scalar"}]"#],
        &["--config", "none.toml"],
        &["--detector", "range-rule", "--seed", "3"],
        &["--detector", "range-rule", "--seeds", "2"],
        &["--detector", "z-score", "--rows-per-alarm", "9"],
        &["--seeds", "0"],
        &["--detector", "nothing"],
        &["--name", "a/b"],
        &["--threads", "0"],
    ] {
        let folder = corpus();
        let run = folder.bami([&["nab", "run", "--nab", "nab", "-o", "results"], args].concat());
        run.refused();
        assert_eq!(
            (run.stdout(), folder.names()),
            (String::new(), vec!["nab".to_owned()]),
            "{args:?}"
        );
    }
}

/// A logarithm cannot be had of 0, which is the first value.
#[test]
fn a_row_that_a_detector_refuses_ends_the_run_with_its_place() {
    let folder = corpus();
    let encoder = r#"encoders=[{field="value",type="log"}]"#;
    let args = ["nab", "run", "--nab", "nab", "-o", "results", "--detector", "bami"];
    let one = ["--only", "one"];
    let run = folder.bami([&args[..], &one, &["--set", encoder]].concat());
    let message = run.refused();
    assert!(message.contains("artificial/one.csv: line 2: "), "{message}");
    assert!(message.contains("greater than 0"), "{message}");
    assert_eq!(run.stdout(), "");
    let left = std::fs::read_dir(folder.path().join("results/bami/artificial")).unwrap();
    assert_eq!(left.count(), 0);
    // Of several files, those that were given up because of it are not blamed.
    let message = folder.bami([&args[..], &["--set", encoder]].concat()).refused();
    assert!(message.contains("line 2: ") && !message.contains("abandoned"), "{message}");
}

//= spec/nab.md#nab-report
//= type=test
//# The report MUST be one file that needs no other.
//= spec/nab.md#nab-report
//= type=test
//# The table of files MUST be sorted by the score that each file lost compared with a perfect
//# detector, the largest loss first.
//= spec/nab.md#nab-report
//= type=test
//# Windows that were hit, windows that were missed and false alarms MUST be distinguishable without
//# colours.
#[test]
fn a_report_shows_what_was_hit_missed_and_raised_in_vain() {
    let folder = with_results();
    let args = ["nab", "report", "results/range-rule", "--nab", "nab", "-o", "report.html"];
    // The second value beyond all others lies outside of what was seen after the first: not so here.
    let path = "results/range-rule/artificial/range-rule_one.csv";
    let alarm = folder.read(path).replace("06:40:00,99.50,0,0,0", "06:40:00,99.50,1,1,0");
    folder.write(path, alarm);
    assert_eq!(folder.bami(args).ok(), "");
    let html = folder.read("report.html");
    for outside in ["://", "src=", "@import", "url(", "<script", "stylesheet"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("prefers-color-scheme: dark"));
    assert!(html.contains("real/a&amp;b.csv") && !html.contains("a&b"), "{html}");
    let body = html.split_once("<body>").unwrap().1;
    let place = |text: &str| body.find(text).unwrap_or_else(|| panic!("{text}: {body}"));
    // Missed entirely: 2 lost; hit late and one false alarm: less; nothing lost.
    assert!(place("real/a&amp;b.csv") < place("artificial/one.csv"));
    assert!(place("artificial/one.csv") < place("artificial/two.csv"));
    for (text, count) in [
        (">hit</text>", 1),
        (">missed</text>", 1),
        ("class=\"hit\"", 1),
        ("class=\"alarm\"", 1),
        ("class=\"missed\"", 1),
        // The legend has one for each of its five signs.
        ("<svg", 8),
    ] {
        assert_eq!(body.matches(text).count(), count, "{text}");
    }
    let other = [&args[..], &["--profile", "best"]].concat();
    assert!(folder.bami(other).refused().contains("reward_low_FN_rate"));
    let silent = [&args[..], &["--threshold", "1.1", "--profile", "reward_low_FP_rate"]].concat();
    folder.bami(silent).ok();
    assert_eq!(folder.read("report.html").matches(">missed</text>").count(), 2);
}

#[test]
fn the_help_says_what_can_be_asked_for() {
    let folder = Folder::new();
    let help = |args: &[&str]| folder.bami([args, &["--help"]].concat()).ok();
    for (args, words) in [
        (&["nab"][..], &["run", "convert", "score", "report", "github.com/numenta/NAB"][..]),
        (&["nab", "run"], &["--detector", "range-rule", "parameters.toml", "Examples:"]),
        (&["nab", "score"], &["--cross-validate", "--raw", "--per-file", "thresholds.json"]),
        (&["nab", "report"], &["--profile", "--threshold", "HTML"]),
    ] {
        let help = help(args);
        words.iter().for_each(|word| assert!(help.contains(word), "{word}: {help}"));
    }
}
