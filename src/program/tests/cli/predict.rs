//! `bami predict`: what comes next, and how wrong that was.

use serde_json::Value;

use crate::support::{Folder, SMALL, hourly};

fn predict<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["predict", file];
    args.extend(SMALL);
    args.extend(more);
    args
}

//= spec/program.md#program-predict
//= type=test
//# Every row read MUST be written together with what was predicted for it before it was read.
//= spec/program.md#program-predict
//= type=test
//# After the last row, the predictions for future rows MUST be written, as far ahead as the steps
//# reach.
//= spec/program.md#program-predict
//= type=test
//# The time of a future row MUST be extrapolated from the last time by the interval of the last
//# three rows, and be omitted if these have no common interval greater than 0.
#[test]
fn a_row_has_what_was_predicted_for_it_and_the_future_follows() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(600));
    let options = [
        ["--resolution", "1"],
        ["--learning-rate", "0.03"],
        ["--input", "encoding,columns,cells"],
        ["--point", "median"],
        ["--steps", "1,3"],
        ["--top", "1"],
    ];
    let options = options.concat();
    let out = folder.bami(predict("load.csv", &options)).ok();
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(
        rows[0].join(","),
        "predicted_for,value,prediction_1,low_1,high_1,value_1_1,probability_1_1,\
         prediction_3,low_3,high_3,value_3_1,probability_3_1"
    );
    assert_eq!(rows.len(), 1 + 600 + 3);
    assert_eq!(rows[1].join(","), "2014-04-01 00:00:00,10,,,,,,,,,,");
    // Both horizons know the day by heart: what was predicted for a row is what came.
    for row in &rows[500..=600] {
        let [value, one, three] = [1, 2, 7].map(|place| row[place].parse::<f64>().unwrap());
        assert!((one - value).abs() < 1e-9 && (three - value).abs() < 1e-9, "{row:?}");
    }
    assert_eq!(rows[601][..2], ["2014-04-26 00:00:00", ""]);
    assert_eq!((rows[602][2], rows[603][2]), ("", ""));
    assert_eq!(rows[603][0], "2014-04-26 02:00:00");
    for (row, place, value) in [(601, 2, 10.0), (602, 7, 11.0), (603, 7, 12.0)] {
        assert!((rows[row][place].parse::<f64>().unwrap() - value).abs() < 1e-9, "{:?}", rows[row]);
    }
    // What was predicted does not change with what comes after.
    folder.write("half.csv", hourly(300));
    let half = folder.bami(predict("half.csv", &options)).ok();
    assert!(half.lines().zip(out.lines()).take(301).all(|(half, whole)| half == whole));
}

#[test]
fn json_lines_have_whole_distributions() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(150));
    let out = folder.bami(predict("load.csv", &["--format", "jsonl"])).ok();
    let last: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!(last["predicted_for"], "2014-04-07 06:00:00");
    let distribution = last["predictions"][0]["distribution"].as_array().unwrap();
    let sum: f64 = distribution.iter().map(|of| of["probability"].as_f64().unwrap()).sum();
    assert!(distribution.len() > 1 && (sum - 1.0).abs() < 1e-9, "{distribution:?}");
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(10));
    for (more, said) in [
        (["--steps", "3,1"], "steps = [3, 1]"),
        (["--steps", "0"], "steps = [0]"),
        (["--input", "cells,cells"], "inputs = "),
    ] {
        let message = folder.bami(predict("load.csv", &more)).refused();
        assert!(message.contains(said), "{message}");
    }
    assert!(folder.bami(["predict", "none.csv"]).refused().contains("none.csv"));
}

/// A weekly load with noise, hourly: days from 20 to 40, the weekend flat.
fn weekly(rows: usize) -> String {
    let mut text = "timestamp,value\n".to_owned();
    let start: jiff::civil::DateTime = "2026-03-02T00:00".parse().unwrap();
    let mut state = 1u32;
    for row in 0..rows {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = f64::from(state >> 16) / 65_536.0 * 4.0 - 2.0;
        let (day, hour) = (row / 24 % 7, row % 24);
        let load = if day < 5 && (8..18).contains(&hour) { 40.0 } else { 20.0 };
        let time = start + jiff::Span::new().hours(row as i64);
        text += &format!("{},{:.2}\n", time.strftime("%Y-%m-%d %H:%M:%S"), load + noise);
    }
    text
}

/// A region for the weekly load.
const WEEKLY: [&str; 14] = [
    "--set",
    "encoders=[{field=\"timestamp\",type=\"date\",time_of_day={buckets=240,active_bits=21},weekend={active_bits=21}},\
        {field=\"value\",type=\"random-distributed-scalar\",resolution=8.0}]",
    "--set",
    "sp.column_dimensions=[256]",
    "--set",
    "sp.num_active_columns_per_inh_area=20",
    "--set",
    "tm.cells_per_column=8",
    "--set",
    "tm.activation_threshold=10",
    "--set",
    "tm.learning_threshold=7",
    "--set",
    "tm.synapse_sample_size=20",
];

fn measures(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&folder.bami(args.iter().copied()).ok()).unwrap()
}

fn mae(of: &Value, name: &str) -> f64 {
    of[name]["mae"].as_f64().unwrap()
}

//= spec/program.md#program-predict-errors
//= type=test
//# The errors MUST be measured over the rows that have a value and a prediction, starting at the
//# row given by `--score-from` or, without it, over the last half of all rows.
//= spec/program.md#program-predict-errors
//= type=test
//# The errors MUST be reported beside those of predicting the value of the row from which the
//# prediction was made, and the values one day and seven days before the predicted time, each with
//# the number of rows it was measured on.
#[test]
fn a_weekly_series_is_predicted_better_than_by_its_past() {
    let folder = Folder::new();
    folder.write("weekly.csv", weekly(168 * 8));
    let args = ["predict", "weekly.csv", "--json", "--steps", "1,5", "--learning-rate", "0.03"];
    let args: Vec<&str> = args.into_iter().chain(WEEKLY).collect();
    let told = measures(&folder, &args);
    for of in told["horizons"].as_array().unwrap() {
        assert_eq!(of["predicted"]["rows"], 168 * 4);
        assert_eq!(of["same_as_a_week_ago"]["rows"], 168 * 4);
        assert!(mae(of, "predicted") < mae(of, "same_as_now"), "{of:#}");
        assert!(mae(of, "predicted") < mae(of, "same_as_a_week_ago"), "{of:#}");
    }
    let args: Vec<&str> = args.into_iter().chain(["--score-from", "1001"]).collect();
    let told = measures(&folder, &args);
    assert_eq!(told["horizons"][0]["predicted"]["rows"], 168 * 8 - 1000);
}

//= spec/program.md#program-predict-as-made
//= type=test
//# With `--as-made`, every row read MUST be written before the next one is read, with the
//# predictions made from it and the times they are for.
#[test]
fn a_live_stream_is_told_the_future_at_once() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    let more = ["--resolution", "1", "--steps", "1,3", "--top", "0", "--as-made"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_bami"))
        .args(predict("-", &more))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let load = hourly(40);
    let mut rows = load.lines();
    writeln!(stdin, "{}\n{}", rows.next().unwrap(), rows.next().unwrap()).unwrap();
    let header = "made_at,value,predicted_for_1,prediction_1,low_1,high_1,\
                  predicted_for_3,prediction_3,low_3,high_3";
    assert_eq!(lines.next().unwrap().unwrap(), header);
    assert!(lines.next().unwrap().unwrap().starts_with("2014-04-01 00:00:00,10,,10,10,10,,10,"));
    // The next row is not sent before the last one was answered.
    for (row, hour) in rows.zip(1..) {
        writeln!(stdin, "{row}").unwrap();
        let answer = lines.next().unwrap().unwrap();
        let fields: Vec<&str> = answer.split(',').collect();
        assert!(row.starts_with(&fields[..2].join(",")), "{row}: {answer}");
        if hour == 20 {
            assert_eq!((fields[2], fields[6]), ("2014-04-01 21:00:00", "2014-04-01 23:00:00"));
        }
    }
    drop(stdin);
    assert!(lines.next().is_none());
    assert!(child.wait().unwrap().success());
}

//= spec/program.md#program-predict-as-made
//= type=test
//# With `--as-made`, rows for future times MUST NOT follow the last row.
#[test]
fn predictions_as_they_are_made_are_the_same_ones() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(150));
    let rows = |more: &[&str]| -> Vec<Value> {
        let more: Vec<&str> =
            more.iter().copied().chain(["--steps", "2", "--format", "jsonl"]).collect();
        let out = folder.bami(predict("load.csv", &more)).ok();
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (for_time, as_made) = (rows(&[]), rows(&["--as-made"]));
    assert_eq!((for_time.len(), as_made.len()), (152, 150));
    for (made, told) in as_made.iter().zip(&for_time[2..]).skip(110) {
        let (made, told_prediction) = (&made["predictions"][0], &told["predictions"][0]);
        assert_eq!(made["predicted_for"], told["predicted_for"]);
        assert_eq!(made["distribution"], told_prediction["distribution"]);
    }
}

//= spec/program.md#program-predict-method
//= type=test
//# With `--method decode`, the prediction MUST be a distribution over a single value, the middle of
//# the values decoded from the predicted columns (CLA-DECODE-VALUE).
//= spec/program.md#program-predict-method
//= type=test
//# With decoding, any horizon other than one step MUST be rejected.
#[test]
fn the_next_step_can_be_decoded_from_the_cells() {
    let folder = Folder::new();
    folder.write("weekly.csv", weekly(168 * 8));
    let refused = folder.bami(predict("weekly.csv", &["--method", "decode", "--steps", "1,5"]));
    assert!(refused.refused().contains("--method decode with --steps [1, 5]"));
    let mut args = vec!["predict", "weekly.csv", "--json", "--method", "decode"];
    args.extend(["--format", "jsonl", "-o", "rows.jsonl"]);
    args.extend(WEEKLY);
    let told = measures(&folder, &args);
    let of = &told["horizons"][0]["predicted"];
    println!("{:#}", told["horizons"][0]);
    assert_eq!((&of["rows"], of.get("negative_log_likelihood")), (&Value::from(168 * 4), None));
    let rows = folder.read("rows.jsonl");
    let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    for prediction in rows.skip(600).map(|row| row["predictions"][0].clone()) {
        let distribution = prediction["distribution"].as_array().unwrap();
        assert_eq!(distribution.len(), 1);
        assert_eq!(distribution[0]["value"], prediction["prediction"]);
        assert_eq!(
            (&prediction["low"], &prediction["high"]),
            (&prediction["prediction"], &prediction["prediction"])
        );
    }
}

//= spec/program.md#program-predict-plot
//= type=test
//# For each horizon, the plot MUST show the actual values, the predictions for them, and the
//# reported range, over the last 336 rows read and the future times.
#[test]
fn predictions_are_drawn() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(400));
    let more = ["--resolution", "1", "--steps", "1,5", "--plot", "p.svg", "-o", "p.csv"];
    folder.bami(predict("load.csv", &more)).ok();
    let plot = folder.read("p.svg");
    for word in ["load.csv: predictions, the last 336 of 400 rows", "1 step ahead", "5 steps ahead"]
    {
        assert!(plot.contains(word), "{word}");
    }
    // A band and two lines in each panel.
    assert_eq!(plot.matches("<polygon").count(), 2);
    let more = ["--resolution", "1", "--plot", "p.png", "-o", "q.csv"];
    folder.bami(predict("load.csv", &more)).ok();
    assert!(std::fs::read(folder.path().join("p.png")).unwrap().starts_with(b"\x89PNG"));
}

//= spec/classifier.md#d-cla-6
//= type=test
//# By default, `bami predict` MUST show the interpolated quantile of 0.5.
//= spec/classifier.md#d-cla-7
//= type=test
//# By default, `bami predict` MUST give the classifier the inputs encoding, columns, winner-cells,
//# coming-time and week-before.
#[test]
fn what_is_not_said_is_the_best_known() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(300));
    let with = |more: &[&'static str]| folder.bami(predict("load.csv", more)).ok();
    let inputs = "encoding,columns,cells,coming-time,week-before";
    let plain = with(&[]);
    assert_eq!(plain, with(&["--point", "interpolated", "--input", inputs]));
    assert_ne!(plain, with(&["--point", "median"]));
    assert_ne!(plain, with(&["--input", "encoding,columns,cells"]));
}
