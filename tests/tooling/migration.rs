//! Writes the tables of the names that NuPIC and htm.core have: all of them in the guide, and those used
//! most in the README.

use std::fmt::Write as _;

use bami::index::names::unlinked;
use bami_htm::book::{COUNTERPARTS, Counterpart};

/// The README, from the root of the package.
const README: &str = "README.md";

/// The files with a table, from the root of the package.
pub const FILES: [&str; 2] = [README, "spec/guides/names.md"];

/// What stands before and behind a table.
const MARKS: [&str; 2] = ["<!-- names: written by requote -->\n", "<!-- end of names -->"];

/// The names in the README.
const MOST_USED: [&str; 20] = [
    "cellsPerColumn",
    "activationThreshold",
    "minThreshold",
    "initialPermanence",
    "connectedPermanence",
    "permanenceIncrement",
    "permanenceDecrement",
    "predictedSegmentDecrement",
    "maxNewSynapseCount",
    "maxSegmentsPerCell",
    "maxSynapsesPerSegment",
    "compute",
    "getPredictiveCells",
    "synPermConnected",
    "minPctOverlapDutyCycle",
    "dutyCyclePeriod",
    "RDSE",
    "minval",
    "SDRClassifier",
    "AnomalyLikelihood",
];

/// The text of a file with a new table; `None` if it has no place for one.
#[must_use]
pub fn with_table(file: &str, text: &str) -> Option<String> {
    let (before, rest) = text.split_once(MARKS[0])?;
    let (_, after) = rest.split_once(MARKS[1])?;
    let wanted = |name: &&Counterpart| file != README || MOST_USED.contains(&name.name);
    let table = table(COUNTERPARTS.iter().filter(wanted));
    Some([before, MARKS[0], "\n", &table, "\n", MARKS[1], after].concat())
}

fn table<'a>(names: impl Iterator<Item = &'a Counterpart>) -> String {
    let mut text = "| name | system | book | here |\n| --- | --- | --- | --- |\n".to_owned();
    for Counterpart { name, systems, book, here, .. } in names {
        let book = if book.is_empty() { String::new() } else { format!("`{book}`") };
        let _ = writeln!(text, "| `{name}` | {systems} | {book} | {} |", unlinked(here));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_between_their_marks() {
        let [begin, end] = MARKS;
        let text = format!("Before\n\n{begin}stale\n{end}\n\nAfter\n");
        for file in FILES {
            let new = with_table(file, &text).unwrap();
            assert!(
                new.starts_with("Before") && new.ends_with("After\n") && !new.contains("stale")
            );
            assert!(new.contains("\n| `minThreshold` | NuPIC, htm.core | `LEARNING_THRESHOLD` | "));
            assert_eq!(with_table(file, &new), Some(new.clone()), "nothing is left to do");
            let rows = new.matches("\n| `").count();
            assert_eq!(rows, if file == README { MOST_USED.len() } else { COUNTERPARTS.len() });
        }
        assert_eq!(with_table(README, "no marks"), None);
    }
}
