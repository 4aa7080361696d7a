//! Vectors, traces, lists and corpora.

use super::case::{Case, table};

/// A vector that passes.
const VECTOR: &str = r#"{"format": "bami-conformance/1", "name": "x", "about": "", "covers": [], "algorithm": "random",
"parameters": {"stream": 54}, "seed": 42, "steps": [{"input": {"draw": "u32"}, "output": {"value": 2707161783}}]}"#;

fn vector(name: &str, content: impl AsRef<[u8]>) -> Case {
    Case::new(name, &["conformance", "run", "v.json"]).file("v.json", content)
}

/// The vector with something replaced.
fn changed(name: &str, from: &str, to: &str) -> Case {
    assert!(VECTOR.contains(from), "{from}");
    vector(name, VECTOR.replacen(from, to, 1))
}

#[test]
fn vectors() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let traced = |name: &str, from: &str, to: &str| {
        Case::new(name, &["trace", "v.json"]).file("v.json", VECTOR.replacen(from, to, 1))
    };
    let cases = [
        vector("vector-of-nothing", ""),
        vector("vector-null", "null"),
        vector("vector-list", "[]"),
        vector("vector-cut", &VECTOR[..100]),
        vector("vector-with-a-mark", format!("\u{feff}{VECTOR}")),
        vector(
            "vector-in-utf-16",
            VECTOR.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        ),
        vector(
            "vector-not-utf-8",
            VECTOR
                .replace("about\": \"", "about\": \"\u{0}")
                .replace('\u{0}', "\\u0000")
                .into_bytes()
                .iter()
                .map(|b| if *b == b'\\' { 0xff } else { *b })
                .collect::<Vec<_>>(),
        ),
        vector("vector-lists-100000-deep", &deep),
        changed(
            "vector-unknown-field-100000-deep",
            "\"seed\"",
            &format!("\"more\": {deep}, \"seed\""),
        ),
        changed("vector-parameter-100000-deep", "54", &deep),
        changed("vector-number-of-10000-digits", "54", &"9".repeat(10_000)),
        changed("vector-number-1e400", "54", "1e400"),
        changed("vector-half-a-surrogate", "u32", "\\ud800"),
        changed("vector-name-with-a-path", "\"x\"", "\"../x\""),
        changed(
            "vector-steps-none",
            "{\"input\": {\"draw\": \"u32\"}, \"output\": {\"value\": 2707161783}}",
            "",
        ),
        changed("vector-text-behind", "]}", "]} more"),
        traced("trace-of-an-unknown-algorithm", "random", "weather"),
        traced("trace-of-a-stream-below-0", "54", "-1"),
        traced("trace-of-a-key-twice", "\"seed\": 42", "\"seed\": 42, \"seed\": -1"),
        Case::new("vectors-in-an-empty-folder", &["conformance", "run", "."]),
        Case::new("names-two-on-a-line", &["conformance", "run", "--expected-failures", "list"])
            .file("list", "a b\n"),
        Case::new("names-not-utf-8", &["conformance", "run", "--expected-failures", "list"])
            .file("list", b"a\n\xff\n"),
        Case::new("bits-that-are-none", &["bench", "--only", "w1", "--input", "bits"])
            .file("bits", "1 2 x\n"),
    ];
    insta::assert_snapshot!(table(&cases));
}

#[test]
fn traces() {
    let start = "{\"kind\": \"start\", \"format\": \"bami-trace/1\", \"source\": {}}\n";
    let trace = |name: &str, content: &[u8]| {
        Case::new(name, &["view", "t.jsonl", "-o", "page.html"]).file("t.jsonl", content)
    };
    let behind = |line: &str| format!("{start}{line}\n").into_bytes();
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let cases = [
        trace("trace-of-nothing", b""),
        trace("trace-without-start", b"{\"kind\": \"event\"}\n"),
        trace("trace-of-another-format", start.replace("/1", "/2").as_bytes()),
        trace("trace-with-a-mark", format!("\u{feff}{start}").as_bytes()),
        trace("trace-cut", behind("{\"kind\": \"ev").as_slice()),
        trace("trace-with-a-blank-line", behind("").as_slice()),
        trace("trace-with-a-list", behind("[1]").as_slice()),
        trace("trace-with-a-kind-of-3", behind("{\"kind\": 3}").as_slice()),
        trace(
            "trace-100000-deep",
            behind(&format!("{{\"kind\": \"event\", \"x\": {deep}}}")).as_slice(),
        ),
        trace("trace-not-utf-8", &[start.as_bytes(), b"\xff\n"].concat()),
    ];
    insta::assert_snapshot!(table(&cases));
}
