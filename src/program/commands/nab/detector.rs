//! The detectors. A detector sees only what NAB discloses in advance and then one row at a time; it never sees
//! labels.

use bami_htm::anomaly::{AnomalyLikelihoodParameters, RangeRule, nab_probation};
use bami_htm::limits::MemoryEstimate;
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
use bami_htm::time_scales::{Known as TimeScalesKnown, TimeScales, TimeScalesParameters};
use clap::ValueEnum;
use jiff::civil::DateTime;
use serde::Deserialize;
use toml::{Table, Value};

use anyhow::{Context, anyhow, bail};

use crate::args::RegionArgs;
use crate::input::{Columns, TIMESTAMP_FIELD, VALUE_FIELD};
use crate::memory;
use crate::parameters::Configuration;

/// The finest resolution.
const FINEST: f64 = 0.001;

/// The factor by which NAB's HTM detectors widen the range: by a fifth of it on either side.
const PADDED: f64 = 1.4;

/// The number of buckets into which they divide it.
const BUCKETS: f64 = 130.0;

/// The switches of a region in which it departs from the profile, so that published scores can be
/// repeated.
const OF_REGION: &str = "tm.extensions.skip_empty_segments = false";

/// What a detector knows about a file in advance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Known {
    /// The number of rows.
    pub(crate) rows: usize,
    /// The smallest value.
    pub(crate) minimum: f64,
    /// The largest value.
    pub(crate) maximum: f64,
}

/// A row as a detector gets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct InputRow {
    /// The time.
    pub(crate) time: DateTime,
    /// The value, finite.
    pub(crate) value: f64,
}

/// The scores of a detector for a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RowScores {
    /// The score for alarms, 0 to 1.
    pub(crate) anomaly_score: f64,
    /// The score that it was computed from, 0 to 1.
    pub(crate) raw_score: f64,
}

impl RowScores {
    /// The scores that a region gives.
    //= spec/nab.md#nab-detectors
    //# An anomaly score below 0 MUST be written as 0.
    fn of(score: f64, raw_score: f64) -> Self {
        Self { anomaly_score: score.max(0.0), raw_score }
    }
}

/// A detector at work on one file.
pub(crate) trait FileDetector {
    /// Scores a row, before the next one is known.
    fn score(&mut self, row: &InputRow) -> anyhow::Result<RowScores>;
}

/// The detectors that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Regions on several time scales, one alarm for each anomaly
    TimeScales,
    /// A region with the anomaly likelihood; --set range_rule=true adds NAB's range rule
    Bami,
    /// The range rule alone: 1 if a value is far outside the range seen so far
    RangeRule,
    /// 0.5 for every row
    Null,
}

impl Kind {
    /// Its name, which is also the default name of its results.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TimeScales => "time-scales",
            Self::Bami => "bami",
            Self::RangeRule => "range-rule",
            Self::Null => "null",
        }
    }
}

/// A detector with its parameters, the same for all files.
#[derive(Clone, Debug)]
pub(crate) enum Detector {
    /// Regions on several time scales.
    TimeScales(Box<(TimeScalesParameters, RegionParameters)>),
    /// A region; its encoders and the periods of its likelihood may be derived from the file.
    Bami(Box<Configuration>),
    /// The range rule alone.
    RangeRule,
    /// The same for every row.
    Null,
}

impl Detector {
    /// The selected detector. Parameters that it does not use are rejected.
    pub(crate) fn new(kind: Kind, args: &RegionArgs) -> anyhow::Result<Self> {
        if kind == Kind::TimeScales {
            return Ok(Self::TimeScales(Box::new(time_scales(args)?)));
        }
        if kind == Kind::Bami {
            let configuration = Configuration::with_built_in(args, OF_REGION)?;
            check_periods(&configuration.parameters().anomaly)?;
            return Ok(Self::Bami(Box::new(configuration)));
        }
        if args.config.is_some() || !args.set.is_empty() || args.seed.is_some() {
            bail!(
                "the detector {} has no parameters; omit --config, --set and --seed",
                kind.name()
            );
        }
        Ok(if kind == Kind::RangeRule { Self::RangeRule } else { Self::Null })
    }

    /// The parameters of the region for a file of which this is known; none for a detector that
    /// does not have exactly one region.
    //= spec/nab.md#nab-detectors
    //# The detector `bami` MUST be a region with the switch skip_empty_segments off, the periods of
    //# ANOM-LIKELIHOOD-NAB and, if no encoders are given, with the encoders for a metric at the
    //# resolution max(0.001, 1.4 * r / 130), where r is the maximum value minus the minimum, or 1
    //# if they are equal.
    pub(crate) fn parameters(&self, known: &Known) -> anyhow::Result<Option<RegionParameters>> {
        let Self::Bami(configuration) = self else { return Ok(None) };
        let resolutions = match configuration.known_resolutions(1)? {
            Some(resolutions) => resolutions,
            None => vec![resolution(known)],
        };
        let mut parameters = configuration.for_columns(&Columns::one_value(), &resolutions)?;
        let periods = AnomalyLikelihoodParameters::for_probation(nab_probation(known.rows as u64));
        parameters.anomaly.learning_period = periods.learning_period;
        parameters.anomaly.estimation_samples = periods.estimation_samples;
        parameters.validate()?;
        Ok(Some(parameters))
    }

    /// All settings for such a file, as a table.
    pub(crate) fn settings(&self, known: &Known) -> anyhow::Result<Table> {
        if let Self::TimeScales(parameters) = self {
            let mut table = Table::try_from(&parameters.1)?;
            table.insert(SECTION.to_owned(), Value::try_from(&parameters.0)?);
            return Ok(table);
        }
        Ok(self.parameters(known)?.map(Table::try_from).transpose()?.unwrap_or_default())
    }

    /// The memory that a detector for such a file takes.
    pub(crate) fn memory(&self, known: &Known) -> anyhow::Result<MemoryEstimate> {
        Ok(match (self, self.parameters(known)?) {
            (Self::TimeScales(parameters), _) => {
                parameters.0.memory(&parameters.1, &told(known))?
            }
            (_, Some(parameters)) => parameters.memory()?,
            _ => MemoryEstimate::default(),
        })
    }

    /// A new detector for a file of which this is known.
    //= spec/nab.md#nab-blind
    //# Before the first row of a file, a detector MUST be given the number of rows and the minimum
    //# and maximum values, and nothing else about the file.
    //= spec/nab.md#nab-blind
    //# Every file MUST be processed by a new detector with the same parameters.
    pub(crate) fn start(&self, known: &Known) -> anyhow::Result<Box<dyn FileDetector>> {
        Ok(match (self, self.parameters(known)?) {
            (Self::TimeScales(parameters), _) => {
                let limits = memory::limits();
                let known = told(known);
                Box::new(TimeScales::with_limits(&parameters.0, &parameters.1, known, &limits)?)
            }
            (Self::RangeRule, _) => Box::new(RangeRuleAlone(RangeRule::new())),
            (Self::Bami(_), Some(parameters)) => Box::new(RegionDetector::new(parameters)?),
            _ => Box::new(Null),
        })
    }
}

/// What a detector with several time scales knows about a file in advance.
fn told(known: &Known) -> TimeScalesKnown {
    TimeScalesKnown::new(known.rows as u64, known.minimum, known.maximum)
}

/// The file with the parameters of the detector with several time scales.
const TIME_SCALES: &str = "examples/config/nab.toml";

/// The table among the parameters that is for this detector.
const SECTION: &str = "time_scales";

/// The parameters of a detector with several time scales, and of its regions.
//= spec/nab.md#nab-detectors
//# The detector `time-scales` MUST be that of time-scales.md with the parameters of
//# `examples/config/nab.toml`, overridden by any parameters given.
fn time_scales(args: &RegionArgs) -> anyhow::Result<(TimeScalesParameters, RegionParameters)> {
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
    let parameters = TimeScalesParameters::deserialize(settings)
        .map_err(|error| anyhow!("{SECTION}: {}", error.to_string().trim_end()))?;
    parameters.validate().map_err(|error| error.within(SECTION))?;
    Ok((parameters, region))
}

impl FileDetector for TimeScales {
    fn score(&mut self, row: &InputRow) -> anyhow::Result<RowScores> {
        let result = self.step(row.value)?;
        Ok(RowScores { anomaly_score: result.anomaly_score, raw_score: result.raw_score })
    }
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
fn resolution(known: &Known) -> f64 {
    let range = known.maximum - known.minimum;
    // NB: the difference of two large values may be infinite, which the encoder rejects.
    let range = if range == 0.0 { 1.0 } else { range };
    (PADDED * range / BUCKETS).max(FINEST)
}

/// A region.
struct RegionDetector {
    region: Region,
    /// Whether an encoder reads the time; a field that no encoder reads is rejected.
    reads_time: bool,
}

impl RegionDetector {
    fn new(parameters: RegionParameters) -> anyhow::Result<Self> {
        let mut reads = parameters.encoders.iter().flat_map(FieldEncoder::reads);
        let reads_time = reads.any(|field| field == TIMESTAMP_FIELD);
        Ok(Self { region: Region::with_limits(parameters, &memory::limits())?, reads_time })
    }
}

impl FileDetector for RegionDetector {
    fn score(&mut self, row: &InputRow) -> anyhow::Result<RowScores> {
        let mut record = Record::new().number(VALUE_FIELD, row.value);
        if self.reads_time {
            record = record.time(TIMESTAMP_FIELD, row.time);
        }
        let result = self.region.step(&record)?;
        Ok(RowScores::of(result.score, result.raw_score))
    }
}

/// The range rule alone.
//= spec/nab.md#nab-detectors
//# The detector `range-rule` MUST give the score 1 to the rows on which ANOM-RANGE-RULE fires and 0
//# to all others.
struct RangeRuleAlone(RangeRule);

impl FileDetector for RangeRuleAlone {
    fn score(&mut self, row: &InputRow) -> anyhow::Result<RowScores> {
        let score = if self.0.step(Some(row.value)) { 1.0 } else { 0.0 };
        Ok(RowScores { anomaly_score: score, raw_score: score })
    }
}

/// Knows nothing.
//= spec/nab.md#nab-detectors
//# The detector `null` MUST give every row the score 0.5.
struct Null;

impl FileDetector for Null {
    fn score(&mut self, _: &InputRow) -> anyhow::Result<RowScores> {
        Ok(RowScores { anomaly_score: 0.5, raw_score: 0.5 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bami(set: &[&str]) -> anyhow::Result<Detector> {
        let set = set.iter().map(|setting| (*setting).to_owned()).collect();
        Detector::new(Kind::Bami, &RegionArgs { set, ..RegionArgs::default() })
    }

    fn known(rows: usize, minimum: f64, maximum: f64) -> Known {
        Known { rows, minimum, maximum }
    }

    //= spec/nab.md#nab-detectors
    //= type=test
    //# The detector `bami` MUST be a region with the switch skip_empty_segments off, the periods of
    //# ANOM-LIKELIHOOD-NAB and, if no encoders are given, with the encoders for a metric at the
    //# resolution max(0.001, 1.4 * r / 130), where r is the maximum value minus the minimum, or 1
    //# if they are equal.
    #[test]
    fn a_region_gets_its_resolution_and_its_periods_from_what_is_known() {
        let detector = bami(&["range_rule=true"]).unwrap();
        for (known, resolution) in [
            (known(4032, -10.0, 120.0), 1.4),
            (known(4032, 5.0, 5.0), 1.4 / 130.0),
            (known(4032, 0.0, 0.001), 0.001),
        ] {
            let parameters = detector.parameters(&known).unwrap().unwrap();
            let mut expected = RegionParameters::for_metric(resolution);
            expected.range_rule = true;
            expected.tm.extensions.skip_empty_segments = false;
            expected.anomaly = AnomalyLikelihoodParameters::for_probation(604);
            assert_eq!(parameters, expected);
        }
        // If the user gives the encoders, only the periods are derived from the file.
        let own = bami(&[r#"encoders=[{field="value",type="scalar"}]"#]).unwrap();
        let parameters = own.parameters(&known(100, 0.0, 1.0)).unwrap().unwrap();
        assert_eq!((parameters.encoders.len(), parameters.anomaly.learning_period), (1, 7));
        // They do not need to read the time.
        let time = jiff::civil::date(2014, 4, 1).to_datetime(Default::default());
        let row = InputRow { time, value: 0.5 };
        assert_eq!(own.start(&known(100, 0.0, 1.0)).unwrap().score(&row).unwrap().raw_score, 1.0);
    }

    //= spec/nab.md#nab-detectors
    //= type=test
    //# The detector `time-scales` MUST be that of time-scales.md with the parameters of
    //# `examples/config/nab.toml`, overridden by any parameters given.
    //= spec/time-scales.md#scale-parameters
    //= type=test
    //# The defaults MUST be those of the table, and those of `examples/config/nab.toml`.
    #[test]
    fn time_scales_have_their_published_parameters_unless_others_are_given() {
        let parameters = |set: &[&str], seed| {
            let set = set.iter().map(|setting| (*setting).to_owned()).collect();
            let args = RegionArgs { set, seed, ..RegionArgs::default() };
            time_scales(&args).map_err(|error| error.to_string())
        };
        let (published, region) = parameters(&[], None).unwrap();
        let mut expected = RegionParameters::for_metric(1.0);
        expected.encoders.clear();
        expected.range_rule = true;
        expected.tm.cells_per_column = 1;
        expected.tm.extensions.skip_empty_segments = false;
        assert_eq!((&published, &region), (&TimeScalesParameters::default(), &expected));

        let set = ["time_scales.regions=1", "range_rule=false", "tm.cells_per_column=8"];
        let (given, region) = parameters(&set, Some(7)).unwrap();
        assert_eq!(given, published.with_regions(1));
        assert_eq!((region.range_rule, region.tm.cells_per_column, region.seed), (false, 8, 7));

        for (setting, problem) in [
            ("time_scales.region=1", "unknown field `region`"),
            ("time_scales.regions=0", "time_scales.regions = 0: must be from 1 to 100"),
            ("time_scales.regions=many", "invalid type"),
            ("encoders=[{field=\"value\",type=\"scalar\"}]", "creates its own encoders"),
        ] {
            let message = parameters(&[setting], None).unwrap_err();
            assert!(message.contains(problem), "{setting}: {message}");
        }
    }

    #[test]
    fn parameters_that_would_be_passed_over_are_refused() {
        assert!(
            bami(&["anomaly.learning_period=7"]).unwrap_err().to_string().contains("derived from")
        );
        let seed = RegionArgs { seed: Some(1), ..RegionArgs::default() };
        assert!(
            Detector::new(Kind::Null, &seed).unwrap_err().to_string().contains("no parameters")
        );
        assert!(Detector::new(Kind::Bami, &seed).is_ok());
    }

    fn scores(kind: Kind, values: &[f64]) -> Vec<f64> {
        let detector = Detector::new(kind, &RegionArgs::default()).unwrap();
        let mut file = detector.start(&known(values.len(), 0.0, 9.0)).unwrap();
        let time = jiff::civil::date(2014, 4, 1).to_datetime(Default::default());
        let mut score = |value| {
            let scores = file.score(&InputRow { time, value }).unwrap();
            assert!((0.0..=1.0).contains(&scores.raw_score));
            scores.anomaly_score
        };
        values.iter().map(|value| score(*value)).collect()
    }

    //= spec/nab.md#nab-detectors
    //= type=test
    //# The detector `range-rule` MUST give the score 1 to the rows on which ANOM-RANGE-RULE fires
    //# and 0 to all others.
    //= spec/nab.md#nab-detectors
    //= type=test
    //# The detector `null` MUST give every row the score 0.5.
    #[test]
    fn simple_detectors_do_what_they_say() {
        assert_eq!(
            scores(Kind::RangeRule, &[1.0, 2.0, 2.05, 2.2, 0.9, 1.0]),
            [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
        );
        assert_eq!(scores(Kind::Null, &[1.0, 7.0]), [0.5, 0.5]);
    }

    //= spec/nab.md#nab-detectors
    //= type=test
    //# An anomaly score below 0 MUST be written as 0.
    #[test]
    fn no_score_lies_below_0() {
        let least = bami_htm::anomaly::log_likelihood(0.0);
        assert!(least < 0.0);
        assert_eq!(RowScores::of(least, 0.0).anomaly_score, 0.0);
        assert_eq!(RowScores::of(1.0, 0.5), RowScores { anomaly_score: 1.0, raw_score: 0.5 });
    }
}
