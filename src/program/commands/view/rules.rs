//! The rules as the page shows them: their text, the decisions about them, and the functions that
//! implement them.

use crate::index::answer::{Explanation, Site};
use crate::index::{Index, Rule, RuleKind};
use anyhow::Context;
use serde_json::{Value, json};

/// The chapters that the page shows.
const CHAPTERS: [&str; 3] =
    ["spec/spatial-pooler.md", "spec/temporal-memory.md", "spec/extensions.md"];

/// The rules of the two chapters and of the extensions, in their order, as JSON.
pub(super) fn rules() -> anyhow::Result<Value> {
    let index: Index = Index::embedded().context("the index of the build is damaged")?;
    let chapters = index.chapters.iter().filter(|c| CHAPTERS.contains(&c.file.as_str()));
    let rules = chapters.flat_map(|chapter| &chapter.rules);
    Ok(rules.map(|rule| as_json(&index.explain_rule(rule))).collect())
}

fn as_json(rule: &Explanation<'_>) -> Value {
    let decisions = rule.touched_by.iter().filter(|other| other.kind == RuleKind::Decision);
    let extensions = rule.touched_by.iter().filter(|other| other.kind == RuleKind::Extension);
    let ids = |rules: &mut dyn Iterator<Item = &&Rule>| -> Vec<String> {
        rules.map(|rule| rule.id.clone()).collect()
    };
    let points = rule.points.iter().map(|point| json!([point.lead, point.text]));
    json!({
        "id": rule.id,
        "kind": rule.kind,
        "title": rule.title,
        "lines": rule.lines.map(|lines| json!([lines.first, lines.last])),
        "requirements": rule.requirements,
        "text": rule.text,
        "points": points.collect::<Vec<_>>(),
        "decisions": ids(&mut { decisions }),
        "extensions": ids(&mut { extensions }),
        "code": rule.implemented.iter().map(code).collect::<Vec<_>>(),
    })
}

/// A function that implements a rule, with its source if it belongs to the algorithms.
fn code(site: &Site<'_>) -> Value {
    let name = site.item.rsplit("::").next().unwrap_or(site.item);
    let text = bami_htm::spec::file(&site.place.file).and_then(|text| function(text, name));
    json!({ "item": site.item, "file": site.place.file, "text": text })
}

/// The source of the function with this name, without the citations in it.
fn function(source: &str, name: &str) -> Option<String> {
    let head = format!("fn {name}");
    let is_head = |line: &&str| {
        line.find(&head).is_some_and(|at| line[at + head.len()..].starts_with(['(', '<']))
    };
    let lines: Vec<&str> = source.lines().collect();
    let first = lines.iter().position(is_head)?;
    let indent = lines[first].len() - lines[first].trim_start().len();
    let end = format!("{}}}", " ".repeat(indent));
    let count = lines[first..].iter().position(|line| **line == end)?;
    let kept = lines[first..=first + count].iter().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//=") && !line.starts_with("//#")
    });
    Some(kept.map(|line| line.get(indent..).unwrap_or(line)).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_shown_without_its_citations() {
        let source = "impl A {\n    /// Words.\n    fn burst(&self) {\n        //= spec\n        //# MUST\n        f();\n    }\n}\n";
        assert_eq!(function(source, "burst").unwrap(), "fn burst(&self) {\n    f();\n}");
        assert_eq!(function(source, "bur"), None);
    }

    #[test]
    fn every_rule_of_lines_has_its_words_and_its_function() {
        let rules = rules().unwrap();
        let of_lines: Vec<_> =
            rules.as_array().unwrap().iter().filter(|rule| !rule["lines"].is_null()).collect();
        assert_eq!(of_lines.first().unwrap()["id"], "SP-1-2");
        assert_eq!(of_lines.last().unwrap()["id"], "TM-104-107");
        for rule in of_lines {
            assert!(!rule["requirements"].as_array().unwrap().is_empty(), "{rule}");
            let code = rule["code"].as_array().unwrap();
            assert!(code.iter().any(|code| code["text"].is_string()), "{rule}");
        }
    }
}
