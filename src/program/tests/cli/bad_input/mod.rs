//! A table of bad inputs over the whole program. Each ends with status 2 and one message that says what was wrong,
//! where, and what would be right; nothing on standard output, no file left behind, no panic, soon, and in bounded
//! memory. The messages stand in the snapshots, one table for each kind of input.

mod any_bytes;
mod case;
mod devices;
mod documents;
mod nab;
mod numbers;
mod outputs;
mod parameters;
mod ports;
mod rows;
mod streams;
