//! From a CSV stream to scores: `Stream` is the loop over the rows that all commands share, [`Scorer`] the
//! region or network that the rows go to.

mod checks;
mod chosen;
mod detecting;
mod records;
mod scorer;
mod warm_up;

use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use jiff::civil::DateTime;

use crate::args::InputArgs;
use crate::input::layout::ColumnOptions;
use crate::input::reader::RowReader;
use crate::input::{Columns, Row};
use crate::notes::{Notes, plural};
use crate::progress::Progress;
use checks::RowChecks;

pub(crate) use chosen::lines as chosen_lines;
pub(crate) use detecting::{LearnUntil, Session, component};
pub(crate) use records::Records;
pub(crate) use scorer::{Saved, ScoredBy};
pub use scorer::{Scored, Scorer, Scores};
pub(crate) use warm_up::{DateTimeText, Estimate, WarmUp, WarmUpOr, WarmUpState};

/// The rows of a CSV stream, checked one by one.
///
/// At the end of the stream it reports which rows were skipped and which were out of order.
pub(crate) struct Stream {
    reader: RowReader,
    checks: RowChecks,
    notes: Notes,
    progress: Progress,
    /// Rows read, including skipped ones.
    read: u64,
    /// Rows passed on.
    passed: u64,
    /// No more rows than these are passed on.
    most: u64,
}

impl Stream {
    /// Opens a stream and finds out which columns to read. With `rows_on_stdout`, no progress is shown on a
    /// terminal that shows the rows.
    pub(crate) fn open(
        path: &Path,
        args: &InputArgs,
        options: &ColumnOptions,
        notes: Notes,
        rows_on_stdout: bool,
    ) -> anyhow::Result<Self> {
        let reader = RowReader::open(path, args.delimiter, options)?;
        let layout = reader.layout();
        layout.notes.iter().for_each(|note| notes.note(note));
        if layout.timestamp.is_none() && options.layout.is_none() {
            notes.note("no time column was found; only the values are used");
        }
        let progress = Progress::new(reader.size(), notes.is_quiet(), rows_on_stdout);
        let checks = RowChecks::new(args);
        Ok(Self { reader, checks, notes, progress, read: 0, passed: 0, most: u64::MAX })
    }

    /// Passes on at most this many rows.
    pub(crate) fn limit(&mut self, rows: u64) {
        self.most = rows;
    }

    /// The stream continues one whose last row had this time.
    pub(crate) fn continue_after(&mut self, time: Option<DateTime>) {
        self.checks.continue_after(time);
    }

    /// The next row; `None` at the end of the stream.
    //= spec/program.md#program-rows
    //# For every row read, the program MUST write one row before it reads the next one from the
    //# stream.
    pub(crate) fn next_row(&mut self) -> anyhow::Result<Option<Row>> {
        if self.passed > 0 {
            self.progress.row(self.reader.bytes_read());
        }
        while self.passed < self.most
            && let Some(row) = self.reader.next()
        {
            self.read += 1;
            if let Some(row) = self.checks.check(row, self.reader.source())? {
                self.passed += 1;
                return Ok(Some(row));
            }
        }
        self.progress.clear();
        self.checks.report(self.notes, self.passed)?;
        Ok(None)
    }

    /// Skips the rows that a state has seen, the last of which with a time has the time `last`.
    //= spec/program.md#program-resume
    //# With `--resume`, the program MUST skip as many rows as the state has seen.
    //= spec/program.md#program-resume
    //# With `--resume`, the program MUST reject a stream that has fewer rows or in which the last
    //# skipped row has a different time from that in the state.
    pub(crate) fn skip_seen(&mut self, seen: u64, last: Option<DateTime>) -> anyhow::Result<()> {
        let mut time = None;
        for number in 0..seen {
            match self.reader.next() {
                Some(Ok(row)) => time = row.timestamp.or(time),
                Some(Err(error)) if error.problem.is_of_one_row() => {}
                Some(Err(error)) => return Err(error.into()),
                None => bail!(
                    "{}: has {number} rows, but the state has seen {seen}; with --resume, the stream must start at \
                     the same row as before",
                    self.source()
                ),
            }
        }
        if time != last {
            let show = |time: Option<DateTime>| {
                time.map_or("no time".to_owned(), |time| format!("the time {time}"))
            };
            bail!(
                "{}: the last of the {seen} rows that the state has seen has {}, but in the state it has {}; this is \
                 another stream, or it was changed",
                self.source(),
                show(time),
                show(last)
            );
        }
        Ok(())
    }

    /// Warns that the stream ended during the warm-up, so that nothing was `done`.
    pub(crate) fn warn_nothing(&self, done: &str, warm_up_rows: usize) {
        self.notes.warn(&format!(
            "nothing was {done}: the stream has {} row{}, and the first {warm_up_rows} only serve to estimate the \
             resolution; --resolution, or --min and --max, make that unnecessary",
            self.passed,
            plural(self.passed)
        ));
    }

    /// The name of the file, or "standard input".
    pub(crate) fn source(&self) -> &str {
        self.reader.source()
    }

    /// The columns.
    pub(crate) fn columns(&self) -> Columns {
        Columns::of_layout(self.reader.layout())
    }

    /// The reader.
    pub(crate) fn reader(&self) -> &RowReader {
        &self.reader
    }

    /// How many rows were read, including skipped ones.
    pub(crate) fn rows_read(&self) -> u64 {
        self.read
    }

    /// How many rows were passed on.
    pub(crate) fn rows(&self) -> u64 {
        self.passed
    }

    /// The time since the stream was opened.
    pub(crate) fn elapsed(&self) -> Duration {
        self.progress.elapsed()
    }
}
