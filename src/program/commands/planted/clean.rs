//! The streams with nothing in them.

use std::f64::consts::TAU;

use bami_htm::random::Pcg32;

use super::bases::counts;
use super::draws::normal;
use crate::load::rhythm;

/// The number of rows.
pub(super) const ROWS: usize = 60_000;

/// The minutes between two rows.
pub(super) const MINUTES: u32 = 5;

/// The rows of a day.
const DAY: usize = 288;

/// A clean stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clean {
    Iid,
    Walk,
    Sine,
    Week,
    Counts,
}

impl Clean {
    /// All clean streams.
    pub(super) const ALL: [Self; 5] = [Self::Iid, Self::Walk, Self::Sine, Self::Week, Self::Counts];

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Iid => "iid",
            Self::Walk => "walk",
            Self::Sine => "sine",
            Self::Week => "week",
            Self::Counts => "counts",
        }
    }

    /// The values.
    //= spec/nab.md#planted-clean
    //# There MUST be five clean streams of 60000 rows, five minutes apart, drawn with the first of
    //# the seeds on streams 256 to 260: iid, 100 + 5 e; walk, the sum of all e so far; sine, 10
    //# sin(2 pi i / 288) + e; week, the load of PLANTED-STREAMS with 1.2 e; and counts, Poisson
    //# draws of mean 6 g (1 + 0.8 sin(2 pi i / 288)).
    pub(super) fn values(self, random: &mut Pcg32) -> Vec<f64> {
        let mut sum = 0.0;
        let value = |row: usize| match self {
            Self::Iid => 100.0 + 5.0 * normal(random),
            Self::Walk => {
                sum += normal(random);
                sum
            }
            Self::Sine => 10.0 * libm::sin(TAU * row as f64 / DAY as f64) + normal(random),
            Self::Week => {
                let hour = (row % DAY) as f64 / 12.0;
                rhythm(row / DAY % 7, hour) + 1.2 * normal(random)
            }
            Self::Counts => counts(row, DAY, 0.0, random),
        };
        (0..ROWS).map(value).collect()
    }
}
