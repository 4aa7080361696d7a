//! The status of a decision: for each of its parts, what the book says and on which pages.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The committed table, from the root of the package.
pub const TABLE: &str = "spec/decisions.json";

/// What the line of a status begins with.
const LEAD: &str = "Status:";

/// What the book says of a part of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing.
    Silent,
    /// It says it, so that the decision is the name of a rule.
    Stated,
    /// It disagrees with itself.
    Contradicts,
    /// The decision rested on a misreading.
    Retired,
}

impl Mark {
    const ALL: [Self; 4] = [Self::Silent, Self::Stated, Self::Contradicts, Self::Retired];

    fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Stated => "stated",
            Self::Contradicts => "contradicts",
            Self::Retired => "retired",
        }
    }

    /// Whether pages belong to it.
    fn has_pages(self) -> bool {
        matches!(self, Self::Stated | Self::Contradicts)
    }
}

/// Pages in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pages(Vec<u32>);

impl Pages {
    /// Reads `47`, `54, 58` or `47-49, 51`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut pages = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            if first > last || pages.last().is_some_and(|previous| *previous >= first) {
                return None;
            }
            pages.extend(first..=last);
        }
        Some(Self(pages))
    }

    /// These pages, each once.
    pub fn of(pages: impl Iterator<Item = u32>) -> Self {
        let mut pages: Vec<u32> = pages.collect();
        pages.sort_unstable();
        pages.dedup();
        Self(pages)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this page is one of them.
    #[must_use]
    pub fn has(&self, page: u32) -> bool {
        self.0.contains(&page)
    }

    /// As they are read: `47-49, 51`.
    fn list(&self) -> String {
        let runs = self.0.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
            [] => String::new(),
            [page] => page.to_string(),
            [first, last] => format!("{first}, {last}"),
            [first, .., last] => format!("{first}-{last}"),
        });
        runs.collect::<Vec<_>>().join(", ")
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied()
    }
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lead = if self.0.len() == 1 { "p." } else { "pp." };
        write!(f, "{lead} {}", self.list())
    }
}

impl Serialize for Pages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.list())
    }
}

impl<'de> Deserialize<'de> for Pages {
    /// Pages as they are written in the table: `"47-49, 51"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("no pages: {text:?}")))
    }
}

/// A part of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What the book says of it.
    pub mark: Mark,
    /// Where the book says it; empty for a part on which it is silent.
    #[serde(default, skip_serializing_if = "Pages::is_empty")]
    pub pages: Pages,
    /// What the part is; empty for the only one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
}

/// The status of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its parts, in the order in which they stand.
    pub parts: Vec<Part>,
}

impl Status {
    /// Whether a line of a chapter gives a status.
    #[must_use]
    pub fn is_line(line: &str) -> bool {
        line.starts_with(LEAD)
    }

    /// Reads `Status: stated p. 47 (the range); silent (how it is kept).`
    ///
    /// # Errors
    ///
    /// What is wrong with the line.
    pub fn parse(line: &str) -> Result<Self, String> {
        let text = line.strip_prefix(LEAD).ok_or_else(|| format!("it begins with `{LEAD}`"))?;
        let text = text.trim().strip_suffix('.').ok_or("it ends with a full stop")?;
        let parts: Vec<Part> = split(text).into_iter().map(part).collect::<Result<_, _>>()?;
        if parts.len() > 1 && parts.iter().any(|part| part.subject.is_empty()) {
            return Err("each of several parts has its subject in parentheses".to_owned());
        }
        Ok(Self { parts })
    }

    /// The marks, each with all of its pages, in ascending order.
    #[must_use]
    pub fn marks(&self) -> Vec<(Mark, Vec<u32>)> {
        let mut marks: Vec<(Mark, Vec<u32>)> = Vec::new();
        for mark in Mark::ALL {
            let parts: Vec<&Part> = self.parts.iter().filter(|part| part.mark == mark).collect();
            if !parts.is_empty() {
                let mut pages: Vec<u32> = parts.iter().flat_map(|part| part.pages.iter()).collect();
                pages.sort_unstable();
                pages.dedup();
                marks.push((mark, pages));
            }
        }
        marks
    }

    /// Whether one of its parts names this page.
    #[must_use]
    pub fn has_page(&self, page: u32) -> bool {
        self.parts.iter().any(|part| part.pages.has(page))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, part) in self.parts.iter().enumerate() {
            if position > 0 {
                f.write_str("; ")?;
            }
            f.write_str(part.mark.name())?;
            if part.mark.has_pages() {
                write!(f, " {}", part.pages)?;
            }
            if !part.subject.is_empty() {
                write!(f, " ({})", part.subject)?;
            }
        }
        Ok(())
    }
}

/// The parts between semicolons that stand outside of parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

fn part(text: &str) -> Result<Part, String> {
    let (text, subject) = match text.split_once('(') {
        Some((text, subject)) => {
            let subject = subject.strip_suffix(')').ok_or("a subject ends with `)`")?;
            (text.trim(), subject.to_owned())
        }
        None => (text, String::new()),
    };
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mark = Mark::ALL.into_iter().find(|mark| mark.name() == name).ok_or_else(|| {
        format!("`{name}` is no mark; the marks are silent, stated, contradicts and retired")
    })?;
    let pages = match (mark.has_pages(), rest.is_empty()) {
        (false, true) => Pages::default(),
        (false, false) => return Err(format!("no pages follow `{name}`")),
        (true, _) => rest
            .strip_prefix("p. ")
            .or_else(|| rest.strip_prefix("pp. "))
            .and_then(Pages::parse)
            .filter(|pages| format!("{pages}").starts_with(rest.split(' ').next().unwrap_or("")))
            .ok_or_else(|| {
                format!("`p. 47` or `pp. 47-49, 52`, ascending, follows `{name}`, not `{rest}`")
            })?,
    };
    Ok(Part { mark, pages, subject })
}

/// The entry of the committed table for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The id.
    pub id: String,
    /// Its status.
    #[serde(flatten)]
    pub status: Status,
}

/// Reads the committed table.
///
/// # Errors
///
/// Text that is not such a table.
pub fn decisions(text: &str) -> Result<Vec<Decision>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Table {
        decisions: Vec<Decision>,
    }
    Ok(serde_json::from_str::<Table>(text)?.decisions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_as_it_is_shown() {
        for text in [
            "silent",
            "retired",
            "stated p. 47 (the range); silent (how it is kept)",
            "contradicts pp. 47-49, 51-55, 57, 58",
            "stated p. 45 (a; b); stated p. 44 (c); silent (d)",
        ] {
            let status = Status::parse(&format!("Status: {text}.")).unwrap();
            assert_eq!(status.to_string(), text);
        }
    }

    #[test]
    fn pages_of_a_mark_are_collected() {
        let status = Status::parse("Status: stated p. 45 (a); stated pp. 43, 45 (b); silent (c).");
        assert_eq!(status.unwrap().marks(), [(Mark::Silent, vec![]), (Mark::Stated, vec![43, 45])]);
        let status = Status::parse("Status: contradicts pp. 47-49, 51.").unwrap();
        assert!(status.has_page(48) && !status.has_page(50));
    }

    #[test]
    fn a_status_in_another_form_is_refused() {
        for (text, words) in [
            ("Status: silent", "full stop"),
            ("Status: open.", "is no mark"),
            ("Status: stated.", "`p. 47`"),
            ("Status: stated pp. 47.", "`p. 47`"),
            ("Status: stated p. 47, 48.", "`p. 47`"),
            ("Status: stated pp. 48, 47.", "ascending"),
            ("Status: silent p. 47.", "no pages"),
            ("Status: stated p. 47; silent.", "subject"),
            ("Status: stated p. 47 (the range.", "ends with `)`"),
        ] {
            assert!(Status::parse(text).unwrap_err().contains(words), "{text}");
        }
    }
}
