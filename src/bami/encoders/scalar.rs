//! The scalar encoder: `BAMI ENC 'A Simple Encoder for Numbers'`.

use super::{Bucket, Decoded, Encoder, EncoderError, Meaning, Value, bounds, decode, no_bits};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`ScalarEncoder`]. The default is BAMI's thermometer: 0 to 100 in 100 buckets
/// with 21 active bits, 120 bits in all.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct ScalarEncoderParameters {
    /// The least value that is distinguished from smaller ones; finite. BAMI's minVal.
    pub minimum: f64,
    /// The greatest value that is distinguished from larger ones; finite, greater than the minimum. BAMI's
    /// maxVal.
    pub maximum: f64,
    /// Number of intervals of equal width between minimum and maximum; at least 1.
    pub buckets: u32,
    /// Number of bits ON, w; at least 1, well chosen at least 20.
    pub active_bits: u32,
}

with_methods! {
    ScalarEncoderParameters {
        with_minimum(minimum: f64),
        with_maximum(maximum: f64),
        with_buckets(buckets: u32),
        with_active_bits(active_bits: u32),
    }
}

impl Default for ScalarEncoderParameters {
    fn default() -> Self {
        Self { minimum: 0.0, maximum: 100.0, buckets: 100, active_bits: 21 }
    }
}

impl ScalarEncoderParameters {
    /// The parameters for SDRs of `size` bits: as many buckets as they have room for.
    ///
    /// # Errors
    ///
    /// A size smaller than the number of active bits, or anything that
    /// [`validate`](Self::validate) rejects.
    //= spec/encoders.md#enc-scalar-size
    //# If the size n is given instead of the number of buckets, the number of buckets MUST be n - w
    //# + 1.
    pub fn with_size(
        minimum: f64,
        maximum: f64,
        size: u32,
        active_bits: u32,
    ) -> Result<Self, ParameterError> {
        bounds::active_bits(active_bits, size, "the size")?;
        let parameters = Self { minimum, maximum, buckets: size - active_bits + 1, active_bits };
        parameters.validate().map(|()| parameters)
    }

    /// Number of bits of the SDRs, n.
    ///
    /// # Errors
    ///
    /// No buckets, no active bits, or more bits than 32 bits can number.
    //= spec/encoders.md#enc-scalar-size
    //# The size n of the SDRs MUST be buckets + w - 1.
    pub fn size(&self) -> Result<u32, ParameterError> {
        bounds::at_least_one("buckets", self.buckets)?;
        bounds::some_active_bits(self.active_bits)?;
        let size = self.buckets.checked_add(self.active_bits - 1);
        size.ok_or_else(|| bounds::too_large("buckets", self.buckets))
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/encoders.md#enc-scalar-parameters
    //# A scalar encoder MUST be rejected unless its minimum and maximum are finite, the maximum is
    //# greater than the minimum, buckets * (maximum - minimum) is finite, and it has at least 1
    //# bucket and 1 active bit.
    pub fn validate(&self) -> Result<(), ParameterError> {
        bounds::finite("minimum", self.minimum)?;
        bounds::finite("maximum", self.maximum)?;
        if self.maximum <= self.minimum {
            let allowed = format!("must be greater than the minimum, {:?}", self.minimum);
            return Err(ParameterError::new("maximum", format!("{:?}", self.maximum), allowed));
        }
        self.size()?;
        let span = f64::from(self.buckets) * (self.maximum - self.minimum);
        if !span.is_finite() {
            let allowed = "must be nearer to the minimum: the buckets times the range overflow";
            return Err(ParameterError::new("maximum", format!("{:?}", self.maximum), allowed));
        }
        Ok(())
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let size = self.size().ok();
        let mut warnings = bounds::unusual_active_bits(self.active_bits, size);
        warnings.extend(size.and_then(|size| bounds::few_bits("buckets", size)));
        if self.buckets == 1 {
            let message = "all values have the same bits in a single bucket; 100 are usual";
            warnings.push(ParameterWarning::new("buckets", message));
        }
        warnings
    }
}

/// Encodes a number of a known range: a run of w bits that starts further on the greater the number.
///
/// ```
/// use bami_htm::encoders::{ScalarEncoder, ScalarEncoderParameters};
///
/// let thermometer = ScalarEncoder::new(ScalarEncoderParameters::default())?;
/// let bits = thermometer.encode_number(72.0)?;
/// assert_eq!(bits.size(), 120);
/// assert_eq!(bits.on(), (72..93).collect::<Vec<u32>>());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ScalarEncoder {
    parameters: ScalarEncoderParameters,
    size: u32,
}

impl ScalarEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`ScalarEncoderParameters::validate`] rejects.
    pub fn new(parameters: ScalarEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        let size = parameters.size()?;
        Ok(Self { parameters, size })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &ScalarEncoderParameters {
        &self.parameters
    }

    /// The bucket of a number, from 0. Restates `BAMI ENC 'A Simple Encoder for Numbers'`.
    ///
    /// # Errors
    ///
    /// A number that is not finite.
    pub fn bucket(&self, value: f64) -> Result<u32, EncoderError> {
        bounds::finite_value(value)?;
        let ScalarEncoderParameters { minimum, maximum, buckets, .. } = self.parameters;
        //= spec/encoders.md#enc-scalar-range
        //# A value below the minimum MUST be treated as the minimum, and a value above the maximum
        //# as the maximum.
        let value = value.clamp(minimum, maximum);
        //= spec/encoders.md#enc-scalar-bucket
        //# The bucket of a value v MUST be i = floor(buckets * (v - minimum) / (maximum -
        //# minimum)), the multiplication before the division.
        let bucket = (f64::from(buckets) * (value - minimum) / (maximum - minimum)).floor() as u32;
        //= spec/encoders.md#d-enc-1
        //# The maximum itself MUST fall into the last bucket, buckets - 1.
        Ok(bucket.min(buckets - 1))
    }

    /// The bits of a bucket, ascending.
    ///
    /// # Errors
    ///
    /// A bucket that there is not.
    //= spec/encoders.md#enc-scalar-bits
    //# Bucket i of a scalar encoder MUST have the bits i to i + w - 1 ON.
    //= spec/encoders.md#d-enc-21
    //# The bits of a value MUST be those of its bucket, also where ranges of single bits would turn
    //# fewer ON.
    pub fn bits_of_bucket(&self, bucket: u32) -> Result<Vec<u32>, EncoderError> {
        bounds::bucket(bucket, self.parameters.buckets)?;
        Ok((bucket..bucket + self.parameters.active_bits).collect())
    }

    /// The value at which a bucket begins, also for the bucket behind the last.
    fn lower_end(&self, bucket: i64) -> f64 {
        let ScalarEncoderParameters { minimum, maximum, buckets, .. } = self.parameters;
        minimum + bucket as f64 * (maximum - minimum) / f64::from(buckets)
    }

    /// The SDR of a number; NaN is a missing value.
    ///
    /// # Errors
    ///
    /// An infinite number.
    pub fn encode_number(&self, value: f64) -> Result<Sdr, EncoderError> {
        if value.is_nan() {
            return no_bits(self.size);
        }
        Ok(Sdr::new(self.size, self.bits_of_bucket(self.bucket(value)?)?)?)
    }
}

impl Encoder for ScalarEncoder {
    fn size(&self) -> u32 {
        self.size
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

    //= spec/decoding.md#enc-decode-meaning
    //# The meaning of a run of adjacent numeric buckets MUST be the range from the lower end of the
    //# first of them to the upper end of the last.
    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        decode::check_size(bits, self.size)?;
        let ScalarEncoderParameters { buckets, active_bits, .. } = self.parameters;
        let best = decode::best_on_a_line(bits, buckets, active_bits);
        let decoded = best.map(|best| {
            let (from, to) = (self.lower_end(best.first), self.lower_end(best.first + best.count));
            Decoded::new(&best, active_bits, Meaning::Range(from, to))
        });
        Ok(decoded.into_iter().collect())
    }
}
