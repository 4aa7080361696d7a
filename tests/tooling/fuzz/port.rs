//! The protocol: what a port answers, and what the library is asked as a port.

use std::sync::LazyLock;

use bami_conformance::{Header, Vector, embedded_vectors, run_recorded, serve};

use super::small::is_small;

/// A vector of each algorithm.
static VECTORS: LazyLock<Vec<Vector>> = LazyLock::new(|| {
    let mut vectors = embedded_vectors().expect("the vectors of the project");
    vectors.dedup_by(|a, b| a.header.algorithm == b.header.algorithm);
    vectors
});

/// The first byte says which vector is asked, the others are what the port writes; 255 says that they are what the
/// library reads.
pub fn run(bytes: &[u8]) {
    let Some((&which, lines)) = bytes.split_first() else { return };
    if which < 255 {
        let vector = &VECTORS[usize::from(which) % VECTORS.len()];
        let report = run_recorded(vector, &mut &*lines);
        assert!(serde_json::to_string(&report).is_ok());
        return;
    }
    let first = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header = std::str::from_utf8(first).ok().and_then(|line| Header::from_json(line).ok());
    let is_small_header = |header: &Header| {
        is_small(&header.parameters) && header.initial.as_ref().is_none_or(is_small)
    };
    if header.as_ref().is_none_or(is_small_header) {
        let mut answers = Vec::new();
        serve(lines, &mut answers).expect("memory can be read and written");
        let answers = String::from_utf8(answers).expect("JSON is UTF-8");
        assert!(answers.is_empty() || answers.ends_with('\n'));
        for line in answers.lines() {
            let answer: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(answer.is_object(), "{line}");
        }
    }
}
