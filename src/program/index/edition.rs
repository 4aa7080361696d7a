//! Compares the listings of a copy of the book with the table of its printed lines.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Algorithm, PrintedLines};

/// The lines that the listings of release 0.4 have, which are other algorithms in part.
const RELEASE_0_4: [(Algorithm, usize); 2] =
    [(Algorithm::SpatialPooler, 38), (Algorithm::TemporalMemory, 53)];

/// How many lines numbered 1 are tried, so that any text is checked in a short time.
const MOST_STARTS: usize = 1000;

/// In how many lines the next number is looked for.
const MOST_BETWEEN: usize = 1000;

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many pages the text has.
    pub pages: u32,
    /// What it appears to be.
    pub edition: String,
    /// Both listings.
    pub listings: Vec<ListingReport>,
}

/// What was found of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListingReport {
    /// The listing.
    pub algorithm: Algorithm,
    /// The page of the text on which it begins; `None` if it is not in the text.
    pub page: Option<u32>,
    /// The release that it appears to be, if it is in the text.
    pub release: Option<&'static str>,
    /// How many lines it has in the table.
    pub lines: usize,
    /// The lines that are the same.
    pub matching: Vec<u32>,
    /// The lines that differ or are missing.
    pub differing: Vec<u32>,
}

/// A text without either listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "neither listing of the book is in it; give the text that `pdftotext -layout BOOK.pdf BOOK.txt` writes"
)]
pub struct NoListing;

/// The numbered lines from a line 1 on.
struct Run {
    page: u32,
    texts: Vec<String>,
}

/// Compares a text with a table.
///
/// # Errors
///
/// A text with neither listing.
pub fn check(text: &str, table: &PrintedLines) -> Result<Report, NoListing> {
    let lines: Vec<(u32, &str)> = (1..)
        .zip(text.split('\u{c}'))
        .flat_map(|(page, text)| text.split('\n').map(move |line| (page, line)))
        .collect();
    let pages = u32::try_from(text.matches('\u{c}').count()).unwrap_or(u32::MAX).max(1);
    let begins = |line: &&(u32, &str)| numbered(line.1).is_some_and(|(number, _)| number == 1);
    let starts = lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(at, _)| at);
    let runs: Vec<Run> = starts.take(MOST_STARTS).map(|start| run(&lines[start..])).collect();
    let mut listings = Vec::new();
    for algorithm in Algorithm::ALL {
        listings.push(listing(algorithm, table, &runs));
    }
    if listings.iter().all(|listing| listing.release.is_none()) {
        return Err(NoListing);
    }
    let edition = edition(pages, &listings, table);
    Ok(Report { pages, edition, listings })
}

impl Report {
    /// Whether every line of every listing in the text is the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.listings.iter().all(|listing| listing.page.is_none() || listing.differing.is_empty())
    }
}

/// The lines of a listing: those of the run with most matching lines, if at least half of them match.
//= spec/book-check.md#book-check-start
//# A listing MUST be read from the line numbered 1 from which most of its lines match, and from the
//# first of several.
//= spec/book-check.md#book-check-start
//# A listing of which fewer than half of the lines match MUST count as not in the text.
fn listing(algorithm: Algorithm, table: &PrintedLines, runs: &[Run]) -> ListingReport {
    let printed = table.of(algorithm);
    let matching = |run: &Run| -> Vec<u32> {
        let pairs = printed.iter().zip(&run.texts);
        pairs
            .filter(|(line, text)| digest(text) == line.sha256)
            .map(|(line, _)| line.line)
            .collect()
    };
    let mut best: Option<(&Run, Vec<u32>)> = None;
    for run in runs {
        let found = matching(run);
        if best.as_ref().is_none_or(|(_, most)| found.len() > most.len()) {
            best = Some((run, found));
        }
    }
    let mut report = ListingReport {
        algorithm,
        page: None,
        release: None,
        lines: printed.len(),
        matching: Vec::new(),
        differing: Vec::new(),
    };
    match best.filter(|(_, matching)| !matching.is_empty() && 2 * matching.len() >= printed.len()) {
        Some((run, matching)) => {
            report.page = Some(run.page);
            report.release = Some(release(algorithm, run));
            let numbers = printed.iter().map(|line| line.line);
            report.differing = numbers.filter(|line| !matching.contains(line)).collect();
            report.matching = matching;
        }
        None => {
            let older = |run: &&Run| RELEASE_0_4.contains(&(algorithm, run.texts.len()));
            if let Some(run) = runs.iter().find(older) {
                report.page = Some(run.page);
                report.release = Some("0.4");
                report.differing = printed.iter().map(|line| line.line).collect();
            }
        }
    }
    report
}

/// The release of a listing that is the one of the table: 0.5 of the spatial pooler has a soft hyphen for
/// the minus of line 17.
fn release(algorithm: Algorithm, run: &Run) -> &'static str {
    match algorithm {
        Algorithm::TemporalMemory => "0.5 or 0.56",
        Algorithm::SpatialPooler => {
            let minus = run.texts.get(16).map_or("", String::as_str);
            if minus.contains('\u{ad}') { "0.5" } else { "0.56" }
        }
    }
}

fn edition(pages: u32, listings: &[ListingReport], table: &PrintedLines) -> String {
    let complete = listings.iter().all(|listing| listing.page.is_some());
    let same = listings.iter().all(|listing| listing.differing.is_empty());
    if complete && same && pages == table.source.pages {
        let day = table.source.pdf_created.split('T').next().unwrap_or_default();
        return format!(
            "all chapters in one file of {pages} pages, created on {day}: the edition that is followed"
        );
    }
    let found = listings.iter().filter_map(|listing| {
        let release = listing.release?;
        Some(format!("BAMI {} of release {release}", listing.algorithm.name()))
    });
    found.collect::<Vec<_>>().join(" and ")
}

/// The consecutive numbered lines from the first of these lines on.
//= spec/book-check.md#book-check-lines
//# Printed line N of a listing MUST be the first line after printed line N - 1 that begins with the
//# number N and a full stop, white space aside.
//= spec/book-check.md#book-check-lines
//# A line without a number that follows a printed line directly MUST be joined to it, unless it is
//# blank.
fn run(lines: &[(u32, &str)]) -> Run {
    let mut run = Run { page: lines.first().map_or(1, |line| line.0), texts: Vec::new() };
    let mut open = false;
    let mut between = 0;
    for (_, line) in lines {
        between += 1;
        if between > MOST_BETWEEN {
            break;
        }
        match numbered(line) {
            Some((number, text)) if number == run.texts.len() + 1 => {
                run.texts.push(text.to_owned());
                (open, between) = (true, 0);
            }
            Some(_) => open = false,
            None if line.trim().is_empty() => open = false,
            None => {
                if let (true, Some(last)) = (open, run.texts.last_mut()) {
                    last.push(' ');
                    last.push_str(line);
                }
            }
        }
    }
    run
}

/// The number and the text behind it of a line that begins with a number and a full stop.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, text) = line.trim_start().split_once('.')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.then(|| number.parse().ok()).flatten()?, text))
}

/// The SHA-256 of a printed line's text.
//= spec/book-check.md#book-check-hash
//# The text of a printed line MUST be compared by its SHA-256 in spec/lines.json, taken over its
//# UTF-8 after each soft hyphen became a hyphen-minus and each run of white space one space, and
//# white space at both ends was removed.
#[must_use]
pub fn digest(text: &str) -> String {
    let text = text.replace('\u{ad}', "-");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
