//! The printed lines of the book's two listings: their kinds, their nesting, their pages and hashes.

use serde::{Deserialize, Serialize};

use super::Algorithm;

/// The committed table, from the root of the package.
pub const TABLE: &str = "spec/lines.json";

/// What a printed line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// The head of a function.
    Function,
    /// The head of a loop.
    Loop,
    /// A condition.
    Condition,
    /// Nothing but the word else.
    Else,
    /// A statement.
    Statement,
    /// The second half of the line before it.
    Continuation,
    /// Nothing.
    Blank,
}

impl LineKind {
    /// Whether lines can stand in its body.
    #[must_use]
    pub fn has_body(self) -> bool {
        matches!(self, Self::Function | Self::Loop | Self::Condition | Self::Else)
    }

    /// Whether the literal code has a statement of its own for it.
    #[must_use]
    pub fn has_code(self) -> bool {
        !matches!(self, Self::Else | Self::Continuation | Self::Blank)
    }
}

impl std::fmt::Display for LineKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Function => "the head of a function",
            Self::Loop => "the head of a loop",
            Self::Condition => "a condition",
            Self::Else => "an else",
            Self::Statement => "a statement",
            Self::Continuation => "a continuation",
            Self::Blank => "a blank line",
        })
    }
}

/// One printed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedLine {
    /// Its number.
    pub line: u32,
    /// Its page in the edition that is followed.
    pub page: u32,
    /// What it is.
    pub kind: LineKind,
    /// The line in whose body it stands; `None` at the top, and for a blank line.
    #[serde(default)]
    pub parent: Option<u32>,
    /// Of an else, the line of its condition.
    #[serde(default)]
    pub else_of: Option<u32>,
    /// Of a continuation, the line that it continues.
    #[serde(default)]
    pub continues: Option<u32>,
    /// The function of the book that it is in.
    #[serde(default)]
    pub function: Option<String>,
    /// The SHA-256 of its text.
    pub sha256: String,
}

/// The edition that is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The title.
    pub title: String,
    /// When the PDF was made, as in its properties.
    pub pdf_created: String,
    /// How many pages it has.
    pub pages: u32,
}

/// The printed lines of both listings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedLines {
    /// The edition that the pages are those of.
    pub source: Edition,
    /// The lines of the spatial pooler.
    #[serde(rename = "SP")]
    pub spatial_pooler: Vec<PrintedLine>,
    /// The lines of the temporal memory.
    #[serde(rename = "TM")]
    pub temporal_memory: Vec<PrintedLine>,
}

impl PrintedLines {
    /// The table that the program was built from.
    ///
    /// # Errors
    ///
    /// None but in a program that was built from damaged sources.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        Self::parse(bami_htm::spec::file(TABLE).unwrap_or_default())
    }

    /// Reads the table.
    ///
    /// # Errors
    ///
    /// Text that is not such a table.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The lines of a listing.
    #[must_use]
    pub fn of(&self, algorithm: Algorithm) -> &[PrintedLine] {
        match algorithm {
            Algorithm::SpatialPooler => &self.spatial_pooler,
            Algorithm::TemporalMemory => &self.temporal_memory,
        }
    }

    /// The line of this number.
    #[must_use]
    pub fn line(&self, algorithm: Algorithm, line: u32) -> Option<&PrintedLine> {
        self.of(algorithm).iter().find(|printed| printed.line == line)
    }

    /// The line whose statement a line belongs to: that of an else's condition, that which a
    /// continuation continues, and else the line itself. A blank line has none.
    #[must_use]
    pub fn owner(&self, algorithm: Algorithm, line: u32) -> Option<&PrintedLine> {
        let printed = self.line(algorithm, line)?;
        match printed.kind {
            LineKind::Blank => None,
            LineKind::Else => self.line(algorithm, printed.else_of?),
            LineKind::Continuation => self.line(algorithm, printed.continues?),
            _ => Some(printed),
        }
    }
}
