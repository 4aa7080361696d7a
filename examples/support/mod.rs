//! What the examples share: tables, plots, and files that are written whole or not at all.
//!
//! An example takes it with `#[path = "../support/mod.rs"] mod support;`.
#![allow(dead_code)] // Each example uses its own part.

pub(crate) mod experiment;
#[path = "../../src/cli/files.rs"]
pub(crate) mod files;
#[path = "../../src/cli/interrupt.rs"]
mod interrupt;
#[path = "../../src/cli/plot/lines.rs"]
pub(crate) mod plot;
#[path = "../../src/cli/plot/render.rs"]
mod render;
pub(crate) mod table;

/// The text as it has to stand in HTML and SVG.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text in lines of at most `width` characters, broken between words.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}
