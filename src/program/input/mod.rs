//! Reads the rows of a CSV stream: `reader` reads them, `detect` finds out which columns to read.

pub mod column_type;
mod columns;
mod detect;
pub mod error;
pub mod layout;
pub mod quotes;
pub mod reader;
pub mod sequence;
pub mod timestamps;

use bami_htm::encoders::Value;
use jiff::civil::DateTime;

pub use columns::Columns;
use sequence::Sequence;

/// The field of the time.
pub const TIMESTAMP_FIELD: &str = "timestamp";

/// The field of the value if there is only one.
pub const VALUE_FIELD: &str = "value";

/// One row of the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its line in the file, counting from 1.
    pub line: u64,
    /// The time as it was written; empty if it is missing or there is no such column.
    pub timestamp_text: String,
    /// The time as it was read.
    pub timestamp: Option<DateTime>,
    /// The values in the order of the layout: numbers, categories or bits; an empty field is missing.
    pub values: Vec<Value>,
    /// What it says about its sequence.
    pub sequence: Sequence,
}

impl Row {
    /// The value at a place in the order of the layout, if it is a number.
    pub fn number(&self, place: usize) -> Option<f64> {
        self.values.get(place).and_then(number)
    }

    /// The values that are numbers, in the order of the layout.
    pub fn numbers(&self) -> Vec<Option<f64>> {
        self.values.iter().map(number).collect()
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}
