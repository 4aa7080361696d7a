//! What is wrong with a vector, and what each algorithm takes.

use std::fmt::Write as _;

use bami_conformance::fuzz::random_vector;
use bami_conformance::{ALGORITHMS, Header, Json, Model, Vector, embedded_vectors};
use serde_json::json;

use super::vector;

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
//# A vector of this version MUST have the format bami-conformance/1.
//= spec/conformance.md#conf-format
//= type=test
//# A vector with any other format MUST be rejected.
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
