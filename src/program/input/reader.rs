//! Reads the rows of a CSV stream one by one.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use csv::{ByteRecord, StringRecord};
use jiff::civil::DateTime;

use super::Row;
use super::column_type::ColumnType;
use super::detect::{self, detect, detect_delimiter};
use super::error::{InputError, Problem};
use super::layout::{ColumnOptions, Layout};
use super::quotes::Quotes;
use super::sequence::Sequence;

/// How many bytes are searched for the end of the first line.
const LONGEST_FIRST_LINE: u64 = 1 << 20;

/// The rows of a stream, read one at a time.
pub struct RowReader {
    source: String,
    csv: csv::Reader<Quotes<Box<dyn Read>>>,
    delimiter: u8,
    layout: Layout,
    /// Rows that were read to detect the columns.
    ahead: VecDeque<RawRow>,
    size: Option<u64>,
}

/// A row as in the file, or why it could not be read.
struct RawRow {
    line: u64,
    record: Result<StringRecord, Problem>,
}

impl RowReader {
    /// Opens a file, or standard input for `-`.
    pub fn open(
        path: &Path,
        delimiter: Option<u8>,
        options: &ColumnOptions,
    ) -> Result<Self, InputError> {
        if path == Path::new("-") {
            return Self::new("standard input", Box::new(io::stdin()), None, delimiter, options);
        }
        let source = path.display().to_string();
        let unreadable = |error| Problem::Unreadable(error).at(&source, None, None);
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(Problem::Directory.at(&source, None, None));
        }
        let file = File::open(path).map_err(unreadable)?;
        let size = metadata.is_file().then_some(metadata.len());
        Self::new(&source, Box::new(file), size, delimiter, options)
    }

    /// Reads from `input`, which messages call `source`, and detects the columns.
    pub fn new(
        source: &str,
        input: Box<dyn Read>,
        size: Option<u64>,
        delimiter: Option<u8>,
        options: &ColumnOptions,
    ) -> Result<Self, InputError> {
        let unreadable = |error| Problem::Unreadable(error).at(source, None, None);
        let mut input = BufReader::new(input);
        let mut first_line = Vec::new();
        (&mut input)
            .take(LONGEST_FIRST_LINE)
            .read_until(b'\n', &mut first_line)
            .map_err(unreadable)?;
        if let Some(problem) = no_text(&first_line) {
            return Err(problem.at(source, None, None));
        }
        let delimiter = delimiter.unwrap_or_else(|| detect_delimiter(&first_line));
        // A line break after the last row, too: `line_of` expects one after every row.
        let whole: Box<dyn Read> =
            Box::new(Cursor::new(first_line).chain(input).chain(Cursor::new(b"\n")));
        let csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            // The carriage return of a line end stays in the last field, where it is trimmed.
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(Quotes::new(whole, delimiter));
        let mut reader = Self {
            source: source.to_owned(),
            csv,
            delimiter,
            layout: Layout::unknown(),
            ahead: VecDeque::new(),
            size,
        };
        reader.layout = reader.detect_columns(options)?;
        Ok(reader)
    }

    /// Reads rows until the columns are settled.
    fn detect_columns(&mut self, options: &ColumnOptions) -> Result<Layout, InputError> {
        let mut records = Vec::new();
        let mut lines = Vec::new();
        loop {
            let raw = self.read_raw()?;
            //= spec/program.md#program-columns
            //# The columns MUST be determined from as few rows as settle the question, and from at
            //# most 100.
            let complete = raw.is_none() || records.len() >= detect::MOST_ROWS;
            if let Some(raw) = raw {
                if let Ok(record) = &raw.record {
                    records.push(record.clone());
                    lines.push(raw.line);
                }
                self.ahead.push_back(raw);
            }
            // If no row can be read, the first of them shows what is wrong.
            if complete
                && records.is_empty()
                && let Some(raw) = self.ahead.pop_front()
            {
                let problem = raw.record.err().unwrap_or(Problem::Empty);
                return Err(problem.at(&self.source, Some(raw.line), None));
            }
            match detect(&records, options, complete) {
                Ok(None) => {}
                Ok(Some(layout)) => {
                    let first = lines.get(layout.header_rows).copied().unwrap_or(u64::MAX);
                    // A row above the data that could not be read is passed on as a bad row.
                    self.ahead.retain(|raw| raw.line >= first || raw.record.is_err());
                    return Ok(layout);
                }
                Err(unclear) => {
                    let line = unclear.row.and_then(|row| lines.get(row).copied());
                    let column = unclear.column.as_deref();
                    return Err(unclear.problem.at(&self.source, line, column));
                }
            }
        }
    }

    fn read_raw(&mut self) -> Result<Option<RawRow>, InputError> {
        let mut record = ByteRecord::new();
        loop {
            match self.csv.read_byte_record(&mut record) {
                Ok(true) if record.len() == 1 && record[0] == *b"\r" => {}
                Ok(true) => break,
                Ok(false) => return Ok(None),
                Err(error) => {
                    if let Some(row) = self.csv.get_ref().endless_row() {
                        let problem = Problem::EndlessRow(row);
                        return Err(problem.at(&self.source, Some(row.line), None));
                    }
                    let error = io::Error::from(error);
                    return Err(Problem::Unreadable(error).at(&self.source, None, None));
                }
            }
        }
        //= spec/program.md#program-rows
        //# A quote that is never closed MUST end the run with a message that names the line on
        //# which it was opened, even if bad rows are to be skipped.
        if let Some(line) = self.csv.get_ref().never_closed() {
            return Err(Problem::OpenQuote.at(&self.source, Some(line), None));
        }
        let line = self.line_of(&record);
        let record = StringRecord::from_byte_record(record).map_err(|_| Problem::NotUtf8);
        Ok(Some(RawRow { line, record }))
    }

    /// The line on which the row just read begins. (The position that the record itself carries is
    /// that of the blank lines before it, if there are any.)
    fn line_of(&self, record: &ByteRecord) -> u64 {
        let inner = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        self.csv.position().line().saturating_sub(1 + inner)
    }

    /// The columns.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The field separator.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The file's name, or "standard input".
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The size of the file in bytes, if it has one.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// How many bytes were read.
    pub fn bytes_read(&self) -> u64 {
        self.csv.position().byte()
    }

    fn convert(&self, line: u64, record: &StringRecord) -> Result<Row, InputError> {
        let at = |problem: Problem, column: Option<usize>| {
            let column = column.map(|index| self.layout.names[index].as_str());
            problem.at(&self.source, Some(line), column)
        };
        let expected = self.layout.names.len();
        if record.len() != expected {
            return Err(at(Problem::Ragged { found: record.len(), expected }, None));
        }
        let mut timestamp_text = "";
        let mut timestamp: Option<DateTime> = None;
        if let Some((index, format)) = &self.layout.timestamp {
            timestamp_text = record[*index].trim();
            if !timestamp_text.is_empty() {
                let time = format.parse(timestamp_text).map_err(|error| {
                    let text = timestamp_text.to_owned();
                    at(Problem::NotATime { text, reason: error.0 }, Some(*index))
                })?;
                timestamp = Some(time);
            }
        }
        let value = |(&index, column_type): (&usize, &ColumnType)| {
            column_type.value(record[index].trim()).map_err(|problem| at(problem, Some(index)))
        };
        let values = self.layout.values.iter().zip(&self.layout.column_types);
        let values = values.map(value).collect::<Result<_, _>>()?;
        let sequence = match self.layout.sequence {
            Some((index, column)) => {
                column.sequence(record[index].trim()).map_err(|problem| at(problem, Some(index)))?
            }
            None => Sequence::default(),
        };
        Ok(Row { line, timestamp_text: timestamp_text.to_owned(), timestamp, values, sequence })
    }
}

/// The first bytes of files that are mistaken for CSV, and what these files are.
const MAGIC: [(&[u8], &str); 7] = [
    (b"\x1f\x8b", "compressed with gzip"),
    (b"PK\x03\x04", "a zip archive or a workbook"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"BZh", "compressed with bzip2"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF-", "a PDF document"),
];

/// What is wrong with a stream that starts with this line, if it is not text or has no line breaks.
//= spec/program.md#program-text
//# A stream in UTF-16, a compressed file, a stream with a zero byte in its first line and a stream
//# with bare carriage returns as line ends MUST be rejected with a message that says which of these
//# it is.
fn no_text(first_line: &[u8]) -> Option<Problem> {
    if first_line.starts_with(b"\xff\xfe") || first_line.starts_with(b"\xfe\xff") {
        return Some(Problem::Utf16);
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| first_line.starts_with(magic)) {
        return Some(Problem::NotText(kind));
    }
    if first_line.contains(&0) {
        return Some(Problem::ZeroBytes);
    }
    let mut quoted = false;
    let lone = |pair: &[u8]| {
        quoted ^= pair[0] == b'"';
        !quoted && pair[0] == b'\r' && !matches!(pair[1], b'\n' | b'\r')
    };
    first_line.windows(2).any(lone).then_some(Problem::CarriageReturns)
}

impl Iterator for RowReader {
    type Item = Result<Row, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let raw = match self.ahead.pop_front() {
            Some(raw) => raw,
            None => match self.read_raw() {
                Ok(raw) => raw?,
                Err(error) => return Some(Err(error)),
            },
        };
        Some(match raw.record {
            Ok(record) => self.convert(raw.line, &record),
            Err(problem) => Err(problem.at(&self.source, Some(raw.line), None)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &'static [u8]) -> Vec<String> {
        let reader =
            RowReader::new("test.csv", Box::new(text), None, None, &ColumnOptions::default())
                .unwrap();
        let show = |row: Result<Row, InputError>| match row {
            Ok(row) => format!("{} {} {:?}", row.line, row.timestamp_text, row.values),
            Err(error) => error.to_string(),
        };
        reader.map(show).collect()
    }

    #[test]
    fn rows_come_with_their_lines() {
        let text =
            b"\xef\xbb\xbftimestamp,value\r\n2014-04-01,1\r\n\r\n2014-04-02,\r\n2014-04-03, 2.5 ";
        assert_eq!(
            rows(text),
            ["2 2014-04-01 [Number(1.0)]", "4 2014-04-02 [Missing]", "5 2014-04-03 [Number(2.5)]"]
        );
    }

    #[test]
    fn a_bad_row_is_an_error_and_the_next_is_read() {
        let text = b"timestamp,value\n2014-04-01,1\n2014-02-30,1\n2014-04-02\n2014-04-02,x\n\
            2014-04-02,NaN\n2014-04-02,inf\n2014-04-02,\xff\n2014-04-03 25:00,1\n1/2/2014,1\n2014-04-04,2\n";
        insta::assert_snapshot!(rows(text).join("\n"), @r#"
        2 2014-04-01 [Number(1.0)]
        test.csv, line 3, column `timestamp`: `2014-02-30` is not a valid time: there is no such date (read as %Y-%m-%d)
        test.csv, line 4: the row has 1 field, but 2 are expected
        test.csv, line 5, column `value`: `x` is not a number; write it like 3.5 or -2e3, or leave the field empty if the value is missing
        test.csv, line 6, column `value`: `NaN` is not finite; leave the field empty if the value is missing
        test.csv, line 7, column `value`: `inf` is not finite; leave the field empty if the value is missing
        test.csv, line 8: the text is not UTF-8; save the file as UTF-8
        test.csv, line 9, column `timestamp`: `2014-04-03 25:00` is not a valid time: `25:00` is not a time of day
        test.csv, line 10, column `timestamp`: `1/2/2014` is not a valid time: it does not have the format %Y-%m-%d
        11 2014-04-04 [Number(2.0)]
        "#);
    }

    #[test]
    fn rows_before_the_first_readable_one_keep_their_place() {
        let text = b"a,\xff\nx,value\nfoo,1\n";
        assert_eq!(
            rows(text),
            ["test.csv, line 1: the text is not UTF-8; save the file as UTF-8", "3  [Number(1.0)]"]
        );
    }

    //= spec/program.md#program-text
    //= type=test
    //# A stream in UTF-16, a compressed file, a stream with a zero byte in its first line and a
    //# stream with bare carriage returns as line ends MUST be rejected with a message that says
    //# which of these it is.
    #[test]
    fn what_is_no_text_is_named() {
        let error = |text: &'static [u8]| {
            let read =
                RowReader::new("t.csv", Box::new(text), None, None, &ColumnOptions::default());
            read.err().unwrap().to_string()
        };
        let messages = [
            error(b"\xff\xfet\0i\0"),
            error(b"t\0i\0m\0"),
            error(b"\x1f\x8b\x08"),
            error(b"PK\x03\x04"),
            error(b"timestamp,value\r2014-04-01,1\r"),
        ];
        insta::assert_snapshot!(messages.join("\n"), @r"
        t.csv: is UTF-16; save it as UTF-8
        t.csv: has zero bytes in its first line, so it is UTF-16 or not text; save it as CSV in UTF-8
        t.csv: is compressed with gzip, not text; decompress it first, or save it as CSV in UTF-8
        t.csv: is a zip archive or a workbook, not text; decompress it first, or save it as CSV in UTF-8
        t.csv: has bare carriage returns as line ends; save it with Unix or Windows line ends
        ");
        assert!(no_text(b"\"a\rb\",c\r\n").is_none(), "within quotes it is part of a field");
    }
}
