//! The user-defined encoders that a program can load.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use super::custom::CustomEncoder;
use super::{Encoder, EncoderParameters};
use crate::parameters::ParameterError;

type Constructor = dyn Fn(&Value) -> Result<CustomEncoder, ParameterError> + Send + Sync;

/// Constructors of user-defined encoders by the names of their kinds, for loading snapshots and
/// parameter files.
///
/// ```
/// use bami_htm::encoders::{Encoder, EncoderError, EncoderParameters, EncoderRegistry, Value};
/// use bami_htm::parameters::ParameterError;
/// use bami_htm::region::RegionParameters;
/// use bami_htm::sdr::Sdr;
///
/// /// Small integers, alike when they have the same remainder.
/// #[derive(Clone)]
/// struct Remainder {
///     modulus: u32,
/// }
///
/// impl Encoder for Remainder {
///     fn kind(&self) -> &str {
///         "remainder"
///     }
///
///     fn json_parameters(&self) -> serde_json::Value {
///         self.modulus.into()
///     }
/// #   fn size(&self) -> u32 { 20 * self.modulus }
/// #   fn active_bits(&self) -> u32 { 20 }
/// #   fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
/// #       let Some(number) = value.to_number()? else { return Ok(Sdr::empty(self.size())?) };
/// #       let first = 20 * number.rem_euclid(f64::from(self.modulus)) as u32;
/// #       Ok(Sdr::new(self.size(), first..first + 20)?)
/// #   }
///     // ... and the methods that encode
/// }
///
/// let registry = EncoderRegistry::new().with("remainder", |parameters| {
///     let modulus = parameters.as_u64().and_then(|modulus| modulus.try_into().ok());
///     let wrong = || ParameterError::new("parameters", parameters, "must be a small integer");
///     Ok(Remainder { modulus: modulus.ok_or_else(wrong)? })
/// });
/// let text = r#"
///     encoders = [{ field = "count", type = "custom", kind = "remainder", parameters = 3 }]
/// "#;
/// let mut parameters: RegionParameters = toml::from_str(text)?;
/// assert!(parameters.validate().is_err());
/// parameters.resolve_encoders(&registry)?;
/// assert_eq!(parameters.resolved()?.sp.input_dimensions, [60]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct EncoderRegistry {
    constructors: BTreeMap<String, Arc<Constructor>>,
}

/// Why an encoder was not made from its kind and its parameters.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// No encoder of this kind is registered.
    #[error("no encoder of the kind {kind:?} is registered")]
    UnknownKind {
        /// The kind.
        kind: String,
    },
    /// The constructor rejected the parameters.
    #[error("encoder of the kind {kind:?}: {error}")]
    Parameter {
        /// The kind.
        kind: String,
        /// The parameter, and why.
        #[source]
        error: ParameterError,
    },
    /// The constructor made an encoder of another kind than it is registered for.
    #[error("the constructor of the kind {kind:?} made an encoder of the kind {made:?}")]
    OtherKind {
        /// The kind that the constructor is registered for.
        kind: String,
        /// The kind of the encoder.
        made: String,
    },
}

impl EncoderRegistry {
    /// A registry without any kind.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The registry with a constructor for one more kind. The constructor gets what
    /// [`Encoder::json_parameters`] gave. It replaces an earlier constructor of the same kind.
    #[must_use]
    pub fn with<E: Encoder + 'static>(
        mut self,
        kind: impl Into<String>,
        constructor: impl Fn(&Value) -> Result<E, ParameterError> + Send + Sync + 'static,
    ) -> Self {
        let make = move |parameters: &Value| constructor(parameters).map(CustomEncoder::new);
        self.constructors.insert(kind.into(), Arc::new(make));
        self
    }

    /// The registered kinds in alphabetical order.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = &str> {
        self.constructors.keys().map(String::as_str)
    }

    /// Adds the prototypes to custom encoders that were read from a file, also within concatenations.
    /// Encoders that have one stay as they are.
    ///
    /// # Errors
    ///
    /// A kind that is not registered, or parameters that its constructor rejects.
    pub fn resolve(&self, encoder: &mut EncoderParameters) -> Result<(), RegistryError> {
        match encoder {
            EncoderParameters::Concatenated(parameters) => {
                parameters.parts.iter_mut().try_for_each(|part| self.resolve(&mut part.encoder))
            }
            EncoderParameters::Custom(custom) if custom.prototype().is_none() => {
                *custom = self.make(custom)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn make(&self, read: &CustomEncoder) -> Result<CustomEncoder, RegistryError> {
        let kind = || read.kind().to_owned();
        let constructor = self.constructors.get(read.kind());
        let constructor = constructor.ok_or_else(|| RegistryError::UnknownKind { kind: kind() })?;
        let made = constructor(read.parameters())
            .map_err(|error| RegistryError::Parameter { kind: kind(), error })?;
        if made.kind() == read.kind() {
            return Ok(made);
        }
        Err(RegistryError::OtherKind { kind: kind(), made: made.kind().to_owned() })
    }
}

impl fmt::Debug for EncoderRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.kinds()).finish()
    }
}

#[cfg(feature = "snapshot")]
impl From<RegistryError> for crate::snapshot::SnapshotError {
    fn from(error: RegistryError) -> Self {
        match error {
            //= spec/snapshot.md#snap-load
            //# A snapshot with a custom encoder of a kind that is not registered MUST be rejected
            //# with an error that names the kind.
            RegistryError::UnknownKind { kind } => Self::UnknownEncoder { kind },
            other => Self::parameters(&other),
        }
    }
}
