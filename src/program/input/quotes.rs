//! Finds quotes that are never closed, and rows that are too large.

use std::io::{self, Read};

/// Passes bytes on and keeps track of the position in the CSV stream: the CSV reader silently treats a quote that is
/// open at the end of the stream as closed.
pub struct Quotes<R> {
    inner: R,
    delimiter: u8,
    at: At,
    /// The line that the next byte is on, from 1.
    line: u64,
    /// How many bytes of a byte order mark have passed; `None` after it, or if there is none.
    mark: Option<usize>,
    ended: bool,
    row: RowSoFar,
    endless: Option<EndlessRow>,
}

/// The row that the next byte belongs to.
#[derive(Clone, Copy, Default)]
struct RowSoFar {
    /// The line on which it begins, from 1.
    line: u64,
    bytes: usize,
    fields: usize,
}

/// A row that is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndlessRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Whether it has too many fields; otherwise it has too many bytes.
    pub too_many_fields: bool,
    /// The line on which a quote was opened that has not been closed.
    pub open_quote: Option<u64>,
}

/// The most bytes of a row.
pub const MOST_BYTES: usize = 1 << 20;

/// The most fields of a row: the number of columns that common spreadsheet programs allow.
pub const MOST_FIELDS: usize = 16_384;

/// The position of the next byte in a field.
#[derive(Clone, Copy)]
enum At {
    /// At the beginning, the only position at which a quote can be opened.
    Start,
    /// In a field without quotes, or after the closing quote.
    Plain,
    /// Between quotes; the first was on this line.
    Quoted(u64),
    /// After a quote between quotes: the closing one, or the first of a doubled quote.
    Quote(u64),
}

const MARK: [u8; 3] = *b"\xef\xbb\xbf";

impl<R> Quotes<R> {
    /// Passes on the bytes of `inner`; `delimiter` separates the fields.
    pub fn new(inner: R, delimiter: u8) -> Self {
        Self {
            inner,
            delimiter,
            at: At::Start,
            line: 1,
            mark: Some(0),
            ended: false,
            row: RowSoFar::default(),
            endless: None,
        }
    }

    /// The row that is too large, if there was one. Nothing after it is read.
    pub fn endless_row(&self) -> Option<EndlessRow> {
        self.endless
    }

    /// At the end of the stream, the line of an unclosed quote, if there is one.
    pub fn never_closed(&self) -> Option<u64> {
        match self.at {
            At::Quoted(line) if self.ended => Some(line),
            _ => None,
        }
    }

    fn pass(&mut self, byte: u8) {
        if let Some(seen) = self.mark {
            self.mark = (MARK.get(seen) == Some(&byte)).then_some(seen + 1);
            if self.mark.is_some() {
                return;
            }
        }
        self.at = match (self.at, byte) {
            (At::Quoted(line), b'"') => At::Quote(line),
            (At::Quoted(line), _) => At::Quoted(line),
            (At::Quote(line), b'"') => At::Quoted(line),
            (At::Start, b'"') => At::Quoted(self.line),
            (_, b'\n') => At::Start,
            (_, byte) if byte == self.delimiter => At::Start,
            _ => At::Plain,
        };
        self.count(byte);
        self.line += u64::from(byte == b'\n');
    }

    /// Counts the byte to its row.
    //= spec/program.md#program-row-size
    //# A row of more than 1048576 bytes or 16384 fields MUST end the run with a message that names
    //# its line, even if bad rows are to be skipped.
    fn count(&mut self, byte: u8) {
        let quote = match self.at {
            At::Quoted(line) => Some(line),
            _ => None,
        };
        if byte == b'\n' && quote.is_none() {
            self.row = RowSoFar::default();
            return;
        }
        if self.row.bytes == 0 {
            self.row = RowSoFar { line: self.line, bytes: 0, fields: 1 };
        }
        self.row.bytes += 1;
        self.row.fields += usize::from(byte == self.delimiter && quote.is_none());
        let too_many_fields = self.row.fields > MOST_FIELDS;
        if self.endless.is_none() && (too_many_fields || self.row.bytes > MOST_BYTES) {
            self.endless =
                Some(EndlessRow { line: self.row.line, too_many_fields, open_quote: quote });
        }
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(EndlessRow { line, .. }) = self.endless {
            // The rows before it have been read by now; `endless_row` reports it.
            let problem = format!(
                "the row that begins on line {line} has more than {MOST_BYTES} bytes or {MOST_FIELDS} fields"
            );
            return Err(io::Error::other(problem));
        }
        let count = self.inner.read(buffer)?;
        self.ended |= count == 0 && !buffer.is_empty();
        buffer[..count].iter().for_each(|&byte| self.pass(byte));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never_closed(text: &[u8]) -> Option<u64> {
        let mut quotes = Quotes::new(text, b',');
        io::copy(&mut quotes, &mut io::sink()).unwrap();
        quotes.never_closed()
    }

    #[test]
    fn a_quote_opens_at_the_start_of_a_field_only() {
        assert_eq!(never_closed(b"\"a,b\n1,2\n"), Some(1));
        assert_eq!(never_closed(b"\xef\xbb\xbf\"a,b\n1,2\n"), Some(1));
        assert_eq!(never_closed(b"a,b\n\n1,\"2\n3,4\n"), Some(3));
        assert_eq!(never_closed(b"a\"b,2\"\n3, \"4\n"), None);
    }

    fn endless(text: &[u8]) -> Option<EndlessRow> {
        let mut quotes = Quotes::new(text, b',');
        let _ = io::copy(&mut quotes, &mut io::sink());
        quotes.endless_row()
    }

    //= spec/program.md#program-row-size
    //= type=test
    //# A row of more than 1048576 bytes or 16384 fields MUST end the run with a message that names
    //# its line, even if bad rows are to be skipped.
    #[test]
    fn a_row_has_so_many_bytes_and_fields_and_no_more() {
        let bytes = |count| [b"a\n\n".to_vec(), vec![b'x'; count], b"\nb\n".to_vec()].concat();
        let fields = |count| [b"a\n".to_vec(), vec![b','; count - 1], b"\nb\n".to_vec()].concat();
        let row = |line, too_many_fields| EndlessRow { line, too_many_fields, open_quote: None };
        assert_eq!(endless(&bytes(MOST_BYTES)), None);
        assert_eq!(endless(&bytes(MOST_BYTES + 1)), Some(row(3, false)));
        assert_eq!(endless(&fields(MOST_FIELDS)), None);
        assert_eq!(endless(&fields(MOST_FIELDS + 1)), Some(row(2, true)));
        let quoted = [b"a\nb,\n\n\"".to_vec(), b",\n".repeat(MOST_BYTES)].concat();
        let open = EndlessRow { line: 4, too_many_fields: false, open_quote: Some(4) };
        assert_eq!(endless(&quoted), Some(open));
    }

    #[test]
    fn a_quote_closes_and_two_stand_for_one() {
        assert_eq!(never_closed(b"\"a,\nb\",\"c\"\n1,2\n"), None);
        assert_eq!(never_closed(b"\"a\"\"b\"\n"), None);
        assert_eq!(never_closed(b"\"a\"\"b\n"), Some(1));
        assert_eq!(never_closed(b"x\n\"a\"b\"\n"), None, "behind a closing quote none opens");
        assert_eq!(never_closed(b"\"\""), None);
    }
}
