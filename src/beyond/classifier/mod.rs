//! The SDR classifier: from active bits to the probability of each bucket of a value, any number of
//! steps ahead. Follows `spec/classifier.md`.
//!
//! None of this is BAMI. An [`SdrClassifier`] is a softmax regression that learns online, as
//! NuPIC's `SDRClassifier` does: each bit has a weight for each bucket. After each step, the
//! weights of the bits that were active some steps ago move towards the bucket that was observed.
//!
//! ```
//! use bami_htm::Learning;
//! use bami_htm::classifier::{SdrClassifier, SdrClassifierParameters, Target};
//! use bami_htm::sdr::Sdr;
//!
//! let parameters = SdrClassifierParameters::default().with_learning_rate(0.5);
//! let mut classifier = SdrClassifier::new(4, parameters)?;
//! // Two alternating patterns, each with its own bucket.
//! for step in 0..40 {
//!     let pattern = if step % 2 == 0 { [0, 1] } else { [2, 3] };
//!     let target = Target { bucket: step % 2, value: 10.0 + (step % 2) as f64 };
//!     classifier.step(&Sdr::new(4, pattern)?, Some(target), Learning::On)?;
//! }
//! // The second pattern follows the first.
//! let predicted = &classifier.infer(&Sdr::new(4, [0, 1])?)?[0];
//! assert_eq!(predicted.mode().map(|outcome| outcome.value), Some(11.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod distribution;
mod error;
mod memory;
mod parameters;
mod pin;
mod range;
mod sdr_classifier;
#[cfg(feature = "snapshot")]
mod snapshot;

pub use distribution::{Outcome, Prediction};
pub use error::ClassifierError;
pub use parameters::SdrClassifierParameters;
pub use range::{CalibratedRanges, PredictedRange};
pub use sdr_classifier::{SdrClassifier, Target};

#[cfg(test)]
mod tests;
