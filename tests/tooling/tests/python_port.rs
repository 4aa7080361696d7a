//! The port to Python has every printed line of the book once, in the book's order and nesting. Vectors
//! take their outputs from it, so it has to be literal.

use std::collections::BTreeMap;
use std::fs;

use bami::index::printed::{self, LineKind};
use bami::index::{Algorithm, PrintedLines};

/// The printed lines that a line of code has at its end, as `# 18`, `# 105-106` or `# 33; D-TM-5`.
fn numbers(code: &str) -> Vec<u32> {
    let Some((_, comment)) = code.split_once("  # ") else { return Vec::new() };
    let range = comment.split(';').next().unwrap_or_default();
    let ends: Result<Vec<u32>, _> = range.split('-').map(str::parse).collect();
    match ends.as_deref() {
        Ok([line]) => vec![*line],
        Ok([first, last]) => (*first..=*last).collect(),
        _ => Vec::new(),
    }
}

/// The printed lines in a class, each with the indentation of its code.
fn lines_of(class: &str) -> Vec<(u32, usize)> {
    let path = bami_tooling::root().join("examples/ports/python/bami_port.py");
    let text = fs::read_to_string(path).unwrap().replace('\r', "");
    let (_, rest) = text.split_once(&format!("\nclass {class}:\n")).unwrap();
    let body = rest.split("\n# ===").next().unwrap().split("\nclass ").next().unwrap();
    let line = |code: &str| {
        let indentation = code.len() - code.trim_start().len();
        numbers(code).into_iter().map(move |number| (number, indentation))
    };
    body.lines().flat_map(line).collect()
}

#[test]
fn the_python_port_has_every_printed_line_once_and_in_order() {
    let table = fs::read_to_string(bami_tooling::root().join(printed::TABLE)).unwrap();
    let table = PrintedLines::parse(&table).unwrap();
    let classes = [
        (Algorithm::TemporalMemory, "TemporalMemory"),
        (Algorithm::SpatialPooler, "SpatialPooler"),
    ];
    for (algorithm, class) in classes {
        let found = lines_of(class);
        let in_code = |kind| !matches!(kind, LineKind::Function | LineKind::Blank);
        let wanted: Vec<u32> =
            table.of(algorithm).iter().filter(|l| in_code(l.kind)).map(|l| l.line).collect();
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), wanted, "{class}");

        let indentation: BTreeMap<u32, usize> = found.into_iter().collect();
        for line in table.of(algorithm) {
            let parent = line.parent.and_then(|parent| indentation.get(&parent));
            if let (Some(own), Some(parent)) = (indentation.get(&line.line), parent) {
                assert!(own > parent, "{class}: line {} stands in no body", line.line);
            }
            if let Some(condition) = line.else_of {
                assert_eq!(indentation[&line.line], indentation[&condition], "{class}");
            }
        }
    }
}
