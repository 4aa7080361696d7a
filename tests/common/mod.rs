//! What several tests of the temporal memory need.
#![allow(dead_code, reason = "each test file uses its own part of this module")]

use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::TemporalMemory;

/// Active columns for a memory.
pub(crate) fn columns(memory: &TemporalMemory, active: &[u32]) -> Sdr {
    Sdr::new(memory.parameters().column_count, active.iter().copied()).unwrap()
}

/// A segment: its serial number, its cell, and for each synapse the presynaptic cell and permanence.
pub(crate) type Segment = (u64, u32, Vec<(u32, f64)>);

/// All segments, by serial number.
pub(crate) fn dump(memory: &TemporalMemory) -> Vec<Segment> {
    let mut segments: Vec<_> = memory
        .layer()
        .segments()
        .map(|segment| {
            let synapses = segment.synapses().map(|s| (s.presynaptic().index(), s.permanence()));
            let cell = segment.cell().expect("a distal segment").index().get();
            (segment.serial().get(), cell, synapses.collect())
        })
        .collect();
    segments.sort_by_key(|segment| segment.0);
    segments
}
