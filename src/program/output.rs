//! Writing the scored rows.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Stdout, Write};
use std::path::Path;

use anyhow::Context;
use bami_htm::encoders::Value;
use clap::ValueEnum;
use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::files::WholeFile;

/// The columns that come after the time and the values.
pub const SCORE_COLUMNS: [&str; 4] =
    ["anomaly_score", "likelihood", "raw_score", "bursting_columns"];

/// The column of the time.
pub const TIMESTAMP_COLUMN: &str = "timestamp";

/// How the rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Comma-separated with a header
    Csv,
    /// One JSON object a line
    Jsonl,
}

/// What is known of a row after it went through the region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The likelihood on its logarithmic scale, 0 to 1: what alarms go by.
    pub anomaly_score: f64,
    /// How unusual the recent raw scores are, 0 to 1.
    pub likelihood: f64,
    /// The part of the active columns that was not predicted; none for a calibration row.
    pub raw_score: Option<f64>,
    /// The number of columns that burst; none for a calibration row.
    pub bursting_columns: Option<usize>,
}

/// A row to be written.
pub struct OutputRow<'a> {
    /// The time as it stood in the input.
    pub timestamp: &'a str,
    /// The values.
    pub values: &'a [Value],
    /// The scores.
    pub scores: Scores,
}

/// Writes rows in a format to a place, each at once.
pub struct RowWriter {
    format: Format,
    names: Vec<String>,
    sink: LineSink,
}

/// Where lines are to go.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// To standard output.
    Stdout,
    /// To a file of this name, which appears when it is whole.
    File(&'a Path),
    /// To a file behind its first so many bytes; whatever is behind them is cut off.
    Append(&'a Path, u64),
}

impl<'a> Target<'a> {
    /// To `path`, or to standard output.
    pub fn of(path: Option<&'a Path>) -> Self {
        path.map_or(Self::Stdout, Self::File)
    }

    /// Whether nothing stands there yet, so that a header is wanted.
    pub fn is_empty(self) -> bool {
        !matches!(self, Self::Append(_, 1..))
    }
}

/// Where lines go.
pub enum LineSink {
    /// To standard output, each at once.
    Stdout(BufWriter<Stdout>),
    /// To a file, which appears when it is whole.
    File(WholeFile),
    /// To the end of a file, with its length.
    Append(BufWriter<File>, u64),
}

impl LineSink {
    /// Begins to write.
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

    /// Has all lines written out, so that nothing of them can be lost, and says how long a file is that
    /// they are appended to.
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

    /// Writes a line, its end included.
    pub fn write_line(&mut self, line: &[u8]) -> anyhow::Result<()> {
        match self {
            // A reader at the other end of a pipe waits for the row.
            Self::Stdout(out) => out
                .write_all(line)
                .and_then(|()| out.flush())
                .context("standard output cannot be written"),
            // Nobody sees the file before it is finished.
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
    /// Begins to write.
    pub fn create(
        target: Target<'_>,
        format: Format,
        value_names: &[String],
    ) -> anyhow::Result<Self> {
        let sink = LineSink::create(target)?;
        let names = value_names.iter().map(|name| distinct(name)).collect();
        let mut writer = Self { format, names, sink };
        if format == Format::Csv && target.is_empty() {
            let names = writer.names.iter().map(String::as_str);
            let header: Vec<&str> =
                std::iter::once(TIMESTAMP_COLUMN).chain(names).chain(SCORE_COLUMNS).collect();
            let line = csv_line(&header)?;
            writer.sink.write_line(&line)?;
        }
        Ok(writer)
    }

    /// Writes one row and flushes.
    pub fn write(&mut self, row: &OutputRow<'_>) -> anyhow::Result<()> {
        let line = match self.format {
            Format::Csv => csv_line(&csv_fields(row))?,
            Format::Jsonl => {
                let mut line = serde_json::to_vec(&JsonRow { names: &self.names, row })?;
                line.push(b'\n');
                line
            }
        };
        self.sink.write_line(&line)
    }

    /// As [`LineSink::sync`].
    pub fn sync(&mut self) -> anyhow::Result<Option<u64>> {
        self.sink.sync()
    }

    /// Ends the output; a file gets its name now.
    pub fn finish(self) -> anyhow::Result<()> {
        self.sink.finish()
    }
}

/// Writes text to standard output.
pub fn to_stdout(text: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text).and_then(|()| out.flush()).context("standard output cannot be written")
}

/// The name for a column of values: not that of a column of ours.
fn distinct(name: &str) -> String {
    if name == TIMESTAMP_COLUMN || SCORE_COLUMNS.contains(&name) {
        format!("input_{name}")
    } else {
        name.to_owned()
    }
}

fn csv_fields(row: &OutputRow<'_>) -> Vec<String> {
    let mut fields = vec![row.timestamp.to_owned()];
    fields.extend(row.values.iter().map(text));
    fields.extend(row.scores.csv_fields());
    fields
}

/// A value as it can be read again, or nothing where it is missing.
pub fn text(value: &Value) -> String {
    match value {
        Value::Number(number) => shortest(*number),
        Value::Category(name) => name.clone(),
        Value::Bits(bits) => bits.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// A value as JSON: a number, a text, a list of bits, or null where it is missing.
pub fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(number) => (*number).into(),
        Value::Category(name) => name.as_str().into(),
        Value::Bits(bits) => bits.as_slice().into(),
        _ => serde_json::Value::Null,
    }
}

/// A number, or nothing where there is none.
pub fn number(number: Option<f64>) -> String {
    number.map_or(String::new(), shortest)
}

impl Scores {
    /// The fields under [`SCORE_COLUMNS`].
    pub fn csv_fields(&self) -> [String; 4] {
        let bursting = self.bursting_columns.map_or(String::new(), |count| count.to_string());
        let raw_score = number(self.raw_score);
        [number(Some(self.anomaly_score)), number(Some(self.likelihood)), raw_score, bursting]
    }

    /// The entries under [`SCORE_COLUMNS`].
    pub fn json_entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let [anomaly_score, likelihood, raw_score, bursting_columns] = SCORE_COLUMNS;
        map.serialize_entry(anomaly_score, &self.anomaly_score)?;
        map.serialize_entry(likelihood, &self.likelihood)?;
        map.serialize_entry(raw_score, &self.raw_score)?;
        map.serialize_entry(bursting_columns, &self.bursting_columns)
    }
}

/// The shortest text that reads back as the same number.
pub fn shortest(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

/// Fields as a line of CSV, its end included.
pub fn csv_line<T: AsRef<[u8]>>(fields: &[T]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields)?;
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// A row as a JSON object whose keys are in the order of the CSV columns.
struct JsonRow<'a> {
    names: &'a [String],
    row: &'a OutputRow<'a>,
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let timestamp = Some(self.row.timestamp).filter(|text| !text.is_empty());
        map.serialize_entry(TIMESTAMP_COLUMN, &timestamp)?;
        for (name, value) in self.names.iter().zip(self.row.values) {
            map.serialize_entry(name, &json(value))?;
        }
        self.row.scores.json_entries(&mut map)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let names = ["load".to_owned(), "raw_score".to_owned()];
        let mut writer = RowWriter::create(Target::File(&path), format, &names).unwrap();
        let calibration = Scores {
            anomaly_score: 0.03,
            likelihood: 0.5,
            raw_score: None,
            bursting_columns: None,
        };
        let scored = Scores { raw_score: Some(1.0), bursting_columns: Some(40), ..calibration };
        let rows = [
            ("1 \"May\", 2010", [Value::Number(21.5), Value::Missing], calibration),
            ("", [Value::Number(-1e-7), Value::Number(2.0)], scored),
            ("", [Value::from("red, dark"), Value::Bits(vec![3, 17])], scored),
        ];
        for (timestamp, values, scores) in &rows {
            writer.write(&OutputRow { timestamp, values, scores: *scores }).unwrap();
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
