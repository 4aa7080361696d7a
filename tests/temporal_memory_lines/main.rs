//! One test for each rule and decision of `spec/temporal-memory.md`, in the spec's order.
//!
//! Four columns of two cells: cells 0 and 1 in column 0, 2 and 3 in column 1, and so on. All
//! changes of permanence are powers of two, so that every expected permanence is exact.

#[path = "../common/mod.rs"]
mod common;
mod decisions;
mod stage_1;
mod stage_2;

use bami_htm::anatomy::SegmentId;
use bami_htm::observer::Observer;
use bami_htm::random::{Pcg32, PortableRng, STREAM_TEMPORAL_MEMORY};
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryEvent, TemporalMemoryParameters,
};
use bami_htm::{Learning, Profile};
use common::{columns, segment_lines};

const INCREMENT: f64 = 0.125;
const DECREMENT: f64 = 0.0625;
const PUNISHMENT: f64 = 0.03125;
const INITIAL: f64 = 0.25;

fn parameters() -> TemporalMemoryParameters {
    TemporalMemoryParameters::book()
        .with_column_count(4)
        .with_cells_per_column(2)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_initial_permanence(INITIAL)
        .with_connected_permanence(0.5)
        .with_permanence_increment(INCREMENT)
        .with_permanence_decrement(DECREMENT)
        .with_predicted_decrement(PUNISHMENT)
        .with_synapse_sample_size(3)
}

fn segment(cell: u32, synapses: &[(u32, f64)]) -> InitialSegment {
    InitialSegment { cell, synapses: synapses.to_vec() }
}

/// A memory with these segments, in which the cells were active and the winners won at t-1.
fn memory(segments: &[InitialSegment], active: &[u32], winners: &[u32]) -> TemporalMemory {
    memory_with(parameters(), segments, active, winners)
}

fn memory_with(
    parameters: TemporalMemoryParameters,
    segments: &[InitialSegment],
    active: &[u32],
    winners: &[u32],
) -> TemporalMemory {
    let initial = InitialState {
        segments: segments.to_vec(),
        active_cells: active.to_vec(),
        winner_cells: winners.to_vec(),
    };
    TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap()
}

/// One step with learning on.
fn step(memory: &mut TemporalMemory, active: &[u32]) {
    memory.step(&columns(memory, active), Learning::On).unwrap();
}

/// One step with learning off.
fn look(memory: &mut TemporalMemory, active: &[u32]) {
    memory.step(&columns(memory, active), Learning::Off).unwrap();
}

/// The synapses of a segment: presynaptic cell and permanence.
fn synapses(memory: &TemporalMemory, serial: u64) -> Vec<(u32, f64)> {
    let segment = memory.layer().segment(serial).expect("the segment exists");
    segment.synapses().map(|s| (s.presynaptic().index(), s.permanence())).collect()
}

/// The lines that ran, in order, each with the column, cell or segment it was about.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Observer for Lines {
    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        self.0.extend(event.line());
    }
}

fn lines(memory: &mut TemporalMemory, active: &[u32], learn: bool) -> Vec<u8> {
    let mut lines = Lines::default();
    let input = columns(memory, active);
    memory.step_observed(&input, learn.into(), &mut lines).unwrap();
    lines.0
}
