//! `bami nab run`: a detector over the corpus.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use rayon::iter::{ParallelBridge, ParallelIterator};
use toml::{Table, Value};

use super::RunArgs;
use super::corpus::{Corpus, CorpusFile};
use super::detector::{Detector, InputRow, Known, RowScores};
use super::judge::judge;
use super::profiles;
use super::results;
use super::score::rules;
use super::table::{self, Entry};
use super::thresholds::Thresholds;
use crate::args::RegionArgs;
use crate::files::WholeFile;
use crate::memory;
use crate::notes::Notes;
use crate::notes::plural;
use crate::output::to_stdout;
use crate::progress::Progress;

/// The file with the parameters used.
const PARAMETERS: &str = "parameters.toml";

/// Runs the detector over the corpus, writes its results, and prints their scores.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let region = RegionArgs {
        config: args.config.clone(),
        set: args.set.clone(),
        seed: args.seed,
        ..RegionArgs::default()
    };
    let detector = Detector::new(args.detector, &region)?;
    let name = args.name.clone().unwrap_or_else(|| args.detector.name().to_owned());
    let profiles = profiles::read(&args.corpus.nab)?;
    let corpus = Corpus::read(&args.corpus)?;
    let notes = Notes::new(args.quiet);
    let parameters = parameters_file(&detector, args, &corpus)?;
    check_memory(&detector, &corpus, args.threads)?;
    let first = corpus.files.first().map(|file| detector.parameters(&known(file))).transpose()?;
    for warning in first.flatten().iter().flat_map(|parameters| parameters.warnings()) {
        notes.warn(&warning.to_string());
    }
    let folder = args.output.join(&name);
    make_folders(&folder, &corpus)?;
    let mut file = WholeFile::create(&folder.join(PARAMETERS))?;
    file.write_all(parameters.as_bytes())?;
    file.finish()?;

    let total = corpus.files.iter().map(|file| file.rows.len() as u64).sum();
    let job = Job {
        detector: &detector,
        name: &name,
        folder: &folder,
        progress: Mutex::new((Progress::new(Some(total), args.quiet, false), 0)),
        failed: AtomicBool::new(false),
    };
    let scores = job.run(&corpus, args.threads)?;
    let (progress, rows) = job.progress.into_inner().unwrap_or_else(PoisonError::into_inner);
    progress.clear();
    let seconds = progress.elapsed().as_secs_f64();
    notes.print(&format!(
        "{rows} rows of {} file{} in {seconds:.1} s; the results are in {}",
        corpus.files.len(),
        plural(corpus.files.len() as u64),
        folder.display()
    ));
    let judged = judge(&corpus, &scores, &rules(&profiles, &Thresholds::Best, &name, false)?)?;
    to_stdout(table::text(&corpus, &[Entry { name, judged }], false).as_bytes())
}

/// Rejects detectors that do not fit in memory once per thread.
fn check_memory(
    detector: &Detector,
    corpus: &Corpus,
    threads: Option<usize>,
) -> anyhow::Result<()> {
    let machine = || std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let threads = threads.unwrap_or_else(machine).min(corpus.files.len()) as u64;
    for file in &corpus.files {
        let memory = detector.memory(&known(file))?.times(threads);
        memory::check("a detector for each thread", &memory).with_context(|| file.name.clone())?;
    }
    Ok(())
}

fn make_folders(folder: &Path, corpus: &Corpus) -> anyhow::Result<()> {
    for file in &corpus.files {
        let category = folder.join(file.category());
        std::fs::create_dir_all(&category)
            .with_context(|| format!("{}: cannot be created", category.display()))?;
    }
    Ok(())
}

/// A run over the files.
struct Job<'a> {
    detector: &'a Detector,
    name: &'a str,
    folder: &'a Path,
    /// Counts the rows that have been processed.
    progress: Mutex<(Progress, u64)>,
    /// Whether a file failed, so that there is no need to finish the others.
    failed: AtomicBool,
}

impl Job<'_> {
    /// The anomaly scores of each file, in the order of the corpus. The longest files are started
    /// first, so that no thread is left with one at the end while the others are idle.
    //= spec/nab.md#nab-run
    //# The scores MUST be the same for any number of threads.
    fn run(&self, corpus: &Corpus, threads: Option<usize>) -> anyhow::Result<Vec<Vec<f64>>> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .context("the threads cannot be started")?;
        let mut order: Vec<usize> = (0..corpus.files.len()).collect();
        order.sort_by_key(|&file| std::cmp::Reverse(corpus.files[file].rows.len()));
        let mut outcomes: Vec<(usize, anyhow::Result<Vec<f64>>)> = pool.install(|| {
            // NB: a bridge hands out the files one by one, in their order.
            order
                .into_iter()
                .par_bridge()
                .map(|file| (file, self.file(&corpus.files[file])))
                .collect()
        });
        outcomes.sort_by_key(|(file, _)| *file);
        // The failure itself is reported, not the files that were abandoned because of it.
        outcomes.retain(|(_, outcome)| !outcome.as_ref().is_err_and(|e| e.is::<GivenUp>()));
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn file(&self, file: &CorpusFile) -> anyhow::Result<Vec<f64>> {
        let outcome = self.scored(file).with_context(|| file.name.clone());
        if outcome.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Scores the rows of a file and writes them.
    fn scored(&self, file: &CorpusFile) -> anyhow::Result<Vec<f64>> {
        let mut detector = self.detector.start(&known(file))?;
        let mut scores: Vec<RowScores> = Vec::with_capacity(file.rows.len());
        //= spec/nab.md#nab-blind
        //# A detector MUST score each row before it is given the next one.
        for (number, row) in file.rows.iter().enumerate() {
            if self.failed.load(Ordering::Relaxed) {
                bail!(GivenUp);
            }
            let input = InputRow { time: row.time, value: row.value };
            let outcome = detector.score(&input);
            scores.push(outcome.with_context(|| format!("line {}", number + 2))?);
            self.row();
        }
        results::write(self.folder, self.name, file, &scores)?;
        Ok(scores.iter().map(|scores| scores.anomaly_score).collect())
    }

    fn row(&self) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.1 += 1;
        let rows = progress.1;
        progress.0.row(rows);
    }
}

/// A file that was abandoned because another one failed.
#[derive(Debug, thiserror::Error)]
#[error("was abandoned")]
struct GivenUp;

/// What a detector knows about a file in advance.
fn known(file: &CorpusFile) -> Known {
    let values = file.rows.iter().map(|row| row.value);
    Known {
        rows: file.rows.len(),
        minimum: values.clone().fold(f64::INFINITY, f64::min),
        maximum: values.fold(f64::NEG_INFINITY, f64::max),
    }
}

/// The parameters used: those that all files share, and those of each file.
//= spec/nab.md#nab-result-files
//# The parameters in effect MUST be written to RESULTS/DETECTOR/parameters.toml.
fn parameters_file(detector: &Detector, args: &RunArgs, corpus: &Corpus) -> anyhow::Result<String> {
    let mut tables = Vec::new();
    for file in &corpus.files {
        let known = known(file);
        let table = detector.settings(&known).with_context(|| file.name.clone())?;
        tables.push((file, known, table));
    }
    let shared = tables.iter().map(|(_, _, table)| table.clone()).reduce(|a, b| common(&a, &b));
    let shared = shared.unwrap_or_default();
    let mut whole = Table::new();
    whole.insert("program".to_owned(), concat!("bami ", env!("CARGO_PKG_VERSION")).into());
    whole.insert("detector".to_owned(), args.detector.name().into());
    let mut files = Vec::new();
    for (file, known, table) in tables {
        let mut entry = Table::new();
        entry.insert("name".to_owned(), file.name.clone().into());
        entry.insert("rows".to_owned(), Value::Integer(known.rows as i64));
        entry.insert("minimum".to_owned(), known.minimum.into());
        entry.insert("maximum".to_owned(), known.maximum.into());
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
