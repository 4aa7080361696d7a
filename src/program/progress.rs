//! The progress bar on standard error.

use std::io::{IsTerminal, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work shows no bar.
const SILENT: Duration = Duration::from_secs(1);

/// A progress bar with the rate and the time left, which appears after a second and only on a terminal.
pub(crate) struct Progress {
    start: Instant,
    /// The total amount of work, if known.
    total: Option<u64>,
    bar: Option<ProgressBar>,
    wanted: bool,
    rows: u64,
}

impl Progress {
    /// A bar for work of `total` units. With `rows_on_stdout`, there is none if the rows are shown on a
    /// terminal.
    pub(crate) fn new(total: Option<u64>, quiet: bool, rows_on_stdout: bool) -> Self {
        let scrolls = rows_on_stdout && stdout().is_terminal();
        let wanted = !quiet && !scrolls;
        Self { start: Instant::now(), total, bar: None, wanted, rows: 0 }
    }

    /// A row is done, and `position` units of the total.
    pub(crate) fn row(&mut self, position: u64) {
        self.rows += 1;
        let elapsed = self.start.elapsed();
        if !self.wanted || elapsed < SILENT {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| bar(self.total, elapsed));
        bar.set_position(position);
        let rate = self.rows as f64 / elapsed.as_secs_f64();
        bar.set_message(format!("{} rows, {rate:.0} rows/s", self.rows));
    }

    /// The time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Removes the bar.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: Option<u64>, elapsed: Duration) -> ProgressBar {
    // Both draw to standard error, and nothing if it is not a terminal.
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {percent:>3} %  {msg}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_elapsed(elapsed)
}
