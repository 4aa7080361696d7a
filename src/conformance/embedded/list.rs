//! Written by `BAMI_UPDATE_VECTORS=1 cargo test --test vectors`.

/// Path and text of each vector.
pub(super) const VECTORS: &[(&str, &str)] = &[];
