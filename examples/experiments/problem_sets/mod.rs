//! The questions of the book's problem sets, answered by experiments.

pub mod chapters;
pub mod report;
