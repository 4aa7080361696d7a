//! What can be wrong with the input, said so that it can be put right.

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

/// Something wrong with the input, and where.
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
    #[error("is empty; a CSV file with a column of numbers is wanted")]
    Empty,
    #[error("has a header and no rows after it")]
    NoRows,
    #[error("is UTF-16; save it as UTF-8")]
    Utf16,
    #[error(
        "has the columns {}, and the state has {}; the columns of a stream stay the same",
        names(.found), names(.known)
    )]
    OtherColumns { found: Vec<String>, known: Vec<String> },
    #[error("is {0}, not text; unpack it first, or save it as CSV in UTF-8")]
    NotText(&'static str),
    #[error(
        "has bytes of zero in its first line: it is UTF-16, or no text at all; save it as CSV in UTF-8"
    )]
    ZeroBytes,
    #[error(
        "has lines that end with a carriage return alone; save it with the line ends of Unix or Windows"
    )]
    CarriageReturns,
    #[error(
        "the row has more than {} {}{}; {}",
        if .0.too_many_fields { MOST_FIELDS } else { MOST_BYTES },
        if .0.too_many_fields { "fields" } else { "bytes" },
        .0.open_quote.map_or(String::new(), |line| format!(", and the quote opened on line {line} is not closed in them")),
        if .0.too_many_fields { "keep the columns that are wanted" } else { "rows end with the line" }
    )]
    EndlessRow(EndlessRow),
    #[error("has no column of numbers{}; the columns are {}", .of, names(.known))]
    NoNumericColumn { of: &'static str, known: Vec<String> },
    #[error(
        "has several columns of numbers ({}); say which by --value-column NAME, once for each that is wanted",
        names(.0)
    )]
    SeveralNumericColumns(Vec<String>),
    #[error(
        "has several columns that can be the value, which is read as {kind} ({}); say which by --value-column NAME",
        names(.known)
    )]
    SeveralTextColumns { kind: &'static str, known: Vec<String> },
    #[error("has no column{} that can be the value; the columns are {}", .of, names(.known))]
    NoOtherColumn { of: &'static str, known: Vec<String> },
    #[error("there is no column `{wanted}`{}; the columns are {}", did_you_mean(.nearest), names(.known))]
    NoSuchColumn { wanted: String, nearest: Vec<String>, known: Vec<String> },
    #[error("the name `{0}` stands for several columns; give them different names")]
    RepeatedColumn(String),
    #[error("the column is named for the time and for a value; it can be only one of them")]
    TwoUses,
    #[error("the text is not UTF-8; save the file as UTF-8")]
    NotUtf8,
    #[error(
        "the quote that is opened on this line never closes; close it, or take it away, or write it twice within quotes"
    )]
    OpenQuote,
    #[error("the row has {found} where {expected} are expected", found = fields(*.found), expected = .expected)]
    Ragged { found: usize, expected: usize },
    #[error(
        "`{0}` is not a number; write it like 3.5 or -2e3, or leave the field empty where the value is missing"
    )]
    NotANumber(String),
    #[error("`{0}` is not finite; leave the field empty where the value is missing")]
    NotFinite(String),
    #[error(
        "`{0}` is farther from 0 than 1e150, with whose square no number can be counted; write it in another unit, or \
         leave the field empty where the value is missing"
    )]
    TooLarge(String),
    #[error(
        "`{0}` is not a list of bits; write ascending whole numbers with blanks between, like 3 17 42, or leave the \
         field empty where the value is missing"
    )]
    NotBits(String),
    #[error("`{text}` is not a time that can be read: {reason}")]
    NotATime { text: String, reason: String },
    #[error("the time {now} {relation} {previous} in the row before, which --strict forbids")]
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

/// So many names are listed; of more, the others are counted.
const LISTED: usize = 20;

/// Names in backticks with commas between.
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

/// The names of `known` that a writer of `wanted` may have meant, the likeliest first, three at most.
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
