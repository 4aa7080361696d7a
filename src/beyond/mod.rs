//! Additions to the book: anomaly scores, predictions, regions and networks, built on its
//! algorithms.

pub mod anomaly;
pub mod classifier;
pub mod detector;
pub mod metrics;
pub mod network;
pub mod pin;
pub mod region;
pub mod time_scales;
