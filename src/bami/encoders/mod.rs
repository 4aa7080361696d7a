//! Encoders: `BAMI ENC`, Encoding Data for HTM Systems.
//!
//! An encoder turns a [`Value`] into an [`Sdr`] whose ON bits stand for what the value means. Follows
//! `spec/encoders.md`, `spec/further-encoders.md` and, for the way back, `spec/decoding.md`. Every encoder
//! keeps BAMI's four rules: similar values share bits; the same value always gives the same SDR; every SDR
//! has the same number of bits n; every value turns the same number of bits w ON.
//!
//! # Which encoder
//!
//! | the value | encoder |
//! | --- | --- |
//! | a number of a known range | [`ScalarEncoder`] |
//! | a number whose range is unknown or may grow | [`RandomDistributedScalarEncoder`] |
//! | a number that comes round again: an hour, a bearing | [`PeriodicEncoder`] |
//! | a name out of a list, where no two are alike | [`CategoryEncoder`] |
//! | a number greater than 0 of which the ratio counts: a price, a size | [`LogEncoder`] |
//! | a number of which the change counts | [`DeltaEncoder`] |
//! | a name out of a list whose order counts, also such as come round again | [`OrderedCategoryEncoder`] |
//! | a date and time | [`DateEncoder`] |
//! | a place on a grid | [`CoordinateEncoder`] |
//! | a place on the earth, at rest or moving | [`GeospatialEncoder`] |
//! | an SDR | [`PassThroughEncoder`] |
//! | several of these | [`ConcatenatedEncoder`] |
//! | anything else | a type that implements [`Encoder`] |
//!
//! # Which sizes
//!
//! - **Active bits w: at least 20 to 25** (BAMI p. 31). With few bits, one that is lost or wrong changes
//!   the meaning. 21 is what has served best.
//! - **Bits n: at least 100 for a number** (BAMI p. 40). BAMI reports good results with n = 134 and
//!   w = 21 for metrics of servers, and with n = 2048 and w = 41 for places.
//! - **From 1 % to 35 % of the bits ON** (BAMI p. 31), always about the same share. Categories may have up
//!   to 50 % (BAMI p. 40).
//! - **How fine.** Two numbers are alike to the degree to which their buckets are near: at a distance of
//!   d buckets they share w - d bits. So w buckets are how far "similar" reaches. Buckets narrower than
//!   the noise of the values make the same thing look different; buckets that are too wide hide what
//!   is to be seen. About 100 buckets over the range of the values are a good start;
//!   [`resolution_from_range`] gives the width.
//! - **A random distributed scalar encoder** shares w * w / n bits between unrelated values by chance, so
//!   let n be more than 11 * w: 400 bits for 21 active ones.
//! - **A periodic encoder** needs at least 2 * w buckets, or values half a period apart overlap.
//! - **Several values** should have similar w: the one with more active bits weighs more.
//!
//! The `warnings` of each parameter struct say where a choice departs from this.
//!
//! # Missing values
//!
//! [`Value::Missing`] and NaN turn no bit ON (D-ENC-3). An infinite number is an error, as is a value of
//! another kind.
//!
//! # Adding a built-in encoder
//!
//! Write its rules into a chapter of `spec/`, then the encoder's file here and its line in the table
//! above. It has a variant in [`EncoderParameters`] with an arm in each of its methods, an estimate in
//! `estimate.rs`, its fields in `src/beyond/pin/encoders.rs`, an algorithm of vectors in
//! `src/conformance/model/encoder.rs`, and a column type in `src/program/input/column_type.rs`. Its
//! vectors and both ports follow.
//!
//! # Custom encoders
//!
//! A type that implements [`Encoder`] works like a built-in encoder in a concatenation, a region, a
//! predictor and a network: wrap it in [`EncoderParameters::custom`]. To save and load it, give it a
//! [`kind`](Encoder::kind) and register its constructor in an `EncoderRegistry` (feature `serde`).
//!
//! ```
//! use bami_htm::encoders::{Encoder, EncoderError, Value};
//! use bami_htm::sdr::Sdr;
//!
//! /// Small integers, alike when they have the same remainder modulo 3.
//! #[derive(Clone)]
//! struct ByThree;
//!
//! impl Encoder for ByThree {
//!     fn size(&self) -> u32 {
//!         60
//!     }
//!
//!     fn active_bits(&self) -> u32 {
//!         20
//!     }
//!
//!     fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
//!         let Some(number) = value.to_number()? else { return Ok(Sdr::empty(60)?) };
//!         let first = 20 * number.rem_euclid(3.0) as u32;
//!         Ok(Sdr::new(60, first..first + 20)?)
//!     }
//! }
//!
//! assert_eq!(ByThree.encode(&Value::Number(4.0))?.on()[0], 20);
//! # Ok::<(), EncoderError>(())
//! ```

mod bounds;
mod category;
mod concatenated;
mod coordinate;
mod custom;
mod date;
mod decode;
mod delta;
mod error;
mod estimate;
mod geospatial;
mod log;
mod memory;
mod ordered_category;
mod parameters;
mod pass_through;
mod periodic;
mod random_distributed_scalar;
#[cfg(feature = "serde")]
mod registry;
mod scalar;
mod switches;
mod value;
mod value_kind;

pub use category::{CategoryEncoder, CategoryEncoderParameters};
pub use concatenated::{ConcatenatedEncoder, ConcatenatedPart};
pub use coordinate::{CoordinateEncoder, CoordinateEncoderParameters};
pub use custom::{CloneEncoder, CustomEncoder};
pub use date::{
    CustomDaysParameters, DateEncoder, DateEncoderParameters, DayNightParameters,
    DayOfMonthParameters, DayOfWeekParameters, FirstWeekday, HolidayParameters,
    MinuteOfHourParameters, MonthParameters, SeasonParameters, TimeOfDayParameters,
    WeekendParameters,
};
use decode::REMEMBERED;
pub use decode::{Bucket, Decoded, Meaning};
pub use delta::{DeltaEncoder, DeltaEncoderParameters};
pub use error::EncoderError;
pub use geospatial::{GeospatialEncoder, GeospatialEncoderParameters};
pub use log::{LogEncoder, LogEncoderParameters};
pub use memory::EncoderMemory;
pub use ordered_category::{OrderedCategoryEncoder, OrderedCategoryEncoderParameters};
pub use parameters::{ConcatenatedEncoderParameters, EncoderParameters, PartParameters};
pub use pass_through::{PassThroughEncoder, PassThroughEncoderParameters};
pub use periodic::{PeriodicEncoder, PeriodicEncoderParameters};
pub use random_distributed_scalar::{
    RandomDistributedScalarEncoder, RandomDistributedScalarEncoderParameters, estimate_resolution,
    resolution_from_range,
};
#[cfg(feature = "serde")]
pub use registry::{EncoderRegistry, RegistryError};
pub use scalar::{ScalarEncoder, ScalarEncoderParameters};
pub use switches::{Collisions, Rounding};
pub use value::Value;
pub use value_kind::ValueKind;

use crate::sdr::Sdr;

/// Turns values into SDRs.
///
/// An implementation follows the rules ENC-SIMILAR, ENC-DETERMINISTIC, ENC-SIZE and ENC-ACTIVE of
/// `spec/encoders.md`, and D-ENC-3 for missing values. It has to be [`Clone`], which gives it
/// [`CloneEncoder`].
pub trait Encoder: CloneEncoder + Send + Sync {
    /// The name of this kind of encoder in snapshots and parameter files, the same for all encoders
    /// that one constructor makes. The default is empty: an encoder without a kind works but cannot
    /// be saved. Built-in encoders do not need one, as [`EncoderParameters`] names them.
    fn kind(&self) -> &str {
        ""
    }

    /// The parameters in snapshots and parameter files, from which the constructor in an
    /// [`EncoderRegistry`] makes the same encoder again. The default is null: no parameters.
    #[cfg(feature = "serde")]
    fn json_parameters(&self) -> serde_json::Value {
        serde_json::Value::Null
    }

    /// Number of bits of every SDR it makes, n.
    //= spec/encoders.md#enc-size
    //# Every SDR that an encoder makes MUST have the same number of bits n.
    fn size(&self) -> u32;

    /// Number of bits that are ON for every value that is not missing, w; with [`Collisions::Leave`]
    /// the greatest number.
    //= spec/encoders.md#enc-active
    //# Every value that is not missing MUST turn the same number of bits w ON, unless `collisions`
    //# is set to `leave` or a pass-through is not exact.
    fn active_bits(&self) -> u32;

    /// The SDR of a value. An encoder may remember values, as one of differences does; most do not.
    ///
    /// # Errors
    ///
    /// A value of another kind than the encoder takes, an infinite number, or one that the encoder
    /// has no bits for.
    //= spec/encoders.md#enc-similar
    //# Of two pairs of values, the pair that is closer together by two buckets or more MUST have at
    //# least as many bits in common as the other, not counting the bits that a random distributed
    //# scalar encoder shares by chance, except for coordinate, geospatial, delta and pass-through
    //# encoders.
    //= spec/encoders.md#enc-deterministic
    //# The same value in the same state of an encoder MUST give the same SDR in every run and on
    //# every machine.
    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError>;

    /// Checks a value without encoding it: a value that passes is then encoded without an error, and
    /// the state stays as it is. The default encodes the value with a copy of the encoder.
    ///
    /// # Errors
    ///
    /// Whatever [`encode`](Self::encode) rejects.
    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        let (expected, found) = (self.size(), self.clone_encoder().encode(value)?.size());
        //= spec/encoders.md#enc-size
        //# Every SDR that an encoder makes MUST have the same number of bits n.
        if found == expected { Ok(()) } else { Err(EncoderError::WrongSize { expected, found }) }
    }

    /// The bucket of a value in each part of the encoder; the state stays as it is. A missing value has
    /// none. The default is an encoder without buckets; a predictor needs those of the metric.
    ///
    /// ```
    /// use bami_htm::encoders::{Bucket, Encoder, ScalarEncoder, ScalarEncoderParameters, Value};
    ///
    /// let thermometer = ScalarEncoder::new(ScalarEncoderParameters::default())?;
    /// assert_eq!(thermometer.buckets(&Value::Number(72.5))?, [Bucket::new(72)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever [`encode`](Self::encode) rejects.
    //= spec/decoding.md#enc-buckets
    //# A missing value MUST NOT have a bucket.
    //= spec/decoding.md#enc-buckets
    //# Any other value MUST have one bucket in each part of the encoder that has buckets.
    fn buckets(&self, _value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        Ok(Vec::new())
    }

    /// What bits most likely stand for, in each part of the encoder: the bucket that has the most of
    /// its bits among them. A part none of whose buckets has any is left out; the default gives
    /// nothing.
    ///
    /// ```
    /// use bami_htm::encoders::{Encoder, Meaning, ScalarEncoder, ScalarEncoderParameters};
    /// use bami_htm::sdr::Sdr;
    ///
    /// let thermometer = ScalarEncoder::new(ScalarEncoderParameters::default())?;
    /// // 72 degrees with three bits lost and one too many.
    /// let bits = Sdr::new(120, (72..93).filter(|bit| bit % 9 != 0).chain([3]))?;
    /// let decoded = &thermometer.decode(&bits)?[0];
    /// assert_eq!((decoded.bucket, decoded.overlap), (72, 18));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Bits of another size than the encoder's.
    fn decode(&self, _bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        Ok(Vec::new())
    }

    /// Forgets the values so far, as at the beginning of a sequence. What decoding uses stays.
    fn reset(&mut self) {}

    /// The state that the encoder keeps from one value to the next, for a snapshot. A custom encoder
    /// with state returns it as one of the variants of [`EncoderMemory`], always the same one.
    //= spec/snapshot.md#snap-encoders
    //# The state that an encoder keeps from one value to the next MUST be part of the snapshot.
    fn memory(&self) -> EncoderMemory {
        EncoderMemory::Nothing
    }

    /// Continues from a state that [`memory`](Self::memory) returned.
    ///
    /// # Errors
    ///
    /// A state that no encoder of these parameters can have.
    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        match memory {
            EncoderMemory::Nothing => Ok(()),
            _ => Err(EncoderMemory::rejected("this encoder has no state")),
        }
    }
}

impl Encoder for Box<dyn Encoder> {
    fn kind(&self) -> &str {
        (**self).kind()
    }

    #[cfg(feature = "serde")]
    fn json_parameters(&self) -> serde_json::Value {
        (**self).json_parameters()
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        (**self).check(value)
    }

    fn size(&self) -> u32 {
        (**self).size()
    }

    fn active_bits(&self) -> u32 {
        (**self).active_bits()
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        (**self).encode(value)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        (**self).buckets(value)
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        (**self).decode(bits)
    }

    fn reset(&mut self) {
        (**self).reset();
    }

    fn memory(&self) -> EncoderMemory {
        (**self).memory()
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        (**self).remember(memory)
    }
}

/// The SDR of a missing value (D-ENC-3).
//= spec/encoders.md#d-enc-3
//# A missing value MUST turn no bit ON.
fn no_bits(size: u32) -> Result<Sdr, EncoderError> {
    Ok(Sdr::empty(size)?)
}

#[cfg(test)]
mod tests;
