//! Finds what a question asks for: a rule, lines, a page or a name.

use super::answer::{Answer, Page, is_of, names, one};
use super::names::{self, Found, key};
use super::status::Pages;
use super::{Algorithm, Erratum, Function, Index, Lines, Rule, RuleKind};

/// The first words of the ids of rules on formats and on the program: they list the names of
/// parameters and of state, and say nothing of what these do.
const ASIDE: [&str; 8] = ["PIN", "SNAP", "TRACE", "PROGRAM", "LIMIT", "CONF", "VIEW", "NAB"];

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// Nothing has this name.
    #[error("there is no rule, line or name `{name}`; {}", hint(nearest.as_deref()))]
    Unknown {
        /// The name.
        name: String,
        /// What is spelled most like it, if anything is similar.
        nearest: Option<String>,
    },
    /// The chapter has no such section or question.
    #[error("{contents}; there is no {asked}")]
    NotInChapter {
        /// The chapter and what it has.
        contents: String,
        /// What was asked.
        asked: String,
    },
    /// The chapter on SDRs has no such equation.
    #[error("BAMI SDR has the equations (1) to (4) and (6) to (14); there is no ({asked})")]
    NoSuchEquation {
        /// What was asked.
        asked: String,
    },
    /// The book has no such page, or nothing on it is in the specification.
    #[error(
        "nothing in the specification is from page {asked}; the edition that is followed has {last} pages"
    )]
    NoSuchPage {
        /// What was asked.
        asked: u32,
        /// The last page that there is.
        last: u32,
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
    /// A number that does not say what it counts.
    #[error("which {asked}? Ask for {choices}")]
    Number {
        /// What was asked.
        asked: String,
        /// What has this number.
        choices: String,
    },
}

impl Index {
    /// What a rule's id (`TM-26-27`), lines (`BAMI TM 27`, `TM 27`), a page (`p. 54`), an equation
    /// (`SDR (4)`), a section (`ENC 'The Delta Encoder'`), a question (`PS SP.7`), a function by BAMI's name or
    /// its own (`burstColumn`, `burst_column`), another name of the book or of the specification, or a name of
    /// NuPIC or htm.core stands for. Case does not matter.
    ///
    /// # Errors
    ///
    /// A name that nothing has, with a similar one, and lines, pages, equations, sections and questions that
    /// the book does not have.
    pub fn explain(&self, name: &str) -> Result<Answer<'_>, ExplainError> {
        let name = name.trim();
        if let Some(rule) = self.rules().find(|rule| rule.id.eq_ignore_ascii_case(name)) {
            return Ok(Answer { rules: vec![self.explain_rule(rule)], ..Answer::default() });
        }
        if let Some(page) = asked_page(name) {
            return self.explain_page(page);
        }
        if let Some(lines) = asked_lines(name) {
            return self.explain_lines(lines, name);
        }
        if let Some(choices) = self.choices(name) {
            return Err(ExplainError::Number { asked: name.to_owned(), choices });
        }
        let found = self.find_name(name);
        if let (true, Some(equation)) = (found.is_empty(), asked_equation(name)) {
            return Err(ExplainError::NoSuchEquation { asked: equation.to_owned() });
        }
        self.explain_name(name, found)
    }

    fn explain_name(&self, name: &str, found: Found) -> Result<Answer<'_>, ExplainError> {
        let asked = found.keys(name);
        let functions: Vec<_> = self
            .functions
            .iter()
            .filter(|f| asked.contains(&key(&f.bami)) || asked.contains(&key(&f.item)))
            .collect();
        // Other functions can have the name of a term of the book, such as `overlap`.
        let by_item = found.is_empty() || !functions.is_empty();
        let mut rules: Vec<(Option<usize>, &Rule)> = self
            .rules()
            .map(|rule| (self.position(rule, &found), rule))
            .filter(|(position, rule)| {
                position.is_some() || self.is_about(rule, &asked, &functions, by_item)
            })
            .collect();
        if found.is_empty() && functions.is_empty() && rules.is_empty() {
            if let Some(contents) = names::contents(name) {
                return Err(ExplainError::NotInChapter { contents, asked: name.to_owned() });
            }
            let nearest = self.nearest(&key(name));
            return Err(ExplainError::Unknown { name: name.to_owned(), nearest });
        }
        // The rules that restate the name come before those of its chapters that mention it, and
        // these before all others.
        let of_name = rules.iter().filter(|(position, _)| position.is_some());
        let subjects: Vec<&str> = of_name.map(|(_, rule)| rule.subject()).collect();
        let is_foreign = |rule: &Rule| !subjects.is_empty() && !subjects.contains(&rule.subject());
        rules.sort_by_cached_key(|&(position, rule)| {
            (position.unwrap_or(usize::MAX), is_foreign(rule), order(rule))
        });
        let is_name = !found.is_empty() || !functions.is_empty();
        let is_aside = |(position, rule): &(Option<usize>, &Rule)| {
            is_name && position.is_none() && ASIDE.contains(&rule.subject())
        };
        let (aside, rules): (Vec<_>, Vec<_>) = rules.into_iter().partition(is_aside);
        let rules = rules.into_iter().map(|(_, rule)| self.explain_rule(rule)).collect();
        let aside = aside.into_iter().map(|(_, rule)| rule.id.as_str()).collect();
        let Found { names, theirs } = found;
        Ok(Answer { names, theirs, functions, rules, aside, ..Answer::default() })
    }

    fn explain_lines(&self, lines: Lines, asked: &str) -> Result<Answer<'_>, ExplainError> {
        let algorithm = lines.algorithm;
        let last = algorithm.last_line();
        if lines.first < 1 || lines.last > last {
            let algorithm = algorithm.name();
            return Err(ExplainError::NoSuchLine { algorithm, last, asked: asked.to_owned() });
        }
        let own = |line: u32| self.rules().any(|rule| is_of(rule, one(algorithm, line)));
        // A line without a rule of its own has that of the line that it belongs to.
        let owner = |line: u32| self.printed.owner(algorithm, line).map_or(line, |own| own.line);
        let wanted: Vec<Lines> = (lines.first..=lines.last)
            .map(|line| one(algorithm, if own(line) { line } else { owner(line) }))
            .collect();
        let rules = self.rules().filter(|rule| wanted.iter().any(|line| is_of(rule, *line)));
        let exempt = self.chapters.iter().flat_map(|chapter| &chapter.exempt);
        let exempt = exempt.filter(|exempt| exempt.lines.iter().any(|own| own.overlaps(lines)));
        Ok(Answer {
            lines: (lines.first..=lines.last)
                .filter_map(|line| self.explain_line(algorithm, line))
                .collect(),
            rules: rules.map(|rule| self.explain_rule(rule)).collect(),
            exempt: exempt.collect(),
            ..Answer::default()
        })
    }

    fn explain_page(&self, page: u32) -> Result<Answer<'_>, ExplainError> {
        let mut lines: Vec<Lines> = Vec::new();
        for algorithm in Algorithm::ALL {
            let on_page = self.printed.of(algorithm).iter().filter(|line| line.page == page);
            let numbers: Vec<u32> = on_page.map(|line| line.line).collect();
            if let [first, ..] = numbers[..] {
                let last = numbers[numbers.len() - 1];
                lines.push(Lines { algorithm, first, last });
            }
        }
        let names = self.names_on(page);
        let errata: Vec<&Erratum> =
            self.errata.iter().filter(|erratum| erratum.pages.has(page)).collect();
        let on_page = |rule: &&Rule| {
            lines.iter().any(|lines| is_of(rule, *lines))
                || rule.status.as_ref().is_some_and(|status| status.has_page(page))
                || cites(&rule.words(), page)
                || Self::is_rule_of_passage(rule, &names)
        };
        let mut rules: Vec<&Rule> = self.rules().filter(on_page).collect();
        rules.sort_by_cached_key(|&rule| order(rule));
        let rules: Vec<_> = rules.into_iter().map(|rule| self.explain_rule(rule)).collect();
        if names.is_empty() && errata.is_empty() && rules.is_empty() {
            let last = self.printed.source.pages;
            return Err(ExplainError::NoSuchPage { asked: page, last });
        }
        let page = Some(Page { page, lines, names, errata });
        Ok(Answer { page, rules, ..Answer::default() })
    }

    /// Whether a rule names one of these names, restates one of these functions or, with `by_item`, is
    /// cited in a function of that name.
    fn is_about(
        &self,
        rule: &Rule,
        asked: &[String],
        functions: &[&Function],
        by_item: bool,
    ) -> bool {
        let restated = functions.iter().flat_map(|function| &function.lines);
        let mut done_there = self.citations_of(rule, "implementation");
        rule.lines.is_some_and(|own| restated.into_iter().any(|lines| own.overlaps(*lines)))
            || by_item && done_there.any(|citation| asked.contains(&key(&citation.item)))
            || names(&rule.words()).any(|name| asked.contains(&key(name)))
    }

    /// What a bare number can stand for, or `line 27`, which does not name its listing.
    fn choices(&self, name: &str) -> Option<String> {
        let upper = name.to_uppercase();
        let after_line = without_line(&upper);
        let numbers = after_line.unwrap_or(&upper);
        let lines = Lines::from_parts(Algorithm::TemporalMemory, numbers)?;
        let has = |algorithm: &Algorithm| lines.first >= 1 && lines.last <= algorithm.last_line();
        let algorithms = Algorithm::ALL.into_iter().filter(has);
        let mut choices: Vec<String> =
            algorithms.map(|algorithm| format!("`{} {numbers}`", algorithm.name())).collect();
        let (page, equation) = (format!("p. {numbers}"), format!("SDR ({numbers})"));
        if after_line.is_none() && self.explain(&page).is_ok() {
            choices.push(format!("`{page}`"));
        }
        if after_line.is_none() && !self.find_name(&equation).is_empty() {
            choices.push(format!("`{equation}`"));
        }
        if choices.is_empty() {
            choices.push("a line: `SP 1` to `SP 26`, or `TM 1` to `TM 107`".to_owned());
        }
        Some(choices.join(" or "))
    }

    /// The name that is spelled most like this key, unless more than a third of it would change.
    fn nearest(&self, asked: &str) -> Option<String> {
        let ids = self.rules().map(|rule| rule.id.as_str());
        let functions = self.functions.iter().flat_map(|f| [f.bami.as_str(), last_part(&f.item)]);
        let distance = |name: &&str| strsim::damerau_levenshtein(&key(name), asked);
        let own = ids.chain(functions).min_by_key(distance);
        let in_tables = names::all().min_by_key(distance);
        let nearest = own.into_iter().chain(in_tables).min_by_key(distance)?;
        (3 * distance(&nearest) <= asked.chars().count()).then(|| nearest.to_owned())
    }
}

/// What to do about an unknown name.
fn hint(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("the most similar name is `{nearest}`"),
        None => "`bami explain --help` shows what can be asked for".to_owned(),
    }
}

/// Rules before decisions before extensions, decisions by their numbers.
fn order(rule: &Rule) -> (RuleKind, &str, u32) {
    let number = rule.id.rsplit('-').next().and_then(|number| number.parse().ok());
    match rule.kind {
        RuleKind::Decision => (rule.kind, rule.subject(), number.unwrap_or(0)),
        RuleKind::Rule | RuleKind::Extension => (rule.kind, "", 0),
    }
}

/// `BAMI TM 27`, `TM 27`, `tm-27`, `TM27`, `TM line 27` or `TM 26-27`.
fn asked_lines(name: &str) -> Option<Lines> {
    let upper = name.to_uppercase();
    let name = upper.strip_prefix("BAMI").unwrap_or(&upper).trim_start();
    let (algorithm, numbers) = Algorithm::ALL
        .into_iter()
        .find_map(|algorithm| Some((algorithm, name.strip_prefix(algorithm.name())?)))?;
    let numbers = numbers.strip_prefix('-').unwrap_or(numbers).trim_start();
    Lines::from_parts(algorithm, without_line(numbers).unwrap_or(numbers))
}

/// What follows the word `line` or `lines`, in capitals.
fn without_line(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("LINE")?;
    Some(rest.strip_prefix('S').unwrap_or(rest).trim_start())
}

/// `p. 54`, `BAMI p. 54`, `p54` or `page 54`.
fn asked_page(name: &str) -> Option<u32> {
    let lower = name.to_lowercase();
    let name = lower.strip_prefix("bami").unwrap_or(&lower).trim_start();
    let number = name.strip_prefix("page").or_else(|| name.strip_prefix('p'))?;
    number.trim_start_matches(['.', ' ']).parse().ok()
}

/// The number in `BAMI SDR (5)`, `SDR (5)`, `equation (5)` or `(5)`.
fn asked_equation(name: &str) -> Option<&str> {
    let (before, number) = name.strip_suffix(')')?.rsplit_once('(')?;
    let before = before.trim().to_lowercase();
    let is_equation = matches!(before.as_str(), "" | "equation" | "sdr" | "bami sdr");
    (is_equation && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// Whether a text cites a page of the book: `p. 54`, `pp. 53, 54` or `pp. 53-55`.
fn cites(text: &str, page: u32) -> bool {
    let is_list = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | ' ');
    text.match_indices("p. ").any(|(at, mark)| {
        let before = text[..at].trim_end_matches('p');
        let list = &text[at + mark.len()..];
        let list = &list[..list.find(|c| !is_list(c)).unwrap_or(list.len())];
        let mut runs = list.split(',').map_while(|run| Pages::parse(run.trim()));
        !before.ends_with(char::is_alphanumeric) && runs.any(|pages| pages.has(page))
    })
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}
