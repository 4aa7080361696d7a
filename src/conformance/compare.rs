//! Comparison of an output with what a vector expects.

use serde::Serialize;
use serde_json::Value;

/// The tolerance for numbers that are not integers.
pub const TOLERANCE: f64 = 1e-9;

/// The first key at which an output differs from what was expected.
///
/// ```
/// use bami_conformance::compare;
/// use serde_json::json;
///
/// let divergence = compare(&json!({ "anomaly": 0.5 }), &json!({ "anomaly": 1.0 })).unwrap();
/// assert_eq!(divergence.key, "anomaly");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Divergence {
    /// The path of the key, such as `segments[2].synapses[0][1]`.
    pub key: String,
    /// The expected value; `None` if none was expected.
    pub expected: Option<Value>,
    /// The actual value; `None` if there was none.
    pub got: Option<Value>,
}

/// The first divergence of `got` from `expected`, in the order of the expected keys.
///
/// ```
/// use bami_conformance::{Json, compare};
///
/// let expected: Json = serde_json::from_str(r#"{"cells": [1, 2]}"#).unwrap();
/// let got: Json = serde_json::from_str(r#"{"cells": [1, 3], "more": true}"#).unwrap();
/// assert_eq!(compare(&expected, &got).unwrap().key, "cells[1]");
/// ```
#[must_use]
pub fn compare(expected: &Value, got: &Value) -> Option<Divergence> {
    //= spec/conformance.md#conf-compare-error
    //# Where an error is expected, an answer with an error MUST pass whatever its message is, and
    //# any other answer fails.
    match (expected.get("error"), got.get("error")) {
        (Some(_), Some(_)) => None,
        (None, None) => compare_at("", expected, got),
        (wanted, came) => {
            Some(Divergence { key: "error".into(), expected: wanted.cloned(), got: came.cloned() })
        }
    }
}

fn compare_at(key: &str, expected: &Value, got: &Value) -> Option<Divergence> {
    let divergence = |key: String, expected: Option<&Value>, got: Option<&Value>| {
        Some(Divergence { key, expected: expected.cloned(), got: got.cloned() })
    };
    match (expected, got) {
        //= spec/conformance.md#conf-compare-keys
        //# Objects MUST be compared on exactly the keys that the expected object has, at every
        //# depth.
        (Value::Object(expected), Value::Object(got)) => {
            expected.iter().find_map(|(name, expected)| {
                let dot = if key.is_empty() { "" } else { "." };
                let key = format!("{key}{dot}{name}");
                match got.get(name) {
                    Some(got) => compare_at(&key, expected, got),
                    None => divergence(key, Some(expected), None),
                }
            })
        }
        //= spec/conformance.md#conf-compare-exact
        //# Lists MUST have equal lengths and equal elements in the same order.
        (Value::Array(expected), Value::Array(got)) => {
            (0..expected.len().max(got.len())).find_map(|n| {
                let key = format!("{key}[{n}]");
                match (expected.get(n), got.get(n)) {
                    (Some(expected), Some(got)) => compare_at(&key, expected, got),
                    (expected, got) => divergence(key, expected, got),
                }
            })
        }
        (Value::Number(expected_number), Value::Number(got_number)) => {
            if numbers_agree(expected_number, got_number) {
                return None;
            }
            divergence(key.into(), Some(expected), Some(got))
        }
        //= spec/conformance.md#conf-compare-exact
        //# Strings, booleans and null MUST be equal.
        _ if expected == got => None,
        _ => divergence(key.into(), Some(expected), Some(got)),
    }
}

fn numbers_agree(expected: &serde_json::Number, got: &serde_json::Number) -> bool {
    if let (Some(expected), Some(got)) = (expected.as_i128(), got.as_i128()) {
        return expected == got;
    }
    let (Some(expected), Some(got)) = (expected.as_f64(), got.as_f64()) else { return false };
    //= spec/conformance.md#conf-compare-numbers
    //# Two numbers with integer values MUST be equal.
    if expected.fract() == 0.0 && got.fract() == 0.0 {
        return expected == got;
    }
    //= spec/conformance.md#conf-compare-numbers
    //# Two numbers of which at least one is not an integer MUST differ by at most 1e-9.
    (expected - got).abs() <= TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn key(expected: Value, got: Value) -> Option<String> {
        compare(&expected, &got).map(|divergence| divergence.key)
    }

    //= spec/conformance.md#conf-compare-numbers
    //= type=test
    //# Two numbers with integer values MUST be equal.
    //= spec/conformance.md#conf-compare-numbers
    //= type=test
    //# Two numbers of which at least one is not an integer MUST differ by at most 1e-9.
    #[test]
    fn conf_compare_numbers_whole_ones_exactly_others_with_a_tolerance() {
        let agree = |a: f64, b: f64| key(json!({ "x": a }), json!({ "x": b })).is_none();
        assert!(agree(0.5, 0.5 + 9e-10) && agree(1.0, 1.0 - 9e-10));
        assert!(!agree(0.5, 0.5 + 2e-9) && !agree(1.0, 2.0) && !agree(0.5, -0.5));
        assert_eq!(key(json!({"x": 1}), json!({"x": 1.0})), None, "1 and 1.0 are one number");
        assert_eq!(key(json!({"x": u64::MAX}), json!({"x": u64::MAX - 1})), Some("x".into()));
        assert_eq!(key(json!({"x": 4294967296.0}), json!({"x": 4294967295_u64})), Some("x".into()));
    }

    //= spec/conformance.md#conf-compare-keys
    //= type=test
    //# Objects MUST be compared on exactly the keys that the expected object has, at every depth.
    #[test]
    fn conf_compare_keys_only_those_that_are_expected() {
        let got = json!({"a": {"b": [{"c": 1, "d": 2}], "e": 3}, "f": 4});
        assert_eq!(key(json!({"a": {"b": [{"d": 2}]}}), got.clone()), None);
        assert_eq!(key(json!({}), got.clone()), None);
        assert_eq!(key(json!({"a": {"b": [{"d": 5}]}}), got.clone()), Some("a.b[0].d".into()));
        assert_eq!(key(json!({"g": 1, "f": 5}), got), Some("g".into()), "in the expected order");
    }

    //= spec/conformance.md#conf-compare-exact
    //= type=test
    //# Lists MUST have equal lengths and equal elements in the same order.
    //= spec/conformance.md#conf-compare-exact
    //= type=test
    //# Strings, booleans and null MUST be equal.
    #[test]
    fn conf_compare_exact_lists_and_everything_else() {
        let list = |got: Value| compare(&json!({"a": [[1, 0.5], [2, 0.5]]}), &json!({ "a": got }));
        assert_eq!(list(json!([[1, 0.5], [2, 0.5]])), None);
        let longer = list(json!([[1, 0.5], [2, 0.5], [3, 0.5]])).unwrap();
        assert_eq!((longer.key.as_str(), longer.expected), ("a[2]", None));
        let shorter = list(json!([[1, 0.5]])).unwrap();
        assert_eq!((shorter.key.as_str(), shorter.got), ("a[1]", None));
        assert_eq!(list(json!([[2, 0.5], [1, 0.5]])).unwrap().key, "a[0][0]");
        assert_eq!(list(json!({"0": [1, 0.5]})).unwrap().key, "a");
        assert_eq!(key(json!({"x": true}), json!({"x": 1})), Some("x".into()));
        assert_eq!(key(json!({"x": null}), json!({"x": 0})), Some("x".into()));
        assert_eq!(key(json!({"x": "0"}), json!({"x": 0})), Some("x".into()));
    }

    //= spec/conformance.md#conf-compare-error
    //= type=test
    //# Where an error is expected, an answer with an error MUST pass whatever its message is, and
    //# any other answer fails.
    #[test]
    fn conf_compare_error_asks_for_an_error_of_any_text() {
        assert_eq!(key(json!({"error": "no"}), json!({"error": {"code": 3}})), None);
        assert_eq!(key(json!({"error": "no"}), json!({"value": 1})), Some("error".into()));
        assert_eq!(key(json!({}), json!({"error": "no"})), Some("error".into()));
    }
}
