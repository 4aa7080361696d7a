//! The parameters of any encoder, for configuration files.

use super::{
    CategoryEncoder, CategoryEncoderParameters, DateEncoder, DateEncoderParameters, Encoder,
    PeriodicEncoder, PeriodicEncoderParameters, RandomDistributedScalarEncoder,
    RandomDistributedScalarEncoderParameters, ScalarEncoder, ScalarEncoderParameters,
};
use crate::parameters::{ParameterError, ParameterWarning};

/// The parameters of an encoder of any kind. In a configuration file the field `type` says which:
/// `"scalar"`, `"random-distributed-scalar"`, `"category"`, `"periodic"` or `"date"`.
///
/// ```
/// use bami_htm::encoders::{Encoder, EncoderParameters, ScalarEncoderParameters};
///
/// let parameters = EncoderParameters::Scalar(ScalarEncoderParameters::default());
/// assert_eq!(parameters.build()?.size(), 120);
/// # Ok::<(), bami_htm::parameters::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "type", rename_all = "kebab-case")
)]
#[non_exhaustive]
pub enum EncoderParameters {
    /// Of a [`ScalarEncoder`].
    Scalar(ScalarEncoderParameters),
    /// Of a [`RandomDistributedScalarEncoder`].
    RandomDistributedScalar(RandomDistributedScalarEncoderParameters),
    /// Of a [`CategoryEncoder`].
    Category(CategoryEncoderParameters),
    /// Of a [`PeriodicEncoder`].
    Periodic(PeriodicEncoderParameters),
    /// Of a [`DateEncoder`].
    Date(DateEncoderParameters),
}

impl EncoderParameters {
    /// Makes the encoder.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) refuses.
    pub fn build(&self) -> Result<Box<dyn Encoder + Send>, ParameterError> {
        Ok(match self.clone() {
            Self::Scalar(parameters) => Box::new(ScalarEncoder::new(parameters)?),
            Self::RandomDistributedScalar(parameters) => {
                Box::new(RandomDistributedScalarEncoder::new(parameters)?)
            }
            Self::Category(parameters) => Box::new(CategoryEncoder::new(parameters)?),
            Self::Periodic(parameters) => Box::new(PeriodicEncoder::new(parameters)?),
            Self::Date(parameters) => Box::new(DateEncoder::new(parameters)?),
        })
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first parameter that cannot be.
    pub fn validate(&self) -> Result<(), ParameterError> {
        match self {
            Self::Scalar(parameters) => parameters.validate(),
            Self::RandomDistributedScalar(parameters) => parameters.validate(),
            Self::Category(parameters) => parameters.validate(),
            Self::Periodic(parameters) => parameters.validate(),
            Self::Date(parameters) => parameters.validate(),
        }
    }

    /// What is legal and yet can hardly be meant.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        match self {
            Self::Scalar(parameters) => parameters.warnings(),
            Self::RandomDistributedScalar(parameters) => parameters.warnings(),
            Self::Category(parameters) => parameters.warnings(),
            Self::Periodic(parameters) => parameters.warnings(),
            Self::Date(parameters) => parameters.warnings(),
        }
    }
}
