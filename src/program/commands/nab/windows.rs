//! The windows of anomalies: read as times and converted to rows.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;

use super::error::NabError;
use super::scoring::Window;
use crate::files;

/// The form of a file of windows.
const FORM: &str =
    r#"it must look like {"CATEGORY/FILE.csv": [["2014-04-10 07:15:00", "2014-04-11 16:45:00"]]}"#;

/// The windows of all files, as times.
#[derive(Debug)]
pub(crate) struct WindowTimes {
    path: PathBuf,
    of: BTreeMap<String, Vec<[String; 2]>>,
}

impl WindowTimes {
    /// Reads the windows of a corpus.
    //= spec/nab.md#nab-files
    //# The windows MUST be read from `labels/combined_windows.json` in the folder or, if there is
    //# none, from its `combined_windows.json`.
    //= spec/nab.md#nab-files
    //# With `--windows`, the windows MUST be read from the given file.
    pub(crate) fn read(folder: &Path, given: Option<&Path>) -> Result<Self, NabError> {
        let candidates = ["labels/combined_windows.json", "combined_windows.json"];
        let path = match given {
            Some(path) => Some(path.to_owned()),
            None => candidates.iter().map(|name| folder.join(name)).find(|path| path.is_file()),
        };
        let path = path.ok_or_else(|| NabError::NoWindowsFile(folder.to_owned()))?;
        let text =
            files::read_text(&path, files::MOST_BYTES).map_err(NabError::unreadable(&path))?;
        let of = serde_json::from_str(&text).map_err(|error| NabError::Json {
            path: path.clone(),
            problem: error.to_string(),
            right: FORM,
        })?;
        Ok(Self { path, of })
    }

    /// The files that have an entry.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
    }

    /// Rejects a file without an entry.
    //= spec/nab.md#nab-files
    //# A file without an entry in the windows MUST be rejected.
    pub(crate) fn check(&self, file: &str) -> Result<(), NabError> {
        self.entry(file).map(|_| ())
    }

    fn entry(&self, file: &str) -> Result<&[[String; 2]], NabError> {
        let missing = || NabError::NoWindows { path: self.path.clone(), file: file.to_owned() };
        self.of.get(file).map(Vec::as_slice).ok_or_else(missing)
    }

    /// The error for windows of a file that does not exist.
    pub(crate) fn unknown(&self, file: &str) -> NabError {
        NabError::UnknownFile { path: self.path.clone(), file: file.to_owned() }
    }

    /// The windows of a file whose rows have these times.
    pub(crate) fn place(&self, file: &str, times: &[DateTime]) -> Result<Vec<Window>, NabError> {
        let mut first_rows: HashMap<DateTime, usize> = HashMap::new();
        for (row, time) in times.iter().enumerate() {
            first_rows.entry(*time).or_insert(row);
        }
        let wrong = |number: usize, problem: String| NabError::Window {
            path: self.path.clone(),
            file: file.to_owned(),
            number: number + 1,
            problem,
        };
        let row_of = |number: usize, text: &str| {
            let time: DateTime = text.parse().map_err(|_| {
                wrong(number, format!("`{text}` is not a time such as 2014-04-10 07:15:00"))
            })?;
            //= spec/nab.md#nab-windows
            //# Each end of a window MUST be the first row that has the time of that end.
            first_rows.get(&time).copied().ok_or_else(|| {
                wrong(
                    number,
                    format!("no row has the time {text}; both ends must be times of rows"),
                )
            })
        };
        //= spec/nab.md#nab-windows
        //# A window MUST be rejected if no row has the time of one of its ends, if it ends before
        //# it begins, or if it overlaps another window.
        let mut windows: Vec<(usize, Window)> = Vec::new();
        for (number, [first, last]) in self.entry(file)?.iter().enumerate() {
            let window = Window { first: row_of(number, first)?, last: row_of(number, last)? };
            if window.last < window.first {
                return Err(wrong(number, format!("ends at {last}, before its start at {first}")));
            }
            windows.push((number, window));
        }
        windows.sort_by_key(|(_, window)| window.first);
        for pair in windows.windows(2) {
            if pair[1].1.first <= pair[0].1.last {
                let other = pair[0].0 + 1;
                return Err(wrong(
                    pair[1].0,
                    format!("overlaps window {other}; two windows must not share a row"),
                ));
            }
        }
        Ok(windows.into_iter().map(|(_, window)| window).collect())
    }
}
