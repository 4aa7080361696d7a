//! The streams of a run: generated, or read from a folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use bami_htm::random::Pcg32;
use jiff::ToSpan;
use jiff::civil::date;
use serde::{Deserialize, Serialize};

use super::bases::Base;
use super::clean::{self, Clean};
use super::error::PlantedError;
use super::kinds::{self, Kind};
use crate::args::InputArgs;
use crate::detectors::Series;
use crate::files;
use crate::input::layout::ColumnOptions;
use crate::notes::Notes;
use crate::patterns::{fits, is_chosen};
use crate::stream::Stream;

/// The file that says where the anomalies are.
pub(super) const TRUTH: &str = "truth.json";

/// The minutes of a week.
const WEEK: u32 = 7 * 1440;

/// The numbers of bases for each kind in the streams of the generator.
const PER_BASE: usize = 16;

/// The stream of the generator for the first clean stream.
const FIRST_CLEAN: u64 = 256;

/// Where an anomaly is: an entry of the file of the truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Anomaly(
    /// The first row.
    pub(super) usize,
    /// One past the last.
    pub(super) usize,
    /// The base of the stream.
    pub(super) String,
    /// The kind of the anomaly.
    pub(super) String,
    /// The number of rows in a week.
    pub(super) u32,
);

impl Anomaly {
    /// Its rows.
    pub(super) fn rows(&self) -> Range<usize> {
        self.0..self.1
    }
}

/// A stream of the suite, which is drawn or read when it is needed.
#[derive(Clone, Debug)]
pub(super) struct Planted {
    /// Its name, without the ending of a file.
    pub(super) name: String,
    /// The number of rows; of a file, about.
    pub(super) rows: usize,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Anomaly { base: Base, kind: Kind, seed: u64 },
    Clean { clean: Clean, seed: u64 },
    File { path: PathBuf, anomaly: Option<Anomaly> },
}

/// The generated streams.
//= spec/nab.md#planted-streams
//# The streams MUST be one for each seed, each base of the table and each kind of anomaly that the
//# base can have, with 2688 rows or, for loadnoisy, 2016.
pub(super) fn generated(seeds: &RangeInclusive<u64>) -> Vec<Planted> {
    let mut suite = Vec::new();
    for seed in seeds.clone() {
        for base in Base::ALL {
            for kind in Kind::ALL.into_iter().filter(|kind| kind.suits(base)) {
                let name = format!("{}-{}-{seed}", base.name(), kind.name());
                let source = Source::Anomaly { base, kind, seed };
                suite.push(Planted { name, rows: base.rows(), source });
            }
        }
    }
    suite.extend(Clean::ALL.map(|clean| Planted {
        name: format!("clean-{}", clean.name()),
        rows: clean::ROWS,
        source: Source::Clean { clean, seed: *seeds.start() },
    }));
    suite
}

/// The streams in a folder, ascending by name.
//= spec/nab.md#planted-folder
//# `bami planted run DIR` MUST run the detector over the CSV files in DIR, of which those without
//# an entry in DIR/truth.json are clean.
pub(super) fn read(folder: &Path) -> Result<Vec<Planted>, PlantedError> {
    let truth = folder.join(TRUTH);
    let text =
        files::read_text(&truth, files::MOST_BYTES).map_err(PlantedError::unreadable(&truth))?;
    let mut anomalies: BTreeMap<String, Anomaly> = serde_json::from_str(&text)
        .map_err(|error| PlantedError::Truth { path: truth.clone(), problem: error.to_string() })?;
    let mut suite = Vec::new();
    for path in csv_files(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let rows = lines(&path).map_err(PlantedError::unreadable(&path))?.saturating_sub(1);
        let source = Source::File { path: path.clone(), anomaly: anomalies.remove(name) };
        let name = name.strip_suffix(".csv").unwrap_or(name).to_owned();
        suite.push(Planted { name, rows, source });
    }
    //= spec/nab.md#planted-folder
    //# An entry without a file MUST be rejected, as well as one whose rows do not lie in the file.
    match anomalies.into_keys().next() {
        Some(name) => Err(PlantedError::NoFile { path: truth, name }),
        None if suite.is_empty() => Err(PlantedError::NoStreams(folder.to_owned())),
        None => Ok(suite),
    }
}

fn csv_files(folder: &Path) -> Result<Vec<PathBuf>, PlantedError> {
    let entries = std::fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()
    });
    let mut paths = entries.map_err(PlantedError::unreadable(folder))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort_unstable();
    Ok(paths)
}

/// The number of lines of a file.
fn lines(path: &Path) -> std::io::Result<usize> {
    BufReader::new(File::open(path)?)
        .split(b'\n')
        .try_fold(0, |count, line| line.map(|_| count + 1))
}

/// The streams whose names match the patterns.
pub(super) fn chosen(
    mut suite: Vec<Planted>,
    only: &[String],
) -> Result<Vec<Planted>, PlantedError> {
    for pattern in only {
        if !suite.iter().any(|planted| fits(pattern, &planted.name)) {
            return Err(PlantedError::NothingFits {
                pattern: pattern.clone(),
                streams: suite.len(),
                first: suite.first().map_or(String::new(), |planted| planted.name.clone()),
            });
        }
    }
    suite.retain(|planted| is_chosen(&planted.name, only));
    Ok(suite)
}

impl Planted {
    /// The rows, and the anomaly if there is one.
    pub(super) fn series(&self) -> anyhow::Result<(Series, Option<Anomaly>)> {
        match &self.source {
            Source::Anomaly { base, kind, seed } => {
                //= spec/nab.md#planted-streams
                //# A stream MUST be drawn from the generator of R-2 with its seed, on stream 16 * b
                //# + k, where b and k are the numbers of the base and of the kind in their tables,
                //# counted from 0.
                let stream = *base as usize * PER_BASE + *kind as usize;
                let mut random = Pcg32::new(*seed, stream as u64);
                let (values, rows) = kinds::plant(*base, *kind, *seed, &mut random);
                let (base_name, kind_name) = (base.name().to_owned(), kind.name().to_owned());
                let per_week = WEEK / base.minutes();
                let anomaly = Anomaly(rows.start, rows.end, base_name, kind_name, per_week);
                Ok((series(&values, base.minutes()), Some(anomaly)))
            }
            Source::Clean { clean, seed } => {
                let mut random = Pcg32::new(*seed, FIRST_CLEAN + *clean as u64);
                Ok((series(&clean.values(&mut random), clean::MINUTES), None))
            }
            Source::File { path, anomaly } => {
                let series = read_series(path)?;
                if let Some(Anomaly(start, end, ..)) = anomaly
                    && !(start < end && *end <= series.rows.len())
                {
                    let (start, end, rows) = (*start, *end, series.rows.len());
                    let name = path.display().to_string();
                    return Err(PlantedError::Outside { name, start, end, rows }.into());
                }
                Ok((series, anomaly.clone()))
            }
        }
    }
}

/// The values as rows.
fn series(values: &[f64], minutes: u32) -> Series {
    let start = date(2026, 1, 5).at(0, 0, 0, 0);
    let row = |(row, value): (usize, &f64)| {
        (start + (i64::from(minutes) * row as i64).minutes(), rounded(*value))
    };
    Series::of_numbers(values.iter().enumerate().map(row))
}

/// A value with five significant digits.
//= spec/nab.md#planted-streams
//# Every value MUST be rounded to five significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(value)
}

/// The rows of a file.
fn read_series(path: &Path) -> anyhow::Result<Series> {
    let (input, options) = (InputArgs::default(), ColumnOptions::default());
    let mut stream = Stream::open(path, &input, &options, Notes::new(true), false)?;
    let columns = stream.columns();
    let mut rows = Vec::new();
    while let Some(row) = stream.next_row()? {
        rows.push(row);
    }
    Ok(Series { columns, rows })
}
