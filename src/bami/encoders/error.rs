//! Errors of encoders.

use thiserror::Error;

use super::ValueKind;
use crate::sdr::SdrError;

/// Why an encoder rejected a value, bits or a state.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// The encoder takes values of another kind.
    #[error("expected {expected}, found {found}")]
    WrongKind {
        /// What the encoder takes.
        expected: ValueKind,
        /// What it was given.
        found: ValueKind,
    },
    /// A number is infinite, or is NaN where a bucket is asked for.
    #[error("{value:?} has no bucket; give a finite number, or a missing value if there is none")]
    NotFinite {
        /// The number.
        value: f64,
    },
    /// A log encoder was given 0 or a number below.
    #[error("{value:?} has no logarithm; give a number greater than 0")]
    NotPositive {
        /// The number.
        value: f64,
    },
    /// A coordinate is no integer, or too far out.
    #[error("{value:?} is no coordinate; give an integer from -2^52 to 2^52")]
    NotACoordinate {
        /// The number.
        value: f64,
    },
    /// A list has more or fewer numbers than the encoder takes.
    #[error("a list of {found} numbers; the encoder takes {expected}")]
    WrongDimensions {
        /// What the encoder takes.
        expected: usize,
        /// What it was given.
        found: usize,
    },
    /// A number of a place on the earth is out of its bounds.
    #[error("the {what} {value:?} is out of bounds; give one from {least:?} to {greatest:?}")]
    OutOfBounds {
        /// Which number.
        what: &'static str,
        /// The number.
        value: f64,
        /// The lower bound.
        least: f64,
        /// The upper bound.
        greatest: f64,
    },
    /// The bits of a pass-through do not ascend.
    #[error("bit {after} comes after {before}; list the bits that are ON in ascending order")]
    NotAscending {
        /// The bit.
        before: u32,
        /// The bit after it.
        after: u32,
    },
    /// A value of a pass-through has another number of bits ON.
    #[error("{found} bits are ON instead of {expected}; give that many, or set `exact` to false")]
    WrongActiveBits {
        /// The number that the encoder declares.
        expected: u32,
        /// What it was given.
        found: u32,
    },
    /// A number is too far away to have a bucket.
    #[error(
        "the value {value:?} lies more than {reach:?} from {origin:?}, where the buckets are numbered from; give an origin nearer to the values, or wider buckets"
    )]
    TooFar {
        /// The number.
        value: f64,
        /// From where buckets are numbered.
        origin: f64,
        /// The greatest distance from there.
        reach: f64,
    },
    /// There is no bucket of this number.
    #[error("there is no bucket {bucket}; buckets are numbered {first} to {last}")]
    NoSuchBucket {
        /// The number of the bucket.
        bucket: i64,
        /// The first bucket.
        first: i64,
        /// The last bucket.
        last: i64,
    },
    /// A category is not in the encoder's list, and unknown ones have no slot.
    #[error(
        "the category {category:?} is not one of the {known} that the encoder knows; add it to the list, or ask for a slot for unknown categories"
    )]
    UnknownCategory {
        /// The category.
        category: String,
        /// Number of categories in the list.
        known: usize,
    },
    /// A concatenation was given more or fewer values than it has parts.
    #[error("{found} values for {expected} parts; give one value for each part, in their order")]
    WrongCount {
        /// Number of parts.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// An encoder made an SDR of another size than it declares.
    #[error(
        "an SDR of {found} bits from an encoder of {expected}; every SDR must have the declared size"
    )]
    WrongSize {
        /// The number that the encoder declares.
        expected: u32,
        /// What it made.
        found: u32,
    },
    /// Bits to be decoded are not of the encoder's size.
    #[error("{found} bits cannot be decoded by an encoder of {expected}; give bits of its size")]
    ForeignBits {
        /// The size of the encoder.
        expected: u32,
        /// The size of the bits.
        found: u32,
    },
    /// A part of a concatenation failed.
    #[error("{part}: {error}")]
    Part {
        /// The name of the part.
        part: String,
        /// Why it failed.
        #[source]
        error: Box<EncoderError>,
    },
    /// The bits make no SDR.
    #[error(transparent)]
    Sdr(#[from] SdrError),
    /// A state that an encoder of these parameters cannot have.
    #[error("the state of another encoder: {problem}")]
    Memory {
        /// What the state has to be.
        problem: String,
    },
    /// Any other error of a custom encoder.
    #[error("{0}")]
    Other(String),
}

impl EncoderError {
    pub(crate) fn within(self, part: &str) -> Self {
        Self::Part { part: part.into(), error: Box::new(self) }
    }
}
