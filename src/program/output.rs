//! Writes scored rows as CSV or JSON lines.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Stdout, Write};
use std::path::Path;

use anyhow::Context;
use bami_htm::detector::{DetectorResult, Reason};
use bami_htm::encoders::Value;
use clap::ValueEnum;
use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::files::WholeFile;
use crate::input::Row;
use crate::notes::shortest;
use crate::stream::{Scored, ScoredBy, Scores, component};

/// The columns after the time and the values, with a region.
pub const SCORE_COLUMNS: [&str; 4] =
    ["anomaly_score", "likelihood", "raw_score", "bursting_columns"];

/// The columns after the time and the values, with a detector.
//= spec/program.md#program-detector
//# Each row MUST have the columns anomaly_score, return_period, alarm (1 or 0) and reason after its
//# values.
const DETECTOR_COLUMNS: [&str; 4] = ["anomaly_score", "return_period", "alarm", "reason"];

/// The time column.
pub const TIMESTAMP_COLUMN: &str = "timestamp";

/// The format of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Comma-separated with a header
    Csv,
    /// One JSON object per line
    Jsonl,
}

/// Writes scored rows, each immediately.
pub(crate) struct RowWriter {
    format: Format,
    /// The names of the values.
    values: Vec<String>,
    scored_by: ScoredBy,
    sink: LineSink,
}

/// The target of an output.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Standard output.
    Stdout,
    /// A file of this name, which appears when it is complete.
    File(&'a Path),
    /// A file after this many bytes; the rest of it is removed.
    Append(&'a Path, u64),
}

impl<'a> Target<'a> {
    /// The file `path`, or standard output.
    pub fn of(path: Option<&'a Path>) -> Self {
        path.map_or(Self::Stdout, Self::File)
    }

    /// Whether it is empty, so that a header is needed.
    pub fn is_empty(self) -> bool {
        !matches!(self, Self::Append(_, 1..))
    }
}

/// Writes lines to a target.
pub enum LineSink {
    /// To standard output, each line immediately.
    Stdout(BufWriter<Stdout>),
    /// To a file, which appears when it is complete.
    File(WholeFile),
    /// To the end of a file, with its length.
    Append(BufWriter<File>, u64),
}

impl LineSink {
    /// Starts the output.
    pub fn create(target: Target<'_>) -> anyhow::Result<Self> {
        Ok(match target {
            Target::Stdout => Self::Stdout(BufWriter::new(io::stdout())),
            Target::File(path) => Self::File(WholeFile::create(path)?),
            Target::Append(path, bytes) => {
                let cannot = || format!("{}: cannot be written", path.display());
                let mut options = File::options();
                let options = options.write(true).create(true).truncate(false);
                let mut file = options.open(path).with_context(cannot)?;
                file.set_len(bytes).with_context(cannot)?;
                file.seek(SeekFrom::End(0)).with_context(cannot)?;
                Self::Append(BufWriter::new(file), bytes)
            }
        })
    }

    /// Syncs all lines to disk, so that none can be lost, and returns the length of a file that lines are appended
    /// to.
    pub fn sync(&mut self) -> anyhow::Result<Option<u64>> {
        match self {
            Self::Append(file, bytes) => {
                let synced = file.flush().and_then(|()| file.get_ref().sync_data());
                synced.context("the output cannot be written")?;
                Ok(Some(*bytes))
            }
            Self::Stdout(_) | Self::File(_) => Ok(None),
        }
    }

    /// Writes a line, which includes its line break.
    pub fn write_line(&mut self, line: &[u8]) -> anyhow::Result<()> {
        match self {
            // The reader of a pipe waits for the row.
            Self::Stdout(out) => out
                .write_all(line)
                .and_then(|()| out.flush())
                .context("standard output cannot be written"),
            // The file is not visible before it is complete.
            Self::File(file) => file.write_all(line).context("the output cannot be written"),
            Self::Append(file, bytes) => {
                *bytes += line.len() as u64;
                file.write_all(line).context("the output cannot be written")
            }
        }
    }

    /// Ends the output; a file gets its name now.
    pub fn finish(mut self) -> anyhow::Result<()> {
        self.sync()?;
        match self {
            Self::Stdout(_) | Self::Append(..) => Ok(()),
            Self::File(file) => file.finish(),
        }
    }
}

impl RowWriter {
    /// Starts the output.
    //= spec/program.md#program-network
    //# Each row MUST have the scores of each region under the names anomaly_score, likelihood,
    //# raw_score and bursting_columns, in CSV prefixed with the region's name and a dot, and in
    //# JSON lines in an object named after the region.
    pub(crate) fn create(
        target: Target<'_>,
        format: Format,
        value_names: &[String],
        scored_by: &ScoredBy,
    ) -> anyhow::Result<Self> {
        let scores: Vec<String> = match scored_by {
            ScoredBy::Region => SCORE_COLUMNS.map(str::to_owned).to_vec(),
            ScoredBy::Detector if format == Format::Jsonl => {
                DETECTOR_COLUMNS.into_iter().chain([PROVISIONAL]).map(str::to_owned).collect()
            }
            ScoredBy::Detector => DETECTOR_COLUMNS.map(str::to_owned).to_vec(),
            ScoredBy::Network(regions) if format == Format::Jsonl => regions.clone(),
            ScoredBy::Network(regions) => {
                let of = |region| SCORE_COLUMNS.map(|column| format!("{region}.{column}"));
                regions.iter().flat_map(of).collect()
            }
        };
        // A column of the input may have the name of one of ours.
        let distinct = |name: &String| {
            let is_taken = name == TIMESTAMP_COLUMN || scores.contains(name);
            if is_taken { format!("input_{name}") } else { name.clone() }
        };
        let values: Vec<String> = value_names.iter().map(distinct).collect();
        let (scored_by, sink) = (scored_by.clone(), LineSink::create(target)?);
        let mut writer = Self { format, values, scored_by, sink };
        if format == Format::Csv && target.is_empty() {
            let names = [&[TIMESTAMP_COLUMN.to_owned()], &writer.values[..], &scores].concat();
            writer.sink.write_line(&csv_line(&names)?)?;
        }
        Ok(writer)
    }

    /// Writes a row with its scores.
    pub(crate) fn write(&mut self, row: &Row, scored: &Scored) -> anyhow::Result<()> {
        let line = match self.format {
            Format::Csv => csv_line(&csv_fields(row, scored))?,
            Format::Jsonl => {
                let Self { values, scored_by, .. } = self;
                let mut line = serde_json::to_vec(&JsonRow { values, scored_by, row, scored })?;
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

/// Writes text to standard output.
pub fn to_stdout(text: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text).and_then(|()| out.flush()).context("standard output cannot be written")
}

//= spec/program.md#program-network
//# In a row in which a region makes no step, its scores MUST be empty fields in CSV and its object
//# null in JSON lines.
fn csv_fields(row: &Row, scored: &Scored) -> Vec<String> {
    let mut fields = vec![row.timestamp_text.clone()];
    fields.extend(row.values.iter().map(text));
    match scored {
        Scored::Regions(regions) => {
            for scores in regions {
                fields.extend(scores.as_ref().map(score_fields).unwrap_or_default());
            }
        }
        Scored::Detector(result) => fields.extend(detector_fields(result)),
    }
    fields
}

/// The fields under [`DETECTOR_COLUMNS`].
//= spec/program.md#program-detector
//# In a row without an alarm, the reason MUST be empty.
//= spec/program.md#program-detector
//# While the detector's result is provisional, a reason MUST begin with `provisional; `.
fn detector_fields(result: &DetectorResult) -> [String; 4] {
    [
        shortest(result.anomaly_score),
        shortest(result.return_period),
        u8::from(result.alarm).to_string(),
        reason(result).unwrap_or_default(),
    ]
}

/// Why there is an alarm, in words; none without one.
pub(crate) fn reason(result: &DetectorResult) -> Option<String> {
    let provisional = if result.provisional { "provisional; " } else { "" };
    result.reason.as_ref().map(|reason| format!("{provisional}{reason}"))
}

/// The fields under [`SCORE_COLUMNS`].
fn score_fields(scores: &Scores) -> [String; 4] {
    [
        shortest(scores.anomaly_score),
        shortest(scores.likelihood),
        number(scores.raw_score),
        scores.bursting_columns.map_or(String::new(), |count| count.to_string()),
    ]
}

/// A value as it can be read again, or nothing if it is missing.
pub fn text(value: &Value) -> String {
    match value {
        Value::Number(number) => shortest(*number),
        Value::Category(name) => name.clone(),
        Value::Bits(bits) => bits.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// A value as JSON: a number, a string, an array of bits, or null if it is missing.
pub fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(number) => (*number).into(),
        Value::Category(name) => name.as_str().into(),
        Value::Bits(bits) => bits.as_slice().into(),
        _ => serde_json::Value::Null,
    }
}

/// A number, or nothing if there is none.
pub fn number(number: Option<f64>) -> String {
    number.map_or(String::new(), shortest)
}

/// Fields as a line of CSV, with its line break.
pub fn csv_line<T: AsRef<[u8]>>(fields: &[T]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields)?;
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// A row as a JSON object with its keys in the order of the CSV columns.
struct JsonRow<'a> {
    values: &'a [String],
    scored_by: &'a ScoredBy,
    row: &'a Row,
    scored: &'a Scored,
}

/// The key that says in JSON whether a result is provisional.
const PROVISIONAL: &str = "provisional";

/// A reason in JSON.
//= spec/program.md#program-detector
//# In JSON lines, the reason MUST be null or an object with the keys field, component, scale_rows,
//# expected and actual.
//= spec/program.md#program-detector
//# In JSON lines, the key provisional MUST say whether the detector's result is provisional.
#[derive(serde::Serialize)]
struct JsonReason<'a> {
    field: &'a str,
    component: &'static str,
    scale_rows: Option<u32>,
    expected: Option<serde_json::Value>,
    actual: serde_json::Value,
}

impl<'a> JsonReason<'a> {
    fn new(reason: &'a Reason, row: &Row) -> Self {
        let (component, scale_rows) = component(reason.component);
        let is_text = row.values.iter().any(|value| *value == Value::from(reason.actual.as_str()));
        let value = |text: &String| match text.parse::<f64>() {
            Ok(number) if !is_text => number.into(),
            _ => text.as_str().into(),
        };
        Self {
            field: &reason.field,
            component,
            scale_rows,
            expected: reason.expected.as_ref().map(value),
            actual: value(&reason.actual),
        }
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
        match (self.scored, self.scored_by) {
            (Scored::Detector(result), _) => {
                let [anomaly_score, return_period, alarm, reason] = DETECTOR_COLUMNS;
                map.serialize_entry(anomaly_score, &result.anomaly_score)?;
                map.serialize_entry(return_period, &result.return_period)?;
                map.serialize_entry(alarm, &u8::from(result.alarm))?;
                let given = result.reason.as_ref();
                let given = given.map(|given| JsonReason::new(given, self.row));
                map.serialize_entry(reason, &given)?;
                map.serialize_entry(PROVISIONAL, &result.provisional)?;
            }
            (Scored::Regions(regions), ScoredBy::Network(names)) => {
                for (region, scores) in names.iter().zip(regions) {
                    map.serialize_entry(region, scores)?;
                }
            }
            (Scored::Regions(regions), _) => {
                let [anomaly_score, likelihood, raw_score, bursting_columns] = SCORE_COLUMNS;
                for scores in regions.iter().flatten() {
                    map.serialize_entry(anomaly_score, &scores.anomaly_score)?;
                    map.serialize_entry(likelihood, &scores.likelihood)?;
                    map.serialize_entry(raw_score, &scores.raw_score)?;
                    map.serialize_entry(bursting_columns, &scores.bursting_columns)?;
                }
            }
        }
        map.end()
    }
}

/// Aligned columns: this many are left-aligned; the others, which are numbers, are right-aligned.
pub(crate) fn aligned(rows: &[Vec<String>], left: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> =
            row.iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, &width))| {
                    if column < left {
                        format!("{cell:<width$}")
                    } else {
                        format!("{cell:>width$}")
                    }
                })
                .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::sequence::Sequence;

    fn written(format: Format) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let names = ["load".to_owned(), "raw_score".to_owned()];
        let target = Target::File(&path);
        let mut writer = RowWriter::create(target, format, &names, &ScoredBy::Region).unwrap();
        let warm_up = Scores {
            anomaly_score: 0.03,
            likelihood: 0.5,
            raw_score: None,
            bursting_columns: None,
        };
        let scored = Scores { raw_score: Some(1.0), bursting_columns: Some(40), ..warm_up };
        let rows = [
            ("1 \"May\", 2010", [Value::Number(21.5), Value::Missing], warm_up),
            ("", [Value::Number(-1e-7), Value::Number(2.0)], scored),
            ("", [Value::from("red, dark"), Value::Bits(vec![3, 17])], scored),
        ];
        for (timestamp, values, scores) in rows {
            let (timestamp_text, values) = (timestamp.to_owned(), values.to_vec());
            let sequence = Sequence::default();
            let row = Row { line: 1, timestamp_text, timestamp: None, values, sequence };
            writer.write(&row, &Scored::Regions(vec![Some(scores)])).unwrap();
        }
        writer.finish().unwrap();
        std::fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn rows_are_written_as_csv() {
        insta::assert_snapshot!(written(Format::Csv), @r#"
        timestamp,load,input_raw_score,anomaly_score,likelihood,raw_score,bursting_columns
        "1 ""May"", 2010",21.5,,0.03,0.5,,
        ,-1e-7,2,0.03,0.5,1,40
        ,"red, dark",3 17,0.03,0.5,1,40
        "#);
    }

    #[test]
    fn rows_are_written_as_json_lines() {
        insta::assert_snapshot!(written(Format::Jsonl), @r#"
        {"timestamp":"1 \"May\", 2010","load":21.5,"input_raw_score":null,"anomaly_score":0.03,"likelihood":0.5,"raw_score":null,"bursting_columns":null}
        {"timestamp":null,"load":-1e-7,"input_raw_score":2.0,"anomaly_score":0.03,"likelihood":0.5,"raw_score":1.0,"bursting_columns":40}
        {"timestamp":null,"load":"red, dark","input_raw_score":[3,17],"anomaly_score":0.03,"likelihood":0.5,"raw_score":1.0,"bursting_columns":40}
        "#);
    }
}
