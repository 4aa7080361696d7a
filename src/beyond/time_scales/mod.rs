//! One metric on several time scales, one alarm for each anomaly: `spec/time-scales.md`.
//!
//! Apart from the regions, none of this is BAMI. A [`TimeScales`] detector gets in advance what NAB
//! discloses to its detectors ([`Known`]), takes one number at a time, and scores it. On each scale a
//! region takes one step for a group of rows. The surprise of a scale is the number of standard
//! deviations by which its recent raw scores lie above those of the past. The largest surprise counts,
//! and a refractory period after an alarm suppresses further ones.
//!
//! ```
//! use bami_htm::region::RegionParameters;
//! use bami_htm::time_scales::{Known, TimeScales, TimeScalesParameters};
//!
//! let known = Known::new(400, 0.0, 10.0);
//! let parameters = TimeScalesParameters::default();
//! let mut detector = TimeScales::new(&parameters, &RegionParameters::for_metric(1.0), known)?;
//! for row in 0..400 {
//!     let value = if row == 300 { 10.0 } else { f64::from(row % 7) };
//!     let scores = detector.step(value)?;
//!     if scores.alarm {
//!         println!("row {row}: {:.2}", scores.anomaly_score);
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod detector;
mod groups;
mod memory;
mod parameters;
mod refractory;
mod surprise;

pub use detector::{ScaleState, TimeScales, TimeScalesResult};
pub(crate) use groups::Groups;
pub use parameters::{Known, Look, Scale, TimeScalesParameters};

#[cfg(test)]
mod tests;
