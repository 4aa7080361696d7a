//! The vectors of `spec/vectors`, as they were when the library was built.

use super::{Vector, VectorError};

/// The vectors of this project, by algorithm and name.
///
/// ```
/// let vectors = bami_conformance::embedded_vectors()?;
/// assert!(vectors.iter().any(|vector| vector.header.algorithm == "temporal-memory"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// None but in a library that was built from damaged sources.
pub fn embedded_vectors() -> Result<Vec<Vector>, VectorError> {
    let files = bami_htm::spec::files("spec/vectors");
    // One folder for each algorithm; beside them stand the schema and the index.
    let vectors = files.filter_map(|(path, text)| {
        let path = path.strip_prefix("spec/vectors/")?;
        path.contains('/').then(|| (path.to_owned(), text))
    });
    vectors
        .map(|(path, text)| Vector::from_json_unchecked(text).map_err(|error| error.within(&path)))
        .collect()
}
