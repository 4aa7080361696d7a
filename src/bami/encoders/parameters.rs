//! The parameters of any encoder, for configuration files.

use super::{
    CategoryEncoder, CategoryEncoderParameters, ConcatenatedEncoder, ConcatenatedEncoderParameters,
    CoordinateEncoder, CoordinateEncoderParameters, CustomEncoder, DateEncoder,
    DateEncoderParameters, DeltaEncoder, DeltaEncoderParameters, Encoder, GeospatialEncoder,
    GeospatialEncoderParameters, LogEncoder, LogEncoderParameters, OrderedCategoryEncoder,
    OrderedCategoryEncoderParameters, PassThroughEncoder, PassThroughEncoderParameters,
    PeriodicEncoder, PeriodicEncoderParameters, RandomDistributedScalarEncoder,
    RandomDistributedScalarEncoderParameters, ScalarEncoder, ScalarEncoderParameters,
};
use crate::parameters::{ParameterError, ParameterWarning};

/// The parameters of an encoder of any kind. In a configuration file the field `type` says which:
/// `"scalar"`, `"random-distributed-scalar"`, `"category"`, `"periodic"`, `"date"`, `"log"`, `"delta"`,
/// `"ordered-category"`, `"coordinate"`, `"geospatial"`, `"pass-through"`, `"concatenated"` or `"custom"`.
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
    /// Of a [`LogEncoder`].
    Log(LogEncoderParameters),
    /// Of a [`DeltaEncoder`].
    Delta(DeltaEncoderParameters),
    /// Of a [`OrderedCategoryEncoder`].
    OrderedCategory(OrderedCategoryEncoderParameters),
    /// Of a [`CoordinateEncoder`].
    Coordinate(CoordinateEncoderParameters),
    /// Of a [`GeospatialEncoder`].
    Geospatial(GeospatialEncoderParameters),
    /// Of a [`PassThroughEncoder`].
    PassThrough(PassThroughEncoderParameters),
    /// Of a [`ConcatenatedEncoder`].
    Concatenated(ConcatenatedEncoderParameters),
    /// Of a user-defined encoder.
    Custom(CustomEncoder),
}

impl EncoderParameters {
    /// Makes the encoder.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn build(&self) -> Result<Box<dyn Encoder>, ParameterError> {
        Ok(match self.clone() {
            Self::Scalar(parameters) => Box::new(ScalarEncoder::new(parameters)?),
            Self::RandomDistributedScalar(parameters) => {
                Box::new(RandomDistributedScalarEncoder::new(parameters)?)
            }
            Self::Category(parameters) => Box::new(CategoryEncoder::new(parameters)?),
            Self::Periodic(parameters) => Box::new(PeriodicEncoder::new(parameters)?),
            Self::Date(parameters) => Box::new(DateEncoder::new(parameters)?),
            Self::Log(parameters) => Box::new(LogEncoder::new(parameters)?),
            Self::Delta(parameters) => Box::new(DeltaEncoder::new(parameters)?),
            Self::OrderedCategory(parameters) => Box::new(OrderedCategoryEncoder::new(parameters)?),
            Self::Coordinate(parameters) => Box::new(CoordinateEncoder::new(parameters)?),
            Self::Geospatial(parameters) => Box::new(GeospatialEncoder::new(parameters)?),
            Self::PassThrough(parameters) => Box::new(PassThroughEncoder::new(parameters)?),
            Self::Concatenated(parameters) => {
                Box::new(ConcatenatedEncoder::from_parameters(&parameters)?)
            }
            Self::Custom(encoder) => encoder.build()?,
        })
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    pub fn validate(&self) -> Result<(), ParameterError> {
        match self {
            Self::Scalar(parameters) => parameters.validate(),
            Self::RandomDistributedScalar(parameters) => parameters.validate(),
            Self::Category(parameters) => parameters.validate(),
            Self::Periodic(parameters) => parameters.validate(),
            Self::Date(parameters) => parameters.validate(),
            Self::Log(parameters) => parameters.validate(),
            Self::Delta(parameters) => parameters.validate(),
            Self::OrderedCategory(parameters) => parameters.validate(),
            Self::Coordinate(parameters) => parameters.validate(),
            Self::Geospatial(parameters) => parameters.validate(),
            Self::PassThrough(parameters) => parameters.validate(),
            Self::Concatenated(parameters) => parameters.validate(),
            Self::Custom(encoder) => encoder.build().map(drop),
        }
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        match self {
            Self::Scalar(parameters) => parameters.warnings(),
            Self::RandomDistributedScalar(parameters) => parameters.warnings(),
            Self::Category(parameters) => parameters.warnings(),
            Self::Periodic(parameters) => parameters.warnings(),
            Self::Date(parameters) => parameters.warnings(),
            Self::Log(parameters) => parameters.warnings(),
            Self::Delta(parameters) => parameters.warnings(),
            Self::OrderedCategory(parameters) => parameters.warnings(),
            Self::Coordinate(parameters) => parameters.warnings(),
            Self::Geospatial(parameters) => parameters.warnings(),
            Self::PassThrough(parameters) => parameters.warnings(),
            Self::Concatenated(parameters) => parameters.warnings(),
            Self::Custom(_) => Vec::new(),
        }
    }
}
