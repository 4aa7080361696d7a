//! Every rule of the specification has code, a test and a vector, and every citation is true.
//!
//! `cargo run -p bami-tooling -- requote` brings the quotes, `spec/requirements.json`, `spec/ids.txt`,
//! `spec/TRACEABILITY.md` and the index of `bami explain` up to date.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use bami::index::Index;
use bami_tooling::checks::{self, Violation};
use bami_tooling::read::read_index;
use bami_tooling::requote;

static INDEX: LazyLock<Index> =
    LazyLock::new(|| read_index(&root()).expect("the repository can be read"));

fn root() -> PathBuf {
    bami_tooling::root()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).expect("the file can be read")
}

fn none(violations: &[Violation]) {
    let list: Vec<String> = violations.iter().map(|v| format!("\n{v}\n")).collect();
    assert!(list.is_empty(), "{} violations:\n{}", list.len(), list.concat());
}

#[test]
fn requirements_have_their_form() {
    none(&checks::form(&INDEX));
}

#[test]
fn every_quote_is_word_for_word() {
    none(&checks::quotes(&INDEX));
}

#[test]
fn every_requirement_has_code_and_a_test() {
    none(&checks::coverage(&INDEX));
}

#[test]
fn citations_of_tests_stand_above_tests() {
    none(&checks::kinds(&INDEX));
}

#[test]
fn every_rule_of_the_algorithms_has_a_vector() {
    none(&checks::vectors(&INDEX));
}

#[test]
fn every_name_exists() {
    none(&checks::names(&INDEX));
}

#[test]
fn every_line_of_bami_belongs_to_one_rule() {
    none(&checks::lines(&INDEX));
}

#[test]
fn ids_never_change() {
    let list = read(checks::IDS);
    none(&checks::ids(&INDEX, &list));
}

#[test]
fn no_quote_is_wider_than_the_limit() {
    let files: BTreeSet<&str> = INDEX.citations.iter().map(|c| c.place.file.as_str()).collect();
    let found: Vec<_> =
        files.into_iter().flat_map(|file| checks::widths(file, &read(file))).collect();
    none(&found);
}

#[test]
fn quotes_record_ids_tables_and_index_are_current() {
    let report = requote::plan(&root()).expect("the repository can be read");
    assert!(report.is_current(), "run `{}`; {report}", checks::COMMAND);
}

#[test]
fn duvet_reads_every_chapter() {
    let config = read(".duvet/config.toml");
    for chapter in INDEX.chapters.iter().filter(|chapter| !chapter.rules.is_empty()) {
        let line = format!("source = {:?}", chapter.file);
        assert!(
            config.contains(&line),
            ".duvet/config.toml: {} is missing; add\n[[specification]]\n{line}",
            chapter.file
        );
    }
}
