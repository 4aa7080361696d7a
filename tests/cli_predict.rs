//! `bami predict`: what comes next, and how wrong that was.
#![cfg(feature = "cli")]

mod cli;

use std::path::{Path, PathBuf};

use cli::{Folder, SMALL, hourly};
use serde_json::Value;

fn predict<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["predict", file];
    args.extend(SMALL);
    args.extend(more);
    args
}

//= spec/program.md#program-predict
//= type=test
//# Every row that is read MUST be written with what was predicted for it before it was read.
//= spec/program.md#program-predict
//= type=test
//# After the last row MUST be written what is predicted for the rows still to come, as far as the steps reach.
//= spec/program.md#program-predict
//= type=test
//# The time of a row still to come MUST be the last time plus the interval of the last three rows, and be left out where these have no common interval above 0.
#[test]
fn a_row_has_what_was_predicted_for_it_and_the_future_follows() {
    let folder = Folder::new();
    folder.write("load.csv", hourly(600));
    let args = predict(
        "load.csv",
        &[
            "--resolution",
            "1",
            "--learning-rate",
            "0.03",
            "--input",
            "encoding,columns,cells",
            "--steps",
            "1,3",
            "--top",
            "1",
        ],
    );
    let out = folder.bami(args).ok();
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
    let args = predict(
        "half.csv",
        &[
            "--resolution",
            "1",
            "--learning-rate",
            "0.03",
            "--input",
            "encoding,columns,cells",
            "--steps",
            "1,3",
            "--top",
            "1",
        ],
    );
    let half = folder.bami(args).ok();
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

fn measures(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&folder.bami(args.iter().copied()).ok()).unwrap()
}

fn mae(of: &Value, name: &str) -> f64 {
    of[name]["mae"].as_f64().unwrap()
}

//= spec/program.md#program-predict-errors
//= type=test
//# The errors MUST be measured over the rows that have a value and a prediction, from the row that `--score-from` names on, or else over the last half of all rows.
//= spec/program.md#program-predict-errors
//= type=test
//# Beside them MUST stand the errors of predicting the value of the row from which the prediction was made, and the values one day and seven days before the time that is predicted, each with the number of rows it was measured on.
#[test]
fn a_weekly_series_is_predicted_better_than_by_its_past() {
    let folder = Folder::new();
    folder.write("weekly.csv", weekly(168 * 8));
    let args = [
        "predict",
        "weekly.csv",
        "--json",
        "--steps",
        "1,5",
        "--learning-rate",
        "0.03",
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

fn hotgym() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("shared");
    let folder = std::env::var_os("BAMI_HOTGYM_DIR")
        .map_or_else(|| beside.join("data/hotgym"), PathBuf::from);
    folder.join("rec-center-hourly.csv")
}

/// On the load of a real building the next hour is predicted better than by the hour before.
#[test]
fn hotgym_is_predicted_better_than_by_the_hour_before() {
    let path = hotgym();
    if !path.is_file() {
        println!("skipped: no data at {}", path.display());
        return;
    }
    let told =
        measures(&Folder::new(), &["predict", path.to_str().unwrap(), "--json", "--steps", "1,5"]);
    for of in told["horizons"].as_array().unwrap() {
        println!("{of:#}");
        assert!(mae(of, "predicted") < mae(of, "same_as_now"), "{of:#}");
    }
}
