//! Killing cells, for experiments: `spec/cell-death.md`.

use std::collections::BTreeSet;

use super::TemporalMemoryError;
use crate::anatomy::{CellIndex, CellKey, Layer, SynapseKey};

impl Layer {
    /// Kills cells.
    ///
    /// # Errors
    ///
    /// A cell that does not exist, or the last living cell of a column; in either case no cell is
    /// killed.
    pub(crate) fn kill_cells(
        &mut self,
        cells: &BTreeSet<CellIndex>,
    ) -> Result<(), TemporalMemoryError> {
        for cell in self.cells_to_kill(cells)? {
            self.kill_cell(cell);
        }
        Ok(())
    }

    /// The given cells that are alive, ascending.
    fn cells_to_kill(
        &self,
        cells: &BTreeSet<CellIndex>,
    ) -> Result<Vec<CellKey>, TemporalMemoryError> {
        let mut keys = Vec::new();
        //= spec/cell-death.md#death-refused
        //# Killing a cell that is already dead MUST change nothing.
        for &cell in cells {
            //= spec/cell-death.md#death-refused
            //# A cell that does not exist MUST be rejected with an error.
            //= spec/cell-death.md#death-refused
            //# A call that rejects a cell MUST kill no cell.
            let Some(&key) = self.cell_keys.get(cell.as_usize()) else {
                let problem =
                    format!("there is none; cells are numbered 0 to {}", self.cell_keys.len() - 1);
                return Err(TemporalMemoryError::CellDeath { cell, problem });
            };
            if !self.cells[key].dead {
                keys.push(key);
            }
        }
        //= spec/cell-death.md#death-refused
        //# The last living cell of a column MUST be rejected with an error.
        //= spec/cell-death.md#death-refused
        //# A call that rejects a cell MUST kill no cell.
        for of_column in keys.chunk_by(|a, b| self.cells[*a].column == self.cells[*b].column) {
            let column = &self.columns[self.cells[of_column[0]].column];
            if column.cells.len() == of_column.len() {
                let cell = self.cell_index(of_column[of_column.len() - 1]);
                let problem = format!(
                    "column {} would have no living cell left; it must keep at least one",
                    column.index
                );
                return Err(TemporalMemoryError::CellDeath { cell, problem });
            }
        }
        Ok(keys)
    }

    fn kill_cell(&mut self, cell: CellKey) {
        //= spec/cell-death.md#death-cell
        //# Each distal segment of a cell that is killed MUST be removed with its synapses.
        for segment in self.cells[cell].segments.clone() {
            self.remove_segment(segment);
        }
        //= spec/cell-death.md#death-cell
        //# Each synapse that listens to a cell that is killed MUST be removed from its segment.
        //= spec/cell-death.md#death-cell
        //# A segment that loses synapses because their presynaptic cells are killed MUST stay, even
        //# if it has none left.
        let listeners: Vec<SynapseKey> = self.synapses_to(self.cell_index(cell)).collect();
        for synapse in listeners {
            self.remove_synapse(synapse);
        }
        //= spec/cell-death.md#death-cell
        //# A cell that is killed MUST no longer be one of the cells of its column.
        //= spec/cell-death.md#death-cell
        //# The numbers of all cells MUST stay unchanged.
        let column = self.cells[cell].column;
        self.columns[column].cells.retain(|other| *other != cell);
        self.cells[cell].dead = true;
    }
}
