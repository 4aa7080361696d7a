//! The raw anomaly score, the anomaly likelihood, and NAB's range rule: `spec/anomaly.md`.
//!
//! None of this is BAMI. The raw score of a step is the fraction of its active columns that the
//! temporal memory did not predict ([`raw_anomaly_score`]). [`AnomalyLikelihood`] compares the
//! recent raw scores with those of the past and computes how unusual they are; [`log_likelihood`]
//! maps the result to a scale that separates strong alarms from weak ones. [`RangeRule`] is a
//! separate check of the values themselves.
//!
//! ```
//! use bami_htm::anomaly::{AnomalyLikelihood, AnomalyLikelihoodParameters};
//!
//! let mut likelihood = AnomalyLikelihood::new(AnomalyLikelihoodParameters::default())?;
//! // A memory that is wrong about every tenth row, then about five rows in a row.
//! for row in 0..1000 {
//!     let raw = if row % 10 == 0 { 0.4 } else { 0.0 };
//!     likelihood.step(Some(f64::from(row % 7)), raw)?;
//! }
//! let mut last = likelihood.step(Some(3.0), 1.0)?;
//! for _ in 0..4 {
//!     last = likelihood.step(Some(3.0), 1.0)?;
//! }
//! assert!(last.likelihood >= 0.999);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod distribution;
mod likelihood;
mod memory;
mod parameters;
mod pin;
mod range_rule;
#[cfg(feature = "snapshot")]
mod snapshot;

pub use crate::temporal_memory::anomaly::raw_anomaly_score;
pub use distribution::Distribution;
pub use likelihood::{AnomalyError, AnomalyLikelihood, Likelihood, log_likelihood};
pub use parameters::{AnomalyLikelihoodParameters, Tail, nab_probation};
pub use range_rule::{RangeRule, final_score};

#[cfg(test)]
mod tests;
