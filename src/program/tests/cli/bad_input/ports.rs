//! Ports that misbehave, as the program tells it. What each kind of misbehaviour is called stands in
//! `tests/cli/conformance`; here are those that could fill the memory, hang or steer a terminal.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use assert_cmd::Command;

use crate::support::Folder;

/// Two draws; the answers are 2707161783 and 2068313097.
const VECTOR: &str = r#"{"format": "bami-conformance/1", "name": "x", "about": "Two draws.", "covers": [],
"algorithm": "random", "parameters": {"stream": 54}, "seed": 42, "steps": [
{"input": {"draw": "u32"}, "output": {"value": 2707161783}},
{"input": {"draw": "u32"}, "output": {"value": 2068313097}}]}"#;

/// The exit status, and what is said of a port that is this shell script.
fn judged(script: &str) -> (Option<i32>, String) {
    let folder = Folder::new();
    folder.write("v.json", VECTOR);
    folder.write("port.sh", script);
    let arguments = "conformance run --timeout 5 --port 'sh port.sh' v.json";
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -v 1500000 && exec \"$0\" {arguments}")])
        .arg(env!("CARGO_BIN_EXE_bami"))
        .current_dir(folder.path())
        .timeout(Duration::from_secs(30))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn ports_that_could_fill_the_memory_or_hang() {
    let right =
        "read h; read a; echo '{\"value\": 2707161783}'; read b; echo '{\"value\": 2068313097}'";
    let swapped =
        "read h; read a; echo '{\"value\": 2068313097}'; read b; echo '{\"value\": 2707161783}'";
    let start = Instant::now();
    let ports = [
        ("right", right.to_owned()),
        ("right-and-loud", format!("yes loud | head -c 3000000 >&2; {right}; yes loud | head -c 3000000 >&2")),
        ("an-answer-of-a-gigabyte", "head -c 1000000000 /dev/zero | tr '\\0' x".into()),
        ("an-endless-list", "printf '{\"value\": ['; yes 1, | tr -d '\\n'".into()),
        ("lines-without-end", "yes '{\"value\": 2707161783}'".into()),
        ("lines-behind-the-last", format!("{right}; yes '{{}}'")),
        ("answers-that-are-swapped", swapped.into()),
        ("answers-before-the-questions", right.replace("read h; read a; ", "").replace("read b; ", "")),
        ("no-utf-8", "printf '{\"value\": \"\\377\"}\\n'".into()),
        ("zeros", "head -c 20 /dev/zero; echo".into()),
        ("100000-deep", "head -c 100000 /dev/zero | tr '\\0' '['; echo".into()),
        ("1e400", "echo '{\"value\": 1e400}'".into()),
        ("an-error-of-a-megabyte", "printf '{\"error\": \"'; head -c 1000000 /dev/zero | tr '\\0' x; printf '\"}\\n'; exit 1".into()),
        ("escape-sequences", "printf '\\033[31mred\\n' >&2; printf '{\"error\": \"\\\\u001b[2J\"}\\n'; exit 1".into()),
        ("closes-its-input", "exec <&-; sleep 60".into()),
        ("closes-its-output", "exec >&-; sleep 60".into()),
        ("half-a-line-and-the-end", "printf '{\"value\": 27'".into()),
        ("ends-at-once", "exit 0".into()),
        ("leaves-a-child-behind", format!("(sleep 60 &); {right}")),
    ];
    // All at once, since most of the time they are waited for.
    let judged: Vec<(Option<i32>, String)> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            ports.iter().map(|(_, script)| scope.spawn(|| judged(script))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut all = String::new();
    for ((name, _), (status, said)) in ports.iter().zip(judged) {
        assert!(!said.contains("panicked") && said.len() < 4000, "{name}: {said}");
        assert!(
            !said.chars().any(|c| c.is_control() && c != '\n' && c != '\t'),
            "{name}: {said:?}"
        );
        let status = status.expect("ended by itself");
        writeln!(all, "{name}: {status}").unwrap();
        for line in said.lines() {
            writeln!(all, "    {line}").unwrap();
        }
    }
    insta::assert_snapshot!(all);
    assert!(start.elapsed() < Duration::from_secs(90), "nothing was waited for");
}

/// The library as a port, asked what cannot be answered.
//= spec/conformance.md#conf-port-endless
//= type=test
//# When the program runs as a port, a line that it reads MUST be rejected if it does not end within
//# 16777216 bytes.
#[test]
fn questions_that_are_none() {
    let mut all = String::new();
    let long = " ".repeat(17 << 20);
    for (name, input) in [
        ("nothing", Vec::new()),
        ("no-utf-8", b"\xff\n".to_vec()),
        ("100000-deep", "[".repeat(100_000).into_bytes()),
        ("a-line-of-17-mib", long.into_bytes()),
        ("a-gzip", b"\x1f\x8b\x08\0\0".to_vec()),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_bami"))
            .args(["conformance", "serve"])
            .write_stdin(input)
            .timeout(Duration::from_secs(20))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(output.stderr.is_empty(), "{name}");
        write!(all, "{name}\n    {}", String::from_utf8(output.stdout).unwrap()).unwrap();
    }
    insta::assert_snapshot!(all);
}
