//! Handwritten digits through the spatial pooler.

pub mod args;
pub mod pictures;
pub mod pipeline;
pub mod program;
pub mod report;
