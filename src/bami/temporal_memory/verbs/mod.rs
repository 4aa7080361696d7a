//! The verbs of the literal form: what one statement, one condition or one loop of BAMI TM does.
//!
//! The functions of the book, in `activate_columns.rs`, `activate_dendrites.rs` and
//! `supporting_functions.rs`, hold the lines of the book and nothing else. Each line calls a verb
//! and passes its number. The verb does what the line says, reports it to the observer under that
//! number, and calls the extensions that apply.
//!
//! | lines | file |
//! | --- | --- |
//! | loops | `loops.rs` |
//! | conditions | `conditions.rs` |
//! | heads of functions, assignments, calls and results | `values.rs` |
//! | statements that change the layer or a set | `changes.rs` |
//!
//! All verbs take `&self`, so that a loop can go on while its body changes the layer: the state of
//! the step is in a [`RefCell`], which no verb keeps borrowed.

mod changes;
mod conditions;
mod loops;
mod values;

use std::cell::{Ref, RefCell};

use super::counts::SegmentCounts;
use super::extensions::Extensions;
use super::state::TimeStep;
use super::{TemporalMemory, TemporalMemoryParameters};
use crate::Learning;
use crate::anatomy::{CellIndex, Layer, SegmentId, SegmentKey, Synapse, SynapseKey};
use crate::observer::{Observer, TemporalMemoryEvent};
use crate::random::Pcg32;

/// One time step of the literal form.
pub(super) struct Step<'a, O: ?Sized> {
    /// The parameters, under BAMI's names.
    pub(super) parameters: &'a TemporalMemoryParameters,
    /// LEARNING_ENABLED.
    learning_enabled: bool,
    /// The number of the step.
    t: u64,
    /// The sets of t-1.
    pub(super) past: &'a TimeStep,
    state: RefCell<State<'a, O>>,
}

/// What the verbs change.
struct State<'a, O: ?Sized> {
    layer: &'a mut Layer,
    random: &'a mut Pcg32,
    /// The sets of t.
    current: &'a mut TimeStep,
    /// numActivePotentialSynapses: of t-1 in stage 1, of t in stage 2.
    counts: &'a mut SegmentCounts,
    extensions: &'a mut Extensions,
    /// Whether the extension `max_synapses_per_segment` has ended the running growSynapses.
    growth_ended: bool,
    observer: &'a mut O,
}

impl<'a, O: Observer + ?Sized> Step<'a, O> {
    /// The step `t` of a memory.
    pub(super) fn new(
        memory: &'a mut TemporalMemory,
        t: u64,
        learning: Learning,
        observer: &'a mut O,
    ) -> Self {
        Self {
            parameters: &memory.parameters,
            learning_enabled: learning.is_on(),
            t,
            past: &memory.previous,
            state: RefCell::new(State {
                layer: &mut memory.layer,
                random: &mut memory.random,
                current: &mut memory.current,
                counts: &mut memory.counts,
                extensions: &mut memory.extensions,
                growth_ended: false,
                observer,
            }),
        }
    }

    /// Reports what a line did, if the observer asks for line events.
    fn report(&self, event: &TemporalMemoryEvent<'_>) {
        let observer = &mut self.state.borrow_mut().observer;
        if observer.observes_lines() {
            observer.temporal_memory(event);
        }
    }

    /// Changes the state of the step.
    fn change<T>(&self, change: impl FnOnce(&mut State<'a, O>) -> T) -> T {
        change(&mut self.state.borrow_mut())
    }

    fn layer(&self) -> Ref<'_, Layer> {
        Ref::map(self.state.borrow(), |state| &*state.layer)
    }

    fn serial(&self, segment: SegmentKey) -> SegmentId {
        self.layer().serial(segment)
    }

    /// A synapse, and its segment.
    fn synapse(&self, key: SynapseKey) -> (Synapse, SegmentKey) {
        let layer = self.layer();
        let synapse = layer.synapses[key];
        (synapse, layer.segment_at(synapse.slot))
    }

    /// The cell of a segment.
    ///
    /// # Panics
    ///
    /// If there is no segment. No line asks for the cell of a segment that may be none.
    pub(super) fn cell_of(&self, segment: impl Into<Option<SegmentKey>>) -> CellIndex {
        let Some(segment) = segment.into() else { unreachable!("no segment, so no cell") };
        let layer = self.layer();
        layer.cell_index(layer.cell_of(segment))
    }

    /// The number of segments of a cell.
    pub(super) fn segment_count(&self, cell: CellIndex) -> usize {
        let layer = self.layer();
        layer.cells[layer.cell_keys[cell.as_usize()]].segments.len()
    }

    /// numActivePotentialSynapses(t-1, segment).
    //= spec/temporal-memory.md#d-tm-3
    //# What belongs to t-1 MUST stay as stage 2 of t-1 left it while stage 1 of t runs.
    pub(super) fn past_num_active_potential_synapses(&self, segment: SegmentKey) -> u32 {
        let state = self.state.borrow();
        state.counts.get(state.layer.segments[segment].slot).potential
    }
}
