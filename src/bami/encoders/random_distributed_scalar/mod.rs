//! The random distributed scalar encoder, RDSE: `BAMI ENC 'A More Flexible Encoder for Numbers'`.

mod resolution;

pub use resolution::{estimate_resolution, resolution_from_range};

use std::collections::BTreeSet;

use std::ops::RangeInclusive;

use super::{
    Bucket, Collisions, Decoded, Encoder, EncoderError, EncoderMemory, Meaning, Rounding, Value,
    bounds, decode, no_bits,
};
use crate::Profile;
use crate::hash::murmur3_32;
use crate::math::round_half_up;
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// The first and the last bucket are this far from bucket 0: 2^52. Further out neighbouring buckets
/// could not be told apart by the arithmetic of f64.
const REACH: i64 = 1 << 52;

/// Parameters of a [`RandomDistributedScalarEncoder`]. The default is that of the field: 400 bits of
/// which 21 are active; the resolution has to suit the values, see [`resolution_from_range`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct RandomDistributedScalarEncoderParameters {
    /// The width of a bucket, in the unit of the values; finite and greater than 0.
    pub resolution: f64,
    /// Number of bits, n.
    pub size: u32,
    /// Number of bits ON, w; from 1 to n, well chosen at least 20 and less than n / 11.
    pub active_bits: u32,
    /// The value in the middle of bucket 0, or with [`Rounding::Floor`] at its lower end; finite.
    pub offset: f64,
    /// The seed of the hash. Encoders with different seeds give unrelated SDRs.
    pub seed: u32,
    /// How a value is rounded to a bucket (D-ENC-5).
    pub rounding: Rounding,
    /// What becomes of keys that hash to the same bit (D-ENC-2).
    pub collisions: Collisions,
}

with_methods! {
    RandomDistributedScalarEncoderParameters {
        with_resolution(resolution: f64),
        with_size(size: u32),
        with_active_bits(active_bits: u32),
        with_offset(offset: f64),
        with_seed(seed: u32),
        with_rounding(rounding: Rounding),
        with_collisions(collisions: Collisions),
    }
}

impl Default for RandomDistributedScalarEncoderParameters {
    fn default() -> Self {
        Self::practical()
    }
}

impl RandomDistributedScalarEncoderParameters {
    /// The parameters of a profile.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        match profile {
            Profile::Book => Self::book(),
            Profile::Practical => Self::practical(),
        }
    }

    /// The parameters of the practical profile, which are the default.
    #[must_use]
    pub fn practical() -> Self {
        Self {
            resolution: 1.0,
            size: 400,
            active_bits: 21,
            offset: 0.0,
            seed: 42,
            rounding: Rounding::Nearest,
            collisions: Collisions::Probe,
        }
    }

    /// The parameters of the book profile: BAMI to the letter.
    #[must_use]
    pub fn book() -> Self {
        Self { rounding: Rounding::Floor, collisions: Collisions::Leave, ..Self::practical() }
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/encoders.md#enc-rdse-parameters
    //# A random distributed scalar encoder MUST be rejected unless its resolution is finite and
    //# greater than 0, its offset is finite, and its number of active bits is at least 1 and at
    //# most n.
    pub fn validate(&self) -> Result<(), ParameterError> {
        bounds::positive("resolution", self.resolution)?;
        bounds::at_least_one("size", self.size)?;
        bounds::active_bits(self.active_bits, self.size, "the size")?;
        bounds::finite("offset", self.offset)
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let mut warnings = bounds::unusual_active_bits(self.active_bits, Some(self.size));
        warnings.extend(bounds::few_bits("size", self.size));
        if u64::from(self.size) <= 11 * u64::from(self.active_bits) {
            let (w, n) = (f64::from(self.active_bits), f64::from(self.size));
            let message = format!(
                "unrelated values will share {:.1} of {w} active bits by chance; more than {} bits are advised",
                w * w / n,
                11.0 * w,
            );
            warnings.push(ParameterWarning::new("size", message));
        }
        warnings
    }
}

/// Encodes a number of any range: each bucket has w bits that are spread by a hash, of which it shares
/// all but one with its neighbour.
///
/// ```
/// use bami_htm::encoders::{
///     RandomDistributedScalarEncoder, RandomDistributedScalarEncoderParameters as Parameters,
/// };
///
/// let parameters = Parameters::default().with_resolution(0.5);
/// let encoder = RandomDistributedScalarEncoder::new(parameters)?;
/// let (x, near, far) =
///     (encoder.encode_number(10.0)?, encoder.encode_number(11.0)?, encoder.encode_number(-900.0)?);
/// assert_eq!(x.active_bits(), 21);
/// assert!(x.overlap(&near)? >= 19);
/// assert!(x.overlap(&far)? < 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RandomDistributedScalarEncoder {
    parameters: RandomDistributedScalarEncoderParameters,
    seen: decode::Remembered<i64>,
}

impl RandomDistributedScalarEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`RandomDistributedScalarEncoderParameters::validate`] rejects.
    pub fn new(
        parameters: RandomDistributedScalarEncoderParameters,
    ) -> Result<Self, ParameterError> {
        parameters.validate()?;
        Ok(Self { parameters, seen: decode::Remembered::default() })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &RandomDistributedScalarEncoderParameters {
        &self.parameters
    }

    /// The bucket of a number.
    ///
    /// # Errors
    ///
    /// A number that is not finite, or one more than 2^52 buckets away from the offset.
    pub fn bucket(&self, value: f64) -> Result<i64, EncoderError> {
        bounds::finite_value(value)?;
        let RandomDistributedScalarEncoderParameters { resolution, offset, rounding, .. } =
            self.parameters;
        let quotient = (value - offset) / resolution;
        let bucket = match rounding {
            //= spec/encoders.md#d-enc-5
            //# With `rounding` set to `nearest`, the bucket of a value v of a random distributed
            //# scalar encoder MUST be i = floor((v - offset) / resolution + 0.5).
            Rounding::Nearest => round_half_up(quotient),
            //= spec/encoders.md#d-enc-5
            //# With `rounding` set to `floor`, the bucket MUST be i = floor((v - offset) /
            //# resolution).
            Rounding::Floor => quotient.floor(),
        };
        //= spec/encoders.md#enc-rdse-reach
        //# A value whose bucket is less than -2^52 or greater than 2^52 MUST be rejected with an
        //# error.
        //= spec/encoders.md#enc-rdse-reach
        //# A value v for which v - offset or (v - offset) / resolution overflows MUST be rejected
        //# with an error.
        if bucket.abs() > REACH as f64 {
            let reach = (resolution * REACH as f64).min(f64::MAX);
            return Err(EncoderError::TooFar { value, origin: offset, reach });
        }
        Ok(bucket as i64)
    }

    /// The bits of a bucket, ascending.
    ///
    /// # Errors
    ///
    /// A bucket more than 2^52 away from bucket 0.
    //= spec/encoders.md#enc-rdse-overlap
    //# With `collisions` set to `probe`, two buckets of a random distributed scalar encoder that
    //# are d apart, with d at most w, MUST have at least w - d bits in common.
    pub fn bits_of_bucket(&self, bucket: i64) -> Result<Vec<u32>, EncoderError> {
        if !(-REACH..=REACH).contains(&bucket) {
            return Err(EncoderError::NoSuchBucket { bucket, first: -REACH, last: REACH });
        }
        let mut on = BTreeSet::new();
        //= spec/encoders.md#enc-rdse-keys
        //# The keys of bucket i MUST be the w integers i to i + w - 1.
        for key in bucket..bucket + i64::from(self.parameters.active_bits) {
            //= spec/encoders.md#d-enc-2
            //# With `collisions` set to `probe`, the keys of a bucket MUST be placed in ascending
            //# order, each on the first bit among its probes, counted from probe 0, on which no
            //# smaller key of the bucket is placed.
            //= spec/encoders.md#d-enc-2
            //# With `collisions` set to `leave`, every key of a bucket MUST be placed on the bit of
            //# its probe 0.
            self.parameters.collisions.place(&mut on, |probe| self.bit(key, probe));
        }
        Ok(on.into_iter().collect())
    }

    /// The bit of a probe of a key.
    //= spec/portable-core.md#r-2-streams
    //# An encoder MUST NOT draw random numbers.
    //= spec/encoders.md#enc-rdse-probe
    //# Probe c of key j MUST be the hash of the 12 bytes made of j as a signed 64-bit number in
    //# two's complement and c as an unsigned 32-bit number, each with its lowest byte first, with
    //# the seed of the encoder, modulo n.
    fn bit(&self, key: i64, probe: u32) -> u32 {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&key.to_le_bytes());
        bytes[8..].copy_from_slice(&probe.to_le_bytes());
        murmur3_32(&bytes, self.parameters.seed) % self.parameters.size
    }

    /// The SDR of a number; NaN is a missing value.
    ///
    /// # Errors
    ///
    /// An infinite number, or one more than 2^52 buckets away from the offset.
    pub fn encode_number(&self, value: f64) -> Result<Sdr, EncoderError> {
        if value.is_nan() {
            return no_bits(self.parameters.size);
        }
        Ok(Sdr::new(self.parameters.size, self.bits_of_bucket(self.bucket(value)?)?)?)
    }

    /// What bits most likely stand for among the buckets of a range, such as those of a minimum and a
    /// maximum: see [`bucket`](Self::bucket). Takes time in proportion to the number of buckets.
    ///
    /// ```
    /// use bami_htm::encoders::{Meaning, RandomDistributedScalarEncoder};
    ///
    /// let encoder = RandomDistributedScalarEncoder::new(Default::default())?;
    /// let bits = encoder.encode_number(17.0)?;
    /// let decoded = encoder.decode_among(&bits, 0..=100)?.unwrap();
    /// assert_eq!(decoded.meaning, Meaning::Range(16.5, 17.5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Bits of another size than the encoder's, or a bucket more than 2^52 away from bucket 0.
    pub fn decode_among(
        &self,
        bits: &Sdr,
        buckets: RangeInclusive<i64>,
    ) -> Result<Option<Decoded>, EncoderError> {
        self.best(bits, buckets)
    }

    /// The best of these buckets, which ascend.
    fn best(
        &self,
        bits: &Sdr,
        buckets: impl Iterator<Item = i64>,
    ) -> Result<Option<Decoded>, EncoderError> {
        let RandomDistributedScalarEncoderParameters {
            resolution,
            size,
            active_bits,
            offset,
            rounding,
            ..
        } = self.parameters;
        decode::check_size(bits, size)?;
        let overlap = |bucket| Ok((bucket, decode::overlap(bits, &self.bits_of_bucket(bucket)?)));
        let overlaps: Vec<(i64, u32)> =
            buckets.map(overlap).collect::<Result<_, EncoderError>>()?;
        let shift = match rounding {
            Rounding::Nearest => 0.5,
            Rounding::Floor => 0.0,
        };
        let lower_end = |bucket: i64| offset + (bucket as f64 - shift) * resolution;
        Ok(decode::best_of(overlaps).map(|best| {
            let (from, to) = (lower_end(best.first), lower_end(best.first + best.count));
            Decoded::new(&best, active_bits, Meaning::Range(from, to))
        }))
    }
}

impl Encoder for RandomDistributedScalarEncoder {
    fn size(&self) -> u32 {
        self.parameters.size
    }

    fn active_bits(&self) -> u32 {
        self.parameters.active_bits
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        let Some(number) = value.to_number()? else { return no_bits(self.parameters.size) };
        let bucket = self.bucket(number)?;
        let sdr = Sdr::new(self.parameters.size, self.bits_of_bucket(bucket)?)?;
        self.seen.see(bucket);
        Ok(sdr)
    }

    fn memory(&self) -> EncoderMemory {
        EncoderMemory::Buckets(self.seen.all().to_vec())
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        let seen = match memory {
            EncoderMemory::Buckets(buckets)
                if buckets.iter().all(|bucket| (-REACH..=REACH).contains(bucket)) =>
            {
                decode::Remembered::of(buckets)
            }
            _ => None,
        };
        self.seen = seen.ok_or_else(|| {
            EncoderMemory::rejected(
                "a random distributed scalar encoder keeps at most 1024 different buckets from -2^52 to 2^52",
            )
        })?;
        Ok(())
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        decode::bucket_of(value.to_number()?, |number| self.bucket(number))
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        let mut seen = self.seen.all().to_vec();
        seen.sort_unstable();
        Ok(self.best(bits, seen.into_iter())?.into_iter().collect())
    }
}
