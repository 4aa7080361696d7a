//! The page of `bami view` in a real browser.

mod browser;
mod opening;
mod playground;
mod recordings;
mod stepping;
mod traces;

use std::path::PathBuf;

use bami_conformance::trace::trace_vector;
use bami_conformance::{Vector, embedded_vectors};
use browser::Page;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::support::Folder;

pub(crate) fn trials() -> Vec<Trial> {
    let modules = [
        opening::trials(),
        playground::trials(),
        recordings::trials(),
        stepping::trials(),
        traces::trials(),
    ];
    modules.into_iter().flatten().collect()
}

/// The page without a file.
fn examples(folder: &Folder) -> PathBuf {
    folder.bami(["view", "-o", "page.html"]).ok();
    folder.path().join("page.html")
}

fn vector(name: &str) -> Vector {
    let mut vectors = embedded_vectors().unwrap().into_iter();
    vectors.find(|vector| vector.header.name == name).expect("a vector of that name")
}

fn trace_of(vector: &Vector) -> String {
    String::from_utf8(trace_vector(vector, Vec::new(), |_, _| true).unwrap()).unwrap()
}

#[track_caller]
fn no_problems(page: &mut Page<'_>) {
    assert_eq!(page.problems(), Vec::<String>::new());
}

/// JSON with all numbers as floating-point numbers: in JavaScript 1 and 1.0 are the same.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(list) => list.iter().map(numbers).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), numbers(value))).collect()
        }
        _ => value.clone(),
    }
}
