//! A memory that starts from a given state: for vectors, tests and experiments.

use super::{TemporalMemory, TemporalMemoryError, TemporalMemoryParameters};
use crate::Execution;
use crate::anatomy::{CellIndex, Presynaptic};
use crate::observer::NoObserver;

/// A segment of an initial state.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct InitialSegment {
    /// The global index of its cell.
    pub cell: u32,
    /// Its synapses: presynaptic cell and permanence from 0 to 1. No cell is listed twice.
    pub synapses: Vec<(u32, f64)>,
}

/// The state from which a memory starts. Its active and matching segments follow from its active
/// cells by BAMI TM 55-72.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct InitialState {
    /// The segments; they get the serial numbers 0, 1, ... in this order.
    pub segments: Vec<InitialSegment>,
    /// activeCells, ascending.
    pub active_cells: Vec<u32>,
    /// winnerCells, ascending.
    pub winner_cells: Vec<u32>,
}

impl TemporalMemory {
    /// A memory in this state.
    ///
    /// # Errors
    ///
    /// A parameter out of its range, a cell that does not exist, a list of cells that does not
    /// ascend, a permanence outside 0 to 1, or two synapses of a segment to one cell.
    pub fn with_initial_state(
        parameters: TemporalMemoryParameters,
        seed: u64,
        initial: &InitialState,
    ) -> Result<Self, TemporalMemoryError> {
        let mut memory = Self::new(parameters, seed)?;
        for (n, segment) in initial.segments.iter().enumerate() {
            memory.add_initial_segment(n, segment)?;
        }
        for cell in memory.initial_cells("active_cells", &initial.active_cells)? {
            memory.current.active_cells.add(cell);
        }
        for cell in memory.initial_cells("winner_cells", &initial.winner_cells)? {
            memory.current.winner_cells.add(cell);
        }
        memory.find_segments_anew();
        Ok(memory)
    }

    /// Recomputes the active and matching segments from the current active cells: stage 2 outside a
    /// step.
    pub(super) fn find_segments_anew(&mut self) {
        let form = self.execution.unwrap_or(Execution::Indexed);
        self.activate_dendrites(form, self.t, &mut NoObserver);
    }

    fn add_initial_segment(
        &mut self,
        n: usize,
        segment: &InitialSegment,
    ) -> Result<(), TemporalMemoryError> {
        let place = format!("segments[{n}]");
        let cell = self.initial_cell(&place, segment.cell)?;
        let key = self.layer.grow_distal_segment(self.layer.cell_keys[cell.as_usize()]);
        let mut seen = std::collections::HashSet::new();
        for &(presynaptic, permanence) in &segment.synapses {
            let presynaptic_cell = self.initial_cell(&place, presynaptic)?;
            if !(0.0..=1.0).contains(&permanence) {
                let problem = format!("the permanence {permanence} is not between 0 and 1");
                return Err(TemporalMemoryError::InitialState { place, problem });
            }
            if !seen.insert(presynaptic) {
                let problem = format!("two synapses listen to cell {presynaptic}; one is enough");
                return Err(TemporalMemoryError::InitialState { place, problem });
            }
            self.layer.create_synapse(key, Presynaptic::Cell(presynaptic_cell), permanence);
        }
        Ok(())
    }

    fn initial_cells(
        &self,
        place: &str,
        cells: &[u32],
    ) -> Result<Vec<CellIndex>, TemporalMemoryError> {
        if !cells.is_sorted_by(|a, b| a < b) {
            let problem = "the cells have to ascend, each named once".into();
            return Err(TemporalMemoryError::InitialState { place: place.into(), problem });
        }
        cells.iter().map(|&cell| self.initial_cell(place, cell)).collect()
    }

    fn initial_cell(&self, place: &str, cell: u32) -> Result<CellIndex, TemporalMemoryError> {
        let count = self.layer.cell_count();
        if cell < count {
            return Ok(CellIndex::new(cell));
        }
        let problem = format!("there is no cell {cell}; cells are numbered 0 to {}", count - 1);
        Err(TemporalMemoryError::InitialState { place: place.into(), problem })
    }
}
