//! The chapters of the specification: rules, decisions and the lines that belong to none.

use serde::{Deserialize, Serialize};

use super::{Algorithm, Lines, Place, Status, number};

/// The heading below which a chapter lists the lines that belong to no rule.
const EXEMPT_HEADING: &str = "Lines that belong to no rule";

/// One file of the specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// The path from the root of the package: `spec/temporal-memory.md`.
    pub file: String,
    /// The first heading.
    pub title: String,
    /// Rules, decisions and extensions in the order in which they stand.
    pub rules: Vec<Rule>,
    /// Lines of the pseudocode that belong to no rule, with the reason.
    pub exempt: Vec<ExemptLines>,
}

/// What the first letters of an id say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A rule of BAMI's or of the portable core.
    Rule,
    /// The settlement of something that BAMI leaves open: `D-`.
    Decision,
    /// Something beyond BAMI: `EXT-`.
    Extension,
}

/// A section of the specification whose heading is an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The id: `TM-26-27`.
    pub id: String,
    /// What kind of id it is.
    pub kind: RuleKind,
    /// Where the heading stands.
    pub place: Place,
    /// The title in italics, without the asterisks; empty when there is none.
    pub title: String,
    /// Of a decision, what the book says of its parts.
    pub status: Option<Status>,
    /// The requirement sentences.
    pub sentences: Vec<Sentence>,
    /// The explanation that follows, with its line breaks.
    pub text: String,
    /// Of a decision, the list: left open, here, alternatives, ...
    pub points: Vec<Point>,
    /// The lines of the pseudocode that the id carries.
    pub lines: Option<Lines>,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its line in the chapter.
    pub line: u32,
    /// Its words.
    pub text: String,
}

/// One entry of a decision's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The bold words before it, without the colon: `Left open`.
    pub lead: String,
    /// What follows, on one line.
    pub text: String,
}

/// Lines of the pseudocode that no rule restates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExemptLines {
    /// Where the chapter says so: its heading.
    pub place: Place,
    /// The lines.
    pub lines: Vec<Lines>,
    /// The sentence or the part of a sentence that lists them.
    pub reason: String,
}

impl Chapter {
    /// Reads a chapter.
    #[must_use]
    pub fn parse(file: &str, text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut chapter =
            Self { file: file.to_owned(), title: String::new(), rules: vec![], exempt: vec![] };
        let headings = headings(&lines);
        let mut position = 0;
        while position < lines.len() {
            let Some(heading) = headings[position] else {
                position += 1;
                continue;
            };
            let place = Place { file: file.to_owned(), line: number(position) };
            let start = position + 1;
            position = start;
            while position < lines.len() && headings[position].is_none() {
                position += 1;
            }
            let body = &lines[start..position];
            if is_id(heading) {
                chapter.rules.push(Rule::parse(heading, place, body));
            } else if heading == EXEMPT_HEADING {
                let algorithm = chapter.rules.iter().find_map(|rule| Algorithm::of_id(&rule.id));
                chapter.exempt.extend(exempt(&place, &join(body), algorithm));
            } else if chapter.title.is_empty() {
                heading.clone_into(&mut chapter.title);
            }
        }
        chapter
    }
}

impl Rule {
    /// The target of its citations: `spec/temporal-memory.md#tm-26-27`.
    #[must_use]
    pub fn target(&self) -> String {
        format!("{}#{}", self.place.file, self.id.to_lowercase())
    }

    /// The word of the id that names its subject: `TM` of `TM-26-27`, `D-TM-6` and `EXT-TM-PRUNE-ZERO`.
    #[must_use]
    pub fn subject(&self) -> &str {
        let mut words = self.id.split('-').skip_while(|word| matches!(*word, "D" | "EXT"));
        words.next().unwrap_or_default()
    }

    /// Everything that the section says, on one line.
    #[must_use]
    pub fn words(&self) -> String {
        let sentences = self.sentences.iter().map(|s| s.text.as_str());
        let points = self.points.iter().map(|p| p.text.as_str());
        let all = [self.title.as_str()].into_iter().chain(sentences).chain([self.text.as_str()]);
        join(&all.chain(points).collect::<Vec<_>>())
    }

    fn parse(id: &str, place: Place, body: &[&str]) -> Self {
        let mut rule = Self {
            id: id.to_owned(),
            kind: kind(id),
            title: String::new(),
            status: None,
            sentences: vec![],
            text: String::new(),
            points: vec![],
            lines: Lines::of_id(id),
            place,
        };
        let mut in_point = false;
        for (offset, &line) in body.iter().enumerate() {
            let place = rule.place.line + number(offset);
            if let Some(point) = line.strip_prefix("- **") {
                let (lead, text) = point.split_once("**").unwrap_or((point, ""));
                let lead = lead.trim_end_matches(':').to_owned();
                rule.points.push(Point { lead, text: text.trim().to_owned() });
                in_point = true;
            } else if let (true, true, Some(point)) =
                (in_point, line.starts_with("  "), rule.points.last_mut())
            {
                point.text = join(&[&point.text, line]);
            } else if let Ok(status) = Status::parse(line) {
                rule.status = Some(status);
            } else if requires(line) {
                rule.sentences.push(Sentence { line: place, text: line.trim().to_owned() });
                in_point = false;
            } else if rule.title.is_empty() && rule.sentences.is_empty() && is_italic(line) {
                line.trim().trim_matches('*').clone_into(&mut rule.title);
            } else {
                in_point = false;
                rule.text.push_str(line);
                rule.text.push('\n');
            }
        }
        rule.text = rule.text.trim_matches('\n').to_owned();
        while rule.text.contains("\n\n\n") {
            rule.text = rule.text.replace("\n\n\n", "\n\n");
        }
        rule
    }
}

/// Whether a line has the word MUST, SHOULD or MAY.
#[must_use]
pub fn requires(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "MUST" | "SHOULD" | "MAY"))
}

/// Lines joined with single spaces.
#[must_use]
pub fn join(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ")
}

/// For each line the text of the heading that it is. Blocks of code have none.
fn headings<'a>(lines: &[&'a str]) -> Vec<Option<&'a str>> {
    let mut in_code = false;
    let heading = |&line: &&'a str| {
        in_code ^= line.trim_start().starts_with("```");
        let text = line.trim_start_matches('#');
        let level = line.len() - text.len();
        let is_heading = !in_code && (1..=6).contains(&level) && text.starts_with(' ');
        is_heading.then(|| text.trim())
    };
    lines.iter().map(heading).collect()
}

/// Whether a heading is an id: parts of capitals and digits, joined by `-`.
fn is_id(heading: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    heading.contains('-') && heading.split('-').all(part)
}

fn kind(id: &str) -> RuleKind {
    match id.split('-').next() {
        Some("D") => RuleKind::Decision,
        Some("EXT") => RuleKind::Extension,
        _ => RuleKind::Rule,
    }
}

fn is_italic(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('*') && line.ends_with('*') && !line.starts_with("**")
}

/// The lines that each part of the text lists.
fn exempt(place: &Place, text: &str, algorithm: Option<Algorithm>) -> Vec<ExemptLines> {
    let parts = text.split(['.', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| ExemptLines {
            place: place.clone(),
            lines: Lines::mentioned(part, algorithm),
            reason: part
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .chain(part.chars().skip(1))
                .collect(),
        })
        .filter(|exempt| !exempt.lines.is_empty())
        .collect()
}
