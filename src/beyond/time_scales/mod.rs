//! One metric seen on several time scales, one alarm for each anomaly: `spec/time-scales.md`.
//!
//! Nothing here is BAMI but the regions inside. A [`TimeScales`] detector is told in advance what NAB
//! tells its detectors ([`Known`]), takes one number after the other, and says how alarming each is.
//! On each scale a region takes one step for a group of rows; a scale's surprise is by how many
//! standard deviations its recent raw scores lie above those of the past; the largest surprise counts,
//! and after an alarm there has to be quiet before the next.
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
mod quiet;
mod surprise;

pub use detector::{ScaleState, TimeScales, TimeScalesResult};
pub use parameters::{Known, Look, Scale, TimeScalesParameters};

#[cfg(test)]
mod tests;
