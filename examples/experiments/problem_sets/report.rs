//! Answers as text, as Markdown, and as a page of HTML.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use bami::drawing::Palette;
use bami::html::Page;
use maud::html;

use crate::problem_sets::chapters::answer::{Answer, Question};
use crate::support::files::WholeFile;
use crate::support::wrapped;

/// How many characters a line of text has.
const WIDTH: usize = 100;

/// A question with its answer.
pub struct Answered {
    /// The question.
    pub question: &'static Question,
    /// Its answer.
    pub answer: Answer,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One page with its plots inside.
    Html,
    /// Text with its plots in a folder beside it.
    Markdown,
}

impl Format {
    /// By the end of the file's name.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
        match extension.as_str() {
            "html" | "htm" => Some(Self::Html),
            "md" | "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// Writes a report to `file`, which will be called `path`.
pub fn write(
    answers: &[Answered],
    format: Format,
    path: &Path,
    mut file: WholeFile,
) -> anyhow::Result<()> {
    let text = match format {
        Format::Html => page(answers),
        Format::Markdown => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let folder = format!("{stem}_plots");
            let beside = path.with_file_name(&folder);
            if answers.iter().any(|answered| !answered.answer.plots.is_empty()) {
                fs::create_dir_all(&beside)
                    .with_context(|| format!("{}: cannot be created", beside.display()))?;
            }
            write_plots(answers, &beside, "svg")?;
            markdown(answers, &folder)
        }
    };
    file.write_all(text.as_bytes())
        .with_context(|| format!("{}: cannot be written", path.display()))?;
    file.finish()
}

/// Writes each plot into a folder, as `sp.7-1.svg`.
pub fn write_plots(answers: &[Answered], folder: &Path, extension: &str) -> anyhow::Result<()> {
    for Answered { question, answer } in answers {
        for (plot, number) in answer.plots.iter().zip(1..) {
            plot.write(&folder.join(plot_name(question, number, extension)))?;
        }
    }
    Ok(())
}

fn plot_name(question: &Question, number: usize, extension: &str) -> String {
    format!("{}-{number}.{extension}", question.id)
}

/// An answer for a terminal.
pub fn text(answered: &Answered) -> String {
    let Answered { question, answer } = answered;
    let heading = format!("{}  {}", question.citation(), question.title);
    let mut text = format!("{heading}\n{}\n\n", "=".repeat(heading.chars().count()));
    let mut part = |lead: &str, body: &str| {
        let _ = writeln!(text, "{}\n", wrapped(&format!("{lead}: {body}"), WIDTH));
    };
    part("Question", question.question());
    part("Experiment", &answer.experiment);
    for table in &answer.tables {
        let _ = writeln!(text, "{table}");
    }
    let _ = writeln!(text, "{}", answer.findings_table());
    let _ = writeln!(text, "{}", wrapped(&format!("Reading: {}", answer.reading), WIDTH));
    text
}

/// The answers as Markdown, their plots in `folder`.
fn markdown(answers: &[Answered], folder: &str) -> String {
    let mut text = String::from("# BAMI's problem sets, answered by experiment\n");
    for Answered { question, answer } in answers {
        let _ = writeln!(text, "\n## {}: {}\n", question.citation(), question.title);
        let _ = writeln!(text, "**Question.** {}\n", question.question());
        let _ = writeln!(text, "**Experiment.** {}\n", answer.experiment);
        for table in answer.tables.iter().chain([&answer.findings_table()]) {
            let _ = writeln!(text, "{}", table.markdown());
        }
        for (plot, number) in answer.plots.iter().zip(1..) {
            let name = plot_name(question, number, "svg");
            let _ = writeln!(text, "![{}]({folder}/{name})\n", plot.title());
        }
        let _ = writeln!(text, "**Reading.** {}", answer.reading);
    }
    text
}

const STYLE: &str = "\
body { max-width: 54rem; }
h2 { margin-top: 3rem; border-top: 1px solid var(--faint); padding-top: 1.5rem; }
nav { columns: 2; font-size: 0.9rem; }
nav a { display: block; break-inside: avoid; }
.reading { background: var(--panel); padding: 0.8rem 1rem; border-left: 4px solid var(--blue); }
.id { color: var(--blue); }
";

/// The answers as a page that needs no other file.
fn page(answers: &[Answered]) -> String {
    let title = "BAMI's problem sets, answered by experiment";
    let body = html! {
        h1 { (title) }
        nav {
            @for Answered { question, .. } in answers {
                a href={ "#" (question.id) } { span.id { (question.id) } " " (question.title) }
            }
        }
        @for Answered { question, answer } in answers {
            section id=(question.id) {
                h2 { span.id { (question.citation()) } " " (question.title) }
                p { b { "Question." } " " (question.question()) }
                p { b { "Experiment." } " " (answer.experiment) }
                @for table in &answer.tables { (table.html()) }
                @for plot in &answer.plots { (plot.figure(Palette::Variables).element()) }
                (answer.findings_table().html())
                p.reading { b { "Reading." } " " (answer.reading) }
            }
        }
    };
    Page::new(title, body).style(STYLE).document()
}
