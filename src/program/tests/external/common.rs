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
