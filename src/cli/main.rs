//! The program `bami`.

mod detections;
mod files;
mod input;
mod output;
mod plot;

fn main() {}
