//! Where a row becomes scores: the region or network, and the warm-up before there is a region.

use anyhow::{anyhow, bail};
use bami_htm::anomaly::log_likelihood;
use bami_htm::detector::{Detector, DetectorParameters, DetectorResult};
use bami_htm::encoders::estimate_resolution;
use bami_htm::network::{Network, NetworkParameters, NetworkRegion};
use bami_htm::observer::{NoObserver, Observer};
use bami_htm::region::{Region, RegionParameters, StepResult};
use bami_htm::snapshot::{Kind, Snapshot};
use bami_htm::{Execution, Learning};
use serde::Serialize;

use super::detecting::{Detecting, Session};
use super::records::Records;
use super::warm_up::{WarmUp, WarmUpOr, WarmUpState};
use crate::input::column_type::ColumnType;
use crate::input::{Columns, Row};
use crate::memory;
use crate::parameters::{Configuration, Model, NetworkConfiguration};

/// The scores of a region in a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// The likelihood on a logarithmic scale, 0 to 1: the score for alarms.
    pub anomaly_score: f64,
    /// How unusual the recent raw scores are, 0 to 1.
    pub likelihood: f64,
    /// The fraction of the active columns that was not predicted; none in a warm-up row.
    pub raw_score: Option<f64>,
    /// The number of bursting columns; none in a warm-up row.
    pub bursting_columns: Option<usize>,
}

/// The likelihood before anything is known.
const UNKNOWN: f64 = 0.5;

impl Scores {
    /// The scores of a warm-up row.
    //= spec/program.md#program-calibration
    //# A warm-up row MUST be written immediately, with the likelihood 0.5, the corresponding log
    //# likelihood, and neither a raw score nor a number of bursting columns.
    fn of_warm_up() -> Self {
        Self {
            anomaly_score: log_likelihood(UNKNOWN),
            likelihood: UNKNOWN,
            raw_score: None,
            bursting_columns: None,
        }
    }

    fn of_step(step: &StepResult) -> Self {
        Self {
            anomaly_score: step.score,
            likelihood: step.likelihood,
            raw_score: Some(step.raw_score),
            bursting_columns: Some(step.bursting_columns.len()),
        }
    }
}

/// What the rows are scored by, which decides their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScoredBy {
    /// A single region.
    Region,
    /// The regions of a network, with these names.
    Network(Vec<String>),
    /// A detector.
    Detector,
}

/// The scores of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Scored {
    /// Those of each region, `None` for a region that makes no step.
    Regions(Vec<Option<Scores>>),
    /// That of a detector.
    Detector(Box<DetectorResult>),
}

/// What is saved of a scorer.
pub(crate) struct Saved {
    /// The region, network or detector.
    pub(crate) snapshot: Snapshot,
    /// The warm-up, while it is going on.
    pub(crate) warm_up: Option<WarmUpState>,
    /// What a detector on a stream needs besides.
    pub(crate) session: Option<Session>,
}

/// Scores rows one by one.
pub struct Scorer {
    state: State,
    /// The form of the algorithms, if one was chosen.
    execution: Option<Execution>,
    /// Warnings about the parameters that were not taken yet.
    warnings: Vec<String>,
}

enum State {
    WarmUp(Box<WarmUp>),
    Region(Box<Region>, Records),
    Network(Box<Network>, NetworkParameters, Records),
    Detector(Box<Detecting>),
}

impl Scorer {
    /// A detector for these columns.
    pub(crate) fn of_detector(
        parameters: DetectorParameters,
        session: Session,
        columns: &Columns,
        column_types: &[ColumnType],
    ) -> anyhow::Result<Self> {
        let detecting = Detecting::new(parameters, session, columns, column_types)?;
        Ok(Self::with(State::Detector(Box::new(detecting))))
    }

    /// A scorer for these columns. Invalid parameters are rejected now, even if there is a warm-up.
    pub fn new(model: Model, columns: &Columns, warm_up_rows: usize) -> anyhow::Result<Self> {
        let state = match model {
            Model::Region(configuration) => {
                match WarmUp::unless_known(
                    *configuration,
                    columns,
                    warm_up_rows,
                    estimate_resolution,
                )? {
                    WarmUpOr::WarmUp(warm_up) => State::WarmUp(warm_up),
                    WarmUpOr::Parameters(parameters) => State::of_region(*parameters, columns)?,
                }
            }
            Model::Network(configuration) => {
                let parameters = configuration.parameters.clone();
                let network = Network::with_limits(parameters, &memory::limits())?;
                State::of_network(network, *configuration, columns)?
            }
        };
        Ok(Self::with(state))
    }

    /// The scorer that was saved.
    pub(crate) fn from_saved(saved: Saved, columns: &Columns) -> anyhow::Result<Self> {
        let Saved { snapshot, warm_up, session } = saved;
        let parameters = snapshot.parameters().clone();
        let state = match (snapshot.kind(), warm_up) {
            (Kind::Network, _) => {
                let parameters = serde_json::from_value(parameters)?;
                let network = Network::from_snapshot(snapshot)?;
                State::of_network(network, NetworkConfiguration { parameters }, columns)?
            }
            (Kind::Calibration, Some(warm_up)) => {
                let configuration = Configuration::of_parameters(
                    serde_json::from_value(parameters)?,
                    warm_up.value_encoder.clone(),
                );
                State::WarmUp(Box::new(WarmUp::resume(
                    configuration,
                    columns,
                    warm_up,
                    estimate_resolution,
                )?))
            }
            (Kind::Detector, _) => {
                let detector = Detector::from_snapshot(snapshot)?;
                let session = session.unwrap_or_default();
                State::Detector(Box::new(Detecting::of(detector, session, columns)))
            }
            _ => {
                let region = Region::from_snapshot(snapshot)?;
                let records = Records::for_region(columns, &region.parameters().encoders);
                State::Region(Box::new(region), records)
            }
        };
        Ok(Self::with(state))
    }

    fn with(state: State) -> Self {
        let mut scorer = Self { state, execution: None, warnings: Vec::new() };
        scorer.warnings = scorer.parameter_warnings();
        scorer
    }

    /// The same with a form of the algorithms, if one was chosen.
    #[must_use]
    pub fn with_execution(mut self, execution: Option<Execution>) -> Self {
        self.execution = execution;
        if let Some(execution) = execution {
            match &mut self.state {
                State::WarmUp(_) => {}
                State::Region(region, _) => region.set_execution(execution),
                State::Network(network, ..) => network.set_execution(execution),
                State::Detector(detecting) => detecting.detector_mut().set_execution(execution),
            }
        }
        self
    }

    /// The whole state: that of the region, network or detector or, during the warm-up, its rows.
    pub(crate) fn saved(&self) -> anyhow::Result<Saved> {
        let (snapshot, warm_up, session) = match &self.state {
            State::Region(region, _) => (region.snapshot()?, None, None),
            State::Network(network, ..) => (network.snapshot()?, None, None),
            State::WarmUp(warm_up) => {
                let snapshot = Snapshot::of_calibration(warm_up.known_parameters())?;
                (snapshot, Some(warm_up.state()), None)
            }
            State::Detector(detecting) => {
                let snapshot = detecting.detector().snapshot()?;
                (snapshot, None, Some(detecting.session().clone()))
            }
        };
        Ok(Saved { snapshot, warm_up, session })
    }

    /// The scores of a row. A single region always has scores.
    pub fn score(&mut self, row: &Row) -> anyhow::Result<Scored> {
        if let State::Detector(detecting) = &mut self.state {
            return Ok(Scored::Detector(Box::new(detecting.score(row)?)));
        }
        self.score_observed(row, &mut NoObserver).map(Scored::Regions)
    }

    /// The scores of each region, with an observer, which is not called during the warm-up.
    pub(crate) fn score_observed(
        &mut self,
        row: &Row,
        observer: &mut impl Observer,
    ) -> anyhow::Result<Vec<Option<Scores>>> {
        Ok(match self.step(row, observer)? {
            None => vec![Some(Scores::of_warm_up())],
            Some(steps) => steps.iter().map(|step| step.as_ref().map(Scores::of_step)).collect(),
        })
    }

    /// The step of each region with a row, `None` for a region that makes no step; `None` during the warm-up, and
    /// with a detector, whose regions make steps of their own.
    pub(crate) fn step(
        &mut self,
        row: &Row,
        observer: &mut impl Observer,
    ) -> anyhow::Result<Option<Vec<Option<StepResult>>>> {
        match &mut self.state {
            State::WarmUp(_) => {
                self.warm_up(row)?;
                Ok(None)
            }
            State::Region(region, records) => {
                let step = region.step_with(&records.record(row), Learning::On, observer);
                let step = step.map_err(|error| records.rejected(row, error))?;
                Ok(Some(vec![Some(step)]))
            }
            State::Network(network, _, records) => {
                let result = network.step_with(&records.record(row), Learning::On, observer);
                let result = result.map_err(|error| records.rejected(row, error))?;
                Ok(Some(result.regions.into_iter().map(|region| region.step).collect()))
            }
            State::Detector(detecting) => detecting.score(row).map(|_| None),
        }
    }

    /// Adds a row to the warm-up. After the last one there is a region, which has learned the rows.
    fn warm_up(&mut self, row: &Row) -> anyhow::Result<()> {
        let State::WarmUp(warm_up) = &mut self.state else { return Ok(()) };
        let Some(parameters) = warm_up.push(row)? else { return Ok(()) };
        let state = State::of_region(parameters, warm_up.columns())?;
        let rows = warm_up.rows().to_vec();
        *self = Self::with(state).with_execution(self.execution);
        //= spec/program.md#program-calibration
        //# After the last warm-up row, the region MUST be created and learn the warm-up rows in
        //# their order, without writing them again.
        for row in &rows {
            self.step(row, &mut NoObserver)?;
        }
        Ok(())
    }

    /// Whether the warm-up is still going on, so that nothing has been scored.
    pub(crate) fn is_warming_up(&self) -> bool {
        self.warm_up_rows().is_some()
    }

    /// How many rows the warm-up takes, while it is going on.
    pub(crate) fn warm_up_rows(&self) -> Option<usize> {
        match &self.state {
            State::WarmUp(warm_up) => Some(warm_up.wanted()),
            State::Region(..) | State::Network(..) | State::Detector(_) => None,
        }
    }

    /// The detector, if it is one.
    pub(crate) fn detector(&self) -> Option<&Detector> {
        match &self.state {
            State::Detector(detecting) => Some(detecting.detector()),
            _ => None,
        }
    }

    /// No further row is learned by a detector.
    pub(crate) fn stop_learning(&mut self) -> anyhow::Result<()> {
        let State::Detector(detecting) = &mut self.state else {
            bail!("--no-learn is for the detector, but the state is that of a region or a network");
        };
        detecting.stop_learning();
        Ok(())
    }

    /// The messages of a detector since the last call.
    pub(crate) fn take_notes(&mut self) -> Vec<String> {
        match &mut self.state {
            State::Detector(detecting) => detecting.take_notes(),
            _ => Vec::new(),
        }
    }

    /// The messages of a detector at the end of a stream.
    pub(crate) fn last_notes(&mut self) -> Vec<String> {
        match &mut self.state {
            State::Detector(detecting) => detecting.last_notes(),
            _ => Vec::new(),
        }
    }

    /// The region with this index, if the warm-up is over; a single region has the index 0.
    pub(crate) fn region(&self, index: usize) -> Option<&Region> {
        match &self.state {
            State::WarmUp(_) | State::Detector(_) => None,
            State::Region(region, _) => Some(region),
            State::Network(network, ..) => network.regions().get(index).map(NetworkRegion::region),
        }
    }

    /// Whether the region with this index makes a step with the next row.
    pub(crate) fn is_due(&self, index: usize) -> bool {
        self.network_region(index).is_none_or(|(network, region)| {
            (network.records() + 1).is_multiple_of(u64::from(region.period()))
        })
    }

    /// Whether the region with this index learns.
    pub(crate) fn learns(&self, index: usize) -> bool {
        self.network_region(index).is_none_or(|(_, region)| region.learning())
    }

    fn network_region(&self, index: usize) -> Option<(&Network, &NetworkRegion)> {
        let State::Network(network, ..) = &self.state else { return None };
        network.regions().get(index).map(|region| (&**network, region))
    }

    /// The names of the regions of a network, in the order of [`score`](Self::score); a single region has no name.
    pub(crate) fn region_names(&self) -> Option<Vec<String>> {
        match &self.state {
            State::Network(network, ..) => {
                Some(network.regions().iter().map(|region| region.name().to_owned()).collect())
            }
            State::WarmUp(_) | State::Region(..) | State::Detector(_) => None,
        }
    }

    /// What the rows are scored by.
    pub(crate) fn scored_by(&self) -> ScoredBy {
        match (&self.state, self.region_names()) {
            (State::Detector(_), _) => ScoredBy::Detector,
            (_, Some(names)) => ScoredBy::Network(names),
            (_, None) => ScoredBy::Region,
        }
    }

    /// The parameters in force as JSON; null during the warm-up.
    pub(crate) fn parameters(&self) -> anyhow::Result<serde_json::Value> {
        Ok(match &self.state {
            State::WarmUp(_) => serde_json::Value::Null,
            State::Region(region, _) => serde_json::to_value(region.parameters())?,
            State::Network(_, parameters, _) => serde_json::to_value(parameters.resolved()?)?,
            State::Detector(detecting) => serde_json::to_value(detecting.detector().parameters())?,
        })
    }

    /// Warnings about the parameters. Each is given once, as soon as all parameters are known.
    pub(crate) fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn parameter_warnings(&self) -> Vec<String> {
        let warnings = match &self.state {
            State::WarmUp(_) | State::Detector(_) => Vec::new(),
            State::Region(region, _) => region.parameters().warnings(),
            State::Network(_, parameters, _) => parameters.warnings(),
        };
        warnings.iter().map(ToString::to_string).collect()
    }
}

impl State {
    fn of_region(parameters: RegionParameters, columns: &Columns) -> anyhow::Result<Self> {
        let region = Region::with_limits(parameters, &memory::limits());
        let region = region.map_err(|error| anyhow!("{error}"))?;
        let records = Records::for_region(columns, &region.parameters().encoders);
        Ok(Self::Region(Box::new(region), records))
    }

    fn of_network(
        network: Network,
        configuration: NetworkConfiguration,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let records = Records::for_network(columns, &configuration)?;
        Ok(Self::Network(Box::new(network), configuration.parameters, records))
    }
}
