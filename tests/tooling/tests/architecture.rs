//! The architecture of the repository: layers, cycles, long files and forbidden attributes.

use std::path::Path;

use bami_tooling::architecture::{
    Crate, LIBRARY, PROGRAM, forbidden_attributes, sources, too_long,
};

/// Violations that are known, each with its reason.
const ALLOWED: &[(&str, &str)] = &[];

#[test]
fn the_repository_keeps_to_its_architecture() {
    let root = bami_tooling::root();
    let mut found = Vec::new();
    for (folder, layers) in [("src", LIBRARY), ("src/conformance", &[]), ("src/program", PROGRAM)] {
        let parsed = Crate::read(&root, folder).unwrap();
        found.extend(parsed.upward(layers));
        found.extend(parsed.cycles());
    }
    let sources = sources(&root).unwrap();
    found.extend(too_long(&sources));
    found.extend(forbidden_attributes(&root, &sources));
    let is_allowed = |found: &String| ALLOWED.iter().any(|(violation, _)| violation == found);
    let new: Vec<&String> = found.iter().filter(|violation| !is_allowed(violation)).collect();
    assert!(new.is_empty(), "violations of the architecture: {new:#?}");
    let is_gone = |allowed: &&(&str, &str)| !found.iter().any(|violation| violation == allowed.0);
    let gone: Vec<_> = ALLOWED.iter().filter(is_gone).collect();
    assert!(gone.is_empty(), "allowed violations that no longer exist; remove them: {gone:#?}");
}

/// A crate of these files in a temporary folder.
fn example(files: &[(&str, &str)]) -> (tempfile::TempDir, Crate) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), &format!("src/{name}"), text);
    }
    let parsed = Crate::read(folder.path(), "src").unwrap();
    (folder, parsed)
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

const ROOT: &str = "mod bami; mod foundation; pub use bami::{cells::Cell, cells as alias};";

fn upward(foundation: &str) -> Vec<String> {
    let files = [
        ("lib.rs", ROOT),
        ("foundation.rs", foundation),
        ("bami/mod.rs", "pub mod cells; pub use cells::Cell as Renamed;"),
        ("bami/cells.rs", "pub struct Cell; use crate::foundation::Sum;"),
    ];
    example(&files).1.upward(LIBRARY)
}

#[test]
fn a_use_of_a_layer_above_is_found_through_every_kind_of_path() {
    let found = ["src/foundation.rs uses src/bami/cells.rs, which is in a layer above"];
    for foundation in [
        "use crate::bami::cells::Cell;",
        "use crate::{bami::{cells::{self, Cell}}};",
        "use super::bami::Renamed;",
        "use crate::Cell;",
        "use crate::alias; fn f() { alias::f(); }",
        "fn f() { let x: crate::alias::Cell = crate::alias::f(); }",
        "fn f() { use crate::Cell; }",
        "mod inner { use super::super::Cell; }",
        "macro_rules! m { () => { $crate::alias::Cell } }",
    ] {
        assert_eq!(upward(foundation), found, "{foundation}");
    }
    for foundation in [
        "pub struct Sum; use std::fmt;",
        "/// [`Cell`](crate::Cell)\npub struct Sum; // crate::Cell",
        "#[cfg(test)] mod tests { use crate::Cell; }",
        "#[cfg(test)] use crate::{Cell}; pub struct Sum;",
        "const TEXT: &str = \"crate::Cell\";",
    ] {
        assert_eq!(upward(foundation), [""; 0], "{foundation}");
    }
}

#[test]
fn a_cycle_of_files_is_found_but_not_one_with_a_parent() {
    let cycles = |one: &str, two: &str| {
        let root = ("lib.rs", "mod one; mod two; mod folder; pub struct Item;");
        let module = ("folder/mod.rs", "mod child; use child::A; pub struct B;");
        let child = ("folder/child.rs", "use super::B; use crate::Item; pub struct A;");
        example(&[root, ("one.rs", one), ("two.rs", two), module, child]).1.cycles()
    };
    assert_eq!(cycles("use crate::two::T;", "pub struct T;"), [""; 0]);
    let found = ["a cycle of src/one.rs, src/two.rs"];
    assert_eq!(cycles("use crate::two::T;", "use super::one; fn f() { one::f(); }"), found);
}

#[test]
fn a_long_file_is_found() {
    let file = |lines: usize| ("src/lib.rs".to_owned(), "\n".repeat(lines));
    assert_eq!(too_long(&[file(600)]), [""; 0]);
    assert_eq!(too_long(&[file(601)]), ["src/lib.rs has more than 600 lines"]);
}

#[test]
fn forbidden_attributes_are_found() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "Cargo.toml", "");
    write(folder.path(), "src/program/Cargo.toml", "");
    let found = |file: &str, text: &str| {
        forbidden_attributes(folder.path(), &[(file.to_owned(), text.to_owned())])
    };
    let dead = ["src/lib.rs allows dead code"];
    assert_eq!(found("src/lib.rs", "    #[allow(dead_code)]\nfn f() {}"), dead);
    assert_eq!(found("src/lib.rs", "#![allow(dead_code)]"), dead);
    assert_eq!(found("src/lib.rs", "// #[allow(dead_code)]"), [""; 0]);
    assert_eq!(found("src/lib.rs", "#[expect(dead_code)]"), [""; 0]);
    let other = ["tests/a.rs includes the source of another package: \
         #[path = \"../src/program/x.rs\"]"];
    assert_eq!(found("tests/a.rs", "#[path = \"../src/program/x.rs\"]\nmod x;"), other);
    assert_eq!(found("tests/a.rs", "#[path = \"support/x.rs\"]\nmod x;"), [""; 0]);
}
