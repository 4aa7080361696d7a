//! The values that encoders take.

use jiff::civil::DateTime;

use super::{EncoderError, ValueKind};

/// A value to be encoded.
///
/// ```
/// use bami_htm::encoders::Value;
///
/// assert_eq!(Value::from(72.0), Value::Number(72.0));
/// assert_eq!(Value::from("red"), Value::Category("red".into()));
/// assert!(Value::from(None::<f64>).is_missing());
/// assert!(Value::Number(f64::NAN).is_missing());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// There is no value: an empty field.
    #[default]
    Missing,
    /// A number; NaN is a missing value.
    Number(f64),
    /// The name of a category.
    Category(String),
    /// A date and a time of day as the clock on the wall shows them, without a time zone.
    Time(DateTime),
    /// A value made of several, such as latitude and longitude. It counts as missing when one of them
    /// is missing.
    List(Vec<Value>),
    /// The bits that are ON in an SDR, ascending.
    Bits(Vec<u32>),
}

impl Value {
    /// What sort of thing it is. A NaN is of the kind number.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        match self {
            Self::Missing => ValueKind::Missing,
            Self::Number(_) => ValueKind::Number,
            Self::Category(_) => ValueKind::Category,
            Self::Time(_) => ValueKind::Time,
            Self::List(_) => ValueKind::List,
            Self::Bits(_) => ValueKind::Bits,
        }
    }

    /// A list of numbers.
    ///
    /// ```
    /// use bami_htm::encoders::Value;
    ///
    /// let place = Value::numbers([47.3769, 8.5417]);
    /// assert_eq!(place, Value::List(vec![Value::Number(47.3769), Value::Number(8.5417)]));
    /// ```
    pub fn numbers(numbers: impl IntoIterator<Item = f64>) -> Self {
        Self::List(numbers.into_iter().map(Self::Number).collect())
    }

    /// Whether there is no value: [`Value::Missing`] or NaN (D-ENC-3), or a list with one of them.
    //= spec/encoders.md#d-enc-3
    //# Null, an empty field of a stream and a number that is NaN MUST count as missing.
    //= spec/encoders.md#d-enc-3
    //# Where a category is expected, an empty string MUST be a name like any other and not count as
    //# missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Number(number) => number.is_nan(),
            Self::List(values) => values.iter().any(Self::is_missing),
            _ => false,
        }
    }

    /// The number that an encoder of numbers goes by, `None` for a missing value.
    ///
    /// # Errors
    ///
    /// A value of another kind, or an infinite number.
    //= spec/encoders.md#enc-finite
    //# An infinite number MUST be rejected with an error.
    pub fn to_number(&self) -> Result<Option<f64>, EncoderError> {
        match self {
            missing if missing.is_missing() => Ok(None),
            Self::Number(number) if number.is_finite() => Ok(Some(*number)),
            Self::Number(number) => Err(EncoderError::NotFinite { value: *number }),
            _ => Err(self.not(ValueKind::Number)),
        }
    }

    /// The category that an encoder of categories goes by, `None` for a missing value.
    ///
    /// # Errors
    ///
    /// A value of another kind.
    pub fn to_category(&self) -> Result<Option<&str>, EncoderError> {
        match self {
            missing if missing.is_missing() => Ok(None),
            Self::Category(category) => Ok(Some(category)),
            _ => Err(self.not(ValueKind::Category)),
        }
    }

    /// The date and time that a date encoder goes by, `None` for a missing value.
    ///
    /// # Errors
    ///
    /// A value of another kind.
    pub fn to_time(&self) -> Result<Option<DateTime>, EncoderError> {
        match self {
            missing if missing.is_missing() => Ok(None),
            Self::Time(time) => Ok(Some(*time)),
            _ => Err(self.not(ValueKind::Time)),
        }
    }

    /// The numbers that an encoder of places goes by, `None` for a missing value.
    ///
    /// # Errors
    ///
    /// A value of another kind, or a list with something that is no finite number.
    //= spec/further-encoders.md#enc-list-missing
    //# A list of numbers in which at least one is missing MUST count as a missing value.
    pub fn to_numbers(&self) -> Result<Option<Vec<f64>>, EncoderError> {
        match self {
            Self::List(values) => {
                // NB: an invalid value is rejected even if another is missing.
                let numbers = values.iter().map(Self::to_number);
                Ok(numbers.collect::<Result<Vec<_>, _>>()?.into_iter().collect())
            }
            missing if missing.is_missing() => Ok(None),
            _ => Err(self.not(ValueKind::List)),
        }
    }

    /// The values that a concatenation within another goes by, `None` if there is no list.
    ///
    /// # Errors
    ///
    /// A value of another kind.
    pub fn to_list(&self) -> Result<Option<&[Self]>, EncoderError> {
        match self {
            Self::List(values) => Ok(Some(values)),
            missing if missing.is_missing() => Ok(None),
            _ => Err(self.not(ValueKind::List)),
        }
    }

    /// The bits that a pass-through goes by, `None` for a missing value.
    ///
    /// # Errors
    ///
    /// A value of another kind.
    pub fn to_bits(&self) -> Result<Option<&[u32]>, EncoderError> {
        match self {
            missing if missing.is_missing() => Ok(None),
            Self::Bits(bits) => Ok(Some(bits)),
            _ => Err(self.not(ValueKind::Bits)),
        }
    }

    //= spec/encoders.md#enc-kind
    //# A value of a type that the encoder does not take MUST be rejected with an error that names
    //# both types.
    fn not(&self, expected: ValueKind) -> EncoderError {
        EncoderError::WrongKind { expected, found: self.kind() }
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(category: &str) -> Self {
        Self::Category(category.into())
    }
}

impl From<String> for Value {
    fn from(category: String) -> Self {
        Self::Category(category)
    }
}

impl From<DateTime> for Value {
    fn from(time: DateTime) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}
