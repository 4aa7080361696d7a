//! Answers as text, as Markdown, and as a page of HTML.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::problem_sets::chapters::answer::{Answer, Question};
use crate::support::files::WholeFile;
use crate::support::{escaped, wrapped};

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
        Format::Html => html(answers)?,
        Format::Markdown => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let folder = format!("{stem}_plots");
            let beside = path.with_file_name(&folder);
            if answers.iter().any(|answered| !answered.answer.plots.is_empty()) {
                fs::create_dir_all(&beside)
                    .with_context(|| format!("{}: cannot be made", beside.display()))?;
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
    part("Question", question.question);
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
        let _ = writeln!(text, "**Question.** {}\n", question.question);
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
body { font: 16px/1.5 system-ui, sans-serif; color: #282828; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.7rem } h2 { font-size: 1.25rem; margin-top: 3rem; border-top: 1px solid #ddd; padding-top: 1.5rem }
nav { columns: 2; font-size: 0.9rem } nav a { display: block; break-inside: avoid }
table { border-collapse: collapse; margin: 1.2rem 0; font-size: 0.9rem; display: block; overflow-x: auto }
caption { text-align: left; font-style: italic; padding-bottom: 0.3rem }
th, td { padding: 0.15rem 0.8rem 0.15rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #eee }
th { border-bottom: 1px solid #888 } .n { text-align: right; font-variant-numeric: tabular-nums }
svg { max-width: 100%; height: auto; margin: 0.6rem 0 }
.reading { background: #f4f7fa; padding: 0.8rem 1rem; border-left: 4px solid #0072b2 }
.id { color: #0072b2 }
";

/// The answers as a page that needs no other file.
fn html(answers: &[Answered]) -> anyhow::Result<String> {
    let title = "BAMI's problem sets, answered by experiment";
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<nav>\n"
    );
    for Answered { question, .. } in answers {
        let (id, title) = (question.id, escaped(question.title));
        let _ = writeln!(text, "<a href=\"#{id}\"><span class=\"id\">{id}</span> {title}</a>");
    }
    text += "</nav>\n";
    for Answered { question, answer } in answers {
        let _ = writeln!(
            text,
            "<section id=\"{}\">\n<h2><span class=\"id\">{}</span> {}</h2>",
            question.id,
            question.citation(),
            escaped(question.title)
        );
        let _ = writeln!(text, "<p><b>Question.</b> {}</p>", escaped(question.question));
        let _ = writeln!(text, "<p><b>Experiment.</b> {}</p>", escaped(&answer.experiment));
        for table in &answer.tables {
            text += &table.html();
        }
        for plot in &answer.plots {
            let _ = writeln!(text, "{}", plot.svg()?);
        }
        text += &answer.findings_table().html();
        let _ = writeln!(
            text,
            "<p class=\"reading\"><b>Reading.</b> {}</p>\n</section>",
            escaped(&answer.reading)
        );
    }
    text += "</body>\n</html>\n";
    Ok(text)
}
