//! What a question and its answer are.

use std::error::Error;

use crate::support::plot::Plot;
use crate::support::table::Table;

/// What can go wrong in an experiment: an error of the library.
pub type Outcome = Result<Answer, Box<dyn Error + Send + Sync>>;

/// How long an experiment may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A few seconds: what the tests pin.
    Quick,
    /// Minutes, for longer runs of the same experiment.
    #[allow(dead_code)] // The tests run the quick form only.
    Full,
}

impl Effort {
    /// The one value, or with full effort the other.
    pub fn pick<T>(self, quick: T, full: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Full => full,
        }
    }
}

/// A question of the problem sets, in our own words.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Chapter and number, as `sp.7`.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// The question.
    pub question: &'static str,
    /// The experiment that answers it. It is deterministic.
    pub answer: fn(Effort) -> Outcome,
}

impl Question {
    /// How it is cited: `BAMI PS SP.7`.
    pub fn citation(&self) -> String {
        format!("BAMI PS {}", self.id.to_uppercase())
    }
}

/// What came of an experiment.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What was done: sizes, parameters, seeds, how often.
    pub experiment: String,
    /// The key figures, which the tests pin.
    pub findings: Vec<Finding>,
    /// The figures in full.
    pub tables: Vec<Table>,
    /// The figures as pictures.
    pub plots: Vec<Plot>,
    /// What the figures show, also where one would expect something else.
    pub reading: String,
}

/// A key figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// A short name that does not change.
    pub key: &'static str,
    /// What it is, with its unit.
    pub meaning: String,
    /// The figure.
    pub value: f64,
}

impl Finding {
    /// The figure as it is shown: a whole number as such, a small one by its power of ten, any other
    /// with four decimals.
    pub fn shown(&self) -> String {
        shown(self.value)
    }
}

/// A figure as it is shown.
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
    /// An answer of which only the experiment is told yet.
    pub fn to(experiment: impl Into<String>) -> Self {
        Self { experiment: experiment.into(), ..Self::default() }
    }

    /// With one more key figure.
    pub fn finding(
        mut self,
        key: &'static str,
        value: impl Into<f64>,
        meaning: impl Into<String>,
    ) -> Self {
        self.findings.push(Finding { key, meaning: meaning.into(), value: value.into() });
        self
    }

    /// With one more table.
    pub fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    /// With one more plot.
    pub fn plot(mut self, plot: Plot) -> Self {
        self.plots.push(plot);
        self
    }

    /// With what the figures show.
    pub fn reading(mut self, reading: impl Into<String>) -> Self {
        self.reading = reading.into();
        self
    }

    /// The key figures as a table.
    pub fn findings_table(&self) -> Table {
        let mut table = Table::new("Key figures", ["figure", "value", "what it is"]);
        for finding in &self.findings {
            table.row([finding.key, &finding.shown(), &finding.meaning]);
        }
        table
    }
}
