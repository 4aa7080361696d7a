//! The program `bami`.

mod input;

fn main() {}
