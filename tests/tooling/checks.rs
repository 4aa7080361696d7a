//! The checks. Each returns what is wrong, with the place and what would be right.

use std::ops::Range;

use bami::index::status::{Decision, Mark};
use bami::index::{
    Algorithm, Chapter, Citation, Covered, Index, Place, Rule, RuleKind, Status, number,
};

/// The columns that the line of a quote has at most.
pub const WIDTH: usize = 100;

/// The command that brings quotes, record, ids, tables and the index of citations up to date.
pub const COMMAND: &str = "cargo run -p bami-tooling -- requote";

/// The list of ids, from the root of the package.
pub const IDS: &str = "spec/ids.txt";

/// What stands behind an id of the list whose section is gone for ever.
const RETIRED: &str = " retired";

/// The chapters in which every rule and every extension needs a vector.
const CHAPTERS_WITH_VECTORS: [&str; 3] =
    ["spec/extensions.md", "spec/spatial-pooler.md", "spec/temporal-memory.md"];

/// Something that breaks a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where.
    pub place: Place,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

fn violation(place: &Place, message: String) -> Violation {
    Violation { place: place.clone(), message }
}

/// Whether every section is written so that requirements can be told from explanations.
#[must_use]
pub fn form(index: &Index) -> Vec<Violation> {
    index.chapters.iter().flat_map(|chapter| chapter.rules.iter().flat_map(rule_form)).collect()
}

fn rule_form(rule: &Rule) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut report = |line: u32, message: String| {
        let place = Place { file: rule.place.file.clone(), line };
        found.push(Violation { place, message: format!("{}: {message}", rule.id) });
    };
    if rule.title.is_empty() {
        report(rule.place.line, "needs a title in italics below the heading".to_owned());
    }
    let retired = rule.status.as_ref().is_some_and(|status| has(status, Mark::Retired));
    if rule.sentences.is_empty() && !retired {
        report(rule.place.line, "needs a requirement, a sentence with MUST".to_owned());
    }
    for sentence in &rule.sentences {
        let text = &sentence.text;
        let requirements = text.split(|c: char| !c.is_alphanumeric());
        if requirements.filter(|word| *word == "MUST").count() != 1 {
            report(sentence.line, "a requirement has the word MUST once".to_owned());
        }
        if !text.ends_with('.') || text.trim_end_matches('.').contains(". ") {
            report(sentence.line, "a requirement is one sentence on one line".to_owned());
        }
        if ["e.g.", "i.e.", "etc."].iter().any(|short| text.contains(short)) {
            report(sentence.line, "a requirement has no abbreviation with full stops".to_owned());
        }
        if text.starts_with(['-', '*', '|', '>']) {
            report(sentence.line, "a requirement is a plain sentence, in no list".to_owned());
        }
    }
    let binding = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|w| w == "MUST");
    if rule.points.iter().any(|point| binding(&point.text)) {
        report(rule.place.line, "MUST stands in the list, where nothing binds".to_owned());
    }
    if let Some(line) = rule.text.lines().find(|line| Status::is_line(line)) {
        let wrong = Status::parse(line).err().unwrap_or_default();
        report(rule.place.line, format!("`{line}` is no status: {wrong}"));
    }
    if rule.kind == RuleKind::Decision && !retired {
        let has = |lead: &str| rule.points.iter().any(|point| point.lead == lead);
        let profiles = has("book profile") && has("practical profile");
        for lead in leads(rule.status.as_ref()) {
            if !(has(lead) || lead == "Here" && profiles) {
                report(rule.place.line, format!("the list needs `- **{lead}:** ...`"));
            }
        }
    }
    found
}

/// The entries that the list of a decision needs. Where the profiles differ, one for each of them stands
/// in the place of `Here`.
fn leads(status: Option<&Status>) -> [&'static str; 5] {
    let said = |status: &Status| has(status, Mark::Stated) || has(status, Mark::Contradicts);
    let book = if status.is_some_and(said) { "The book" } else { "Left open" };
    [book, "Here", "Alternatives", "Who does those", "Difference"]
}

fn has(status: &Status, mark: Mark) -> bool {
    status.parts.iter().any(|part| part.mark == mark)
}

/// Whether the status of every decision is that of the committed table: each mark, with its pages. A
/// decision that the table does not have is about something that the book does not have, so it is silent.
#[must_use]
pub fn statuses(index: &Index, table: &[Decision]) -> Vec<Violation> {
    let mut found = Vec::new();
    let silent = vec![(Mark::Silent, vec![])];
    for rule in index.rules().filter(|rule| rule.kind == RuleKind::Decision) {
        let entry = table.iter().find(|decision| decision.id == rule.id);
        let expected = entry.map_or(silent.clone(), |decision| decision.status.marks());
        if rule.status.as_ref().map(Status::marks) != Some(expected) {
            let right = entry.map_or("silent".to_owned(), |entry| entry.status.to_string());
            let message = match &rule.status {
                Some(status) => format!("the status is `{status}`, in the table `{right}`"),
                None => format!("there is no status; in the table it is `{right}`"),
            };
            found.push(violation(&rule.place, format!("{}: {message}", rule.id)));
        }
    }
    for decision in table {
        if !index.rules().any(|rule| rule.id == decision.id) {
            let place = Place { file: bami::index::status::TABLE.to_owned(), line: 0 };
            let message = format!("{} is a decision on the book, and in no chapter", decision.id);
            found.push(Violation { place, message });
        }
    }
    found
}

/// Whether every citation quotes a requirement of the section that it names, word for word.
#[must_use]
pub fn quotes(index: &Index) -> Vec<Violation> {
    let quote = |citation: &Citation| {
        let rule = index.rules().find(|rule| rule.target() == citation.target)?;
        (!quotes_rule(citation, rule)).then(|| {
            let sentences: Vec<_> =
                rule.sentences.iter().map(|s| format!("\n  {}", s.text)).collect();
            let id = &rule.id;
            let quote = &citation.quote;
            let right = sentences.concat();
            violation(
                &citation.place,
                format!("{id} does not say\n  {quote}\nThe requirements of {id} are{right}"),
            )
        })
    };
    index.citations.iter().filter_map(quote).collect()
}

/// Whether the quote is one or more requirements of the rule, one after the other.
fn quotes_rule(citation: &Citation, rule: &Rule) -> bool {
    let texts: Vec<&str> = rule.sentences.iter().map(|s| s.text.as_str()).collect();
    quoted(&texts, &citation.quote).is_some()
}

/// The consecutive sentences that a quote consists of.
pub(crate) fn quoted(sentences: &[&str], quote: &str) -> Option<Range<usize>> {
    let count = sentences.len();
    let mut runs = (0..count).flat_map(|a| (a + 1..=count).map(move |b| a..b));
    runs.find(|run| sentences[run.clone()].join(" ") == quote)
}

/// Whether every line with a quote fits into [`WIDTH`] columns.
#[must_use]
pub fn widths(file: &str, text: &str) -> Vec<Violation> {
    let too_wide = |line: &str| line.trim().starts_with("//#") && line.chars().count() > WIDTH;
    let lines = text.lines().enumerate().filter(|(_, line)| too_wide(line));
    let violation = |(position, _)| Violation {
        place: Place { file: file.to_owned(), line: number(position) },
        message: format!("the line has more than {WIDTH} columns; wrap it with `{COMMAND}`"),
    };
    lines.map(violation).collect()
}

/// Whether every requirement has code that does it and a test that proves it.
#[must_use]
pub fn coverage(index: &Index) -> Vec<Violation> {
    let mut found = Vec::new();
    for rule in index.rules() {
        for (kind, wanted, form) in [
            ("implementation", "code that does it", ""),
            ("test", "a test that proves it", "\n  //= type=test"),
        ] {
            let cited: Vec<_> = index.citations_of(rule, kind).collect();
            for sentence in &rule.sentences {
                if !cited.iter().any(|citation| citation.quote.contains(&sentence.text)) {
                    let place = Place { file: rule.place.file.clone(), line: sentence.line };
                    let (id, target, text) = (&rule.id, rule.target(), &sentence.text);
                    found.push(Violation {
                        place,
                        message: format!(
                            "{id} has a requirement without {wanted}; write above it\n  //= {target}{form}\n  //# {text}"
                        ),
                    });
                }
            }
        }
    }
    found
}

/// Whether the kind of each citation is known, and those of tests stand above tests.
#[must_use]
pub fn kinds(index: &Index) -> Vec<Violation> {
    let kind = |citation: &Citation| {
        match citation.kind.as_str() {
        "implementation" => None,
        "test" if citation.above_test => None,
        "test" => Some("a citation with type=test stands directly above a #[test], or above a function that the same file \
             registers with trials!".to_owned()),
        other => Some(format!("`type={other}` is not used here; write `type=test` or nothing")),
    }
    };
    let citations = index.citations.iter();
    citations.filter_map(|c| kind(c).map(|message| violation(&c.place, message))).collect()
}

/// Whether every rule and extension of the two algorithms has a vector that covers it. Without any
/// vectors there is nothing to check.
#[must_use]
pub fn vectors(index: &Index) -> Vec<Violation> {
    if index.vectors.is_empty() {
        return Vec::new();
    }
    let uncovered = index.rules().filter(|rule| {
        CHAPTERS_WITH_VECTORS.contains(&rule.place.file.as_str())
            && rule.kind != RuleKind::Decision
            && index.vectors_of(rule).next().is_none()
    });
    let message = |rule: &Rule| {
        let lines = rule.lines.map(|lines| format!(" or \"{lines}\"")).unwrap_or_default();
        format!(
            "no vector covers {0}; add \"{0}\"{lines} to `covers` of one that shows it",
            rule.id
        )
    };
    uncovered.map(|rule| violation(&rule.place, message(rule))).collect()
}

/// Whether every citation and every `covers` names something that exists, and no id stands twice.
#[must_use]
pub fn names(index: &Index) -> Vec<Violation> {
    let ids: Vec<&str> = index.rules().map(|rule| rule.id.as_str()).collect();
    let mut found = Vec::new();
    for (position, rule) in index.rules().enumerate() {
        if ids[..position].contains(&rule.id.as_str()) {
            found.push(violation(&rule.place, format!("the id {} stands twice", rule.id)));
        }
    }
    for citation in &index.citations {
        if !index.rules().any(|rule| rule.target() == citation.target) {
            let (file, anchor) = citation.target.rsplit_once('#').unwrap_or_default();
            let right = index.rules().find(|rule| rule.id.eq_ignore_ascii_case(anchor));
            let right = match right {
                Some(rule) => format!("{} is at {}", rule.id, rule.target()),
                None if !index.chapters.iter().any(|chapter| chapter.file == file) => {
                    format!("there is no chapter `{file}`")
                }
                None => format!("did you mean {}?", nearest(anchor, &ids)),
            };
            let target = &citation.target;
            found.push(violation(
                &citation.place,
                format!("there is no section `{target}`; {right}"),
            ));
        }
    }
    for vector in &index.vectors {
        for entry in &vector.covers {
            let known = match Covered::parse(entry) {
                Some(Covered::Id(id)) => ids.contains(&id),
                other => other.is_some(),
            };
            if !known {
                let place = Place { file: vector.file.clone(), line: 1 };
                let right = nearest(entry, &ids);
                found.push(Violation {
                    place,
                    message: format!(
                        "`covers` names {entry:?}, which does not exist; write an id such as {right:?}, or lines such as \"BAMI TM 26-27\""
                    ),
                });
            }
        }
    }
    found
}

/// The id that is spelled most like a name.
fn nearest<'a>(name: &str, ids: &[&'a str]) -> &'a str {
    let distance = |id: &&&str| strsim::levenshtein(&id.to_lowercase(), &name.to_lowercase());
    ids.iter().min_by_key(distance).copied().unwrap_or_default()
}

/// Whether every line of the two listings belongs to exactly one rule, or to none for a reason that
/// its chapter gives. A listing of which no rule is known is passed over.
#[must_use]
pub fn lines(index: &Index) -> Vec<Violation> {
    let mut found = Vec::new();
    for algorithm in Algorithm::ALL {
        let of = |chapter: &&Chapter| {
            chapter.rules.iter().any(|r| r.lines.is_some_and(|l| l.algorithm == algorithm))
        };
        let Some(chapter) = index.chapters.iter().find(of) else { continue };
        let top = Place { file: chapter.file.clone(), line: 1 };
        for rule in &chapter.rules {
            if let Some(lines) = rule.lines
                && (lines.first < 1 || lines.last > algorithm.last_line())
            {
                let last = algorithm.last_line();
                let message = format!("{}: the listing has the lines 1 to {last}", rule.id);
                found.push(violation(&rule.place, message));
            }
        }
        for line in 1..=algorithm.last_line() {
            let one = bami::index::Lines { algorithm, first: line, last: line };
            let rules = index.rules().filter(|rule| rule.lines.is_some_and(|l| l.overlaps(one)));
            let exempt = chapter.exempt.iter().filter(|e| e.lines.iter().any(|l| l.overlaps(one)));
            let owners: Vec<(&str, &Place)> = rules
                .map(|rule| (rule.id.as_str(), &rule.place))
                .chain(exempt.map(|e| ("'Lines that belong to no rule'", &e.place)))
                .collect();
            match owners.as_slice() {
                [_] => {}
                [] => found.push(violation(
                    &top,
                    format!(
                        "{one} belongs to no rule; write one, or list the line with its reason below '## Lines that belong to no rule'"
                    ),
                )),
                [first, second, ..] => found.push(violation(
                    second.1,
                    format!("{one} belongs to {} and to {}; one of them has it", first.0, second.0),
                )),
            }
        }
    }
    found
}

/// Whether every id of the committed list still stands in its chapter unless it is retired, and every id is
/// on the list.
#[must_use]
pub fn ids(index: &Index, list: &str) -> Vec<Violation> {
    let place = |line: usize| Place { file: IDS.to_owned(), line: number(line) };
    let listed: Vec<(usize, &str)> = list.lines().enumerate().filter(|l| is_entry(l.1)).collect();
    let mut found = Vec::new();
    for &(line, entry) in &listed {
        let retired = entry.strip_suffix(RETIRED);
        if let Some(entry) = retired
            && index.rules().any(|rule| id_entry(rule) == entry)
        {
            let message = format!("`{entry}` is retired, and its section still stands");
            found.push(Violation { place: place(line), message });
        }
        if retired.is_none() && !index.rules().any(|rule| id_entry(rule) == entry) {
            let message = format!(
                "`{entry}` is gone; ids never change, because code, vectors and ports name them: put it back, or write `{RETIRED}` behind it"
            );
            found.push(Violation { place: place(line), message });
        }
    }
    for rule in index.rules() {
        if !listed.iter().any(|(_, entry)| *entry == id_entry(rule)) {
            let id = &rule.id;
            let message = format!("{id} is new; append it to {IDS} with `{COMMAND}`");
            found.push(violation(&rule.place, message));
        }
    }
    found
}

/// The list of ids with those that are missing at its end. Nothing is ever taken out.
#[must_use]
pub fn ids_appended(index: &Index, list: &str) -> String {
    let mut list = list.to_owned();
    for rule in index.rules() {
        let entry = id_entry(rule);
        if !list.lines().any(|line| line == entry) {
            if !list.is_empty() && !list.ends_with('\n') {
                list.push('\n');
            }
            list.push_str(&entry);
            list.push('\n');
        }
    }
    list
}

fn is_entry(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

fn id_entry(rule: &Rule) -> String {
    format!("{} {}", rule.id, rule.place.file)
}
