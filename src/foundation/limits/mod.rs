//! How much memory objects take, computed from their parameters alone, and how much they may take.
//! Follows `spec/limits.md`.
//!
//! [`MemoryEstimate`] holds how much an object takes on construction and the maximum that it can
//! grow to. Every parameter struct has a method `memory` that returns it:
//!
//! ```
//! use bami_htm::region::RegionParameters;
//!
//! let region = RegionParameters::for_metric(0.5);
//! let memory = region.memory()?;
//! println!("{memory}");
//! assert!(memory.start > 50_000_000, "a pooler of 2048 columns and a memory of 65,536 cells");
//! // It grows as it learns, up to this bound.
//! assert!(memory.greatest.is_some_and(|greatest| greatest > 10_000_000_000));
//! # Ok::<(), bami_htm::parameters::ParameterError>(())
//! ```
//!
//! An object that does not fit is rejected before anything is allocated: constructors check a
//! [`Limits`], by default one of 8 GiB.

pub(crate) mod bytes;
mod estimate;

pub use bytes::Bytes;
pub use estimate::MemoryEstimate;

use thiserror::Error;

use crate::parameters::{ParameterError, with_methods};

/// The default limit for a single construction: 8 GiB.
pub const DEFAULT_AT_ONCE: u64 = 8 << 30;

/// From this estimate on, the allocator is asked whether it can provide the memory: 64 MiB.
const LEAST_ASKED: u64 = 64 << 20;
/// The maximum number of bits that an encoder may turn ON: 2^24.
pub(crate) const MOST_ACTIVE_BITS: u32 = 1 << 24;
/// The maximum number of rows that an anomaly likelihood, or a surprise, may look back: 2^24.
pub(crate) const MOST_HISTORY: u32 = 1 << 24;
/// The maximum number of steps that a link may take the union over: 2^16.
pub(crate) const MOST_UNION: u32 = 1 << 16;
/// The maximum number of regions in a network.
pub(crate) const MOST_REGIONS: usize = 256;
/// The maximum number of weight lists of a classifier: bits times horizons.
pub(crate) const MOST_WEIGHT_LISTS: u64 = 100_000_000;
/// The maximum learning rate of a classifier.
pub(crate) const GREATEST_LEARNING_RATE: f64 = 1e6;

/// Limits on memory.
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
    /// The number of bytes that an object may take on construction.
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
    /// Rejects an object that takes more than the limit on construction.
    ///
    /// # Errors
    ///
    /// The object takes more; `what` names it in the error.
    pub fn check(&self, what: &'static str, memory: &MemoryEstimate) -> Result<(), MemoryError> {
        if memory.start <= self.at_once {
            return Ok(());
        }
        let (bytes, limit) = (Bytes(memory.start), Bytes(self.at_once));
        Err(MemoryError::AboveLimit { what, bytes, limit })
    }

    /// Rejects an object that takes more than the limit on construction, or more than the allocator
    /// would give. Nothing is allocated.
    ///
    /// # Errors
    ///
    /// The object takes more than either; `what` names it in the error.
    //= spec/limits.md#limit-refuse
    //# Before it allocates any memory that depends on the sizes among its parameters, a constructor
    //# MUST reject parameters with an estimate for the start that is above the limit, or that is at
    //# least 64 MiB and more than the allocator would give in one piece, with an error that says
    //# what would be constructed, how much it would take and how to correct it.
    pub fn admit(&self, what: &'static str, memory: &MemoryEstimate) -> Result<(), MemoryError> {
        self.check(what, memory)?;
        // NB: a smaller request would teach some allocators to serve all requests of this size from
        // their heap, where growing a list copies it.
        if memory.start < LEAST_ASKED {
            return Ok(());
        }
        let bytes = Bytes(memory.start);
        let refused = MemoryError::NotGiven { what, bytes };
        let count = usize::try_from(memory.start).map_err(|_| refused.clone())?;
        // NB: the memory is requested and returned at once, without being touched.
        Vec::<u8>::new().try_reserve_exact(count).map_err(|_| refused)
    }
}

/// Why an object is not constructed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// It would take more than the limit.
    #[error(
        "{what} would allocate {bytes} on construction, but the limit is {limit}; make it smaller or raise the limit"
    )]
    AboveLimit {
        /// The object.
        what: &'static str,
        /// How much it would take.
        bytes: Bytes,
        /// The limit.
        limit: Bytes,
    },
    /// The system does not provide that much memory.
    #[error(
        "{what} would allocate {bytes} on construction, which is more than the system provides; make it smaller"
    )]
    NotGiven {
        /// The object.
        what: &'static str,
        /// How much it would take.
        bytes: Bytes,
    },
}

impl From<MemoryError> for ParameterError {
    fn from(error: MemoryError) -> Self {
        let (what, bytes, allowed) = match error {
            MemoryError::AboveLimit { what, bytes, limit } => (
                what,
                bytes,
                format!("must be at most {limit}; make it smaller or raise the limit"),
            ),
            MemoryError::NotGiven { what, bytes } => {
                (what, bytes, "is more than the system provides; make it smaller".to_owned())
            }
        };
        ParameterError::new(&format!("memory of {what}"), bytes, allowed)
    }
}

#[cfg(test)]
mod tests;
