//! What a classifier cannot take.

use thiserror::Error;

/// What a classifier cannot take. Steps are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ClassifierError {
    /// A pattern is of another size.
    #[error("step {step}: the pattern has {found} bits where the classifier has {expected}")]
    WrongSize {
        /// The step.
        step: u64,
        /// The number of bits that the classifier was made for.
        expected: u32,
        /// The number of bits of the pattern.
        found: u32,
    },
    /// The value of a target is NaN or infinite.
    #[error("step {step}: the value is {value}; it has to be a finite number, or no target")]
    BadValue {
        /// The step.
        step: u64,
        /// The value.
        value: f64,
    },
}
