//! Traceability: which code, which tests and which vectors stand for which rule of the specification.
//!
//! [`Index::read`](read::Index::read) reads the chapters, the citations and the vectors of the
//! package; [`checks`] says what is missing or wrong in them, [`explain`] answers for one rule, line
//! or function, and [`table`] writes `spec/TRACEABILITY.md`.

pub mod checks;
pub mod explain;
pub mod read;
pub mod table;
#[cfg(test)]
mod tests;

use read::{Citation, Index, Lines, Rule, Vector};

/// What an entry of a vector's `covers` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covered<'a> {
    /// A rule, a decision or an extension, by id.
    Id(&'a str),
    /// Lines of the pseudocode.
    Lines(Lines),
    /// A part of a chapter of BAMI without numbered lines: `BAMI ENC 'Multiple Values'`.
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
        let lines = Lines::from_parts(read::Algorithm::named(chapter)?, rest)?;
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
