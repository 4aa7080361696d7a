//! The detector.

use super::groups::Groups;
use super::parameters::{SPREAD, VALUE};
use super::refractory::Refractory;
use super::surprise::Surprise;
use super::{Known, Scale, TimeScalesParameters};
use crate::Execution;
use crate::anomaly::RangeRule;
use crate::encoders::EncoderError;
use crate::limits::Limits;
use crate::parameters::ParameterError;
use crate::region::{Record, Region, RegionError, RegionParameters};

/// The strength of a row on which the range rule fires.
const RANGE_RULE_STRENGTH: f64 = 2.0;

/// The score of a strong row with a suppressed alarm.
const SUPPRESSED: f64 = 0.3;

/// The result of a step of a detector.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TimeScalesResult {
    /// 0 to 1; an alarm has at least 0.5.
    pub anomaly_score: f64,
    /// The raw score of the last step of the first scale, 0 to 1; 0 before its first step.
    pub raw_score: f64,
    /// The largest surprise of the scales relative to its alarm: 1 is an alarm. May be below 0.
    pub strength: f64,
    /// Whether the row gives an alarm.
    pub alarm: bool,
}

/// The state of a scale.
#[derive(Clone, Debug)]
pub struct ScaleState {
    scale: Scale,
    groups: Groups,
    /// The distance from the mean at which an extreme value is used.
    margin: f64,
    /// Empty before the first row.
    regions: Vec<(Region, Surprise)>,
    raw_score: f64,
    surprise: f64,
}

impl ScaleState {
    /// The number of rows in a group.
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
        let Some((value, spread)) = self.groups.push(value, self.margin) else {
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

/// A detector for one metric on several time scales.
///
/// ```
/// use bami_htm::region::RegionParameters;
/// use bami_htm::time_scales::{Known, TimeScales, TimeScalesParameters};
///
/// let known = Known::new(100, 0.0, 10.0);
/// let region = RegionParameters::for_metric(1.0);
/// let mut detector = TimeScales::new(&TimeScalesParameters::default(), &region, known)?;
/// // The first rows are for learning.
/// assert!(!detector.step(7.0)?.alarm);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TimeScales {
    parameters: TimeScalesParameters,
    region: RegionParameters,
    known: Known,
    limits: Limits,
    scales: Vec<ScaleState>,
    range_rule: RangeRule,
    refractory: Refractory,
    execution: Option<Execution>,
}

impl TimeScales {
    /// A detector before its first row. The encoders, the metric and the likelihood of `region` are
    /// not used.
    ///
    /// # Errors
    ///
    /// Parameters out of their bounds, and parameters with which the detector would take more memory
    /// than the default of [`Limits`].
    pub fn new(
        parameters: &TimeScalesParameters,
        region: &RegionParameters,
        known: Known,
    ) -> Result<Self, ParameterError> {
        Self::with_limits(parameters, region, known, &Limits::default())
    }

    /// A detector before its first row, with another limit for its memory.
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
                groups: Groups::new(group, scale.look),
                margin,
                regions: Vec::new(),
                raw_score: 0.0,
                surprise: 0.0,
            }
        };
        let scales: Vec<ScaleState> = parameters.scales.iter().map(scale).collect();
        let first_group = scales.first().map_or(1, ScaleState::group);
        let rows = u64::from(parameters.refractory_groups) * u64::from(first_group);
        Ok(Self {
            parameters: parameters.clone(),
            region: region.clone(),
            known,
            limits: *limits,
            scales,
            range_rule: RangeRule::new(),
            refractory: Refractory::new(rows),
            execution: None,
        })
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &TimeScalesParameters {
        &self.parameters
    }

    /// The scales, in the order of the parameters.
    #[must_use]
    pub fn scales(&self) -> &[ScaleState] {
        &self.scales
    }

    /// As [`Region::set_execution`], for every region.
    pub fn set_execution(&mut self, execution: Execution) {
        self.execution = Some(execution);
        let regions = self.scales.iter_mut().flat_map(|scale| &mut scale.regions);
        regions.for_each(|(region, _)| region.set_execution(execution));
    }

    /// The form that was chosen for the steps of the regions; none if the default runs.
    #[must_use]
    pub fn execution(&self) -> Option<Execution> {
        self.execution
    }

    /// Scores the next row.
    ///
    /// # Errors
    ///
    /// A value that is not a finite number, which leaves the detector unchanged, or one that is too far
    /// away for the encoders. Discard the detector then.
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
        let alarm = self.refractory.alarm(strength);
        //= spec/time-scales.md#scale-score
        //# The raw score of a row MUST be that of the first scale.
        let raw_score = self.scales.first().map_or(0.0, ScaleState::raw_score);
        Ok(TimeScalesResult { anomaly_score: score(strength, alarm), raw_score, strength, alarm })
    }

    /// Constructs the regions at the first row.
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
                let mut region = Region::with_limits(parameters, &self.limits)?;
                if let Some(execution) = self.execution {
                    region.set_execution(execution);
                }
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

/// The anomaly score of a row.
fn score(strength: f64, alarm: bool) -> f64 {
    //= spec/time-scales.md#scale-score
    //# The anomaly score of a row of strength x MUST be x / (1 + x) if x is above 0, and 0
    //# otherwise.
    let score = if strength > 0.0 { strength / (1.0 + strength) } else { 0.0 };
    //= spec/time-scales.md#scale-score
    //# A row with a strength of at least 1 that gives no alarm MUST have the anomaly score 0.3.
    if strength >= 1.0 && !alarm { SUPPRESSED } else { score }
}
