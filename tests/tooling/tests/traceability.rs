//! Every rule of the specification has code, a test and a vector, and every citation is true.
//!
//! With `BAMI_UPDATE_TRACEABILITY=1` new ids are appended to `spec/ids.txt` and
//! `spec/TRACEABILITY.md` is written anew.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::{env, fs};

use bami::index::Index;
use bami_tooling::checks::{self, Violation};
use bami_tooling::read::read_index;
use bami_tooling::table;

static INDEX: LazyLock<Index> =
    LazyLock::new(|| read_index(&root()).expect("the package can be read"));

fn root() -> PathBuf {
    bami_tooling::root()
}

fn updating() -> bool {
    env::var_os(checks::UPDATE).is_some_and(|value| value == "1")
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
    let path = root().join("spec/ids.txt");
    let mut list = fs::read_to_string(&path).unwrap_or_default();
    if updating() {
        list = checks::ids_appended(&INDEX, &list);
        fs::write(&path, &list).expect("spec/ids.txt can be written");
    }
    none(&checks::ids(&INDEX, &list));
}

#[test]
fn the_tables_are_current() {
    let path = root().join("spec/TRACEABILITY.md");
    let tables = table::markdown(&INDEX);
    if updating() {
        fs::write(&path, &tables).expect("spec/TRACEABILITY.md can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let different = written.lines().zip(tables.lines()).position(|(old, new)| old != new);
    let line = different.unwrap_or(written.lines().count().min(tables.lines().count())) + 1;
    assert!(
        written == tables,
        "spec/TRACEABILITY.md:{line}: is not current; run `{}=1 cargo test --test traceability`, which would write\n{}",
        checks::UPDATE,
        tables.lines().nth(line - 1).unwrap_or("nothing here"),
    );
}

/// Packages have no `.duvet`.
#[test]
fn duvet_reads_every_chapter() {
    let Ok(config) = fs::read_to_string(root().join(".duvet/config.toml")) else { return };
    for chapter in INDEX.chapters.iter().filter(|chapter| !chapter.rules.is_empty()) {
        let line = format!("source = {:?}", chapter.file);
        assert!(
            config.contains(&line),
            ".duvet/config.toml: {} is missing; add\n[[specification]]\n{line}",
            chapter.file
        );
    }
}
