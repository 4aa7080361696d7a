//! Memory estimates.

use std::fmt;
use std::ops::Add;

use super::Bytes;

/// The number of bytes of memory that an object takes.
///
/// ```
/// use bami_htm::temporal_memory::TemporalMemoryParameters;
///
/// let estimate = TemporalMemoryParameters::book().memory()?;
/// assert!(estimate.start > 1_000_000);
/// assert_eq!(estimate.greatest, None, "without a maximum of segments it grows on");
/// # Ok::<(), bami_htm::parameters::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MemoryEstimate {
    /// On construction.
    pub start: u64,
    /// For each segment that it grows, without its synapses; 0 if it grows none.
    pub segment: u64,
    /// For each synapse that it grows; 0 if it grows none.
    pub synapse: u64,
    /// The maximum that it can grow to; `None` if it is unbounded.
    pub greatest: Option<u64>,
}

impl MemoryEstimate {
    /// For an object that takes `start` on construction, up to `more` later, and grows no segments.
    pub(crate) fn bounded(start: u64, more: u64) -> Self {
        let greatest = Some(start.saturating_add(more));
        Self { start, segment: 0, synapse: 0, greatest }
    }

    /// For an object that takes nothing on construction and up to `more` later.
    pub(crate) fn later(more: u64) -> Self {
        Self::bounded(0, more)
    }

    /// For an object that is made only later.
    pub(crate) fn made_later(self) -> Self {
        Self { start: 0, ..self }
    }

    /// For `count` of these objects.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self {
            start: self.start.saturating_mul(count),
            greatest: self.greatest.map(|greatest| greatest.saturating_mul(count)),
            ..self
        }
    }
}

/// For both objects together; the cost of a segment or a synapse is that of the larger.
impl Add for MemoryEstimate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            start: self.start.saturating_add(other.start),
            segment: self.segment.max(other.segment),
            synapse: self.synapse.max(other.synapse),
            greatest: self.greatest.zip(other.greatest).map(|(a, b)| a.saturating_add(b)),
        }
    }
}

impl std::iter::Sum for MemoryEstimate {
    fn sum<I: Iterator<Item = Self>>(estimates: I) -> Self {
        estimates.fold(Self { greatest: Some(0), ..Self::default() }, Self::add)
    }
}

impl fmt::Display for MemoryEstimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at the start", Bytes(self.start))?;
        if self.segment > 0 {
            write!(
                f,
                ", {} for each segment, {} for each synapse",
                Bytes(self.segment),
                Bytes(self.synapse)
            )?;
        }
        match self.greatest {
            Some(greatest) => write!(f, ", at most {}", Bytes(greatest)),
            None => f.write_str(", without a bound"),
        }
    }
}
