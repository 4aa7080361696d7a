//! `bami run`, `bami trace` and `bami params` with a network.

use serde_json::Value;

use crate::support::{Folder, hourly};

/// The parts of a small region.
fn parts() -> String {
    "\
[region.sp]
column_dimensions = [64]
num_active_columns_per_inh_area = 6
tie_break = \"lowest_index\"
[region.tm]
cells_per_column = 4
activation_threshold = 4
learning_threshold = 3
initial_permanence = 0.51
synapse_sample_size = 6
[region.anomaly]
learning_period = 20
"
    .to_owned()
}

/// Two small regions, of which the second steps with every third row.
fn network() -> String {
    let parts = parts();
    format!(
        "\
seed = 7
[[region]]
name = \"first\"
encoders = [{{ field = \"value\", type = \"scalar\", minimum = 0.0, maximum = 50.0 }}]
{parts}
[[region]]
name = \"second\"
period = 3
links = [{{ from = \"first\", output = \"active-cells\" }}]
{parts}"
    )
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("load.csv", hourly(120));
    folder.write("network.toml", network());
    folder
}

const RUN: [&str; 4] = ["run", "load.csv", "--config", "network.toml"];

fn with<'a>(args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [args, more].concat()
}

//= spec/program.md#program-network
//= type=test
//# A parameter file with a table named region MUST be treated as a network.
//= spec/program.md#program-network
//= type=test
//# Each row MUST have the scores of each region under the names anomaly_score, likelihood,
//# raw_score and bursting_columns, in CSV prefixed with the region's name and a dot, and in JSON
//# lines in an object named after the region.
//= spec/program.md#program-network
//= type=test
//# In a row in which a region makes no step, its scores MUST be empty fields in CSV and its object
//# null in JSON lines.
#[test]
fn a_row_has_the_scores_of_each_region() {
    let folder = folder();
    let run = folder.bami(RUN);
    let out = run.ok();
    let head: Vec<&str> = out.lines().take(4).collect();
    insta::assert_snapshot!(head.join("\n"));
    assert_eq!(out.lines().count(), 121);
    let json = folder.bami(with(&RUN, &["--format", "jsonl"])).ok();
    let rows: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows[0]["second"].is_null());
    assert_eq!(rows[2]["second"]["raw_score"], 1.0);
    assert!(rows[119]["first"]["raw_score"].as_f64().unwrap() < 0.5, "{}", rows[119]);
    // What is in the one form is in the other.
    for (csv, json) in out.lines().skip(1).zip(&rows) {
        let fields: Vec<&str> = csv.split(',').collect();
        assert_eq!(fields[0], json["timestamp"]);
        let scores = ["anomaly_score", "likelihood", "raw_score", "bursting_columns"];
        for (region, first) in [("first", 2), ("second", 6)] {
            for (name, field) in scores.iter().zip(&fields[first..]) {
                assert_eq!(field.parse::<f64>().ok(), json[region][name].as_f64());
            }
        }
    }
    // The first region does not know that there is a second.
    let alone = network().split("[[region]]\nname = \"second\"").next().unwrap().to_owned();
    folder.write("network.toml", alone);
    let one = folder.bami(RUN).ok();
    for (both, one) in out.lines().zip(one.lines()) {
        assert!(both.starts_with(one), "{both} {one}");
    }
}

//= spec/program.md#program-network
//= type=test
//# Detections MUST be counted and plotted separately for each region.
#[test]
fn each_region_has_its_summary_and_its_panel() {
    let folder = folder();
    let run = folder.bami(with(&RUN, &["--plot", "load.svg", "-o", "scores.csv"]));
    run.ok();
    let stderr = run.stderr();
    let lines: Vec<&str> = stderr.lines().filter(|line| line.contains(" rows in ")).collect();
    assert!(lines[0].starts_with("bami: first: 120 rows in "), "{stderr}");
    assert!(lines[1].starts_with("bami: second: 40 rows in "), "{stderr}");
    let plot = folder.read("load.svg");
    assert!(["first", "second", "value", "load.csv"].iter().all(|word| plot.contains(word)));
    assert_eq!(folder.names(), ["load.csv", "load.svg", "network.toml", "scores.csv"]);
}

//= spec/program.md#program-network
//= type=test
//# If no value column is named on the command line and the encoders read fields other than
//# timestamp and value, the value columns MUST be those with the names of these fields.
#[test]
fn the_encoders_name_the_columns() {
    let folder = Folder::new();
    let mut text = "when,a,b,first\n".to_owned();
    for row in 0..12 {
        text.push_str(&format!("2026-03-01 {row:02}:00:00,{row},{},1\n", row % 3));
    }
    folder.write("two.csv", text);
    let parts = parts();
    folder.write(
        "network.toml",
        format!(
            "\
[[region]]
name = \"top\"
links = [{{ from = \"first\" }}, {{ from = \"other\", union = 2 }}]
encoders = [{{ field = \"timestamp\", type = \"date\", time_of_day = {{ buckets = 24, active_bits = 5 }} }}]
{parts}
[[region]]
name = \"first\"
encoders = [{{ field = \"a\", type = \"scalar\" }}]
{parts}
[[region]]
name = \"other\"
encoders = [{{ field = \"a\", type = \"scalar\" }}, {{ field = \"b\", type = \"scalar\" }}]
{parts}"
        ),
    );
    let run = |more: &[&'static str]| {
        folder.bami(with(&["run", "two.csv", "--config", "network.toml", "-q"], more))
    };
    let out = run(&[]).ok();
    assert!(out.starts_with("timestamp,a,b,top.anomaly_score,"), "{out}");
    let json = run(&["--format", "jsonl", "--value-column", "b", "--value-column", "a"]).ok();
    assert!(json.starts_with(r#"{"timestamp":"2026-03-01 00:00:00","b":0.0,"a":0.0,"top":{"#));
    let wrong = run(&["--value-column", "a"]).refused();
    insta::assert_snapshot!(wrong, @"bami: error: the encoder of the field `b` has nothing to read; the fields of the stream are `a`, `timestamp`");
    // One column, by its name or as the value.
    for field in ["b", "value"] {
        let of_one = network().replace("field = \"value\"", &format!("field = {field:?}"));
        folder.write("network.toml", of_one);
        let out =
            folder.bami(["run", "two.csv", "--config", "network.toml", "--value-column", "b"]);
        assert!(out.ok().starts_with("timestamp,b,first.anomaly_score,"), "{}", out.stdout());
    }
}

//= spec/program.md#program-network
//= type=test
//# A resolution or a range on the command line MUST be rejected if the parameters are those of a
//# network.
#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let folder = folder();
    let changed = |from: &str, to: &str| {
        folder.write("wrong.toml", network().replacen(from, to, 1));
        folder.bami(["run", "load.csv", "--config", "wrong.toml"]).refused()
    };
    let set = |setting: &'static str| folder.bami(with(&RUN, &["--set", setting])).refused();
    let messages = [
        changed("seed = 7", "sead = 7"),
        changed("seed = 7", "seed = -7"),
        changed("name = \"first\"", ""),
        changed("name = \"first\"", "name = \"the first\""),
        changed("name = \"first\"", "name = \"second\""),
        changed("period = 3", "perod = 3"),
        changed("period = 3", "period = -3"),
        changed("period = 3", "seed = 3"),
        changed("from = \"first\"", "form = \"first\""),
        changed("from = \"first\"", "from = \"frist\""),
        changed("active-cells", "cells"),
        changed("links = [{ from = \"first\"", "links = [{ from = \"second\""),
        changed("cells_per_column", "cells_per_colum"),
        changed("cells_per_column = 4", "cells_per_column = \"many\""),
        changed("field = \"value\"", "field = \"load\""),
        changed("maximum = 50.0", "maximum = -50.0"),
        changed("[[region]]", "[region]"),
        set("second.tm.cells_per_colum=8"),
        set("tm.cells_per_column=8"),
        set("second=8"),
        folder.bami(with(&RUN, &["--resolution", "1"])).refused(),
        folder.bami(["run", "--config", "network.toml"]).refused(),
    ];
    insta::assert_snapshot!(messages.concat());
}

#[test]
fn settings_name_the_region() {
    let folder = folder();
    let set =
        ["--set", "second.tm.cells_per_column=8", "--set", "first.learning=false", "--seed", "9"];
    let shown = folder.bami(with(&["params", "show", "--config", "network.toml"], &set)).ok();
    let shown: toml::Table = shown.parse().unwrap();
    let regions = shown["region"].as_array().unwrap();
    assert_eq!(shown["seed"].as_integer(), Some(9));
    assert_eq!(regions[0]["learning"].as_bool(), Some(false));
    assert_eq!(regions[0]["tm"]["cells_per_column"].as_integer(), Some(4));
    assert_eq!(regions[1]["tm"]["cells_per_column"].as_integer(), Some(8));
    // What is shown can be used.
    let args = ["params", "show", "--config", "network.toml", "--effective"];
    let effective = folder.bami(args).ok();
    assert!(effective.contains("input_dimensions = [256]"), "{effective}");
    let scores = folder.bami(RUN).ok();
    folder.write("network.toml", effective);
    assert_eq!(folder.bami(RUN).ok(), scores);
}

#[test]
fn the_example_of_a_network_can_be_run() {
    let folder = folder();
    folder.bami(["params", "init", "--network", "-o", "example.toml"]).ok();
    let mut args = vec!["run", "load.csv", "--config", "example.toml"];
    for region in ["first", "second"] {
        for (key, value) in [("sp.column_dimensions", "[64]"), ("tm.cells_per_column", "2")] {
            args.extend(["--set", &*format!("{region}.{key}={value}").leak()]);
        }
    }
    let out = folder.bami(args).ok();
    assert_eq!(out.lines().count(), 121);
    assert!(!out.lines().nth(12).unwrap().ends_with(",,,,"));
    assert!(out.lines().nth(13).unwrap().ends_with(",,,,"));
}

//= spec/trace.md#trace-region
//= type=test
//# In a trace of a network, a line of the kind event MUST name the region after the step.
#[test]
fn a_trace_says_which_region_it_was() {
    let folder = folder();
    let args = ["trace", "load.csv", "--config", "network.toml", "--steps", "3..4"];
    let out = folder.bami(args).ok();
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["source"]["stream"]["parameters"]["region"][1]["name"], "second");
    let regions_of = |step: u64| {
        let events = lines.iter().filter(|line| line["kind"] == "event" && line["step"] == step);
        let mut names: Vec<&str> = events.map(|line| line["region"].as_str().unwrap()).collect();
        names.dedup();
        names
    };
    assert_eq!(regions_of(3), ["first", "second"]);
    assert_eq!(regions_of(4), ["first"]);
    let outputs: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "output").collect();
    assert_eq!(outputs[0]["output"]["second"]["raw_score"], 1.0);
    assert!(outputs[1]["output"]["second"].is_null());
    assert!(lines.iter().any(|line| line["line"] == 27 && line["region"] == "second"));
    let schema: Value =
        serde_json::from_str(bami_htm::spec::file("spec/trace.schema.json").unwrap()).unwrap();
    let event = &schema["oneOf"][2]["properties"]["region"];
    assert!(event.is_object());
}
