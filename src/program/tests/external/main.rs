//! Tests that need a tool or data that may be missing: interpreters, a browser, files that are not part
//! of the package. What is missing makes a test *ignored*, see [`harness`].

#[cfg(unix)]
mod commands;
mod common;
#[cfg(unix)]
mod fleet;
mod harness;
mod nab;
mod page;
mod port_snapshots;
mod ports;
mod predict;
#[path = "../cli/support.rs"]
mod support;
#[cfg(unix)]
mod system;

fn main() {
    harness::main([
        #[cfg(unix)]
        commands::trials(),
        #[cfg(unix)]
        fleet::trials(),
        nab::trials(),
        page::trials(),
        port_snapshots::trials(),
        ports::trials(),
        predict::trials(),
        #[cfg(unix)]
        system::trials(),
    ]);
}
