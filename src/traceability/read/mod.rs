//! Reads the specification, the citations and the vectors into one [`Index`].
//!
//! The build script compiles this folder too, so that the program carries the index of the sources it
//! was built from. It therefore needs nothing of the rest of the library.

mod chapters;
mod citations;
mod lines;
mod vectors;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use chapters::{Chapter, ExemptLines, Point, Rule, RuleKind, Sentence};
pub use citations::{Citation, Function, Source};
pub use lines::{Algorithm, Lines};
pub use vectors::Vector;

/// A line of a file of the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path from the root of the package, with `/` between its parts.
    pub file: String,
    /// The number of the line, counted from 1.
    pub line: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The rules of the specification and everything that names them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The chapters of the specification, by file name.
    pub chapters: Vec<Chapter>,
    /// The citations in the code and the tests, by file and line.
    pub citations: Vec<Citation>,
    /// The functions that carry a name of BAMI's, by file and line.
    pub functions: Vec<Function>,
    /// The conformance vectors, by path.
    pub vectors: Vec<Vector>,
}

impl Index {
    /// Reads the package at `root`: `spec/*.md`, the Rust files below `src/`, `tests/` and
    /// `examples/`, and the vectors `spec/vectors/*/*.json`. Folders that are missing count as empty.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a vector that is not a JSON object; the message names the file.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut index = Self::default();
        for path in files(&root.join("spec"), "md", 0)? {
            // The tables that are made from this index are no chapter.
            if path.file_name().is_none_or(|name| name != "TRACEABILITY.md") {
                index.chapters.push(Chapter::parse(&name(root, &path), &read(&path)?));
            }
        }
        for folder in ["examples", "src", "tests"] {
            for path in files(&root.join(folder), "rs", usize::MAX)? {
                index.add_source(Source::parse(&name(root, &path), &read(&path)?));
            }
        }
        for path in files(&root.join("spec/vectors"), "json", 1)? {
            if path.parent().is_some_and(|folder| folder.ends_with("vectors")) {
                continue; // the schema and the list of vectors
            }
            let vector = Vector::parse(&name(root, &path), &read(&path)?);
            index.vectors.push(vector.map_err(|error| about(&path, error.into()))?);
        }
        Ok(index)
    }

    /// Adds what a file of Rust has.
    pub fn add_source(&mut self, source: Source) {
        self.citations.extend(source.citations);
        self.functions.extend(source.functions);
    }
}

/// The files below a folder with this extension, sorted, at most `depth` folders deeper.
fn files(folder: &Path, extension: &str, depth: usize) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).map_err(|error| about(folder, error))? {
        let path = entry.map_err(|error| about(folder, error))?.path();
        if path.is_dir() {
            if depth > 0 {
                found.extend(files(&path, extension, depth - 1)?);
            }
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| about(path, error))
}

fn about(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn name(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).iter();
    parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The line with this position in a list of lines, counted from 1.
fn number(position: usize) -> u32 {
    u32::try_from(position + 1).unwrap_or(u32::MAX)
}
