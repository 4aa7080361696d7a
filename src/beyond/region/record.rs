//! Records: the input of a region.

use jiff::civil::DateTime;

use crate::encoders::Value;

/// A record: the values of one row, each under the name of its field.
///
/// An absent field is a missing value. Two fields of the same name are both kept, and the region rejects
/// the record.
///
/// ```
/// use bami_htm::encoders::Value;
/// use bami_htm::region::Record;
/// use jiff::civil::date;
///
/// let record =
///     Record::new().time("timestamp", date(2026, 3, 1).at(8, 30, 0, 0)).number("value", 21.2);
/// assert_eq!(record.get("value"), Some(&Value::Number(21.2)));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    fields: Vec<(String, Value)>,
}

impl Record {
    /// A record without fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The record with a number; NaN is a missing value.
    #[must_use]
    pub fn number(self, field: impl Into<String>, number: f64) -> Self {
        self.with(field, Value::Number(number))
    }

    /// The record with a date and time.
    #[must_use]
    pub fn time(self, field: impl Into<String>, time: DateTime) -> Self {
        self.with(field, Value::Time(time))
    }

    /// The record with the name of a category.
    #[must_use]
    pub fn category(self, field: impl Into<String>, category: impl Into<String>) -> Self {
        self.with(field, Value::Category(category.into()))
    }

    /// The record with any value, for one an `Option`: `None` is a missing value.
    #[must_use]
    pub fn with(mut self, field: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.push((field.into(), value.into()));
        self
    }

    /// The value of a field; `None` if the record has no such field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.fields().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    /// The fields in the order in which they were given.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<S: Into<String>, V: Into<Value>> FromIterator<(S, V)> for Record {
    fn from_iter<I: IntoIterator<Item = (S, V)>>(fields: I) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { fields: fields.collect() }
    }
}
