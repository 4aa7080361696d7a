//! Values that are SDRs already.

use super::{Encoder, EncoderError, Value, bounds, no_bits};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`PassThroughEncoder`]. The default is 2048 bits of which 40 are ON, as a spatial
/// pooler makes them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct PassThroughEncoderParameters {
    /// Number of bits, n; at least 1.
    pub size: u32,
    /// Number of bits ON, w; at least 1 and at most n.
    pub active_bits: u32,
    /// Whether a value with another number of bits ON is rejected. Where it is not, the number given is
    /// what is usual.
    pub exact: bool,
}

with_methods! {
    PassThroughEncoderParameters {
        with_size(size: u32),
        with_active_bits(active_bits: u32),
        with_exact(exact: bool),
    }
}

impl Default for PassThroughEncoderParameters {
    fn default() -> Self {
        Self { size: 2048, active_bits: 40, exact: true }
    }
}

impl PassThroughEncoderParameters {
    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/further-encoders.md#enc-pass-parameters
    //# A pass-through MUST be rejected unless its number of active bits is at least 1 and at most
    //# n.
    pub fn validate(&self) -> Result<(), ParameterError> {
        bounds::at_least_one("size", self.size)?;
        bounds::active_bits(self.active_bits, self.size, "the size")
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        bounds::unusual_active_bits(self.active_bits, Some(self.size))
    }
}

/// Takes values that are SDRs already, and checks that they are of the right size.
///
/// ```
/// use bami_htm::encoders::{Encoder, PassThroughEncoder, PassThroughEncoderParameters, Value};
///
/// let parameters =
///     PassThroughEncoderParameters::default().with_size(10).with_active_bits(3).with_exact(true);
/// let mut encoder = PassThroughEncoder::new(parameters)?;
/// assert_eq!(encoder.encode(&Value::Bits(vec![2, 5, 9]))?.on(), [2, 5, 9]);
/// assert!(encoder.encode(&Value::Bits(vec![2, 5])).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassThroughEncoder {
    parameters: PassThroughEncoderParameters,
}

impl PassThroughEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`PassThroughEncoderParameters::validate`] rejects.
    pub fn new(parameters: PassThroughEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate().map(|()| Self { parameters })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &PassThroughEncoderParameters {
        &self.parameters
    }

    /// The bits of a value after all checks, `None` for a missing one.
    //= spec/further-encoders.md#enc-pass
    //# The SDR of a pass-through MUST have the bits ON that the value lists.
    fn sdr(&self, value: &Value) -> Result<Option<Sdr>, EncoderError> {
        let PassThroughEncoderParameters { size, active_bits, exact } = self.parameters;
        let Some(bits) = value.to_bits()? else { return Ok(None) };
        //= spec/further-encoders.md#enc-pass-bits
        //# A pass-through MUST reject a value with a bit that is not below n, or with bits that do
        //# not ascend, with an error.
        if let Some(pair) = bits.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(EncoderError::NotAscending { before: pair[0], after: pair[1] });
        }
        let sdr = Sdr::new(size, bits.iter().copied())?;
        //= spec/further-encoders.md#d-enc-18
        //# A pass-through that is exact MUST reject a value with any number of ON bits other than w
        //# with an error.
        if exact && sdr.active_bits() != active_bits {
            let found = sdr.active_bits();
            return Err(EncoderError::WrongActiveBits { expected: active_bits, found });
        }
        Ok(Some(sdr))
    }
}

impl Encoder for PassThroughEncoder {
    fn size(&self) -> u32 {
        self.parameters.size
    }

    fn active_bits(&self) -> u32 {
        self.parameters.active_bits
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        self.sdr(value)?.map_or_else(|| no_bits(self.parameters.size), Ok)
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<super::Bucket>, EncoderError> {
        self.sdr(value).map(|_| Vec::new())
    }
}
