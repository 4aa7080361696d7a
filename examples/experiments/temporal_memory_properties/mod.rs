//! Published properties of the temporal memory.

pub mod figures;
pub mod runs;
