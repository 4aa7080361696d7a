//! Errors of the classifier.

use thiserror::Error;

/// Input that the classifier rejects. Steps are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ClassifierError {
    /// A pattern has the wrong size.
    #[error("step {step}: the pattern has {found} bits; the classifier expects {expected}")]
    WrongSize {
        /// The step.
        step: u64,
        /// The number of bits that the classifier expects.
        expected: u32,
        /// The number of bits of the pattern.
        found: u32,
    },
    /// The value of a target is NaN or infinite.
    #[error("step {step}: the value is {value}; it must be a finite number or absent")]
    BadValue {
        /// The step.
        step: u64,
        /// The value.
        value: f64,
    },
}
