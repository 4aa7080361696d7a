//! Traces: what the viewer takes for one.

use bami_conformance::trace::{NotATrace, check};

/// The text of a trace.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match check(text) {
        Ok(()) => {
            for line in text.lines() {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                assert!(value["kind"].is_string(), "{line}");
            }
        }
        Err(NotATrace::NoJson { line, .. } | NotATrace::NoKind { line }) => {
            assert!((1..=text.lines().count()).contains(&line));
        }
        Err(_) => {}
    }
}
