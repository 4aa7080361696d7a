//! The room in which the lines of a step run: what they read and what they change.

use rand::Rng;

use super::extensions::Extensions;
use super::index::SegmentCounts;
use super::parameters::TemporalMemoryParameters;
use super::state::{CellSet, SegmentEntry, TimeStep};
use crate::anatomy::{CellKey, ColumnKey, Layer, SegmentKey, SynapseKey};
use crate::observer::Observer;

/// Lists that a step needs for a moment, kept so that it need not allocate them.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// The candidates of a random choice.
    pub(super) candidates: Vec<u32>,
    /// The cells to which a segment has a synapse.
    pub(super) connected: CellSet,
    /// The places of the segments that reach a threshold.
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

/// Tells the observer, if there is one, what a line did.
macro_rules! tell {
    ($step:expr, $event:ident { $($field:tt)* }) => {
        if $step.observer.observes_lines() {
            let event = crate::temporal_memory::TemporalMemoryEvent::$event { $($field)* };
            $step.observer.temporal_memory(&event);
        }
    };
}
pub(super) use tell;

impl<O: Observer + ?Sized, R: Rng> Step<'_, O, R> {
    pub(super) fn column_key(&self, column: u32) -> ColumnKey {
        self.layer.column_keys[column as usize]
    }

    pub(super) fn cell_key(&self, cell: u32) -> CellKey {
        self.layer.cell_keys[cell as usize]
    }

    /// Tells the observer that a loop over synapses comes to one.
    pub(super) fn tell_synapse(&mut self, synapse: SynapseKey, line: u8) {
        if self.observer.observes_lines() {
            let part = &self.layer.synapses[synapse];
            let event = super::TemporalMemoryEvent::SynapseVisited {
                line,
                segment: self.layer.serial(self.layer.segment_at(part.place)),
                presynaptic_cell: part.presynaptic_cell(),
                permanence: part.permanence,
            };
            self.observer.temporal_memory(&event);
        }
    }

    /// Does something with each synapse of a segment, in the order in which they were created.
    pub(super) fn for_each_synapse(
        &mut self,
        segment: SegmentKey,
        mut action: impl FnMut(&mut Self, SynapseKey),
    ) {
        // NB: the list is taken out, which copies nothing, so that the action may change the layer.
        let synapses = std::mem::take(&mut self.layer.segments[segment].synapses);
        for &synapse in &synapses {
            action(self, synapse);
        }
        self.layer.segments[segment].synapses = synapses;
    }
}
