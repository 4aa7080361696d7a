//! Common to all parameter types: errors, warnings, and methods that set a field.

use thiserror::Error;

/// An invalid parameter: its name, its value and what is allowed.
///
/// ```
/// use bami_htm::temporal_memory::TemporalMemoryParameters;
///
/// let parameters = TemporalMemoryParameters::default().with_initial_permanence(1.5);
/// let error = parameters.validate().unwrap_err();
/// assert_eq!(error.parameter, "initial_permanence");
/// assert_eq!(error.value, "1.5");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{parameter} = {value}: {allowed}")]
#[non_exhaustive]
pub struct ParameterError {
    /// The name in BAMI, in snake_case; where there are several parts, prefixed with the name of
    /// the part: `tm.activation_threshold`.
    pub parameter: String,
    /// The value, as a string.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
}

impl ParameterError {
    /// Rejects `value` for `parameter`; `allowed` completes the sentence "the parameter ...".
    pub fn new(parameter: &str, value: impl ToString, allowed: impl Into<String>) -> Self {
        let value = shortest(value.to_string());
        Self { parameter: parameter.into(), value, allowed: allowed.into() }
    }

    /// The same error with the name of a part before the parameter.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        self.parameter = format!("{part}.{}", self.parameter);
        self
    }

    /// Checks that a number lies between two others, both inclusive.
    ///
    /// # Errors
    ///
    /// The number is out of range, or NaN.
    pub fn check_range<T: PartialOrd + ToString>(
        parameter: &str,
        value: T,
        low: T,
        high: T,
    ) -> Result<(), Self> {
        if low <= value && value <= high {
            return Ok(());
        }
        let allowed = format!("must be from {} to {}", low.to_string(), high.to_string());
        Err(Self::new(parameter, value, allowed))
    }
}

/// Gives a struct one method for each field, which sets the field and returns the struct. Omitting
/// a field from the list is a compile error.
///
/// The type of the field determines what the method accepts: for an `Option` also the value inside,
/// for a `String` anything that converts into one, and for a `Vec` anything that yields its
/// elements.
macro_rules! with_methods {
    ($owner:ident { $($with:ident($field:ident: $head:ident $(<$item:ident>)?)),+ $(,)? }) => {
        impl $owner {
            $(with_methods!(@method $with $field $head $($item)?);)+
        }
        const _: fn($owner) = |$owner { $($field: _),+ }| ();
    };
    (@method $with:ident $field:ident Vec String) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: impl IntoIterator<Item = impl Into<String>>) -> Self {
            self.$field = $field.into_iter().map(Into::into).collect();
            self
        }
    };
    (@method $with:ident $field:ident Vec $item:ident) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: impl IntoIterator<Item = $item>) -> Self {
            self.$field = $field.into_iter().collect();
            self
        }
    };
    (@method $with:ident $field:ident Option String) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: impl Into<String>) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
    (@method $with:ident $field:ident Option $item:ident) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: impl Into<Option<$item>>) -> Self {
            self.$field = $field.into();
            self
        }
    };
    (@method $with:ident $field:ident String) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: impl Into<String>) -> Self {
            self.$field = $field.into();
            self
        }
    };
    (@method $with:ident $field:ident $plain:ident) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: $plain) -> Self {
            self.$field = $field;
            self
        }
    };
}
pub(crate) use with_methods;

/// A number in exponent form, such as 1e308, if it would otherwise have more digits than a 64-bit
/// integer. Any other string is unchanged.
fn shortest(text: String) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.len() > 20 => format!("{number:?}"),
        _ => text,
    }
}

/// A valid but probably unintended setting.
///
/// ```
/// use bami_htm::temporal_memory::TemporalMemoryParameters;
///
/// let parameters = TemporalMemoryParameters::default().with_synapse_sample_size(5);
/// let warnings = parameters.warnings();
/// assert!(warnings.iter().any(|warning| warning.to_string().contains("activation_threshold")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParameterWarning {
    /// The name of the parameter, as in [`ParameterError`].
    pub parameter: String,
    /// What will happen, and what would be better.
    pub message: String,
}

impl ParameterWarning {
    /// A warning about `parameter`.
    pub fn new(parameter: &str, message: impl Into<String>) -> Self {
        Self { parameter: parameter.into(), message: message.into() }
    }

    /// The same warning with the name of a part before the parameter.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        self.parameter = format!("{part}.{}", self.parameter);
        self
    }
}

impl std::fmt::Display for ParameterWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.parameter, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_with_as_few_digits_as_it_needs() {
        let shown =
            |value: f64| ParameterError::check_range("x", value, 0.0, 1.0).unwrap_err().value;
        assert_eq!([shown(1e308), shown(-5e-324), shown(1.5)], ["1e308", "-5e-324", "1.5"]);
        let seed = ParameterError::check_range("x", u64::MAX, 0, 1).unwrap_err().value;
        assert_eq!(seed, "18446744073709551615");
    }
}
