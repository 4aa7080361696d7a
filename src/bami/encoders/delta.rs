//! The delta encoder: `BAMI ENC`, numbers of which the change counts.

use super::{
    Bucket, Decoded, Encoder, EncoderError, EncoderMemory, ScalarEncoder, ScalarEncoderParameters,
    Value, decode, no_bits,
};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`DeltaEncoder`]: those of a scalar encoder of the differences. The default is -50 to
/// 50 in 100 buckets with 21 active bits, 120 bits in all.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct DeltaEncoderParameters {
    /// The least difference that is distinguished from smaller ones; finite, well chosen below 0.
    pub minimum: f64,
    /// The greatest difference that is distinguished from larger ones; finite, greater than the minimum.
    pub maximum: f64,
    /// Number of intervals of equal width between minimum and maximum; at least 1.
    pub buckets: u32,
    /// Number of bits ON, w; at least 1, well chosen at least 20.
    pub active_bits: u32,
}

with_methods! {
    DeltaEncoderParameters {
        with_minimum(minimum: f64),
        with_maximum(maximum: f64),
        with_buckets(buckets: u32),
        with_active_bits(active_bits: u32),
    }
}

impl Default for DeltaEncoderParameters {
    fn default() -> Self {
        Self { minimum: -50.0, maximum: 50.0, buckets: 100, active_bits: 21 }
    }
}

impl DeltaEncoderParameters {
    /// The scalar encoder of the differences.
    fn scalar(&self) -> ScalarEncoderParameters {
        let Self { minimum, maximum, buckets, active_bits } = *self;
        ScalarEncoderParameters { minimum, maximum, buckets, active_bits }
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
    //= spec/further-encoders.md#enc-delta-parameters
    //# A delta encoder MUST be rejected unless its parameters are valid for a scalar encoder.
    pub fn validate(&self) -> Result<(), ParameterError> {
        self.scalar().validate()
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let mut warnings = self.scalar().warnings();
        if self.minimum >= 0.0 || self.maximum <= 0.0 {
            let parameter = if self.minimum >= 0.0 { "minimum" } else { "maximum" };
            let message = "rising and falling values cannot be told apart; have 0 in the middle";
            warnings.push(ParameterWarning::new(parameter, message));
        }
        warnings
    }
}

/// Encodes the difference of a number to the one before it. It remembers that number.
///
/// ```
/// use bami_htm::encoders::{DeltaEncoder, DeltaEncoderParameters, Encoder, Value};
///
/// let mut change = DeltaEncoder::new(DeltaEncoderParameters::default())?;
/// let [first, up, again] = [10.0, 13.5, 17.0].map(|v| change.encode(&Value::Number(v)).unwrap());
/// assert_eq!(first.on()[0], 50);
/// assert_eq!(up.on()[0], 53);
/// assert_eq!(up, again);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DeltaEncoder {
    parameters: DeltaEncoderParameters,
    scalar: ScalarEncoder,
    previous: Option<f64>,
}

impl DeltaEncoder {
    /// An encoder with these parameters in its initial state.
    ///
    /// # Errors
    ///
    /// Whatever [`DeltaEncoderParameters::validate`] rejects.
    pub fn new(parameters: DeltaEncoderParameters) -> Result<Self, ParameterError> {
        let scalar = ScalarEncoder::new(parameters.scalar())?;
        Ok(Self { parameters, scalar, previous: None })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &DeltaEncoderParameters {
        &self.parameters
    }

    /// The last number encoded since the beginning or a reset.
    #[must_use]
    pub fn previous(&self) -> Option<f64> {
        self.previous
    }

    /// The bucket of the difference that a number would have.
    fn bucket_after(&self, number: f64) -> Result<u32, EncoderError> {
        //= spec/further-encoders.md#d-enc-16
        //# The first value, and the first after a reset, MUST be encoded as the difference 0.
        let previous = self.previous.unwrap_or(number);
        //= spec/further-encoders.md#enc-delta
        //# A delta encoder MUST encode v - u with a scalar encoder of its parameters, where u is
        //# the last value before v that was not missing.
        let DeltaEncoderParameters { minimum, maximum, .. } = self.parameters;
        // NB: a difference that overflows is beyond the range as well.
        self.scalar.bucket((number - previous).clamp(minimum, maximum))
    }
}

impl Encoder for DeltaEncoder {
    fn size(&self) -> u32 {
        self.scalar.size()
    }

    fn active_bits(&self) -> u32 {
        self.scalar.active_bits()
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        //= spec/further-encoders.md#d-enc-17
        //# A missing value MUST leave the memory of a delta encoder as it is.
        let Some(number) = value.to_number()? else { return no_bits(self.size()) };
        let bits = self.scalar.bits_of_bucket(self.bucket_after(number)?)?;
        self.previous = Some(number);
        Ok(Sdr::new(self.size(), bits)?)
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        decode::bucket_of(value.to_number()?, |number| self.bucket_after(number))
    }

    /// What is meant is a range of differences.
    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        self.scalar.decode(bits)
    }

    //= spec/further-encoders.md#enc-delta-reset
    //# A reset MUST make a delta encoder forget the value it remembers.
    fn reset(&mut self) {
        self.previous = None;
    }

    fn memory(&self) -> EncoderMemory {
        EncoderMemory::Previous(self.previous)
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        match memory {
            EncoderMemory::Previous(previous) if previous.is_none_or(f64::is_finite) => {
                self.previous = previous;
                Ok(())
            }
            _ => Err(EncoderMemory::rejected("a delta encoder keeps one finite number at most")),
        }
    }
}
