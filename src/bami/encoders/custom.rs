//! Encoders that a user defines: what makes them work like the built-in ones.

use std::fmt;

use super::{Encoder, bounds};
use crate::parameters::ParameterError;

/// Copies an encoder behind a `Box<dyn Encoder>`. Every encoder that is [`Clone`] has it.
pub trait CloneEncoder {
    /// A copy with the same parameters and the same state.
    fn clone_encoder(&self) -> Box<dyn Encoder>;
}

impl<E: Encoder + Clone + 'static> CloneEncoder for E {
    fn clone_encoder(&self) -> Box<dyn Encoder> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Encoder> {
    fn clone(&self) -> Self {
        (**self).clone_encoder()
    }
}

/// A user-defined encoder among the parameters of a region, a network or a concatenation.
///
/// It holds a prototype: each region that is built from the parameters gets its own copy. When the
/// parameters are serialized, the encoder becomes the name of its kind and its parameters
/// ([`Encoder::kind`], [`Encoder::json_parameters`]). Parameters that were read from a file have no
/// prototype yet; `EncoderRegistry::resolve` adds it.
///
/// ```
/// use bami_htm::encoders::{Encoder, EncoderError, EncoderParameters, Value};
/// use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
/// use bami_htm::sdr::Sdr;
///
/// /// Small integers, alike when they have the same remainder modulo 3.
/// #[derive(Clone)]
/// struct ByThree;
///
/// impl Encoder for ByThree {
///     fn size(&self) -> u32 {
///         60
///     }
///
///     fn active_bits(&self) -> u32 {
///         20
///     }
///
///     fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
///         let Some(number) = value.to_number()? else { return Ok(Sdr::empty(60)?) };
///         let first = 20 * number.rem_euclid(3.0) as u32;
///         Ok(Sdr::new(60, first..first + 20)?)
///     }
/// }
///
/// let encoder = FieldEncoder::new("count", EncoderParameters::custom(ByThree));
/// let mut region = Region::new(RegionParameters::default().with_encoders([encoder]))?;
/// let result = region.step(&Record::new().number("count", 4.0))?;
/// assert_eq!(result.encoded.on()[0], 20);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct CustomEncoder {
    kind: String,
    #[cfg(feature = "serde")]
    parameters: serde_json::Value,
    prototype: Option<Box<dyn Encoder>>,
}

impl CustomEncoder {
    /// A custom encoder with this prototype.
    pub fn new(prototype: impl Encoder + 'static) -> Self {
        Self {
            kind: prototype.kind().to_owned(),
            #[cfg(feature = "serde")]
            parameters: prototype.json_parameters(),
            prototype: Some(Box::new(prototype)),
        }
    }

    /// The name of its kind; empty if it has none.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its parameters as JSON; null if it has none.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn parameters(&self) -> &serde_json::Value {
        &self.parameters
    }

    /// The prototype; none in parameters that were read from a file and not resolved.
    #[must_use]
    pub fn prototype(&self) -> Option<&dyn Encoder> {
        self.prototype.as_deref()
    }

    /// A copy of the prototype.
    pub(super) fn build(&self) -> Result<Box<dyn Encoder>, ParameterError> {
        let Some(prototype) = &self.prototype else {
            let allowed = "must be the kind of a registered encoder";
            return Err(ParameterError::new("kind", format!("{:?}", self.kind), allowed));
        };
        ParameterError::check_range("size", prototype.size(), 1, u32::MAX)?;
        bounds::active_bits(prototype.active_bits(), prototype.size(), "the number of bits")?;
        Ok(prototype.clone())
    }
}

impl fmt::Debug for CustomEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("CustomEncoder");
        debug.field("kind", &self.kind);
        #[cfg(feature = "serde")]
        debug.field("parameters", &self.parameters);
        let sizes = self.prototype.as_ref().map(|encoder| (encoder.size(), encoder.active_bits()));
        debug.field("size_and_active_bits", &sizes).finish()
    }
}

/// Equal if kind, parameters, sizes and state are equal.
impl PartialEq for CustomEncoder {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(feature = "serde")]
        if self.parameters != other.parameters {
            return false;
        }
        let facts = |custom: &Self| {
            let facts =
                |encoder: &dyn Encoder| (encoder.size(), encoder.active_bits(), encoder.memory());
            custom.prototype().map(facts)
        };
        self.kind == other.kind && facts(self) == facts(other)
    }
}

#[cfg(feature = "serde")]
mod serialized {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
    use serde_json::Value;

    use super::CustomEncoder;

    /// A custom encoder in a file.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Serialized {
        kind: String,
        #[serde(default, skip_serializing_if = "Value::is_null")]
        parameters: Value,
    }

    impl Serialize for CustomEncoder {
        //= spec/snapshot.md#snap-document
        //# A custom encoder MUST be recorded with the type `custom`, the name of its kind and its
        //# parameters.
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if self.kind.is_empty() {
                let problem = "a custom encoder has no kind; implement `Encoder::kind` to save it";
                return Err(ser::Error::custom(problem));
            }
            let (kind, parameters) = (self.kind.clone(), self.parameters.clone());
            Serialized { kind, parameters }.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for CustomEncoder {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Serialized { kind, parameters } = Serialized::deserialize(deserializer)?;
            if kind.is_empty() {
                return Err(de::Error::custom("`kind` is empty; name the kind of the encoder"));
            }
            Ok(Self { kind, parameters, prototype: None })
        }
    }
}
