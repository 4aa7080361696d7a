//! The rules of `spec/conformance.md`: vectors, the port protocol, and `bami conformance`.

mod command;
mod documents;
#[cfg(unix)]
mod ports;
mod protocol;

use std::process::Command;

use bami_conformance::{Served, Vector, embedded_vectors, serve};

use crate::specification;

pub(super) const BAMI: &str = env!("CARGO_BIN_EXE_bami");

pub(super) fn bami(arguments: &[&str]) -> Command {
    let mut command = Command::new(BAMI);
    command.arg("conformance").args(arguments).current_dir(specification::folder());
    command
}

/// The output of the program and its exit status.
pub(super) fn said(arguments: &[&str]) -> (String, i32) {
    let output = bami(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (text.concat(), output.status.code().unwrap())
}

pub(super) fn vector(name: &str) -> Vector {
    let vectors = embedded_vectors().unwrap();
    vectors.into_iter().find(|vector| vector.header.name == name).unwrap()
}

pub(super) fn served(input: &str) -> (String, Served) {
    let mut output = Vec::new();
    let served = serve(input.as_bytes(), &mut output).unwrap();
    (String::from_utf8(output).unwrap(), served)
}

pub(super) const HEADER: &str = r#"{"format":"bami-conformance/1","name":"x","about":"","covers":[],"algorithm":"random","parameters":{"stream":54},"seed":42}"#;

pub(super) fn itself() -> String {
    format!("'{BAMI}' conformance serve")
}
