//! The complete state of a pooler as plain data.

use crate::anatomy::{ColumnIndex, InputIndex, Layer};

use super::initialize::grow_proximal_segment;
use super::{SpatialPooler, SpatialPoolerError, SpatialPoolerParameters};

/// Everything that a pooler keeps from step to step, with columns by ascending index. Together with
/// the parameters, it is enough to resume exactly.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct SpatialPoolerState {
    /// For each column its potential synapses as input and permanence, ascending by input.
    pub potential_synapses: Vec<Vec<(u32, f64)>>,
    /// The active duty cycle of each column, 0 to 1.
    pub active_duty_cycles: Vec<f64>,
    /// The overlap duty cycle of each column, 0 to 1.
    pub overlap_duty_cycles: Vec<f64>,
    /// The boost of each column, above 0.
    pub boosts: Vec<f64>,
    /// The inhibition radius, in columns.
    pub inhibition_radius: u32,
    /// Number of learning steps so far.
    pub learning_steps: u64,
    /// The boosted overlap of each column in the last step, at least 0.
    pub overlaps: Vec<f64>,
    /// The active columns of the last step, ascending.
    pub active_columns: Vec<u32>,
}

impl SpatialPooler {
    /// The complete state as plain data.
    #[must_use]
    pub fn state(&self) -> SpatialPoolerState {
        let synapses_of = |column| {
            self.synapses_of(column).map(|(input, permanence)| (input.get(), permanence)).collect()
        };
        SpatialPoolerState {
            potential_synapses: self.column_indices().map(synapses_of).collect(),
            active_duty_cycles: self.active_duty_cycles.clone(),
            overlap_duty_cycles: self.overlap_duty_cycles.clone(),
            boosts: self.boosts.clone(),
            inhibition_radius: self.inhibition_radius,
            learning_steps: self.learning_steps,
            overlaps: self.overlaps.clone(),
            active_columns: ColumnIndex::numbers(&self.active_columns),
        }
    }

    /// A pooler that resumes from a state returned by [`state`](Self::state).
    ///
    /// # Errors
    ///
    /// Invalid parameters, or a state that does not fit them.
    pub fn from_state(
        parameters: SpatialPoolerParameters,
        state: SpatialPoolerState,
    ) -> Result<Self, SpatialPoolerError> {
        let mut pooler = Self::with_potential_synapses(parameters, &state.potential_synapses)?;
        let columns = pooler.columns.size();
        check_numbers("active duty cycles", columns, &state.active_duty_cycles, &FRACTION)?;
        check_numbers("overlap duty cycles", columns, &state.overlap_duty_cycles, &FRACTION)?;
        check_numbers("boosts", columns, &state.boosts, &BOOST)?;
        check_numbers("overlaps", columns, &state.overlaps, &OVERLAP)?;
        let mut next = 0;
        for &column in &state.active_columns {
            if column < next || column >= columns {
                return Err(SpatialPoolerError::ActiveColumns {
                    column: ColumnIndex::new(column),
                    columns,
                });
            }
            next = column + 1;
        }
        pooler.active_duty_cycles = state.active_duty_cycles;
        pooler.overlap_duty_cycles = state.overlap_duty_cycles;
        pooler.boosts = state.boosts;
        pooler.inhibition_radius = state.inhibition_radius;
        pooler.learning_steps = state.learning_steps;
        pooler.overlaps = state.overlaps;
        pooler.active_columns = state.active_columns.into_iter().map(ColumnIndex::new).collect();
        Ok(pooler)
    }
}

/// The allowed range of a number: a test, and its description.
struct Allowed(fn(f64) -> bool, &'static str);

const FRACTION: Allowed = Allowed(|x| (0.0..=1.0).contains(&x), "from 0 to 1");
const BOOST: Allowed = Allowed(|x| x > 0.0 && x.is_finite(), "above 0 and finite");
const OVERLAP: Allowed = Allowed(|x| x >= 0.0 && x.is_finite(), "at least 0 and finite");

fn check_count(list: &'static str, expected: u32, got: usize) -> Result<(), SpatialPoolerError> {
    if got == expected as usize {
        return Ok(());
    }
    Err(SpatialPoolerError::ColumnCount { list, expected, got })
}

fn check_number(
    what: &'static str,
    column: ColumnIndex,
    value: f64,
    &Allowed(test, allowed): &Allowed,
) -> Result<(), SpatialPoolerError> {
    if test(value) {
        return Ok(());
    }
    Err(SpatialPoolerError::OutOfRange { what, column, value, allowed })
}

fn check_numbers(
    what: &'static str,
    columns: u32,
    values: &[f64],
    allowed: &Allowed,
) -> Result<(), SpatialPoolerError> {
    check_count(what, columns, values.len())?;
    ColumnIndex::all()
        .zip(values)
        .try_for_each(|(column, &value)| check_number(what, column, value, allowed))
}

/// Grows the proximal segments of a layer that has none, with the potential synapses given.
//= spec/spatial-pooler.md#sp-phase-1-given
//# Potential synapses that are given MUST be a list for each column, strictly ascending by input,
//# of inputs that exist and permanences from 0 to 1, and are rejected with an error otherwise.
pub(super) fn grow_given_synapses(
    layer: &mut Layer,
    potential_synapses: &[Vec<(u32, f64)>],
) -> Result<(), SpatialPoolerError> {
    check_count("lists of potential synapses", layer.column_count(), potential_synapses.len())?;
    let inputs = layer.input_count();
    for (column, synapses) in ColumnIndex::all().zip(potential_synapses) {
        let mut previous = None;
        let numbered =
            synapses.iter().map(|&(input, permanence)| (InputIndex::new(input), permanence));
        let synapses: Vec<(InputIndex, f64)> = numbered.collect();
        for &(input, permanence) in &synapses {
            if input.get() >= inputs {
                let last = InputIndex::new(inputs - 1);
                return Err(SpatialPoolerError::NoSuchInput { column, input, last });
            }
            if let Some(previous) = previous.filter(|&previous| previous >= input) {
                return Err(SpatialPoolerError::OutOfOrder { column, previous, input });
            }
            check_number("permanences", column, permanence, &FRACTION)?;
            previous = Some(input);
        }
        grow_proximal_segment(layer, column, &synapses);
    }
    Ok(())
}
