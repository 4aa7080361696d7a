//! Citations in Rust files, and the functions that carry the book's names.

use serde::{Deserialize, Serialize};

use super::{Lines, Place};

/// A citation of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Where it stands.
    pub place: Place,
    /// The section: `spec/temporal-memory.md#tm-26-27`.
    pub target: String,
    /// `implementation` or `test`, or whatever else stands after `type=`.
    pub kind: String,
    /// The words quoted, on one line.
    #[serde(default, skip_serializing)]
    pub quote: String,
    /// The function that follows, or else the one around it; methods with their type before them,
    /// `Step::burst_column`. Outside functions, the item.
    pub item: String,
    /// Whether it stands directly above a test.
    #[serde(default, skip_serializing)]
    pub above_test: bool,
}

/// A function that carries a name of BAMI's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// BAMI's name: `burstColumn`.
    pub bami: String,
    /// The name here: `Step::burst_column`.
    pub item: String,
    /// Where it stands.
    pub place: Place,
    /// The lines that its documentation says it restates.
    pub lines: Vec<Lines>,
}
