//! The indexed form of a step: it visits only what can change the result.
//!
//! | BAMI TM | what is left out | file |
//! | --- | --- | --- |
//! | 1-54 | columns that are inactive and have no matching segment | `stage_1.rs` |
//! | 55-72 | synapses whose presynaptic cell is inactive | `stage_2.rs` |
//! | 93-107 | the walk along the synapses for each candidate | `growth.rs` |
//!
//! It reports no lines. A property test of `tests/temporal_memory_properties.rs` proves it equal to
//! the literal form: the same sets, counts, segments, synapses and random draws.
//! `tests/temporal_memory_execution.rs` does the same at full size, and
//! `src/conformance/tests/execution.rs` for every vector.

mod by_column;
mod growth;
mod stage_1;
mod stage_2;

use super::counts::SegmentCounts;
use super::extensions::Extensions;
use super::state::{CellSet, SegmentEntry, TimeStep};
use super::{TemporalMemory, TemporalMemoryParameters};
use crate::Learning;
use crate::anatomy::{CellIndex, Layer};
use crate::random::Pcg32;

/// Temporary lists of a step, kept so that their memory is reused.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// The candidates of a random choice.
    candidates: Vec<CellIndex>,
    /// The cells to which a segment has a synapse.
    connected: CellSet,
    /// The slots of the segments that reach a threshold.
    reached: Vec<u32>,
    /// These segments.
    segments: Vec<SegmentEntry>,
}

impl Scratch {
    /// The lists for a layer with this many cells.
    pub(super) fn new(cells: u32) -> Self {
        Self {
            candidates: Vec::new(),
            connected: CellSet::new(cells),
            reached: Vec::new(),
            segments: Vec::new(),
        }
    }
}

/// One time step of the indexed form: `previous` is t-1, `current` is t.
pub(super) struct Step<'a> {
    parameters: &'a TemporalMemoryParameters,
    layer: &'a mut Layer,
    random: &'a mut Pcg32,
    previous: &'a TimeStep,
    current: &'a mut TimeStep,
    counts: &'a mut SegmentCounts,
    scratch: &'a mut Scratch,
    extensions: &'a mut Extensions,
    t: u64,
    learning: Learning,
}

impl<'a> Step<'a> {
    /// The step `t` of a memory.
    pub(super) fn new(memory: &'a mut TemporalMemory, t: u64, learning: Learning) -> Self {
        Self {
            parameters: &memory.parameters,
            layer: &mut memory.layer,
            random: &mut memory.random,
            previous: &memory.previous,
            current: &mut memory.current,
            counts: &mut memory.counts,
            scratch: &mut memory.scratch,
            extensions: &mut memory.extensions,
            t,
            learning,
        }
    }
}
