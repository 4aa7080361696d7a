//! The state that an encoder keeps from one value to the next.

use super::EncoderError;

/// The state that an encoder keeps from one value to the next, as plain data. With the parameters it
/// is enough to continue without a difference.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum EncoderMemory {
    /// No state: of most encoders.
    #[default]
    Nothing,
    /// The previous value: of a delta encoder.
    Previous(Option<f64>),
    /// The buckets that were encoded, the latest last: of a random distributed scalar encoder.
    Buckets(Vec<i64>),
    /// The encoded positions with their radii, the latest last: of a coordinate or a geospatial encoder.
    Places(Vec<(Vec<i64>, u32)>),
    /// For each part the number of missing values and its state: of a concatenation.
    Parts(Vec<(u64, EncoderMemory)>),
}

impl EncoderMemory {
    /// The error for a state of another encoder.
    pub(super) fn rejected(problem: impl Into<String>) -> EncoderError {
        EncoderError::Memory { problem: problem.into() }
    }
}

#[cfg(feature = "snapshot")]
mod snapshot {
    use super::EncoderMemory;
    use crate::snapshot::{Packer, SnapshotError, Unpacker};

    impl EncoderMemory {
        //= spec/snapshot.md#snap-encoders
        //# The arrays of an encoder MUST be those of the table, with the content that it describes.
        pub(crate) fn pack(&self, packer: &mut Packer) {
            match self {
                Self::Nothing => {}
                Self::Previous(previous) => packer.put("previous", Vec::from_iter(*previous)),
                Self::Buckets(buckets) => packer.put("buckets", buckets.clone()),
                Self::Places(places) => {
                    let radii: Vec<u32> = places.iter().map(|(_, radius)| *radius).collect();
                    let positions: Vec<i64> =
                        places.iter().flat_map(|(position, _)| position).copied().collect();
                    packer.put("radii", radii);
                    packer.put("positions", positions);
                }
                Self::Parts(parts) => {
                    packer.put("missing", parts.iter().map(|part| part.0).collect::<Vec<u64>>());
                    for (index, (_, memory)) in parts.iter().enumerate() {
                        packer.part(&index.to_string(), |packer| memory.pack(packer));
                    }
                }
            }
        }

        /// A memory of the same kind as this one.
        pub(crate) fn unpack_like(&self, unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
            Ok(match self {
                Self::Nothing => Self::Nothing,
                Self::Previous(_) => {
                    let previous = unpacker.f64s("previous")?;
                    if previous.len() > 1 {
                        return Err(unpacker
                            .wrong("previous", "has several numbers; it must have at most one"));
                    }
                    Self::Previous(previous.first().copied())
                }
                Self::Buckets(_) => Self::Buckets(unpacker.i64s("buckets")?),
                Self::Places(_) => {
                    let (radii, positions) = (unpacker.u32s("radii")?, unpacker.i64s("positions")?);
                    let places = radii.len();
                    let dimensions = positions.len().checked_div(places).unwrap_or(0);
                    unpacker.check_len("positions", positions.len(), places * dimensions)?;
                    let positions = positions.chunks_exact(dimensions.max(1)).map(<[i64]>::to_vec);
                    Self::Places(positions.zip(radii).collect())
                }
                Self::Parts(parts) => {
                    let missing = unpacker.u64s("missing")?;
                    unpacker.check_len("missing", missing.len(), parts.len())?;
                    unpacker.check_counters("missing", &missing)?;
                    let mut unpacked = Vec::new();
                    for (index, (missing, (_, like))) in missing.into_iter().zip(parts).enumerate()
                    {
                        let memory = unpacker
                            .part(&index.to_string(), |unpacker| like.unpack_like(unpacker));
                        unpacked.push((missing, memory?));
                    }
                    Self::Parts(unpacked)
                }
            })
        }
    }
}
