//! What is said on standard error.

use std::io::{Write, stderr};

/// Says things on standard error, or not.
pub(crate) struct Notes {
    quiet: bool,
}

impl Notes {
    /// With `quiet`, nothing is said.
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Something the user should know.
    pub(crate) fn note(&self, text: &str) {
        self.say(&format!("note: {text}"));
    }

    /// Something the user will hardly want.
    pub(crate) fn warn(&self, text: &str) {
        self.say(&format!("warning: {text}"));
    }

    /// A line.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            line(text);
        }
    }
}

/// Writes a line to standard error. Where that is closed there is nobody to tell.
pub(crate) fn line(text: &str) {
    let _ = writeln!(stderr(), "bami: {text}");
}
