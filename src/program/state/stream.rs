//! Where a stream stands, as it is attached to the snapshot of its region.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use bami_htm::encoders::Value;
use bami_htm::snapshot::Snapshot;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::input::Row;
use crate::input::sniff::Layout;
use crate::output::Format;

/// The name of the attachment.
const ATTACHMENT: &str = "stream";

/// Where a stream stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamState {
    /// How many rows were read, those that were left out included.
    pub(crate) read: u64,
    /// How many rows were written.
    pub(crate) written: u64,
    /// The time of the last row that had one.
    pub(crate) time: Option<DateTimeText>,
    /// What separates the fields.
    pub(crate) delimiter: char,
    /// What the columns are.
    pub(crate) layout: Layout,
    /// What was written to a file that rows are appended to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<OutputState>,
    /// What is known while the resolution is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) calibration: Option<CalibrationState>,
}

/// A file that rows are appended to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutputState {
    /// Its length with the rows that were written.
    pub(crate) bytes: u64,
    /// How its rows are written.
    pub(crate) format: Format,
}

/// The rows from which the resolution is to be estimated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalibrationState {
    /// How many are wanted.
    pub(crate) wanted: usize,
    /// Those that have come.
    pub(crate) rows: Vec<SavedRow>,
}

/// A row of numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedRow {
    line: u64,
    time: Option<DateTimeText>,
    values: Vec<Option<f64>>,
}

impl From<&Row> for SavedRow {
    fn from(row: &Row) -> Self {
        Self { line: row.line, time: row.timestamp.map(DateTimeText), values: row.numbers() }
    }
}

impl From<SavedRow> for Row {
    fn from(row: SavedRow) -> Self {
        Self {
            line: row.line,
            timestamp_text: String::new(),
            timestamp: row.time.map(|time| time.0),
            values: row.values.into_iter().map(Value::from).collect(),
        }
    }
}

/// A time as text, such as `2026-03-01T13:30:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct DateTimeText(pub DateTime);

impl From<DateTimeText> for String {
    fn from(time: DateTimeText) -> Self {
        time.0.to_string()
    }
}

impl TryFrom<String> for DateTimeText {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl StreamState {
    /// Puts it beside the state of the region.
    pub(super) fn attach(&self, snapshot: &mut Snapshot) -> anyhow::Result<()> {
        snapshot.attach(ATTACHMENT, serde_json::to_value(self)?);
        Ok(())
    }

    /// What is attached to a snapshot, checked.
    pub(super) fn of(snapshot: &Snapshot, path: &Path) -> anyhow::Result<Self> {
        let path = path.display();
        let attached = snapshot.attachment(ATTACHMENT).ok_or_else(|| {
            anyhow!("{path}: is a snapshot, and not one of `bami run`: it does not say where a stream stands")
        })?;
        let state: Self = serde_json::from_value(attached.clone())
            .with_context(|| format!("{path}: where the stream stands cannot be read"))?;
        let layout = &state.layout;
        let columns = layout.names.len();
        let timestamp = layout.timestamp.iter().map(|(column, _)| *column);
        let mut used = layout.values.iter().copied().chain(timestamp);
        let numbers = state.calibration.iter().flat_map(|calibration| &calibration.rows);
        if !state.delimiter.is_ascii()
            || layout.values.is_empty()
            || layout.readings.len() != layout.values.len()
            || used.any(|column| column >= columns)
            || numbers.into_iter().any(|row| row.values.len() != layout.values.len())
        {
            bail!("{path}: the columns of the stream in the snapshot do not fit together");
        }
        Ok(state)
    }
}
