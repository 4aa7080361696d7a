//! The corpus: its files, their rows and their windows.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;

use super::CorpusArgs;
use super::error::NabError;
use super::scoring::Labels;
use super::windows::WindowTimes;
use crate::files;
use crate::input::quotes::Quotes;
use crate::notes::plural;

/// The header of every file.
const HEADER: [&str; 2] = ["timestamp", "value"];

/// A corpus, or the selected part of it.
#[derive(Debug)]
pub(crate) struct Corpus {
    /// The files in the order of their names, or in that of `files.txt`.
    pub(crate) files: Vec<CorpusFile>,
    /// The names of all files, including those that are not selected.
    pub(crate) all_names: Vec<String>,
}

/// A file with its labels. A detector gets only the rows.
#[derive(Debug)]
pub(crate) struct CorpusFile {
    /// CATEGORY/FILE.csv.
    pub(crate) name: String,
    /// The rows, at least one.
    pub(crate) rows: Vec<DataRow>,
    /// The positions of its windows.
    pub(crate) labels: Labels,
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DataRow {
    /// The time as it was written.
    pub(crate) time_text: String,
    /// The time.
    pub(crate) time: DateTime,
    /// The value as it was written.
    pub(crate) value_text: String,
    /// The value, finite.
    pub(crate) value: f64,
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
        let windows = WindowTimes::read(&args.nab)?;
        let all_names = names(&args.nab, &windows)?;
        let mut files = Vec::new();
        for name in chosen(&all_names, &args.only)? {
            windows.check(name)?;
            let rows = read_rows(&args.nab.join("data").join(name))?;
            let times: Vec<DateTime> = rows.iter().map(|row| row.time).collect();
            let labels = Labels { rows: rows.len(), windows: windows.place(name, &times)? };
            files.push(CorpusFile { name: name.clone(), rows, labels });
        }
        Ok(Self { files, all_names })
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

fn entries(folder: &Path) -> Result<Vec<PathBuf>, NabError> {
    let entries = std::fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()
    });
    entries.map_err(NabError::unreadable(folder))
}

/// The names that match a pattern; all of them if there is no pattern.
//= spec/nab.md#nab-files
//# With `--only`, the files MUST be those with a CATEGORY/FILE.csv that matches one of the
//# patterns.
fn chosen<'a>(names: &'a [String], only: &[String]) -> Result<Vec<&'a String>, NabError> {
    for pattern in only {
        if !names.iter().any(|name| fits(pattern, name)) {
            return Err(NabError::NothingFits {
                pattern: pattern.clone(),
                files: names.len(),
                first: names[0].clone(),
            });
        }
    }
    let wanted = |name: &&String| only.is_empty() || only.iter().any(|pattern| fits(pattern, name));
    Ok(names.iter().filter(wanted).collect())
}

/// Whether a name matches a pattern: a pattern with `*`, which stands for any characters, must
/// match the whole name; any other must occur in it.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return name.contains(pattern) };
    let Some(mut left) = name.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(tail)
}

/// The rows of a file.
//= spec/nab.md#nab-rows
//# A file MUST have the header timestamp,value followed by at least one row, each row with a time
//# and a finite number.
fn read_rows(path: &Path) -> Result<Vec<DataRow>, NabError> {
    let mut reader = open(path)?;
    let header = header_of(path, &mut reader)?;
    if header != *HEADER.as_slice() {
        let problem = format!("the header must be timestamp,value, but is {}", joined(&header));
        return Err(NabError::Row { path: path.to_owned(), line: 1, problem });
    }
    let mut rows = Vec::new();
    //= spec/nab.md#nab-rows
    //# Rows MUST be processed in the order of the file, whatever their times.
    for record in reader.records() {
        let record = record_of(path, record)?;
        let (time_text, value_text) = (record[0].to_owned(), record[1].to_owned());
        let time = time(path, &record, &time_text)?;
        let value = match value_text.trim().parse::<f64>() {
            Ok(value) if value.is_finite() => value,
            _ => {
                let problem = format!("the value `{value_text}` is not a finite number");
                return Err(NabError::Row {
                    path: path.to_owned(),
                    line: line_of(&record),
                    problem,
                });
            }
        };
        rows.push(DataRow { time_text, time, value_text, value });
    }
    if rows.is_empty() {
        let problem = "there is no row after the header".to_owned();
        return Err(NabError::Row { path: path.to_owned(), line: 1, problem });
    }
    Ok(rows)
}

/// A CSV reader that limits the size of a row (PROGRAM-ROW-SIZE).
pub(super) type RowsReader = csv::Reader<Quotes<std::fs::File>>;

/// A CSV reader that requires every row to have as many fields as the header.
pub(super) fn open(path: &Path) -> Result<RowsReader, NabError> {
    let file = std::fs::File::open(path).map_err(NabError::unreadable(path))?;
    Ok(csv::ReaderBuilder::new().from_reader(Quotes::new(file, b',')))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_names_or_parts() {
        let name = "realTweets/Twitter_volume_GOOG.csv";
        for pattern in
            ["Tweets", "realTweets/*", "*GOOG.csv", "*volume*", "real*_*.csv", "*", "", name]
        {
            assert!(fits(pattern, name), "{pattern}");
        }
        for pattern in
            ["tweets", "Tweets/*", "*GOOG", "*volume", "*.csv*x", "realTweets/*GOOG.csvGOOG.csv"]
        {
            assert!(!fits(pattern, name), "{pattern}");
        }
    }
}
