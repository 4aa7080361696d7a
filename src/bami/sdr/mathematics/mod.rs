//! How many SDRs there are, and how rarely they match by chance: `BAMI SDR (1)` to `(14)`.
//!
//! | equation | function |
//! | --- | --- |
//! | (1) capacity | [`capacity`] |
//! | (2) probability that two are identical | [`probability_identical`] |
//! | (3) overlap set | [`overlap_set`], [`overlap_probability`] |
//! | (4) false positive of an inexact match | [`false_positive`] |
//! | (6), (7) the same with a subsample | [`overlap_set`], [`false_positive_subsampled`] |
//! | (9) false positive of a list of M vectors | [`false_positive_list`] |
//! | (10) its bound | [`false_positive_list_bound`] |
//! | (11) bits of a union | [`union_off_probability`], [`union_on_probability`], [`union_expected_on`] |
//! | (12) false positive of a union, exact match | [`union_false_positive_exact_match`] |
//! | (13), (14) the same with noise | [`union_false_positive`] |
//!
//! The names are the book's: n bits, w of them ON, a threshold theta, M vectors. "Random" means
//! that each SDR with w of n bits ON is as likely as any other. Equation (8) is an operation,
//! [`Sdr::belongs_to`](super::Sdr::belongs_to), and (5) does not exist. Follows `spec/sdr.md`;
//! `spec/errata.md` says where the book's own figures differ.
//!
//! Counts and probabilities are [`WideNumber`]s, for which C(2048, 40) is not too large and 1e-3000
//! is not too small.

mod list;
mod matching;
mod union;
mod wide;

use thiserror::Error;

pub use list::{false_positive_list, false_positive_list_bound};
pub use matching::{
    capacity, false_positive, false_positive_subsampled, overlap_probability, overlap_set,
    probability_identical,
};
pub use union::{
    union_expected_on, union_false_positive, union_false_positive_exact_match,
    union_off_probability, union_on_probability,
};
pub use wide::WideNumber;

/// Why an equation has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MathematicsError {
    /// n is 0.
    #[error("n is 0; an SDR has at least 1 bit")]
    NoBits,
    /// More ON bits than the SDR has bits.
    #[error("{name} = {active} bits cannot be ON in n = {n}; {name} is 0 to n")]
    TooManyActive {
        /// The book's name for the number of ON bits: `w`, `w_x'`, `w_y`.
        name: &'static str,
        /// The number of ON bits given.
        active: u32,
        /// The number of bits.
        n: u32,
    },
}

//= spec/sdr.md#sdr-eq-domain
//# A size n of 0 MUST be rejected with an error. A number of ON bits that is greater than n MUST be
//# rejected with an error.
fn check_active(n: u32, name: &'static str, active: u32) -> Result<(), MathematicsError> {
    if n == 0 {
        return Err(MathematicsError::NoBits);
    }
    if active > n {
        return Err(MathematicsError::TooManyActive { name, active, n });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
