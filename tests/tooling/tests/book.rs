//! What the project says of the book agrees with the committed tables of its lines and its decisions.

use std::collections::BTreeMap;
use std::fs;

use bami::index::printed::{self, LineKind, PrintedLine};
use bami::index::status::{self, decisions};
use bami::index::{Algorithm, PrintedLines};
use bami_tooling::checks;
use bami_tooling::read::read_index;

fn read(file: &str) -> String {
    fs::read_to_string(bami_tooling::root().join(file)).expect("the file can be read")
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
            while open.last().copied() != line.parent {
                assert!(open.pop().is_some(), "{name}: its parent is not open");
            }
            let sibling = |number: u32| table.line(algorithm, number).expect("a line");
            if let Some(condition) = line.else_of {
                assert_eq!(sibling(condition).kind, LineKind::Condition, "{name}");
                assert_eq!(sibling(condition).parent, line.parent, "{name}");
            }
            if let Some(continued) = line.continues {
                assert_eq!((continued, sibling(continued).parent), (line.line - 1, line.parent));
                continue; // what stands in the body of a condition of two lines has the first as parent
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
    let index = read_index(&bami_tooling::root()).expect("the repository can be read");
    let table = decisions(&read(status::TABLE)).expect("a table of decisions");
    let found = checks::statuses(&index, &table);
    let list: Vec<String> = found.iter().map(|violation| format!("\n{violation}")).collect();
    assert!(list.is_empty(), "{} violations:{}", list.len(), list.concat());
}
