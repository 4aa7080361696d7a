//! The parameters of a network: its regions and their links.

use super::{Link, NetworkError};
use crate::Profile;
use crate::anomaly::AnomalyLikelihoodParameters;
use crate::encoders::EncoderParameters;
#[cfg(feature = "serde")]
use crate::encoders::{EncoderRegistry, RegistryError};
use crate::parameters::{ParameterError, with_methods};
use crate::region::{FieldEncoder, RegionParameters};
use crate::spatial_pooler::SpatialPoolerParameters;
use crate::temporal_memory::TemporalMemoryParameters;

/// The parameters of a network.
///
/// ```
/// use bami_htm::encoders::{EncoderParameters, ScalarEncoderParameters};
/// use bami_htm::network::{Link, NetworkParameters, NetworkRegionParameters};
///
/// let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
/// let parameters = NetworkParameters::new(42)
///     .region(NetworkRegionParameters::new("first").encoder("value", scalar))
///     .region(NetworkRegionParameters::new("second").link(Link::new("first")).with_period(4));
/// parameters.validate()?;
/// # Ok::<(), bami_htm::network::NetworkError>(())
/// ```
//= spec/network.md#net-file
//# A field that is not a field of a network, of a region or of a link MUST be rejected.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct NetworkParameters {
    /// The seed of the first region; each further one has the next number.
    #[cfg_attr(feature = "serde", serde(default = "default_seed"))]
    pub seed: u64,
    /// The regions in the order of declaration, which need not be that of the links.
    #[cfg_attr(feature = "serde", serde(rename = "region", default))]
    pub regions: Vec<NetworkRegionParameters>,
}

with_methods! {
    NetworkParameters {
        with_seed(seed: u64),
        with_regions(regions: Vec<NetworkRegionParameters>),
    }
}

#[cfg(feature = "serde")]
fn default_seed() -> u64 {
    RegionParameters::default().seed
}

/// The parameters of a region in a network: where its input comes from, when it steps, and its parts.
///
/// ```
/// use bami_htm::network::{Link, NetworkRegionParameters};
///
/// let region = NetworkRegionParameters::new("second").link(Link::new("first")).with_period(4);
/// assert_eq!((region.period, region.links.len()), (4, 1));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default = "NetworkRegionParameters::where_absent")
)]
#[non_exhaustive]
pub struct NetworkRegionParameters {
    /// Its name: ASCII letters, digits, hyphens and underscores.
    pub name: String,
    /// The number of records from one step to the next, 1 or more; a multiple of the periods of the
    /// regions that it reads from.
    pub period: u32,
    /// Whether it learns in steps with learning.
    pub learning: bool,
    /// As in [`RegionParameters::metric`].
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metric: Option<String>,
    /// As in [`RegionParameters::range_rule`].
    pub range_rule: bool,
    /// The fields that it reads, each with its encoder.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub encoders: Vec<FieldEncoder>,
    /// What it reads from other regions. These bits come after those of the encoders.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub links: Vec<Link>,
    /// Parameters of the spatial pooler. Empty `input_dimensions` are filled in from encoders and links.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "crate::region::sections::spatial_pooler")
    )]
    pub sp: SpatialPoolerParameters,
    /// Parameters of the temporal memory. A `column_count` of 0 is filled in from the spatial pooler.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "crate::region::sections::temporal_memory")
    )]
    pub tm: TemporalMemoryParameters,
    /// Parameters of the anomaly likelihood. Its rows are the steps of this region.
    pub anomaly: AnomalyLikelihoodParameters,
}

with_methods! {
    NetworkRegionParameters {
        with_name(name: String),
        with_period(period: u32),
        with_learning(learning: bool),
        with_metric(metric: Option<String>),
        with_range_rule(range_rule: bool),
        with_encoders(encoders: Vec<FieldEncoder>),
        with_links(links: Vec<Link>),
        with_sp(sp: SpatialPoolerParameters),
        with_tm(tm: TemporalMemoryParameters),
        with_anomaly(anomaly: AnomalyLikelihoodParameters),
    }
}

impl Default for NetworkRegionParameters {
    fn default() -> Self {
        Self::from_region("", RegionParameters::default())
    }
}

impl NetworkRegionParameters {
    /// What a parameter is that is absent from a snapshot or a trace, whatever the profile.
    #[cfg(feature = "serde")]
    fn where_absent() -> Self {
        Self::from_region("", RegionParameters::where_absent())
    }

    /// A region of this name with the parts of a profile and without input.
    pub fn of(profile: Profile, name: impl Into<String>) -> Self {
        Self::from_region(name, RegionParameters::of(profile))
    }

    /// A region of this name with the defaults of the parts and without input.
    pub fn new(name: impl Into<String>) -> Self {
        Self::from_region(name, RegionParameters::default())
    }

    /// A region with the parameters of a single region, except its seed, which follows from that of the
    /// network (D-NET-1).
    pub fn from_region(name: impl Into<String>, region: RegionParameters) -> Self {
        let RegionParameters { metric, range_rule, encoders, sp, tm, anomaly, seed: _ } = region;
        Self {
            name: name.into(),
            period: 1,
            learning: true,
            metric,
            range_rule,
            encoders,
            links: Vec::new(),
            sp,
            tm,
            anomaly,
        }
    }

    /// The region with one more encoder.
    #[must_use]
    pub fn encoder(mut self, field: impl Into<String>, encoder: EncoderParameters) -> Self {
        self.encoders.push(FieldEncoder::new(field, encoder));
        self
    }

    /// The region with one more link.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    /// The parameters of the region itself, with this seed.
    pub(super) fn as_region(&self, seed: u64) -> RegionParameters {
        RegionParameters {
            seed,
            metric: self.metric.clone(),
            range_rule: self.range_rule,
            encoders: self.encoders.clone(),
            sp: self.sp.clone(),
            tm: self.tm.clone(),
            anomaly: self.anomaly.clone(),
        }
    }

    /// An invalid parameter of this region.
    pub(super) fn wrong(&self, error: ParameterError) -> NetworkError {
        NetworkError::Parameter { region: self.name.clone(), error }
    }
}

impl NetworkParameters {
    /// A network without regions.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, regions: Vec::new() }
    }

    /// The network with one more region.
    #[must_use]
    pub fn region(mut self, region: NetworkRegionParameters) -> Self {
        self.regions.push(region);
        self
    }

    /// Adds the prototypes to custom encoders that were read from a file.
    ///
    /// # Errors
    ///
    /// A kind that is not registered, or parameters that its constructor rejects.
    #[cfg(feature = "serde")]
    pub fn resolve_encoders(&mut self, registry: &EncoderRegistry) -> Result<(), RegistryError> {
        let encoders = self.regions.iter_mut().flat_map(|region| &mut region.encoders);
        encoders.map(|part| &mut part.encoder).try_for_each(|encoder| registry.resolve(encoder))
    }
}
