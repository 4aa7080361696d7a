//! Why a network rejects parameters or a record.

use thiserror::Error;

use crate::limits::MemoryError;
use crate::parameters::ParameterError;
use crate::region::{FieldError, RegionError};
use crate::sdr::SdrError;

/// Why a network rejected parameters or a record. Records are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// There is no region.
    #[error("the network has no region; give at least one")]
    NoRegion,
    /// There are too many regions.
    #[error("the network has {count} regions; give at most {most}")]
    TooManyRegions {
        /// The number of regions.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// The network would take more memory than its limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// A name is invalid.
    #[error(
        "a region is named {name:?}; a name must consist of ASCII letters, digits, hyphens and underscores"
    )]
    BadName {
        /// The name.
        name: String,
    },
    /// Two regions have the same name.
    #[error("two regions are named {name}; give each its own name")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// There is no region of this name.
    #[error("there is no region {name}; the regions are {}", known.join(", "))]
    NoSuchRegion {
        /// The name.
        name: String,
        /// The names of the regions.
        known: Vec<String>,
    },
    /// A link reads from a region that does not exist.
    #[error(
        "region {region}: a link reads from {from:?}, which does not exist; the regions are {}",
        known.join(", ")
    )]
    UnknownRegion {
        /// The region with the link.
        region: String,
        /// The region that the link names.
        from: String,
        /// The names of the regions.
        known: Vec<String>,
    },
    /// Two links of a region carry the same output.
    #[error("region {region}: two links carry the {output} of {from}; remove one of them")]
    DuplicateLink {
        /// The region with the links.
        region: String,
        /// The region that they read from.
        from: String,
        /// What they carry.
        output: &'static str,
    },
    /// Links form a cycle.
    #[error(
        "the links form a cycle: {}; remove one of them", cycle.join(" reads from ")
    )]
    Cycle {
        /// The regions, each reading from the next; the last is the first again.
        cycle: Vec<String>,
    },
    /// A region has neither an encoder nor a link.
    #[error("region {region}: has no input; give it an encoder or a link")]
    NoInput {
        /// The region.
        region: String,
    },
    /// A period does not fit that of a region below.
    #[error(
        "region {region}: period = {period}: must be a multiple of {below}, the period of {from}, which it reads from"
    )]
    PeriodMismatch {
        /// The region.
        region: String,
        /// Its period.
        period: u32,
        /// The region that it reads from.
        from: String,
        /// The period of that.
        below: u32,
    },
    /// A parameter of a region is invalid.
    #[error("region {region}: {error}")]
    Parameter {
        /// The region.
        region: String,
        /// The parameter, and why.
        #[source]
        error: ParameterError,
    },
    /// The fields of the record do not fit the encoders.
    #[error("record {record}: {error}")]
    Field {
        /// The record.
        record: u64,
        /// The field, and why.
        #[source]
        error: FieldError,
    },
    /// A region rejected its part of the record.
    #[error("record {record}: region {region}: {error}")]
    Region {
        /// The record.
        record: u64,
        /// The region.
        region: String,
        /// Why.
        #[source]
        error: RegionError,
    },
    /// The inputs of a region cannot be concatenated.
    #[error("region {region}: {error}")]
    Sdr {
        /// The region.
        region: String,
        /// Why.
        #[source]
        error: SdrError,
    },
}
