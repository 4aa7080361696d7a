//! The parameters of any encoder, for configuration files. Those of a concatenation hold others.

use super::{
    CategoryEncoder, CategoryEncoderParameters, ConcatenatedEncoder, CoordinateEncoder,
    CoordinateEncoderParameters, CustomEncoder, DateEncoder, DateEncoderParameters, DeltaEncoder,
    DeltaEncoderParameters, Encoder, GeospatialEncoder, GeospatialEncoderParameters, LogEncoder,
    LogEncoderParameters, OrderedCategoryEncoder, OrderedCategoryEncoderParameters,
    PassThroughEncoder, PassThroughEncoderParameters, PeriodicEncoder, PeriodicEncoderParameters,
    RandomDistributedScalarEncoder, RandomDistributedScalarEncoderParameters, ScalarEncoder,
    ScalarEncoderParameters, bounds,
};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};

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
    /// A user-defined encoder. See [`CustomEncoder`].
    pub fn custom(encoder: impl Encoder + 'static) -> Self {
        Self::Custom(CustomEncoder::new(encoder))
    }

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
            Self::Custom(encoder) => {
                let dense = |e: &dyn Encoder| bounds::many_active_bits(e.active_bits(), e.size());
                encoder.prototype().and_then(dense).into_iter().collect()
            }
        }
    }
}

/// The parameters of a [`ConcatenatedEncoder`]: those of its parts, which can be concatenations in turn.
///
/// In TOML, as the encoder of a field of a region:
///
/// ```toml
/// [[encoders]]
/// field = "car"
/// columns = ["colour", "speed"]
/// type = "concatenated"
///
/// [[encoders.parts]]
/// name = "colour"
/// type = "category"
/// categories = ["red", "blue"]
///
/// [[encoders.parts]]
/// name = "speed"
/// type = "scalar"
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct ConcatenatedEncoderParameters {
    /// The parts, in the order of their values and of their bits; at least one.
    pub parts: Vec<PartParameters>,
}

with_methods! {
    ConcatenatedEncoderParameters {
        with_parts(parts: Vec<PartParameters>),
    }
}

/// The parameters of a part of a concatenation.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PartParameters {
    /// Its name, which no other part has.
    pub name: String,
    /// Its encoder; in a file the parameters stand beside `name`.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub encoder: EncoderParameters,
}

with_methods! {
    PartParameters {
        with_name(name: String),
        with_encoder(encoder: EncoderParameters),
    }
}

impl PartParameters {
    /// A part with this name and encoder.
    pub fn new(name: impl Into<String>, encoder: EncoderParameters) -> Self {
        Self { name: name.into(), encoder }
    }
}

impl ConcatenatedEncoderParameters {
    /// The parts with their names.
    ///
    /// ```
    /// use bami_htm::encoders::EncoderParameters::Scalar;
    /// use bami_htm::encoders::{ConcatenatedEncoder, ConcatenatedEncoderParameters};
    ///
    /// let parts = [("speed", Scalar(Default::default())), ("load", Scalar(Default::default()))];
    /// let parameters = ConcatenatedEncoderParameters::new(parts);
    /// assert_eq!(ConcatenatedEncoder::from_parameters(&parameters)?.size(), 240);
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    pub fn new<S: Into<String>>(parts: impl IntoIterator<Item = (S, EncoderParameters)>) -> Self {
        let part = |(name, encoder)| PartParameters::new(name, encoder);
        Self { parts: parts.into_iter().map(part).collect() }
    }

    /// Checks the parameters of every part, and that the parts fit together.
    ///
    /// # Errors
    ///
    /// What [`ConcatenatedEncoder::from_parameters`] rejects.
    pub fn validate(&self) -> Result<(), ParameterError> {
        ConcatenatedEncoder::from_parameters(self).map(|_| ())
    }

    /// Valid but probably unintended settings of each part and of all together.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let of_part = |part: &PartParameters| {
            let warnings = part.encoder.warnings().into_iter();
            warnings.map(|warning| warning.within(&part.name).within("parts")).collect::<Vec<_>>()
        };
        let mut warnings: Vec<_> = self.parts.iter().flat_map(of_part).collect();
        if let Ok(encoder) = ConcatenatedEncoder::from_parameters(self) {
            warnings.extend(encoder.warnings());
        }
        warnings
    }
}

impl ConcatenatedEncoder {
    /// Makes every part and puts them side by side.
    ///
    /// # Errors
    ///
    /// The first invalid parameter of a part, after the name of the part, as in
    /// `parts.speed.buckets`, or whatever [`new`](Self::new) rejects.
    pub fn from_parameters(
        parameters: &ConcatenatedEncoderParameters,
    ) -> Result<Self, ParameterError> {
        let part = |part: &PartParameters| -> Result<(String, Box<dyn Encoder>), _> {
            let within = |error: ParameterError| error.within(&part.name).within("parts");
            Ok((part.name.clone(), part.encoder.build().map_err(within)?))
        };
        let parts: Result<Vec<_>, ParameterError> = parameters.parts.iter().map(part).collect();
        Self::new(parts?)
    }
}
