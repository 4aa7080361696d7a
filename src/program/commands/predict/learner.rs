//! What learns the rows: a predictor, or the warm-up before it.

use anyhow::anyhow;
use bami_htm::Execution;
use bami_htm::classifier::{Outcome, Prediction};
use bami_htm::region::{Predictor, Region, RegionError, RegionParameters};
use bami_htm::snapshot::{Kind, Snapshot};

use super::Method;
use super::settings::{Settings, estimate};
use crate::input::{Columns, Row};
use crate::memory;
use crate::parameters::Configuration;
use crate::stream::{Records, WarmUp, WarmUpOr, WarmUpState};

/// What learns the rows.
pub(super) struct Learner {
    state: State,
    execution: Option<Execution>,
}

enum State {
    WarmUp(Box<WarmUp>),
    Predictor(Box<Predictor>, Records),
}

impl Learner {
    /// Before the first row.
    pub(super) fn new(
        settings: &Settings,
        warm_up: WarmUpOr,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let state = match warm_up {
            WarmUpOr::Parameters(region) => State::predictor(settings, *region, columns)?,
            WarmUpOr::WarmUp(warm_up) => {
                // Everything but the resolution is checked now.
                State::predictor(settings, warm_up.provisional_parameters()?, columns)?;
                State::WarmUp(warm_up)
            }
        };
        Ok(Self { state, execution: None })
    }

    /// From a snapshot that [`snapshot`](Self::snapshot) made.
    pub(super) fn from_snapshot(
        snapshot: Snapshot,
        warm_up: Option<WarmUpState>,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let state = match (snapshot.kind(), warm_up) {
            (Kind::Calibration, Some(warm_up)) => {
                let parameters = serde_json::from_value(snapshot.parameters().clone())?;
                let encoder = warm_up.value_encoder.clone();
                let configuration = Configuration::of_parameters(parameters, encoder);
                let estimate = estimate(columns);
                let warm_up = WarmUp::resume(configuration, columns, warm_up, estimate)?;
                State::WarmUp(Box::new(warm_up))
            }
            _ => State::of_predictor(Predictor::from_snapshot(snapshot)?, columns),
        };
        Ok(Self { state, execution: None })
    }

    /// The same with a form of the algorithms, if one was chosen.
    #[must_use]
    pub(super) fn with_execution(mut self, execution: Option<Execution>) -> Self {
        self.execution = execution;
        if let (State::Predictor(predictor, _), Some(execution)) = (&mut self.state, execution) {
            predictor.set_execution(execution);
        }
        self
    }

    /// The whole state: that of the predictor or, during the warm-up, its rows.
    pub(super) fn snapshot(&self) -> anyhow::Result<(Snapshot, Option<WarmUpState>)> {
        Ok(match &self.state {
            State::Predictor(predictor, _) => (predictor.snapshot()?, None),
            State::WarmUp(warm_up) => {
                (Snapshot::of_calibration(warm_up.known_parameters())?, Some(warm_up.state()))
            }
        })
    }

    /// How many rows the warm-up takes, while it is going on.
    pub(super) fn warm_up_rows(&self) -> Option<usize> {
        match &self.state {
            State::WarmUp(warm_up) => Some(warm_up.wanted()),
            State::Predictor(..) => None,
        }
    }

    /// The parameters of the region, complete but for the resolution.
    pub(super) fn region_parameters(&self) -> anyhow::Result<RegionParameters> {
        match &self.state {
            State::WarmUp(warm_up) => warm_up.provisional_parameters(),
            State::Predictor(predictor, _) => Ok(predictor.region().parameters().clone()),
        }
    }

    /// Learns a row. Returns the predictions from it, and the bucket of its value.
    pub(super) fn row(
        &mut self,
        settings: &Settings,
        row: &Row,
        columns: &Columns,
    ) -> anyhow::Result<(Vec<Prediction>, Option<i64>)> {
        match &mut self.state {
            State::Predictor(predictor, records) => {
                predict(predictor, records, row, settings.method)
            }
            State::WarmUp(_) => Ok((self.warm_up(settings, row, columns)?, None)),
        }
    }

    /// Adds a row to the warm-up. After the last one, makes the predictor, which learns the rows, and returns the
    /// predictions from the last of them.
    fn warm_up(
        &mut self,
        settings: &Settings,
        row: &Row,
        columns: &Columns,
    ) -> anyhow::Result<Vec<Prediction>> {
        let mut last = Vec::new();
        let State::WarmUp(warm_up) = &mut self.state else { return Ok(last) };
        let Some(region) = warm_up.push(row)? else { return Ok(last) };
        let rows = warm_up.rows().to_vec();
        let state = State::predictor(settings, region, columns)?;
        *self = Self { state, execution: None }.with_execution(self.execution);
        for row in &rows {
            last = self.row(settings, row, columns)?.0;
        }
        Ok(last)
    }
}

impl State {
    fn predictor(
        settings: &Settings,
        region: RegionParameters,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let parameters = settings.predictor.clone();
        memory::check("the predictor", &parameters.memory(&region)?)?;
        let predictor = Predictor::with_limits(region, parameters, &memory::limits());
        Ok(Self::of_predictor(predictor.map_err(|error| anyhow!("{error}"))?, columns))
    }

    fn of_predictor(predictor: Predictor, columns: &Columns) -> Self {
        let records = Records::for_region(columns, &predictor.region().parameters().encoders);
        Self::Predictor(Box::new(predictor), records)
    }
}

/// The predictions from a row, and the bucket of its value.
fn predict(
    predictor: &mut Predictor,
    records: &Records,
    row: &Row,
    method: Method,
) -> anyhow::Result<(Vec<Prediction>, Option<i64>)> {
    let rejected = |error| records.rejected(row, error);
    let step = predictor.step(&records.record(row)).map_err(rejected)?;
    let predictions = match method {
        Method::Classifier => step.predictions,
        Method::Decode => decoded(predictor.region()).map_err(rejected)?.into_iter().collect(),
    };
    Ok((predictions, step.bucket))
}

/// What the predicted columns stand for, as a prediction of one value.
//= spec/program.md#program-predict-method
//# With `--method decode`, the prediction MUST be a distribution over a single value, the middle of
//# the values decoded from the predicted columns (CLA-DECODE-VALUE).
fn decoded(region: &Region) -> Result<Option<Prediction>, RegionError> {
    let decoded = region.decode_prediction()?;
    Ok(decoded.and_then(|decoded| {
        let (bucket, value) = (decoded.bucket, decoded.meaning.middle()?);
        // NB: a distribution over one value has no range, and its probability is not reported.
        let outcomes = vec![Outcome { bucket, value, probability: 1.0 }];
        Some(Prediction { steps: 1, outcomes })
    }))
}
