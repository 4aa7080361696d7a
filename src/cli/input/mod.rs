//! The stream of rows that comes in.

pub(crate) mod error;
mod quotes;
pub(crate) mod reader;
pub(crate) mod sniff;
pub(crate) mod timestamps;

use jiff::civil::DateTime;

/// One row of the stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Where it stands in the file, from 1.
    pub(crate) line: u64,
    /// The time as it was written; empty if it is missing or there is no such column.
    pub(crate) timestamp_text: String,
    /// The time as it was read.
    pub(crate) timestamp: Option<DateTime>,
    /// The values in the order of the layout; an empty field is `None`.
    pub(crate) values: Vec<Option<f64>>,
}
