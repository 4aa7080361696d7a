//! Helpers shared by several tests of the temporal memory.

use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::TemporalMemory;

/// Active columns for a memory.
pub(crate) fn columns(memory: &TemporalMemory, active: &[u32]) -> Sdr {
    Sdr::new(memory.parameters().column_count, active.iter().copied()).unwrap()
}

/// The segments of a memory as its pin lists them.
pub(crate) fn segment_lines(memory: &TemporalMemory) -> String {
    let pin = memory.pin().to_string();
    let start = pin.find("\nsegment ").map_or(pin.len(), |end_of_line| end_of_line + 1);
    pin[start..].to_owned()
}
