//! The rules of `spec/trace.md`, checked with a small memory and a small pooler.

use bami_conformance::Vector;
use bami_conformance::trace::trace_vector;
use serde_json::Value;

fn trace(vector: &str) -> Vec<Value> {
    let vector = Vector::from_json(vector).unwrap();
    let text = String::from_utf8(trace_vector(&vector, Vec::new(), |_, _| true).unwrap()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const MEMORY: &str = r#"{
    "format": "bami-conformance/1", "name": "two-bursts", "about": "Two columns burst.",
    "covers": ["BAMI TM 25-48"], "algorithm": "temporal-memory", "seed": 42,
    "parameters": {
        "column_count": 2, "cells_per_column": 2, "activation_threshold": 1, "learning_threshold": 1,
        "initial_permanence": 0.5, "connected_permanence": 0.5, "permanence_increment": 0.1,
        "permanence_decrement": 0.1, "predicted_decrement": 0.0, "synapse_sample_size": 2
    },
    "steps": [
        {"input": {"active_columns": [0]}, "output": {}},
        {"input": {"active_columns": [1]}, "output": {}}
    ]
}"#;

const POOLER: &str = r#"{
    "format": "bami-conformance/1", "name": "a-pooler", "about": "A pooler of two columns.",
    "covers": ["BAMI SP 1-26"], "algorithm": "spatial-pooler", "seed": 42,
    "parameters": {
        "input_dimensions": [3], "column_dimensions": [2], "potential_radius": 3, "potential_pct": 0.7,
        "global_inhibition": true, "num_active_columns_per_inh_area": 1, "stimulus_threshold": 0,
        "connected_permanence": 0.2, "syn_perm_active_inc": 0.03, "syn_perm_inactive_dec": 0.015,
        "min_pct_overlap_duty_cycle": 0.01, "duty_cycle_period": 10, "boost_strength": 0,
        "initial_permanence_range": 0.1, "center_bias": 0
    },
    "steps": [{"input": {"active_bits": [0, 1]}, "output": {}}]
}"#;

//= spec/trace.md#trace-start
//= type=test
//# The first line of a trace MUST have the kind start, the format bami-trace/1, and the source,
//# which says what was run.
#[test]
fn trace_start_says_what_was_run() {
    let lines = trace(MEMORY);
    assert_eq!(lines[0]["kind"], "start");
    assert_eq!(lines[0]["format"], "bami-trace/1");
    assert_eq!(lines[0]["source"]["vector"]["name"], "two-bursts");
    assert!(lines[1..].iter().all(|line| line["kind"] != "start"));
}

//= spec/trace.md#trace-step
//= type=test
//# Each step MUST begin with a line of the kind input and end with a line of the kind output, with
//# the lines of its events between the two in the order in which they occurred.
//= spec/trace.md#trace-step-number
//= type=test
//# Steps MUST be numbered from 1.
//= spec/trace.md#trace-step-number
//= type=test
//# Everything that an algorithm does before its first step MUST have the number 0.
#[test]
fn trace_steps_are_framed_and_numbered() {
    for vector in [MEMORY, POOLER] {
        let lines = trace(vector);
        let mut step = 0;
        let mut inside = false;
        for line in &lines[1..] {
            assert_eq!(line["step"], step);
            match line["kind"].as_str().unwrap() {
                "input" => assert!(!std::mem::replace(&mut inside, true)),
                "event" => assert!(inside),
                "output" => {
                    assert!(std::mem::replace(&mut inside, false));
                    step += 1;
                }
                other => panic!("a line of the kind {other}"),
            }
        }
        assert!(!inside);
    }
    let pooler = trace(POOLER);
    assert!(pooler.iter().any(|line| line["step"] == 0 && line["event"] == "initial_permanence"));
    assert_eq!(trace(MEMORY).last().unwrap()["output"]["active_cells"], serde_json::json!([2, 3]));
}

//= spec/trace.md#trace-event
//= type=test
//# A line of the kind event MUST name the step, the chapter, the line or null, the rule of the
//# specification and the event, followed by the parts and operands of that event.
#[test]
fn trace_events_name_line_rule_and_operands() {
    for vector in [MEMORY, POOLER] {
        for event in trace(vector).iter().filter(|line| line["kind"] == "event") {
            let names: Vec<&String> = event.as_object().unwrap().keys().take(6).collect();
            assert_eq!(names, ["kind", "step", "chapter", "line", "rule", "event"]);
            if let Some(line) = event["line"].as_u64() {
                let rule = event["rule"].as_str().unwrap();
                let mut numbers = rule.split('-').skip(1).map(|n| n.parse::<u64>().unwrap());
                let first = numbers.next().unwrap();
                assert!((first..=numbers.next().unwrap_or(first)).contains(&line), "{event}");
            }
        }
    }
}

#[test]
fn a_trace_is_as_it_was() {
    let pooler = Vector::from_json(POOLER).unwrap();
    insta::assert_snapshot!(
        String::from_utf8(trace_vector(&pooler, Vec::new(), |_, _| true).unwrap()).unwrap()
    );
}
