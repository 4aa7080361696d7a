//! The columns of a stream as a region sees them.

use super::VALUE_FIELD;
use super::layout::Layout;

/// The columns that a region reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Whether there is a time column.
    pub has_timestamp: bool,
    /// The names of the values.
    pub values: Vec<String>,
}

impl Columns {
    /// The time and one value.
    pub fn one_value() -> Self {
        Self { has_timestamp: true, values: vec![VALUE_FIELD.to_owned()] }
    }

    /// The columns of a layout.
    pub fn of_layout(layout: &Layout) -> Self {
        Self { has_timestamp: layout.timestamp.is_some(), values: layout.value_names() }
    }

    /// The names of the fields under which a region gets the values.
    pub fn fields(&self) -> Vec<String> {
        match &self.values[..] {
            [_] => vec![VALUE_FIELD.to_owned()],
            several => several.to_vec(),
        }
    }
}
