//! The log encoder: `BAMI ENC`, numbers of which the ratio counts.

use super::{
    Bucket, Decoded, Encoder, EncoderError, Meaning, ScalarEncoder, ScalarEncoderParameters, Value,
    bounds, decode, no_bits,
};
use crate::math::ln;
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`LogEncoder`]. The default is 1 to 10000 in 100 buckets, 25 for each power of ten,
/// with 21 active bits, 120 bits in all.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct LogEncoderParameters {
    /// The least value that is distinguished from smaller ones; finite and greater than 0.
    pub minimum: f64,
    /// The greatest value that is distinguished from larger ones; finite, greater than the minimum.
    pub maximum: f64,
    /// Number of intervals of equal ratio between minimum and maximum; at least 1.
    pub buckets: u32,
    /// Number of bits ON, w; at least 1, well chosen at least 20.
    pub active_bits: u32,
}

with_methods! {
    LogEncoderParameters {
        with_minimum(minimum: f64),
        with_maximum(maximum: f64),
        with_buckets(buckets: u32),
        with_active_bits(active_bits: u32),
    }
}

impl Default for LogEncoderParameters {
    fn default() -> Self {
        Self { minimum: 1.0, maximum: 10_000.0, buckets: 100, active_bits: 21 }
    }
}

impl LogEncoderParameters {
    /// The scalar encoder of the logarithms.
    fn scalar(&self) -> ScalarEncoderParameters {
        let Self { minimum, maximum, buckets, active_bits } = *self;
        //= spec/further-encoders.md#enc-log
        //# A log encoder MUST encode ln(v) (R-8) with a scalar encoder from ln(minimum) to
        //# ln(maximum) that has the same buckets and active bits.
        ScalarEncoderParameters { minimum: ln(minimum), maximum: ln(maximum), buckets, active_bits }
    }

    /// Number of bits of the SDRs, n.
    ///
    /// # Errors
    ///
    /// No buckets, no active bits, or more bits than 32 bits can number.
    pub fn size(&self) -> Result<u32, ParameterError> {
        self.scalar().size()
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/further-encoders.md#enc-log-parameters
    //# A log encoder MUST be rejected unless its minimum and maximum are finite and greater than 0,
    //# ln(maximum) is greater than ln(minimum), and it has at least 1 bucket and 1 active bit.
    pub fn validate(&self) -> Result<(), ParameterError> {
        bounds::positive("minimum", self.minimum)?;
        bounds::positive("maximum", self.maximum)?;
        if ln(self.maximum) <= ln(self.minimum) {
            let allowed = format!("must be greater than the minimum, {:?}", self.minimum);
            return Err(ParameterError::new("maximum", format!("{:?}", self.maximum), allowed));
        }
        self.scalar().validate()
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        self.scalar().warnings()
    }
}

/// Encodes a number greater than 0 by its magnitude: values of which one is as many times the other
/// share as many bits.
///
/// ```
/// use bami_htm::encoders::{LogEncoder, LogEncoderParameters};
///
/// let encoder = LogEncoder::new(LogEncoderParameters::default())?;
/// let bits = [2.0, 4.0, 200.0, 400.0].map(|value| encoder.encode_number(value).unwrap());
/// assert_eq!(bits[0].overlap(&bits[1])?, bits[2].overlap(&bits[3])?);
/// assert!(encoder.encode_number(0.0).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LogEncoder {
    parameters: LogEncoderParameters,
    scalar: ScalarEncoder,
}

impl LogEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`LogEncoderParameters::validate`] rejects.
    pub fn new(parameters: LogEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        let scalar = ScalarEncoder::new(parameters.scalar())?;
        Ok(Self { parameters, scalar })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &LogEncoderParameters {
        &self.parameters
    }

    /// The bucket of a number, from 0.
    ///
    /// # Errors
    ///
    /// A number that is not finite or not greater than 0.
    pub fn bucket(&self, value: f64) -> Result<u32, EncoderError> {
        bounds::finite_value(value)?;
        //= spec/further-encoders.md#enc-log-positive
        //# A log encoder MUST reject a value that is 0 or less with an error.
        //= spec/further-encoders.md#d-enc-24
        //# A number that has no logarithm MUST NOT be encoded as the minimum.
        if value <= 0.0 {
            return Err(EncoderError::NotPositive { value });
        }
        self.scalar.bucket(ln(value))
    }

    /// The SDR of a number; NaN is a missing value.
    ///
    /// # Errors
    ///
    /// A number that is infinite or not greater than 0.
    pub fn encode_number(&self, value: f64) -> Result<Sdr, EncoderError> {
        if value.is_nan() {
            return no_bits(self.size());
        }
        Ok(Sdr::new(self.size(), self.scalar.bits_of_bucket(self.bucket(value)?)?)?)
    }
}

impl Encoder for LogEncoder {
    fn size(&self) -> u32 {
        self.scalar.size()
    }

    fn active_bits(&self) -> u32 {
        self.scalar.active_bits()
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
        let mut decoded = self.scalar.decode(bits)?;
        for Decoded { meaning, .. } in &mut decoded {
            if let Meaning::Range(from, to) = meaning {
                (*from, *to) = (libm::exp(*from), libm::exp(*to));
            }
        }
        Ok(decoded)
    }
}
