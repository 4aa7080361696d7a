//! A stream without end in constant memory.

pub mod stream;
