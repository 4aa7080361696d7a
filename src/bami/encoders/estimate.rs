//! How much memory encoders take: little, except for the bits that they turn ON and the values that they
//! remember.

use super::{Encoder, EncoderParameters, REMEMBERED};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{product, sum};
use crate::parameters::ParameterError;

/// What each bit that is ON takes while a value is encoded: in a set, in lists, and in the SDR.
const ON_BIT: u64 = 32;
/// What any encoder takes beside its bits.
const BESIDE: u64 = 1024;
/// What a coordinate of a neighbourhood takes while the bits are chosen.
const COORDINATE: u64 = 160;
/// The most coordinates of a neighbourhood.
const COORDINATES: u64 = 1 << 16;

impl EncoderParameters {
    /// How much memory an encoder of these parameters takes, the values that it remembers included.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        let encoder = self.build()?;
        let active = u64::from(encoder.active_bits());
        let names = |names: &[String]| sum(names.iter().map(|name| 2 * name.len() as u64 + 96));
        let (start, more) = match self {
            Self::Category(parameters) => (names(&parameters.categories), 0),
            Self::OrderedCategory(parameters) => (names(&parameters.categories), 0),
            Self::RandomDistributedScalar(_) => (0, product([REMEMBERED as u64, 16])),
            Self::Coordinate(_) | Self::Geospatial(_) => {
                let seen =
                    product([REMEMBERED as u64, active.saturating_mul(4).saturating_add(96)]);
                (0, seen.saturating_add(COORDINATES * COORDINATE))
            }
            Self::Concatenated(parameters) => {
                let parts = parameters.parts.iter().map(|part| part.encoder.memory());
                return parts.sum();
            }
            _ => (0, 0),
        };
        let more = sum([more, product([active, ON_BIT])]);
        Ok(MemoryEstimate::bounded(start.saturating_add(BESIDE), more))
    }
}
