//! The detector.

use super::groups::Groups;
use super::parameters::{SPREAD, VALUE};
use super::quiet::Quiet;
use super::surprise::Surprise;
use super::{Known, Scale, TimeScalesParameters};
use crate::anomaly::RangeRule;
use crate::encoders::EncoderError;
use crate::limits::Limits;
use crate::parameters::ParameterError;
use crate::region::{Record, Region, RegionError, RegionParameters};

/// The strength of a row on which the range rule fires.
const RANGE_RULE_STRENGTH: f64 = 2.0;

/// The most that a strong row which gives no alarm is scored.
const SILENCED: f64 = 0.3;

/// What a row is given.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TimeScalesResult {
    /// 0 to 1; an alarm has at least 0.5.
    pub anomaly_score: f64,
    /// The raw score of the last step of the first scale, 0 to 1; 0 before there was one.
    pub raw_score: f64,
    /// How large the largest surprise is, 1 where it reaches its alarm. May be below 0.
    pub strength: f64,
    /// Whether the row gives an alarm.
    pub alarm: bool,
}

/// A scale at work.
#[derive(Debug)]
pub struct ScaleState {
    scale: Scale,
    groups: Groups,
    /// None before the first row.
    regions: Vec<(Region, Surprise)>,
    raw_score: f64,
    surprise: f64,
}

impl ScaleState {
    /// Rows in a group.
    #[must_use]
    pub fn group(&self) -> u32 {
        self.groups.size()
    }

    /// The mean raw score of the regions at the last step, 0 before the first.
    #[must_use]
    pub fn raw_score(&self) -> f64 {
        self.raw_score
    }

    /// The surprise of the last step in standard deviations, 0 before the first.
    #[must_use]
    pub fn surprise(&self) -> f64 {
        self.surprise
    }

    /// The regions; none before the first row.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter().map(|(region, _)| region)
    }

    fn step(&mut self, value: f64) -> Result<(), RegionError> {
        let Some((value, spread)) = self.groups.push(value) else {
            //= spec/time-scales.md#scale-strength
            //# Between two steps of a scale, its surprise and its raw score MUST remain those of
            //# the last step, and be 0 before the first.
            return Ok(());
        };
        let mut record = Record::new().number(VALUE, value);
        if let Some(spread) = spread {
            record = record.number(SPREAD, spread);
        }
        let (mut raw_scores, mut surprises) = (0.0, 0.0);
        for (region, surprise) in &mut self.regions {
            let raw_score = region.step(&record)?.raw_score;
            raw_scores += raw_score;
            surprises += surprise.step(raw_score);
        }
        //= spec/time-scales.md#scale-strength
        //# The surprise and the raw score of a scale MUST be the means of those of its regions.
        let count = self.regions.len() as f64;
        self.raw_score = raw_scores / count;
        self.surprise = surprises / count;
        Ok(())
    }
}

/// A detector for one metric, with several time scales.
///
/// ```
/// use bami_htm::region::RegionParameters;
/// use bami_htm::time_scales::{Known, TimeScales, TimeScalesParameters};
///
/// let (parameters, known) = (TimeScalesParameters::default(), Known::new(400, 0.0, 10.0));
/// let mut detector = TimeScales::new(&parameters, &RegionParameters::for_metric(1.0), known)?;
/// let result = detector.step(5.0)?;
/// assert!(!result.alarm && result.anomaly_score < 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TimeScales {
    parameters: TimeScalesParameters,
    region: RegionParameters,
    known: Known,
    limits: Limits,
    scales: Vec<ScaleState>,
    range_rule: RangeRule,
    quiet: Quiet,
}

impl TimeScales {
    /// A detector that has seen nothing, for a stream of which this is known. The encoders, the metric and
    /// the likelihood of `region` are not used.
    ///
    /// # Errors
    ///
    /// Parameters out of their bounds, and such by which it would take more memory than the default of [`Limits`].
    pub fn new(
        parameters: &TimeScalesParameters,
        region: &RegionParameters,
        known: Known,
    ) -> Result<Self, ParameterError> {
        Self::with_limits(parameters, region, known, &Limits::default())
    }

    /// A detector that has seen nothing, and may take more or less memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(
        parameters: &TimeScalesParameters,
        region: &RegionParameters,
        known: Known,
        limits: &Limits,
    ) -> Result<Self, ParameterError> {
        limits.admit("the detector", &parameters.memory(region, &known)?)?;
        let margin = parameters.extreme_part * known.range();
        let scale = |scale: &Scale| {
            let group = parameters.group(scale, &known);
            ScaleState {
                scale: *scale,
                groups: Groups::new(group, scale.look, margin),
                regions: Vec::new(),
                raw_score: 0.0,
                surprise: 0.0,
            }
        };
        let scales: Vec<ScaleState> = parameters.scales.iter().map(scale).collect();
        let first_group = scales.first().map_or(1, ScaleState::group);
        let quiet = Quiet::new(u64::from(parameters.quiet_groups) * u64::from(first_group));
        Ok(Self {
            parameters: parameters.clone(),
            region: region.clone(),
            known,
            limits: *limits,
            scales,
            range_rule: RangeRule::new(),
            quiet,
        })
    }

    /// The parameters it was made with.
    #[must_use]
    pub fn parameters(&self) -> &TimeScalesParameters {
        &self.parameters
    }

    /// The scales, in the order of the parameters.
    #[must_use]
    pub fn scales(&self) -> &[ScaleState] {
        &self.scales
    }

    /// Scores the next row.
    ///
    /// # Errors
    ///
    /// A value that is no finite number, or that lies so far off that the encoder cannot take it. The
    /// detector has to be thrown away then.
    pub fn step(&mut self, value: f64) -> Result<TimeScalesResult, RegionError> {
        if !value.is_finite() {
            let error = EncoderError::NotFinite { value };
            return Err(RegionError::Encoder { step: 0, error });
        }
        self.begin(value)?;
        for scale in &mut self.scales {
            scale.step(value)?;
        }
        let strength = self.strength(value);
        let alarm = self.quiet.alarm(strength);
        //= spec/time-scales.md#scale-score
        //# The raw score of a row MUST be that of the first scale.
        let raw_score = self.scales.first().map_or(0.0, ScaleState::raw_score);
        Ok(TimeScalesResult { anomaly_score: score(strength, alarm), raw_score, strength, alarm })
    }

    /// Makes the regions, at the first row.
    fn begin(&mut self, first: f64) -> Result<(), RegionError> {
        for state in &mut self.scales {
            if !state.regions.is_empty() {
                continue;
            }
            let (look, group) = (state.scale.look, state.group());
            for number in 0..self.parameters.regions {
                let parameters =
                    self.parameters.region(&self.region, look, &self.known, first, number);
                let surprise = Surprise::new(&self.parameters, group, self.known.probation());
                let region = Region::with_limits(parameters, &self.limits)?;
                state.regions.push((region, surprise));
            }
        }
        Ok(())
    }

    fn strength(&mut self, value: f64) -> f64 {
        //= spec/time-scales.md#scale-strength
        //# The strength of a row MUST be the largest of the surprises of the scales, each divided
        //# by the scale's alarm.
        let relative = self.scales.iter().map(|scale| scale.surprise / scale.scale.alarm);
        let strength = relative.fold(f64::NEG_INFINITY, f64::max);
        //= spec/time-scales.md#scale-strength
        //# If the region's range_rule is true and ANOM-RANGE-RULE fires on the row, its strength
        //# MUST be at least 2.
        if self.region.range_rule && self.range_rule.step(Some(value)) {
            return strength.max(RANGE_RULE_STRENGTH);
        }
        strength
    }
}

/// A strength on a scale from 0 to 1.
fn score(strength: f64, alarm: bool) -> f64 {
    //= spec/time-scales.md#scale-score
    //# The anomaly score of a row of strength x MUST be x / (1 + x) if x is above 0, and 0
    //# otherwise.
    let score = if strength > 0.0 { strength / (1.0 + strength) } else { 0.0 };
    //= spec/time-scales.md#scale-score
    //# A row with a strength of at least 1 that gives no alarm MUST have the anomaly score 0.3.
    if strength >= 1.0 && !alarm { SILENCED } else { score }
}
