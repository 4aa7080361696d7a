//! Answers what a rule says, where it is done, and what proves it.

use serde::Serialize;

use super::{
    Algorithm, Citation, ExemptLines, Function, Index, Lines, Place, Point, Rule, RuleKind, Vector,
};

/// What a name stands for.
#[derive(Clone, Debug, Serialize)]
pub struct Answer<'a> {
    /// The functions of that name, when it is one.
    pub functions: Vec<&'a Function>,
    /// The rules of that id, with that line, or about that name.
    pub rules: Vec<Explanation<'a>>,
    /// The lists of lines without a rule that the asked lines are in.
    pub exempt: Vec<&'a ExemptLines>,
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

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// Nothing has this name.
    #[error("there is no rule, line or function `{name}`; the most similar name is `{nearest}`")]
    Unknown {
        /// The name.
        name: String,
        /// What is spelt most like it.
        nearest: String,
    },
    /// The listing has no such line.
    #[error("BAMI {algorithm} has lines 1 to {last}; there is no {asked}")]
    NoSuchLine {
        /// `SP` or `TM`.
        algorithm: &'static str,
        /// The last line that there is.
        last: u32,
        /// What was asked.
        asked: String,
    },
}

impl Index {
    /// What a rule's id (`TM-26-27`), lines (`BAMI TM 27`, `TM 27`), a function by BAMI's name or its
    /// own (`burstColumn`, `burst_column`) or another name of the specification stands for. Case
    /// does not matter.
    ///
    /// # Errors
    ///
    /// A name that nothing has, with the one nearest to it, and lines that the listing does not have.
    pub fn explain(&self, name: &str) -> Result<Answer<'_>, ExplainError> {
        let name = name.trim();
        if let Some(rule) = self.rules().find(|rule| rule.id.eq_ignore_ascii_case(name)) {
            return Ok(self.answer(vec![], vec![rule], vec![]));
        }
        if let Some(lines) = asked_lines(name) {
            return self.explain_lines(lines, name);
        }
        let key = key(name);
        let functions: Vec<_> = self
            .functions
            .iter()
            .filter(|f| self::key(&f.bami) == key || self::key(&f.item) == key)
            .collect();
        let rules: Vec<_> =
            self.rules().filter(|rule| self.is_about(rule, &key, &functions)).collect();
        if functions.is_empty() && rules.is_empty() {
            let nearest = self.nearest(&key);
            return Err(ExplainError::Unknown { name: name.to_owned(), nearest });
        }
        Ok(self.answer(functions, rules, vec![]))
    }

    fn explain_lines(&self, lines: Lines, asked: &str) -> Result<Answer<'_>, ExplainError> {
        let last = lines.algorithm.last_line();
        if lines.first < 1 || lines.last > last {
            let algorithm = lines.algorithm.name();
            return Err(ExplainError::NoSuchLine { algorithm, last, asked: asked.to_owned() });
        }
        let overlap = |own: &Lines| own.overlaps(lines);
        let rules = self.rules().filter(|rule| rule.lines.as_ref().is_some_and(overlap)).collect();
        let exempt = self.chapters.iter().flat_map(|chapter| &chapter.exempt);
        let exempt = exempt.filter(|exempt| exempt.lines.iter().any(overlap)).collect();
        Ok(self.answer(vec![], rules, exempt))
    }

    fn answer<'a>(
        &'a self,
        functions: Vec<&'a Function>,
        rules: Vec<&'a Rule>,
        exempt: Vec<&'a ExemptLines>,
    ) -> Answer<'a> {
        let rules = rules.into_iter().map(|rule| self.explain_rule(rule)).collect();
        Answer { functions, rules, exempt }
    }

    /// All that is known of one rule.
    #[must_use]
    pub fn explain_rule<'a>(&'a self, rule: &'a Rule) -> Explanation<'a> {
        Explanation {
            id: &rule.id,
            kind: rule.kind,
            title: &rule.title,
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
            implemented: sites(self.citations_of(rule, "implementation")),
            tested: sites(self.citations_of(rule, "test")),
            vectors: self.vectors_of(rule).collect(),
        }
    }

    /// Whether a rule names this name, or restates a function of that name.
    fn is_about(&self, rule: &Rule, key: &str, functions: &[&Function]) -> bool {
        let restated = functions.iter().flat_map(|function| &function.lines);
        let mut done_there = self.citations_of(rule, "implementation");
        rule.lines.is_some_and(|own| restated.into_iter().any(|lines| own.overlaps(*lines)))
            || done_there.any(|citation| self::key(&citation.item) == key)
            || names(&rule.words()).any(|name| self::key(name) == key)
    }

    /// Whether a decision or an extension is about a rule: one names the other's id, the decision
    /// names a line of the rule, or a function that the rule names too.
    fn touches(&self, decision: &Rule, rule: &Rule) -> bool {
        if decision.kind == RuleKind::Rule || rule.kind != RuleKind::Rule {
            return false;
        }
        let (about_decision, about_rule) = (decision.words(), rule.words());
        let lines = Lines::mentioned(&about_decision, Algorithm::of_id(&decision.id));
        let is_function = |name: &str| self.functions.iter().any(|f| f.bami == name);
        names_id(&about_rule, &decision.id)
            || names_id(&about_decision, &rule.id)
            || rule.lines.is_some_and(|own| lines.iter().any(|lines| own.overlaps(*lines)))
            || names(&about_decision)
                .filter(|name| is_function(name))
                .any(|name| names(&about_rule).any(|other| other == name))
    }

    fn nearest(&self, key: &str) -> String {
        let ids = self.rules().map(|rule| rule.id.as_str());
        let functions = self.functions.iter().flat_map(|f| [f.bami.as_str(), last_part(&f.item)]);
        let distance = |name: &&str| strsim::damerau_levenshtein(&self::key(name), key);
        ids.chain(functions).min_by_key(distance).unwrap_or_default().to_owned()
    }
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

/// `BAMI TM 27`, `TM 27`, `tm-27` or `TM 26-27`.
fn asked_lines(name: &str) -> Option<Lines> {
    let upper = name.to_uppercase();
    let name = upper.strip_prefix("BAMI").unwrap_or(&upper).trim_start();
    let (algorithm, numbers) = name.split_once([' ', '-'])?;
    Lines::from_parts(Algorithm::named(algorithm)?, numbers)
}

/// A name without what differs between BAMI's spelling and Rust's.
fn key(name: &str) -> String {
    last_part(name).replace('_', "").to_lowercase()
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// The names in a text: words with an underscore or with a capital inside.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| {
        word.contains('_')
            || (word.starts_with(char::is_lowercase) && word.contains(char::is_uppercase))
    })
}

/// Whether a text names an id, and not only a longer one that begins in the same way.
fn names_id(text: &str, id: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == id)
}
