//! `bami book check`, with made-up listings: the book is not part of this project.

use std::fmt::Write as _;

use bami::index::edition::{NoListing, Report, check, digest};
use bami::index::{Algorithm, PrintedLines};
use serde_json::{Value, json};

use crate::support::Folder;

/// A listing of a pooler, as it is printed. Line 17 has a soft hyphen when it is of release 0.5.
const POOLER: [&str; 18] = [
    "for c in things",
    "    weigh(c)",
    "    for s in parts(c)",
    "        weigh(s)",
    "",
    "for c in things",
    "    x = best(c)",
    "    if weight(c) > 3 and",
    "            weight(c) ≥ x then",
    "        keep(c)",
    "for c in kept",
    "    for s in parts(c)",
    "        if heavy(s) then",
    "            s.w += 1",
    "",
    "        else",
    "            s.w -= 1",
    "size = middle()",
];

/// A listing of a memory; its line 2 wraps.
const MEMORY: [&str; 8] = [
    "for thing in things:",
    "    count = SIZE - known(t-1,",
    "",
    "function grow(thing)",
    "    for part in parts:",
    "        part = 0.5",
    "    else:",
    "        part = 0",
];

/// What belongs to line 2 of the memory.
const WRAPPED: &str = "thing)";

fn lines(listing: &[&str], page: u32) -> Vec<Value> {
    let line = |(position, text): (usize, &&str)| {
        let text = if text.ends_with("known(t-1,") {
            format!("{text} {WRAPPED}")
        } else {
            (*text).to_owned()
        };
        json!({"line": position + 1, "page": page, "kind": "statement", "sha256": digest(&text)})
    };
    listing.iter().enumerate().map(line).collect()
}

/// The table of these listings.
fn table() -> PrintedLines {
    let text = json!({
        "source": {"title": "A made-up book", "pdf_created": "2024-01-11T00:42:28Z", "pages": 3},
        "SP": lines(&POOLER, 1),
        "TM": lines(&MEMORY, 2),
    });
    PrintedLines::parse(&text.to_string()).unwrap()
}

/// A listing in the layout of pdftotext.
fn printed(listing: &[&str]) -> String {
    let mut text = String::new();
    for (position, line) in listing.iter().enumerate() {
        let _ = writeln!(text, "      {}.  {line}", position + 1);
        if line.ends_with("known(t-1,") {
            let _ = writeln!(text, "                         {WRAPPED}");
        }
    }
    text
}

/// A page with a list of its own, the pooler, and a page with the memory behind a list.
fn book(pooler: &[&str], memory: &[&str]) -> String {
    format!(
        "A book\n\n   1. first we look\n   2. then we leap\n\n{}\n\nWhat it means.\u{c}In steps:\n\n 1. we count\n 2. we grow\n 3. we forget\n\n{}\n\nPage 2\u{c}The end.\n\u{c}",
        printed(pooler),
        printed(memory),
    )
}

fn checked(text: &str) -> Report {
    check(text, &table()).unwrap()
}

fn of(report: &Report, algorithm: Algorithm) -> (Option<u32>, usize, &[u32], Option<&str>) {
    let listing = report.listings.iter().find(|listing| listing.algorithm == algorithm).unwrap();
    (listing.page, listing.matching.len(), &listing.differing, listing.release)
}

//= spec/book-check.md#book-check-lines
//= type=test
//# Printed line N of a listing MUST be the first line after printed line N - 1 that begins with the
//# number N and a full stop, white space aside.
//= spec/book-check.md#book-check-lines
//= type=test
//# A line without a number that follows a printed line directly MUST be joined to it, unless it is
//# blank.
#[test]
fn a_copy_with_the_same_lines_agrees() {
    let report = checked(&book(&POOLER, &MEMORY));
    assert!(report.agrees());
    assert_eq!(of(&report, Algorithm::SpatialPooler), (Some(1), 18, &[][..], Some("0.56")));
    assert_eq!(of(&report, Algorithm::TemporalMemory), (Some(2), 8, &[][..], Some("0.5 or 0.56")));
    assert_eq!(report.pages, 3);
    assert!(
        report.edition.ends_with("of 3 pages, created on 2024-01-11: the edition that is followed")
    );
}

//= spec/book-check.md#book-check-hash
//= type=test
//# The text of a printed line MUST be compared by its SHA-256 in spec/lines.json, taken over its
//# UTF-8 after each soft hyphen became a hyphen-minus and each run of white space one space, and
//# white space at both ends was removed.
#[test]
fn white_space_and_soft_hyphens_make_no_difference() {
    let text = book(&POOLER, &MEMORY).replace("s.w -= 1", "s.w   \u{ad}= 1 ");
    let report = checked(&text);
    assert!(report.agrees());
    // It is how release 0.5 of the spatial pooler can be told.
    assert_eq!(of(&report, Algorithm::SpatialPooler).3, Some("0.5"));
    let text = book(&POOLER, &MEMORY).replace("part = 0.5", "Part = 0.5");
    assert_eq!(of(&checked(&text), Algorithm::TemporalMemory).2, [6]);
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(digest("  \u{a0} "), empty);
}

#[test]
fn lines_that_differ_are_named() {
    let mut memory = MEMORY;
    memory[5] = "        part = 0.6";
    memory[2] = "    # a line that is blank elsewhere";
    let report = checked(&book(&POOLER, &memory));
    assert!(!report.agrees());
    assert_eq!(of(&report, Algorithm::TemporalMemory).2, [3, 6]);
    assert_eq!(report.edition, "BAMI SP of release 0.56 and BAMI TM of release 0.5 or 0.56");
    // A listing that ends early.
    let report = checked(&book(&POOLER[..16], &MEMORY));
    assert_eq!(of(&report, Algorithm::SpatialPooler).2, [17, 18]);
}

//= spec/book-check.md#book-check-start
//= type=test
//# A listing MUST be read from the line numbered 1 from which most of its lines match, and from the
//# first of several.
//= spec/book-check.md#book-check-start
//= type=test
//# A listing of which fewer than half of the lines match MUST count as not in the text.
#[test]
fn the_pdf_of_a_chapter_has_one_listing() {
    let chapter = format!("1. a list\n2. of two\n\n\u{c}{}\u{c}{0}", printed(&MEMORY));
    let report = checked(&chapter);
    assert!(report.agrees());
    assert_eq!(of(&report, Algorithm::SpatialPooler), (None, 0, &[][..], None));
    assert_eq!(of(&report, Algorithm::TemporalMemory).0, Some(2));
    assert_eq!(report.edition, "BAMI TM of release 0.5 or 0.56");
    let half: Vec<&str> = (0..8).map(|n| if n < 3 { MEMORY[n] } else { "no" }).collect();
    assert_eq!(check(&printed(&half), &table()), Err(NoListing));
    let half: Vec<&str> = (0..8).map(|n| if n < 4 { MEMORY[n] } else { "no" }).collect();
    assert!(check(&printed(&half), &table()).is_ok());
    assert_eq!(check("1. a list\n2. of two\n", &table()), Err(NoListing));
    assert_eq!(check("", &table()), Err(NoListing));
}

/// A text with nothing but lines numbered 1 takes no time to speak of.
#[test]
fn a_text_that_begins_again_and_again_is_checked_quickly() {
    let text = "1.\n".repeat(1_000_000);
    assert_eq!(check(&text, &table()), Err(NoListing));
}

/// The text of a listing that is none of ours, with as many lines as that of release 0.4.
fn release_0_4() -> String {
    (1..=53).map(|line| format!("  {line}.  other {line}\n")).collect()
}

#[test]
fn release_0_4_is_told_by_its_number_of_lines() {
    let report = checked(&release_0_4());
    assert!(!report.agrees());
    assert_eq!(of(&report, Algorithm::TemporalMemory).3, Some("0.4"));
    assert_eq!(report.edition, "BAMI TM of release 0.4");
}

//= spec/book-check.md#book-check-report
//= type=test
//# `bami book check` MUST report for each listing how many lines match, which lines differ, and
//# which release it appears to be.
//= spec/book-check.md#book-check-report
//= type=test
//# The exit status MUST be 0 if every line of the listings in the text matches, 1 if a line
//# differs, and 2 if the text has neither listing.
#[test]
fn the_program_reports_and_ends_with_a_status() {
    let folder = Folder::new();
    folder.write("older.txt", release_0_4());
    let run = folder.bami(["book", "check", "older.txt"]);
    assert_eq!(run.status(), 1);
    assert_eq!(
        run.stdout(),
        "spatial pooler   not in this file\n\
         temporal memory  0 of 107 lines match, from page 1, release 0.4\n\
         edition          BAMI TM of release 0.4\n"
    );
    let run = folder.bami(["book", "check", "older.txt", "--json"]);
    assert_eq!(run.status(), 1);
    let report: Value = serde_json::from_str(&run.stdout()).unwrap();
    assert_eq!(report["listings"][1]["differing"].as_array().unwrap().len(), 107);
    for (name, text, words) in [
        ("none.txt", &b"A book without numbers.\n"[..], "neither listing"),
        ("book.pdf", b"%PDF-1.7\n\xff\xfe", "it is a PDF; give the text that `pdftotext -layout"),
        ("latin.txt", b"caf\xe9\n", "line 1 is not UTF-8"),
        ("empty.txt", b"", "neither listing"),
    ] {
        folder.write(name, text);
        let error = folder.bami(["book", "check", name]).refused();
        assert!(error.contains(words) && error.contains(name), "{error}");
    }
    let error = folder.bami(["book", "check", "no-such-file.txt"]).refused();
    assert!(error.contains("no-such-file.txt: cannot be read: No such file"), "{error}");
    let run = folder.bami_with(["book", "check", "-"], &release_0_4());
    assert_eq!(run.status(), 1);
}
