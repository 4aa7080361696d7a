//! Detects the columns: from the header if it settles them, otherwise from the first rows.

use csv::StringRecord;

use super::VALUE_FIELD;
use super::column_type::ColumnType;
use super::error::{Problem, nearest};
use super::layout::{ColumnOptions, Layout, Resets};
use super::sequence::SequenceColumn;
use super::timestamps::{TimestampFormat, choose};

/// The most rows that are examined; a question that they do not settle is decided by a default.
pub(super) const MOST_ROWS: usize = 100;

/// The fields that decide whether a column holds text.
const JUDGED_FIELDS: usize = 5;

/// A problem, with the row (counted from the top, header included) and the column it concerns.
#[derive(Debug)]
pub(super) struct Unclear {
    /// The problem.
    pub(super) problem: Problem,
    /// The row, from 0.
    pub(super) row: Option<usize>,
    /// The name of the column.
    pub(super) column: Option<String>,
}

impl From<Problem> for Unclear {
    fn from(problem: Problem) -> Self {
        Self { problem, row: None, column: None }
    }
}

/// The separator that occurs most often in the first line outside of quotes.
pub(super) fn detect_delimiter(line: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in line {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    // The first of the most frequent: max_by_key would give the last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// Detects the columns from the rows read so far; `None` if more rows are needed. With `complete` there are
/// no more rows, or enough were read, and an answer is due.
pub(super) fn detect(
    rows: &[StringRecord],
    options: &ColumnOptions,
    complete: bool,
) -> Result<Option<Layout>, Unclear> {
    if let Some(known) = &options.layout {
        return resumed(known, rows, complete);
    }
    let Some(first) = rows.first() else {
        return if complete { Err(Problem::Empty.into()) } else { Ok(None) };
    };
    let header = Header::of(rows, options);
    let Some(data) = rows.get(header.rows..).filter(|data| !data.is_empty()) else {
        return if complete { Err(Problem::NoRows.into()) } else { Ok(None) };
    };
    let detector = Detector { names: header.names(first), header, data, options };
    detector.layout(complete)
}

/// The layout of further rows of a stream, which may begin with the header again; `None` if more rows are
/// needed to see that.
//= spec/program.md#program-state
//# The columns, their names and the time format MUST be those of the state.
//= spec/program.md#program-state
//# A repeated header with the same names MUST be skipped.
fn resumed(
    known: &Layout,
    rows: &[StringRecord],
    complete: bool,
) -> Result<Option<Layout>, Unclear> {
    let mut layout = Layout { header_rows: 0, notes: Vec::new(), ..known.clone() };
    let Some(first) = rows.first() else { return Ok(complete.then_some(layout)) };
    let header = Header::of(
        rows,
        &ColumnOptions { no_header: !known.has_names, ..ColumnOptions::default() },
    );
    let names = header.names(first);
    // NB: without a column of numbers, a row of data looks like a header too.
    let is_text = !known.column_types.contains(&ColumnType::Number) && known.timestamp.is_none();
    if header.rows == 0 || names != known.names && is_text {
        return Ok(Some(layout));
    }
    if names != known.names {
        let (found, known) = (names, known.names.clone());
        return Err(Problem::OtherColumns { found, known }.into());
    }
    layout.header_rows = header.rows;
    Ok((complete || rows.len() > header.rows).then_some(layout))
}

/// The rows above the data.
struct Header {
    rows: usize,
    has_names: bool,
    /// NuPIC's second and third row.
    kinds: Option<(Vec<String>, Vec<String>)>,
}

/// The types that NuPIC's second header row knows.
const NUPIC_TYPES: [&str; 8] =
    ["datetime", "float", "int", "integer", "string", "bool", "list", "sdr"];

impl Header {
    fn of(rows: &[StringRecord], options: &ColumnOptions) -> Self {
        let none = Self { rows: 0, has_names: false, kinds: None };
        if options.no_header || !is_header(&rows[0], options) {
            return none;
        }
        let lower = |row: &StringRecord| -> Vec<String> {
            row.iter().map(|field| field.trim().to_lowercase()).collect()
        };
        let types = rows.get(1).map(lower).unwrap_or_default();
        let is_nupic =
            !types.is_empty() && types.iter().all(|field| NUPIC_TYPES.contains(&field.as_str()));
        if !is_nupic {
            return Self { rows: 1, has_names: true, kinds: None };
        }
        let flags = rows.get(2).map(lower).unwrap_or_default();
        Self { rows: 3, has_names: true, kinds: Some((types, flags)) }
    }

    fn names(&self, first: &StringRecord) -> Vec<String> {
        let name = |(index, field): (usize, &str)| match field.trim() {
            "" => (index + 1).to_string(),
            _ if !self.has_names => (index + 1).to_string(),
            name => name.to_owned(),
        };
        first.iter().enumerate().map(name).collect()
    }
}

/// A row is a header if it is not empty and contains neither a number nor a time.
//= spec/program.md#program-columns
//# The first row MUST be treated as a header if it is not empty and none of its fields is a number
//# or a time.
fn is_header(row: &StringRecord, options: &ColumnOptions) -> bool {
    let format = options.timestamp_format.as_deref().map(TimestampFormat::named);
    let is_data = |field: &str| {
        is_number(field)
            || !TimestampFormat::candidates(field).is_empty()
            || format.as_ref().is_some_and(|format| format.parse(field).is_ok())
    };
    row.iter().any(|field| !field.trim().is_empty())
        && row.iter().map(str::trim).filter(|field| !field.is_empty()).all(|field| !is_data(field))
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

/// Whether a column's name says that it holds the time.
fn is_time_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["timestamp", "datetime", "date_time", "unix", "epoch"].iter().any(|part| name.contains(part))
        || ["time", "date", "ts"].contains(&name.as_str())
}

struct Detector<'a> {
    header: Header,
    names: Vec<String>,
    data: &'a [StringRecord],
    options: &'a ColumnOptions,
}

impl Detector<'_> {
    fn layout(self, complete: bool) -> Result<Option<Layout>, Unclear> {
        let mut notes = Vec::new();
        let timestamp = self.timestamp(&mut notes)?;
        let (timestamp_column, settled) = match &timestamp {
            TimeColumn::Found { index, settled, .. } => (Some(*index), *settled),
            TimeColumn::Undecided => (None, false),
            TimeColumn::None { .. } => (None, true),
        };
        let not_a_value = match timestamp {
            TimeColumn::None { counter } => counter,
            _ => None,
        };
        let sequence = self.sequence()?;
        let sequence_column = sequence.map(|(index, _)| index);
        let values = if self.options.value_columns.is_empty() {
            let excluded = [timestamp_column, not_a_value, sequence_column];
            let candidates = self.value_candidates(&excluded);
            if candidates.is_empty() && !complete && self.some_column_is_empty() {
                return Ok(None);
            }
            vec![self.choose_value(candidates, timestamp_column)?]
        } else {
            self.named_values(timestamp_column)?
        };
        let is_named = matches!(self.options.resets, Resets::Named(_));
        let is_used = |index: usize| values.contains(&index) || timestamp_column == Some(index);
        if let Some(index) = sequence_column.filter(|&index| is_named && is_used(index)) {
            let column = Some(self.names[index].clone());
            return Err(Unclear { problem: Problem::ResetIsUsed, row: None, column });
        }
        let sequence = sequence.filter(|&(index, _)| !is_used(index));
        let Some(texts) = self.texts_among(&values, complete) else { return Ok(None) };
        if !settled && !complete {
            return Ok(None);
        }
        let timestamp = match timestamp {
            TimeColumn::Found { index, format, settled } => {
                //= spec/program.md#program-times
                //# If the rows examined do not settle the order of day and month, a note MUST say
                //# which order was used.
                if !settled {
                    notes.push(self.unsettled(index, &format));
                }
                Some((index, format))
            }
            _ => None,
        };
        let mut layout = Layout {
            header_rows: self.header.rows,
            has_names: self.header.has_names,
            names: self.names,
            timestamp,
            values,
            column_types: Vec::new(),
            sequence,
            notes,
        };
        let names = layout.value_names();
        let column_type = |name: &String| self.options.column_type(name, names.len() == 1);
        layout.column_types = names.iter().map(column_type).collect();
        for (column_type, is_text) in layout.column_types.iter_mut().zip(texts) {
            if is_text {
                *column_type = ColumnType::Category;
            }
        }
        Ok(Some(layout))
    }

    /// Whether each of the named value columns holds text, if text is read as categories; `None` if more
    /// rows are needed.
    //= spec/program.md#program-categories
    //# A value column that is named on the command line MUST be read as categories if none of its
    //# first 5 fields that are not empty is a number, and as numbers otherwise.
    fn texts_among(&self, values: &[usize], complete: bool) -> Option<Vec<bool>> {
        if !self.options.texts || self.options.value_columns.is_empty() {
            return Some(Vec::new());
        }
        let is_text = |&index: &usize| {
            let first: Vec<&str> =
                self.texts(index).map(|(_, text)| text).take(JUDGED_FIELDS).collect();
            if first.iter().any(|text| is_number(text)) {
                return Some(false);
            }
            (complete || first.len() == JUDGED_FIELDS).then_some(!first.is_empty())
        };
        values.iter().map(is_text).collect()
    }

    /// The column that says where a sequence begins, if one is read.
    //= spec/program.md#program-resets
    //# The reset column MUST be the one that `--reset-column` names or, without it, the first one
    //# with the flag R or else S in NuPIC's third header row.
    fn sequence(&self) -> Result<Option<(usize, SequenceColumn)>, Unclear> {
        let flags = self.header.kinds.as_ref().map(|(_, flags)| flags.as_slice());
        let flags = flags.unwrap_or_default();
        let flagged = |flag: &str| flags.iter().position(|other| other == flag);
        let kind = |index: usize| match flags.get(index).map(String::as_str) {
            Some("s") => SequenceColumn::Name,
            _ => SequenceColumn::Reset,
        };
        Ok(match &self.options.resets {
            Resets::Ignored => None,
            Resets::Named(name) => Some(self.index_of(name)?),
            Resets::Flagged => flagged("r").or_else(|| flagged("s")),
        }
        .map(|index| (index, kind(index))))
    }

    fn unsettled(&self, index: usize, format: &TimestampFormat) -> String {
        let (_, text) = self.texts(index).next().unwrap_or_default();
        let read = format.parse(text).map(|time| time.date().to_string()).unwrap_or_default();
        format!(
            "the date {text} is read as {read}, month first, because the first rows are ambiguous (set --timestamp-format)"
        )
    }

    /// The fields of a column that are not empty, with the row of each, counted from the top.
    fn texts(&self, index: usize) -> impl Iterator<Item = (usize, &str)> {
        let rows = self.data.iter().enumerate();
        rows.filter_map(move |(row, record)| {
            let text = record.get(index)?.trim();
            (!text.is_empty()).then_some((row + self.header.rows, text))
        })
    }

    fn some_column_is_empty(&self) -> bool {
        (0..self.names.len()).any(|index| self.texts(index).next().is_none())
    }

    /// The column of that name.
    fn index_of(&self, name: &str) -> Result<usize, Unclear> {
        let mut found = self.names.iter().enumerate().filter(|(_, known)| *known == name);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(index),
            (Some(_), Some(_)) => Err(Problem::RepeatedColumn(name.to_owned()).into()),
            (None, _) => Err(Problem::NoSuchColumn {
                wanted: name.to_owned(),
                nearest: nearest(name, self.names.iter().map(String::as_str)),
                known: self.names.clone(),
            }
            .into()),
        }
    }

    fn timestamp(&self, notes: &mut Vec<String>) -> Result<TimeColumn, Unclear> {
        if let Some(name) = &self.options.timestamp_column {
            let index = self.index_of(name)?;
            return self.formatted(index, true);
        }
        if let Some((types, flags)) = &self.header.kinds {
            let is_time = |index: &usize| types.get(*index).is_some_and(|kind| kind == "datetime");
            let flagged = |index: &usize| flags.get(*index).is_some_and(|flag| flag == "t");
            let mut columns: Vec<usize> = (0..self.names.len()).filter(is_time).collect();
            columns.sort_by_key(|index| !flagged(index));
            return match columns.first() {
                Some(&index) => self.formatted(index, true),
                None => Ok(TimeColumn::None { counter: None }),
            };
        }
        //= spec/program.md#program-columns
        //# Unless it is named on the command line, the time column MUST be the first column with a
        //# time name or, if there is none, the first column in which the first non-empty field is a
        //# time.
        let named = (0..self.names.len())
            .find(|&index| self.header.has_names && is_time_name(&self.names[index]));
        if let Some(index) = named {
            return self.named_timestamp(index, notes);
        }
        let by_content = (0..self.names.len()).find(|&index| {
            self.texts(index).next().is_some_and(|(_, text)| !self.formats(index, text).is_empty())
        });
        match by_content {
            Some(index) => self.formatted(index, false),
            None if self.some_column_is_empty() => Ok(TimeColumn::Undecided),
            None => Ok(TimeColumn::None { counter: None }),
        }
    }

    /// A column with a time name that the user has not chosen: it may only count steps.
    fn named_timestamp(
        &self,
        index: usize,
        notes: &mut Vec<String>,
    ) -> Result<TimeColumn, Unclear> {
        let Some((_, text)) = self.texts(index).next() else { return Ok(TimeColumn::Undecided) };
        if is_number(text) && self.formats(index, text).is_empty() {
            notes.push(format!(
                "column `{}` is ignored: {text} is too small for Unix time (use --timestamp-column with \
                 --timestamp-format unix to read it)",
                self.names[index]
            ));
            return Ok(TimeColumn::None { counter: Some(index) });
        }
        self.formatted(index, true)
    }

    /// The formats in which a field of that column can be read.
    fn formats(&self, index: usize, text: &str) -> Vec<TimestampFormat> {
        if let Some(name) = &self.options.timestamp_format {
            let format = TimestampFormat::named(name);
            return if format.parse(text).is_ok() { vec![format] } else { Vec::new() };
        }
        let named = self.header.has_names && is_time_name(&self.names[index])
            || self.options.timestamp_column.is_some();
        let unix = TimestampFormat::unix_candidate(&self.names[index], text).filter(|_| named);
        unix.map_or_else(|| TimestampFormat::candidates(text), |format| vec![format])
    }

    /// The column with its format, which is decided from the rows seen.
    //= spec/program.md#program-times
    //# The time format MUST be determined once for the whole stream.
    fn formatted(&self, index: usize, must_be: bool) -> Result<TimeColumn, Unclear> {
        let texts: Vec<(usize, &str)> = self.texts(index).collect();
        let Some(&(first_row, first)) = texts.first() else { return Ok(TimeColumn::Undecided) };
        // The first readable field determines the candidate formats; a format that does not fit a
        // later field is dropped, unless none would be left: then that row is wrong.
        let mut readable = texts.iter().map(|(_, text)| self.formats(index, text));
        let Some(mut candidates) = readable.find(|formats| !formats.is_empty()) else {
            if !must_be {
                return Ok(TimeColumn::None { counter: None });
            }
            let reason = match &self.options.timestamp_format {
                Some(name) => {
                    let failed = TimestampFormat::named(name).parse(first);
                    let detail = failed.err().map(|error| error.0).unwrap_or_default();
                    format!("it does not fit --timestamp-format '{name}' ({detail})")
                }
                None => unknown_time(first),
            };
            return Err(Unclear {
                problem: Problem::NotATime { text: first.to_owned(), reason },
                row: Some(first_row),
                column: Some(self.names[index].clone()),
            });
        };
        for (_, text) in &texts {
            let left: Vec<TimestampFormat> =
                candidates.iter().filter(|format| format.parse(text).is_ok()).cloned().collect();
            if !left.is_empty() {
                candidates = left;
            }
        }
        let texts: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
        match choose(&candidates, &texts) {
            Some((format, settled)) => {
                Ok(TimeColumn::Found { index, format: format.clone(), settled })
            }
            None => Ok(TimeColumn::None { counter: None }),
        }
    }

    fn value_candidates(&self, excluded: &[Option<usize>]) -> Vec<usize> {
        let is_value = |index: &usize| {
            if excluded.contains(&Some(*index)) {
                return false;
            }
            if self.value_type() != ColumnType::Number {
                return true;
            }
            if let Some((types, flags)) = &self.header.kinds {
                let number = types
                    .get(*index)
                    .is_some_and(|kind| ["float", "int", "integer"].contains(&kind.as_str()));
                return number && flags.get(*index).is_none_or(String::is_empty);
            }
            self.texts(*index).next().is_some_and(|(_, text)| is_number(text))
        };
        (0..self.names.len()).filter(is_value).collect()
    }

    //= spec/program.md#program-columns
    //# Unless it is named on the command line, the value column MUST be the only numeric column
    //# besides the time column or, of several, the one called value.
    //= spec/program.md#program-columns
    //# A stream without a value column MUST be rejected.
    //= spec/program.md#program-texts
    //# If the value is not read as numbers and no column is named on the command line, the value
    //# column MUST be the only column besides the time column or, of several, the one called value.
    fn choose_value(
        &self,
        candidates: Vec<usize>,
        timestamp: Option<usize>,
    ) -> Result<usize, Unclear> {
        let is_called_value = |index: &&usize| self.names[**index].eq_ignore_ascii_case("value");
        match (&candidates[..], candidates.iter().find(is_called_value)) {
            ([only], _) => Ok(*only),
            // Finds a column by its name, which must be unique.
            (_, Some(value)) => self.index_of(&self.names[*value]),
            ([], None) => {
                let besides = if timestamp.is_some() { " besides the time" } else { "" };
                let known = self.names.clone();
                if self.value_type() != ColumnType::Number {
                    return Err(Problem::NoOtherColumn { besides, known }.into());
                }
                // The first field that is not a number serves as the example.
                let others = (0..self.names.len()).filter(|&index| Some(index) != timestamp);
                let first = |index| self.texts(index).next().map(|(row, text)| (index, row, text));
                let example = others.filter_map(first).find(|(_, _, text)| !is_number(text));
                Err(Unclear {
                    problem: Problem::NoNumericColumn {
                        besides,
                        example: example.map(|(_, _, text)| text.to_owned()),
                        known,
                    },
                    row: example.map(|(_, row, _)| row),
                    column: example.map(|(index, ..)| self.names[index].clone()),
                })
            }
            (several, None) => {
                let known = several.iter().map(|&index| self.names[index].clone()).collect();
                Err(match self.value_type() {
                    ColumnType::Number => Problem::SeveralNumericColumns(known),
                    column_type => Problem::SeveralTextColumns { kind: column_type.name(), known },
                }
                .into())
            }
        }
    }

    /// The type of the value column if no column is named.
    fn value_type(&self) -> ColumnType {
        self.options.column_type(VALUE_FIELD, true)
    }

    fn named_values(&self, timestamp: Option<usize>) -> Result<Vec<usize>, Unclear> {
        let mut values = Vec::new();
        for name in &self.options.value_columns {
            let index = self.index_of(name)?;
            if Some(index) == timestamp {
                return Err(Unclear {
                    problem: Problem::TwoUses,
                    row: None,
                    column: Some(name.clone()),
                });
            }
            if !values.contains(&index) {
                values.push(index);
            }
        }
        Ok(values)
    }
}

/// The outcome of the search for the time column.
enum TimeColumn {
    Found {
        index: usize,
        format: TimestampFormat,
        settled: bool,
    },
    /// There is none; perhaps there is a column that only counts steps.
    None {
        counter: Option<usize>,
    },
    /// A row is needed in which the field is not empty.
    Undecided,
}

/// What is wrong with a string that fits no known format.
fn unknown_time(text: &str) -> String {
    if is_number(text) {
        return "a number is Unix time only if it is at least 1e8; --timestamp-format unix accepts any number"
            .to_owned();
    }
    "no such date or time of day, or an unknown format; known formats are, for example, 2014-04-01 13:30:00, \
     2014-04-01T13:30:00Z, 4/1/2014 13:30 and 1.4.2014 13:30; give any other with --timestamp-format, such as '%d %b %Y'"
        .to_owned()
}

#[cfg(test)]
mod tests;
