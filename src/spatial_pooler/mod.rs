//! The spatial pooler: `BAMI SP 1-26`.

/// What a line of `BAMI SP` did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SpatialPoolerEvent<'a> {
    /// placeholder
    Phase(&'a str),
}
