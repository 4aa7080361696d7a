//! Rewrites the quotes of requirements that have changed.
//!
//! `spec/requirements.json` records the requirements as they were last quoted. From the record and
//! the chapters follows which old sentence became which new one, and so what each quote has to say.
//! Every quote is wrapped at [`WIDTH`] columns.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use bami::index::{Citation, Citations, Index, Place, Rule, number};

use crate::checks::{self, Violation, WIDTH};
use crate::read::{self, read_index};
use crate::{migration, table};

/// The record, from the root of the package.
const RECORD: &str = "spec/requirements.json";

/// The citations and functions that `bami explain` answers from, from the root of the package.
const CITATIONS: &str = "src/program/index/citations.json";

/// From this similarity on, one sentence can be another version of the other.
const SIMILAR: f64 = 0.6;

/// By this much, a pair of sentences has to be more similar than any other pair with one of them.
const LEAD: f64 = 0.1;

/// The requirements of one rule as the record has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirements {
    /// The id of the rule.
    pub id: String,
    /// The path of its chapter from the root of the package.
    pub chapter: String,
    /// Its requirement sentences in their order.
    pub sentences: Vec<String>,
}

/// What is not current, and what only a person can settle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that change. None do while a quote is unsettled.
    pub changes: Vec<Change>,
    /// The quotes for which the new sentence cannot be determined.
    pub unsettled: Vec<Violation>,
}

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first line that changes.
    pub place: Place,
    /// The new contents of the file.
    pub text: String,
}

impl Report {
    /// Whether there is nothing to change and nothing to settle.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.changes.is_empty() && self.unsettled.is_empty()
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.unsettled.is_empty() {
            let count = self.unsettled.len();
            writeln!(f, "quotes to settle by hand before any file changes: {count}")?;
            return self.unsettled.iter().try_for_each(|violation| writeln!(f, "\n{violation}"));
        }
        writeln!(f, "files to change, each with its first new line: {}", self.changes.len())?;
        for Change { place, text } in &self.changes {
            let line = place.line as usize - 1;
            writeln!(f, "{place}: {}", text.lines().nth(line).unwrap_or_default().trim())?;
        }
        Ok(())
    }
}

/// Brings the quotes, the record, the list of ids and the tables of the package at `root` up to date,
/// unless a quote is unsettled: then no file changes. Returns what was changed.
///
/// # Errors
///
/// A file that cannot be read or written, or a record that is not valid; the message names the file.
pub fn requote(root: &Path) -> io::Result<Report> {
    let report = plan(root)?;
    for Change { place, text } in &report.changes {
        let path = root.join(&place.file);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| fs::write(&path, text)).map_err(|error| read::about(&path, error))?;
    }
    Ok(report)
}

/// Determines what [`requote`] would change. Writes nothing.
///
/// # Errors
///
/// A file that cannot be read, or a record that is not valid; the message names the file.
pub fn plan(root: &Path) -> io::Result<Report> {
    let index = read_index(root)?;
    let path = root.join(RECORD);
    let recorded = read_or_empty(&path)?;
    let old: Vec<Requirements> = if recorded.is_empty() {
        Vec::new()
    } else {
        serde_json::from_str(&recorded).map_err(|error| read::about(&path, error.into()))?
    };
    let revisions: Vec<_> = index.rules().map(|rule| Revision::new(rule, &old)).collect();

    let mut report = Report::default();
    for citations in index.citations.chunk_by(|a, b| a.place.file == b.place.file) {
        let file = &citations[0].place.file;
        let mut quotes = Vec::new();
        for citation in citations {
            match requoted(citation, &revisions) {
                Ok(new) => quotes.push((citation, new)),
                Err(violation) => report.unsettled.push(violation),
            }
        }
        if quotes.len() == citations.len() {
            let text = read::read(&root.join(file))?;
            report.changes.extend(change(file, &text, rewritten(&text, &quotes)));
        }
    }
    if !report.unsettled.is_empty() {
        report.changes.clear();
        return Ok(report);
    }
    report.changes.extend(change(RECORD, &recorded, record(&index)?));
    let ids = read_or_empty(&root.join(checks::IDS))?;
    report.changes.extend(change(checks::IDS, &ids, checks::ids_appended(&index, &ids)));
    // A new quote stands at the same item as the old one, so the tables follow from the old index.
    let tables = read_or_empty(&root.join(table::FILE))?;
    report.changes.extend(change(table::FILE, &tables, table::markdown(&index)));
    for file in migration::FILES {
        let text = read_or_empty(&root.join(file))?;
        if let Some(new) = migration::with_table(file, &text) {
            report.changes.extend(change(file, &text, new));
        }
    }
    let citations = read_or_empty(&root.join(CITATIONS))?;
    report.changes.extend(change(CITATIONS, &citations, committed(&index)?));
    Ok(report)
}

fn read_or_empty(path: &Path) -> io::Result<String> {
    if path.exists() { read::read(path) } else { Ok(String::new()) }
}

/// The record of the requirements that the chapters have now.
fn record(index: &Index) -> io::Result<String> {
    let requirements = |rule: &Rule| Requirements {
        id: rule.id.clone(),
        chapter: rule.place.file.clone(),
        sentences: rule.sentences.iter().map(|sentence| sentence.text.clone()).collect(),
    };
    let all: Vec<Requirements> = index.rules().map(requirements).collect();
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

/// The citations and functions without the numbers of their lines, which change with every edit; a
/// line of text for each.
fn committed(index: &Index) -> io::Result<String> {
    let mut citations = index.citations.clone();
    let mut seen = BTreeSet::new();
    citations.retain(|c| {
        let names = [&c.place.file, &c.target, &c.kind, &c.item];
        seen.insert(names.map(String::clone))
    });
    citations.iter_mut().for_each(|citation| citation.place.line = 0);
    let mut functions = index.functions.clone();
    functions.iter_mut().for_each(|function| function.place.line = 0);
    let list = |entries: Vec<String>| entries.join(",\n");
    let json = |entry: serde_json::Result<String>| entry.map_err(io::Error::from);
    let citations: Vec<String> =
        citations.iter().map(|c| json(serde_json::to_string(c))).collect::<io::Result<_>>()?;
    let functions: Vec<String> =
        functions.iter().map(|f| json(serde_json::to_string(f))).collect::<io::Result<_>>()?;
    let text = format!(
        "{{\"citations\": [\n{}\n], \"functions\": [\n{}\n]}}\n",
        list(citations),
        list(functions)
    );
    // What is written can be read.
    serde_json::from_str::<Citations>(&text)?;
    Ok(text)
}

fn change(file: &str, old: &str, new: String) -> Option<Change> {
    (old != new).then(|| {
        let same = old.split('\n').zip(new.split('\n')).take_while(|(old, new)| old == new);
        let place = Place { file: file.to_owned(), line: number(same.count()) };
        Change { place, text: new }
    })
}

/// The quotes that replace the quote of a citation.
fn requoted(citation: &Citation, revisions: &[Revision<'_>]) -> Result<Vec<String>, Violation> {
    let violation = |message| Violation { place: citation.place.clone(), message };
    let target = &citation.target;
    let revision = revisions
        .iter()
        .find(|revision| revision.rule.target() == *target)
        .ok_or_else(|| violation(format!("there is no section `{target}`")))?;
    revision.requoted(&citation.quote).ok_or_else(|| {
        let candidates: String =
            revision.candidates().iter().map(|text| format!("\n  {text}")).collect();
        let (id, quote) = (&revision.rule.id, &citation.quote);
        violation(format!(
            "{id} no longer says\n  {quote}\nQuote one of these or remove the citation{candidates}"
        ))
    })
}

/// How the requirements of a rule changed.
struct Revision<'a> {
    rule: &'a Rule,
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    /// For each old sentence the new one, where it can be determined.
    to: Vec<Option<usize>>,
}

impl<'a> Revision<'a> {
    fn new(rule: &'a Rule, record: &'a [Requirements]) -> Self {
        let recorded = record.iter().find(|recorded| recorded.id == rule.id);
        let old = recorded.map_or(&[][..], |recorded| &recorded.sentences);
        let old: Vec<&str> = old.iter().map(String::as_str).collect();
        let new: Vec<&str> = rule.sentences.iter().map(|s| s.text.as_str()).collect();
        let mut revision = Self { rule, to: vec![None; old.len()], old, new };
        revision.pair_equal();
        revision.pair_by_order();
        revision.pair_by_similarity();
        revision
    }

    fn pair_equal(&mut self) {
        for old in 0..self.old.len() {
            let mut free = self.free_new().into_iter();
            self.to[old] = free.find(|&new| self.old[old] == self.new[new]);
        }
    }

    /// Pairs sentences that lie between the same unmoved ones and are equally many, in their order,
    /// unless their wording pairs them differently.
    fn pair_by_order(&mut self) {
        let pairs = self.to.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?)));
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let unmoved = |&&(old, new): &&(usize, usize)| {
            pairs.iter().all(|&(a, b)| (a < old) == (b < new) && (a > old) == (b > new))
        };
        let (mut first_old, mut first_new) = (0, 0);
        let mut found = Vec::new();
        for &(end_old, end_new) in
            pairs.iter().filter(unmoved).chain([&(self.old.len(), self.new.len())])
        {
            let mut old = self.free_old();
            old.retain(|old| (first_old..end_old).contains(old));
            let mut new = self.free_new();
            new.retain(|new| (first_new..end_new).contains(new));
            let mut both = old.iter().copied().zip(new.iter().copied());
            let contradicted = |(old, new): (usize, usize)| {
                let rival = self.rival(old, new);
                rival >= SIMILAR && rival >= self.similarity(old, new) + LEAD
            };
            if old.len() == new.len() && !both.clone().any(contradicted) {
                found.extend(&mut both);
            }
            (first_old, first_new) = (end_old + 1, end_new + 1);
        }
        for (old, new) in found {
            self.to[old] = Some(new);
        }
    }

    /// Pairs sentences that are clearly more similar to each other than to any other.
    fn pair_by_similarity(&mut self) {
        let clear = |revision: &Self| {
            let new = revision.free_new();
            let pairs = revision.free_old().into_iter();
            let mut pairs = pairs.flat_map(|old| new.iter().map(move |new| (old, *new)));
            pairs.find(|&(old, new)| {
                let similarity = revision.similarity(old, new);
                similarity >= SIMILAR && similarity >= revision.rival(old, new) + LEAD
            })
        };
        while let Some((old, new)) = clear(self) {
            self.to[old] = Some(new);
        }
    }

    /// The old sentences without a new one.
    fn free_old(&self) -> Vec<usize> {
        (0..self.old.len()).filter(|old| self.to[*old].is_none()).collect()
    }

    /// The new sentences without an old one.
    fn free_new(&self) -> Vec<usize> {
        (0..self.new.len()).filter(|new| !self.to.contains(&Some(*new))).collect()
    }

    fn similarity(&self, old: usize, new: usize) -> f64 {
        strsim::normalized_damerau_levenshtein(self.old[old], self.new[new])
    }

    /// The greatest similarity that one of the two has to another sentence.
    fn rival(&self, old: usize, new: usize) -> f64 {
        let others_new = self.free_new().into_iter().filter(|&n| n != new).map(|n| (old, n));
        let others_old = self.free_old().into_iter().filter(|&o| o != old).map(|o| (o, new));
        let others = others_new.chain(others_old);
        others.map(|(old, new)| self.similarity(old, new)).fold(0.0, f64::max)
    }

    /// The quotes that replace a quote: more than one when its sentences are no longer consecutive.
    fn requoted(&self, quote: &str) -> Option<Vec<String>> {
        if checks::quoted(&self.new, quote).is_some() {
            return Some(vec![quote.to_owned()]);
        }
        let old = checks::quoted(&self.old, quote)?;
        let mut new: Vec<usize> = self.to[old].iter().copied().collect::<Option<_>>()?;
        new.sort_unstable();
        let runs = new.chunk_by(|a, b| a + 1 == *b);
        Some(runs.map(|run| self.new[run[0]..=run[run.len() - 1]].join(" ")).collect())
    }

    /// The sentences that an unsettled quote can become.
    fn candidates(&self) -> Vec<&'a str> {
        let free: Vec<&str> = self.free_new().into_iter().map(|new| self.new[new]).collect();
        if free.is_empty() { self.new.clone() } else { free }
    }
}

/// The text of a file with new quotes for all of its citations.
fn rewritten(text: &str, citations: &[(&Citation, Vec<String>)]) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut limit = lines.len();
    for (citation, quotes) in citations.iter().rev() {
        let first = citation.place.line as usize - 1;
        let is_part =
            |line: &&String| ["//=", "//#"].iter().any(|mark| line.trim().starts_with(mark));
        let end = first + lines[first..limit].iter().take_while(is_part).count();
        let mut head = lines[first..end].to_vec();
        head.retain(|line| line.trim().starts_with("//="));
        let indent = lines[first].len() - lines[first].trim_start().len();
        let indent = lines[first][..indent].to_owned();
        let block = quotes.iter().flat_map(|quote| {
            let mut block = head.clone();
            block.extend(wrapped(&indent, quote));
            block
        });
        lines.splice(first..end, block.collect::<Vec<_>>());
        limit = first;
    }
    lines.join("\n")
}

/// The lines of a quote, each with as many words as fit.
fn wrapped(indent: &str, quote: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in quote.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{indent}//# {word}")),
        }
    }
    lines
}
