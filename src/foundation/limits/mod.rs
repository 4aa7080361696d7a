//! How much memory things take, from their parameters alone, and how much they may take. Follows
//! `spec/limits.md`.
//!
//! [`MemoryEstimate`] says what something takes as soon as it is made and the greatest that it can come to. Every
//! struct of parameters has a method `memory` that gives it:
//!
//! ```
//! use bami_htm::region::RegionParameters;
//!
//! let region = RegionParameters::for_metric(0.5);
//! let memory = region.memory()?;
//! println!("{memory}");
//! assert!(memory.start > 50_000_000, "a pooler of 2048 columns and a memory of 65,536 cells");
//! // It grows with what it learns, up to this.
//! assert!(memory.greatest.is_some_and(|greatest| greatest > 10_000_000_000));
//! # Ok::<(), bami_htm::parameters::ParameterError>(())
//! ```
//!
//! What cannot fit is refused before anything is taken: constructors ask a [`Limits`], by default one of 8 GiB.

pub(crate) mod bytes;
mod estimate;

pub use bytes::Bytes;
pub use estimate::MemoryEstimate;

use thiserror::Error;

use crate::parameters::{ParameterError, with_methods};

/// How much memory may be taken at once, where nothing else is said: 8 GiB.
pub const DEFAULT_AT_ONCE: u64 = 8 << 30;

/// From how many bytes on the allocator is asked: 64 MiB.
const LEAST_ASKED: u64 = 64 << 20;
/// The most bits that an encoder may turn ON: 2^24.
pub(crate) const MOST_ACTIVE_BITS: u32 = 1 << 24;
/// The most rows that an anomaly likelihood, or a surprise, may look back: 2^24.
pub(crate) const MOST_HISTORY: u32 = 1 << 24;
/// The most steps that a link may take the union over: 2^16.
pub(crate) const MOST_UNION: u32 = 1 << 16;
/// The most regions of a network.
pub(crate) const MOST_REGIONS: usize = 256;
/// The most lists of weights that a classifier may have: bits times horizons.
pub(crate) const MOST_WEIGHT_LISTS: u64 = 100_000_000;
/// The greatest learning rate of a classifier.
pub(crate) const GREATEST_LEARNING_RATE: f64 = 1e6;

/// How much memory may be taken.
///
/// ```
/// use bami_htm::limits::Limits;
/// use bami_htm::temporal_memory::TemporalMemoryParameters;
///
/// let memory = TemporalMemoryParameters::default().memory()?;
/// let refused = Limits::default()
///     .with_at_once(1_000_000)
///     .check("the temporal memory", &memory)
///     .unwrap_err();
/// assert!(refused.to_string().contains("1.0 MB"));
/// # Ok::<(), bami_htm::parameters::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct Limits {
    /// How many bytes something may take as soon as it is made.
    pub at_once: u64,
}

with_methods! {
    Limits {
        with_at_once(at_once: u64),
    }
}

impl Default for Limits {
    //= spec/limits.md#limit-refuse
    //# If a constructor is given no limit, the limit MUST be 8589934592 bytes.
    fn default() -> Self {
        Self { at_once: DEFAULT_AT_ONCE }
    }
}

impl Limits {
    /// Refuses what takes more as soon as it is made.
    ///
    /// # Errors
    ///
    /// When it does; `what` says of what.
    pub fn check(&self, what: &'static str, memory: &MemoryEstimate) -> Result<(), MemoryError> {
        if memory.start <= self.at_once {
            return Ok(());
        }
        let (bytes, limit) = (Bytes(memory.start), Bytes(self.at_once));
        Err(MemoryError::AboveLimit { what, bytes, limit })
    }

    /// Refuses what takes more as soon as it is made, and what the allocator would not give. Nothing is taken.
    ///
    /// # Errors
    ///
    /// In either case; `what` says of what.
    //= spec/limits.md#limit-refuse
    //# Before it allocates any memory that depends on the sizes among its parameters, a constructor
    //# MUST reject parameters with an estimate for the start that is above the limit, or that is at
    //# least 64 MiB and more than the allocator would give in one piece, with an error that says
    //# what would be constructed, how much it would take and how to correct it.
    pub fn admit(&self, what: &'static str, memory: &MemoryEstimate) -> Result<(), MemoryError> {
        self.check(what, memory)?;
        // NB: asking for less would teach some allocators to serve all that is as large from their heap, where
        // growing copies.
        if memory.start < LEAST_ASKED {
            return Ok(());
        }
        let bytes = Bytes(memory.start);
        let refused = MemoryError::NotGiven { what, bytes };
        let count = usize::try_from(memory.start).map_err(|_| refused.clone())?;
        // NB: the memory is asked for and given back at once, untouched.
        Vec::<u8>::new().try_reserve_exact(count).map_err(|_| refused)
    }
}

/// Why something is not made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// It would take more than it may.
    #[error(
        "{what} would take {bytes} of memory as soon as it is made, where {limit} may be taken; make it smaller, or allow more"
    )]
    AboveLimit {
        /// What would be made.
        what: &'static str,
        /// How much it would take.
        bytes: Bytes,
        /// How much it may take.
        limit: Bytes,
    },
    /// The system does not give so much.
    #[error(
        "{what} would take {bytes} of memory as soon as it is made, which the system does not give; make it smaller"
    )]
    NotGiven {
        /// What would be made.
        what: &'static str,
        /// How much it would take.
        bytes: Bytes,
    },
}

impl From<MemoryError> for ParameterError {
    fn from(error: MemoryError) -> Self {
        let (what, bytes, allowed) = match error {
            MemoryError::AboveLimit { what, bytes, limit } => {
                (what, bytes, format!("must be at most {limit}; make it smaller, or allow more"))
            }
            MemoryError::NotGiven { what, bytes } => {
                (what, bytes, "is more than the system gives; make it smaller".to_owned())
            }
        };
        ParameterError::new(&format!("memory of {what}"), bytes, allowed)
    }
}

#[cfg(test)]
mod tests;
