//! What several tests need: of the temporal memory, and of the ports in `examples/ports/`.

use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::TemporalMemory;

use crate::harness::root;

/// The folder of the ports, which is not part of the package.
pub(crate) const PORTS: &str = "examples/ports";

/// A port, as an interpreter and a program.
pub(crate) fn port_command(interpreter: &str, program: &str) -> [String; 2] {
    let path = root().join(PORTS).join(program);
    [interpreter.to_owned(), path.into_os_string().into_string().unwrap()]
}

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
