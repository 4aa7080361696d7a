//! The periodic encoder: `BAMI ENC 'Ordered and Cyclic Categories'`, of values that come round again.

use super::{Bucket, Decoded, Encoder, EncoderError, Meaning, Value, bounds, decode, no_bits};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`PeriodicEncoder`]. The default is the hour of the day in 54 buckets with 21
/// active bits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct PeriodicEncoderParameters {
    /// After how much the values come round again; finite and greater than 0.
    pub period: f64,
    /// Number of intervals of equal width in a period, and of bits, n; at least 1.
    pub buckets: u32,
    /// Number of bits ON, w; from 1 to the buckets, well chosen at least 20 and at most half of them.
    pub active_bits: u32,
    /// The value at which bucket 0 begins; finite.
    pub minimum: f64,
}

with_methods! {
    PeriodicEncoderParameters {
        with_period(period: f64),
        with_buckets(buckets: u32),
        with_active_bits(active_bits: u32),
        with_minimum(minimum: f64),
    }
}

impl Default for PeriodicEncoderParameters {
    fn default() -> Self {
        Self { period: 24.0, buckets: 54, active_bits: 21, minimum: 0.0 }
    }
}

impl PeriodicEncoderParameters {
    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/encoders.md#enc-periodic-parameters
    //# A periodic encoder MUST be rejected unless its period is finite and greater than 0, its
    //# minimum and buckets * period are finite, and its number of active bits is at least 1 and at
    //# most its number of buckets.
    pub fn validate(&self) -> Result<(), ParameterError> {
        bounds::positive("period", self.period)?;
        bounds::at_least_one("buckets", self.buckets)?;
        bounds::active_bits(self.active_bits, self.buckets, "the buckets")?;
        bounds::finite("minimum", self.minimum)?;
        if !(f64::from(self.buckets) * self.period).is_finite() {
            let allowed = "must be smaller: the buckets times the period overflow";
            return Err(ParameterError::new("period", format!("{:?}", self.period), allowed));
        }
        Ok(())
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        bounds::unusual_active_bits(self.active_bits, Some(self.buckets))
    }
}

/// Encodes a number that comes round again, such as an hour or a compass bearing: a run of w bits on
/// a ring.
///
/// ```
/// use bami_htm::encoders::{PeriodicEncoder, PeriodicEncoderParameters};
///
/// let hour = PeriodicEncoder::new(PeriodicEncoderParameters::default())?;
/// let (late, early) = (hour.encode_number(23.5)?, hour.encode_number(0.5)?);
/// assert_eq!(late.overlap(&early)?, 18);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodicEncoder {
    parameters: PeriodicEncoderParameters,
}

impl PeriodicEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`PeriodicEncoderParameters::validate`] rejects.
    pub fn new(parameters: PeriodicEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate().map(|()| Self { parameters })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &PeriodicEncoderParameters {
        &self.parameters
    }

    /// The bucket of a number, from 0.
    ///
    /// # Errors
    ///
    /// A number that is not finite, or whose distance to the minimum is not.
    pub fn bucket(&self, value: f64) -> Result<u32, EncoderError> {
        bounds::finite_value(value)?;
        let PeriodicEncoderParameters { period, buckets, minimum, .. } = self.parameters;
        //= spec/encoders.md#enc-periodic-reach
        //# A value v for which v - minimum overflows MUST be rejected with an error.
        if !(value - minimum).is_finite() {
            return Err(EncoderError::TooFar { value, origin: minimum, reach: f64::MAX });
        }
        //= spec/encoders.md#enc-periodic-remainder
        //# The remainder r of a value v MUST be fmod(v - minimum, period), plus the period if that
        //# is negative.
        let remainder = (value - minimum).rem_euclid(period);
        //= spec/encoders.md#enc-periodic-bucket
        //# The bucket of a value with the remainder r MUST be floor(buckets * r / period) modulo
        //# buckets, the multiplication before the division.
        let bucket = (f64::from(buckets) * remainder / period).floor() as u32;
        Ok(bucket % buckets)
    }

    /// The bits of a bucket, ascending.
    ///
    /// # Errors
    ///
    /// A bucket that there is not.
    pub fn bits_of_bucket(&self, bucket: u32) -> Result<Vec<u32>, EncoderError> {
        let PeriodicEncoderParameters { buckets, active_bits, .. } = self.parameters;
        bounds::bucket(bucket, buckets)?;
        // D-ENC-4: the bits are centred on the bucket.
        //= spec/encoders.md#d-enc-4
        //# Bucket i of a periodic encoder MUST have the bits (i - floor(w / 2) + k) modulo n ON,
        //# for k = 0 to w - 1.
        let [n, w, i] = [buckets, active_bits, bucket].map(i64::from);
        let mut bits: Vec<u32> = (0..w).map(|k| (i - w / 2 + k).rem_euclid(n) as u32).collect();
        bits.sort_unstable();
        Ok(bits)
    }

    /// The SDR of a number; NaN is a missing value.
    ///
    /// # Errors
    ///
    /// An infinite number, or one whose distance to the minimum is infinite.
    pub fn encode_number(&self, value: f64) -> Result<Sdr, EncoderError> {
        let size = self.size();
        if value.is_nan() {
            return no_bits(size);
        }
        Ok(Sdr::new(size, self.bits_of_bucket(self.bucket(value)?)?)?)
    }
}

impl Encoder for PeriodicEncoder {
    //= spec/encoders.md#enc-periodic-size
    //# The size n of a periodic encoder MUST be its number of buckets.
    fn size(&self) -> u32 {
        self.parameters.buckets
    }

    fn active_bits(&self) -> u32 {
        self.parameters.active_bits
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        self.encode_number(value.to_number()?.unwrap_or(f64::NAN))
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        decode::bucket_of(value.to_number()?, |number| self.bucket(number))
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        decode::check_size(bits, self.size())?;
        let PeriodicEncoderParameters { period, buckets, active_bits, minimum } = self.parameters;
        let lower_end = |bucket: i64| minimum + bucket as f64 * period / f64::from(buckets);
        let decoded = decode::best_on_a_ring(bits, active_bits).map(|best| {
            let (from, to) = (lower_end(best.first), lower_end(best.first + best.count));
            Decoded::new(&best, active_bits, Meaning::Range(from, to))
        });
        Ok(decoded.into_iter().collect())
    }
}
