//! The parameters of a concatenation, for configuration files.

use super::{ConcatenatedEncoder, Encoder, EncoderParameters};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};

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
