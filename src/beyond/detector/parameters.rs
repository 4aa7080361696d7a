//! The parameters of a detector.

use crate::Profile;
use crate::encoders::{
    EncoderParameters, RandomDistributedScalarEncoderParameters as ValueEncoder,
};
use crate::parameters::{ParameterError, with_methods};
use crate::region::{FieldEncoder, RegionParameters};
use crate::time_scales::Look;

/// The field of the first number of a step.
pub(super) const VALUE: &str = "value";
/// The field of the second number of a step.
pub(super) const SPREAD: &str = "spread";
/// By how much a width is widened.
const WIDENED: f64 = 1.4;
/// The buckets of a widened width.
const BUCKETS: f64 = 130.0;
/// The finest resolution.
const FINEST: f64 = 1e-300;
/// The width for which the resolution is 1.
pub(super) const UNIT_WIDTH: f64 = BUCKETS / WIDENED;
/// The seeds between those of the regions of a scale.
const SEEDS: u64 = 100;
/// The most fields.
const MOST_FIELDS: usize = 10_000;
/// The most regions of a scale.
const MOST_REGIONS: u32 = 10;
/// The most rows of a group.
const MOST_ROWS: u32 = 10_000;

/// The segments of a cell by default, which bound the memory of a field.
const MOST_SEGMENTS: u32 = 48;

/// What the values of a field are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum FieldKind {
    /// Numbers.
    #[default]
    Number,
    /// Names of categories, which are learned as they appear.
    Category,
}

/// A field of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct DetectorField {
    /// The name.
    pub name: String,
    /// What its values are.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: FieldKind,
}

impl DetectorField {
    /// A field of numbers.
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: FieldKind::Number }
    }

    /// A field of categories.
    pub fn category(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: FieldKind::Category }
    }
}

/// A time scale of the memory: rows are combined into groups, and a region makes a step for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct DetectorScale {
    /// The rows of a group, 1 to 10,000.
    pub rows: u32,
    /// How a group is represented.
    #[cfg_attr(feature = "serde", serde(default))]
    pub look: Look,
}

impl DetectorScale {
    /// A scale with groups of `rows` rows.
    #[must_use]
    pub const fn new(rows: u32, look: Look) -> Self {
        Self { rows, look }
    }
}

/// The parameters of a [`Detector`](super::Detector).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct DetectorParameters {
    /// The fields that are watched, at least one.
    pub fields: Vec<DetectorField>,
    /// The field of the time; without one, or where a record has none, there is no season.
    pub time: Option<String>,
    /// The rows in which at most one false alarm is wanted: 100 to 1,000,000,000.
    pub rows_per_alarm: f64,
    /// The seed of the regions.
    pub seed: u64,
    /// Whether HTM regions watch each field.
    pub memory: bool,
    /// Whether the range of each field is watched.
    pub range: bool,
    /// Whether the season of each field is watched.
    pub season: bool,
    /// Whether flat lines are watched.
    pub flat_line: bool,
    /// The time scales of the memory, at least one.
    pub scales: Vec<DetectorScale>,
    /// The regions of each scale, 1 to 10.
    pub regions: u32,
    /// The spatial pooler, the temporal memory and the rest of each region. The encoders, the metric
    /// and the seed are replaced.
    pub region: RegionParameters,
}

with_methods! {
    DetectorParameters {
        with_fields(fields: Vec<DetectorField>),
        with_time(time: Option<String>),
        with_rows_per_alarm(rows_per_alarm: f64),
        with_seed(seed: u64),
        with_memory(memory: bool),
        with_range(range: bool),
        with_season(season: bool),
        with_flat_line(flat_line: bool),
        with_scales(scales: Vec<DetectorScale>),
        with_regions(regions: u32),
        with_region(region: RegionParameters),
    }
}

impl Default for DetectorParameters {
    fn default() -> Self {
        Self::of(Profile::default())
    }
}

impl DetectorParameters {
    /// The defaults of a profile, for one field `value` and the time `timestamp`.
    //= spec/detector.md#det-parameters
    //# The defaults MUST be those of the table.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        let mut region = RegionParameters::for_metric_of(profile, 1.0);
        region.encoders.clear();
        region.tm.cells_per_column = 1;
        region.tm.extensions.max_segments_per_cell = Some(MOST_SEGMENTS);
        Self {
            fields: vec![DetectorField::number("value")],
            time: Some("timestamp".into()),
            rows_per_alarm: 700.0,
            seed: 42,
            memory: true,
            range: true,
            season: true,
            flat_line: true,
            scales: vec![
                DetectorScale::new(4, Look::Extreme),
                DetectorScale::new(7, Look::Extreme),
                DetectorScale::new(14, Look::MeanAndSpread),
            ],
            regions: 1,
            region,
        }
    }

    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// A parameter outside its bounds.
    //= spec/detector.md#det-parameters
    //# A parameter outside its bounds MUST be rejected with an error that names it.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let error = |name, value: String, allowed| Err(ParameterError::new(name, value, allowed));
        if self.fields.is_empty() || self.fields.len() > MOST_FIELDS {
            return error("fields", self.fields.len().to_string(), "must be 1 to 10000 fields");
        }
        for (index, field) in self.fields.iter().enumerate() {
            let is_time = self.time.as_ref() == Some(&field.name);
            if is_time || self.fields[..index].iter().any(|other| other.name == field.name) {
                return error("fields", field.name.clone(), "must have different names");
            }
        }
        if !(100.0..=1e9).contains(&self.rows_per_alarm) {
            let allowed = "must be from 100 to 1000000000";
            return Err(ParameterError::new("rows_per_alarm", self.rows_per_alarm, allowed));
        }
        if !(self.memory || self.range || self.season || self.flat_line) {
            let allowed = "must be true unless range, season or flat_line is";
            return error("memory", "false".into(), allowed);
        }
        ParameterError::check_range("regions", self.regions, 1, MOST_REGIONS)?;
        if self.scales.is_empty() {
            return error("scales", "[]".into(), "must hold at least one");
        }
        for scale in &self.scales {
            ParameterError::check_range("scales.rows", scale.rows, 1, MOST_ROWS)?;
        }
        self.region_of(Look::MeanAndSpread, &[1.0; 2], 0.0, (0, 0)).validate()
    }

    /// The parameters of a region of a scale, for these widths and this offset.
    //= spec/detector.md#det-resolution
    //# The resolution of an encoder MUST be 1.4 * w / 130 with the width w for which the region is
    //# built.
    pub(super) fn region_of(
        &self,
        look: Look,
        widths: &[f64; 2],
        offset: f64,
        (scale, region): (u32, u32),
    ) -> RegionParameters {
        let defaults = ValueEncoder::default();
        let encoder = |field: &str, number: u32, offset: f64| {
            let resolution = resolution(widths[number as usize]);
            let value = defaults.clone().with_resolution(resolution).with_offset(offset);
            let value = value.with_seed(defaults.seed + number);
            FieldEncoder::new(field, EncoderParameters::RandomDistributedScalar(value))
        };
        let mut encoders = vec![encoder(VALUE, 0, offset)];
        if look == Look::MeanAndSpread {
            encoders.push(encoder(SPREAD, 1, 0.0));
        }
        let seed = self.seed.wrapping_add(u64::from(scale) + SEEDS * u64::from(region));
        RegionParameters { seed, encoders, metric: None, ..self.region.clone() }
    }

    /// The columns of each region.
    #[cfg(feature = "snapshot")]
    pub(super) fn region_columns(&self) -> u32 {
        self.region.sp.column_dimensions.iter().product()
    }

    /// The fields of a record that are watched, and that of the time.
    pub(super) fn reads(&self) -> impl Iterator<Item = &String> + Clone {
        self.fields.iter().map(|field| &field.name).chain(&self.time)
    }
}

/// The resolution for a width.
pub(super) fn resolution(width: f64) -> f64 {
    (WIDENED * width / BUCKETS).max(FINEST)
}
