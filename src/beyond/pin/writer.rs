//! The lines and the sections of a pin.

use std::fmt::{Display, Write as _};

use super::values::Index;
use super::{FORMAT_VERSION, Joined, Runs, Value, digest};

/// The longest line, in characters, unless a single element is longer.
const LINE_WIDTH: usize = 100;
/// What a continued line begins with.
const INDENT: &str = "    ";

/// Lines of a section.
#[derive(Default)]
pub(crate) struct Lines {
    text: String,
    /// Stands before the name of each value.
    prefix: String,
}

impl Lines {
    /// A line of a head and its elements.
    //= spec/pin.md#pin-lines
    //# Every line MUST end with a line feed.
    //= spec/pin.md#pin-lines
    //# A line MUST NOT have a space before its line feed.
    //= spec/pin.md#pin-lines
    //# An element of a list that would make its line longer than 100 characters MUST begin a new
    //# line with four spaces before it.
    pub(crate) fn line<T: Display>(
        &mut self,
        head: impl Display,
        elements: impl IntoIterator<Item = T>,
    ) {
        let start = self.text.len();
        let _ = write!(self.text, "{}{head}", self.prefix);
        let mut width = self.text[start..].chars().count();
        let mut elements = elements.into_iter().map(|element| element.to_string()).peekable();
        if elements.peek().is_none() {
            self.text += " none";
        }
        for element in elements {
            let length = element.chars().count();
            if width + 1 + length > LINE_WIDTH {
                self.text += "\n";
                self.text += INDENT;
                width = INDENT.len() + length;
            } else {
                self.text += " ";
                width += 1 + length;
            }
            self.text += &element;
        }
        self.text += "\n";
    }

    /// A named value.
    //= spec/pin.md#pin-values
    //# A value MUST be written as its name, ` = ` and its elements with a space between them, where
    //# an absent value and an empty list are written as `none`.
    pub(crate) fn put(&mut self, name: &str, value: &(impl Value + ?Sized)) {
        let mut elements = Vec::new();
        value.elements(&mut elements);
        self.line(format_args!("{name} ="), elements);
    }

    /// A named list of cells, columns, bits or segments, ascending.
    pub(crate) fn put_indices(
        &mut self,
        name: &str,
        indices: impl IntoIterator<Item = impl Index>,
    ) {
        self.line(format_args!("{name} ="), Runs::new(indices));
    }

    /// A line of synapses after a head, each as source and permanence.
    pub(crate) fn synapses(
        &mut self,
        head: impl Display,
        synapses: impl IntoIterator<Item = (impl Display, f64)>,
    ) {
        self.line(
            head,
            synapses.into_iter().map(|(source, permanence)| Joined(source, permanence)),
        );
    }

    /// Lines of which the names of values have one more part before them.
    pub(crate) fn within(&mut self, part: &str, write: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        self.prefix += part;
        self.prefix += ".";
        write(self);
        self.prefix.truncate(length);
    }
}

/// The names of fields and their values, as lines. The lists of fields are those of version 1.
//= spec/pin.md#pin-stable
//# A parameter or a part of the state that is newer than version 1 MUST NOT appear in a pin of
//# version 1 as long as it has the value that keeps the behaviour of before.
macro_rules! put_fields {
    ($lines:expr, $object:expr, $($field:ident),+ $(,)?) => {{
        $($lines.put(stringify!($field), &$object.$field);)+
    }};
}
pub(crate) use put_fields;

/// The sections of a pin or of a summary.
pub(crate) struct Writer {
    text: String,
    /// Stands before the name of each section.
    prefix: String,
    is_summary: bool,
}

impl Writer {
    //= spec/pin.md#pin-version
    //# The first line of a pin MUST be `bami-htm pin, version 1, ` followed by the kind of the
    //# object, and that of a summary `bami-htm pin summary, version 1, ` followed by the kind.
    pub(super) fn full(kind: &str) -> Self {
        let text = format!("bami-htm pin, version {FORMAT_VERSION}, {kind}\n");
        Self { text, prefix: String::new(), is_summary: false }
    }

    pub(super) fn summary(kind: &str) -> Self {
        let text = format!("bami-htm pin summary, version {FORMAT_VERSION}, {kind}\n");
        Self { text, prefix: String::new(), is_summary: true }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A section: what a pin has, and what a summary has in its place.
    //= spec/pin.md#pin-sections
    //# The first line MUST be followed by one section for each part of the object, in the order of
    //# the table, each with an empty line before it and its name in square brackets as its first
    //# line.
    //= spec/pin.md#pin-summary
    //# A summary MUST have the sections of the pin, each with the values of the table and, last,
    //# `digest`, the digest of that section of the pin.
    pub(crate) fn section(
        &mut self,
        name: &str,
        full: impl FnOnce(&mut Lines),
        summary: impl FnOnce(&mut Lines),
    ) {
        let name = match (self.prefix.as_str(), name) {
            ("", name) => name.to_owned(),
            (prefix, "") => prefix.to_owned(),
            (prefix, name) => format!("{prefix}.{name}"),
        };
        let heading = format!("[{name}]\n");
        let mut lines = Lines { text: heading.clone(), ..Lines::default() };
        full(&mut lines);
        if self.is_summary {
            let digest = digest(&lines.text);
            lines = Lines { text: heading, ..Lines::default() };
            summary(&mut lines);
            lines.line("digest =", [digest]);
        }
        self.text += "\n";
        self.text += &lines.text;
    }

    /// Sections of which the names have one more part before them.
    pub(crate) fn within(&mut self, part: &str, write: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.prefix, part.to_owned());
        write(self);
        self.prefix = before;
    }
}
