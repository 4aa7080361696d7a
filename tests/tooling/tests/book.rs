//! What the project says of the book agrees with the committed tables of its lines and its decisions.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use bami::index::code::LITERAL;
use bami::index::printed::{self, LineKind, PrintedLine};
use bami::index::status::{self, decisions};
use bami::index::{Algorithm, Index, Lines, Place, PrintedLines, names};
use bami_tooling::checks;
use bami_tooling::literal::literal;
use bami_tooling::read::read_index;

static INDEX: LazyLock<Index> =
    LazyLock::new(|| read_index(&bami_tooling::root()).expect("the repository can be read"));

fn read(file: &str) -> String {
    fs::read_to_string(bami_tooling::root().join(file)).expect("the file can be read")
}

/// The text of all Rust files below a folder.
fn rust_files(folder: &str) -> String {
    let mut text = String::new();
    let mut folders = vec![bami_tooling::root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text += &fs::read_to_string(path).expect("a file");
            }
        }
    }
    text
}

fn printed() -> PrintedLines {
    PrintedLines::parse(&read(printed::TABLE)).expect("a table of lines")
}

fn of_kind(lines: &[PrintedLine], kind: LineKind) -> Vec<u32> {
    lines.iter().filter(|line| line.kind == kind).map(|line| line.line).collect()
}

#[test]
fn every_printed_line_has_its_entry() {
    let table = printed();
    for algorithm in Algorithm::ALL {
        let numbers: Vec<u32> = table.of(algorithm).iter().map(|line| line.line).collect();
        assert_eq!(numbers, (1..=algorithm.last_line()).collect::<Vec<_>>());
    }
}

#[test]
fn kinds_are_those_of_the_notes_on_the_book() {
    let table = printed();
    let (memory, pooler) = (&table.temporal_memory, &table.spatial_pooler);
    assert_eq!(
        of_kind(memory, LineKind::Blank),
        [14, 21, 28, 36, 38, 45, 62, 65, 68, 71, 77, 82, 91, 98, 103]
    );
    assert_eq!(of_kind(memory, LineKind::Else), [5, 7, 19, 32, 43]);
    assert_eq!(of_kind(memory, LineKind::Continuation), [23, 47, 106]);
    assert_eq!(of_kind(memory, LineKind::Function), [10, 25, 49, 73, 84, 93]);
    assert!(of_kind(memory, LineKind::Statement).contains(&107));
    assert!(of_kind(pooler, LineKind::Blank).is_empty());
    assert_eq!(of_kind(pooler, LineKind::Else), [16]);
    assert_eq!(of_kind(pooler, LineKind::Continuation), [9]);
}

/// The hash of an empty text.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn lines_are_nested_as_blocks() {
    let table = printed();
    for algorithm in Algorithm::ALL {
        // The lines whose bodies are open, from the outside in.
        let mut open: Vec<u32> = Vec::new();
        let mut page = 0;
        for line in table.of(algorithm) {
            let name = format!("{} {}", algorithm.name(), line.line);
            assert!(line.page >= page, "{name}: pages ascend");
            page = line.page;
            assert_eq!(line.kind == LineKind::Blank, line.sha256 == EMPTY, "{name}");
            assert_eq!(line.kind == LineKind::Else, line.else_of.is_some(), "{name}");
            assert_eq!(line.kind == LineKind::Continuation, line.continues.is_some(), "{name}");
            if line.kind == LineKind::Blank {
                continue;
            }
            let sibling = |number: u32| table.line(algorithm, number).expect("a line");
            if let Some(condition) = line.else_of {
                assert_eq!(sibling(condition).kind, LineKind::Condition, "{name}");
                assert_eq!(sibling(condition).parent, line.parent, "{name}");
            }
            if let Some(continued) = line.continues {
                assert_eq!((continued, sibling(continued).parent), (line.line - 1, line.parent));
                continue; // the body of a condition of two lines is that of the first
            }
            while open.last().copied() != line.parent {
                assert!(open.pop().is_some(), "{name}: its parent is not open");
            }
            if line.kind.has_body() {
                open.push(line.line);
            }
        }
    }
}

#[test]
fn every_body_has_a_line() {
    let table = printed();
    for algorithm in Algorithm::ALL {
        let lines = table.of(algorithm);
        for head in lines.iter().filter(|line| line.kind.has_body()) {
            let in_body = |line: &&PrintedLine| line.parent == Some(head.line);
            assert!(lines.iter().any(|line| in_body(&line)), "{} {}", algorithm.name(), head.line);
        }
    }
}

#[test]
fn functions_begin_at_their_heads() {
    let table = printed();
    for algorithm in Algorithm::ALL {
        let mut lines: BTreeMap<&str, Vec<&PrintedLine>> = BTreeMap::new();
        for line in table.of(algorithm) {
            if let Some(function) = &line.function {
                lines.entry(function).or_default().push(line);
            }
        }
        for (function, lines) in &lines {
            assert_eq!(lines[0].kind, LineKind::Function, "{function}");
            let name = bami_htm::book::TEMPORAL_MEMORY.iter().find(|name| name.book == *function);
            let (first, last) = (lines[0].line, lines[lines.len() - 1].line);
            assert_eq!(name.map(|name| name.lines), Some(format!("{first}-{last}").as_str()));
        }
    }
}

#[test]
fn statuses_are_those_of_the_table() {
    let table = decisions(&read(status::TABLE)).expect("a table of decisions");
    none(&checks::statuses(&INDEX, &table));
}

fn none(found: &[checks::Violation]) {
    let list: Vec<String> = found.iter().map(|violation| format!("\n{violation}")).collect();
    assert!(list.is_empty(), "{} violations:{}", list.len(), list.concat());
}

#[test]
fn the_literal_code_has_every_line_once() {
    none(&literal(&INDEX));
}

#[test]
fn literal_functions_have_every_line_between_them() {
    for algorithm in Algorithm::ALL {
        let own = LITERAL.iter().filter(|function| function.algorithm == algorithm);
        let mut next = 1;
        for function in own {
            assert_eq!(function.lines.0, next, "{}", function.name);
            next = function.lines.1 + 1;
            // A function of the book has the lines of one of ours.
            let head = INDEX.printed.line(algorithm, function.lines.0).expect("a line");
            if let Some(name) = &head.function {
                let ours = function.name.replace('_', "");
                assert_eq!(ours, name.to_lowercase());
            }
        }
        assert_eq!(next, algorithm.last_line() + 1);
    }
}

/// A mutant of the sources for each way in which the check can fail.
#[test]
fn literal_code_in_another_form_is_found() {
    let file = "src/bami/temporal_memory/activate_columns.rs";
    let source = read(file);
    for (right, wrong, message) in [
        (
            "add_active_cell(27, ",
            "add_active_cell(LINE, ",
            "BAMI TM 27, a statement, has no statement",
        ),
        ("self.cells(26, ", "self.cells(27, ", "BAMI TM 27, a statement, has several statements"),
        (
            "self.add_winner_cell(37, ",
            "self.f(36); self.add_winner_cell(37, ",
            "has a statement, and is none",
        ),
        (
            "self.add_active_cell(12, ",
            "self.add_active_cell(13, ",
            "BAMI TM 13 stands behind BAMI TM 13",
        ),
    ] {
        let mutant = source.replacen(right, wrong, 1);
        assert_ne!(mutant, source, "{right}");
        let mut index = INDEX.clone();
        let of_file = |place: &Place| place.file == file;
        index.code.statements.retain(|statement| !of_file(&statement.place));
        index.code.add(file, &mutant);
        let found = literal(&index);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|found| found.contains(message)), "{message}: {found:#?}");
    }
}

#[test]
fn every_fast_form_names_a_test_that_exists() {
    let tests: String = ["tests", "src"].iter().map(|folder| rust_files(folder)).collect();
    for fast in &INDEX.code.fast {
        assert!(!fast.lines.is_empty(), "{}: {} names no lines", fast.place, fast.function);
        let test = fast.test.as_deref().unwrap_or_default();
        let exists = tests.contains(&format!("fn {test}("));
        assert!(exists, "{}: {} is proven by no test `{test}`", fast.place, fast.function);
    }
}

/// Every line of both listings is carried out by default by code that names it.
#[test]
fn every_line_has_a_form_that_runs_by_default() {
    for algorithm in Algorithm::ALL {
        for printed in INDEX.printed.of(algorithm).iter().filter(|line| line.kind.has_code()) {
            let line = Lines { algorithm, first: printed.line, last: printed.line };
            assert!(!INDEX.code.fast_of(line).is_empty(), "{line}");
        }
    }
}

#[test]
fn every_id_of_a_table_of_names_exists() {
    for (name, id) in names::ids() {
        let start = id.trim_end_matches('*');
        let is_it = |rule: &&str| if start == id { *rule == id } else { rule.starts_with(start) };
        let found = INDEX.rules().map(|rule| rule.id.as_str()).find(is_it);
        assert!(found.is_some(), "{name} leads to {id}, which does not exist");
    }
}

/// One answer shows the rule, the code, the test and the vector of every line of the book.
#[test]
fn every_line_is_told_with_its_rule_code_test_and_vector() {
    let index = Index::embedded().expect("an index");
    for algorithm in Algorithm::ALL {
        for line in 1..=algorithm.last_line() {
            let name = format!("{} {line}", algorithm.name());
            let answer = index.explain(&name).expect("an answer");
            let [told] = answer.lines.as_slice() else { panic!("{name}: {:?}", answer.lines) };
            if told.printed.kind == LineKind::Blank {
                assert!(answer.rules.is_empty() && told.code.is_empty(), "{name}");
                continue;
            }
            assert!(!answer.rules.is_empty(), "{name} has no rule");
            for rule in &answer.rules {
                assert!(!rule.tested.is_empty(), "{name}: {} has no test", rule.id);
                assert!(!rule.vectors.is_empty(), "{name}: {} has no vector", rule.id);
            }
            let [statement] = told.code.as_slice() else { panic!("{name}: {:?}", told.code) };
            let owner = index.printed.owner(algorithm, line).map(|owner| owner.line);
            assert_eq!(Some(statement.line.first), owner, "{name}");
            let source = read(&statement.place.file);
            let text = source.lines().nth(statement.place.line as usize - 1).expect("a line");
            assert!(text.contains(&statement.line.first.to_string()), "{name}: {text}");
            assert!(!told.fast.is_empty(), "{name} has no form that runs by default");
        }
    }
}
