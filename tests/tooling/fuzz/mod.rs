//! The functions that take any bytes. They must end soon, and neither panic nor fill the memory.

pub mod csv;
pub mod parameters;
pub mod port;
pub mod snapshot;
pub mod trace;
pub mod vector;

mod small;

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every target under its name, which is that of its folder in the corpus.
pub const ALL: [(&str, Target); 6] = [
    ("csv", csv::run),
    ("parameters", parameters::run),
    ("port", port::run),
    ("snapshot", snapshot::run),
    ("trace", trace::run),
    ("vector", vector::run),
];
