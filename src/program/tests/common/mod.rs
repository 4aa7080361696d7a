//! What several tests need: of the temporal memory, and of the ports in `examples/ports/`.
#![allow(dead_code, reason = "each test file uses its own part of this module")]

use std::process::{Command, Stdio};

use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::TemporalMemory;

/// A program among the ports behind its interpreter, unless the interpreter is missing.
pub(crate) fn port_command(interpreter: &str, program: &str) -> Option<[String; 2]> {
    let mut version = Command::new(interpreter);
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        println!("skipped: {interpreter} is not there");
        return None;
    }
    let program = format!("{}/../../examples/ports/{program}", env!("CARGO_MANIFEST_DIR"));
    Some([interpreter.into(), program])
}

/// Active columns for a memory.
pub(crate) fn columns(memory: &TemporalMemory, active: &[u32]) -> Sdr {
    Sdr::new(memory.parameters().column_count, active.iter().copied()).unwrap()
}
