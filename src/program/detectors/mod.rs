//! The detectors that the benchmarks compare: `spec/nab.md`.
//!
//! [`Kind`] names a detector, [`AnyDetector`] is one with its parameters, and [`RowDetector`] is one at work on a
//! [`Series`]. [`Batch`] runs detectors over many series in parallel. To add a detector, add a [`Kind`] and an arm to
//! each match in this file.

mod batch;
mod every;
mod parts;
mod range_rule;
mod season;
mod series;
mod told;
mod untold;
mod z_score;

use std::path::PathBuf;

use anyhow::bail;
use bami_htm::detector::{DetectorField, DetectorParameters};
use bami_htm::limits::MemoryEstimate;
use bami_htm::region::RegionParameters;
use clap::{Args, ValueEnum};
use toml::Table;

use crate::args::RegionArgs;
use crate::detections::detections;
use crate::input::Row;
use crate::memory;
use crate::notes::Notes;
use crate::parameters::Configuration;

pub(crate) use batch::Batch;
pub(crate) use parts::{Part, leave_out};
pub(crate) use series::{Known, Series};

use every::EveryN;
use told::ToldTimeScales;

/// An anomaly score of at least this is an alarm.
//= spec/nab.md#nab-alarm
//# A row MUST be in alarm exactly when its anomaly score is at least 0.5.
pub(crate) const ALARM: f64 = 0.5;

/// The score of a row that would be in alarm if another row had not just been.
const SUPPRESSED: f64 = 0.3;

/// The number of false alarms is stated as one per this many rows unless it is given.
const ROWS_PER_ALARM: u32 = 700;

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

    /// A detector with one score.
    fn one(score: f64) -> Self {
        Self { anomaly_score: score, raw_score: score }
    }
}

/// A detector at work on one series.
pub(crate) trait RowDetector {
    /// Scores a row, before the next one is known.
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores>;
}

/// The rows in which an alarm starts.
//= spec/nab.md#nab-alarm
//# An alarm MUST start in each row that is in alarm and does not follow a row in alarm.
pub(crate) fn alarm_starts(scores: impl IntoIterator<Item = f64>) -> Vec<usize> {
    detections(scores, ALARM).into_iter().map(|detection| detection.start).collect()
}

/// The detectors that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// The detector of `bami run`, which is told nothing in advance
    Default,
    /// A region with the anomaly likelihood and the range rule that is told nothing in advance
    Region,
    /// Regions on several time scales, one alarm for each anomaly; told rows and range in advance
    TimeScales,
    /// A region with the anomaly likelihood, told rows and range in advance; --set range_rule=true adds NAB's range rule
    Bami,
    /// Median and spread of the same time of the week
    Season,
    /// Deviation from the mean of the last 300 rows, in standard deviations
    ZScore,
    /// The range rule alone: 1 if a value is far outside the range seen so far
    RangeRule,
    /// An alarm every N rows, whatever the data
    EveryN,
    /// 0.5 for every row
    Null,
}

impl Kind {
    /// Its name, which is also the default name of its results.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Region => "region",
            Self::TimeScales => "time-scales",
            Self::Bami => "bami",
            Self::Season => "season",
            Self::ZScore => "z-score",
            Self::RangeRule => "range-rule",
            Self::EveryN => "every-n",
            Self::Null => "null",
        }
    }

    fn has_parameters(self) -> bool {
        matches!(self, Self::Region | Self::TimeScales | Self::Bami)
    }

    fn has_a_seed(self) -> bool {
        self.has_parameters() || self == Self::Default
    }

    fn states_a_rate(self) -> bool {
        matches!(self, Self::Default | Self::EveryN)
    }
}

/// The parameters of a detector on the command line.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Detector")]
pub(crate) struct DetectorArgs {
    /// A TOML file of parameters, as `bami params init` writes one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// A single parameter, such as tm.activation_threshold=13; it overrides the file; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// The seed of the region
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// At most one false alarm per this many rows, for a detector that states a rate [default: 700]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rows_per_alarm: Option<u32>,
    /// Leave out a component of the default detector; repeatable
    #[arg(long, value_name = "COMPONENT", value_enum)]
    pub(crate) without: Vec<Part>,
}

/// A detector with its parameters, the same for all series.
#[derive(Clone, Debug)]
pub(crate) struct AnyDetector {
    kind: Kind,
    parameters: Parameters,
}

/// The parameters of a detector.
#[derive(Clone, Debug)]
enum Parameters {
    /// None.
    None,
    /// Those of a region; its encoders and the periods of its likelihood may be derived from the series.
    Region(Box<Configuration>),
    /// Those of regions on several time scales.
    TimeScales(Box<ToldTimeScales>),
    /// Those of the default detector, without its fields.
    Detector(Box<DetectorParameters>),
    /// One alarm per this many rows.
    Rate(u32),
}

impl AnyDetector {
    /// The selected detector. Parameters that it does not use are rejected.
    pub(crate) fn new(kind: Kind, args: &DetectorArgs) -> anyhow::Result<Self> {
        let name = kind.name();
        if args.rows_per_alarm.is_some() && !kind.states_a_rate() {
            bail!("the detector {name} states no rate of alarms; omit --rows-per-alarm");
        }
        if !kind.has_parameters() && (args.config.is_some() || !args.set.is_empty()) {
            bail!("the detector {name} takes no parameters of a region; omit --config and --set");
        }
        if !kind.has_a_seed() && args.seed.is_some() {
            bail!("the detector {name} has no seed; omit --seed");
        }
        if kind != Kind::Default && !args.without.is_empty() {
            bail!("the detector {name} has no components; omit --without");
        }
        let region = RegionArgs {
            config: args.config.clone(),
            set: args.set.clone(),
            seed: args.seed,
            ..RegionArgs::default()
        };
        let parameters = match kind {
            Kind::Default => {
                let mut parameters = DetectorParameters::default();
                parameters.seed = args.seed.unwrap_or(parameters.seed);
                let rows = f64::from(args.rows_per_alarm.unwrap_or(ROWS_PER_ALARM));
                parameters.rows_per_alarm = rows;
                leave_out(&mut parameters, &args.without)?;
                parameters.validate()?;
                Parameters::Detector(Box::new(parameters))
            }
            Kind::Region => Parameters::Region(Box::new(untold::configuration(&region)?)),
            Kind::Bami => Parameters::Region(Box::new(told::configuration(&region)?)),
            Kind::TimeScales => Parameters::TimeScales(Box::new(ToldTimeScales::new(&region)?)),
            Kind::EveryN => Parameters::Rate(args.rows_per_alarm.unwrap_or(ROWS_PER_ALARM)),
            Kind::Season | Kind::ZScore | Kind::RangeRule | Kind::Null => Parameters::None,
        };
        Ok(Self { kind, parameters })
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// The stated rate: at most one false alarm per so many rows. None for a detector that states none.
    pub(crate) fn rows_per_alarm(&self) -> Option<u32> {
        match self.parameters {
            Parameters::Rate(rows) => Some(rows),
            Parameters::Detector(ref parameters) => Some(parameters.rows_per_alarm as u32),
            Parameters::None | Parameters::Region(_) | Parameters::TimeScales(_) => None,
        }
    }

    /// The seed of its first region; none for a detector without regions.
    pub(crate) fn seed(&self) -> Option<u64> {
        match &self.parameters {
            Parameters::Region(configuration) => Some(configuration.parameters().seed),
            Parameters::TimeScales(parameters) => Some(parameters.region.seed),
            Parameters::Detector(parameters) => Some(parameters.seed),
            Parameters::None | Parameters::Rate(_) => None,
        }
    }

    /// The parameters of the region for a series of which this is known; none for a detector that
    /// does not have exactly one region.
    fn parameters(&self, known: &Known) -> anyhow::Result<Option<RegionParameters>> {
        match (&self.parameters, self.kind) {
            (Parameters::Region(configuration), Kind::Bami) => {
                told::parameters(configuration, known).map(Some)
            }
            (Parameters::Region(configuration), _) => {
                untold::parameters(configuration, known).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// All settings for such a series, as a table.
    pub(crate) fn settings(&self, known: &Known) -> anyhow::Result<Table> {
        match &self.parameters {
            Parameters::None => Ok(Table::new()),
            Parameters::TimeScales(parameters) => parameters.settings(),
            Parameters::Detector(parameters) => Ok(Table::try_from(parameters)?),
            Parameters::Rate(rows) => {
                Ok(Table::from_iter([("rows_per_alarm".to_owned(), i64::from(*rows).into())]))
            }
            Parameters::Region(configuration) if self.kind == Kind::Region => {
                Ok(Table::try_from(configuration.parameters())?)
            }
            Parameters::Region(configuration) => {
                Ok(Table::try_from(told::parameters(configuration, known)?)?)
            }
        }
    }

    /// Rejects a detector for such a series if so many of them do not fit in memory.
    pub(crate) fn check_memory(&self, known: &Known, at_once: usize) -> anyhow::Result<()> {
        let memory = match &self.parameters {
            Parameters::TimeScales(parameters) => parameters.memory(known)?,
            Parameters::Detector(parameters) => {
                let fields =
                    (0..known.fields()).map(|field| DetectorField::number(field.to_string()));
                (**parameters).clone().with_fields(fields).memory()?
            }
            _ => match self.parameters(known)? {
                Some(parameters) => parameters.memory()?,
                None => MemoryEstimate::default(),
            },
        };
        memory::check("a detector for each thread", &memory.times(at_once as u64))
    }

    /// Warns about parameters that can hardly be meant.
    pub(crate) fn warn(&self, known: &Known, notes: Notes) -> anyhow::Result<()> {
        for warning in self.parameters(known)?.iter().flat_map(RegionParameters::warnings) {
            notes.warn(&warning.to_string());
        }
        Ok(())
    }

    /// A new detector for a series of which this is known.
    //= spec/nab.md#nab-blind
    //# Before the first row of a file, a detector MUST be given the number of rows and the minimum
    //# and maximum values, and nothing else about the file.
    //= spec/nab.md#nab-blind
    //# Every file MUST be processed by a new detector with the same parameters.
    pub(crate) fn start(&self, known: &Known) -> anyhow::Result<Box<dyn RowDetector>> {
        Ok(match (&self.parameters, self.kind) {
            (Parameters::TimeScales(parameters), _) => Box::new(parameters.start(known)?),
            (Parameters::Region(configuration), Kind::Bami) => {
                Box::new(told::RegionDetector::new(configuration, known)?)
            }
            (Parameters::Region(configuration), _) => {
                Box::new(untold::start((**configuration).clone(), known)?)
            }
            (Parameters::Detector(parameters), _) => {
                Box::new(untold::detector((**parameters).clone(), known)?)
            }
            (Parameters::Rate(rows), _) => Box::new(EveryN::new(*rows)),
            (Parameters::None, Kind::Season) => Box::new(season::Season::new(known)),
            (Parameters::None, Kind::ZScore) => Box::new(z_score::ZScore::new(known)),
            (Parameters::None, Kind::RangeRule) => Box::new(range_rule::RangeRules::new(known)),
            (Parameters::None, _) => Box::new(Null),
        })
    }
}

/// Knows nothing.
//= spec/nab.md#nab-detectors
//# The detector `null` MUST give every row the score 0.5.
struct Null;

impl RowDetector for Null {
    fn score(&mut self, _: &Row) -> anyhow::Result<RowScores> {
        Ok(RowScores::one(0.5))
    }
}

#[cfg(test)]
mod tests;
