//! Line numbers of BAMI's pseudocode: in ids, and as they are mentioned in sentences.

use serde::{Deserialize, Serialize};

/// The two listings whose lines are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Algorithm {
    /// Spatial pooler.
    #[serde(rename = "SP")]
    SpatialPooler,
    /// Temporal memory.
    #[serde(rename = "TM")]
    TemporalMemory,
}

impl Algorithm {
    /// Both, as the book orders them.
    pub const ALL: [Self; 2] = [Self::SpatialPooler, Self::TemporalMemory];

    /// The abbreviation in citations: `SP` or `TM`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SpatialPooler => "SP",
            Self::TemporalMemory => "TM",
        }
    }

    /// The number of the last line.
    #[must_use]
    pub fn last_line(self) -> u32 {
        match self {
            Self::SpatialPooler => 26,
            Self::TemporalMemory => 107,
        }
    }

    /// The algorithm with this abbreviation, in either case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    /// The algorithm that an id such as `TM-STEP`, `D-SP-3` or `EXT-TM-MAX-SEGMENTS` belongs to.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        let mut parts = id.split('-');
        match parts.next()? {
            "D" | "EXT" => Self::named(parts.next()?),
            first => Self::named(first),
        }
    }
}

/// Consecutive lines of one listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lines {
    /// The listing.
    pub algorithm: Algorithm,
    /// The first line.
    pub first: u32,
    /// The last line, not before the first.
    pub last: u32,
}

impl Lines {
    /// The lines that an id carries: `TM-26-27` has lines 26 to 27, `SP-5` line 5, `TM-STEP` none.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        let (algorithm, numbers) = id.split_once('-')?;
        Self::from_parts(Algorithm::named(algorithm)?, numbers)
    }

    /// Reads `26` or `26-27`.
    pub fn from_parts(algorithm: Algorithm, numbers: &str) -> Option<Self> {
        let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some(Self { algorithm, first, last })
    }

    /// Whether the two have a line in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.algorithm == other.algorithm && self.first <= other.last && other.first <= self.last
    }

    /// The lines that a text mentions: after `BAMI SP` or `BAMI TM`, and after the word `line` or
    /// `lines` those of the algorithm that the text is about.
    #[must_use]
    pub fn mentioned(text: &str, about: Option<Algorithm>) -> Vec<Self> {
        let words: Vec<&str> = words(text);
        let mut found = Vec::new();
        let mut position = 0;
        while position < words.len() {
            let algorithm = match words[position] {
                "line" | "lines" | "Line" | "Lines" => about,
                "BAMI" => {
                    position += 1;
                    words.get(position).and_then(|name| Algorithm::named(name))
                }
                _ => None,
            };
            position += 1;
            if let Some(algorithm) = algorithm {
                position += number_list(algorithm, &words[position..], &mut found);
            }
        }
        found
    }
}

impl std::fmt::Display for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BAMI {} {}", self.algorithm.name(), self.first)?;
        if self.last > self.first { write!(f, "-{}", self.last) } else { Ok(()) }
    }
}

/// Words and numbers, and of the other characters only `,` and `-`.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-')) {
        rest = &rest[start..];
        let end = match rest.chars().next() {
            Some(',' | '-') => 1,
            _ => rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}

/// Reads `8`, `8-10`, `8 to 10` and lists of these; returns the number of words read.
fn number_list(algorithm: Algorithm, words: &[&str], found: &mut Vec<Lines>) -> usize {
    let number = |position: usize| words.get(position).and_then(|w| w.parse::<u32>().ok());
    let mut position = 0;
    let mut read = 0;
    while let Some(first) = number(position) {
        let mut last = first;
        position += 1;
        if let (Some(&("to" | "-")), Some(end)) = (words.get(position), number(position + 1)) {
            last = end;
            position += 2;
        }
        if first <= last {
            found.push(Lines { algorithm, first, last });
        }
        read = position;
        while let Some(&("," | "and" | "or")) = words.get(position) {
            position += 1;
        }
        if position == read {
            break;
        }
    }
    read
}
