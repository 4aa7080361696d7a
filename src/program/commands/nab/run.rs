//! `bami nab run`: a detector over the corpus.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use toml::{Table, Value};

use super::RunArgs;
use super::corpus::Corpus;
use super::judge::judge;
use super::profiles;
use super::results;
use super::score::rules;
use super::table::{self, Entry};
use super::thresholds::Thresholds;
use crate::detectors::{AnyDetector, Batch, Known};
use crate::files::WholeFile;
use crate::notes::Notes;
use crate::notes::plural;
use crate::output::to_stdout;

/// The file with the parameters used.
const PARAMETERS: &str = "parameters.toml";

/// Runs the detector over the corpus, writes its results, and prints their scores.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let detector = AnyDetector::new(args.detector, &args.parameters)?;
    let name = args.name.clone().unwrap_or_else(|| detector.name().to_owned());
    let profiles = profiles::read(&args.corpus.nab)?;
    let corpus = Corpus::read(&args.corpus)?;
    let notes = Notes::new(args.quiet);
    let parameters = parameters_file(&detector, &corpus)?;
    for file in &corpus.files {
        let at_once = Batch::at_once(args.threads, corpus.files.len());
        detector.check_memory(&file.series.known(), at_once).with_context(|| file.name.clone())?;
    }
    if let Some(first) = corpus.files.first() {
        detector.warn(&first.series.known(), notes)?;
    }
    let folder = args.output.join(&name);
    make_folders(&folder, &corpus)?;
    let mut file = WholeFile::create(&folder.join(PARAMETERS))?;
    file.write_all(parameters.as_bytes())?;
    file.finish()?;

    let rows: Vec<usize> = corpus.files.iter().map(|file| file.series.rows.len()).collect();
    let done = Batch::run(&rows, args.threads, args.quiet, |batch, number| {
        let file = &corpus.files[number];
        let scores = batch.score(&detector, &file.series);
        let scores = scores.with_context(|| file.name.clone())?;
        results::write(&folder, &name, file, &scores)?;
        Ok(scores.iter().map(|scores| scores.anomaly_score).collect())
    })?;
    let scores: Vec<Vec<f64>> = done.outcomes;
    notes.print(&format!(
        "{} rows of {} file{} in {:.1} s; the results are in {}",
        done.rows,
        corpus.files.len(),
        plural(corpus.files.len() as u64),
        done.elapsed.as_secs_f64(),
        folder.display()
    ));
    let judged = judge(&corpus, &scores, &rules(&profiles, &Thresholds::Best, &name, false)?)?;
    to_stdout(table::text(&corpus, &[Entry { name, judged }], false).as_bytes())
}

fn make_folders(folder: &Path, corpus: &Corpus) -> anyhow::Result<()> {
    for file in &corpus.files {
        let category = folder.join(file.category());
        std::fs::create_dir_all(&category)
            .with_context(|| format!("{}: cannot be created", category.display()))?;
    }
    Ok(())
}

/// The parameters used: those that all files share, and those of each file.
//= spec/nab.md#nab-result-files
//# The parameters in effect MUST be written to RESULTS/DETECTOR/parameters.toml.
fn parameters_file(detector: &AnyDetector, corpus: &Corpus) -> anyhow::Result<String> {
    let mut tables = Vec::new();
    for file in &corpus.files {
        let known = file.series.known();
        let table = detector.settings(&known).with_context(|| file.name.clone())?;
        tables.push((file, known, table));
    }
    let shared = tables.iter().map(|(_, _, table)| table.clone()).reduce(|a, b| common(&a, &b));
    let shared = shared.unwrap_or_default();
    let mut whole = Table::new();
    whole.insert("program".to_owned(), concat!("bami ", env!("CARGO_PKG_VERSION")).into());
    whole.insert("detector".to_owned(), detector.name().into());
    let mut files = Vec::new();
    for (file, known, table) in tables {
        let mut entry = Table::new();
        entry.insert("name".to_owned(), file.name.clone().into());
        entry.insert("rows".to_owned(), Value::Integer(known.rows as i64));
        entry.insert("minimum".to_owned(), extreme(&known, |range| range.0));
        entry.insert("maximum".to_owned(), extreme(&known, |range| range.1));
        let own = without(&table, &shared);
        if !own.is_empty() {
            entry.insert("parameters".to_owned(), own.into());
        }
        files.push(Value::Table(entry));
    }
    if !shared.is_empty() {
        whole.insert("parameters".to_owned(), shared.into());
    }
    whole.insert("files".to_owned(), files.into());
    let comment = "# What `bami nab run` ran with: [parameters] for all files, and [files.parameters] for each.\n\n";
    Ok(comment.to_owned() + &toml::to_string(&whole)?)
}

/// An end of the range of the values; that of each field if there are several.
fn extreme(known: &Known, end: impl Fn(&(f64, f64)) -> f64) -> Value {
    match &known.ranges[..] {
        [range] => end(range).into(),
        ranges => Value::Array(ranges.iter().map(|range| end(range).into()).collect()),
    }
}

/// The settings that are the same in both.
fn common(a: &Table, b: &Table) -> Table {
    let pairs = a.iter().filter_map(|(key, value)| {
        let value = match (value, b.get(key)?) {
            (Value::Table(a), Value::Table(b)) => Value::Table(common(a, b)),
            (a, b) => (a == b).then(|| a.clone())?,
        };
        Some((key.clone(), value))
    });
    pairs.collect()
}

/// The settings that are not among the shared ones.
fn without(table: &Table, shared: &Table) -> Table {
    let pairs = table.iter().filter_map(|(key, value)| {
        let own = match (value, shared.get(key)) {
            (Value::Table(table), Some(Value::Table(shared))) => {
                Some(without(table, shared)).filter(|own| !own.is_empty()).map(Value::Table)
            }
            (_, Some(_)) => None,
            (value, None) => Some(value.clone()),
        };
        Some((key.clone(), own?))
    });
    pairs.collect()
}
