//! The answer to a question: all that is known of a rule, a line or a page.

use serde::Serialize;

use super::code::{Fast, Statement};
use super::names::{Named, Theirs};
use super::printed::PrintedLine;
use super::{
    Algorithm, Citation, Erratum, ExemptLines, Function, Index, Lines, Place, Point, Rule,
    RuleKind, Status, Vector,
};

/// The decision on the numbers of lines: those that it mentions are examples of numbers.
const LINE_NUMBERS: &str = "D-SP-18";

/// What a name stands for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer<'a> {
    /// The page, when it is one, and what stands on it.
    pub page: Option<Page<'a>>,
    /// The names of the book that it is, or stands for.
    pub names: Vec<Named>,
    /// The names of NuPIC or htm.core that it is.
    pub theirs: Vec<Theirs>,
    /// The printed lines, when it is lines.
    pub lines: Vec<Line<'a>>,
    /// The functions of that name, when it is one.
    pub functions: Vec<&'a Function>,
    /// The rules of that id, with that line, or about that name.
    pub rules: Vec<Explanation<'a>>,
    /// The ids of rules on formats and on the program that mention the name too.
    pub aside: Vec<&'a str>,
    /// The lists of lines without a rule that the asked lines are in.
    pub exempt: Vec<&'a ExemptLines>,
}

/// A page of the book. Its rules are those of the answer.
#[derive(Clone, Debug, Serialize)]
pub struct Page<'a> {
    /// Its number in the edition that is followed.
    pub page: u32,
    /// The printed lines on it.
    pub lines: Vec<Lines>,
    /// The names that it defines or uses.
    pub names: Vec<Named>,
    /// What is wrong on it.
    pub errata: Vec<&'a Erratum>,
}

/// A printed line.
#[derive(Clone, Debug, Serialize)]
pub struct Line<'a> {
    /// The line.
    pub line: Lines,
    /// Its kind, its page and its place in the listing.
    pub printed: &'a PrintedLine,
    /// The statement of the literal code that carries it out. That of an else is its condition, that of a
    /// continuation the statement that it continues; a blank line has none.
    pub code: Vec<&'a Statement>,
    /// The forms of it that run by default.
    pub fast: Vec<&'a Fast>,
}

/// All that is known of a rule, a decision or an extension.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation<'a> {
    /// The id.
    pub id: &'a str,
    /// Rule, decision or extension.
    pub kind: RuleKind,
    /// The title.
    pub title: &'a str,
    /// Of a decision, what the book says of its parts.
    pub status: Option<&'a Status>,
    /// Where it stands in the specification.
    pub place: &'a Place,
    /// The lines of BAMI's pseudocode that it restates.
    pub lines: Option<Lines>,
    /// The sentences that bind.
    pub requirements: Vec<&'a str>,
    /// The explanation.
    pub text: &'a str,
    /// Of a decision, what is open, what is done here, the alternatives, ...
    pub points: &'a [Point],
    /// Decisions and extensions that name its lines, its id or its function.
    pub touched_by: Vec<&'a Rule>,
    /// Of a decision or an extension, the ids of the rules that it touches.
    pub touches: Vec<&'a str>,
    /// The statements of the literal code that carry out its lines.
    pub code: Vec<&'a Statement>,
    /// The forms of these lines that run by default.
    pub fast: Vec<&'a Fast>,
    /// The functions that do it.
    pub implemented: Vec<Site<'a>>,
    /// The tests that prove it.
    pub tested: Vec<Site<'a>>,
    /// The vectors that cover it.
    pub vectors: Vec<&'a Vector>,
}

/// A function, and where in it a rule is cited first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Site<'a> {
    /// The function: `Step::burst_column`.
    pub item: &'a str,
    /// The first citation.
    pub place: &'a Place,
}

impl Index {
    /// All that is known of one rule.
    #[must_use]
    pub fn explain_rule<'a>(&'a self, rule: &'a Rule) -> Explanation<'a> {
        Explanation {
            id: &rule.id,
            kind: rule.kind,
            title: &rule.title,
            status: rule.status.as_ref(),
            place: &rule.place,
            lines: rule.lines,
            requirements: rule.sentences.iter().map(|s| s.text.as_str()).collect(),
            text: &rule.text,
            points: &rule.points,
            touched_by: self.rules().filter(|other| self.touches(other, rule)).collect(),
            touches: self
                .rules()
                .filter(|other| self.touches(rule, other))
                .map(|other| other.id.as_str())
                .collect(),
            code: self.code.statements.iter().filter(|s| is_of(rule, s.line)).collect(),
            fast: rule.lines.map_or_else(Vec::new, |own| self.code.fast_of(own)),
            implemented: sites(self.citations_of(rule, "implementation")),
            tested: sites(self.citations_of(rule, "test")),
            vectors: self.vectors_of(rule).collect(),
        }
    }

    /// All that is known of a printed line.
    pub(super) fn explain_line(&self, algorithm: Algorithm, line: u32) -> Option<Line<'_>> {
        let printed = self.printed.line(algorithm, line)?;
        let owner = self.printed.owner(algorithm, line).map(|owner| one(algorithm, owner.line));
        Some(Line {
            line: one(algorithm, line),
            printed,
            code: owner.map_or_else(Vec::new, |own| self.code.statements_of(own).collect()),
            fast: owner.map_or_else(Vec::new, |own| self.code.fast_of(own)),
        })
    }

    /// Whether a decision or an extension is about a rule: one names the other's id, the decision
    /// names a line of the rule, or a function that the rule names too.
    fn touches(&self, decision: &Rule, rule: &Rule) -> bool {
        if decision.kind == RuleKind::Rule || rule.kind != RuleKind::Rule {
            return false;
        }
        let (about_decision, about_rule) = (decision.words(), rule.words());
        let mut lines = Lines::mentioned(&about_decision, Algorithm::of_id(&decision.id));
        if decision.id == LINE_NUMBERS {
            lines.clear();
        }
        let is_function = |name: &str| self.functions.iter().any(|f| f.bami == name);
        names_id(&about_rule, &decision.id)
            || names_id(&about_decision, &rule.id)
            || rule.lines.is_some_and(|own| lines.iter().any(|lines| own.overlaps(*lines)))
            || names(&about_decision)
                .filter(|name| is_function(name))
                .any(|name| names(&about_rule).any(|other| other == name))
    }
}

/// A line by itself.
pub(super) fn one(algorithm: Algorithm, line: u32) -> Lines {
    Lines { algorithm, first: line, last: line }
}

/// Whether a rule restates one of these lines.
pub(super) fn is_of(rule: &Rule, lines: Lines) -> bool {
    rule.lines.is_some_and(|own| own.overlaps(lines))
}

/// The functions of citations, each once, with its first citation.
fn sites<'a>(citations: impl Iterator<Item = &'a Citation>) -> Vec<Site<'a>> {
    let mut sites: Vec<Site<'a>> = Vec::new();
    for citation in citations {
        let same =
            |site: &Site<'_>| site.item == citation.item && site.place.file == citation.place.file;
        if !sites.iter().any(same) {
            sites.push(Site { item: &citation.item, place: &citation.place });
        }
    }
    sites
}

/// The names in a text: words with an underscore or with a capital inside.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| {
        word.contains('_')
            || (word.starts_with(char::is_lowercase) && word.contains(char::is_uppercase))
    })
}

/// Whether a text names an id, and not only a longer one that begins in the same way.
fn names_id(text: &str, id: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == id)
}
