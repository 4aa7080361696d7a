//! Watching for a quote that never closes.

use std::io::{self, Read};

/// Passes bytes on, and keeps track of where in a CSV stream they stand: the reader of CSV takes a quote
/// that is still open at the end for closed there, and does not say so.
pub(crate) struct Quotes<R> {
    inner: R,
    delimiter: u8,
    at: At,
    /// The line that the next byte is on, from 1.
    line: u64,
    /// How many bytes of a byte order mark have passed; `None` behind it, or where there is none.
    mark: Option<usize>,
    ended: bool,
}

/// Where in a field the next byte stands.
#[derive(Clone, Copy)]
enum At {
    /// At its beginning, where alone a quote opens.
    Start,
    /// In a field without quotes, or behind the closing one.
    Plain,
    /// Between quotes, of which the first stood on this line.
    Quoted(u64),
    /// Behind a quote between quotes: the closing one, or the first of two that stand for one.
    Quote(u64),
}

const MARK: [u8; 3] = *b"\xef\xbb\xbf";

impl<R> Quotes<R> {
    /// Watches the bytes of `inner`, whose fields end with `delimiter`.
    pub(crate) fn new(inner: R, delimiter: u8) -> Self {
        Self { inner, delimiter, at: At::Start, line: 1, mark: Some(0), ended: false }
    }

    /// At the end of the stream, the line on which a quote was opened that nothing closes.
    pub(crate) fn never_closed(&self) -> Option<u64> {
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
        self.line += u64::from(byte == b'\n');
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
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

    #[test]
    fn a_quote_closes_and_two_stand_for_one() {
        assert_eq!(never_closed(b"\"a,\nb\",\"c\"\n1,2\n"), None);
        assert_eq!(never_closed(b"\"a\"\"b\"\n"), None);
        assert_eq!(never_closed(b"\"a\"\"b\n"), Some(1));
        assert_eq!(never_closed(b"x\n\"a\"b\"\n"), None, "behind a closing quote none opens");
        assert_eq!(never_closed(b"\"\""), None);
    }
}
