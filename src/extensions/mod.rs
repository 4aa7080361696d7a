//! What is beyond BAMI and off unless asked for: `spec/extensions.md`, and `spec/cell-death.md`.
//!
//! The literal algorithms call in here at a few marked places and are otherwise free of it.

pub(crate) mod cell_death;
pub(crate) mod spatial_pooler;
pub(crate) mod temporal_memory;
