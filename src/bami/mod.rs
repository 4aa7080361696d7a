//! The chapters of the book, a folder each, and the parts they share.

pub mod anatomy;
pub mod book;
pub mod encoders;
pub mod observer;
pub mod sdr;
pub mod spatial_pooler;
pub mod temporal_memory;
