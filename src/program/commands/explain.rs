//! `bami explain`: what a rule says, where it is implemented, and how it is tested.

use std::fmt::Write as _;

use crate::index::explain::{Answer, Explanation, Site};
use crate::index::{Index, Point, Rule, RuleKind};
use anyhow::Context;
use clap::Args;

use crate::output;

/// The arguments of `bami explain`.
#[derive(Args, Debug)]
#[command(
    about = "Explain a rule or a line of BAMI: what it says, where it is implemented, how it is tested",
    long_about = "Explain a rule or a line of BAMI: what it says, where it is implemented, how it is tested.

The answer has the requirements of the rule and its explanation, the decisions that touch it with their alternatives, the \
functions that implement it, the tests that prove it and the vectors that cover it.",
    after_help = "\
Examples:
  bami explain TM-26-27          a rule
  bami explain D-TM-6            a decision
  bami explain 'BAMI TM 27'      a line of the pseudocode; TM 27 is enough
  bami explain burstColumn       a function, by BAMI's name or as burst_column
  bami explain --json SP-8-10    as JSON

Exit status: 0 success, 2 there is no such name."
)]
pub(crate) struct ExplainArgs {
    /// A rule, a line, a function or another name of the specification, in upper or lower case
    #[arg(required = true)]
    name: Vec<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `bami explain`.
pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<()> {
    let index: Index = Index::embedded().context("the embedded index is damaged")?;
    let answer = index.explain(&args.name.join(" "))?;
    let mut text = if args.json { serde_json::to_string_pretty(&answer)? } else { shown(&answer) };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    output::to_stdout(text.as_bytes())
}

/// The answer as text: everything about a single rule, the essentials of several.
fn shown(answer: &Answer<'_>) -> String {
    let mut parts = Vec::new();
    for function in &answer.functions {
        let lines: Vec<_> = function.lines.iter().map(ToString::to_string).collect();
        let lines =
            if lines.is_empty() { String::new() } else { format!(", {}", lines.join(", ")) };
        parts.push(format!("{}{lines}\n  {}  {}\n", function.bami, function.item, function.place));
    }
    match answer.rules.as_slice() {
        [rule] => parts.push(whole(rule)),
        rules => parts.extend(rules.iter().map(brief)),
    }
    for exempt in &answer.exempt {
        parts.push(format!(
            "No rule is needed, according to {}:\n  {}.\n",
            exempt.place, exempt.reason
        ));
    }
    if let [first, _, ..] = answer.rules.as_slice() {
        parts.push(format!("For the rest, see `bami explain {}` and so on.\n", first.id));
    }
    parts.join("\n")
}

fn brief(rule: &Explanation<'_>) -> String {
    let mut text = format!("{}  {}\n", rule.id, rule.title);
    for requirement in &rule.requirements {
        let _ = writeln!(text, "  {requirement}");
    }
    let listed = |title: &str, names: Vec<String>| {
        if names.is_empty() { String::new() } else { format!("    {title} {}\n", names.join(", ")) }
    };
    let sites = |sites: &[Site<'_>]| -> Vec<String> {
        sites.iter().map(|site| format!("{} ({})", site.item, site.place)).collect()
    };
    text += &listed("touched by", rule.touched_by.iter().map(|rule| rule.id.clone()).collect());
    text += &listed("implemented in", sites(&rule.implemented));
    text += &listed("tested by", sites(&rule.tested));
    text += &listed("covered by", rule.vectors.iter().map(|vector| vector.name.clone()).collect());
    text
}

fn whole(rule: &Explanation<'_>) -> String {
    let lines = rule.lines.map(|lines| format!(", {lines}")).unwrap_or_default();
    let mut text = format!("{}  {}\n{}{lines}\n\n", rule.id, rule.title, rule.place);
    for requirement in &rule.requirements {
        let _ = writeln!(text, "  {requirement}");
    }
    if !rule.text.is_empty() {
        let _ = writeln!(text, "\n{}", rule.text);
    }
    if !rule.points.is_empty() {
        let _ = write!(text, "\n{}", points(rule.points));
    }
    if !rule.touches.is_empty() {
        let _ = writeln!(text, "\nTouches {}", rule.touches.join(", "));
    }
    for (kind, title) in [
        (RuleKind::Decision, "Decisions that touch it"),
        (RuleKind::Extension, "Extensions that touch it"),
    ] {
        let touching: Vec<&&Rule> = rule.touched_by.iter().filter(|r| r.kind == kind).collect();
        if !touching.is_empty() {
            let _ = writeln!(text, "\n{title}");
        }
        for other in touching {
            let _ = writeln!(text, "  {}  {}", other.id, other.title);
            for sentence in &other.sentences {
                let _ = writeln!(text, "    {}", sentence.text);
            }
            let alternatives: Vec<Point> = other
                .points
                .iter()
                .filter(|point| matches!(point.lead.as_str(), "Alternatives" | "Who does those"))
                .cloned()
                .collect();
            for line in points(&alternatives).lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    sites(&mut text, "Implemented in", &rule.implemented);
    sites(&mut text, "Tested by", &rule.tested);
    if !rule.vectors.is_empty() {
        text.push_str("\nVectors\n");
    }
    for vector in &rule.vectors {
        let _ = writeln!(text, "  {}  {}\n    {}", vector.name, vector.file, vector.about);
    }
    text
}

fn points(points: &[Point]) -> String {
    points.iter().map(|point| format!("{}: {}\n", point.lead, point.text)).collect()
}

fn sites(text: &mut String, title: &str, sites: &[Site<'_>]) {
    if !sites.is_empty() {
        let _ = writeln!(text, "\n{title}");
    }
    for site in sites {
        let _ = writeln!(text, "  {}  {}", site.item, site.place);
    }
}
