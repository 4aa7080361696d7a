//! Why a network refuses parameters or a record.

use thiserror::Error;

use crate::limits::MemoryError;
use crate::parameters::ParameterError;
use crate::region::{FieldError, RegionError};
use crate::sdr::SdrError;

/// Why a network refused parameters or a record. Records are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// There is no region.
    #[error("the network has no region; give at least one")]
    NoRegion,
    /// There are too many regions.
    #[error("the network has {count} regions; give at most {most}")]
    TooManyRegions {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// It would take more memory than there may be.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// A name cannot be.
    #[error(
        "a region is named {name:?}; a name has one or more ASCII letters, digits, hyphens and underscores"
    )]
    BadName {
        /// The name.
        name: String,
    },
    /// Two regions have the same name.
    #[error("two regions are named {name}; give each a name of its own")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// There is no region of this name.
    #[error("there is no region {name}; the regions are {}", known.join(", "))]
    NoSuchRegion {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A link takes from a region that is not there.
    #[error(
        "region {region}: a link takes from {from:?}, which is no region; the regions are {}",
        known.join(", ")
    )]
    UnknownRegion {
        /// The region with the link.
        region: String,
        /// The region that the link names.
        from: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Two links of a region carry the same.
    #[error("region {region}: two links carry the {output} of {from}; take one away")]
    DuplicateLink {
        /// The region with the links.
        region: String,
        /// The region that they take from.
        from: String,
        /// What they carry.
        output: &'static str,
    },
    /// Links form a circle.
    #[error(
        "the links form a circle: {}; take one of them away", circle.join(" takes from ")
    )]
    Circle {
        /// The regions, each taking from the next; the last is the first again.
        circle: Vec<String>,
    },
    /// A region has neither an encoder nor a link.
    #[error("region {region}: has no input; give it an encoder or a link")]
    NoInput {
        /// The region.
        region: String,
    },
    /// A period does not fit that of a region below.
    #[error(
        "region {region}: period = {period}: must be a multiple of {below}, the period of {from}, which it takes from"
    )]
    PeriodMismatch {
        /// The region.
        region: String,
        /// Its period.
        period: u32,
        /// The region that it takes from.
        from: String,
        /// The period of that.
        below: u32,
    },
    /// A parameter of a region cannot be.
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
    /// The bits of a region's inputs cannot be put together.
    #[error("region {region}: {error}")]
    Sdr {
        /// The region.
        region: String,
        /// Why.
        #[source]
        error: SdrError,
    },
}
