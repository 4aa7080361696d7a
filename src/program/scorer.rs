//! From rows to scores: the region, and the calibration before there is one.

use anyhow::{anyhow, bail};
use bami_htm::Learning;
use bami_htm::anomaly::log_likelihood;
use bami_htm::encoders::{EncoderError, estimate_resolution};
use bami_htm::observer::{NoObserver, Observer};
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters, StepResult};
use bami_htm::snapshot::{Kind, Snapshot};

use crate::input::Row;
use crate::memory;
use crate::output::Scores;
use crate::parameters::{Columns, Configuration, TIMESTAMP_FIELD};
use crate::state::stream::{CalibrationState, SavedRow, StreamState};

/// The likelihood of a row of which nothing is known.
const UNKNOWN: f64 = 0.5;

/// Scores rows one after the other.
pub struct Scorer {
    configuration: Configuration,
    columns: Columns,
    state: State,
}

enum State {
    /// The resolution is to be estimated from these rows, when there are so many.
    Calibrating {
        rows: Vec<Row>,
        wanted: usize,
    },
    Scoring(Box<Region>),
}

impl Scorer {
    /// A scorer for these columns. Invalid parameters are refused now, also where the
    /// resolution is not known yet.
    pub fn new(
        configuration: Configuration,
        columns: Columns,
        calibration_rows: usize,
    ) -> anyhow::Result<Self> {
        let state = match configuration.known_resolutions(columns.values.len())? {
            Some(resolutions) => {
                State::Scoring(build(&configuration.for_columns(&columns, &resolutions)?)?)
            }
            None => {
                configuration.for_columns(&columns, &vec![1.0; columns.values.len()])?;
                State::Calibrating { rows: Vec::new(), wanted: calibration_rows }
            }
        };
        Ok(Self { configuration, columns, state })
    }

    /// The scorer of a snapshot that [`state`](Self::state) made.
    pub(crate) fn from_snapshot(
        snapshot: Snapshot,
        stream: StreamState,
        columns: Columns,
    ) -> anyhow::Result<Self> {
        let parameters = serde_json::from_value(snapshot.parameters().clone());
        let configuration = Configuration::of_parameters(parameters?);
        let state = match (snapshot.kind(), stream.calibration) {
            (Kind::Calibration, Some(CalibrationState { wanted, rows })) => {
                configuration.for_columns(&columns, &vec![1.0; columns.values.len()])?;
                State::Calibrating { rows: rows.into_iter().map(Row::from).collect(), wanted }
            }
            _ => State::Scoring(Box::new(Region::from_snapshot(snapshot)?)),
        };
        Ok(Self { configuration, columns, state })
    }

    /// The whole state: that of the region or, before there is one, what it is to be estimated from.
    pub(crate) fn state(&self) -> anyhow::Result<(Snapshot, Option<CalibrationState>)> {
        Ok(match &self.state {
            State::Scoring(region) => (region.snapshot()?, None),
            State::Calibrating { rows, wanted } => {
                let rows = rows.iter().map(SavedRow::from).collect();
                let snapshot = Snapshot::of_calibration(self.configuration.parameters())?;
                (snapshot, Some(CalibrationState { wanted: *wanted, rows }))
            }
        })
    }

    /// Scores a row. While the resolution is not known, what comes back is that nothing is known.
    pub fn score(&mut self, row: &Row) -> anyhow::Result<Scores> {
        self.score_observed(row, &mut NoObserver)
    }

    /// The same, with an observer that is told what each line did, once the resolution is known.
    pub fn score_observed(
        &mut self,
        row: &Row,
        observer: &mut impl Observer,
    ) -> anyhow::Result<Scores> {
        Ok(match self.step_observed(row, observer)? {
            Some(result) => scores(&result),
            //= spec/program.md#program-calibration
            //# A warm-up row MUST be written immediately, with the likelihood 0.5, the
            //# corresponding log likelihood, and neither a raw score nor a number of bursting
            //# columns.
            None => Scores {
                anomaly_score: log_likelihood(UNKNOWN),
                likelihood: UNKNOWN,
                raw_score: None,
                bursting_columns: None,
            },
        })
    }

    /// The step of the region for a row; none while the resolution is not known.
    pub fn step_observed(
        &mut self,
        row: &Row,
        observer: &mut impl Observer,
    ) -> anyhow::Result<Option<StepResult>> {
        match &mut self.state {
            State::Scoring(region) => step(region, &self.columns, row, observer).map(Some),
            State::Calibrating { rows, wanted } => {
                rows.push(row.clone());
                if rows.len() >= *wanted {
                    self.calibrate()?;
                }
                Ok(None)
            }
        }
    }

    /// Estimates the resolutions from the rows seen, makes the region, and has it learn these rows.
    fn calibrate(&mut self) -> anyhow::Result<()> {
        let State::Calibrating { rows, .. } = &self.state else { return Ok(()) };
        let resolutions = estimate_resolutions(&self.columns, rows)?;
        let mut region = build(&self.configuration.for_columns(&self.columns, &resolutions)?)?;
        //= spec/program.md#program-calibration
        //# After the last warm-up row, the region MUST be created and learn the warm-up rows in
        //# their order, without writing them again.
        for row in rows {
            step(&mut region, &self.columns, row, &mut NoObserver)?;
        }
        self.state = State::Scoring(region);
        Ok(())
    }

    /// Whether the stream so far was only calibration, so that nothing was scored.
    pub fn is_calibrating(&self) -> bool {
        matches!(self.state, State::Calibrating { .. })
    }

    /// The region, once its resolution is known.
    pub fn region(&self) -> Option<&Region> {
        match &self.state {
            State::Scoring(region) => Some(region),
            State::Calibrating { .. } => None,
        }
    }

    /// The parameters in force, once they are known.
    pub fn parameters(&self) -> Option<&RegionParameters> {
        match &self.state {
            State::Scoring(region) => Some(region.parameters()),
            State::Calibrating { .. } => None,
        }
    }
}

/// The resolution of each value, from the rows of the calibration.
pub fn estimate_resolutions(columns: &Columns, rows: &[Row]) -> anyhow::Result<Vec<f64>> {
    let mut resolutions = Vec::new();
    for (index, name) in columns.values.iter().enumerate() {
        let values: Vec<f64> = rows.iter().filter_map(|row| row.number(index)).collect();
        //= spec/program.md#program-calibration
        //# If neither a resolution nor a range nor encoders are given, the resolution of each value
        //# MUST be estimated from its values in the warm-up rows, which are the first rows of the
        //# stream.
        let Some(resolution) = estimate_resolution(&values) else {
            bail!(
                "the resolution of `{name}` cannot be estimated from the {} values in the first {} rows; \
                 give --resolution, or --min and --max, or more --calibration-rows",
                values.len(),
                rows.len()
            );
        };
        resolutions.push(resolution);
    }
    Ok(resolutions)
}

fn build(parameters: &RegionParameters) -> anyhow::Result<Box<Region>> {
    let region = Region::with_limits(parameters.clone(), &memory::limits());
    let region = region.map_err(|error| anyhow!("{error}"))?;
    Ok(Box::new(region))
}

/// A row as a record for a region with these parameters.
pub fn record_for(parameters: &RegionParameters, columns: &Columns, row: &Row) -> Record {
    let mut reads = parameters.encoders.iter().flat_map(FieldEncoder::reads);
    record(&columns.fields(), row, reads.any(|field| field == TIMESTAMP_FIELD))
}

fn step(
    region: &mut Region,
    columns: &Columns,
    row: &Row,
    observer: &mut impl Observer,
) -> anyhow::Result<StepResult> {
    region
        .step_with(&record_for(region.parameters(), columns, row), Learning::On, observer)
        .map_err(|error| refused(columns, &columns.fields(), row, error))
}

/// What a region or a network says of a row that it refuses, with the line and, where an encoder is to
/// blame, the column that comes under its field.
pub fn refused(
    columns: &Columns,
    fields: &[String],
    row: &Row,
    error: impl std::error::Error + Send + Sync + 'static,
) -> anyhow::Error {
    let error = anyhow::Error::new(error);
    let part = error.chain().find_map(|cause| match cause.downcast_ref() {
        Some(EncoderError::Part { part, .. }) => Some(part),
        _ => None,
    });
    let place = part.and_then(|part| fields.iter().position(|field| field == part));
    let column = place.and_then(|place| columns.values.get(place));
    let column = column.map_or(String::new(), |name| format!(", column `{name}`"));
    anyhow!("line {} of the input{column}: {error}", row.line)
}

/// A row as a record, with its time where that is read.
pub fn record(fields: &[String], row: &Row, reads_time: bool) -> Record {
    let values = fields.iter().zip(&row.values);
    let record =
        values.fold(Record::new(), |record, (field, value)| record.with(field, value.clone()));
    if reads_time { record.with(TIMESTAMP_FIELD, row.timestamp) } else { record }
}

/// What is written of a step.
pub fn scores(result: &StepResult) -> Scores {
    Scores {
        anomaly_score: result.score,
        likelihood: result.likelihood,
        raw_score: Some(result.raw_score),
        bursting_columns: Some(result.bursting_columns.len()),
    }
}
