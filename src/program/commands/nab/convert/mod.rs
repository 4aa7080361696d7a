//! `bami nab convert`: other benchmarks in the layout of NAB.

mod highest_score;
mod labels;
mod source;
mod times;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde_json::json;

use super::ConvertArgs;
use super::benchmark::{AuthorScore, Benchmark, FILE, FileFacts};
use super::scoring::Window;
use crate::files::WholeFile;
use crate::notes::{Notes, plural};
use crate::output::csv_line;

/// The formats of other benchmarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// CSV files with a column of 0 and 1, scored by F1, such as Yahoo S5
    Labels,
    /// The same, scored by point-adjusted F1, such as the KPI data, whose files may hold several series
    Kpi,
    /// CSV files with a column of change points, scored as NAB is, such as SKAB
    Changepoints,
    /// Text files NAME_TRAIN_BEGIN_END.txt, scored by their highest score, such as the UCR archive
    Ucr,
}

/// A file of a benchmark, read and not yet written.
pub(super) struct Converted {
    /// CATEGORY/FILE.csv.
    name: String,
    /// The names of its fields.
    fields: Vec<String>,
    /// The rows: the time, and the values as they were written.
    rows: Vec<(String, Vec<String>)>,
    /// The windows, ascending and disjoint.
    windows: Vec<Window>,
    facts: FileFacts,
}

/// Converts a folder.
pub(super) fn run(args: &ConvertArgs) -> anyhow::Result<()> {
    let (score, files) = match args.format {
        Format::Labels => (AuthorScore::F1, labels::read(args)?),
        Format::Kpi => (AuthorScore::PointAdjustedF1, labels::read(args)?),
        Format::Changepoints => (AuthorScore::Nab, labels::read(args)?),
        Format::Ucr => (AuthorScore::HighestScore, highest_score::read(args)?),
    };
    write(&args.destination, score, &files)?;
    let rows: usize = files.iter().map(|file| file.rows.len()).sum();
    let windows: usize = files.iter().map(|file| file.windows.len()).sum();
    Notes::new(args.quiet).print(&format!(
        "{} file{} with {rows} rows and {windows} window{} are in {}",
        files.len(),
        plural(files.len() as u64),
        plural(windows as u64),
        args.destination.display()
    ));
    Ok(())
}

/// Writes the files, the windows, and what is known of the benchmark.
//= spec/nab.md#nab-convert
//# `bami nab convert FORMAT SOURCE FOLDER` MUST write the rows of each file to
//# FOLDER/data/CATEGORY/FILE.csv with its values as in the source, the windows to
//# FOLDER/combined_windows.json, and how the authors score to FOLDER/benchmark.json.
//= spec/nab.md#nab-convert
//# FOLDER MUST be rejected if it exists, and appear only when it is complete.
fn write(folder: &Path, score: AuthorScore, files: &[Converted]) -> anyhow::Result<()> {
    let cannot = || format!("{}: cannot be written", folder.display());
    if folder.exists() {
        bail!("{}: exists; give a folder that does not", folder.display());
    }
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let temporary =
        tempfile::Builder::new().prefix(".bami-").tempdir_in(parent).with_context(cannot)?;
    let mut windows = BTreeMap::new();
    let mut facts = BTreeMap::new();
    for file in files {
        let path = temporary.path().join("data").join(&file.name);
        if let Some(category) = path.parent() {
            std::fs::create_dir_all(category).with_context(cannot)?;
        }
        write_rows(&path, file)?;
        let time = |row: usize| file.rows[row].0.as_str();
        let times = file.windows.iter().map(|window| [time(window.first), time(window.last)]);
        if windows.insert(&file.name, times.collect::<Vec<_>>()).is_some() {
            bail!("two files of the source would become {}; convert them separately", file.name);
        }
        if file.facts != FileFacts::default() {
            facts.insert(file.name.clone(), file.facts.clone());
        }
    }
    let benchmark = Benchmark { score, files: facts };
    for (name, value) in [("combined_windows.json", json!(windows)), (FILE, json!(benchmark))] {
        let mut file = WholeFile::create(&temporary.path().join(name))?;
        file.write_all((serde_json::to_string_pretty(&value)? + "\n").as_bytes())?;
        file.finish()?;
    }
    std::fs::rename(temporary.keep(), folder).with_context(cannot)
}

fn write_rows(path: &Path, file: &Converted) -> anyhow::Result<()> {
    let mut out = WholeFile::create(path)?;
    let fields = file.fields.iter().map(String::as_str);
    let header: Vec<&str> = ["timestamp"].into_iter().chain(fields).collect();
    out.write_all(&csv_line(&header)?)?;
    for (time, values) in &file.rows {
        let values = values.iter().map(String::as_str);
        let row: Vec<&str> = [time.as_str()].into_iter().chain(values).collect();
        out.write_all(&csv_line(&row)?)?;
    }
    out.finish()
}
