//! Hierarchical Temporal Memory to the line of Numenta's *Biological and Machine Intelligence*.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod anatomy;
pub mod anomaly;
pub mod encoders;
mod extensions;
pub mod hash;
pub mod observer;
pub mod parameters;
pub mod random;
pub mod region;
pub mod sdr;
pub mod spatial_pooler;
pub mod temporal_memory;
#[cfg(feature = "traceability")]
pub mod traceability;

/// Rounds half up: R-6 of the portable core.
///
/// ```
/// assert_eq!(bami_htm::round_half_up(2.5), 3.0);
/// assert_eq!(bami_htm::round_half_up(-2.5), -2.0);
/// ```
//= spec/portable-core.md#r-6
//# Where a count comes from a fraction x, it MUST be floor(x + 0.5).
#[must_use]
pub fn round_half_up(x: f64) -> f64 {
    (x + 0.5).floor()
}
