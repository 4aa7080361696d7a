//! The program `bami`.
fn main() {}
