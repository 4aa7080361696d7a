//! `bami book`: compares a copy of the book with our line numbers.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::files::{MOST_BYTES, text_of};
use crate::index::edition::{ListingReport, Report, check};
use crate::index::{Algorithm, PrintedLines};
use crate::output;

/// What a PDF starts with.
const PDF: &[u8] = b"%PDF";

/// The commands of `bami book`.
#[derive(Subcommand, Debug)]
#[command(about = "Compare your copy of the book with our line numbers")]
pub(crate) enum BookCommand {
    Check(CheckArgs),
}

/// Compare the lines of your copy of the book with ours
#[derive(Args, Debug)]
#[command(after_help = "\
The file is what `pdftotext -layout BAMI.pdf bami.txt` writes; pdftotext is part of poppler. The
text of the book is neither stored nor printed: lines are compared by their hashes. With - for FILE,
it is read from standard input.

Examples:
  bami book check bami.txt
  bami book check bami.txt --json

Exit status: 0 every line matches, 1 a line differs, 2 bad input, or a file with neither listing.")]
pub(crate) struct CheckArgs {
    /// The text of the book, as pdftotext writes it, or `-` for standard input
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `bami book`.
pub(crate) fn run(command: &BookCommand) -> anyhow::Result<ExitCode> {
    let BookCommand::Check(args) = command;
    let is_input = args.file == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { args.file.display().to_string() };
    let unreadable = || format!("{name}: cannot be read");
    let mut source: Box<dyn Read> = if is_input {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(&args.file).with_context(unreadable)?)
    };
    let mut start = Vec::new();
    (&mut source).take(PDF.len() as u64).read_to_end(&mut start).with_context(unreadable)?;
    if start == PDF {
        bail!(
            "{name}: it is a PDF; give the text that `pdftotext -layout BOOK.pdf BOOK.txt` writes"
        );
    }
    let text = text_of(start.as_slice().chain(source), MOST_BYTES).with_context(unreadable)?;
    //= spec/book-check.md#book-check-report
    //# The exit status MUST be 0 if every line of the listings in the text matches, 1 if a line
    //# differs, and 2 if the text has neither listing.
    let report = check(&text, &PrintedLines::embedded()?).with_context(|| name.clone())?;
    let shown =
        if args.json { serde_json::to_string_pretty(&report)? + "\n" } else { shown(&report) };
    output::to_stdout(shown.as_bytes())?;
    Ok(if report.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//= spec/book-check.md#book-check-report
//# `bami book check` MUST report for each listing how many lines match, which lines differ, and
//# which release it appears to be.
fn shown(report: &Report) -> String {
    let mut text = String::new();
    for listing in &report.listings {
        let name = match listing.algorithm {
            Algorithm::SpatialPooler => "spatial pooler",
            Algorithm::TemporalMemory => "temporal memory",
        };
        let _ = writeln!(text, "{name:<17}{}", found(listing));
    }
    let _ = writeln!(text, "{:<17}{}", "edition", report.edition);
    text
}

fn found(listing: &ListingReport) -> String {
    let (Some(page), Some(release)) = (listing.page, listing.release) else {
        return "not in this file".to_owned();
    };
    let (matching, lines) = (listing.matching.len(), listing.lines);
    let mut text =
        format!("{matching} of {lines} lines match, from page {page}, release {release}");
    if !listing.differing.is_empty() && matching > 0 {
        let differing: Vec<String> = listing.differing.iter().map(u32::to_string).collect();
        let _ = write!(text, "; these differ: {}", differing.join(", "));
    }
    text
}
