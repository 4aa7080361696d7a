//! A series: the rows that a detector is run on, and what it may know of them in advance.

use bami_htm::encoders::Value;
use jiff::civil::DateTime;

use crate::input::sequence::Sequence;
use crate::input::{Columns, Row};

/// The rows of a file or of a generated stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Series {
    /// Its columns.
    pub(crate) columns: Columns,
    /// Its rows; every row has a value for each column.
    pub(crate) rows: Vec<Row>,
}

impl Series {
    /// A series of one field with these times and values.
    pub(crate) fn of_numbers(rows: impl IntoIterator<Item = (DateTime, f64)>) -> Self {
        let row = |(index, (time, value)): (usize, (DateTime, f64))| Row {
            line: index as u64 + 2,
            timestamp_text: time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            timestamp: Some(time),
            values: vec![Value::Number(value)],
            sequence: Sequence::Same,
        };
        let rows = rows.into_iter().enumerate().map(row).collect();
        Self { columns: Columns::one_value(), rows }
    }

    /// The same without times.
    pub(crate) fn forget_times(&mut self) {
        self.columns.has_timestamp = false;
        self.rows.iter_mut().for_each(|row| row.timestamp = None);
    }

    /// What is known of it in advance.
    pub(crate) fn known(&self) -> Known {
        let range = |field: usize| {
            let values = self.rows.iter().filter_map(move |row| row.number(field));
            let minimum = values.clone().fold(f64::INFINITY, f64::min);
            (minimum, values.fold(f64::NEG_INFINITY, f64::max))
        };
        let ranges = (0..self.columns.values.len()).map(range).collect();
        Known { rows: self.rows.len(), columns: self.columns.clone(), ranges }
    }
}

/// What a detector may know about a series in advance. All use the columns; only those that are said to be told rows
/// and range use the rest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    /// The number of rows.
    pub(crate) rows: usize,
    /// The columns.
    pub(crate) columns: Columns,
    /// The smallest and the largest value of each field.
    pub(crate) ranges: Vec<(f64, f64)>,
}

impl Known {
    /// The number of fields.
    pub(crate) fn fields(&self) -> usize {
        self.columns.values.len()
    }
}
