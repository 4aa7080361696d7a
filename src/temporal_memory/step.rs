//! The room in which the lines of a step run: what they read and what they change.

use rand::Rng;

use super::parameters::TemporalMemoryParameters;
use super::state::{SegmentEntry, TimeStep, segments_for_column};
use crate::anatomy::{CellKey, ColumnKey, Layer, Presynaptic, SegmentKey, Synapse, SynapseKey};
use crate::extensions::temporal_memory::Extensions;
use crate::observer::Observer;

/// One time step: `previous` is t-1, `current` is t.
pub(super) struct Step<'a, O, R> {
    pub(super) parameters: &'a TemporalMemoryParameters,
    pub(super) layer: &'a mut Layer,
    pub(super) random: &'a mut R,
    pub(super) previous: &'a TimeStep,
    pub(super) current: &'a mut TimeStep,
    pub(super) extensions: &'a mut Extensions,
    pub(super) t: u64,
    pub(super) learning_enabled: bool,
    pub(super) observer: &'a mut O,
}

/// Tells the observer, if there is one, what a line did.
macro_rules! tell {
    ($step:expr, $event:ident { $($field:tt)* }) => {
        if O::ENABLED {
            let event = crate::temporal_memory::TemporalMemoryEvent::$event { $($field)* };
            $step.observer.temporal_memory(&event);
        }
    };
}
pub(super) use tell;

impl<'a, O: Observer, R: Rng> Step<'a, O, R> {
    /// The column's segments that were active at t-1.
    pub(super) fn active_segments_t_minus_1(&self, column: u32) -> &'a [SegmentEntry] {
        let previous: &'a TimeStep = self.previous;
        segments_for_column(column, self.parameters.cells_per_column, &previous.active_segments)
    }

    /// The column's segments that matched at t-1.
    pub(super) fn matching_segments_t_minus_1(&self, column: u32) -> &'a [SegmentEntry] {
        let previous: &'a TimeStep = self.previous;
        segments_for_column(column, self.parameters.cells_per_column, &previous.matching_segments)
    }

    pub(super) fn column_key(&self, column: u32) -> ColumnKey {
        self.layer.column_keys[column as usize]
    }

    pub(super) fn cell_index(&self, cell: CellKey) -> u32 {
        self.layer.cell_index(cell)
    }

    pub(super) fn cell_indices(&self, cells: &[CellKey]) -> Vec<u32> {
        cells.iter().map(|&cell| self.cell_index(cell)).collect()
    }

    /// Tells the observer that a loop over synapses comes to one.
    pub(super) fn tell_synapse(&mut self, synapse: SynapseKey, line: u8) {
        if O::ENABLED {
            let part = &self.layer.synapses[synapse];
            let event = super::TemporalMemoryEvent::SynapseVisited {
                line,
                segment: self.layer.serial(part.segment),
                presynaptic_cell: self.layer.cell_index(presynaptic_cell(part)),
                permanence: part.permanence,
            };
            self.observer.temporal_memory(&event);
        }
    }

    /// The synapses of a segment as they are now, in the order in which they were created.
    pub(super) fn synapses(&self, segment: SegmentKey) -> Vec<SynapseKey> {
        self.layer.segments[segment].synapses.to_vec()
    }
}

/// The cell to which a distal synapse listens.
pub(crate) fn presynaptic_cell(synapse: &Synapse) -> CellKey {
    match synapse.presynaptic {
        Presynaptic::Cell(cell) => cell,
        Presynaptic::Input(_) => unreachable!("a temporal memory has no proximal synapses"),
    }
}
