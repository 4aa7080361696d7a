//! Rows as the records that a region or a network reads.

use anyhow::anyhow;
use bami_htm::encoders::EncoderError;
use bami_htm::region::{FieldEncoder, Record};

use crate::input::{Columns, Row, TIMESTAMP_FIELD};
use crate::parameters::NetworkConfiguration;

/// Turns rows into records.
pub(crate) struct Records {
    columns: Columns,
    /// The field of each value.
    fields: Vec<String>,
    reads_time: bool,
}

impl Records {
    /// Records for a region with these encoders.
    pub(crate) fn for_region(columns: &Columns, encoders: &[FieldEncoder]) -> Self {
        let mut reads = encoders.iter().flat_map(FieldEncoder::reads);
        let reads_time = reads.any(|field| field == TIMESTAMP_FIELD);
        Self { columns: columns.clone(), fields: columns.fields(), reads_time }
    }

    /// Records for a detector, which reads all columns under their own names.
    pub(super) fn for_detector(columns: &Columns) -> Self {
        // The time is a field too.
        let distinct = |name: &String| {
            if name == TIMESTAMP_FIELD { format!("input_{name}") } else { name.clone() }
        };
        let fields = columns.values.iter().map(distinct).collect();
        Self { columns: columns.clone(), fields, reads_time: columns.has_timestamp }
    }

    /// The fields of the values.
    pub(super) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Records for a network, which has to read all columns.
    pub(super) fn for_network(
        columns: &Columns,
        configuration: &NetworkConfiguration,
    ) -> anyhow::Result<Self> {
        let fields = configuration.fields(columns)?;
        Ok(Self { columns: columns.clone(), fields, reads_time: configuration.reads_time() })
    }

    /// The record of a row, with its time if an encoder reads it.
    pub(crate) fn record(&self, row: &Row) -> Record {
        let values = self.fields.iter().zip(&row.values);
        let record =
            values.fold(Record::new(), |record, (field, value)| record.with(field, value.clone()));
        if self.reads_time { record.with(TIMESTAMP_FIELD, row.timestamp) } else { record }
    }

    /// The error for a row that was rejected, with the line and, if a single encoder is at fault, the column that
    /// it reads.
    pub(crate) fn rejected(
        &self,
        row: &Row,
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> anyhow::Error {
        let error = anyhow::Error::new(error);
        let part = error.chain().find_map(|cause| match cause.downcast_ref() {
            Some(EncoderError::Part { part, .. }) => Some(part),
            _ => None,
        });
        let index = part.and_then(|part| self.fields.iter().position(|field| field == part));
        let column = index.and_then(|index| self.columns.values.get(index));
        let column = column.map_or(String::new(), |name| format!(", column `{name}`"));
        anyhow!("line {} of the input{column}: {error}", row.line)
    }
}
