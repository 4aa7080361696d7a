//! The base of everything else: the portable core, limits, snapshot files and parameter errors.

pub mod hash;
mod learning;
pub mod limits;
pub mod math;
pub mod parameters;
pub mod random;
#[cfg(feature = "snapshot")]
pub mod snapshot;

pub use learning::Learning;
