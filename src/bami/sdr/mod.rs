//! Sparse distributed representations: `BAMI SDR`.
//!
//! An [`Sdr`] is a fixed number of bits, few of them ON, stored as the sorted list of the ON bits.
//! Follows `spec/sdr.md`. The operations are here, the chapter's equations in [`mathematics`].

use std::fmt;

use rand::Rng;
use smallvec::SmallVec;
use thiserror::Error;

use crate::random::PortableRng;

pub mod mathematics;
#[cfg(feature = "serde")]
mod stored;

/// A sparse distributed representation: a vector of bits, described by its dimensions and by the
/// ascending indices of the bits that are ON.
///
/// Bits of several dimensions are numbered row-major (R-5). Two are equal when they have the same
/// dimensions and the same bits ON.
///
/// ```
/// use bami_htm::sdr::Sdr;
///
/// let x = Sdr::new(40, [3, 7, 20, 31])?;
/// let y = Sdr::new(40, [7, 8, 20, 39])?;
/// assert_eq!(x.overlap(&y)?, 2);
/// assert!(x.matches(&y, 2)?);
/// # Ok::<(), bami_htm::sdr::SdrError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sdr {
    dimensions: SmallVec<[u32; 2]>,
    size: u32,
    on: Vec<u32>,
}

/// Why an SDR is invalid, or two SDRs cannot be combined.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SdrError {
    /// A bit lies outside the SDR.
    #[error("bit {bit} is outside an SDR of {size} bits; bits are numbered 0 to size - 1")]
    BitOutOfRange {
        /// The bit.
        bit: u32,
        /// Number of bits of the SDR.
        size: u32,
    },
    /// A bit is listed twice.
    #[error("bit {bit} is ON twice; name every bit once")]
    DuplicateBit {
        /// The bit.
        bit: u32,
    },
    /// Two SDRs that are compared or combined bit by bit differ in size.
    #[error("the SDRs have {left} and {right} bits; both need the same number")]
    SizeMismatch {
        /// Number of bits of the first SDR.
        left: u32,
        /// Number of bits of the second SDR.
        right: u32,
    },
    /// There are no dimensions, one is 0, or their product does not fit into 32 bits.
    #[error(
        "the dimensions {dimensions:?} are no shape: give at least one, each at least 1, with a product of at most 4294967295"
    )]
    BadDimensions {
        /// The dimensions as given.
        dimensions: Vec<u32>,
    },
    /// More bits are requested than are available.
    #[error("{asked} bits are asked for where only {available} are there")]
    TooFewBits {
        /// Number requested.
        asked: u32,
        /// Number available.
        available: u32,
    },
    /// A fraction lies outside 0 to 1.
    #[error("the fraction {fraction} is not between 0 and 1")]
    BadFraction {
        /// The fraction, as a string.
        fraction: String,
    },
}

/// The number of elements of a grid.
///
/// # Errors
///
/// [`SdrError::BadDimensions`] when there is no dimension, one is 0, or the product needs more than
/// 32 bits.
pub fn grid_size(dimensions: &[u32]) -> Result<u32, SdrError> {
    let size = dimensions.iter().try_fold(1_u32, |size, &d| size.checked_mul(d));
    match size {
        Some(size) if size > 0 && !dimensions.is_empty() => Ok(size),
        _ => Err(SdrError::BadDimensions { dimensions: dimensions.to_vec() }),
    }
}

impl Sdr {
    /// An SDR of one dimension with `size` bits, of which those in `on`, in any order, are ON.
    ///
    /// # Errors
    ///
    /// A size of 0, a bit out of range, or a bit listed twice.
    //= spec/sdr.md#sdr-bits
    //# The bits of an SDR of n bits MUST have the numbers 0 to n - 1.
    pub fn new(size: u32, on: impl IntoIterator<Item = u32>) -> Result<Self, SdrError> {
        Self::with_dimensions(&[size], on)
    }

    /// An SDR of several dimensions; bits are numbered row-major (R-5).
    ///
    /// # Errors
    ///
    /// Invalid dimensions, a bit out of range, or a bit listed twice.
    pub fn with_dimensions(
        dimensions: &[u32],
        on: impl IntoIterator<Item = u32>,
    ) -> Result<Self, SdrError> {
        let size = grid_size(dimensions)?;
        let mut on: Vec<u32> = on.into_iter().collect();
        on.sort_unstable();
        if let Some(pair) = on.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(SdrError::DuplicateBit { bit: pair[0] });
        }
        match on.last() {
            Some(&bit) if bit >= size => Err(SdrError::BitOutOfRange { bit, size }),
            _ => Ok(Self { dimensions: dimensions.into(), size, on }),
        }
    }

    /// An SDR of `size` bits, all OFF.
    ///
    /// # Errors
    ///
    /// A size of 0.
    pub fn empty(size: u32) -> Result<Self, SdrError> {
        Self::new(size, [])
    }

    /// The SDR whose bit i is ON where `bits[i]` is true.
    ///
    /// # Errors
    ///
    /// No bits, or more bits than 32-bit indices can address.
    pub fn from_bits(bits: &[bool]) -> Result<Self, SdrError> {
        let size = u32::try_from(bits.len())
            .map_err(|_| SdrError::BadDimensions { dimensions: vec![] })?;
        Self::new(size, (0..size).filter(|&bit| bits[bit as usize]))
    }

    /// An SDR of `size` bits of which `active` are ON, drawn at random: `active` steps of
    /// Fisher-Yates from the front over all bits.
    ///
    /// # Errors
    ///
    /// A size of 0, or more active bits than bits.
    pub fn random(size: u32, active: u32, random: &mut impl Rng) -> Result<Self, SdrError> {
        let all = Self::new(size, 0..size)?;
        all.subsample(active, random)
    }

    /// Number of bits, n.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Number of bits along each dimension.
    #[must_use]
    pub fn dimensions(&self) -> &[u32] {
        &self.dimensions
    }

    /// The bits that are ON, ascending.
    #[must_use]
    pub fn on(&self) -> &[u32] {
        &self.on
    }

    /// Number of bits that are ON, w.
    #[must_use]
    pub fn active_bits(&self) -> u32 {
        self.on.len() as u32
    }

    /// The fraction of bits that are ON, w / n.
    //= spec/sdr.md#sdr-sparsity
    //# The sparsity of an SDR with w of n bits ON MUST be w / n, a fraction from 0 to 1.
    #[must_use]
    pub fn sparsity(&self) -> f64 {
        f64::from(self.active_bits()) / f64::from(self.size)
    }

    /// Whether no bit is ON.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.on.is_empty()
    }

    /// Whether `bit` is ON. False for a bit outside the SDR.
    #[must_use]
    pub fn contains(&self, bit: u32) -> bool {
        self.on.binary_search(&bit).is_ok()
    }

    /// All bits; true means ON.
    #[must_use]
    pub fn to_bits(&self) -> Vec<bool> {
        let mut bits = vec![false; self.size as usize];
        for &bit in &self.on {
            bits[bit as usize] = true;
        }
        bits
    }

    /// The same bits under other dimensions.
    ///
    /// # Errors
    ///
    /// Invalid dimensions, or dimensions with a different number of bits.
    pub fn reshape(self, dimensions: &[u32]) -> Result<Self, SdrError> {
        let size = grid_size(dimensions)?;
        if size != self.size {
            return Err(SdrError::SizeMismatch { left: self.size, right: size });
        }
        Ok(Self { dimensions: dimensions.into(), ..self })
    }

    //= spec/sdr.md#sdr-same-size
    //# Two SDRs of different sizes MUST be rejected with an error by overlap, match and union.
    fn same_size(&self, other: &Self) -> Result<(), SdrError> {
        if self.size == other.size {
            Ok(())
        } else {
            Err(SdrError::SizeMismatch { left: self.size, right: other.size })
        }
    }

    /// The number of bits that are ON in both. Restates `BAMI SDR`, 'overlap'.
    ///
    /// # Errors
    ///
    /// SDRs of different sizes.
    //= spec/sdr.md#sdr-overlap
    //# The overlap of two SDRs MUST be the number of bits that are ON in both.
    pub fn overlap(&self, other: &Self) -> Result<u32, SdrError> {
        self.same_size(other)?;
        Ok(merge(&self.on, &other.on).filter(|side| *side == Side::Both).count() as u32)
    }

    /// Whether the overlap reaches the threshold theta. With theta = w the match of two SDRs with w
    /// bits ON is exact; a theta above the ON bits of either is never reached, and one of 0 always.
    /// Restates `BAMI SDR`, 'matching'.
    ///
    /// # Errors
    ///
    /// SDRs of different sizes.
    //= spec/sdr.md#sdr-match
    //# Two SDRs MUST match at a threshold theta exactly when their overlap is at least theta.
    //= spec/sdr.md#sdr-exact-match
    //# Two SDRs of the same size with w ON bits each MUST match at theta = w exactly when they are
    //# the same bits.
    //= spec/sdr.md#d-sdr-2
    //# A match at a threshold theta that is greater than the number of ON bits of either SDR MUST
    //# be false.
    //= spec/sdr.md#d-sdr-5
    //# Two SDRs MUST match at a threshold of 0.
    pub fn matches(&self, other: &Self, theta: u32) -> Result<bool, SdrError> {
        Ok(self.overlap(other)? >= theta)
    }

    /// Whether this SDR belongs to a set: whether it matches at least one of its members. Restates
    /// `BAMI SDR (8)`.
    ///
    /// ```
    /// use bami_htm::random::Pcg32;
    /// use bami_htm::sdr::Sdr;
    ///
    /// let set = [Sdr::new(40, [1, 19, 31, 32])?, Sdr::new(40, [2, 3, 5, 7])?];
    /// // One bit toggled leaves at least 3 of 4.
    /// let noisy = set[0].toggled(1, &mut Pcg32::new(42, 0))?;
    /// assert!(noisy.belongs_to(&set, 3)?);
    /// # Ok::<(), bami_htm::sdr::SdrError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A member of another size, wherever it is in the set.
    //= spec/sdr.md#sdr-eq-8
    //# An SDR y MUST belong to a set of SDRs at a threshold theta exactly when at least one of the
    //# set matches y at theta.
    //= spec/sdr.md#sdr-no-false-negatives
    //# An SDR of a set with w ON bits of which t bits have been toggled MUST still belong to the
    //# set for every threshold theta and every t of at most w - theta.
    //= spec/sdr.md#d-sdr-5
    //# A set of no SDRs MUST have no SDR that belongs to it.
    pub fn belongs_to(&self, set: &[Self], theta: u32) -> Result<bool, SdrError> {
        set.iter().try_fold(false, |found, x| Ok(x.matches(self, theta)? || found))
    }

    /// The SDR that is ON where either is. It keeps the dimensions of `self`.
    ///
    /// # Errors
    ///
    /// SDRs of different sizes.
    //= spec/sdr.md#sdr-union
    //# The union of SDRs MUST have exactly those bits ON that are ON in at least one of them.
    //= spec/sdr.md#sdr-no-false-negatives
    //# An SDR that went into a union MUST match the union at every threshold of at most its number
    //# of ON bits.
    pub fn union(&self, other: &Self) -> Result<Self, SdrError> {
        self.combine(other, |_| true)
    }

    /// The SDR that is ON where both are. It keeps the dimensions of `self`.
    ///
    /// # Errors
    ///
    /// SDRs of different sizes.
    pub fn intersection(&self, other: &Self) -> Result<Self, SdrError> {
        self.combine(other, |side| side == Side::Both)
    }

    /// The SDR that is ON where `self` is and `other` is not.
    ///
    /// # Errors
    ///
    /// SDRs of different sizes.
    pub fn difference(&self, other: &Self) -> Result<Self, SdrError> {
        self.combine(other, |side| side == Side::Left)
    }

    fn combine(&self, other: &Self, keep: impl Fn(Side) -> bool) -> Result<Self, SdrError> {
        self.same_size(other)?;
        let on = Merge { left: &self.on, right: &other.on };
        let on = on.filter(|&(_, side)| keep(side)).map(|(bit, _)| bit).collect();
        Ok(Self { dimensions: self.dimensions.clone(), size: self.size, on })
    }

    /// The concatenation of the parts, as one SDR of one dimension.
    ///
    /// # Errors
    ///
    /// No parts, or more bits in total than 32-bit indices can address.
    //= spec/sdr.md#sdr-concatenation
    //# The concatenation of SDRs MUST number the bits of each part after those of all parts before
    //# it.
    pub fn concatenate(parts: &[Self]) -> Result<Self, SdrError> {
        let sizes = || parts.iter().map(|part| part.size);
        let size = sizes().try_fold(0_u32, u32::checked_add);
        let size = size.ok_or_else(|| SdrError::BadDimensions { dimensions: sizes().collect() })?;
        let mut offset = 0;
        let mut on = Vec::new();
        for part in parts {
            on.extend(part.on.iter().map(|bit| bit + offset));
            offset += part.size;
        }
        Self::new(size, on)
    }

    /// `active` of the bits that are ON, drawn at random, in an SDR of the same shape.
    ///
    /// # Errors
    ///
    /// More bits requested than are ON.
    //= spec/sdr.md#sdr-subsample
    //# A subsample of k bits MUST be drawn by k steps of a Fisher-Yates shuffle from the front over
    //# the bits that are ON in ascending order: step a swaps position a with position a +
    //# below(length - a).
    //= spec/sdr.md#sdr-no-false-negatives
    //# A subsample MUST match the SDR that it was drawn from at every threshold of at most the
    //# number of its ON bits.
    pub fn subsample(&self, active: u32, random: &mut impl Rng) -> Result<Self, SdrError> {
        let available = self.active_bits();
        if active > available {
            return Err(SdrError::TooFewBits { asked: active, available });
        }
        let mut on = self.on.clone();
        fisher_yates_front(&mut on, active as usize, random, |_, _, _| ());
        on.truncate(active as usize);
        Self::with_dimensions(&self.dimensions, on)
    }

    /// This SDR with a fraction of its ON bits moved to bits that were OFF, so that the number of
    /// ON bits stays the same, as in the papers on the algorithms. The noise of the book is
    /// [`toggled`](Self::toggled).
    ///
    /// # Errors
    ///
    /// A fraction outside 0 to 1, or fewer OFF bits than are to be moved.
    //= spec/sdr.md#sdr-noise
    //# Noise of a fraction f MUST turn k = floor(f * w + 0.5) ON bits OFF, and k bits that were OFF
    //# before ON: first the k to turn OFF are drawn as a subsample of the ON bits, then the k to
    //# turn ON as a subsample of the OFF bits.
    pub fn with_noise(&self, fraction: f64, random: &mut impl Rng) -> Result<Self, SdrError> {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(SdrError::BadFraction { fraction: fraction.to_string() });
        }
        let moved = crate::math::round_half_up(fraction * f64::from(self.active_bits())) as u32;
        let off = self.complement();
        if moved > off.active_bits() {
            return Err(SdrError::TooFewBits { asked: moved, available: off.active_bits() });
        }
        let lost = self.subsample(moved, random)?;
        let gained = off.subsample(moved, random)?;
        self.difference(&lost)?.union(&gained)
    }

    /// This SDR with `bits` of all its bits toggled, ON to OFF and OFF to ON, drawn at random: the
    /// noise of `BAMI SDR (8)`. The number of ON bits can change.
    ///
    /// # Errors
    ///
    /// More bits requested than the SDR has.
    //= spec/sdr.md#d-sdr-4
    //# Noise of t bits MUST toggle t of the n bits: those of them that are ON become OFF and those
    //# that are OFF become ON.
    //= spec/sdr.md#d-sdr-4
    //# The bits to toggle MUST be drawn as a subsample of t of the SDR in which all n bits are ON.
    pub fn toggled(&self, bits: u32, random: &mut impl Rng) -> Result<Self, SdrError> {
        self.combine(&Self::random(self.size, bits, random)?, |side| side != Side::Both)
    }

    /// The SDR that is ON where this one is OFF.
    #[must_use]
    pub fn complement(&self) -> Self {
        let on = (0..self.size).filter(|&bit| !self.contains(bit)).collect();
        Self { dimensions: self.dimensions.clone(), size: self.size, on }
    }
}

/// `steps` steps of Fisher-Yates from the front: afterwards the first `steps` elements are the
/// chosen ones, in the order in which they were drawn. `drawn` is called with each step, its draw,
/// and the element chosen.
pub(crate) fn fisher_yates_front<T>(
    elements: &mut [T],
    steps: usize,
    random: &mut impl Rng,
    mut drawn: impl FnMut(usize, usize, &T),
) {
    for a in 0..steps {
        let draw = random.choose_random(elements.len() - a);
        elements.swap(a, a + draw);
        drawn(a, draw, &elements[a]);
    }
}

impl fmt::Debug for Sdr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sdr{:?}{:?}", self.dimensions, self.on)
    }
}

/// In which of two ascending lists an element was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Both,
}

/// Walks two ascending lists at once.
//= spec/sdr.md#sdr-cost
//# The time and the memory that overlap, match and union take MUST depend on the numbers of ON bits
//# and not on the sizes of the SDRs.
struct Merge<'a> {
    left: &'a [u32],
    right: &'a [u32],
}

impl Iterator for Merge<'_> {
    type Item = (u32, Side);

    fn next(&mut self) -> Option<Self::Item> {
        let (side, bit) = match (self.left.first(), self.right.first()) {
            (None, None) => return None,
            (Some(&l), None) => (Side::Left, l),
            (None, Some(&r)) => (Side::Right, r),
            (Some(&l), Some(&r)) if l < r => (Side::Left, l),
            (Some(&l), Some(&r)) if l > r => (Side::Right, r),
            (Some(&l), Some(_)) => (Side::Both, l),
        };
        if side != Side::Right {
            self.left = &self.left[1..];
        }
        if side != Side::Left {
            self.right = &self.right[1..];
        }
        Some((bit, side))
    }
}

fn merge<'a>(left: &'a [u32], right: &'a [u32]) -> impl Iterator<Item = Side> + 'a {
    Merge { left, right }.map(|(_, side)| side)
}

#[cfg(test)]
mod tests;
