//! What is not BAMI: `spec/extensions.md`, off unless asked for.

pub(crate) mod temporal_memory;
