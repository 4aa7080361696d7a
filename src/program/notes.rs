//! What is said on standard error.

use std::io::{Write, stderr};

/// Says things on standard error, or not.
pub struct Notes {
    quiet: bool,
}

impl Notes {
    /// With `quiet`, nothing is said.
    pub fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Something the user should know.
    pub fn note(&self, text: &str) {
        self.say(&format!("note: {text}"));
    }

    /// Something the user will hardly want.
    pub fn warn(&self, text: &str) {
        self.say(&format!("warning: {text}"));
    }

    /// A line.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            line(text);
        }
    }
}

/// Writes a line to standard error. Where that is closed there is nobody to tell.
pub fn line(text: &str) {
    let _ = writeln!(stderr(), "bami: {}", shown(text));
}

/// So many characters a message has at most, besides those that say how many are left out.
const LONGEST: usize = 1000;

/// So many of them are the first of a longer message; the others are its last, which say what would be right.
const FIRST: usize = 500;

/// A message as it can be shown, whatever it repeats of the input.
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
    format!("{first} ... ({left_out} characters are left out here) ... {last}")
}

/// A text without what would steer a terminal.
pub fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '\n' | '\t' => c.to_string(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
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
        assert!(shown.contains("xxx ... (1010 characters are left out here) ... xxx"), "{shown}");
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
