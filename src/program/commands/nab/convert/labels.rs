//! CSV files with a column of labels.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::super::ConvertArgs;
use super::super::benchmark::FileFacts;
use super::super::corpus::{header_of, joined, line_of, open, record_of};
use super::super::error::NabError;
use super::super::scoring::Window;
use super::source::{SourceFile, files};
use super::times::Times;
use super::{Converted, Format};
use crate::notes::Notes;

/// Names of the time column, in the order in which they are sought.
const TIMES: [&str; 5] = ["timestamp", "timestamps", "datetime", "time", "date"];

/// Names of the column of labels.
const LABELS: [&str; 4] = ["is_anomaly", "anomaly", "label", "is_outlier"];

/// Names of the column of change points.
const CHANGEPOINTS: [&str; 2] = ["changepoint", "change_point"];

/// The column of a file with several series that says which one a row belongs to.
const KEY: &str = "KPI ID";

/// The only field, if there is one of this name.
const VALUE: &str = "value";

/// The seconds after a change point in which it can be detected.
const SECONDS: i64 = 60;

/// Which columns of a file mean what.
struct Layout {
    time: Option<usize>,
    label: usize,
    key: Option<usize>,
    fields: Vec<usize>,
}

/// The rows of a series.
#[derive(Default)]
struct Rows {
    lines: Vec<u64>,
    times: Vec<String>,
    values: Vec<Vec<String>>,
    labels: Vec<bool>,
}

/// The files of a folder.
pub(super) fn read(args: &ConvertArgs) -> anyhow::Result<Vec<Converted>> {
    let (mut converted, mut without_labels) = (Vec::new(), Vec::new());
    for file in files(args, "csv")? {
        match convert(&file, args) {
            //= spec/nab.md#nab-convert
            //# A file without the column of labels MUST be omitted with a warning, or rejected if
            //# no file has it.
            Err(error @ NabError::NoLabels { .. }) => without_labels.push(error),
            files => converted.extend(files?),
        }
    }
    let notes = Notes::new(args.quiet);
    if converted.is_empty()
        && let Some(error) = without_labels.pop()
    {
        return Err(error.into());
    }
    without_labels.iter().for_each(|error| notes.warn(&format!("omitted: {error}")));
    Ok(converted)
}

fn convert(file: &SourceFile, args: &ConvertArgs) -> Result<Vec<Converted>, NabError> {
    let path = &file.path;
    let mut reader = open(path, args.delimiter.unwrap_or_else(|| default_delimiter(args.format)))?;
    let header = header_of(path, &mut reader)?;
    let layout = Layout::of(file, &header, args)?;
    let mut series: BTreeMap<String, Rows> = BTreeMap::new();
    for record in reader.records() {
        let record = record_of(path, record)?;
        let wrong = |problem| NabError::Row { path: path.clone(), line: line_of(&record), problem };
        //= spec/nab.md#nab-convert
        //# The rows of each value in a column KPI ID MUST become a file of their own.
        let key = layout.key.map_or(String::new(), |key| record[key].to_owned());
        let rows = series.entry(key).or_default();
        rows.lines.push(line_of(&record));
        rows.times.extend(layout.time.map(|time| record[time].trim().to_owned()));
        rows.labels.push(label(&record[layout.label]).map_err(wrong)?);
        let values = layout.fields.iter().map(|field| record[*field].trim().to_owned());
        let values: Vec<String> = values.collect();
        if let Some(value) = values.iter().find(|value| !is_number(value)) {
            return Err(wrong(format!("the value `{value}` is not a finite number")));
        }
        rows.values.push(values);
    }
    if series.is_empty() {
        let problem = "there is no row after the header".to_owned();
        return Err(NabError::Row { path: path.clone(), line: 1, problem });
    }
    let fields: Vec<String> = layout.fields.iter().map(|field| header[*field].to_owned()).collect();
    let time_column = layout.time.map_or("", |time| &header[time]);
    let of_key = |(key, rows): (String, Rows)| {
        of_rows(file, args.format, (&key, time_column, &fields), rows)
    };
    series.into_iter().map(of_key).collect()
}

/// A series as a file.
fn of_rows(
    file: &SourceFile,
    format: Format,
    (key, time_column, fields): (&str, &str, &[String]),
    rows: Rows,
) -> Result<Converted, NabError> {
    let times = if rows.times.is_empty() {
        Times::made_up(rows.values.len())
    } else {
        Times::of(time_column, &rows.times).map_err(|(row, problem)| NabError::Row {
            path: file.path.clone(),
            line: rows.lines[row],
            problem,
        })?
    };
    let windows = match format {
        Format::Changepoints => after_changes(&rows.labels, &times),
        Format::Labels | Format::Kpi | Format::Ucr => runs(&rows.labels),
    };
    let ending = if key.is_empty() { String::new() } else { format!("-{}", as_file_name(key)) };
    let facts = FileFacts { made_up_times: times.made_up, training_rows: 0 };
    let written =
        rows.values.into_iter().enumerate().map(|(row, values)| (times.text(row), values));
    Ok(Converted {
        name: format!("{}/{}{ending}.csv", file.category, file.stem),
        fields: fields.to_vec(),
        rows: written.collect(),
        windows,
        facts,
    })
}

impl Layout {
    /// The columns of a file.
    //= spec/nab.md#nab-convert
    //# The fields MUST be the column value or, if there is none, all columns but those of the
    //# times, labels, change points and keys.
    fn of(
        file: &SourceFile,
        header: &csv::StringRecord,
        args: &ConvertArgs,
    ) -> Result<Self, NabError> {
        let position = |name: &str| header.iter().position(|field| field.trim() == name);
        let missing = |names: &str, advice: &str| {
            let columns = joined(header);
            let problem = format!("has no column {names}; the columns are {columns}; {advice}");
            NabError::Row { path: file.path.clone(), line: 1, problem }
        };
        let time = match &args.time_column {
            Some(name) => {
                let column = position(name);
                Some(column.ok_or_else(|| missing(name, "name another with --time-column"))?)
            }
            None => TIMES.iter().find_map(|name| position(name)),
        };
        let names: Vec<&str> = match (&args.label_column, args.format) {
            (Some(name), _) => vec![name],
            (None, Format::Changepoints) => CHANGEPOINTS.to_vec(),
            (None, _) => LABELS.to_vec(),
        };
        let label = names.iter().find_map(|name| position(name));
        let label = label.ok_or_else(|| NabError::NoLabels {
            path: file.path.clone(),
            names: names.join(" or "),
            columns: joined(header),
        })?;
        let key = position(KEY);
        let known = LABELS.iter().chain(&CHANGEPOINTS);
        let mut others: Vec<usize> = known.filter_map(|name| position(name)).collect();
        others.extend([time, Some(label), key].into_iter().flatten());
        let fields = match position(VALUE) {
            Some(value) => vec![value],
            None => (0..header.len()).filter(|column| !others.contains(column)).collect(),
        };
        if fields.is_empty() {
            return Err(missing("of values", "a detector needs one"));
        }
        Ok(Self { time, label, key, fields })
    }
}

/// SKAB separates fields by semicolons.
fn default_delimiter(format: Format) -> u8 {
    if format == Format::Changepoints { b';' } else { b',' }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

//= spec/nab.md#nab-convert
//# A label MUST be 0 or 1, as an integer or with a fraction of 0.
fn label(text: &str) -> Result<bool, String> {
    match text.trim().parse::<f64>() {
        Ok(0.0) => Ok(false),
        Ok(1.0) => Ok(true),
        _ => Err(format!("the label `{text}` is not 0 or 1")),
    }
}

/// The runs of consecutive labelled rows.
//= spec/nab.md#nab-convert
//# For labels and kpi, the windows MUST be the longest ranges of rows whose label is 1.
fn runs(labels: &[bool]) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for (row, _) in labels.iter().enumerate().filter(|(_, label)| **label) {
        match windows.last_mut() {
            Some(window) if window.last + 1 == row => window.last = row,
            _ => windows.push(Window { first: row, last: row }),
        }
    }
    windows
}

/// The rows in which a change point can be detected.
//= spec/nab.md#nab-convert
//# For changepoints, a window MUST begin at each row whose label is 1 and end at the last row that
//# is at most 60 seconds or, with made-up times, 60 rows later.
//= spec/nab.md#nab-convert
//# For changepoints, windows that share a row MUST become one.
fn after_changes(labels: &[bool], times: &Times) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for (first, _) in labels.iter().enumerate().filter(|(_, label)| **label) {
        let is_near = |row: usize| {
            if times.made_up {
                row <= first + SECONDS as usize
            } else {
                times.times[row] <= times.times[first] + SECONDS.seconds()
            }
        };
        let last = (first..labels.len()).take_while(|row| is_near(*row)).last().unwrap_or(first);
        match windows.last_mut() {
            Some(window) if window.last >= first => window.last = window.last.max(last),
            _ => windows.push(Window { first, last }),
        }
    }
    windows
}

/// A key as a part of a file name.
fn as_file_name(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}
