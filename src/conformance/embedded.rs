//! The vectors of `spec/vectors` as of the build of the library.

use super::{Vector, VectorError};

/// The vectors of this project, ordered by algorithm and name.
///
/// ```
/// let vectors = bami_conformance::embedded_vectors()?;
/// assert!(vectors.iter().any(|vector| vector.header.algorithm == "temporal-memory"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Only in a library that was built from damaged sources.
pub fn embedded_vectors() -> Result<Vec<Vector>, VectorError> {
    let files = bami_htm::spec::files("spec/vectors");
    // There is one folder for each algorithm; the schema and the index are next to them.
    let vectors = files.filter_map(|(path, text)| {
        let path = path.strip_prefix("spec/vectors/")?;
        path.contains('/').then(|| (path.to_owned(), text))
    });
    vectors
        .map(|(path, text)| Vector::from_json_unchecked(text).map_err(|error| error.within(&path)))
        .collect()
}
