//! The switches in which the profiles of an encoder differ: D-ENC-2, D-ENC-5 and D-ENC-19.

use std::collections::BTreeSet;

/// How a random distributed scalar encoder rounds a value to a bucket (D-ENC-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Rounding {
    /// To the nearest bucket, half a bucket upwards: the offset is the middle of bucket 0.
    #[default]
    Nearest,
    /// Down, as in BAMI: the offset is the lower end of bucket 0.
    Floor,
}

/// What becomes of two keys of a bucket, or of two coordinates of a place, that hash to the same bit
/// (D-ENC-2, D-ENC-19).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Collisions {
    /// The later one probes for a free bit, so that w bits are always ON.
    #[default]
    Probe,
    /// They share the bit, as in BAMI, so that fewer than w bits can be ON.
    Leave,
}

impl Collisions {
    /// Turns the bit of one more key or coordinate ON; `bit` gives the bit of each of its probes.
    //= spec/encoders.md#enc-active
    //# With `collisions` set to `leave`, every value that is not missing MUST turn at least 1 and
    //# at most w bits ON.
    pub(super) fn place(self, on: &mut BTreeSet<u32>, bit: impl Fn(u32) -> u32) {
        let mut probe = 0;
        // NB: all 2^32 probes have different hashes, so one of them finds a free bit.
        while !on.insert(bit(probe)) && self == Self::Probe {
            probe += 1;
        }
    }
}
