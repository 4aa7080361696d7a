//! Writing rows with the scores of several regions.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::input::Row;
use crate::output::{
    Format, LineSink, SCORE_COLUMNS, Scores, TIMESTAMP_COLUMN, Target, csv_line, json, text,
};

/// Writes rows in a format to a place, each at once.
pub(crate) struct NetworkWriter {
    format: Format,
    values: Vec<String>,
    regions: Vec<String>,
    sink: LineSink,
}

impl NetworkWriter {
    /// Begins to write.
    //= spec/program.md#program-network
    //# Each row MUST have the scores of each region under the names anomaly_score, likelihood,
    //# raw_score and bursting_columns, in CSV prefixed with the region's name and a dot, and in
    //# JSON lines in an object named after the region.
    pub(crate) fn create(
        target: Target<'_>,
        format: Format,
        values: &[String],
        regions: &[String],
    ) -> anyhow::Result<Self> {
        let of_region = |region: &String| SCORE_COLUMNS.map(|column| format!("{region}.{column}"));
        let scores: Vec<String> = regions.iter().flat_map(of_region).collect();
        // A column of the input may have a name that is ours.
        let taken = |name: &String| match format {
            Format::Csv => name == TIMESTAMP_COLUMN || scores.contains(name),
            Format::Jsonl => name == TIMESTAMP_COLUMN || regions.contains(name),
        };
        let distinct =
            |name: &String| if taken(name) { format!("input_{name}") } else { name.clone() };
        let values: Vec<String> = values.iter().map(distinct).collect();
        let mut writer =
            Self { format, values, regions: regions.to_vec(), sink: LineSink::create(target)? };
        if format == Format::Csv && target.is_empty() {
            let time = std::iter::once(TIMESTAMP_COLUMN.to_owned());
            let header: Vec<String> = time.chain(writer.values.clone()).chain(scores).collect();
            writer.sink.write_line(&csv_line(&header)?)?;
        }
        Ok(writer)
    }

    /// Writes one row and flushes.
    pub(crate) fn write(&mut self, row: &Row, scores: &[Option<Scores>]) -> anyhow::Result<()> {
        let line = match self.format {
            Format::Csv => csv_line(&csv_fields(row, scores))?,
            Format::Jsonl => {
                let (values, regions) = (&self.values, &self.regions);
                let mut line = serde_json::to_vec(&JsonRow { values, regions, row, scores })?;
                line.push(b'\n');
                line
            }
        };
        self.sink.write_line(&line)
    }

    /// As [`LineSink::sync`].
    pub(crate) fn sync(&mut self) -> anyhow::Result<Option<u64>> {
        self.sink.sync()
    }

    /// Ends the output; a file gets its name now.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        self.sink.finish()
    }
}

//= spec/program.md#program-network
//# In a row in which a region makes no step, its scores MUST be empty fields in CSV and its object
//# null in JSON lines.
fn csv_fields(row: &Row, scores: &[Option<Scores>]) -> Vec<String> {
    let mut fields = vec![row.timestamp_text.clone()];
    fields.extend(row.values.iter().map(text));
    for scores in scores {
        fields.extend(scores.map(|scores| scores.csv_fields()).unwrap_or_default());
    }
    fields
}

/// A row as a JSON object.
struct JsonRow<'a> {
    values: &'a [String],
    regions: &'a [String],
    row: &'a Row,
    scores: &'a [Option<Scores>],
}

/// The scores of a region as a JSON object.
struct JsonScores<'a>(&'a Scores);

impl Serialize for JsonScores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.json_entries(&mut map)?;
        map.end()
    }
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let timestamp = Some(&self.row.timestamp_text).filter(|text| !text.is_empty());
        map.serialize_entry(TIMESTAMP_COLUMN, &timestamp)?;
        for (name, value) in self.values.iter().zip(&self.row.values) {
            map.serialize_entry(name, &json(value))?;
        }
        for (region, scores) in self.regions.iter().zip(self.scores) {
            map.serialize_entry(region, &scores.as_ref().map(JsonScores))?;
        }
        map.end()
    }
}
