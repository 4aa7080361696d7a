//! Checks of the rows of a stream: which of them cannot be read, and which are out of order.

use std::cmp::Ordering;

use jiff::civil::DateTime;

use crate::args::InputArgs;
use crate::input::Row;
use crate::input::error::{InputError, Problem};
use crate::notes::{Notes, plural};

/// Lets rows through and counts what was wrong with others.
#[derive(Debug)]
pub(super) struct RowChecks {
    skip_bad_rows: bool,
    strict: bool,
    previous: Option<DateTime>,
    skipped: u64,
    first_skipped: Option<InputError>,
    repeated: u64,
    backward: u64,
}

impl RowChecks {
    /// Checks for the rows of a stream.
    pub(super) fn new(args: &InputArgs) -> Self {
        Self {
            skip_bad_rows: args.skip_bad_rows,
            strict: args.strict,
            previous: None,
            skipped: 0,
            first_skipped: None,
            repeated: 0,
            backward: 0,
        }
    }

    /// The rows follow one with this time.
    pub(super) fn continue_after(&mut self, time: Option<DateTime>) {
        self.previous = time;
    }

    /// The row if it is good; `None` if it is to be skipped.
    pub(super) fn check(
        &mut self,
        row: Result<Row, InputError>,
        source: &str,
    ) -> Result<Option<Row>, InputError> {
        match row {
            Ok(row) => {
                self.check_order(&row, source)?;
                Ok(Some(row))
            }
            Err(error) if self.skip_bad_rows && error.problem.is_of_one_row() => {
                self.skipped += 1;
                self.first_skipped.get_or_insert(error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    //= spec/program.md#program-order
    //# Rows MUST be processed in the order in which they arrive, whatever their times.
    //= spec/program.md#program-order
    //# Rows with a time that repeats or goes back MUST be counted in a warning or, with `--strict`,
    //# be rejected.
    fn check_order(&mut self, row: &Row, source: &str) -> Result<(), InputError> {
        let Some(now) = row.timestamp else { return Ok(()) };
        let Some(previous) = self.previous.replace(now) else { return Ok(()) };
        let relation = match now.cmp(&previous) {
            Ordering::Less => {
                self.backward += 1;
                "is before"
            }
            Ordering::Equal => {
                self.repeated += 1;
                "repeats"
            }
            Ordering::Greater => return Ok(()),
        };
        if !self.strict {
            return Ok(());
        }
        let (previous, now) = (previous.to_string(), now.to_string());
        Err(Problem::OutOfOrder { previous, now, relation }.at(source, Some(row.line), None))
    }

    /// Reports what was wrong, at the end of a stream of which `rows` rows were good. It is an error if none
    /// was.
    pub(super) fn report(&mut self, notes: Notes, rows: u64) -> Result<(), InputError> {
        if let Some(first) = self.first_skipped.take() {
            if rows == 0 {
                return Err(first);
            }
            //= spec/program.md#program-rows
            //# The number of skipped bad rows MUST be reported in a warning.
            let skipped = self.skipped;
            notes.warn(&format!("{skipped} row{} skipped, the first: {first}", plural(skipped)));
        }
        if self.repeated + self.backward > 0 {
            notes.warn(&format!(
                "the time repeats in {} row{} and goes back in {}; rows are processed in the order in which they \
                 arrive",
                self.repeated,
                plural(self.repeated),
                self.backward
            ));
        }
        Ok(())
    }
}
