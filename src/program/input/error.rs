//! Errors in the input, with messages that help to correct them.

use std::fmt;
use std::io;

use thiserror::Error;

use super::quotes::{EndlessRow, MOST_BYTES, MOST_FIELDS};

/// A place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, or "standard input".
    pub source: String,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The column's name, or its number from 1 where there is no header.
    pub column: Option<String>,
}

//= spec/program.md#program-rows
//# A row that cannot be read MUST end the run with a message that names the source, the line and,
//# if a single column is at fault, the column, unless bad rows are to be skipped.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        Ok(())
    }
}

/// A problem with the input, and where it is.
#[derive(Debug, Error)]
#[error("{place}: {problem}")]
pub struct InputError {
    /// Where.
    pub place: Box<Place>,
    /// What.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the message of each variant is its documentation")]
pub enum Problem {
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    #[error("is a directory; name a file, or `-` for standard input")]
    Directory,
    #[error("is empty; it should be a CSV file with a column of numbers")]
    Empty,
    #[error("has a header but no rows")]
    NoRows,
    #[error("is UTF-16; save it as UTF-8")]
    Utf16,
    #[error(
        "has the columns {}, but the state has {}; the columns of a stream must not change",
        names(.found), names(.known)
    )]
    OtherColumns { found: Vec<String>, known: Vec<String> },
    #[error("is {0}, not text; decompress it first, or save it as CSV in UTF-8")]
    NotText(&'static str),
    #[error(
        "has zero bytes in its first line, so it is UTF-16 or not text; save it as CSV in UTF-8"
    )]
    ZeroBytes,
    #[error("has bare carriage returns as line ends; save it with Unix or Windows line ends")]
    CarriageReturns,
    #[error(
        "the row has more than {} {}{}; {}",
        if .0.too_many_fields { MOST_FIELDS } else { MOST_BYTES },
        if .0.too_many_fields { "fields" } else { "bytes" },
        .0.open_quote.map_or(String::new(), |line| format!(", and a quote opened on line {line} is not closed")),
        if .0.too_many_fields { "keep only the columns that are needed" } else { "check the line breaks" }
    )]
    EndlessRow(EndlessRow),
    #[error(
        "no numeric column found{besides}{}; the columns are {}",
        .example.as_ref().map_or(String::new(), |text| format!(": `{text}` is not a number")),
        names(.known)
    )]
    NoNumericColumn { besides: &'static str, example: Option<String>, known: Vec<String> },
    #[error(
        "has several numeric columns ({}); choose one or more with --value-column NAME",
        names(.0)
    )]
    SeveralNumericColumns(Vec<String>),
    #[error(
        "has several columns that can be the value, which is read as {kind} ({}); choose one with --value-column NAME",
        names(.known)
    )]
    SeveralTextColumns { kind: &'static str, known: Vec<String> },
    #[error("has no column{besides} that can be the value; the columns are {}", names(.known))]
    NoOtherColumn { besides: &'static str, known: Vec<String> },
    #[error("there is no column `{wanted}`{}; the columns are {}", did_you_mean(.nearest), names(.known))]
    NoSuchColumn { wanted: String, nearest: Vec<String>, known: Vec<String> },
    #[error("several columns are named `{0}`; give them different names")]
    RepeatedColumn(String),
    #[error("the column cannot be both the time and a value")]
    TwoUses,
    #[error("the text is not UTF-8; save the file as UTF-8")]
    NotUtf8,
    #[error(
        "the quote opened on this line is never closed; close it, remove it, or double it within quotes"
    )]
    OpenQuote,
    #[error("the row has {found}, but {expected} are expected", found = fields(*.found), expected = .expected)]
    Ragged { found: usize, expected: usize },
    #[error(
        "`{0}` is not a number; write it like 3.5 or -2e3, or leave the field empty if the value is missing"
    )]
    NotANumber(String),
    #[error("`{0}` is not finite; leave the field empty if the value is missing")]
    NotFinite(String),
    #[error(
        "`{0}` has a magnitude greater than 1e150, so its square would overflow; use another unit, or leave the field \
         empty if the value is missing"
    )]
    TooLarge(String),
    #[error(
        "`{0}` is not a list of bits; write ascending integers separated by blanks, like 3 17 42, or leave the field \
         empty if the value is missing"
    )]
    NotBits(String),
    #[error(
        "`{0}` does not say whether a sequence begins; write 1 or true where one begins, and 0, false or nothing \
         elsewhere"
    )]
    NotAReset(String),
    #[error("the column cannot say where a sequence begins and be the time or a value too")]
    ResetIsUsed,
    #[error("`{text}` is not a valid time: {reason}")]
    NotATime { text: String, reason: String },
    #[error("the time {now} {relation} {previous} of the previous row, and --strict is given")]
    OutOfOrder { previous: String, now: String, relation: &'static str },
}

impl Problem {
    /// Whether it concerns one row, so that the rows after it can still be read.
    pub fn is_of_one_row(&self) -> bool {
        matches!(
            self,
            Self::NotUtf8
                | Self::Ragged { .. }
                | Self::NotANumber(_)
                | Self::NotFinite(_)
                | Self::TooLarge(_)
                | Self::NotBits(_)
                | Self::NotAReset(_)
                | Self::NotATime { .. }
        )
    }

    /// The problem at a place.
    pub fn at(self, source: &str, line: Option<u64>, column: Option<&str>) -> InputError {
        let place =
            Place { source: source.to_owned(), line, column: column.map(ToOwned::to_owned) };
        InputError { place: Box::new(place), problem: self }
    }
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".to_owned() } else { format!("{count} fields") }
}

/// How many names are listed; the rest are counted.
const LISTED: usize = 20;

/// Names in backticks, separated by commas.
pub fn names(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let list = quoted.join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => list,
        others => format!("{list} and {others} more"),
    }
}

/// " (did you mean ...?)" or nothing.
pub fn did_you_mean(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    format!(" (did you mean {}?)", quoted.join(" or "))
}

/// At most three of the names `known` that `wanted` may be a misspelling of, the most similar first.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let last = wanted.rsplit('.').next().unwrap_or(&wanted).to_owned();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| {
            let lower = name.to_lowercase();
            let tail = lower.rsplit('.').next().unwrap_or(&lower).to_owned();
            let whole = strsim::jaro_winkler(&wanted, &lower);
            (whole.max(strsim::jaro_winkler(&last, &tail)), name)
        })
        .filter(|(similarity, _)| *similarity > 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}
