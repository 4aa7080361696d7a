//! The detectors that are told the number of rows and the range of the values in advance, as NAB does.

use anyhow::{Context, anyhow, bail};
use bami_htm::anomaly::{AnomalyLikelihoodParameters, nab_probation};
use bami_htm::limits::MemoryEstimate;
use bami_htm::region::{Region, RegionParameters};
use bami_htm::time_scales::{Known as TimeScalesKnown, TimeScales, TimeScalesParameters};
use serde::Deserialize;
use toml::{Table, Value};

use super::{Known, RowDetector, RowScores};
use crate::args::RegionArgs;
use crate::input::Row;
use crate::memory;
use crate::parameters::Configuration;
use crate::stream::Records;

/// The finest resolution.
const FINEST: f64 = 0.001;

/// The factor by which NAB's HTM detectors widen the range: by a fifth of it on either side.
const PADDED: f64 = 1.4;

/// The number of buckets into which they divide it.
const BUCKETS: f64 = 130.0;

/// The switches of a region in which it departs from the profile, so that published scores can be
/// repeated.
const OF_REGION: &str = "tm.extensions.skip_empty_segments = false";

/// The parameters of the detector `bami`.
pub(super) fn configuration(args: &RegionArgs) -> anyhow::Result<Configuration> {
    let configuration = Configuration::with_built_in(args, OF_REGION)?;
    check_periods(&configuration.parameters().anomaly)?;
    Ok(configuration)
}

/// The parameters of the region of `bami` for a series of which this is known.
//= spec/nab.md#nab-detectors
//# The detector `bami` MUST be a region with the switch skip_empty_segments off, the periods of
//# ANOM-LIKELIHOOD-NAB and, if no encoders are given, with the encoders for a metric at the
//# resolution max(0.001, 1.4 * r / 130), where r is the maximum value minus the minimum, or 1 if
//# they are equal.
pub(super) fn parameters(
    configuration: &Configuration,
    known: &Known,
) -> anyhow::Result<RegionParameters> {
    let resolutions = match configuration.known_resolutions(known.fields())? {
        Some(resolutions) => resolutions,
        None => known.ranges.iter().map(|range| resolution(*range)).collect(),
    };
    let mut parameters = configuration.for_columns(&known.columns, &resolutions)?;
    let periods = AnomalyLikelihoodParameters::for_probation(nab_probation(known.rows as u64));
    parameters.anomaly.learning_period = periods.learning_period;
    parameters.anomaly.estimation_samples = periods.estimation_samples;
    parameters.validate()?;
    Ok(parameters)
}

/// The periods are derived from the number of rows, so they cannot be given.
fn check_periods(given: &AnomalyLikelihoodParameters) -> anyhow::Result<()> {
    let periods = |parameters: &AnomalyLikelihoodParameters| {
        (parameters.learning_period, parameters.estimation_samples)
    };
    if periods(given) != periods(&AnomalyLikelihoodParameters::default()) {
        bail!(
            "anomaly.learning_period and anomaly.estimation_samples are derived from the number of rows in each file \
             (ANOM-LIKELIHOOD-NAB); leave them at their defaults"
        );
    }
    Ok(())
}

/// The resolution for values within a range.
fn resolution((minimum, maximum): (f64, f64)) -> f64 {
    let range = maximum - minimum;
    // NB: the difference of two large values may be infinite, which the encoder rejects.
    let range = if range == 0.0 { 1.0 } else { range };
    (PADDED * range / BUCKETS).max(FINEST)
}

/// A region.
pub(super) struct RegionDetector {
    region: Region,
    records: Records,
}

impl RegionDetector {
    /// A region for a series of which this is known.
    pub(super) fn new(configuration: &Configuration, known: &Known) -> anyhow::Result<Self> {
        let parameters = parameters(configuration, known)?;
        let records = Records::for_region(&known.columns, &parameters.encoders);
        Ok(Self { region: Region::with_limits(parameters, &memory::limits())?, records })
    }
}

impl RowDetector for RegionDetector {
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores> {
        let result = self.region.step(&self.records.record(row))?;
        Ok(RowScores::of(result.score, result.raw_score))
    }
}

/// The file with the parameters of the detector with several time scales.
const TIME_SCALES: &str = "examples/config/nab.toml";

/// The table among the parameters that is for this detector.
const SECTION: &str = "time_scales";

/// The parameters of a detector with several time scales, and of its regions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ToldTimeScales {
    /// The parameters of the scales.
    pub(super) scales: TimeScalesParameters,
    /// Those of their regions.
    pub(super) region: RegionParameters,
}

impl ToldTimeScales {
    /// The published parameters, overridden by those that are given.
    //= spec/nab.md#nab-detectors
    //# The detector `time-scales` MUST be that of time-scales.md with the parameters of
    //# `examples/config/nab.toml`, overridden by any parameters given.
    pub(super) fn new(args: &RegionArgs) -> anyhow::Result<Self> {
        let published =
            bami_htm::spec::file(TIME_SCALES).context("the library lacks its parameters")?;
        let (configuration, settings) = Configuration::with_section(args, published, SECTION)?;
        let region = configuration.parameters().clone();
        if !region.encoders.is_empty() {
            bail!("the detector time-scales creates its own encoders; omit them");
        }
        if region.anomaly != AnomalyLikelihoodParameters::default() || region.metric.is_some() {
            bail!("the detector time-scales does not use `anomaly` and `metric`; omit them");
        }
        let scales = TimeScalesParameters::deserialize(settings)
            .map_err(|error| anyhow!("{SECTION}: {}", error.to_string().trim_end()))?;
        scales.validate().map_err(|error| error.within(SECTION))?;
        Ok(Self { scales, region })
    }

    /// All settings, as a table.
    pub(super) fn settings(&self) -> anyhow::Result<Table> {
        let mut table = Table::try_from(&self.region)?;
        table.insert(SECTION.to_owned(), Value::try_from(&self.scales)?);
        Ok(table)
    }

    /// The memory that a detector for such a series takes.
    pub(super) fn memory(&self, known: &Known) -> anyhow::Result<MemoryEstimate> {
        Ok(self.scales.memory(&self.region, &told(known)?)?)
    }

    /// A detector for a series of which this is known.
    pub(super) fn start(&self, known: &Known) -> anyhow::Result<TimeScales> {
        let limits = memory::limits();
        Ok(TimeScales::with_limits(&self.scales, &self.region, told(known)?, &limits)?)
    }
}

/// What a detector with several time scales knows about a series in advance.
fn told(known: &Known) -> anyhow::Result<TimeScalesKnown> {
    match known.ranges[..] {
        [(minimum, maximum)] => Ok(TimeScalesKnown::new(known.rows as u64, minimum, maximum)),
        _ => bail!(
            "the detector time-scales takes one field, and there are {}; choose another with --detector",
            known.fields()
        ),
    }
}

impl RowDetector for TimeScales {
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores> {
        let value = row.number(0).ok_or_else(|| anyhow!("the value is missing"))?;
        let result = self.step(value)?;
        Ok(RowScores { anomaly_score: result.anomaly_score, raw_score: result.raw_score })
    }
}
