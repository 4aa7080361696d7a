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
        let [low, point, high] =
            ["low", "prediction", "high"].map(|name| prediction[name].as_f64().unwrap());
        assert!(low <= point && point <= high && low < high, "{prediction:#}");
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
    let inputs = "encoding,columns,winner-cells,coming-time,week-before";
    let plain = with(&[]);
    let all = ["--point", "interpolated", "--input", inputs, "--target-width", "8"];
    assert_eq!(plain, with(&all));
    assert_ne!(plain, with(&["--point", "median"]));
    assert_ne!(plain, with(&["--input", "encoding,columns,cells"]));
    // With a resolution, the buckets are those of the encoder. From 10 to 21 is the range.
    let resolution = bami_htm::encoders::resolution_from_range(10.0, 21.0).unwrap();
    let width = resolution.to_string();
    let given = |more: &[&str]| {
        let args = [&["--resolution", &width][..], more].concat();
        let out = folder.bami(predict("load.csv", &args)).ok();
        out.lines().skip(101).map(str::to_owned).collect::<Vec<_>>()
    };
    let estimated: Vec<&str> = plain.lines().skip(101).collect();
    // Only the errors of the warm-up rows have not calibrated the range.
    let point = |row: &str| row.split(',').take(3).collect::<Vec<_>>().join(",");
    let points = |rows: &[String]| rows.iter().map(|row| point(row)).collect::<Vec<_>>();
    let estimated: Vec<String> = estimated.into_iter().map(str::to_owned).collect();
    assert_eq!(points(&given(&["--target-width", "8"])), points(&estimated));
    assert_eq!(given(&[]), given(&["--target-width", "1"]));
    assert_ne!(points(&given(&["--target-width", "32"])), points(&estimated));
    // Without times it is half of that.
    let values: String =
        hourly(300).lines().map(|row| row.split_once(',').unwrap().1.to_owned() + "\n").collect();
    folder.write("values.csv", values);
    let half = (resolution / 2.0).to_string();
    let known = ["--resolution", &half, "--target-width", "8"];
    let known = folder.bami(predict("values.csv", &known)).ok();
    let found = folder.bami(predict("values.csv", &[])).ok();
    for (found, known) in found.lines().zip(known.lines()).skip(101) {
        assert_eq!(point(found), point(known));
    }
}

/// A period of 48 rows, without times.
fn wave(of: impl Fn(f64) -> f64) -> String {
    (0..1200).fold("value\n".to_owned(), |text, row| {
        text + &format!("{:.6}\n", of(f64::from(row % 48) / 48.0))
    })
}

//= spec/classifier.md#d-cla-9
//= type=test
//# If the resolution is not given, `bami predict` MUST use, with a target_width of 8, the
//# resolution for the range of the values in the warm-up rows, or half of it if there is no time
//# column.
#[test]
fn rising_and_falling_are_told_apart_without_times() {
    let folder = Folder::new();
    let sine = wave(|at| (at * std::f64::consts::TAU).sin());
    let triangle = wave(|at| if at < 0.5 { 4.0 * at - 1.0 } else { 3.0 - 4.0 * at });
    for (name, stream) in
        [("sine.csv", sine), ("triangle.csv", triangle), ("saw.csv", wave(|at| at))]
    {
        folder.write(name, stream);
        let told = measures(&folder, &["predict", name, "--json", "--steps", "1,5"]);
        for of in told["horizons"].as_array().unwrap() {
            assert!(mae(of, "predicted") < 0.8 * mae(of, "same_as_now"), "{name} {of:#}");
        }
    }
}

//= spec/program.md#program-predict
//= type=test
//# The reported range MUST be that of CLA-RANGE for a share of 0.8, extended to include the number
//# that summarizes the distribution.
//= spec/program.md#program-predict-errors
//= type=test
//# For the predictions of the region, the share of the actual values within the reported range, and
//# its mean width, MUST be reported as well.
//= spec/program.md#program-predict-errors
//= type=test
//# Beside numbers, the errors of recursive least squares MUST be reported, unless the run goes on
//# from a state.
#[test]
fn the_range_holds_its_share_and_a_linear_baseline_is_reported() {
    let folder = Folder::new();
    folder.write("weekly.csv", weekly(168 * 8));
    let args = ["predict", "weekly.csv", "--json", "--steps", "1,5", "--learning-rate", "0.03"];
    let more = ["--format", "jsonl", "-o", "rows.jsonl", "--point", "mean"];
    let args: Vec<&str> = args.into_iter().chain(WEEKLY).chain(more).collect();
    let told = measures(&folder, &args);
    let rows = folder.read("rows.jsonl");
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (place, of) in told["horizons"].as_array().unwrap().iter().enumerate() {
        let in_range = of["predicted"]["in_range"].as_f64().unwrap();
        assert!((77.0..=83.0).contains(&in_range), "{of:#}");
        let (mut inside, mut widths) = (0, 0.0);
        for row in &rows[168 * 4..168 * 8] {
            let made = &row["predictions"][place];
            let [low, high, mean] =
                ["low", "high", "prediction"].map(|name| made[name].as_f64().unwrap());
            assert!(low <= mean && mean <= high, "{row:#}");
            inside += u32::from((low..=high).contains(&row["value"].as_f64().unwrap()));
            widths += high - low;
        }
        assert_eq!(in_range, 100.0 * f64::from(inside) / 672.0);
        assert_eq!(of["predicted"]["range_width"].as_f64().unwrap(), widths / 672.0);
        assert_eq!(of["least_squares"]["rows"], 168 * 4);
        assert!(mae(of, "least_squares") < mae(of, "same_as_now"), "{of:#}");
        assert!(of["same_as_now"].get("in_range").is_none());
    }
}

//= spec/program.md#program-predict
//= type=test
//# Every time MUST be written in one format, that of `2026-03-01 13:30:00`, with a fraction of the
//# second only if it is not 0.
#[test]
fn all_times_have_one_format() {
    let folder = Folder::new();
    let stream: String = (0..30)
        .map(|row| format!("7/2/10 {}:{:02},{}\n", row / 4, 15 * (row % 4), row % 5))
        .collect();
    folder.write("data.csv", format!("timestamp,value\n{stream}"));
    let more = ["--resolution", "1", "--steps", "2"];
    let out = folder.bami(predict("data.csv", &more)).ok();
    let times: Vec<&str> = out.lines().skip(1).map(|row| &row[..19]).collect();
    assert_eq!((times[0], times[29]), ("2010-07-02 00:00:00", "2010-07-02 07:15:00"));
    assert_eq!(times[30..], ["2010-07-02 07:30:00", "2010-07-02 07:45:00"]);
    let made = folder.bami(predict("data.csv", &[&more[..], &["--as-made"]].concat())).ok();
    let last: Vec<&str> = made.lines().last().unwrap().split(',').collect();
    assert_eq!((last[0], last[2]), ("2010-07-02 07:15:00", "2010-07-02 07:45:00"));
    folder.write("unix.csv", "time,value\n1767225600.5,1\n1767225601,2\n");
    let out = folder.bami(predict("unix.csv", &more)).ok();
    let times: Vec<&str> = out.lines().skip(1).map(|row| row.split(',').next().unwrap()).collect();
    assert_eq!(times[..2], ["2026-01-01 00:00:00.5", "2026-01-01 00:00:01"]);
}

/// Three categories, and a slot for others.
const COLOURS: &str = r#"
[[encoders]]
field = "value"
type = "category"
categories = ["red", "green", "blue"]
unknown_slot = true
"#;

//= spec/program.md#program-predict-categories
//= type=test
//# If the encoder of the value is a category or ordered category encoder, the predicted value MUST
//# be the category of the mode, and no range be reported.
//= spec/program.md#program-predict-categories
//= type=test
//# In place of the errors, the percentage of the rows whose category was predicted MUST be
//# reported.
#[test]
fn categories_are_predicted() {
    let folder = Folder::new();
    folder.write("colours.toml", COLOURS);
    let turn = ["red", "green", "mauve", "blue"];
    let rows: String = (0..600).map(|row| format!("{},\n", turn[row % 4])).collect();
    folder.write("data.csv", format!("colour,note\n{rows}"));
    let more = ["--config", "colours.toml", "--value-column", "colour", "--steps", "1,2"];
    let out = folder.bami(predict("data.csv", &[&more[..], &["--top", "1"]].concat())).ok();
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split(',').collect()).collect();
    let header = "predicted_for,colour,prediction_1,value_1_1,probability_1_1,\
                  prediction_2,value_2_1,probability_2_1";
    assert_eq!(rows[0].join(","), header);
    for row in &rows[400..=600] {
        let actual = if row[1] == "mauve" { "(unknown)" } else { row[1] };
        assert_eq!((row[2], row[3], row[5]), (actual, actual, actual));
    }
    assert_eq!((rows[601][2], rows[602][5]), ("red", "green"));
    let told = measures(&folder, &predict("data.csv", &[&more[..], &["--json"]].concat()));
    let of = &told["horizons"][0];
    assert_eq!(
        (&of["predicted"]["right"], &of["predicted"]["mae"]),
        (&Value::from(100.0), &Value::Null)
    );
    assert_eq!(of["same_as_now"]["right"], 0.0);
    assert_eq!((of.get("least_squares"), of["predicted"].get("in_range")), (None, None));
    let lines = [&more[..], &["--format", "jsonl"]].concat();
    let out = folder.bami(predict("data.csv", &lines)).ok();
    let row: Value = serde_json::from_str(out.lines().nth(599).unwrap()).unwrap();
    let made = &row["predictions"][0];
    assert_eq!((&row["colour"], &made["prediction"]), (&"blue".into(), &"blue".into()));
    assert_eq!(made["distribution"][1]["value"], "green");
    let text = folder.bami(predict("data.csv", &more)).stderr();
    assert!(text.contains("predicted           right 100.000 %  over 300 rows"), "{text}");
}

/// The rows of a table of predictions that are for rows that were read.
fn for_rows_read(table: &str, rows: usize, has_header: bool) -> Vec<String> {
    table.lines().skip(usize::from(has_header)).take(rows).map(str::to_owned).collect()
}

//= spec/program.md#program-predict-state
//= type=test
//# If a stream is read in parts, with the state saved after each part and loaded before the next,
//# the rows written for the rows read MUST be byte for byte those of a single run over the whole
//# stream.
#[test]
fn predictions_of_a_stream_in_parts_are_those_of_one_run() {
    let stream = hourly(260);
    let (header, rows) = stream.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    // With and without a warm-up, and with the state saved within it.
    for more in
        [&["--steps", "1,3"][..], &["--resolution", "1", "--steps", "2", "--format", "jsonl"]]
    {
        let folder = Folder::new();
        folder.write("data.csv", &stream);
        let is_csv = !more.contains(&"jsonl");
        let one = folder.bami(predict("data.csv", more)).ok();
        let one = for_rows_read(&one, 260, is_csv);
        for cut in [1, 60, 99, 100, 101, 200, 259] {
            folder.write("a.csv", format!("{header}\n{}\n", rows[..cut].join("\n")));
            folder.write("b.csv", format!("{header}\n{}\n", rows[cut..].join("\n")));
            let save = [more, &["--save", "s.state"]].concat();
            let a = folder.bami(predict("a.csv", &save)).ok();
            let mut load = vec!["predict", "b.csv", "--load", "s.state", "--save", "t.state"];
            if !is_csv {
                load.extend(["--format", "jsonl"]);
            }
            let b = folder.bami(load).ok();
            let parts =
                [for_rows_read(&a, cut, is_csv), for_rows_read(&b, 260 - cut, is_csv)].concat();
            assert_eq!(parts, one, "{cut}");
        }
    }
}

//= spec/program.md#program-predict-state
//= type=test
//# Rows for future times MUST NOT be counted among the rows that a state records.
//= spec/program.md#program-predict-state
//= type=test
//# With `--append`, other values of `--point`, `--top` and `--as-made` than those of the state MUST
//# be rejected.
#[test]
fn predictions_are_appended_in_place_of_those_for_the_future() {
    let folder = Folder::new();
    let stream = hourly(150);
    folder.write("data.csv", &stream);
    let more = ["--resolution", "1", "--steps", "1,4", "--top", "1"];
    let one = folder.bami(predict("data.csv", &more)).ok();
    let append =
        ["--state", "s.state", "--resume", "-o", "out.csv", "--append", "--save-every", "7"];
    for rows in [40, 41, 150, 150] {
        let part: String = stream.lines().take(rows + 1).map(|line| format!("{line}\n")).collect();
        folder.write("data.csv", part);
        let first = !folder.path().join("s.state").exists();
        let given = if first { &more[..] } else { &more[4..] };
        let args = [&["predict", "data.csv"][..], if first { &SMALL } else { &[] }, given, &append];
        folder.bami(args.concat()).ok();
        assert_eq!(folder.read("out.csv").lines().count(), 1 + rows + 4);
    }
    assert_eq!(folder.read("out.csv"), one);
    let told =
        folder.bami(["predict", "data.csv", "--load", "s.state", "--json", "--top", "1"]).ok();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert!(told["horizons"][0].get("least_squares").is_none());

    let other = [&["predict", "data.csv", "--top", "2"][..], &append].concat();
    assert!(folder.bami(other).refused().contains("another --point, --top or --as-made"));
    for given in [
        ["--steps", "1"],
        ["--input", "cells"],
        ["--learning-rate", "0.1"],
        ["--target-width", "2"],
    ] {
        let args = [&["predict", "data.csv", "--load", "s.state"][..], &given].concat();
        assert!(folder.bami(args).refused().contains("cannot be used with"), "{given:?}");
    }
    // The state of one command is none of the other.
    let message = folder.bami(["run", "data.csv", "--load", "s.state"]).refused();
    assert!(message.contains("s.state: is a state of `bami predict`"), "{message}");
    let small =
        [&["run", "data.csv", "--save", "r.state", "--resolution", "1"][..], &SMALL].concat();
    folder.bami(small).ok();
    let message = folder.bami(["predict", "data.csv", "--load", "r.state"]).refused();
    assert!(message.contains("r.state: is a state of `bami run`"), "{message}");
}
