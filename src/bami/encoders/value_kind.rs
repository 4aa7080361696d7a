//! The kinds of values.

use std::fmt;

/// The kind of a [`Value`](super::Value).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueKind {
    /// See [`Value::Missing`](super::Value::Missing).
    Missing,
    /// See [`Value::Number`](super::Value::Number).
    Number,
    /// See [`Value::Category`](super::Value::Category).
    Category,
    /// See [`Value::Time`](super::Value::Time).
    Time,
    /// See [`Value::List`](super::Value::List).
    List,
    /// See [`Value::Bits`](super::Value::Bits).
    Bits,
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "a missing value",
            Self::Number => "a number",
            Self::Category => "a category",
            Self::Time => "a date and time",
            Self::List => "a list",
            Self::Bits => "the bits of an SDR",
        })
    }
}
