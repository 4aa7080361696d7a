//! The parameters of a detector with several time scales, and what it knows of a stream in advance.

use crate::anomaly::nab_probation;
use crate::encoders::{
    EncoderParameters, RandomDistributedScalarEncoderParameters as ValueEncoder,
};
use crate::limits::MOST_HISTORY;
use crate::math::round_half_up;
use crate::parameters::{ParameterError, with_methods};
use crate::region::{FieldEncoder, RegionParameters};

/// The field of the first number of a step.
pub(super) const VALUE: &str = "value";
/// The field of the second number of a step.
pub(super) const SPREAD: &str = "spread";

/// The finest resolution.
const FINEST: f64 = 1e-9;

/// The most regions of a scale.
const MOST_REGIONS: u32 = 100;

/// What a detector knows of a stream before its first row.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Known {
    /// The number of rows.
    pub rows: u64,
    /// The least value, finite.
    pub minimum: f64,
    /// The greatest value, finite, not below the least.
    pub maximum: f64,
}

with_methods! {
    Known {
        with_rows(rows: u64),
        with_minimum(minimum: f64),
        with_maximum(maximum: f64),
    }
}

impl Known {
    /// A stream with this number of rows, and values from `minimum` to `maximum`.
    #[must_use]
    pub const fn new(rows: u64, minimum: f64, maximum: f64) -> Self {
        Self { rows, minimum, maximum }
    }

    /// The number of rows at the beginning that are for learning only.
    pub(super) fn probation(&self) -> u32 {
        nab_probation(self.rows)
    }

    /// The range of the values.
    //= spec/time-scales.md#scale-known
    //# The range MUST be the maximum minus the minimum, or 1 if that difference is 0.
    pub(super) fn range(&self) -> f64 {
        let range = self.maximum - self.minimum;
        if range == 0.0 { 1.0 } else { range }
    }

    //= spec/time-scales.md#scale-known
    //# Before the first row, the detector MUST be given the number of rows and the minimum and the
    //# maximum value.
    //= spec/time-scales.md#scale-known
    //# The two values MUST be rejected if one of them is not finite or the maximum is below the
    //# minimum.
    fn check(&self) -> Result<(), ParameterError> {
        for (name, value) in [("minimum", self.minimum), ("maximum", self.maximum)] {
            if !value.is_finite() {
                return Err(ParameterError::new(name, value, "must be a finite number"));
            }
        }
        if self.maximum < self.minimum {
            let allowed = format!("must not be below the minimum, which is {}", self.minimum);
            return Err(ParameterError::new("maximum", self.maximum, allowed));
        }
        if !self.range().is_finite() {
            let allowed = "must be so near the minimum that the difference is a finite number";
            return Err(ParameterError::new("maximum", self.maximum, allowed));
        }
        Ok(())
    }
}

/// The numbers of a group that a scale uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Look {
    /// One number: the extreme value if it stands out, or else the mean.
    #[default]
    Extreme,
    /// Two numbers: the mean, and the maximum minus the minimum.
    MeanAndSpread,
}

/// One time scale.
///
/// ```
/// use bami_htm::time_scales::{Look, Scale, TimeScalesParameters};
///
/// let scales = &TimeScalesParameters::default().scales;
/// assert!(scales.iter().all(|scale: &Scale| scale.alarm > 0.0));
/// assert_eq!(Look::default(), Look::Extreme);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Scale {
    /// The number of steps in the probation, 1 or more.
    pub steps: u32,
    /// The numbers of a group that are used.
    #[cfg_attr(feature = "serde", serde(default))]
    pub look: Look,
    /// The surprise, in standard deviations, at which the scale gives an alarm; above 0.
    pub alarm: f64,
}

with_methods! {
    Scale {
        with_steps(steps: u32),
        with_look(look: Look),
        with_alarm(alarm: f64),
    }
}

impl Scale {
    /// A scale with this number of steps, which uses these numbers and gives an alarm at this surprise.
    #[must_use]
    pub const fn new(steps: u32, look: Look, alarm: f64) -> Self {
        Self { steps, look, alarm }
    }
}

/// The parameters of a detector with several time scales.
///
/// ```
/// use bami_htm::time_scales::TimeScalesParameters;
///
/// let parameters = TimeScalesParameters::default();
/// assert!(parameters.validate().is_ok());
/// assert_eq!(parameters.scales.len(), 3);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct TimeScalesParameters {
    /// The length of the refractory period after a strong row, in groups of the first scale.
    #[cfg_attr(feature = "serde", serde(alias = "quiet_groups"))]
    pub refractory_groups: u32,
    /// Lengths of the averages of raw scores, each 1 or more; a surprise is the mean over them.
    pub averaging_windows: Vec<u32>,
    /// The number of steps that the estimate of a surprise looks back, 1 to 16,777,216.
    pub history_window: u32,
    /// The fraction of the range by which an extreme value must differ from the mean of its group
    /// to be used, 0 or more.
    pub extreme_part: f64,
    /// The factor by which the range is widened before it is divided into buckets, above 0.
    pub widened: f64,
    /// The number of buckets of the value encoder over the widened range, above 0.
    pub buckets: f64,
    /// The number of regions of each scale, which differ in their seeds, 1 or more.
    pub regions: u32,
    /// The scales, at least one.
    pub scales: Vec<Scale>,
}

with_methods! {
    TimeScalesParameters {
        with_refractory_groups(refractory_groups: u32),
        with_averaging_windows(averaging_windows: Vec<u32>),
        with_history_window(history_window: u32),
        with_extreme_part(extreme_part: f64),
        with_widened(widened: f64),
        with_buckets(buckets: f64),
        with_regions(regions: u32),
        with_scales(scales: Vec<Scale>),
    }
}

//= spec/time-scales.md#scale-parameters
//# The defaults MUST be those of the table, and those of `examples/config/nab.toml`.
impl Default for TimeScalesParameters {
    fn default() -> Self {
        Self {
            refractory_groups: 12,
            averaging_windows: vec![8, 10, 12, 15],
            history_window: 8640,
            extreme_part: 0.1,
            widened: 1.4,
            buckets: 130.0,
            regions: 3,
            scales: vec![
                Scale { steps: 104, look: Look::Extreme, alarm: 2.4 },
                Scale { steps: 200, look: Look::Extreme, alarm: 3.25 },
                Scale { steps: 104, look: Look::MeanAndSpread, alarm: 2.6 },
            ],
        }
    }
}

impl TimeScalesParameters {
    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of its bounds.
    //= spec/time-scales.md#scale-parameters
    //# A parameter outside its bounds MUST be rejected with an error that names it.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let check = ParameterError::check_range;
        let empty = |name| Err(ParameterError::new(name, "[]", "must hold at least one"));
        check("history_window", self.history_window, 1, MOST_HISTORY)?;
        for &window in &self.averaging_windows {
            check("averaging_windows", window, 1, self.history_window)?;
        }
        if self.averaging_windows.is_empty() {
            return empty("averaging_windows");
        }
        check_at_least_0("extreme_part", self.extreme_part)?;
        check_above_0("widened", self.widened)?;
        check_above_0("buckets", self.buckets)?;
        check("regions", self.regions, 1, MOST_REGIONS)?;
        if self.scales.is_empty() {
            return empty("scales");
        }
        for scale in &self.scales {
            check("scales.steps", scale.steps, 1, u32::MAX)?;
            check_above_0("scales.alarm", scale.alarm)?;
        }
        Ok(())
    }

    /// The rows in a group of a scale.
    //= spec/time-scales.md#scale-groups
    //# A scale with s steps MUST take the rows in groups of k = max(1, floor(p / s + 0.5)).
    pub(crate) fn group(&self, scale: &Scale, known: &Known) -> u32 {
        let group = round_half_up(f64::from(known.probation()) / f64::from(scale.steps));
        (group as u32).max(1)
    }

    /// The parameters of a scale's region, counted from 0: those of `region` with its own encoders.
    //= spec/time-scales.md#scale-region
    //# Each scale MUST have its own regions, as many as the parameter regions says, with the given
    //# parameters except that their encoders are replaced by one encoder for each number of a step.
    pub(crate) fn region(
        &self,
        region: &RegionParameters,
        look: Look,
        known: &Known,
        first: f64,
        number: u32,
    ) -> RegionParameters {
        let mut encoders = vec![self.encoder(VALUE, known, first, 0)];
        if look == Look::MeanAndSpread {
            //= spec/time-scales.md#scale-region
            //# The offset of the encoder of the first number MUST be the value of the first row,
            //# and that of the second 0.
            encoders.push(self.encoder(SPREAD, known, 0.0, 1));
        }
        //= spec/time-scales.md#scale-region
        //# The seed of region number i of a scale, counted from 0, MUST be the given seed plus i.
        let seed = region.seed.saturating_add(u64::from(number));
        RegionParameters { seed, encoders, metric: None, ..region.clone() }
    }

    //= spec/time-scales.md#scale-region
    //# Each encoder MUST be a random distributed scalar encoder of the default size with the
    //# resolution max(0.000000001, w * r / b), where r is the range, w is widened and b is buckets,
    //# and with its default seed plus the number of the encoder, counted from 0.
    fn encoder(&self, field: &str, known: &Known, offset: f64, number: u32) -> FieldEncoder {
        let defaults = ValueEncoder::default();
        let resolution = (self.widened * known.range() / self.buckets).max(FINEST);
        let seed = defaults.seed + number;
        let parameters = ValueEncoder { resolution, offset, seed, ..defaults };
        FieldEncoder::new(field, EncoderParameters::RandomDistributedScalar(parameters))
    }

    /// Checks the parameters, what is known of a stream, and the parameters of the regions.
    pub(crate) fn check(
        &self,
        region: &RegionParameters,
        known: &Known,
    ) -> Result<(), ParameterError> {
        self.validate()?;
        known.check()?;
        self.region(region, Look::MeanAndSpread, known, known.minimum, 0).validate()
    }
}

fn check_at_least_0(name: &str, value: f64) -> Result<(), ParameterError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(ParameterError::new(name, value, "must be a finite number of at least 0"))
}

fn check_above_0(name: &str, value: f64) -> Result<(), ParameterError> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(ParameterError::new(name, value, "must be a finite number above 0"))
}
