//! The check of the literal code: each printed line stands once in it, in its function and in its order.

use bami::index::code::{LITERAL, LiteralFunction, Statement};
use bami::index::printed::LineKind;
use bami::index::{Algorithm, Index, Lines, Place};

use crate::checks::Violation;

/// Whether the number of each printed line, but those without a statement of their own, is the first
/// argument of one call in the literal code of its function, in ascending order. The number of a
/// continuation may stand there too; that of an else or a blank line may not.
#[must_use]
pub fn literal(index: &Index) -> Vec<Violation> {
    let mut found = Vec::new();
    for algorithm in Algorithm::ALL {
        for printed in index.printed.of(algorithm) {
            let line = Lines { algorithm, first: printed.line, last: printed.line };
            let statements: Vec<&Statement> = index.code.statements_of(line).collect();
            let message = match (printed.kind, statements.len()) {
                (kind, 0) if kind.has_code() => "has no statement in the literal code",
                (_, 2..) => "has several statements in the literal code",
                (LineKind::Else | LineKind::Blank, 1) => "has a statement, and is none",
                _ => continue,
            };
            let place = statements.last().map_or_else(|| place_of(line), |s| s.place.clone());
            found
                .push(Violation { place, message: format!("{line}, {}, {message}", printed.kind) });
        }
    }
    for function in LITERAL {
        let own = |statement: &&Statement| {
            statement.function == function.name && statement.place.file.starts_with(function.folder)
        };
        let statements: Vec<&Statement> = index.code.statements.iter().filter(own).collect();
        for pair in statements.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            if before.line.first >= after.line.first {
                let message = format!("{} stands behind {}", after.line, before.line);
                found.push(Violation { place: after.place.clone(), message });
            }
            if before.place.file != after.place.file {
                let message = format!("{} stands in two files", function.name);
                found.push(Violation { place: after.place.clone(), message });
            }
        }
    }
    found
}

/// The folder of the literal function that should have a line.
fn place_of(line: Lines) -> Place {
    let has = |function: &&LiteralFunction| {
        let (first, last) = function.lines;
        function.algorithm == line.algorithm && (first..=last).contains(&line.first)
    };
    let function = LITERAL.iter().find(has);
    Place { file: function.map_or("", |function| function.folder).to_owned(), line: 0 }
}
