//! The warm-up: the first rows of a stream, from which the resolution of its values is estimated.

use anyhow::bail;
use bami_htm::encoders::{RandomDistributedScalarEncoderParameters, Value};
use bami_htm::region::RegionParameters;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::input::sequence::Sequence;
use crate::input::{Columns, Row};
use crate::parameters::Configuration;

/// The rows from which the resolution is to be estimated.
pub(crate) struct WarmUp {
    configuration: Configuration,
    columns: Columns,
    rows: Vec<Row>,
    wanted: usize,
    estimate: Estimate,
}

/// How a resolution is estimated from values; `None` if they do not suffice.
pub(crate) type Estimate = fn(&[f64]) -> Option<f64>;

/// A warm-up, or the parameters that it would give if they are known without one.
pub(crate) enum WarmUpOr {
    /// The resolution has to be estimated.
    WarmUp(Box<WarmUp>),
    /// Everything is known.
    Parameters(Box<RegionParameters>),
}

impl WarmUp {
    /// Begins a warm-up of `wanted` rows unless the resolution is known. Invalid parameters are rejected now,
    /// even if there is a warm-up.
    pub(crate) fn unless_known(
        configuration: Configuration,
        columns: &Columns,
        wanted: usize,
        estimate: Estimate,
    ) -> anyhow::Result<WarmUpOr> {
        Ok(match configuration.known_resolutions(columns.values.len())? {
            Some(resolutions) => {
                let parameters = configuration.for_columns(columns, &resolutions)?;
                WarmUpOr::Parameters(Box::new(parameters))
            }
            None => {
                let value_encoder = configuration.value_encoder().clone();
                let state = WarmUpState { wanted, rows: Vec::new(), value_encoder };
                WarmUpOr::WarmUp(Box::new(Self::resume(configuration, columns, state, estimate)?))
            }
        })
    }

    /// Goes on with a warm-up.
    pub(crate) fn resume(
        configuration: Configuration,
        columns: &Columns,
        state: WarmUpState,
        estimate: Estimate,
    ) -> anyhow::Result<Self> {
        let warm_up = Self {
            configuration,
            columns: columns.clone(),
            rows: state.rows.into_iter().map(Row::from).collect(),
            wanted: state.wanted,
            estimate,
        };
        warm_up.provisional_parameters()?;
        Ok(warm_up)
    }

    /// The parameters with some resolution, of which everything else can be checked.
    pub(crate) fn provisional_parameters(&self) -> anyhow::Result<RegionParameters> {
        let resolutions = vec![1.0; self.columns.values.len()];
        self.configuration.for_columns(&self.columns, &resolutions)
    }

    /// Adds a row. After the last one, gives the parameters of the region, which then has to learn the rows.
    pub(crate) fn push(&mut self, row: &Row) -> anyhow::Result<Option<RegionParameters>> {
        self.rows.push(row.clone());
        if self.rows.len() < self.wanted {
            return Ok(None);
        }
        let resolutions = self.estimate_resolutions()?;
        self.configuration.for_columns(&self.columns, &resolutions).map(Some)
    }

    //= spec/program.md#program-calibration
    //# If neither a resolution nor a range nor encoders are given, the resolution of each value
    //# MUST be estimated from its values in the warm-up rows, which are the first rows of the
    //# stream.
    fn estimate_resolutions(&self) -> anyhow::Result<Vec<f64>> {
        let mut resolutions = Vec::new();
        for (index, name) in self.columns.values.iter().enumerate() {
            let values: Vec<f64> = self.rows.iter().filter_map(|row| row.number(index)).collect();
            let Some(resolution) = (self.estimate)(&values) else {
                bail!(
                    "the resolution of `{name}` cannot be estimated from the {} values in the first {} rows; \
                     give --resolution, or --min and --max, or more --warm-up-rows",
                    values.len(),
                    self.rows.len()
                );
            };
            resolutions.push(resolution);
        }
        Ok(resolutions)
    }

    /// The rows so far.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The columns.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// How many rows there are to be.
    pub(crate) fn wanted(&self) -> usize {
        self.wanted
    }

    /// All parameters that are known.
    pub(crate) fn known_parameters(&self) -> &RegionParameters {
        self.configuration.parameters()
    }

    /// The warm-up as it is saved.
    pub(crate) fn state(&self) -> WarmUpState {
        WarmUpState {
            wanted: self.wanted,
            rows: self.rows.iter().map(SavedRow::from).collect(),
            value_encoder: self.configuration.value_encoder().clone(),
        }
    }
}

/// A warm-up as it is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WarmUpState {
    /// How many rows there are to be.
    pub(crate) wanted: usize,
    /// The rows so far.
    pub(crate) rows: Vec<SavedRow>,
    /// The encoder that is made for each value, but for its resolution and its seed.
    #[serde(default)]
    pub(crate) value_encoder: RandomDistributedScalarEncoderParameters,
}

/// A row of numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedRow {
    line: u64,
    time: Option<DateTimeText>,
    values: Vec<Option<f64>>,
}

impl SavedRow {
    /// How many values it has.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }
}

impl From<&Row> for SavedRow {
    fn from(row: &Row) -> Self {
        Self { line: row.line, time: row.timestamp.map(DateTimeText), values: row.numbers() }
    }
}

impl From<SavedRow> for Row {
    fn from(row: SavedRow) -> Self {
        Self {
            line: row.line,
            timestamp_text: String::new(),
            timestamp: row.time.map(|time| time.0),
            values: row.values.into_iter().map(Value::from).collect(),
            sequence: Sequence::default(),
        }
    }
}

/// A time as a string, such as `2026-03-01T13:30:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct DateTimeText(pub DateTime);

impl From<DateTimeText> for String {
    fn from(time: DateTimeText) -> Self {
        time.0.to_string()
    }
}

impl TryFrom<String> for DateTimeText {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}
