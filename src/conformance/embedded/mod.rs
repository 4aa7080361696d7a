//! The vectors of `spec/vectors`, as they were when the library was built.

mod list;

use super::{Vector, VectorError};

/// The vectors of this project, by algorithm and name.
///
/// # Errors
///
/// None but in a library that was built from damaged sources.
pub fn embedded_vectors() -> Result<Vec<Vector>, VectorError> {
    let read = |(path, text): &(&str, &str)| {
        Vector::from_json_unchecked(text).map_err(|error| error.within(path))
    };
    list::VECTORS.iter().map(read).collect()
}
