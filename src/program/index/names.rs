//! The names of the book, and of NuPIC and htm.core, from the tables of [`bami_htm::book`].

use bami_htm::book::{self, Counterpart, Name};
use serde::Serialize;

use super::status::Pages;
use super::{Algorithm, Index, Lines, Rule};

/// A part of the book that names are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A listing, or the tables and the prose beside it.
    Listing(Algorithm),
    Equations,
    EncoderSections,
    ProblemSets,
    Terms,
}

const TABLES: [(Part, &[Name]); 7] = [
    (Part::Listing(Algorithm::TemporalMemory), book::TEMPORAL_MEMORY),
    (Part::Listing(Algorithm::SpatialPooler), book::SPATIAL_POOLER),
    (Part::Listing(Algorithm::SpatialPooler), book::SPATIAL_POOLER_TABLES),
    (Part::Equations, book::EQUATIONS),
    (Part::EncoderSections, book::ENCODER_SECTIONS),
    (Part::ProblemSets, book::PROBLEM_SETS),
    (Part::Terms, book::TERMS),
];

/// A name of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name, with its chapter where it is a number or a heading: `SDR (4)`.
    pub name: String,
    /// The lines that define or use it.
    pub lines: Vec<Lines>,
    /// Its pages.
    pub pages: Option<Pages>,
    /// What it is here, without links.
    pub here: String,
    /// The ids of its rules, as the table has them.
    #[serde(skip)]
    rules: &'static str,
    /// Whether it is an equation or a section, whose rules are about its pages.
    #[serde(skip)]
    is_passage: bool,
}

/// A name of NuPIC or htm.core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Theirs {
    /// The name.
    pub name: &'static str,
    /// Who has it.
    pub systems: &'static str,
    /// The name in the book, if it has one.
    pub book: Option<&'static str>,
    /// What is in its place here, without links.
    pub here: String,
    /// The ids of its rules, as the table has them.
    #[serde(skip)]
    rules: &'static str,
}

/// What a name of one of the tables stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) names: Vec<Named>,
    pub(super) theirs: Vec<Theirs>,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.theirs.is_empty()
    }

    /// The keys of the name that was asked for and of those that it was found as.
    pub(super) fn keys(&self, asked: &str) -> Vec<String> {
        let names = self.names.iter().map(|named| named.name.as_str());
        let theirs = self.theirs.iter().map(|theirs| theirs.name);
        [asked].into_iter().chain(names).chain(theirs).map(key).collect()
    }
}

impl Index {
    /// What the tables have under this name. An equation, a section and a question may have its chapter
    /// before it: `BAMI SDR (4)`, `ENC 'The Delta Encoder'`, `PS SP.7`.
    pub(super) fn find_name(&self, asked: &str) -> Found {
        let (chapter, name) = chapter(asked);
        let key = key(name);
        let mut found = Found::default();
        for (part, table) in TABLES {
            let fits = |name: &&Name| match chapter {
                None => self::key(name.book) == key,
                Some(asked) if asked != part => false,
                // A heading may be shortened.
                Some(Part::EncoderSections) => {
                    !key.is_empty() && self::key(name.book).contains(&key)
                }
                Some(_) => self::key(name.book) == key,
            };
            found.names.extend(table.iter().filter(fits).map(|name| self.named(part, name)));
        }
        if chapter.is_none() {
            let fits = |theirs: &&Counterpart| self::key(theirs.name) == key;
            for counterpart in book::COUNTERPARTS.iter().filter(fits) {
                found.theirs.push(Theirs::new(counterpart));
                let book = self::key(counterpart.book);
                let is_it = |name: &&Name| !book.is_empty() && self::key(name.book) == book;
                for (part, table) in TABLES {
                    let own = table.iter().filter(is_it).map(|name| self.named(part, name));
                    found.names.extend(own);
                }
            }
        }
        found.names.dedup();
        if !found.is_empty() || chapter.is_some() {
            return found;
        }
        without_verb(name)
            .or_else(|| name.strip_suffix('s'))
            .map_or(found, |name| self.find_name(name))
    }

    /// The names that stand on a page.
    pub(super) fn names_on(&self, page: u32) -> Vec<Named> {
        let on_page = |named: &Named| named.pages.as_ref().is_some_and(|pages| pages.has(page));
        let all = TABLES.iter().flat_map(|(part, table)| {
            table.iter().map(|name| self.named(*part, name)).filter(on_page)
        });
        all.collect()
    }

    /// The position of a rule among those of a name: first those that restate its lines, then those that
    /// its table names, as the table orders them. `None` for any other rule.
    pub(super) fn position(&self, rule: &Rule, found: &Found) -> Option<usize> {
        let mut lines = found.names.iter().flat_map(|named| &named.lines);
        if rule.lines.is_some_and(|own| lines.any(|lines| own.overlaps(*lines))) {
            return Some(0);
        }
        let lists = found.names.iter().map(|named| named.rules);
        let lists = lists.chain(found.theirs.iter().map(|theirs| theirs.rules));
        let mut ids = lists.flat_map(str::split_whitespace);
        ids.position(|id| is_id_of(id, rule)).map(|position| position + 1)
    }

    /// Whether a rule is about an equation or a section among these names.
    pub(super) fn is_rule_of_passage(rule: &Rule, names: &[Named]) -> bool {
        let passages = names.iter().filter(|named| named.is_passage);
        passages.flat_map(|named| named.rules.split_whitespace()).any(|id| is_id_of(id, rule))
    }

    fn named(&self, part: Part, name: &'static Name) -> Named {
        let lines = match part {
            Part::Listing(algorithm) => line_list(algorithm, name.lines),
            _ => Vec::new(),
        };
        let pages = if lines.is_empty() {
            Pages::parse(name.pages)
        } else {
            let lines = lines
                .iter()
                .flat_map(|lines| (lines.first..=lines.last).map(|n| (lines.algorithm, n)));
            let pages = lines.filter_map(|(algorithm, line)| self.printed.line(algorithm, line));
            Some(Pages::of(pages.map(|line| line.page)))
        };
        let shown = match part {
            Part::Equations => format!("SDR {}", name.book),
            Part::EncoderSections => format!("ENC '{}'", name.book),
            Part::ProblemSets => format!("PS {}", name.book),
            Part::Listing(_) | Part::Terms => name.book.to_owned(),
        };
        let mut here = unlinked(name.here);
        if part == Part::ProblemSets {
            let id = name.book.to_lowercase();
            here += &format!("\n  cargo run --release --example problem_sets -- {id}");
        }
        let is_passage = matches!(part, Part::Equations | Part::EncoderSections);
        Named { name: shown, lines, pages, here, rules: name.rules, is_passage }
    }
}

impl Theirs {
    fn new(counterpart: &'static Counterpart) -> Self {
        Self {
            name: counterpart.name,
            systems: counterpart.systems,
            book: (!counterpart.book.is_empty()).then_some(counterpart.book),
            here: unlinked(counterpart.here),
            rules: counterpart.rules,
        }
    }
}

/// Whether an id of a table is that of a rule, or with a `*` at its end how it begins.
fn is_id_of(id: &str, rule: &Rule) -> bool {
    id.strip_suffix('*').map_or(rule.id == id, |start| rule.id.starts_with(start))
}

/// All names that can be asked for.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let names = TABLES.iter().flat_map(|(_, table)| table.iter().map(|name| name.book));
    names.chain(book::COUNTERPARTS.iter().map(|theirs| theirs.name))
}

/// What a chapter has, when a section of `BAMI ENC` or a question of `BAMI PS` is asked for.
pub(super) fn contents(asked: &str) -> Option<String> {
    match chapter(&format!("{asked} ")).0? {
        Part::EncoderSections => {
            let sections: Vec<String> =
                book::ENCODER_SECTIONS.iter().map(|name| format!("'{}'", name.book)).collect();
            Some(format!("BAMI ENC has the sections {}", sections.join(", ")))
        }
        Part::ProblemSets => {
            let of = |name: &Name| name.book.split_once('.').map(|(chapter, _)| chapter);
            let questions = book::PROBLEM_SETS.chunk_by(|a, b| of(a) == of(b));
            let runs: Vec<String> = questions
                .map(|run| format!("{} to {}", run[0].book, run[run.len() - 1].book))
                .collect();
            Some(format!("BAMI PS has the questions {}", runs.join(", ")))
        }
        Part::Listing(_) | Part::Equations | Part::Terms => None,
    }
}

/// The ids that the tables name, with the name that leads to them.
pub fn ids() -> impl Iterator<Item = (&'static str, &'static str)> {
    let names = TABLES.iter().flat_map(|(_, table)| table.iter().map(|n| (n.book, n.rules)));
    let theirs = book::COUNTERPARTS.iter().map(|theirs| (theirs.name, theirs.rules));
    names.chain(theirs).flat_map(|(name, ids)| ids.split_whitespace().map(move |id| (name, id)))
}

/// The chapter that a name is asked from, if it is, and the name without it.
fn chapter(asked: &str) -> (Option<Part>, &str) {
    let asked = without_word(asked, "BAMI").unwrap_or(asked);
    for (word, part) in [
        ("SDR", Some(Part::Equations)),
        ("equation", Some(Part::Equations)),
        ("ENC", Some(Part::EncoderSections)),
        ("PS", Some(Part::ProblemSets)),
        ("GL", Some(Part::Terms)),
    ] {
        if let Some(name) = without_word(asked, word) {
            return (part, name);
        }
    }
    let equation = asked.starts_with('(') && asked.ends_with(')');
    (equation.then_some(Part::Equations), asked)
}

/// What follows a word: after a blank, or in parentheses without one, as in `SDR(4)`.
fn without_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = text.split_at(text.find([' ', '('])?);
    first.eq_ignore_ascii_case(word).then(|| rest.trim())
}

/// A name without the `get` or `set` of a method: `getMinThreshold`, `set_boost_strength`.
fn without_verb(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("get").or_else(|| name.strip_prefix("set"))?;
    rest.starts_with(|c: char| c.is_uppercase() || c == '_').then_some(rest)
}

/// A name without what differs between spellings: `SYNAPSE_SAMPLE_SIZE` and `synapse_sample_size`,
/// `Step::burst_column` and `burstColumn`, `mini-column` and `minicolumn`.
pub(super) fn key(name: &str) -> String {
    let last = name.rsplit("::").next().unwrap_or(name);
    last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Reads `12, 17-20`.
fn line_list(algorithm: Algorithm, lines: &str) -> Vec<Lines> {
    lines.split(',').filter_map(|part| Lines::from_parts(algorithm, part.trim())).collect()
}

/// Markdown without its links.
#[must_use]
pub fn unlinked(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, link)) = rest.split_once('[') {
        let (shown, after) = link.split_once("](").unwrap_or((link, ")"));
        text.push_str(before);
        text.push_str(shown);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}
