//! The questions of the book's problem sets, answered by experiment.

pub mod chapters;
pub mod report;
