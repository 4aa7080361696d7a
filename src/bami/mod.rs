//! The chapters of the book, one folder each, and the modules they share.

pub mod anatomy;
pub mod book;
pub mod encoders;
mod execution;
pub mod observer;
mod profile;
pub mod sdr;
pub mod spatial_pooler;
pub mod temporal_memory;

pub use execution::Execution;
pub use profile::{Profile, UnknownProfile};
