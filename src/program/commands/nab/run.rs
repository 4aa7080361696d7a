//! `bami nab run`: a detector over the corpus.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use toml::{Table, Value};

use super::RunArgs;
use super::corpus::Corpus;
use super::profiles::{self, Profile};
use super::results;
use super::summary::{self, Judgement, Ran};
use crate::detectors::{AnyDetector, Batch, DetectorArgs, Kind, Known, RowScores};
use crate::files::WholeFile;
use crate::notes::{Notes, plural};
use crate::output::to_stdout;

/// The file with the parameters used.
const PARAMETERS: &str = "parameters.toml";

/// Runs the detector over the corpus, writes its results, and prints their scores.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let detectors = detectors(args)?;
    let profiles = profiles::read(&args.corpus.nab)?;
    let corpus = Corpus::read(&args.corpus)?;
    let notes = Notes::new(args.quiet);
    let at_once = Batch::at_once(args.threads, corpus.files.len() * detectors.len());
    let mut parameters = Vec::new();
    for Seeded { detector, .. } in &detectors {
        parameters.push(parameters_file(detector, &corpus)?);
        for file in &corpus.files {
            let known = file.series.known();
            detector.check_memory(&known, at_once).with_context(|| file.name.clone())?;
        }
    }
    if let (Some(file), Some(Seeded { detector, .. })) = (corpus.files.first(), detectors.first()) {
        detector.warn(&file.series.known(), notes)?;
    }
    for (Seeded { name, .. }, parameters) in detectors.iter().zip(&parameters) {
        let folder = args.output.join(name);
        make_folders(&folder, &corpus)?;
        let mut file = WholeFile::create(&folder.join(PARAMETERS))?;
        file.write_all(parameters.as_bytes())?;
        file.finish()?;
    }

    let files = corpus.files.len();
    let rows = corpus.files.iter().map(|file| file.series.rows.len());
    let rows: Vec<usize> = detectors.iter().flat_map(|_| rows.clone()).collect();
    let done = Batch::run(&rows, args.threads, args.quiet, |batch, number| {
        let (Seeded { detector, name, .. }, file) =
            (&detectors[number / files], &corpus.files[number % files]);
        let scores = batch.score(detector, &file.series);
        let scores = scores.with_context(|| file.name.clone())?;
        results::write(&args.output.join(name), name, file, &scores)?;
        Ok(anomaly_scores(&scores))
    })?;
    notes.print(&format!(
        "{} rows of {} file{} in {:.1} s; the results are in {}",
        done.rows,
        rows.len(),
        plural(rows.len() as u64),
        done.elapsed.as_secs_f64(),
        match &detectors[..] {
            [Seeded { name, .. }] => args.output.join(name).display().to_string(),
            _ => args.output.display().to_string(),
        }
    ));
    let mut runs = Vec::new();
    for (seeded, scores) in detectors.iter().zip(done.outcomes.chunks(files)) {
        runs.push((seeded.seed, Judgement::of(&corpus, &profiles, scores)?));
    }
    let detector = &detectors[0].detector;
    let name = args.name.clone().unwrap_or_else(|| detector.name().to_owned());
    let rows_per_alarm = detector.rows_per_alarm();
    let mut ran = vec![Ran { name, rows_per_alarm, runs }];
    if args.detector != Kind::EveryN {
        ran.push(every_n(args, rows_per_alarm, &corpus, &profiles)?);
    }
    to_stdout(summary::text(&corpus, &profiles, &ran).as_bytes())
}

/// A detector with its seed and the name of its results.
struct Seeded {
    seed: Option<u64>,
    name: String,
    detector: AnyDetector,
}

/// The detector with each seed.
//= spec/nab.md#nab-seeds
//# With `--seeds N`, the detector MUST be run with N seeds, the given or default one and those that
//# follow it.
//= spec/nab.md#nab-seeds
//# The results of each of several seeds MUST be named NAME-SEED.
fn detectors(args: &RunArgs) -> anyhow::Result<Vec<Seeded>> {
    let first = AnyDetector::new(args.detector, &args.parameters)?;
    let name = args.name.clone().unwrap_or_else(|| first.name().to_owned());
    let seed = first.seed();
    if args.seeds == 1 {
        return Ok(vec![Seeded { seed, name, detector: first }]);
    }
    let Some(seed) = seed else {
        bail!("the detector {} has no seed; omit --seeds", first.name());
    };
    let with = |more: u32| {
        let seed = seed.wrapping_add(u64::from(more));
        let parameters = DetectorArgs { seed: Some(seed), ..args.parameters.clone() };
        let detector = AnyDetector::new(args.detector, &parameters)?;
        Ok(Seeded { seed: Some(seed), name: format!("{name}-{seed}"), detector })
    };
    (0..args.seeds).map(with).collect()
}

/// The figures of a detector that does not look at the data.
//= spec/nab.md#nab-summary
//# The same figures of the detector `every-n` MUST be printed below those of any other, with its
//# default N or, if the other states a rate, with that.
fn every_n(
    args: &RunArgs,
    rows_per_alarm: Option<u32>,
    corpus: &Corpus,
    profiles: &[Profile],
) -> anyhow::Result<Ran> {
    let parameters = DetectorArgs { rows_per_alarm, ..DetectorArgs::default() };
    let detector = AnyDetector::new(Kind::EveryN, &parameters)?;
    let rows: Vec<usize> = corpus.files.iter().map(|file| file.series.rows.len()).collect();
    let done = Batch::run(&rows, args.threads, true, |batch, number| {
        Ok(anomaly_scores(&batch.score(&detector, &corpus.files[number].series)?))
    })?;
    let runs = vec![(None, Judgement::of(corpus, profiles, &done.outcomes)?)];
    Ok(Ran { name: detector.name().to_owned(), rows_per_alarm: detector.rows_per_alarm(), runs })
}

fn anomaly_scores(scores: &[RowScores]) -> Vec<f64> {
    scores.iter().map(|scores| scores.anomaly_score).collect()
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
