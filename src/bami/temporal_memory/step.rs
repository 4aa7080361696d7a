//! The state available while a step runs.

use rand::Rng;

use super::extensions::Extensions;
use super::index::SegmentCounts;
use super::parameters::TemporalMemoryParameters;
use super::state::{CellSet, SegmentEntry, TimeStep};
use crate::anatomy::{CellIndex, CellKey, ColumnIndex, ColumnKey, Layer, SegmentKey, SynapseKey};
use crate::observer::Observer;

/// Temporary lists of a step, kept so that their memory is reused.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// The candidates of a random choice.
    pub(super) candidates: Vec<CellIndex>,
    /// The cells to which a segment has a synapse.
    pub(super) connected: CellSet,
    /// The slots of the segments that reach a threshold.
    pub(super) reached: Vec<u32>,
    /// These segments.
    pub(super) segments: Vec<SegmentEntry>,
}

impl Scratch {
    pub(super) fn new(cells: u32) -> Self {
        Self {
            candidates: Vec::new(),
            connected: CellSet::new(cells),
            reached: Vec::new(),
            segments: Vec::new(),
        }
    }
}

/// One time step: `previous` is t-1, `current` is t.
pub(super) struct Step<'a, O: ?Sized, R> {
    pub(super) parameters: &'a TemporalMemoryParameters,
    pub(super) layer: &'a mut Layer,
    pub(super) random: &'a mut R,
    pub(super) previous: &'a TimeStep,
    pub(super) current: &'a mut TimeStep,
    pub(super) counts: &'a mut SegmentCounts,
    pub(super) scratch: &'a mut Scratch,
    pub(super) extensions: &'a mut Extensions,
    pub(super) t: u64,
    pub(super) learning_enabled: bool,
    pub(super) observer: &'a mut O,
}

/// Reports what a line did, if the observer asks for line events.
macro_rules! report {
    ($step:expr, $event:ident { $($field:tt)* }) => {
        if $step.observer.observes_lines() {
            let event = crate::observer::TemporalMemoryEvent::$event { $($field)* };
            $step.observer.temporal_memory(&event);
        }
    };
}
pub(super) use report;

impl<O: Observer + ?Sized, R: Rng> Step<'_, O, R> {
    pub(super) fn column_key(&self, column: ColumnIndex) -> ColumnKey {
        self.layer.column_keys[column.as_usize()]
    }

    pub(super) fn cell_key(&self, cell: CellIndex) -> CellKey {
        self.layer.cell_keys[cell.as_usize()]
    }

    /// Reports that a loop over synapses reaches one.
    pub(super) fn report_synapse(&mut self, synapse: SynapseKey, line: u8) {
        if self.observer.observes_lines() {
            let part = &self.layer.synapses[synapse];
            let event = crate::observer::TemporalMemoryEvent::SynapseVisited {
                line,
                segment: self.layer.serial(self.layer.segment_at(part.slot)),
                presynaptic_cell: part.presynaptic_cell(),
                permanence: part.permanence,
            };
            self.observer.temporal_memory(&event);
        }
    }

    /// Calls a function for each synapse of a segment, in the order in which they were created.
    pub(super) fn for_each_synapse(
        &mut self,
        segment: SegmentKey,
        mut action: impl FnMut(&mut Self, SynapseKey),
    ) {
        // NB: the list is moved out, without a copy, so that the action can change the layer.
        let synapses = std::mem::take(&mut self.layer.segments[segment].synapses);
        for &synapse in &synapses {
            action(self, synapse);
        }
        self.layer.segments[segment].synapses = synapses;
    }
}
