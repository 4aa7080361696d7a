//! The state as stable, readable text, for tests: `spec/pin.md`.
//!
//! Every object has two methods: `pin()` gives its whole state, one line per segment or column, and
//! `pin_summary()` gives counts, statistics and a digest. Compare them with `assert_eq!`, or commit
//! them with a snapshot library such as insta:
//!
//! ```text
//! insta::assert_snapshot!(memory.pin());
//! insta::assert_snapshot!(region.pin_summary());
//! ```
//!
//! The text has a version, [`FORMAT_VERSION`]. The text of a version never changes for the same
//! state, so a pin that was committed once still matches after an upgrade of this library, unless the
//! upgrade corrects an algorithm.
//!
//! ```
//! use bami_htm::Learning;
//! use bami_htm::sdr::Sdr;
//! use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
//!
//! let parameters = TemporalMemoryParameters::default()
//!     .with_column_count(4)
//!     .with_cells_per_column(2);
//! let mut memory = TemporalMemory::new(parameters, 42)?;
//! memory.step(&Sdr::new(4, [0, 1])?, Learning::On)?;
//! memory.step(&Sdr::new(4, [2, 3])?, Learning::On)?;
//!
//! let pin = memory.pin();
//! assert_eq!(pin, memory.clone().pin());
//! assert!(pin.as_str().contains("active_cells = 4-7\n"));
//! println!("{pin}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod encoders;
mod spatial_pooler;
mod temporal_memory;
mod values;
mod writer;

use std::fmt;

use crate::hash::murmur3_32;

pub(crate) use encoders::{parts, write_part};
pub(crate) use values::{Joined, Number, Runs, Statistic, Value, Word};
pub(crate) use writer::{Lines, Writer, put_fields};

/// The version of the text: 1.
//= spec/pin.md#pin-stable
//# The text of version 1 MUST stay the same, byte for byte, for the same state in every later
//# release.
pub const FORMAT_VERSION: u32 = 1;

/// A pin or the summary of one: lines of text that each end with a line feed.
///
/// ```
/// use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters};
///
/// let parameters = SpatialPoolerParameters::default()
///     .with_input_dimensions([8])
///     .with_column_dimensions([4]);
/// let pooler = SpatialPooler::new(parameters, 42)?;
/// let summary = pooler.pin_summary().to_string();
/// assert!(summary.starts_with("bami-htm pin summary, version 1, spatial-pooler\n"));
/// assert!(summary.contains("columns = 4\n"));
/// # Ok::<(), bami_htm::spatial_pooler::SpatialPoolerError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Pin {
    text: String,
}

impl Pin {
    /// The whole state.
    pub(crate) fn of(kind: &str, write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::full(kind);
        write(&mut writer);
        Self { text: writer.into_text() }
    }

    /// The summary.
    pub(crate) fn summary_of(kind: &str, write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::summary(kind);
        write(&mut writer);
        Self { text: writer.into_text() }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The digest of the whole text (PIN-DIGEST), for a comparison in one line.
    ///
    /// ```
    /// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
    ///
    /// let memory = TemporalMemory::new(TemporalMemoryParameters::default(), 42)?;
    /// assert_eq!(memory.pin().digest().len(), 16);
    /// # Ok::<(), bami_htm::temporal_memory::TemporalMemoryError>(())
    /// ```
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.text)
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text itself, so that a failing `assert_eq!` is readable.
impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

//= spec/pin.md#pin-digest
//# The digest of a text MUST be the hash (R-7) of its bytes in UTF-8 with seed 0, followed by the
//# hash with seed 1, each as eight lowercase hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    let hash = |seed| murmur3_32(text.as_bytes(), seed);
    format!("{:08x}{:08x}", hash(0), hash(1))
}

#[cfg(test)]
mod tests;
