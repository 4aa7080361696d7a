//! Reads the specification, the citations and the vectors of the repository into one [`Index`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bami::index::{Chapter, Index, PrintedLines, Vector, printed};

use crate::citations::Source;

/// Reads the package at `root`: `spec/*.md`, the Rust files below `src/`, `tests/` and
/// `examples/`, the vectors `spec/vectors/*/*.json`, and the table of printed lines. What is missing counts
/// as empty.
///
/// # Errors
///
/// A file that cannot be read, or a vector that is not a JSON object; the message names the file.
pub fn read_index(root: &Path) -> io::Result<Index> {
    let mut index = Index::default();
    for path in files(&root.join("spec"), "md", 0)? {
        // The tables that are made from this index are no chapter.
        if path.file_name().is_none_or(|name| name != "TRACEABILITY.md") {
            index.chapters.push(Chapter::parse(&name(root, &path), &read(&path)?));
        }
    }
    for folder in ["examples", "src", "tests"] {
        for path in files(&root.join(folder), "rs", usize::MAX)? {
            let (file, text) = (name(root, &path), read(&path)?);
            index.code.add(&file, &text);
            add_source(&mut index, Source::parse(&file, &text));
        }
    }
    let path = root.join(printed::TABLE);
    if path.exists() {
        let table = PrintedLines::parse(&read(&path)?);
        index.printed = table.map_err(|error| about(&path, error.into()))?;
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

/// Adds what a Rust file has to an index.
pub fn add_source(index: &mut Index, source: Source) {
    index.citations.extend(source.citations);
    index.functions.extend(source.functions);
}

/// The files below a folder with this extension, sorted, at most `depth` folders deeper.
pub(crate) fn files(folder: &Path, extension: &str, depth: usize) -> io::Result<Vec<PathBuf>> {
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

pub(crate) fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| about(path, error))
}

pub(crate) fn about(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

pub(crate) fn name(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).iter();
    parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
