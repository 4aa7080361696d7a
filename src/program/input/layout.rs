//! Which columns of a stream are read and how, and what the user has chosen of that.

use serde::{Deserialize, Serialize};

use super::VALUE_FIELD;
use super::column_type::ColumnType;
use super::sequence::SequenceColumn;
use super::timestamps::TimestampFormat;

/// What the user has chosen about the columns; everything else is detected.
#[derive(Clone, Debug, Default)]
pub struct ColumnOptions {
    /// The time column.
    pub timestamp_column: Option<String>,
    /// The value columns; if there are none, one is detected.
    pub value_columns: Vec<String>,
    /// The format of times.
    pub timestamp_format: Option<String>,
    /// Whether the first row is data, whatever it looks like.
    pub no_header: bool,
    /// The type of each field that the encoders read; all others are numbers.
    pub column_types: Vec<(String, ColumnType)>,
    /// Whether a value column that the user has named and that holds text is read as categories.
    pub texts: bool,
    /// Which column says where a sequence begins.
    pub resets: Resets,
    /// The layout of a stream that is resumed: nothing is detected then.
    pub layout: Option<Layout>,
}

/// Which column says where a sequence begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Resets {
    /// None is read.
    #[default]
    Ignored,
    /// The one with the flag R or S in NuPIC's third header row, if there is one.
    Flagged,
    /// The one of this name.
    Named(String),
}

impl ColumnOptions {
    /// The type of a value column. A single value column is the field `value` if an encoder reads that field.
    pub(super) fn column_type(&self, name: &str, is_single: bool) -> ColumnType {
        let of = |field: &str| self.column_types.iter().find(|(read, _)| read == field);
        let found = of(VALUE_FIELD).filter(|_| is_single).or_else(|| of(name));
        found.map(|(_, column_type)| *column_type).unwrap_or_default()
    }
}

/// Which columns are read and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The number of header rows at the top.
    #[serde(skip)]
    pub header_rows: usize,
    /// Whether the columns have names rather than numbers.
    pub has_names: bool,
    /// The name of every column, its number from 1 if it has none.
    pub names: Vec<String>,
    /// The time column and its format.
    pub timestamp: Option<(usize, TimestampFormat)>,
    /// The value columns.
    pub values: Vec<usize>,
    /// The type of each value column.
    #[serde(rename = "readings")]
    pub column_types: Vec<ColumnType>,
    /// The column that says where a sequence begins, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<(usize, SequenceColumn)>,
    /// Notes on the choice for the user.
    #[serde(skip)]
    pub notes: Vec<String>,
}

impl Layout {
    /// The layout before any row was read.
    pub(super) fn unknown() -> Self {
        Self {
            header_rows: 0,
            has_names: false,
            names: Vec::new(),
            timestamp: None,
            values: Vec::new(),
            column_types: Vec::new(),
            sequence: None,
            notes: Vec::new(),
        }
    }

    /// The names under which the values are passed on.
    pub fn value_names(&self) -> Vec<String> {
        let name = |&index: &usize| match (self.has_names, self.values.len()) {
            (true, _) => self.names[index].clone(),
            (false, 1) => "value".to_owned(),
            (false, _) => format!("value_{}", index + 1),
        };
        self.values.iter().map(name).collect()
    }
}
