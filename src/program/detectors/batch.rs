//! Many series in parallel.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use rayon::iter::{ParallelBridge, ParallelIterator};

use super::{AnyDetector, RowScores, Series};
use crate::progress::Progress;

/// Jobs in progress, each of which scores a series.
pub(crate) struct Batch {
    /// Counts the rows that have been scored.
    progress: Mutex<(Progress, u64)>,
    /// Whether a job failed, so that there is no need to finish the others.
    failed: AtomicBool,
}

/// What came of all jobs.
pub(crate) struct Done<T> {
    /// The outcome of each job, in their order.
    pub(crate) outcomes: Vec<T>,
    /// How many rows were scored.
    pub(crate) rows: u64,
    /// The time it took.
    pub(crate) elapsed: Duration,
}

impl Batch {
    /// How many of this many jobs run at once.
    pub(crate) fn at_once(threads: Option<usize>, jobs: usize) -> usize {
        let machine = || std::thread::available_parallelism().map_or(1, |threads| threads.get());
        threads.unwrap_or_else(machine).min(jobs)
    }

    /// Does a job for each of these numbers of rows. The longest are started first, so that no thread is left with one
    /// at the end while the others are idle.
    //= spec/nab.md#nab-run
    //# The scores MUST be the same for any number of threads.
    pub(crate) fn run<T: Send>(
        rows: &[usize],
        threads: Option<usize>,
        quiet: bool,
        job: impl Fn(&Self, usize) -> anyhow::Result<T> + Sync,
    ) -> anyhow::Result<Done<T>> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .context("the threads cannot be started")?;
        let total = rows.iter().map(|rows| *rows as u64).sum();
        let batch = Self {
            progress: Mutex::new((Progress::new(Some(total), quiet, false), 0)),
            failed: AtomicBool::new(false),
        };
        let one = |number: usize| {
            let outcome = job(&batch, number);
            if outcome.is_err() {
                batch.failed.store(true, Ordering::Relaxed);
            }
            (number, outcome)
        };
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&number| std::cmp::Reverse(rows[number]));
        // NB: a bridge hands out the jobs one by one, in their order.
        let mut outcomes: Vec<(usize, anyhow::Result<T>)> =
            pool.install(|| order.into_iter().par_bridge().map(one).collect());
        outcomes.sort_by_key(|(number, _)| *number);
        // The failure itself is reported, not the jobs that were abandoned because of it.
        outcomes.retain(|(_, outcome)| !outcome.as_ref().is_err_and(|e| e.is::<GivenUp>()));
        let outcomes =
            outcomes.into_iter().map(|(_, outcome)| outcome).collect::<anyhow::Result<_>>();
        let (progress, rows) = batch.progress.into_inner().unwrap_or_else(PoisonError::into_inner);
        progress.clear();
        Ok(Done { outcomes: outcomes?, rows, elapsed: progress.elapsed() })
    }

    /// The scores of a new detector for the rows of a series.
    pub(crate) fn score(
        &self,
        detector: &AnyDetector,
        series: &Series,
    ) -> anyhow::Result<Vec<RowScores>> {
        let mut detector = detector.start(&series.known())?;
        let mut scores = Vec::with_capacity(series.rows.len());
        //= spec/nab.md#nab-blind
        //# A detector MUST score each row before it is given the next one.
        for row in &series.rows {
            if self.failed.load(Ordering::Relaxed) {
                bail!(GivenUp);
            }
            scores.push(detector.score(row).with_context(|| format!("line {}", row.line))?);
            self.row();
        }
        Ok(scores)
    }

    fn row(&self) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.1 += 1;
        let rows = progress.1;
        progress.0.row(rows);
    }
}

/// A job that was abandoned because another one failed.
#[derive(Debug, thiserror::Error)]
#[error("was abandoned")]
struct GivenUp;
