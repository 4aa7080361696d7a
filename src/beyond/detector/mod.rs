//! A detector of anomalies that is told nothing about a stream in advance: `spec/detector.md`.
//!
//! HTM regions on several time scales are its core. Beside them are three companions that are not
//! HTM: for the range, the season and flat lines. Each statistic is calibrated while the stream runs,
//! so that false alarms come at the stated rate.

mod alarm;
mod blocks;
mod calibration;
mod combined;
mod extremes;
mod field;
mod flat_line;
mod inspect;
mod memory;
mod parameters;
mod range;
mod result;
mod scale;
mod season;
#[cfg(feature = "snapshot")]
mod snapshot;
mod step;
mod surprise;

pub use inspect::{FieldDescription, ScaleDescription, SeasonDescription};
pub use parameters::{DetectorField, DetectorParameters, DetectorScale, FieldKind};
pub use result::{Component, DetectorResult, Reason};
pub use step::Detector;

#[cfg(test)]
mod tests;
