//! The protocol of ports, as the library answers.

use assert_cmd::prelude::*;
use bami_conformance::{Json, Model, Served, Vector, serve};
use serde_json::json;

use super::{HEADER, bami, served, vector};

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
