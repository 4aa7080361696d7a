//! Byte counts, with saturating arithmetic.

use std::fmt;

/// The approximate overhead of the allocator for each allocation.
pub(crate) const PIECE: u64 = 16;

/// A number of bytes, displayed with a unit.
///
/// ```
/// use bami_htm::limits::Bytes;
///
/// assert_eq!(Bytes(82_140_000).to_string(), "82.1 MB");
/// assert_eq!(Bytes(999).to_string(), "999 bytes");
/// assert_eq!(Bytes(u64::MAX).to_string(), "more than 18 EB");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
        if self.0 == u64::MAX {
            return f.write_str("more than 18 EB");
        }
        if self.0 < 1000 {
            return write!(f, "{} bytes", self.0);
        }
        let mut size = self.0 as f64 / 1000.0;
        let mut unit = 0;
        // NB: so that a value that would display as 1000.0 gets the next unit.
        while size >= 999.95 && unit + 1 < UNITS.len() {
            size /= 1000.0;
            unit += 1;
        }
        write!(f, "{size:.1} {}", UNITS[unit])
    }
}

/// The product of some numbers.
pub(crate) fn product(numbers: impl IntoIterator<Item = u64>) -> u64 {
    numbers.into_iter().fold(1, u64::saturating_mul)
}

/// The sum of some numbers.
//= spec/limits.md#limit-arithmetic
//# An estimate above 2^64 - 1 bytes MUST be given as 2^64 - 1 bytes.
pub(crate) fn sum(numbers: impl IntoIterator<Item = u64>) -> u64 {
    numbers.into_iter().fold(0, u64::saturating_add)
}

/// The size of a list that grew to `count` elements one by one, doubling its capacity when full.
pub(crate) fn grown<T>(count: u64) -> u64 {
    if count == 0 {
        return 0;
    }
    let capacity = count.max(4).checked_next_power_of_two().unwrap_or(u64::MAX);
    capacity.saturating_mul(size_of::<T>() as u64).saturating_add(PIECE)
}

/// The size of a list allocated for exactly `count` elements.
pub(crate) fn exact<T>(count: u64) -> u64 {
    if count == 0 { 0 } else { count.saturating_mul(size_of::<T>() as u64).saturating_add(PIECE) }
}

/// The size of an arena of `count` parts: a slot also holds a version, and one slot is spare.
pub(crate) fn arena<T>(count: u64) -> u64 {
    let align = align_of::<T>().max(align_of::<u32>()) as u64;
    let slot = (size_of::<T>() as u64 + 4).next_multiple_of(align);
    let capacity = count.saturating_add(1).max(4).checked_next_power_of_two().unwrap_or(u64::MAX);
    capacity.saturating_mul(slot).saturating_add(PIECE)
}

/// The heap size of a list of `count` elements that stores up to four of them inline.
pub(crate) fn beyond_four<T>(count: u64) -> u64 {
    if count <= 4 { 0 } else { grown::<T>(count) }
}
