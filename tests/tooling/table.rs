//! Writes the tables of `spec/TRACEABILITY.md`. They name functions and tests, not line numbers, so
//! that they change only when the traceability does.

use std::fmt::Write as _;

use crate::checks::COMMAND;
use bami::index::answer::{Explanation, Site};
use bami::index::{Algorithm, Index, Rule, RuleKind};

/// The file with the tables, from the root of the package.
pub const FILE: &str = "spec/TRACEABILITY.md";

/// The whole of `spec/TRACEABILITY.md`.
#[must_use]
pub fn markdown(index: &Index) -> String {
    let mut text = format!(
        "# Traceability\n\nFrom BAMI's lines to the rules that restate them, the literal code of the lines, the fast forms that\n\
         run by default in its place, the tests that prove them and the vectors that show them. Made by\n\
         `{COMMAND}`; do not edit.\n"
    );
    for (algorithm, title) in [
        (Algorithm::TemporalMemory, "Temporal memory"),
        (Algorithm::SpatialPooler, "Spatial pooler"),
    ] {
        let of_lines = |rule: &&Rule| rule.lines.is_some_and(|l| l.algorithm == algorithm);
        let mut rules: Vec<&Rule> = index.rules().filter(of_lines).collect();
        rules.sort_by_key(|rule| rule.lines);
        let lines = |rule: &Rule| rule.lines.map(|lines| lines.to_string()).unwrap_or_default();
        let rows = rules.iter().map(|rule| format!("| {} {}", lines(rule), row(index, rule)));
        section(
            &mut text,
            title,
            "| lines | rule | literal code | runs by default | tests | vectors |",
            rows,
        );
        let exempt = index.chapters.iter().flat_map(|chapter| &chapter.exempt);
        let own = exempt.filter(|e| e.lines.iter().any(|lines| lines.algorithm == algorithm));
        let reasons: Vec<&str> = own.map(|exempt| exempt.reason.as_str()).collect();
        if !reasons.is_empty() {
            let _ = write!(text, "\nWithout a rule: {}.\n", reasons.join(". "));
        }
    }
    for (kind, title) in [
        (RuleKind::Decision, "Decisions"),
        (RuleKind::Extension, "Extensions"),
        (RuleKind::Rule, "Other rules"),
    ] {
        let rules = index.rules().filter(|rule| rule.kind == kind && rule.lines.is_none());
        let rows = rules.map(|rule| row(index, rule));
        section(&mut text, title, "| rule | functions | tests | vectors |", rows);
    }
    text
}

fn section(text: &mut String, title: &str, head: &str, rows: impl Iterator<Item = String>) {
    let columns = head.matches('|').count() - 1;
    let _ = write!(text, "\n## {title}\n\n{head}\n{}|\n", "| --- ".repeat(columns));
    for row in rows {
        text.push_str(&row);
        text.push('\n');
    }
}

fn row(index: &Index, rule: &Rule) -> String {
    let explanation = index.explain_rule(rule);
    let sites = |sites: &[Site<'_>]| links(sites.iter().map(|s| (s.item, s.place.file.as_str())));
    let code = if rule.lines.is_some() {
        format!("{} | {}", literal(&explanation), fast(&explanation))
    } else {
        sites(&explanation.implemented)
    };
    let vectors = explanation.vectors.iter().map(|vector| {
        let file = vector.file.strip_prefix("spec/").unwrap_or(&vector.file);
        format!("[{}]({file})", vector.name)
    });
    let chapter = rule.place.file.strip_prefix("spec/").unwrap_or(&rule.place.file);
    format!(
        "| [{}]({chapter}#{}) | {code} | {} | {} |",
        rule.id,
        rule.id.to_lowercase(),
        sites(&explanation.tested),
        vectors.collect::<Vec<_>>().join(", "),
    )
}

/// The functions with the statements of a rule's lines.
fn literal(rule: &Explanation<'_>) -> String {
    links(rule.code.iter().map(|s| (s.function.as_str(), s.place.file.as_str())))
}

fn fast(rule: &Explanation<'_>) -> String {
    links(rule.fast.iter().map(|form| (form.function.as_str(), form.place.file.as_str())))
}

/// Links to functions, each once.
fn links<'a>(functions: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut links: Vec<String> = Vec::new();
    for (name, file) in functions {
        let link = format!("[`{name}`](../{file})");
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links.join(", ")
}
