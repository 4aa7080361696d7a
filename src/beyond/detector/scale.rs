//! A time scale of the memory: groups of rows, and the regions that read them.

use std::collections::VecDeque;

use super::DetectorParameters;
use super::extremes::Extremes;
use super::parameters::{SPREAD, UNIT_WIDTH, VALUE, resolution};
use super::surprise::Surprise;
use crate::limits::Limits;
use crate::observer::NoObserver;
use crate::region::{Record, Region, RegionError, RegionParameters};
use crate::sdr::Sdr;
use crate::time_scales::{Groups, Look};
use crate::{Execution, Learning};

/// The buckets on either side of the offset to which values are clamped.
const REACH: f64 = 1e6;
/// The steps that a new region learns at once.
pub(super) const REPLAYED: usize = 1000;
/// The growth of the width at which the regions are rebuilt.
const GROWTH: f64 = 3.0;
/// The part of the width that is left where the scale has shrunk.
const SHRUNK: f64 = 0.1;
/// The steps by which that is judged.
const JUDGED: usize = 300;
/// The steps from one such judgement to the next.
const BETWEEN: u64 = 100;
/// The step at which the regions are built, by extremes and by mean and spread.
const BUILT_AT: [u64; 2] = [15, 10];
/// The steps among which an expected value is looked for.
const COMPARED: usize = 300;

/// A time scale and its state.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub(super) look: Look,
    number: u32,
    /// Whether the resolution is 1, whatever the numbers are.
    is_fixed: bool,
    pub(super) groups: Groups,
    /// The numbers of the last steps, the oldest first.
    pub(super) history: VecDeque<[f64; 2]>,
    /// What the width of each number is taken from.
    pub(super) extremes: [Extremes; 2],
    /// The widths that the regions were built for.
    pub(super) widths: [f64; 2],
    /// The offset of the first number's encoder.
    pub(super) offset: f64,
    pub(super) regions: Vec<Region>,
    pub(super) surprises: Vec<Surprise>,
    pub(super) steps: u64,
    /// How often the regions were built.
    pub(super) builds: u64,
    /// How many numbers were clamped.
    pub(super) clamped: u64,
    /// Whether a number of the last step was.
    pub(super) is_clamped: bool,
    /// The surprise of the last step, if there were enough steps before.
    pub(super) surprise: Option<f64>,
    /// The number of the last step.
    pub(super) actual: Option<f64>,
    /// The columns that were predicted for the last step, in the first region.
    pub(super) predicted: Vec<u32>,
    execution: Option<Execution>,
}

/// How many numbers a step has.
fn numbers(look: Look) -> usize {
    match look {
        Look::Extreme => 1,
        Look::MeanAndSpread => 2,
    }
}

impl Scale {
    pub(super) fn new(parameters: &DetectorParameters, number: u32) -> Self {
        let scale = parameters.scales[number as usize];
        let surprises = (0..parameters.regions).map(|_| Surprise::new());
        Self {
            look: scale.look,
            number,
            is_fixed: false,
            groups: Groups::new(scale.rows, scale.look),
            history: VecDeque::new(),
            extremes: [Extremes::new(), Extremes::new()],
            widths: [0.0; 2],
            offset: 0.0,
            regions: Vec::new(),
            surprises: surprises.collect(),
            steps: 0,
            builds: 0,
            clamped: 0,
            is_clamped: false,
            surprise: None,
            actual: None,
            predicted: Vec::new(),
            execution: None,
        }
    }

    /// A scale with a step for each row, and the resolution 1.
    pub(super) fn of_rows(parameters: &DetectorParameters) -> Self {
        let groups = Groups::new(1, Look::Extreme);
        Self { look: Look::Extreme, is_fixed: true, groups, ..Self::new(parameters, 0) }
    }

    /// The rows of a group.
    pub(super) fn rows(&self) -> u32 {
        self.groups.size()
    }

    pub(super) fn set_execution(&mut self, execution: Execution) {
        self.execution = Some(execution);
        self.regions.iter_mut().for_each(|region| region.set_execution(execution));
    }

    /// Begins a new sequence.
    pub(super) fn reset(&mut self) {
        self.groups.clear();
        self.regions.iter_mut().for_each(Region::reset);
    }

    /// Takes in a row; `margin` is that of an extreme.
    //= spec/detector.md#det-scales
    //# Each scale MUST take the rows in groups of its number of rows, and make a step with the
    //# numbers of SCALE-EXTREME or SCALE-MEAN-AND-SPREAD at the last row of a group, with a tenth
    //# of the width of DET-RANGE in place of extreme_part times the range.
    pub(super) fn step(
        &mut self,
        parameters: &DetectorParameters,
        value: f64,
        margin: f64,
        learning: Learning,
        limits: &Limits,
    ) -> Result<(), RegionError> {
        let Some((value, spread)) = self.groups.push(value, margin) else { return Ok(()) };
        let step = [value, spread.unwrap_or(0.0)];
        self.actual = Some(value);
        if learning == Learning::On {
            self.adapt(parameters, step, limits)?;
        }
        if !self.regions.is_empty() {
            self.run(step, learning)?;
        }
        self.history.push_back(step);
        if self.history.len() > REPLAYED {
            self.history.pop_front();
        }
        self.steps += 1;
        Ok(())
    }

    /// Builds the regions if there are none yet or the width has changed too much.
    //= spec/detector.md#det-build
    //# The regions of a scale MUST be built at the first step from the 15th on (the 10th for mean
    //# and spread) at which the width is above 0.
    //= spec/detector.md#det-build
    //# They MUST be built again where a width exceeds 3 times that for which they were built, or,
    //# at each 100th step, where the width of the last 300 steps is above 0 and below a tenth of
    //# it, from which then the range begins anew.
    fn adapt(
        &mut self,
        parameters: &DetectorParameters,
        step: [f64; 2],
        limits: &Limits,
    ) -> Result<(), RegionError> {
        if self.is_fixed {
            let unbuilt = self.regions.is_empty();
            let widths = [UNIT_WIDTH, 0.0];
            return if unbuilt { self.build(parameters, widths, limits) } else { Ok(()) };
        }
        for (extremes, number) in self.extremes.iter_mut().zip(step) {
            extremes.push(number);
        }
        let used = numbers(self.look);
        let widths = [self.extremes[0].width(), self.extremes[1].width()];
        if self.regions.is_empty() {
            let at = BUILT_AT[used - 1];
            if self.steps + 1 < at || widths[0] <= 0.0 {
                return Ok(());
            }
            self.offset = step[0];
            return self.build(parameters, widths, limits);
        }
        let grown = (0..used).any(|k| widths[k] > GROWTH * self.widths[k]);
        if grown {
            return self.build(parameters, widths, limits);
        }
        if (self.steps + 1).is_multiple_of(BETWEEN) && self.history.len() >= JUDGED {
            let recent = self.history.range(self.history.len() - JUDGED..);
            let of = |k: usize| Extremes::of(recent.clone().map(|step| step[k]));
            let extremes = [of(0), of(1)];
            let width = extremes[0].width();
            if width > 0.0 && width < SHRUNK * self.widths[0] {
                self.extremes = extremes;
                let widths = [width, self.extremes[1].width()];
                return self.build(parameters, widths, limits);
            }
        }
        Ok(())
    }

    /// Builds the regions and lets them learn the last steps.
    //= spec/detector.md#det-build
    //# New regions MUST learn the last 1,000 steps at once.
    fn build(
        &mut self,
        parameters: &DetectorParameters,
        widths: [f64; 2],
        limits: &Limits,
    ) -> Result<(), RegionError> {
        self.widths = widths;
        self.builds += 1;
        self.regions.clear();
        for number in 0..parameters.regions {
            let of_region = self.parameters_of(parameters, number);
            let mut region = Region::with_limits(of_region, limits)?;
            if let Some(execution) = self.execution {
                region.set_execution(execution);
            }
            for &step in &self.history {
                region.step(&self.record(step).0)?;
            }
            self.regions.push(region);
        }
        Ok(())
    }

    /// The parameters of a region.
    pub(super) fn parameters_of(
        &self,
        parameters: &DetectorParameters,
        number: u32,
    ) -> RegionParameters {
        parameters.region_of(self.look, &self.widths, self.offset, (self.number, number))
    }

    fn run(&mut self, step: [f64; 2], learning: Learning) -> Result<(), RegionError> {
        let (record, is_clamped) = self.record(step);
        self.is_clamped = is_clamped;
        self.clamped += u64::from(is_clamped);
        let predicted = self.regions[0].temporal_memory().predicted_columns();
        self.predicted = predicted.iter().map(|column| column.get()).collect();
        let mut total = Some(0.0);
        for (region, surprise) in self.regions.iter_mut().zip(&mut self.surprises) {
            let raw = region.step_with(&record, learning, &mut NoObserver)?.raw_score;
            let surprise = surprise.step(raw, learning == Learning::On);
            total = total.zip(surprise).map(|(total, one)| total + one);
        }
        //= spec/detector.md#det-surprise
        //# The surprise of a scale MUST be the mean of those of its regions.
        self.surprise = total.map(|total| total / self.regions.len() as f64);
        Ok(())
    }

    /// The record of a step, and whether a number of it was clamped.
    //= spec/detector.md#det-clamp
    //# A number more than 1,000,000 buckets from the offset MUST be replaced by the nearest that is
    //# not, and be counted.
    fn record(&self, step: [f64; 2]) -> (Record, bool) {
        let mut is_clamped = false;
        let mut clamp = |number: f64, width: f64, offset: f64| {
            let reach = REACH * resolution(width);
            let clamped = number.clamp(offset - reach, offset + reach);
            is_clamped |= clamped != number;
            clamped
        };
        let mut record = Record::new().number(VALUE, clamp(step[0], self.widths[0], self.offset));
        if self.look == Look::MeanAndSpread {
            record = record.number(SPREAD, clamp(step[1], self.widths[1], 0.0));
        }
        (record, is_clamped)
    }

    /// The number that was expected in the last step.
    //= spec/detector.md#det-expected
    //# The value that the memory expected MUST be the number of that step, among the last 300,
    //# whose active columns have the most in common with the columns predicted for this one, the
    //# latest of several, and none where nothing was predicted.
    pub(super) fn expected(&self) -> Option<f64> {
        let mut region = self.regions.first().filter(|_| !self.predicted.is_empty())?.clone();
        let columns = region.parameters().tm.column_count;
        let predicted = Sdr::new(columns, self.predicted.iter().copied()).ok()?;
        let before = self.history.len().saturating_sub(1);
        let compared = self.history.range(before.saturating_sub(COMPARED)..before);
        let mut best = (0, None);
        for &step in compared.rev() {
            let active = region.columns_of(&self.record(step).0).ok()?;
            let overlap = active.overlap(&predicted).ok()?;
            if overlap > best.0 {
                best = (overlap, Some(step[0]));
            }
        }
        best.1
    }
}
