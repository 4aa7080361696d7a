//! The rules of `spec/conformance.md`: vectors, the port protocol, and `bami conformance`.

mod cli;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use assert_cmd::prelude::*;
use bami_conformance::fuzz::{fuzz, random_vector};
use bami_conformance::{
    ALGORITHMS, Failure, Header, Json, Model, Outcome, Port, Report, Served, Target, Vector,
    embedded_vectors, run, serve,
};
use serde_json::json;

const BAMI: &str = env!("CARGO_BIN_EXE_bami");

fn bami(arguments: &[&str]) -> Command {
    let mut command = Command::new(BAMI);
    command.arg("conformance").args(arguments).current_dir(cli::specification());
    command
}

/// The output of the program and its exit status.
fn said(arguments: &[&str]) -> (String, i32) {
    let output = bami(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (text.concat(), output.status.code().unwrap())
}

fn vector(name: &str) -> Vector {
    let vectors = embedded_vectors().unwrap();
    vectors.into_iter().find(|vector| vector.header.name == name).unwrap()
}

/// What is said of a vector with something in its text replaced.
fn refused(from: &str, to: &str) -> String {
    let text = vector("matching-alone-bursts").to_json();
    assert!(text.contains(from), "{from}");
    match Vector::from_json(&text.replacen(from, to, 1)) {
        Ok(_) => "accepted".into(),
        Err(error) => error.to_string(),
    }
}

//= spec/conformance.md#conf-format
//= type=test
//# A vector of this version MUST have the format bami-conformance/1, and any other format is
//# rejected.
//= spec/conformance.md#conf-name
//= type=test
//# The name of a vector MUST consist of lowercase letters a to z, digits and hyphens.
//= spec/conformance.md#conf-vector
//= type=test
//# A field that this chapter does not name MUST be rejected in the parameters, the initial state
//# and the inputs of a vector.
//= spec/conformance.md#conf-parameters
//= type=test
//# A vector MUST give every parameter that this chapter does not call optional.
//= spec/conformance.md#conf-parameters
//= type=test
//# An integer greater than 2^32 - 1 MUST be rejected unless it is the seed of the run or a stream.
//= spec/conformance.md#conf-steps
//= type=test
//# A vector MUST have at least one step.
//= spec/conformance.md#conf-ascending
//= type=test
//# Lists of cells, columns, bits and segments MUST be strictly ascending, in inputs and in outputs.
//= spec/conformance.md#conf-error-last
//= type=test
//# An expected error MUST be in the last step of a vector.
#[test]
fn conf_vector_what_is_wrong_is_said_with_its_place() {
    let mut all = String::new();
    for (from, to) in [
        ("bami-conformance/1", "bami-conformance/2"),
        ("\"name\": \"matching-alone-bursts\"", "\"name\": \"Matching alone\""),
        ("\"name\": \"matching-alone-bursts\",", ""),
        ("\"seed\": 42", "\"seed\": 4.5"),
        ("\"column_count\"", "\"columns\": null, \"column_count\""),
        ("\"column_count\": 4", "\"column_count\": null"),
        ("\"column_count\": 4", "\"column_count\": 4294967296"),
        ("\"column_count\"", "\"columns\": 1, \"column_count\""),
        ("\"column_count\": 4,", ""),
        ("\"column_count\": 4", "\"column_count\": \"four\""),
        ("\"synapse_sample_size\"", "\"extensions\": {\"prune\": true}, \"synapse_sample_size\""),
        ("\"initial_permanence\": 0.25", "\"initial_permanence\": 1.25"),
        ("\"cell\": 1", "\"cell\": 8"),
        ("\"cell\": 1", "\"cell\": 1, \"id\": 0"),
        ("[2, 0.5]", "[2, \"half\"]"),
        ("\"winner_cells\": [2]\n", "\"winners\": [2]\n"),
        ("\"active_columns\": [0]", "\"active_columns\": [0], \"lern\": true"),
        ("\"active_columns\": [0]", "\"active_columns\": [1, 1]"),
        ("\"active_columns\": [0]", "\"active_columns\": [0, 4]"),
        ("\"active_columns\": [0], \"dump\": true", "\"reset\": false"),
        ("\"steps\": [", "\"steps\": [{\"input\": {}, \"output\": {\"error\": \"\"}}, "),
        ("\"steps\": [", "\"steps\": [{\"input\": {}, \"output\": []}, "),
        ("\"steps\"", "\"step\""),
        ("\"parameters\": {", "\"parameters\": {{"),
    ] {
        writeln!(all, "{}", refused(from, to)).unwrap();
    }
    let mut empty = vector("matching-alone-bursts");
    empty.steps.clear();
    writeln!(all, "{}", Vector::from_json(&empty.to_json()).unwrap_err()).unwrap();
    insta::assert_snapshot!(all);
}

//= spec/conformance.md#conf-parameters
//= type=test
//# An optional field of the parameters, of the initial state or of an input MUST be treated as
//# absent if it is null.
//= spec/conformance.md#conf-parameters
//= type=test
//# Where this chapter specifies an object, a list of the values of its fields MUST be rejected.
#[test]
fn conf_parameters_null_is_left_out_and_a_list_is_no_object() {
    let header = |extensions: serde_json::Value, initial: serde_json::Value| {
        let header = json!({
            "format": "bami-conformance/1", "name": "x", "about": "", "covers": [],
            "algorithm": "temporal-memory", "seed": 42, "initial": initial,
            "parameters": {
                "column_count": 2, "cells_per_column": 2, "activation_threshold": 1,
                "learning_threshold": 1, "initial_permanence": 0.5, "connected_permanence": 0.5,
                "permanence_increment": 0.1, "permanence_decrement": 0.1,
                "predicted_decrement": 0.0, "synapse_sample_size": 2, "extensions": extensions
            }
        });
        Model::new(&Header::from_json(&header.to_string()).unwrap()).map(|model| model.unwrap())
    };
    let null = json!(null);
    let plain = header(null.clone(), null.clone());
    assert!(plain.is_ok());
    assert!(
        header(json!({ "prune_zero_permanence": null }), json!({ "winner_cells": null })).is_ok()
    );
    let error = |model: Result<Model, bami_conformance::ModelError>| model.unwrap_err().to_string();
    assert_eq!(error(header(json!([]), null.clone())), "parameters.extensions: must be an object");
    assert_eq!(error(header(null.clone(), json!([]))), "initial: must be an object");
    let list = json!({ "segments": [[0, []]] });
    assert_eq!(error(header(null, list)), "initial.segments[0]: must be an object");
    let mut memory = plain.unwrap();
    let input = json!({ "active_columns": [0], "learn": null, "dump": null });
    assert!(memory.step(&input).is_ok());
    let error = memory.step(&json!([[0], true, false])).unwrap_err().to_string();
    assert_eq!(error, "input: must be an object");
}

#[test]
fn vectors_survive_being_written_and_read() {
    for vector in embedded_vectors().unwrap() {
        assert_eq!(Vector::from_json(&vector.to_json()).unwrap(), vector);
        let header = Header::from_json(&vector.header.to_line()).unwrap();
        assert_eq!(header, vector.header);
    }
}

//= spec/conformance.md#conf-error-state
//= type=test
//# A step that is rejected with an error MUST leave the state of the algorithm unchanged.
#[test]
fn conf_error_state_a_refused_step_changes_nothing() {
    for algorithm in ALGORITHMS {
        let bad = match algorithm {
            "random" => json!({"draw": "below", "n": 0}),
            "temporal-memory" => json!({"active_columns": [4000]}),
            "spatial-pooler" => json!({"active_bits": [4000]}),
            "anomaly-likelihood" => json!({"raw": 2, "value": 1}),
            "sdr-classifier" => json!({"active_bits": [4000], "bucket": 0, "value": 1}),
            _ => json!({"value": {}}),
        };
        for case in 0..5 {
            let mut vector = random_vector(algorithm, 1, case).unwrap();
            if vector.expects_error() {
                vector.steps.pop();
            }
            let Ok(Some(mut model)) = Model::new(&vector.header) else { continue };
            for step in &vector.steps {
                model.step(&bad).unwrap_err();
                assert_eq!(model.step(&step.input).unwrap(), step.output, "{algorithm} {case}");
            }
        }
    }
}

//= spec/conformance.md#conf-encoder-reset
//= type=test
//# The input of a delta encoder MUST have either a value, or the key reset set to true, which
//# resets the encoder and has the output {}.
#[test]
fn conf_encoder_reset_is_for_delta_encoders() {
    let mut model = Model::new(&vector("differences-to-the-value-before").header).unwrap().unwrap();
    let mut step = |input: Json| model.step(&input);
    let first = step(json!({ "value": 10 })).unwrap();
    assert_ne!(step(json!({ "value": 30 })).unwrap(), first);
    for bad in [json!({ "reset": false }), json!({ "reset": true, "value": 30 }), json!({})] {
        assert!(step(bad).is_err());
    }
    assert_eq!(step(json!({ "reset": true })).unwrap(), json!({}));
    assert_eq!(step(json!({ "value": 40 })).unwrap(), first);
    let mut scalar = Model::new(&vector("the-thermometer").header).unwrap().unwrap();
    assert!(scalar.step(&json!({ "reset": true })).is_err());
}

//= spec/conformance.md#conf-classifier-size
//= type=test
//# The size of a classifier MUST be at least 1, and the size times the number of its steps at most
//# 10000000.
//= spec/conformance.md#conf-classifier-target
//= type=test
//# A bucket without a value, a value without a bucket, and a bucket below -4294967295 or above
//# 4294967295 MUST be rejected.
#[test]
fn conf_classifier_sizes_and_targets_have_bounds() {
    let mut header = vector("the-example-of-the-classifier").header;
    let mut model = Model::new(&header).unwrap().unwrap();
    let mut takes = |bucket: Json, value: Json| {
        model.step(&json!({ "active_bits": [], "bucket": bucket, "value": value })).is_ok()
    };
    assert!(
        takes(json!(-4_294_967_295_i64), json!(1)) && takes(json!(4_294_967_295_i64), json!(1))
    );
    assert!(takes(Json::Null, Json::Null));
    assert!(!takes(json!(1), Json::Null) && !takes(Json::Null, json!(1)));
    assert!(
        !takes(json!(-4_294_967_296_i64), json!(1)) && !takes(json!(4_294_967_296_i64), json!(1))
    );
    let mut takes = |size: u32, steps: &[u32]| {
        header.parameters["size"] = size.into();
        header.parameters["steps"] = steps.into();
        Model::new(&header).is_ok()
    };
    assert!(takes(1, &[1]) && takes(2_000_000, &[1, 2, 3, 4, 5]));
    assert!(!takes(0, &[1]) && !takes(2_000_001, &[1, 2, 3, 4, 5]) && !takes(u32::MAX, &[1]));
}

//= spec/conformance.md#conf-date-value
//= type=test
//# The value of a date encoder MUST be a string of the form 2026-11-21T13:45:00: a four-digit year
//# from 0001 on, then month, day, hour, minute and second with two digits each, with the separators
//# shown and nothing before or after except an optional fraction of the second.
//= spec/conformance.md#conf-date-value
//= type=test
//# A fraction of the second MUST be a decimal point followed by one to nine digits.
//= spec/conformance.md#conf-date-value
//= type=test
//# A day that is not in the calendar, an hour above 23, and a minute or second above 59 MUST be
//# rejected.
#[test]
fn conf_date_value_has_one_form() {
    let mut model = Model::new(&vector("noon").header).unwrap().unwrap();
    let mut takes = |text: &str| model.step(&json!({ "value": text })).is_ok();
    for text in [
        "2026-11-21T13:45:00",
        "2026-11-21T13:45:00.2",
        "2026-11-21T13:45:59.123456789",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59",
        "2024-02-29T12:00:00",
    ] {
        assert!(takes(text), "{text}");
    }
    for text in [
        "",
        "2026-11-21",
        "2026-11-21T13:45",
        "2026-11-21 13:45:00",
        "2026-11-21t13:45:00",
        "2026-11-21T13:45:00Z",
        "2026-11-21T13:45:00+01:00",
        "2026-11-21T13:45:00[Europe/Zurich]",
        " 2026-11-21T13:45:00",
        "2026-11-21T13:45:00\n",
        "20261121T134500",
        "20261121T13:45:00.0",
        "2026-11-21T134500.00",
        "+002026-11-21T13:45:00",
        "-002026-11-21T13:45:00",
        "02026-11-21T13:45:00",
        "0000-01-01T00:00:00",
        "2026-11-21T13:45:00.",
        "2026-11-21T13:45:00,5",
        "2026-11-21T13:45:00.1234567890",
        "2026-11-21T13:45:00.5.5",
        "２026-11-21T13:45:00",
        "2026-13-21T13:45:00",
        "2026-00-21T13:45:00",
        "2026-02-29T13:45:00",
        "2026-11-21T24:00:00",
        "2026-11-21T13:60:00",
        "2026-11-21T13:45:60",
        "2026-12-31T23:59:60.5",
    ] {
        assert!(!takes(text), "{text}");
    }
}

fn served(input: &str) -> (String, Served) {
    let mut output = Vec::new();
    let served = serve(input.as_bytes(), &mut output).unwrap();
    (String::from_utf8(output).unwrap(), served)
}

const HEADER: &str = r#"{"format":"bami-conformance/1","name":"x","about":"","covers":[],"algorithm":"random","parameters":{"stream":54},"seed":42}"#;

//= spec/conformance.md#conf-port-input
//= type=test
//# The first line that a port reads MUST be the vector without its steps, and every further line
//# the input of one step.
//= spec/conformance.md#conf-port-answer
//= type=test
//# For each step the port MUST write one line with that step's output as JSON, and flush it.
//= spec/conformance.md#conf-port-end
//= type=test
//# At the end of its input, a port that has written no error MUST exit with status 0.
#[test]
fn conf_port_a_line_for_each_step() {
    let input = format!("{HEADER}\n{{\"draw\":\"u32\"}}\n{{\"draw\":\"below\",\"n\":7}}\n");
    let output = "{\"value\":2707161783}\n{\"value\":5}\n";
    let mut random = bami_htm::random::Pcg32::new(42, 54);
    use bami_htm::random::PortableRng;
    random.below(1);
    let output = output.replace('5', &random.below(7).to_string());
    assert_eq!(served(&input), (output, Served::Complete));
    assert_eq!(served(&format!("{HEADER}\n")), (String::new(), Served::Complete));
}

//= spec/conformance.md#conf-port-unsupported
//= type=test
//# A port that does not know the algorithm MUST answer every step with the key unsupported set to
//# true.
//= spec/conformance.md#conf-port-unsupported
//= type=test
//# A port that does not know the algorithm MUST NOT reject a line of JSON because of the contents
//# of the parameters, the initial state or the inputs.
#[test]
fn conf_port_unsupported_for_every_step() {
    let header = r#"{"format":"bami-conformance/1","algorithm":"weather","parameters":{"x":null},"initial":{"y":1}}"#;
    let (output, served) = served(&format!("{header}\n{{}}\n[null]\n"));
    assert_eq!(output, "{\"unsupported\":true}\n{\"unsupported\":true}\n");
    assert_eq!(served, Served::Complete);
}

//= spec/conformance.md#conf-port-error
//= type=test
//# A port that cannot interpret a line, or whose algorithm rejects it, MUST write one line with the
//# key error that says what is wrong and where, and exit with a status other than 0.
#[test]
fn conf_port_error_says_what_and_where() {
    let mut all = String::new();
    for input in [
        String::new(),
        "nonsense\n".into(),
        "[]\n".into(),
        HEADER.replace("\"stream\"", "\"steam\""),
        HEADER.replace("\"seed\":42", "\"seed\":42,\"initial\":{\"draws\":3}"),
        HEADER.replace("{\"stream\":54}", "[]"),
        format!("{HEADER}\n\n"),
        format!("{HEADER}\n{{\"draw\":\"u32\"}}\n{{\"draw\":\"below\"}}\n{{\"draw\":\"u32\"}}\n"),
        format!("{HEADER}\n{{\"draw\":\"below\",\"n\":0}}\n"),
        format!("{HEADER}\n{{\"draw\":\"u32\",\"n\":1}}\n"),
    ] {
        let (output, served) = served(&input);
        assert_eq!(served, Served::Refused, "{input}");
        all += &output;
    }
    insta::assert_snapshot!(all);
    bami(&["serve"]).assert().code(1);
}

//= spec/conformance.md#conf-vector
//= type=test
//# A field that this chapter does not name MUST be ignored at the top level of a vector and beside
//# the input and the output of a step.
//= spec/conformance.md#conf-header
//= type=test
//# A vector MUST have a format, an algorithm and parameters.
//= spec/conformance.md#conf-header
//= type=test
//# Any other top-level field of a vector that is absent or null MUST take its default: an empty
//# string for name and about, an empty list for covers, 42 for seed, and no initial state for
//# initial.
#[test]
fn conf_header_what_may_be_left_out_or_added() {
    let wanted = served(&format!("{HEADER}\n{{\"draw\":\"u32\"}}\n"));
    assert_eq!(wanted.1, Served::Complete);
    for header in [
        r#"{"format":"bami-conformance/1","algorithm":"random","parameters":{"stream":54}}"#,
        r#"{"algorithm":"random","parameters":{"stream":54},"seed":null,"initial":null,"name":null,
            "about":null,"covers":null,"format":"bami-conformance/1"}"#,
        r#"{"format":"bami-conformance/1","author":{"name":null},"algorithm":"random","sead":1,
            "parameters":{"stream":54},"steps":[]}"#,
    ] {
        let header = header.replace('\n', " ");
        assert_eq!(served(&format!("{header}\n{{\"draw\":\"u32\"}}\n")), wanted, "{header}");
    }
    for field in ["format", "algorithm", "parameters"] {
        for change in ["x", field] {
            let mut header: Json = serde_json::from_str(HEADER).unwrap();
            let value = header.as_object_mut().unwrap().remove(field).unwrap();
            header[change] = if change == field { Json::Null } else { value };
            assert_eq!(served(&header.to_string()).1, Served::Refused, "{header}");
        }
    }
    let text = vector("below-zero").to_json();
    let noted = text.replacen("\"seed\"", "\"author\": \"me\", \"seed\"", 1);
    let noted = noted.replacen("\"input\"", "\"remark\": 1, \"input\"", 1);
    assert_eq!(Vector::from_json(&noted).unwrap(), vector("below-zero"));
}

//= spec/conformance.md#conf-header
//= type=test
//# The format, the name, the algorithm and the about of a vector MUST be strings, its covers a list
//# of strings, its seed an integer from 0 to 2^64 - 1, and its parameters and its initial state
//# objects.
//= spec/conformance.md#conf-initial
//= type=test
//# If this chapter defines no initial state for an algorithm, an initial state MUST be rejected
//# unless it is an empty object.
#[test]
fn conf_header_fields_have_their_types() {
    let with = |field: &str, value: Json| {
        let mut header: Json = serde_json::from_str(HEADER).unwrap();
        header[field] = value;
        served(&header.to_string()).1
    };
    for (field, value) in [
        ("format", json!(1)),
        ("name", json!(1)),
        ("about", json!(["x"])),
        ("algorithm", json!(["random"])),
        ("covers", json!("R-2-SEED")),
        ("covers", json!([2])),
        ("seed", json!(-1)),
        ("seed", json!(1.5)),
        ("seed", json!("42")),
        ("parameters", json!([54])),
        ("initial", json!([])),
        ("initial", json!({ "draws": 3 })),
        ("initial", json!({ "draws": null })),
    ] {
        assert_eq!(with(field, value.clone()), Served::Refused, "{field}: {value}");
    }
    assert_eq!(with("seed", json!(u64::MAX)), Served::Complete);
    assert_eq!(with("initial", json!({})), Served::Complete);
    let algorithm = json!("weather");
    let header = json!({
        "format": "bami-conformance/1", "algorithm": algorithm, "parameters": {}, "initial": 3
    });
    assert_eq!(served(&header.to_string()).1, Served::Refused);
}

#[test]
fn an_empty_initial_state_gives_nothing() {
    for name in ["matching-alone-bursts", "given-synapses-take-the-place-of-drawn-ones"] {
        let vector = vector(name);
        let answer = |initial: Option<Json>| {
            let mut header = vector.header.clone();
            header.initial = initial;
            Model::new(&header).unwrap().unwrap().step(&vector.steps[0].input).unwrap()
        };
        assert_eq!(answer(Some(json!({}))), answer(None));
    }
}

//= spec/conformance.md#conf-json
//= type=test
//# A document MUST be rejected if it is not JSON in UTF-8, if it contains a number too large for a
//# 64-bit floating-point number, or if a string in it contains an unpaired surrogate.
//= spec/conformance.md#conf-json
//= type=test
//# If a key occurs more than once in an object, its last value MUST be used.
#[test]
fn conf_json_what_is_not_json_is_refused_and_the_last_of_equal_keys_counts() {
    let step = |line: &[u8]| {
        let mut output = Vec::new();
        let input = [HEADER.as_bytes(), b"\n", line, b"\n"].concat();
        (serve(&input[..], &mut output).unwrap(), String::from_utf8(output).unwrap())
    };
    for line in [
        &b""[..],
        b"{",
        b"{} {}",
        b"{\"draw\": \"u32\",}",
        b"{'draw': 'u32'}",
        b"\xef\xbb\xbf{\"draw\": \"u32\"}",
        b"{\"draw\": \"\xff\"}",
        b"{\"draw\": \"below\", \"n\": NaN}",
        b"{\"draw\": \"below\", \"n\": 1e400, \"n\": 3}",
        b"{\"draw\": \"\\ud800\", \"draw\": \"u32\"}",
    ] {
        let (served, answer) = step(line);
        assert_eq!(served, Served::Refused, "{line:?}");
        assert!(answer.starts_with("{\"error\":\"line 2: JSON: "), "{line:?}: {answer}");
    }
    let once = step(b"{\"draw\": \"u32\"}");
    let twice = step(b"{\"draw\": \"unit\", \"draw\": \"u32\"}");
    assert_eq!((once.0, &once), (Served::Complete, &twice));
}

fn itself() -> String {
    format!("'{BAMI}' conformance serve")
}

#[test]
fn the_program_passes_every_vector_as_a_port_of_itself() {
    let (text, status) = said(&["run", "--port", &itself(), "--timeout", "60"]);
    let count = embedded_vectors().unwrap().len();
    assert_eq!((text, status), (format!("{count} passed, 0 failed, 0 skipped\n"), 0));
    let (text, status) = said(&["run", "--json"]);
    assert_eq!((text.lines().count(), status), (count + 1, 0));
    let sum: Json = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&sum["passed"], &sum["failed"]), (&json!(count), &json!(0)));
}

#[test]
fn without_a_folder_the_vectors_are_those_built_in() {
    let folder = tempfile::tempdir().unwrap();
    let list = |folder: &std::path::Path| {
        let output = bami(&["list", "--json"]).current_dir(folder).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    let count = embedded_vectors().unwrap().len();
    assert_eq!(list(folder.path()), count);
    assert_eq!(list(cli::specification()), count);
    let (text, status) = said(&["list", "spec/vectors/random/below-zero.json"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(text);
}

#[test]
fn wrong_use_is_said_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.json");
    std::fs::write(&bad, "{\"format\": 1}").unwrap();
    let mut all = String::new();
    for arguments in [
        &["run", "no-such-file.json"][..],
        &["run", bad.to_str().unwrap()],
        &["run", "--port", "'open"],
        &["run", "--port", ""],
        &["run", "--port", "no-such-program-anywhere --serve"],
        &["run", "--timeout", "0"],
        &["run", "--expected-failures", "no-such-list"],
        &["fuzz"],
        &["fuzz", "--port", "x", "--algorithm", "spacial-pooler"],
    ] {
        let (text, status) = said(arguments);
        assert_eq!(status, 2, "{arguments:?}: {text}");
        let line = text.lines().find(|line| !line.is_empty()).unwrap_or_default();
        all += &line.replace(bad.to_str().unwrap(), "bad.json");
        all += "\n";
    }
    insta::assert_snapshot!(all);
}

#[cfg(unix)]
mod ports {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// The command that runs a shell script.
    fn script(text: &str) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("port-{n}.sh"));
        std::fs::write(&file, text).unwrap();
        format!("sh '{}'", file.display())
    }

    /// A port that is a shell script.
    fn shell(text: &str) -> Target {
        let port = Port::new(&script(text)).unwrap();
        Target::Port(port.with_timeout(Duration::from_millis(700)))
    }

    fn problem(report: Report) -> String {
        match report.outcome {
            Outcome::Failed(failure) => {
                let Failure { step, divergence, problem, stderr, .. } = *failure;
                let place = step.map_or("end".into(), |step| format!("step {step}"));
                let problem = problem.unwrap_or_else(|| {
                    let divergence = divergence.unwrap();
                    format!("{}: {:?}", divergence.key, divergence.got)
                });
                format!("{place}: {problem} [{}]", stderr.replace('\n', " / "))
            }
            other => format!("{other:?}"),
        }
    }

    //= spec/conformance.md#conf-run-limits
    //= type=test
    //# A port that does not answer in time, exits early, or writes an incomplete line, an overlong
    //# line or invalid JSON MUST be a failure of the vector that says which of these it was.
    #[test]
    fn conf_run_limits_each_kind_of_misbehaviour_has_its_outcome() {
        // Three draws of which any answer that has no `value` diverges; and two resets, whose output
        // is empty, so that any object will do.
        let draws = vector("unit-is-a-fraction-of-two-to-the-32");
        let mut resets = vector("matching-alone-bursts");
        let step = |_| bami_conformance::Step { input: json!({"reset": true}), output: json!({}) };
        resets.steps = (0..2).map(step).collect();
        let answers = "read h; while read l; do echo \"{}\"; done";
        let start = Instant::now();
        let mut all = String::new();
        for (vector, script) in [
            (&draws, "sleep 100".to_owned()),
            (&draws, "exit 3".into()),
            (&draws, "echo it went wrong >&2; exit 3".into()),
            (&draws, "read l; read l; kill -9 $$".into()),
            (&draws, "printf \"{\\\"value\\\": 0.6\"".into()),
            (&draws, "printf \"{\\\"value\\\": 0.6\"; sleep 100".into()),
            (&draws, "cat /dev/zero".into()),
            (&draws, "yes".into()),
            (&draws, "yes 17".into()),
            (&draws, "yes {}".into()),
            (&draws, "yes >&2".into()),
            (&draws, "exec >&-; sleep 100".into()),
            (&resets, answers.into()),
            (&resets, format!("{answers}; exit 3")),
            (&resets, format!("{answers}; kill -15 $$")),
            (&resets, format!("{answers}; echo one more")),
            (&resets, format!("{answers}; printf half")),
            (&resets, format!("{answers}; sleep 100")),
            (&resets, "read h; echo {}; echo \"{\\\"unsupported\\\": true}\"".into()),
            (&resets, "read h; while read l; do echo \"{\\\"unsupported\\\": true}\"; done".into()),
            (&resets, "read h; echo \"{\\\"error\\\": \\\"no\\\"}\"; exit 1".into()),
        ] {
            let answer = problem(run(vector, &shell(&script)).unwrap());
            let mut shown = answer;
            if script == "yes >&2" {
                shown = shown.replace("y / ", "").replace("[y]", "[y ...]");
            }
            writeln!(all, "{script}\n    {shown}").unwrap();
        }
        insta::assert_snapshot!(all);
        assert!(start.elapsed() < Duration::from_secs(60), "nothing was waited for");
    }

    #[test]
    fn an_expected_error_wants_another_status_than_0() {
        let refuses = vector("no-columns");
        let error = "read h; echo \"{\\\"error\\\": \\\"no\\\"}\"";
        // These answer, however busy the machine is.
        let patient = |script: &str| Target::Port(Port::new(&self::script(script)).unwrap());
        let outcome = |script: &str| problem(run(&refuses, &patient(script)).unwrap());
        assert_eq!(outcome(&format!("{error}; exit 1")), "Passed");
        assert!(outcome(error).contains("where another status than 0 is right"));
        assert!(outcome("read h; echo {}").starts_with("step 0: error: None"));
    }

    /// A port that changes what the library says.
    fn liar(sed: &str) -> String {
        script(&format!("'{BAMI}' conformance serve | sed -u '{sed}'"))
    }

    //= spec/conformance.md#conf-run-divergence
    //= type=test
    //# For the first divergence of a vector, the vector, the step, the key, the expected and the
    //# actual value, and the lines of BAMI and the section of the specification that determine the
    //# key MUST be reported.
    #[test]
    fn conf_run_divergence_says_all_that_is_known() {
        let mut all = String::new();
        for (sed, path) in [
            (
                "s/\"active_cells\":.0,1]/\"active_cells\":[0,2]/",
                "temporal-memory/the-example-of-the-chapter",
            ),
            ("s/.4,0.375]/[5,0.375]/", "temporal-memory/burst-learns-on-the-best-match"),
            ("s/0.375]]/0.5]]/", "temporal-memory/burst-learns-on-the-best-match"),
            ("s/\"anomaly\":1.0,//", "temporal-memory/the-example-of-the-chapter"),
            (
                "s/\"boosts\":[^]]*]/\"boosts\":[1.0,1.0]/",
                "spatial-pooler/who-wins-is-boosted-less",
            ),
            ("s/,92]/]/", "scalar-encoder/the-thermometer"),
        ] {
            let file = format!("spec/vectors/{path}.json");
            let (text, status) = said(&["run", "--port", &liar(sed), &file]);
            assert_eq!(status, 1, "{text}");
            all += &text;
        }
        insta::assert_snapshot!(all);
    }

    //= spec/conformance.md#conf-run-skipped
    //= type=test
    //# A vector of which every step is answered with unsupported MUST count as skipped, never as
    //# passed.
    #[test]
    fn conf_run_skipped_is_not_passed() {
        let port = "sh -c 'read h; while read l; do echo \"{\\\"unsupported\\\": true}\"; done'";
        let file = "spec/vectors/random/below-small-numbers.json";
        let (text, status) = said(&["run", "--port", port, file]);
        assert_eq!(status, 0);
        assert_eq!(text, "skip random/below-small-numbers\n0 passed, 0 failed, 1 skipped\n");
    }

    //= spec/conformance.md#conf-run-expected
    //= type=test
    //# With a list of expected failures, a vector on the list that fails MUST NOT make the run
    //# fail, whereas one on the list that passes does.
    #[test]
    fn conf_run_expected_failures_may_fail_and_must_not_pass() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("expected");
        let arguments = |names: &str| {
            std::fs::write(&list, names).unwrap();
            let files = ["below-zero", "seed-zero", "the-published-outputs"];
            let files = files.map(|name| format!("spec/vectors/random/{name}.json"));
            let port = liar("s/2707161783/0/");
            let list = list.to_str().unwrap();
            let mut all = vec!["run", "--port", &port, "--expected-failures", list];
            all.extend(files.iter().map(String::as_str));
            said(&all)
        };
        // The pipe has the status of sed, which is 0 also after an error.
        let known = "# not done yet\nbelow-zero # status\n\nthe-published-outputs\n";
        let (text, status) = arguments(known);
        assert_eq!(status, 0, "{text}");
        insta::assert_snapshot!(text);
        let (text, status) = arguments(&format!("{known}seed-zero\n"));
        assert_eq!(status, 1, "{text}");
        insta::assert_snapshot!(text);
        assert_eq!(arguments("below-zero\n").1, 1);
    }

    #[test]
    fn fuzz_finds_a_planted_fault_and_shrinks_it() {
        // Any column that bursts shows it; the smallest vector has one step, and nothing else.
        let port = Port::new(&liar("s/\"anomaly\":1.0/\"anomaly\":0.9/")).unwrap();
        let fuzzed = fuzz(&port, &["temporal-memory"], 20, 7).unwrap();
        let finding = fuzzed.finding.expect("the fault is found");
        let shrunk = &finding.shrunk;
        assert_eq!(shrunk.steps.len(), 1);
        assert_eq!(shrunk.header.initial, None);
        assert_eq!(shrunk.steps[0].input["active_columns"].as_array().unwrap().len(), 1);
        assert_eq!(shrunk.header.parameters["cells_per_column"], 1);
        assert!(matches!(&finding.report.outcome, Outcome::Failed(failure)
            if failure.divergence.as_ref().unwrap().key == "anomaly"));
        assert!(finding.found.steps.len() >= shrunk.steps.len());

        let folder = tempfile::tempdir().unwrap();
        let file: PathBuf = folder.path().join("found.json");
        let liar = liar("s/2707161783/0/;s/:0[.]/:1./");
        let arguments = ["fuzz", "--port", &liar, "--cases", "30", "--algorithm", "random"];
        let (text, status) =
            said(&[&arguments[..], &["--output", file.to_str().unwrap()]].concat());
        assert_eq!(status, 1, "{text}");
        let written = Vector::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert!(text.contains("key value: expected 0."), "{text}");
        assert_eq!(run(&written, &Target::Library).unwrap().outcome, Outcome::Passed);
    }
}

#[test]
fn fuzz_finds_nothing_in_the_library_itself() {
    let port = Port::new(&itself()).unwrap().with_timeout(Duration::from_secs(60));
    let fuzzed = fuzz(&port, &ALGORITHMS, 45, 3).unwrap();
    assert_eq!((fuzzed.passed, fuzzed.unsupported.len(), fuzzed.finding), (45, 0, None));
}

#[test]
fn random_vectors_are_the_same_in_every_run_and_valid() {
    for algorithm in ALGORITHMS {
        for case in 0..10 {
            let vector = random_vector(algorithm, 5, case).unwrap();
            assert_eq!(random_vector(algorithm, 5, case).unwrap(), vector);
            assert_eq!(Vector::from_json(&vector.to_json()).unwrap(), vector, "{algorithm}");
        }
    }
    assert_eq!(random_vector("word-encoder", 5, 0), None);
}
