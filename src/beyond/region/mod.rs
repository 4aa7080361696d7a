//! Encoder, spatial pooler, temporal memory and anomaly likelihood in one stream: `spec/region.md`.
//!
//! A [`Region`] takes [`Record`]s, one at a time, and says how unusual each is. What it is made of is
//! in [`RegionParameters`]; for one metric with time stamps, [`RegionParameters::for_metric`] has them
//! all.
//!
//! ```
//! use bami_htm::region::{Record, Region, RegionParameters};
//! use jiff::ToSpan;
//! use jiff::civil::date;
//!
//! // Numbers that differ by less than 0.5 are nearly the same.
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
mod core;
mod decoding;
mod error;
mod for_metric;
mod memory;
mod parameters;
mod pin;
mod predictor;
#[cfg(feature = "snapshot")]
mod predictor_snapshot;
mod record;
#[cfg(feature = "serde")]
pub(crate) mod sections;
mod senses;
#[cfg(feature = "snapshot")]
mod snapshot;
mod step;

use coming::{MOST_TIMES, WEEK_BITS};
pub(crate) use core::Core;
pub use error::RegionError;
pub use parameters::{FieldEncoder, RegionParameters};
pub use predictor::{ClassifierInput, Predictor, PredictorParameters, PredictorStep};
pub use record::Record;
pub(crate) use senses::Senses;
pub use step::{Region, StepResult};

#[cfg(test)]
mod tests;
