//! The complete state of a pooler as plain data.

use crate::anatomy::{ColumnIndex, InputIndex, Layer};

use super::initialize::grow_proximal_segment;
use super::window::{Window, Windows, words_per_step};
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
    /// With `duty_cycles = "window"`, which columns were active in the learning steps of the
    /// window, the oldest step first: for each step a bit for each column, in words of 32 bits, of
    /// which the lowest is the first column. Otherwise empty.
    #[cfg_attr(feature = "serde", serde(default))]
    pub active_window: Vec<u32>,
    /// With `duty_cycles = "window"`, whose overlap exceeded the threshold in these steps.
    /// Otherwise empty.
    #[cfg_attr(feature = "serde", serde(default))]
    pub overlap_window: Vec<u32>,
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
        let words = |window: fn(&Windows) -> &Window| {
            let windows = self.windows.as_ref();
            windows.map_or(Vec::new(), |windows| window(windows).oldest_first(self.learning_steps))
        };
        SpatialPoolerState {
            potential_synapses: self.column_indices().map(synapses_of).collect(),
            active_duty_cycles: self.active_duty_cycles.clone(),
            overlap_duty_cycles: self.overlap_duty_cycles.clone(),
            active_window: words(|windows| &windows.active),
            overlap_window: words(|windows| &windows.overlap),
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
        mut state: SpatialPoolerState,
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
        pooler.windows = pooler.resumed_windows(&mut state)?;
        pooler.active_duty_cycles = state.active_duty_cycles;
        pooler.overlap_duty_cycles = state.overlap_duty_cycles;
        pooler.boosts = state.boosts;
        pooler.inhibition_radius = state.inhibition_radius;
        pooler.learning_steps = state.learning_steps;
        pooler.overlaps = state.overlaps;
        pooler.active_columns = state.active_columns.into_iter().map(ColumnIndex::new).collect();
        Ok(pooler)
    }

    /// The windows of a state, checked; none with `duty_cycles = "recursive"`.
    fn resumed_windows(
        &self,
        state: &mut SpatialPoolerState,
    ) -> Result<Option<Windows>, SpatialPoolerError> {
        let (active, overlap) = (&mut state.active_window, &mut state.overlap_window);
        if self.windows.is_none() {
            check_window_length("window of active columns", 0, active)?;
            check_window_length("window of overlaps", 0, overlap)?;
            return Ok(None);
        }
        let (columns, steps) = (self.columns.size(), state.learning_steps);
        let longest = self.parameters.duty_cycle_period;
        let length = steps.min(longest.into()).saturating_mul(words_per_step(columns) as u64);
        let resumed = |list, words: &mut Vec<u32>, what, duty_cycles: &[f64]| {
            check_window_length(list, length, words)?;
            if !Window::fits(columns, words) {
                return Err(SpatialPoolerError::WindowBit { list, columns });
            }
            let window = Window::resumed(columns, longest, steps, std::mem::take(words));
            for (column, &value) in ColumnIndex::all().zip(duty_cycles) {
                if value != window.duty_cycle(steps, column) {
                    let allowed = "the share of the steps in its window that count";
                    return Err(SpatialPoolerError::OutOfRange { what, column, value, allowed });
                }
            }
            Ok(window)
        };
        let duty_cycles = (&state.active_duty_cycles, &state.overlap_duty_cycles);
        Ok(Some(Windows {
            active: resumed(
                "window of active columns",
                active,
                "active duty cycles",
                duty_cycles.0,
            )?,
            overlap: resumed("window of overlaps", overlap, "overlap duty cycles", duty_cycles.1)?,
        }))
    }
}

fn check_window_length(
    list: &'static str,
    expected: u64,
    words: &[u32],
) -> Result<(), SpatialPoolerError> {
    if words.len() as u64 == expected {
        return Ok(());
    }
    Err(SpatialPoolerError::WindowLength { list, expected, got: words.len() })
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
//# Potential synapses that are given MUST be rejected with an error unless they are a list for each
//# column, strictly ascending by input, of inputs that exist and permanences from 0 to 1.
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
