//! Messages on standard error.

use std::io::{Write, stderr};

/// Prints messages on standard error unless it is quiet.
#[derive(Clone, Copy, Debug)]
pub struct Notes {
    quiet: bool,
}

impl Notes {
    /// Prints nothing if `quiet`.
    pub fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Whether nothing is printed.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// A note: something that the user should know.
    pub fn note(self, text: &str) {
        self.print(&format!("note: {text}"));
    }

    /// A warning: something that the user probably does not want.
    pub fn warn(self, text: &str) {
        self.print(&format!("warning: {text}"));
    }

    /// A line.
    pub fn print(self, text: &str) {
        if !self.quiet {
            line(text);
        }
    }
}

/// Writes a line to standard error. If it is closed, nobody can read the line anyway.
pub fn line(text: &str) {
    let _ = writeln!(stderr(), "bami: {}", shown(text));
}

/// The most characters of a message, besides those that say how many were omitted.
const LONGEST: usize = 1000;

/// How many of them come from the beginning of a longer message; the others come from its end, which says what would be
/// right.
const FIRST: usize = 500;

/// A message as it can be shown, whatever part of the input it repeats.
//= spec/program.md#program-messages
//# A message of more than 1000 characters MUST be shortened in the middle and say how many
//# characters were omitted.
//= spec/program.md#program-messages
//# A control character in a message MUST be written as an escape sequence, unless it is a tab or a
//# line break.
pub fn shown(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return escaped(text);
    }
    let first: String = text.chars().take(FIRST).collect();
    let left_out = count - LONGEST;
    let last: String = text.chars().skip(FIRST + left_out).collect();
    let (first, last) = (escaped(&first), escaped(&last));
    format!("{first} ... ({left_out} characters omitted) ... {last}")
}

/// A string with its control characters escaped.
pub fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '\n' | '\t' => c.to_string(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// The plural ending of a noun after a number.
pub(crate) fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The shortest decimal form that is read as the same number.
pub fn shortest(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/program.md#program-messages
    //= type=test
    //# A message of more than 1000 characters MUST be shortened in the middle and say how many
    //# characters were omitted.
    #[test]
    fn a_long_message_keeps_its_beginning_and_its_end() {
        let whole = "ä".repeat(1000);
        assert_eq!(shown(&whole), whole);
        let text = format!("begin {} end", "x".repeat(2000));
        let shown = shown(&text);
        assert!(shown.starts_with("begin xxx") && shown.ends_with("xxx end"), "{shown}");
        assert!(shown.contains("xxx ... (1010 characters omitted) ... xxx"), "{shown}");
    }

    //= spec/program.md#program-messages
    //= type=test
    //# A control character in a message MUST be written as an escape sequence, unless it is a tab
    //# or a line break.
    #[test]
    fn what_would_steer_a_terminal_is_escaped() {
        let text = "\u{1b}[31mred\u{7}\r\0\u{9b}2J\tä\n";
        assert_eq!(shown(text), "\\u{1b}[31mred\\u{7}\\r\\u{0}\\u{9b}2J\tä\n");
    }
}
