//! Files of numbers whose name says where the anomaly is.

use super::super::ConvertArgs;
use super::super::benchmark::FileFacts;
use super::super::error::NabError;
use super::super::scoring::Window;
use super::Converted;
use super::source::{SourceFile, files};
use super::times::Times;
use crate::files;

/// What a name says: the number of training rows, and the first and the last row of the anomaly, counted from 1.
struct Name {
    training_rows: usize,
    first: usize,
    last: usize,
}

impl Name {
    /// The name of a file without its ending.
    fn parse(stem: &str) -> Option<Self> {
        let mut parts = stem.rsplitn(4, '_');
        let mut number = || parts.next()?.parse().ok();
        let (last, first, training_rows) = (number()?, number()?, number()?);
        (1 <= first && first <= last).then_some(Self { training_rows, first, last })
    }
}

/// The files of a folder.
//= spec/nab.md#nab-convert
//# For ucr, the last three numbers of the name of a file, after underscores, MUST be the number of
//# training rows and the first and the last row of its only window, counted from 1.
pub(super) fn read(args: &ConvertArgs) -> anyhow::Result<Vec<Converted>> {
    if args.label_column.is_some() || args.time_column.is_some() || args.delimiter.is_some() {
        anyhow::bail!(
            "the format ucr has no columns; omit --label-column, --time-column and --delimiter"
        );
    }
    let files = files(args, "txt")?;
    Ok(files.iter().map(convert).collect::<Result<_, _>>()?)
}

fn convert(file: &SourceFile) -> Result<Converted, NabError> {
    let wrong =
        |line: u64, problem: String| NabError::Row { path: file.path.clone(), line, problem };
    let name = Name::parse(&file.stem).ok_or_else(|| NabError::NoPlace(file.path.clone()))?;
    let text = files::read_text(&file.path, files::MOST_BYTES)
        .map_err(NabError::unreadable(&file.path))?;
    let mut values = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for value in line.split_ascii_whitespace() {
            if !value.parse::<f64>().is_ok_and(f64::is_finite) {
                let problem = format!("`{value}` is not a finite number");
                return Err(wrong(number as u64 + 1, problem));
            }
            values.push(vec![value.to_owned()]);
        }
    }
    if name.last > values.len() || name.training_rows >= values.len() {
        let problem = format!("has {} numbers, fewer than its name says", values.len());
        return Err(wrong(text.lines().count() as u64, problem));
    }
    let times = Times::made_up(values.len());
    let rows = values.into_iter().enumerate().map(|(row, values)| (times.text(row), values));
    Ok(Converted {
        name: format!("{}/{}.csv", file.category, file.stem),
        fields: vec!["value".to_owned()],
        rows: rows.collect(),
        windows: vec![Window { first: name.first - 1, last: name.last - 1 }],
        facts: FileFacts { made_up_times: true, training_rows: name.training_rows },
    })
}
