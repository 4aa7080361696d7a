//! `bami explain`: what a rule says, where it is implemented, and how it is tested.

use std::fmt::Write as _;

use crate::index::answer::{Answer, Explanation, Line, Page, Site};
use crate::index::code::{Fast, Statement};
use crate::index::names::{Named, Theirs};
use crate::index::printed::LineKind;
use crate::index::{Index, Lines, Point, Rule, RuleKind};
use anyhow::Context;
use clap::Args;

use crate::output;

/// The arguments of `bami explain`.
#[derive(Args, Debug)]
#[command(
    about = "Explain a rule or a name of BAMI: what it says, where it is implemented, how it is tested",
    long_about = "Explain a rule or a name of BAMI: what it says, where it is implemented, how it is tested.

The answer has the requirements of the rule and its explanation, the decisions that touch it with their alternatives, the \
literal code and the code that runs by default, the tests that prove it and the vectors that cover it.",
    after_help = "\
Examples:
  bami explain TM-26-27             a rule
  bami explain D-TM-6               a decision: what the book says, and what is done here
  bami explain 'BAMI TM 27'         a line of the pseudocode; TM 27 is enough
  bami explain p. 54                everything that is from a page
  bami explain burstColumn          a function, by BAMI's name or as burst_column
  bami explain SYNAPSE_SAMPLE_SIZE  a constant or a parameter
  bami explain 'SDR (4)'            an equation
  bami explain ENC Delta Encoder    a section of the chapter on encoders
  bami explain PS SP.7              a question of the problem sets
  bami explain matching segment     a term
  bami explain maxNewSynapseCount   a name of NuPIC or htm.core
  bami explain --json SP-8-10       as JSON

Exit status: 0 success, 2 there is no such name."
)]
pub(crate) struct ExplainArgs {
    /// A rule, a line, a page, or any name of the book, NuPIC or htm.core, in upper or lower case
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
    if let Some(page) = &answer.page {
        return shown_page(page, &answer.rules);
    }
    let mut parts = Vec::new();
    parts.extend(answer.theirs.iter().map(|name| theirs(name, &answer.names)));
    let is_told = |name: &&Named| answer.theirs.iter().any(|theirs| is_same(theirs, name));
    parts.extend(answer.names.iter().filter(|name| !is_told(name)).map(named));
    parts.extend(answer.lines.iter().map(line));
    for function in &answer.functions {
        let lines = listed(&function.lines);
        parts.push(format!("{}{lines}\n  {}  {}\n", function.bami, function.item, function.place));
    }
    match answer.rules.as_slice() {
        [rule] => parts.push(whole(rule, answer.lines.is_empty())),
        rules => parts.extend(rules.iter().map(brief)),
    }
    if !answer.aside.is_empty() {
        parts.push(format!("Named also in {}.\n", answer.aside.join(", ")));
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

/// Everything from a page, a line for each rule.
fn shown_page(page: &Page<'_>, rules: &[Explanation<'_>]) -> String {
    let mut text = format!("BAMI p. {}{}\n", page.page, listed(&page.lines));
    for (kind, title) in [
        (RuleKind::Rule, "Rules"),
        (RuleKind::Decision, "Decisions"),
        (RuleKind::Extension, "Extensions"),
    ] {
        let of_kind: Vec<_> = rules.iter().filter(|rule| rule.kind == kind).collect();
        if !of_kind.is_empty() {
            let _ = writeln!(text, "\n{title}");
        }
        for rule in of_kind {
            let status = rule.status.map(|status| format!(": {status}")).unwrap_or_default();
            let _ = writeln!(text, "  {}  {}{status}", rule.id, rule.title);
        }
    }
    if !page.names.is_empty() {
        text.push_str("\nNames\n");
    }
    for name in &page.names {
        let _ = writeln!(text, "  {}{}: {}", name.name, listed(&name.lines), name.here);
    }
    if !page.errata.is_empty() {
        text.push_str("\nWrong in the book\n");
    }
    for erratum in &page.errata {
        let right = if erratum.right.is_empty() { "" } else { "; right: " };
        let _ = writeln!(
            text,
            "  {}{right}{} (editions {}; {})",
            erratum.wrong, erratum.right, erratum.editions, erratum.place
        );
    }
    text
}

/// A name of NuPIC or htm.core, with the lines and pages of its name in the book if that is the same here.
fn theirs(theirs: &Theirs, names: &[Named]) -> String {
    let book = match theirs.book {
        Some(book) if book == theirs.name => ", also in the book".to_owned(),
        Some(book) => format!(", {book} in the book"),
        None => String::new(),
    };
    let same = names.iter().filter(|name| is_same(theirs, name));
    let cited: String = same.map(cited).collect();
    let systems = theirs.systems.replace(", ", " and ");
    format!("{}, of {systems}{book}{cited}\n  {}\n", theirs.name, theirs.here)
}

/// Whether a name of the book is told with one of NuPIC or htm.core.
fn is_same(theirs: &Theirs, name: &Named) -> bool {
    theirs.book == Some(name.name.as_str()) && theirs.here == name.here
}

fn named(name: &Named) -> String {
    format!("{}{}\n  {}\n", name.name, cited(name), name.here)
}

/// The lines and the pages of a name.
fn cited(name: &Named) -> String {
    let pages = name.pages.as_ref().map(|pages| format!(", {pages}")).unwrap_or_default();
    format!("{}{pages}", listed(&name.lines))
}

/// `, BAMI TM 12, 17-20`; nothing for no lines.
fn listed(lines: &[Lines]) -> String {
    let mut text = String::new();
    let mut last = None;
    for lines in lines {
        let shown = lines.to_string();
        let head = format!("BAMI {} ", lines.algorithm.name());
        let shown = if last == Some(lines.algorithm) {
            shown.strip_prefix(&head).unwrap_or(&shown)
        } else {
            &shown
        };
        let _ = write!(text, ", {shown}");
        last = Some(lines.algorithm);
    }
    text
}

fn line(line: &Line<'_>) -> String {
    let printed = line.printed;
    let mut text = format!("{}, p. {}: {}", line.line, printed.page, printed.kind);
    match (printed.kind, printed.else_of, printed.continues, printed.parent) {
        (LineKind::Else, Some(of), ..) => {
            let _ = write!(text, " of line {of}");
        }
        (LineKind::Continuation, _, Some(of), _) => {
            let _ = write!(text, " of line {of}");
        }
        (.., Some(parent)) => {
            let _ = write!(text, " in the body of line {parent}");
        }
        _ => {}
    }
    if let Some(function) = &printed.function {
        let _ = write!(text, ", in {function}");
    }
    text.push('\n');
    code(&mut text, &line.code);
    fast(&mut text, &line.fast);
    text
}

/// The statements, with the place of the first of each function.
fn code(text: &mut String, statements: &[&Statement]) {
    for own in statements.chunk_by(|a, b| a.function == b.function && a.place.file == b.place.file)
    {
        for statement in own {
            let _ = writeln!(text, "    {}", statement.text);
        }
        let _ = writeln!(text, "  in {}  {}", own[0].function, own[0].place);
    }
}

fn fast(text: &mut String, forms: &[&Fast]) {
    for form in forms {
        let test =
            form.test.as_ref().map(|test| format!(", proven equal by {test}")).unwrap_or_default();
        let _ = writeln!(text, "  runs by default: {}  {}{test}", form.function, form.place);
    }
}

fn brief(rule: &Explanation<'_>) -> String {
    let mut text = format!("{}  {}\n", rule.id, rule.title);
    for requirement in &rule.requirements {
        let _ = writeln!(text, "  {requirement}");
    }
    let sites = |sites: &[Site<'_>]| -> Vec<String> {
        sites.iter().map(|site| format!("{} ({})", site.item, site.place)).collect()
    };
    let mut listed = |title: &str, names: Vec<String>| {
        if !names.is_empty() {
            let _ = writeln!(text, "    {title} {}", names.join(", "));
        }
    };
    listed("touched by", rule.touched_by.iter().map(|rule| rule.id.clone()).collect());
    listed("implemented in", sites(&rule.implemented));
    listed("tested by", sites(&rule.tested));
    listed("covered by", rule.vectors.iter().map(|vector| vector.name.clone()).collect());
    text
}

/// Everything about a rule, the code of its lines included if `with_code`.
fn whole(rule: &Explanation<'_>, with_code: bool) -> String {
    let lines = rule.lines.map(|lines| format!(", {lines}")).unwrap_or_default();
    let mut text = format!("{}  {}\n{}{lines}\n", rule.id, rule.title, rule.place);
    if let Some(status) = rule.status {
        let _ = writeln!(text, "The book on it: {status}");
    }
    if !rule.requirements.is_empty() {
        text.push('\n');
    }
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
    if with_code && !rule.code.is_empty() {
        text.push_str("\nLiteral code\n");
        code(&mut text, &rule.code);
        fast(&mut text, &rule.fast);
    }
    // The literal code has been shown.
    let shown = |site: &Site<'_>| {
        let name = site.item.rsplit("::").next();
        rule.code
            .iter()
            .any(|s| Some(s.function.as_str()) == name && s.place.file == site.place.file)
    };
    let others: Vec<_> = rule.implemented.iter().filter(|site| !shown(site)).cloned().collect();
    sites(&mut text, "Implemented in", &others);
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
