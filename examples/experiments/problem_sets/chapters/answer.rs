//! Questions and answers.

use std::error::Error;

use bami_htm::book::{Name, PROBLEM_SETS};

use crate::support::plot::Plot;
use crate::support::table::Table;

/// The result of an experiment: an answer, or an error of the library.
pub type Outcome = Result<Answer, Box<dyn Error + Send + Sync>>;

/// How long an experiment may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A few seconds; used by the tests.
    Quick,
    /// Minutes, for longer runs of the same experiment.
    Full,
}

impl Effort {
    /// The first value, or the second with full effort.
    pub fn pick<T>(self, quick: T, full: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Full => full,
        }
    }
}

/// A question of the problem sets.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Chapter and number, as `sp.7`.
    pub id: &'static str,
    /// A short title.
    pub title: &'static str,
    /// The experiment that answers it. It is deterministic.
    pub answer: fn(Effort) -> Outcome,
}

impl Question {
    /// Its citation: `BAMI PS SP.7`.
    pub fn citation(&self) -> String {
        format!("BAMI PS {}", self.id.to_uppercase())
    }

    /// The question, in the words of the table of names.
    pub fn question(&self) -> &'static str {
        let is_it = |name: &&Name| name.book.eq_ignore_ascii_case(self.id);
        PROBLEM_SETS.iter().find(is_it).map_or("", |name| name.here)
    }
}

/// The result of an experiment.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The description: sizes, parameters, seeds, repetitions.
    pub experiment: String,
    /// The key figures, which are pinned by the tests.
    pub findings: Vec<Finding>,
    /// The complete figures.
    pub tables: Vec<Table>,
    /// The figures as plots.
    pub plots: Vec<Plot>,
    /// What the figures show, including surprises.
    pub reading: String,
}

/// A key figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// A short, stable name.
    pub key: &'static str,
    /// The meaning, with the unit.
    pub meaning: String,
    /// The figure.
    pub value: f64,
}

impl Finding {
    /// The figure as text: integers without decimals, small or very large numbers in scientific
    /// notation, any other with four decimals.
    pub fn shown(&self) -> String {
        shown(self.value)
    }
}

/// A figure as text.
pub fn shown(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value}")
    } else if value.abs() < 1e-3 || value.abs() >= 1e15 {
        format!("{value:.3e}")
    } else {
        format!("{value:.4}")
    }
}

impl Answer {
    /// An answer with only the description of the experiment.
    pub fn to(experiment: impl Into<String>) -> Self {
        Self { experiment: experiment.into(), ..Self::default() }
    }

    /// Adds a key figure.
    pub fn finding(
        mut self,
        key: &'static str,
        value: impl Into<f64>,
        meaning: impl Into<String>,
    ) -> Self {
        self.findings.push(Finding { key, meaning: meaning.into(), value: value.into() });
        self
    }

    /// Adds a table.
    pub fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    /// Adds a plot.
    pub fn plot(mut self, plot: Plot) -> Self {
        self.plots.push(plot);
        self
    }

    /// Sets the reading: what the figures show.
    pub fn reading(mut self, reading: impl Into<String>) -> Self {
        self.reading = reading.into();
        self
    }

    /// The key figures as a table.
    pub fn findings_table(&self) -> Table {
        let mut table = Table::new("Key figures", ["figure", "value", "meaning"]);
        for finding in &self.findings {
            table.row([finding.key, &finding.shown(), &finding.meaning]);
        }
        table
    }
}
