//! The temporal memory: `BAMI TM 1-107`.

/// What a line of `BAMI TM` did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TemporalMemoryEvent<'a> {
    /// placeholder
    Phase(&'a str),
}
