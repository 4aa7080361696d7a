//! The result of a row.

use std::fmt;

/// What noticed something unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Component {
    /// The HTM regions, on the scale with groups of `rows` rows.
    Memory {
        /// The rows of a group.
        rows: u32,
    },
    /// A value outside the range of the earlier ones. It is not HTM.
    Range,
    /// A value unlike those of the same time on other days. It is not HTM.
    Season,
    /// A value that stays the same for too long. It is not HTM.
    FlatLine,
    /// A category that was never seen before. It is not HTM.
    NewCategory,
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory { rows } => write!(f, "memory on the scale of {rows} rows"),
            Self::Range => f.write_str("range"),
            Self::Season => f.write_str("season"),
            Self::FlatLine => f.write_str("flat line"),
            Self::NewCategory => f.write_str("new category"),
        }
    }
}

/// Why there is an alarm.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Reason {
    /// The field.
    pub field: String,
    /// What noticed it.
    pub component: Component,
    /// What it expected: the value that the memory predicted, the bound of the range, or the usual
    /// value at this time; none where nothing was predicted, and for a flat line.
    pub expected: Option<String>,
    /// What came instead.
    pub actual: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.component)?;
        if let Some(expected) = &self.expected {
            write!(f, ", expected {expected}")?;
        }
        write!(f, ", was {}", self.actual)
    }
}

/// The result of a row.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DetectorResult {
    /// The number of the row, counted from 0.
    pub row: u64,
    /// From 0 to 1; an alarm has at least 0.5, and no other row has.
    pub anomaly_score: f64,
    /// How many rows pass, on average, between rows as unusual as this one.
    pub return_period: f64,
    /// Whether this is the first row of an unusual event.
    pub alarm: bool,
    /// Whether too few rows were seen for the stated rate to be measured.
    pub provisional: bool,
    /// Why there is an alarm; none without one.
    pub reason: Option<Reason>,
}
