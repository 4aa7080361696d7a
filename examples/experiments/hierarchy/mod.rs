//! A second level that learns what the first cannot.

pub mod experiment;
