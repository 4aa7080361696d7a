//! The index from rules to code, tests and vectors: what `bami explain` answers from.
//!
//! The chapters and the vectors are those embedded in the library (feature `spec`). The citations are
//! collected from all sources of the project and committed as `citations.json`, because a published
//! program has no sources to read; a check of the project fails when that file is out of date.

pub mod answer;
mod chapters;
mod citations;
pub mod code;
pub mod edition;
mod errata;
pub mod explain;
mod lines;
pub mod names;
pub mod printed;
pub mod status;
mod vectors;

use serde::{Deserialize, Serialize};

pub use chapters::{Chapter, ExemptLines, Point, Rule, RuleKind, Sentence, join, requires};
pub use citations::{Citation, Function};
pub use code::Code;
pub use errata::Erratum;
pub use lines::{Algorithm, Lines};
pub use printed::PrintedLines;
pub use status::Status;
pub use vectors::Vector;

/// The committed citations and functions.
const CITATIONS: &str = include_str!("citations.json");

/// A line of a file of the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path from the root of the package, with `/` between its parts.
    pub file: String,
    /// The number of the line, counted from 1; 0 if only the file is known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub line: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 {
            return f.write_str(&self.file);
        }
        write!(f, "{}:{}", self.file, self.line)
    }
}

fn is_zero(line: &u32) -> bool {
    *line == 0
}

/// The rules of the specification and everything that names them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The chapters of the specification, by file name.
    pub chapters: Vec<Chapter>,
    /// The citations in the code and the tests, by file and line.
    pub citations: Vec<Citation>,
    /// The functions that carry a name of BAMI's, by file and line.
    pub functions: Vec<Function>,
    /// The conformance vectors, by path.
    pub vectors: Vec<Vector>,
    /// The lines of the book in the sources of its algorithms.
    pub code: Code,
    /// The printed lines of the book.
    pub printed: PrintedLines,
    /// What is wrong in the book.
    pub errata: Vec<Erratum>,
}

/// The citations and functions of the sources, as they are committed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Citations {
    /// The citations in the code and the tests, by file.
    pub citations: Vec<Citation>,
    /// The functions that carry a name of the book's, by file.
    pub functions: Vec<Function>,
}

/// What an entry of a vector's `covers` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covered<'a> {
    /// A rule, a decision or an extension, by id.
    Id(&'a str),
    /// Lines of the pseudocode.
    Lines(Lines),
    /// A part of a chapter of BAMI without numbered lines: `BAMI ENC 'Encoding Multiple Values'`.
    Part(&'a str),
}

impl<'a> Covered<'a> {
    /// Reads an entry; lines that the pseudocode does not have are `None`.
    #[must_use]
    pub fn parse(entry: &'a str) -> Option<Self> {
        let Some(cited) = entry.strip_prefix("BAMI ") else { return Some(Self::Id(entry)) };
        let (chapter, rest) = cited.split_once(' ').unwrap_or((cited, ""));
        if matches!(chapter, "SDR" | "ENC" | "PS" | "OV" | "GL") {
            return Some(Self::Part(cited));
        }
        let lines = Lines::from_parts(Algorithm::named(chapter)?, rest)?;
        (lines.first >= 1 && lines.last <= lines.algorithm.last_line())
            .then_some(Self::Lines(lines))
    }

    /// Whether it names this rule, by id or by a line of its own.
    #[must_use]
    pub fn is_of(&self, rule: &Rule) -> bool {
        match self {
            Self::Id(id) => *id == rule.id,
            Self::Lines(lines) => rule.lines.is_some_and(|own| own.overlaps(*lines)),
            Self::Part(_) => false,
        }
    }
}

impl Index {
    /// The index of the sources that the program was built from.
    ///
    /// # Errors
    ///
    /// None but in a program that was built from damaged sources.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        let Citations { citations, functions } = serde_json::from_str(CITATIONS)?;
        let printed = PrintedLines::embedded()?;
        let mut index = Self { citations, functions, printed, ..Self::default() };
        for (path, text) in bami_htm::spec::files("spec") {
            match path.strip_prefix("spec/").unwrap_or_default().split('/').collect::<Vec<_>>()[..]
            {
                // The table of traceability is made from this index and is no chapter.
                ["TRACEABILITY.md"] => {}
                [chapter] if chapter.ends_with(".md") => {
                    index.errata.extend(errata::errata(&path, text));
                    index.chapters.push(Chapter::parse(&path, text));
                }
                ["vectors", _, _] => index.vectors.push(Vector::parse(&path, text)?),
                _ => {}
            }
        }
        for (path, text) in bami_htm::spec::files(code::FOLDER) {
            index.code.add(&path, text);
        }
        Ok(index)
    }

    /// All rules, decisions and extensions, chapter by chapter.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.chapters.iter().flat_map(|chapter| &chapter.rules)
    }

    /// The citations of a rule, of the given kind: `implementation` or `test`.
    pub fn citations_of<'a>(
        &'a self,
        rule: &Rule,
        kind: &'a str,
    ) -> impl Iterator<Item = &'a Citation> {
        let target = rule.target();
        self.citations.iter().filter(move |c| c.target == target && c.kind == kind)
    }

    /// The vectors that cover a rule.
    pub fn vectors_of<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = &'a Vector> {
        let covers = |entry: &String| Covered::parse(entry).is_some_and(|c| c.is_of(rule));
        self.vectors.iter().filter(move |vector| vector.covers.iter().any(covers))
    }
}

/// The line with this position in a list of lines, counted from 1.
#[must_use]
pub fn number(position: usize) -> u32 {
    u32::try_from(position + 1).unwrap_or(u32::MAX)
}
