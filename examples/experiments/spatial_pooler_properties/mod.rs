//! Published properties of the spatial pooler.

pub mod figures;
pub mod runs;
