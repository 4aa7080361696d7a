//! Folders of results: RESULTS/DETECTOR/CATEGORY/DETECTOR_FILE.csv.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::corpus::{
    Corpus, CorpusFile, csv_files, header_of, joined, line_of, open, record_of, time,
};
use super::error::NabError;
use crate::detectors::RowScores;
use crate::files::WholeFile;
use crate::notes::shortest;
use crate::output::csv_line;

/// The column of the times.
const TIME: &str = "timestamp";

/// The columns after the times and the values.
const AFTER: [&str; 3] = ["anomaly_score", "raw_score", "label"];

/// A column of scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// The score on which alarms are based.
    AnomalyScore,
    /// The score from which the detector computed it.
    RawScore,
}

impl Column {
    /// Its name in the header.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AnomalyScore => "anomaly_score",
            Self::RawScore => "raw_score",
        }
    }
}

/// The scores of a detector.
#[derive(Debug)]
pub(crate) struct Results {
    /// The name of the detector.
    pub(crate) detector: String,
    /// The scores of each file's rows, in the order of the corpus.
    pub(crate) scores: Vec<Vec<f64>>,
}

/// The path of a result file below the folder of its detector.
pub(crate) fn relative_path(detector: &str, name: &str) -> PathBuf {
    let (category, file) = name.split_once('/').unwrap_or(("", name));
    Path::new(category).join(format!("{detector}_{file}"))
}

/// The name of the detector whose results are in a folder: the name of the folder.
pub(crate) fn detector_of(folder: &Path) -> Result<String, NabError> {
    let not_results = || NabError::NotResults(folder.to_owned());
    let whole = folder.canonicalize().map_err(NabError::unreadable(folder))?;
    if !whole.is_dir() {
        return Err(not_results());
    }
    whole.file_name().and_then(|name| name.to_str()).map(str::to_owned).ok_or_else(not_results)
}

impl Results {
    /// Reads the scores of a detector for every file of the corpus.
    //= spec/nab.md#nab-results
    //# With `--raw`, the scores in the column raw_score MUST be scored beside those in
    //# anomaly_score.
    pub(crate) fn read(folder: &Path, corpus: &Corpus, column: Column) -> Result<Self, NabError> {
        let detector = detector_of(folder)?;
        check_names(folder, &detector, corpus)?;
        let read = |file| read_scores(folder, &detector, file, column);
        let scores = corpus.files.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { detector, scores })
    }
}

/// Rejects result files that belong to no file, and results of another detector.
//= spec/nab.md#nab-results
//# A results folder MUST contain one result file for each file of the corpus and no other.
fn check_names(folder: &Path, detector: &str, corpus: &Corpus) -> Result<(), NabError> {
    let present = csv_files(folder)?;
    let expected: Vec<PathBuf> =
        corpus.all_names.iter().map(|name| relative_path(detector, name)).collect();
    if present.is_empty() && !expected.iter().any(|name| folder.join(name).is_file()) {
        return Err(NabError::NotResults(folder.to_owned()));
    }
    if let Some(extra) = present.iter().find(|name| !expected.contains(&PathBuf::from(name))) {
        let right = match extra.rsplit('/').next() {
            Some(file) if !file.starts_with(&format!("{detector}_")) => {
                format!("in a folder named {detector}, result files are named {detector}_FILE.csv")
            }
            _ => "remove it, or give the corpus that it was made from".to_owned(),
        };
        return Err(NabError::ExtraResult { path: folder.join(extra), right });
    }
    for file in &corpus.files {
        let path = folder.join(relative_path(detector, &file.name));
        if !path.is_file() {
            return Err(NabError::MissingResult { path });
        }
    }
    Ok(())
}

/// The scores of a file's rows.
fn read_scores(
    folder: &Path,
    detector: &str,
    file: &CorpusFile,
    column: Column,
) -> Result<Vec<f64>, NabError> {
    let path = folder.join(relative_path(detector, &file.name));
    let mut reader = open(&path, b',')?;
    let header = header_of(&path, &mut reader)?;
    //= spec/nab.md#nab-results
    //# A result file MUST have the columns timestamp and anomaly_score, and the times of the rows
    //# of its source in the same order.
    let column_of = |name: &str| {
        header.iter().position(|field| field == name).ok_or_else(|| NabError::Row {
            path: path.clone(),
            line: 1,
            problem: format!("has no column {name}; the columns are {}", joined(&header)),
        })
    };
    let (time_field, score_field) = (column_of(TIME)?, column_of(column.name())?);
    column_of(Column::AnomalyScore.name())?;
    let rows = &file.series.rows;
    let mut scores = Vec::with_capacity(rows.len());
    for record in reader.records() {
        let record = record_of(&path, record)?;
        let wrong = |problem| NabError::Row { path: path.clone(), line: line_of(&record), problem };
        if let Some(row) = rows.get(scores.len())
            && time(&path, &record, &record[time_field])? != file.times[scores.len()]
        {
            let (found, wanted) = (&record[time_field], &row.timestamp_text);
            return Err(wrong(format!(
                "the time is {found}, but the row in {} has {wanted}",
                file.name
            )));
        }
        //= spec/nab.md#nab-results
        //# A score that is not a number from 0 to 1 MUST be rejected with its file and line.
        let text = &record[score_field];
        match text.trim().parse::<f64>() {
            Ok(score) if (0.0..=1.0).contains(&score) => scores.push(score),
            _ => {
                let name = column.name();
                return Err(wrong(format!("the {name} `{text}` is not a number from 0 to 1")));
            }
        }
    }
    if scores.len() == rows.len() {
        return Ok(scores);
    }
    let (rows, wanted) = (scores.len(), rows.len());
    Err(NabError::RowCount { path, rows, file: file.name.clone(), wanted })
}

/// Writes the result file of a file below the folder of the detector.
//= spec/nab.md#nab-result-files
//# The rows of CATEGORY/FILE.csv MUST be written to RESULTS/DETECTOR/CATEGORY/DETECTOR_FILE.csv
//# with the header timestamp,value,anomaly_score,raw_score,label, with times and values exactly as
//# in the source.
pub(crate) fn write(
    folder: &Path,
    detector: &str,
    file: &CorpusFile,
    scores: &[RowScores],
) -> anyhow::Result<()> {
    let mut out = WholeFile::create(&folder.join(relative_path(detector, &file.name)))?;
    let values = file.series.columns.values.iter().map(String::as_str);
    let header: Vec<&str> = [TIME].into_iter().chain(values).chain(AFTER).collect();
    out.write_all(&csv_line(&header)?)?;
    let rows = file.series.rows.iter().zip(&file.value_texts).zip(scores);
    for (number, ((row, values), scores)) in rows.enumerate() {
        //= spec/nab.md#nab-result-files
        //# The label MUST be 1 in the rows of a window, including both ends, and 0 in all others.
        let label = if file.labels.window_of(number).is_some() { "1" } else { "0" };
        let (score, raw) = (shortest(scores.anomaly_score), shortest(scores.raw_score));
        let values = values.iter().map(String::as_str);
        let time = [row.timestamp_text.as_str()];
        let fields: Vec<&str> =
            time.into_iter().chain(values).chain([score.as_str(), raw.as_str(), label]).collect();
        out.write_all(&csv_line(&fields)?)?;
    }
    out.finish()
}
