//! The parameters of a region: those of its parts.

use std::collections::BTreeSet;

use crate::Profile;
use crate::anomaly::AnomalyLikelihoodParameters;
use crate::encoders::{ConcatenatedEncoder, Encoder, EncoderParameters};
#[cfg(feature = "serde")]
use crate::encoders::{EncoderRegistry, RegistryError};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::grid_size;
use crate::spatial_pooler::SpatialPoolerParameters;
use crate::temporal_memory::TemporalMemoryParameters;

/// The encoder of one field.
///
/// ```
/// use bami_htm::encoders::{CategoryEncoderParameters, EncoderParameters};
/// use bami_htm::region::FieldEncoder;
///
/// let colours = CategoryEncoderParameters::new(["red", "green"]);
/// let encoder = FieldEncoder::new("colour", EncoderParameters::Category(colours));
/// assert_eq!(encoder.reads(), ["colour"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FieldEncoder {
    /// The name of the field that it reads; with columns, only the name of the part.
    pub field: String,
    /// The fields of the record that make up the value, in their order: one for a single value, several
    /// for a list, such as latitude, longitude and speed. If empty, the encoder reads `field`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub columns: Vec<String>,
    /// The parameters of the encoder; in a file they are beside `field`.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub encoder: EncoderParameters,
}

impl FieldEncoder {
    /// An encoder for a field.
    pub fn new(field: impl Into<String>, encoder: EncoderParameters) -> Self {
        Self { field: field.into(), columns: Vec::new(), encoder }
    }

    /// The same encoder for a value that consists of these fields of the record.
    ///
    /// ```
    /// use bami_htm::encoders::EncoderParameters::Geospatial;
    /// use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
    ///
    /// let place = FieldEncoder::new("place", Geospatial(Default::default()));
    /// let place = place.with_columns(["latitude", "longitude", "speed"]);
    /// let parameters = RegionParameters::default().with_encoders([place]);
    /// let mut region = Region::new(parameters)?;
    /// let record =
    ///     Record::new().number("latitude", 47.3769).number("longitude", 8.5417).number("speed", 1.5);
    /// assert_eq!(region.step(&record)?.encoded.active_bits(), 41);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_columns<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns = columns.into_iter().map(Into::into).collect();
        self
    }

    /// The fields of the record that it reads.
    //= spec/region.md#region-columns
    //# An encoder with columns MUST read the fields of the record that they name, instead of the
    //# field that has the encoder's own name.
    #[must_use]
    pub fn reads(&self) -> &[String] {
        if self.columns.is_empty() { std::slice::from_ref(&self.field) } else { &self.columns }
    }

    /// Whether the encoder can be that of the metric if the parameter `metric` names its field.
    fn can_be_metric(&self) -> bool {
        let is_custom = matches!(self.encoder, EncoderParameters::Custom(_));
        self.is_scalar() || is_custom && self.reads().len() == 1
    }

    /// Whether the encoder is that of the metric if it is the only such encoder.
    fn is_scalar(&self) -> bool {
        use EncoderParameters::{Log, RandomDistributedScalar, Scalar};
        let is_number = matches!(self.encoder, Scalar(_) | RandomDistributedScalar(_) | Log(_));
        is_number && self.reads().len() == 1
    }
}

/// The parameters of a region.
///
/// The default has no encoder and the defaults of the parts, which are those of the
/// [practical profile](Self::practical); [`for_metric`](Self::for_metric) is complete.
///
/// ```
/// use bami_htm::region::RegionParameters;
///
/// let parameters = RegionParameters::for_metric(0.5).with_seed(7).with_range_rule(true);
/// assert!(parameters.validate().is_ok());
/// // Sizes that follow from other parameters are filled in.
/// assert_eq!(parameters.tm.column_count, 0);
/// assert_eq!(parameters.resolved()?.tm.column_count, 2048);
/// # Ok::<(), bami_htm::parameters::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default = "RegionParameters::where_absent")
)]
#[non_exhaustive]
pub struct RegionParameters {
    /// The seed of the spatial pooler and of the temporal memory.
    pub seed: u64,
    /// The field that the test for a flat metric and the range rule use. `None` is the only field with
    /// a scalar, random distributed scalar or log encoder, if there is exactly one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metric: Option<String>,
    /// Whether a value far outside the range so far makes the final score 1: NAB's range rule.
    pub range_rule: bool,
    /// The encoders, one for each field that is read; at least one. Their bits are concatenated in
    /// this order.
    pub encoders: Vec<FieldEncoder>,
    /// Parameters of the spatial pooler. Empty `input_dimensions` are filled in from the encoders.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "super::sections::spatial_pooler"))]
    pub sp: SpatialPoolerParameters,
    /// Parameters of the temporal memory. A `column_count` of 0 is filled in from the spatial pooler.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "super::sections::temporal_memory"))]
    pub tm: TemporalMemoryParameters,
    /// Parameters of the anomaly likelihood.
    pub anomaly: AnomalyLikelihoodParameters,
}

with_methods! {
    RegionParameters {
        with_seed(seed: u64),
        with_metric(metric: Option<String>),
        with_range_rule(range_rule: bool),
        with_encoders(encoders: Vec<FieldEncoder>),
        with_sp(sp: SpatialPoolerParameters),
        with_tm(tm: TemporalMemoryParameters),
        with_anomaly(anomaly: AnomalyLikelihoodParameters),
    }
}

impl Default for RegionParameters {
    fn default() -> Self {
        Self::practical()
    }
}

impl RegionParameters {
    /// The parameters of a profile, without encoders. The encoders have profiles of their own, such
    /// as [`RandomDistributedScalarEncoderParameters::of`].
    ///
    /// [`RandomDistributedScalarEncoderParameters::of`]: crate::encoders::RandomDistributedScalarEncoderParameters::of
    //= spec/region.md#region-profile
    //# The defaults of a profile MUST be those of the table.
    //= spec/region.md#region-profile
    //# The defaults of parameters outside the table MUST be the same in both profiles.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        Self::with_parts(
            SpatialPoolerParameters::of(profile),
            TemporalMemoryParameters::of(profile),
        )
    }

    /// The parameters of the book profile: those of its parts.
    #[must_use]
    pub fn book() -> Self {
        Self::of(Profile::Book)
    }

    /// The parameters of the practical profile: those of its parts.
    #[must_use]
    pub fn practical() -> Self {
        Self::of(Profile::Practical)
    }

    /// What a parameter is that is absent from a snapshot or a trace, whatever the profile.
    #[cfg(feature = "serde")]
    pub(crate) fn where_absent() -> Self {
        Self::with_parts(
            SpatialPoolerParameters::where_absent(),
            TemporalMemoryParameters::where_absent(),
        )
    }

    /// The parts, with sizes that follow from others.
    fn with_parts(sp: SpatialPoolerParameters, tm: TemporalMemoryParameters) -> Self {
        Self {
            seed: 42,
            metric: None,
            range_rule: false,
            encoders: Vec::new(),
            sp: SpatialPoolerParameters { input_dimensions: Vec::new(), ..sp },
            tm: TemporalMemoryParameters { column_count: 0, ..tm },
            anomaly: AnomalyLikelihoodParameters::default(),
        }
    }

    /// Checks the parameters of every part, and that the parts fit together.
    ///
    /// # Errors
    ///
    /// The first invalid parameter, after the name of its part: `sp.potential_pct`,
    /// `encoders.value.resolution`.
    pub fn validate(&self) -> Result<(), ParameterError> {
        self.resolved().map(|_| ())
    }

    /// The same parameters with the sizes filled in that follow from others.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn resolved(&self) -> Result<Self, ParameterError> {
        self.resolved_for(self.build_encoder()?.size(), "the encoders make")
    }

    /// The same for an input of this number of bits from `source`.
    pub(crate) fn resolved_for(&self, bits: u32, source: &str) -> Result<Self, ParameterError> {
        let sp = self.sp_for(bits, source)?;
        sp.validate().map_err(|error| error.within("sp"))?;
        let tm = self.tm_for(&sp)?;
        tm.validate().map_err(|error| error.within("tm"))?;
        self.anomaly.validate().map_err(|error| error.within("anomaly"))?;
        self.check_metric()?;
        Ok(Self { sp, tm, ..self.clone() })
    }

    /// Adds the prototypes to custom encoders that were read from a file.
    ///
    /// # Errors
    ///
    /// A kind that is not registered, or parameters that its constructor rejects.
    #[cfg(feature = "serde")]
    pub fn resolve_encoders(&mut self, registry: &EncoderRegistry) -> Result<(), RegistryError> {
        self.encoders.iter_mut().try_for_each(|part| registry.resolve(&mut part.encoder))
    }

    /// Valid but probably unintended settings of all parts; none if the parameters are invalid.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let (Ok(resolved), Ok(encoder)) = (self.resolved(), self.build_encoder()) else {
            return Vec::new();
        };
        resolved.warnings_with(Some(&encoder))
    }

    /// The warnings of parameters whose sizes are filled in, with the encoders if there are any.
    pub(crate) fn warnings_with(
        &self,
        encoder: Option<&ConcatenatedEncoder>,
    ) -> Vec<ParameterWarning> {
        let mut warnings = Vec::new();
        for part in &self.encoders {
            let within = |w: ParameterWarning| w.within(&part.field).within("encoders");
            warnings.extend(part.encoder.warnings().into_iter().map(within));
        }
        let of_all = encoder.map(ConcatenatedEncoder::warnings).unwrap_or_default();
        warnings.extend(of_all.into_iter().map(|w| w.within("encoders")));
        warnings.extend(self.sp.warnings().into_iter().map(|w| w.within("sp")));
        warnings.extend(self.tm.warnings().into_iter().map(|w| w.within("tm")));
        warnings.extend(self.too_few_winners());
        warnings.extend(self.anomaly.warnings().into_iter().map(|w| w.within("anomaly")));
        warnings
    }

    /// Thresholds of the temporal memory that the winners of the spatial pooler cannot reach: a new
    /// segment has at most one synapse for each column that was active.
    fn too_few_winners(&self) -> Vec<ParameterWarning> {
        let winners = self.sp.winners_of_area(self.tm.column_count);
        let thresholds = [
            ("tm.activation_threshold", self.tm.activation_threshold, "become active"),
            ("tm.learning_threshold", self.tm.learning_threshold, "match"),
        ];
        let out_of_reach = |&(_, threshold, _): &(&str, u32, &str)| threshold > winners;
        let warning = |(parameter, threshold, what): (&str, u32, &str)| {
            let message = format!(
                "{threshold} is above the {winners} columns that win in a step, so a segment can hardly ever {what}; lower it, or increase the number of winners"
            );
            ParameterWarning::new(parameter, message)
        };
        let thresholds = thresholds.into_iter().filter(out_of_reach);
        thresholds.filter(|_| self.sp.global_inhibition).map(warning).collect()
    }

    /// The concatenated encoders, each under the name of its field.
    pub(crate) fn build_encoder(&self) -> Result<ConcatenatedEncoder, ParameterError> {
        //= spec/region.md#region-encoders
        //# A region without an encoder, or with two encoders that read the same field, MUST be
        //# rejected.
        if self.encoders.is_empty() {
            return Err(ParameterError::new("encoders", "[]", "must hold at least one encoder"));
        }
        let mut fields = BTreeSet::new();
        let mut parts = Vec::new();
        for part in &self.encoders {
            if !fields.insert(&part.field) {
                let allowed = "must be the field of one encoder only";
                let field = format!("{:?}", part.field);
                return Err(ParameterError::new("encoders.field", field, allowed));
            }
            let within = |error: ParameterError| error.within(&part.field).within("encoders");
            parts.push((part.field.clone(), part.encoder.build().map_err(within)?));
        }
        ConcatenatedEncoder::new(parts).map_err(|error| error.within("encoders"))
    }

    /// The field of the metric, if any. A named metric has been checked.
    //= spec/region.md#region-metric
    //# The metric MUST be the field that the parameter metric names or, if it names none, the only
    //# field with a scalar, random distributed scalar or log encoder.
    pub(super) fn metric_field(&self) -> Option<&str> {
        if self.metric.is_some() {
            return self.metric.as_deref();
        }
        let mut scalars = self.encoders.iter().filter(|part| part.is_scalar());
        match (scalars.next(), scalars.next()) {
            (Some(only), None) => Some(&only.field),
            _ => None,
        }
    }

    /// The encoder of the metric; none if there is no metric.
    pub(crate) fn metric_encoder(&self) -> Result<Option<Box<dyn Encoder>>, ParameterError> {
        let field = self.metric_field();
        let part = self.encoders.iter().find(|part| Some(part.field.as_str()) == field);
        part.map(|part| part.encoder.build()).transpose()
    }

    fn check_metric(&self) -> Result<(), ParameterError> {
        let Some(metric) = &self.metric else { return Ok(()) };
        if self.encoders.iter().any(|part| part.field == *metric && part.can_be_metric()) {
            return Ok(());
        }
        let allowed =
            "must be a field with a scalar, random distributed scalar, log or custom encoder";
        Err(ParameterError::new("metric", format!("{metric:?}"), allowed))
    }

    fn sp_for(&self, bits: u32, source: &str) -> Result<SpatialPoolerParameters, ParameterError> {
        let mut sp = self.sp.clone();
        //= spec/region.md#region-sizes
        //# If sp.input_dimensions is empty, it MUST be filled in with the number of bits of the
        //# concatenated SDR.
        if sp.input_dimensions.is_empty() {
            sp.input_dimensions = vec![bits];
        }
        //= spec/region.md#region-sizes
        //# An sp.input_dimensions with a number of inputs other than the number of bits that the
        //# encoders produce, or a tm.column_count other than the number of columns, MUST be
        //# rejected.
        if grid_size(&sp.input_dimensions) != Ok(bits) {
            return Err(ParameterError::new(
                "sp.input_dimensions",
                format!("{:?}", sp.input_dimensions),
                format!(
                    "must make {bits} inputs, the number of bits that {source}; omit it to have it filled in"
                ),
            ));
        }
        Ok(sp)
    }

    fn tm_for(
        &self,
        sp: &SpatialPoolerParameters,
    ) -> Result<TemporalMemoryParameters, ParameterError> {
        let mut tm = self.tm.clone();
        // NB: sp was validated, so the product of its dimensions is a number of columns.
        let columns: u32 = sp.column_dimensions.iter().product();
        //= spec/region.md#region-sizes
        //# If tm.column_count is 0, it MUST be filled in with the product of sp.column_dimensions.
        if tm.column_count == 0 {
            tm.column_count = columns;
        }
        if tm.column_count != columns {
            return Err(ParameterError::new(
                "tm.column_count",
                tm.column_count,
                format!(
                    "must be {columns}, the number of columns of sp.column_dimensions; omit it to have it filled in"
                ),
            ));
        }
        Ok(tm)
    }
}
