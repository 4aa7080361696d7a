//! The experiments behind the examples: what they run, measure and draw.
//!
//! Each folder is one example with a short `main`; the tests run the same code.
#![forbid(unsafe_code)]

pub mod hierarchy;
pub mod mnist;
pub mod problem_sets;
pub mod sample_data;
pub mod soak;
pub mod spatial_pooler_properties;
pub mod support;
pub mod temporal_memory_properties;
