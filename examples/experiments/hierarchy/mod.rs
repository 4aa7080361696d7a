//! A second level learns what the first cannot.

pub mod experiment;
