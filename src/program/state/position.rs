//! The position in a stream, as it is attached to the snapshot of a detector, region or network.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use bami_htm::snapshot::Snapshot;
use serde::{Deserialize, Serialize};

use crate::input::layout::Layout;
use crate::output::Format;
use crate::stream::{DateTimeText, Session, WarmUpState};

/// The name of the attachment.
const ATTACHMENT: &str = "stream";

/// The position in a stream, and how it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamState {
    /// How many rows were read, including skipped ones.
    pub(crate) read: u64,
    /// How many rows were written.
    pub(crate) written: u64,
    /// The time of the last row that had one.
    pub(crate) time: Option<DateTimeText>,
    /// The field separator.
    pub(crate) delimiter: char,
    /// The columns.
    pub(crate) layout: Layout,
    /// The output that rows are appended to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<OutputState>,
    /// The warm-up, while it is going on.
    #[serde(default, rename = "calibration", skip_serializing_if = "Option::is_none")]
    pub(crate) warm_up: Option<WarmUpState>,
    /// What a detector needs besides.
    #[serde(default, rename = "detector", skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<Session>,
}

/// An output that rows are appended to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutputState {
    /// Its length with the rows that were written.
    pub(crate) bytes: u64,
    /// The format of its rows.
    pub(crate) format: Format,
}

impl StreamState {
    /// Attaches it to a snapshot.
    pub(super) fn attach(&self, snapshot: &mut Snapshot) -> anyhow::Result<()> {
        snapshot.attach(ATTACHMENT, serde_json::to_value(self)?);
        Ok(())
    }

    /// The one that is attached to a snapshot, checked.
    pub(crate) fn of(snapshot: &Snapshot, path: &Path) -> anyhow::Result<Self> {
        let path = path.display();
        let attached = snapshot.attachment(ATTACHMENT).ok_or_else(|| {
            anyhow!("{path}: is a snapshot that neither `bami run` nor `bami predict` wrote: it does not contain the position of a stream")
        })?;
        let state: Self = serde_json::from_value(attached.clone())
            .with_context(|| format!("{path}: the position of the stream cannot be read"))?;
        let layout = &state.layout;
        let columns = layout.names.len();
        let timestamp = layout.timestamp.iter().map(|(column, _)| *column);
        let sequence = layout.sequence.iter().map(|(column, _)| *column);
        let mut used = layout.values.iter().copied().chain(timestamp).chain(sequence);
        let rows = state.warm_up.iter().flat_map(|warm_up| &warm_up.rows);
        if !state.delimiter.is_ascii()
            || layout.values.is_empty()
            || layout.column_types.len() != layout.values.len()
            || used.any(|column| column >= columns)
            || rows.into_iter().any(|row| row.len() != layout.values.len())
        {
            bail!("{path}: the columns of the stream in the snapshot are inconsistent");
        }
        Ok(state)
    }
}
