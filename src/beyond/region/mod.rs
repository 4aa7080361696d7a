//! Encoders, spatial pooler, temporal memory and anomaly likelihood in one object: `spec/region.md`.
//!
//! A [`Region`] takes [`Record`]s, one at a time, and scores how unusual each one is.
//! [`RegionParameters`] describes its parts; for one metric with timestamps,
//! [`RegionParameters::for_metric`] has them all.
//!
//! ```
//! use bami_htm::region::{Record, Region, RegionParameters};
//! use jiff::ToSpan;
//! use jiff::civil::date;
//!
//! // Numbers that differ by less than 0.5 are similar.
//! let mut region = Region::new(RegionParameters::for_metric(0.5))?;
//! let mut time = date(2026, 3, 1).at(0, 0, 0, 0);
//! for value in [21.0, 21.4, 22.3, 22.1] {
//!     let record = Record::new().time("timestamp", time).number("value", value);
//!     let result = region.step(&record)?;
//!     println!("{time}: raw score {}, likelihood {}", result.raw_score, result.likelihood);
//!     time = time.checked_add(5.minutes())?;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod coming;
mod decoding;
mod error;
mod for_metric;
mod inputs;
mod memory;
mod parameters;
mod pin;
mod pipeline;
mod predictor;
#[cfg(feature = "snapshot")]
mod predictor_snapshot;
mod record;
mod result;
#[cfg(feature = "serde")]
pub(crate) mod sections;
#[cfg(feature = "snapshot")]
mod snapshot;
mod step;

use coming::{MOST_TIMES, WEEK_BITS};
pub use error::RegionError;
pub use inputs::FieldError;
pub(crate) use inputs::Inputs;
pub use parameters::{FieldEncoder, RegionParameters};
pub use predictor::{ClassifierInput, Predictor, PredictorParameters, PredictorStep};
pub use record::Record;
pub use result::StepResult;
pub use step::Region;

#[cfg(test)]
mod tests;
