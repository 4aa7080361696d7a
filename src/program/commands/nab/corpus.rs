//! The corpus: its files, their rows and their windows.

use std::path::{Component, Path, PathBuf};

use bami_htm::encoders::Value;
use jiff::civil::DateTime;

use super::CorpusArgs;
use super::benchmark::Benchmark;
use super::error::NabError;
use super::scoring::Labels;
use super::windows::WindowTimes;
use crate::detectors::Series;
use crate::files;
use crate::input::quotes::Quotes;
use crate::input::sequence::Sequence;
use crate::input::{Columns, Row};
use crate::notes::plural;
use crate::patterns::{fits, is_chosen};

/// The first column of every file.
const TIME: &str = "timestamp";

/// A corpus, or the selected part of it.
#[derive(Debug)]
pub(crate) struct Corpus {
    /// The files in the order of their names, or in that of `files.txt`.
    pub(crate) files: Vec<CorpusFile>,
    /// The names of all files, including those that are not selected.
    pub(crate) all_names: Vec<String>,
    /// What is known of a benchmark other than NAB.
    pub(crate) benchmark: Option<Benchmark>,
}

/// A file with its labels. A detector gets only the rows.
#[derive(Debug)]
pub(crate) struct CorpusFile {
    /// CATEGORY/FILE.csv.
    pub(crate) name: String,
    /// The rows, at least one, and the columns.
    pub(crate) series: Series,
    /// The time of each row; detectors get those in the series.
    pub(crate) times: Vec<DateTime>,
    /// The values of each row as they were written.
    pub(crate) value_texts: Vec<Vec<String>>,
    /// The positions of its windows.
    pub(crate) labels: Labels,
}

impl CorpusFile {
    /// The part of the name before the slash.
    pub(crate) fn category(&self) -> &str {
        self.name.split_once('/').map_or("", |(category, _)| category)
    }
}

impl Corpus {
    /// Reads the selected files.
    pub(crate) fn read(args: &CorpusArgs) -> Result<Self, NabError> {
        let windows = WindowTimes::read(&args.nab, args.windows.as_deref())?;
        let benchmark = Benchmark::read(&args.nab)?;
        let data = args.nab.join("data");
        let (data, all_names) = match &args.windows {
            Some(path) => {
                let data = if data.is_dir() { data } else { args.nab.clone() };
                (data, named(path, &windows)?)
            }
            None => (data, names(&args.nab, &windows)?),
        };
        let mut files = Vec::new();
        for name in chosen(&all_names, &args.only)? {
            windows.check(name)?;
            let (mut series, value_texts) = read_rows(&data.join(name))?;
            let rows = series.rows.len();
            let times: Vec<DateTime> = series.rows.iter().filter_map(|row| row.timestamp).collect();
            let labels = Labels { rows, windows: windows.place(name, &times)? };
            //= spec/nab.md#nab-convert
            //# If the source has no times, or numbers below 100000000 in their place, or a time
            //# that repeats, the rows of the file MUST get times one minute apart, which are not
            //# given to detectors.
            if benchmark.as_ref().is_some_and(|benchmark| benchmark.of(name).made_up_times) {
                series.forget_times();
            }
            files.push(CorpusFile { name: name.clone(), series, times, value_texts, labels });
        }
        Ok(Self { files, all_names, benchmark })
    }

    /// Whether the files are in more than one category.
    pub(crate) fn has_categories(&self) -> bool {
        self.files.iter().any(|file| file.category() != self.files[0].category())
    }
}

/// The names of the files of a corpus.
//= spec/nab.md#nab-files
//# The files MUST be those listed in `files.txt` if the folder has one, and otherwise every
//# `data/CATEGORY/FILE.csv`.
fn names(folder: &Path, windows: &WindowTimes) -> Result<Vec<String>, NabError> {
    let list = folder.join("files.txt");
    let names = if list.is_file() {
        listed(&list)?
    } else {
        let names = csv_files(&folder.join("data"))?;
        //= spec/nab.md#nab-files
        //# If there is no `files.txt`, windows for a file that does not exist MUST be rejected.
        if let Some(unknown) = windows.files().find(|file| !names.iter().any(|name| name == file)) {
            return Err(windows.unknown(unknown));
        }
        names
    };
    if names.is_empty() { Err(NabError::NoFiles(folder.to_owned())) } else { Ok(names) }
}

/// The files that a given file of windows names.
//= spec/nab.md#nab-files
//# With `--windows`, the files MUST be those that it names, below `data` in the folder or, if there
//# is no such folder, below the folder itself.
fn named(path: &Path, windows: &WindowTimes) -> Result<Vec<String>, NabError> {
    let names: Vec<String> = windows.files().map(str::to_owned).collect();
    for name in &names {
        let is_inside =
            Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside {
            let (path, name) = (path.to_owned(), name.clone());
            return Err(NabError::NotBelow { path, name });
        }
    }
    if names.is_empty() { Err(NabError::NoFiles(path.to_owned())) } else { Ok(names) }
}

/// The lines of `files.txt`.
fn listed(path: &Path) -> Result<Vec<String>, NabError> {
    let text = files::read_text(path, files::MOST_BYTES).map_err(NabError::unreadable(path))?;
    let mut names: Vec<String> = Vec::new();
    for (line, name) in text.lines().map(str::trim).enumerate().filter(|(_, name)| !name.is_empty())
    {
        let parts: Vec<&str> = name.split('/').collect();
        let is_name =
            parts.len() == 2 && parts.iter().all(|part| !part.is_empty() && *part != "..");
        if !is_name {
            let (path, name) = (path.to_owned(), name.to_owned());
            return Err(NabError::NotAName { path, line: line + 1, name });
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// The CSV files in the folders of a folder, as FOLDER/FILE.csv, ascending.
pub(super) fn csv_files(folder: &Path) -> Result<Vec<String>, NabError> {
    let mut names = Vec::new();
    for category in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        for file in entries(&category)? {
            let is_csv = file.extension().is_some_and(|extension| extension == "csv");
            let parts = (
                category.file_name().and_then(|n| n.to_str()),
                file.file_name().and_then(|n| n.to_str()),
            );
            // NB: names that begin with a dot are hidden, for example a file that is being written.
            if let (true, (Some(category), Some(file))) = (is_csv, parts)
                && !file.starts_with('.')
            {
                names.push(format!("{category}/{file}"));
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// What is in a folder.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, NabError> {
    let entries = std::fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()
    });
    entries.map_err(NabError::unreadable(folder))
}

/// The names that match a pattern; all of them if there is no pattern.
//= spec/nab.md#nab-files
//# With `--only`, the files MUST be those with a CATEGORY/FILE.csv that matches one of the
//# patterns.
pub(super) fn chosen<'a>(
    names: &'a [String],
    only: &[String],
) -> Result<Vec<&'a String>, NabError> {
    for pattern in only {
        if !names.iter().any(|name| fits(pattern, name)) {
            return Err(NabError::NothingFits {
                pattern: pattern.clone(),
                files: names.len(),
                first: names[0].clone(),
            });
        }
    }
    Ok(names.iter().filter(|name| is_chosen(name, only)).collect())
}

/// The rows of a file, and their values as they were written.
//= spec/nab.md#nab-rows
//# A file MUST have the header timestamp,value, or several fields of different names in place of
//# value, followed by at least one row, each row with a time and a finite number in each field.
fn read_rows(path: &Path) -> Result<(Series, Vec<Vec<String>>), NabError> {
    let mut reader = open(path, b',')?;
    let header = header_of(path, &mut reader)?;
    let values: Vec<String> = header.iter().skip(1).map(str::to_owned).collect();
    check_header(path, &header, &values)?;
    let (mut rows, mut texts) = (Vec::new(), Vec::new());
    //= spec/nab.md#nab-rows
    //# Rows MUST be processed in the order of the file, whatever their times.
    for record in reader.records() {
        let record = record_of(path, record)?;
        let timestamp = Some(time(path, &record, &record[0])?);
        let numbers = record.iter().skip(1).map(|text| number(path, &record, text));
        let values = numbers.map(|number| number.map(Value::Number)).collect::<Result<_, _>>()?;
        let (line, timestamp_text) = (line_of(&record), record[0].to_owned());
        rows.push(Row { line, timestamp_text, timestamp, values, sequence: Sequence::Same });
        texts.push(record.iter().skip(1).map(str::to_owned).collect());
    }
    if rows.is_empty() {
        let problem = "there is no row after the header".to_owned();
        return Err(NabError::Row { path: path.to_owned(), line: 1, problem });
    }
    Ok((Series { columns: Columns { has_timestamp: true, values }, rows }, texts))
}

/// Rejects a header without a time or a value, and names that the results need or that occur twice.
fn check_header(
    path: &Path,
    header: &csv::StringRecord,
    values: &[String],
) -> Result<(), NabError> {
    let wrong = |problem| Err(NabError::Row { path: path.to_owned(), line: 1, problem });
    if values.is_empty() || &header[0] != TIME {
        return wrong(format!(
            "the header must be timestamp,value, or timestamp and the names of several fields, but is {}",
            joined(header)
        ));
    }
    let of_results = ["anomaly_score", "raw_score", "label"];
    for (place, name) in values.iter().enumerate() {
        if name == TIME || of_results.contains(&name.as_str()) || values[..place].contains(name) {
            return wrong(format!(
                "a field cannot be named `{name}`, because another column has this name in the file or in the \
                 results; rename it"
            ));
        }
    }
    Ok(())
}

/// A finite number in a field.
fn number(path: &Path, record: &csv::StringRecord, text: &str) -> Result<f64, NabError> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => {
            let problem = format!("the value `{text}` is not a finite number");
            Err(NabError::Row { path: path.to_owned(), line: line_of(record), problem })
        }
    }
}

/// A CSV reader that limits the size of a row (PROGRAM-ROW-SIZE).
pub(super) type RowsReader = csv::Reader<Quotes<std::fs::File>>;

/// A CSV reader that requires every row to have as many fields as the header.
pub(super) fn open(path: &Path, delimiter: u8) -> Result<RowsReader, NabError> {
    let file = std::fs::File::open(path).map_err(NabError::unreadable(path))?;
    let mut reader = csv::ReaderBuilder::new();
    Ok(reader.delimiter(delimiter).from_reader(Quotes::new(file, delimiter)))
}

/// The header of a file.
pub(super) fn header_of(
    path: &Path,
    reader: &mut RowsReader,
) -> Result<csv::StringRecord, NabError> {
    let header = record_of(path, reader.headers().cloned())?;
    if header.is_empty() {
        let problem = "the file is empty; it must begin with a header".to_owned();
        return Err(NabError::Row { path: path.to_owned(), line: 1, problem });
    }
    Ok(header)
}

/// A record, or what is wrong with it.
pub(super) fn record_of(
    path: &Path,
    record: Result<csv::StringRecord, csv::Error>,
) -> Result<csv::StringRecord, NabError> {
    record.map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        let problem = match error.into_kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("has {len} field{}, but the header has {expected_len}", plural(len))
            }
            csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_owned(),
            csv::ErrorKind::Io(error) => format!("cannot be read: {error}"),
            _ => "is not CSV".to_owned(),
        };
        NabError::Row { path: path.to_owned(), line, problem }
    })
}

/// The time of a row.
pub(super) fn time(
    path: &Path,
    record: &csv::StringRecord,
    text: &str,
) -> Result<DateTime, NabError> {
    text.trim().parse().map_err(|_| NabError::Row {
        path: path.to_owned(),
        line: line_of(record),
        problem: format!("`{text}` is not a time such as 2014-04-01 00:05:00"),
    })
}

/// The line of a record, counting from 1.
pub(super) fn line_of(record: &csv::StringRecord) -> u64 {
    record.position().map_or(1, csv::Position::line)
}

/// The fields of a header, for a message.
pub(super) fn joined(record: &csv::StringRecord) -> String {
    format!("`{}`", record.iter().collect::<Vec<_>>().join(","))
}
