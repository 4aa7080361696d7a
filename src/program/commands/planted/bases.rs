//! The streams before anything is planted in them.

use std::f64::consts::TAU;

use bami_htm::random::{Pcg32, PortableRng};

use super::draws::{exponential, normal, poisson};
use crate::load::rhythm;

/// A base of the table of PLANTED-STREAMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Sine48,
    Sine60Clean,
    Load,
    LoadNoisy,
    Ar1,
    Iid,
    Counts,
    Square,
    Ou,
    Tank,
    Bursts,
    Machine,
}

/// A stream before anything is planted in it.
pub(super) struct Drawn {
    /// The values.
    pub(super) values: Vec<f64>,
    /// What is random in them; for `counts`, the values.
    pub(super) noise: Vec<f64>,
}

impl Base {
    /// All bases, in the order of the table.
    pub(super) const ALL: [Self; 12] = [
        Self::Sine48,
        Self::Sine60Clean,
        Self::Load,
        Self::LoadNoisy,
        Self::Ar1,
        Self::Iid,
        Self::Counts,
        Self::Square,
        Self::Ou,
        Self::Tank,
        Self::Bursts,
        Self::Machine,
    ];

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sine48 => "sine48",
            Self::Sine60Clean => "sine60clean",
            Self::Load => "load",
            Self::LoadNoisy => "loadnoisy",
            Self::Ar1 => "ar1",
            Self::Iid => "iid",
            Self::Counts => "counts",
            Self::Square => "square",
            Self::Ou => "ou",
            Self::Tank => "tank",
            Self::Bursts => "bursts",
            Self::Machine => "machine",
        }
    }

    /// The minutes between two rows.
    pub(super) fn minutes(self) -> u32 {
        match self {
            Self::Sine48 | Self::Load | Self::Square => 30,
            Self::LoadNoisy => 60,
            Self::Counts => 15,
            Self::Tank | Self::Bursts => 10,
            Self::Sine60Clean | Self::Ar1 | Self::Iid | Self::Ou | Self::Machine => 5,
        }
    }

    /// The number of rows.
    pub(super) fn rows(self) -> usize {
        if self == Self::LoadNoisy { 2016 } else { 2688 }
    }

    /// The number of rows after which it repeats itself, P.
    pub(super) fn period(self) -> Option<usize> {
        match self {
            Self::Sine48 | Self::Load | Self::Square => Some(48),
            Self::Sine60Clean => Some(60),
            Self::LoadNoisy | Self::Bursts => Some(24),
            Self::Counts => Some(96),
            Self::Tank => Some(70),
            Self::Ar1 | Self::Iid | Self::Ou | Self::Machine => None,
        }
    }

    /// The number of rows of a day, of a base whose anomalies follow the days.
    pub(super) fn day(self) -> Option<usize> {
        match self {
            Self::Load | Self::LoadNoisy | Self::Counts | Self::Square => self.period(),
            _ => None,
        }
    }

    /// The value of a row without noise, f; for `counts` and `machine`, whose values are random, 0.
    pub(super) fn usual(self, row: usize) -> f64 {
        let turn = |period: usize| libm::sin(TAU * row as f64 / period as f64);
        match self {
            Self::Sine48 => 10.0 * turn(48),
            Self::Sine60Clean => 20.0 + 10.0 * turn(60),
            Self::Load => rhythm(row / 48 % 7, (row % 48) as f64 / 2.0),
            Self::LoadNoisy => rhythm(row / 24 % 7, (row % 24) as f64),
            Self::Ar1 => 50.0,
            Self::Iid => 100.0,
            Self::Square => {
                let is_high = row / 48 % 7 < 5 && (16..36).contains(&(row % 48));
                if is_high { 60.0 } else { 12.0 }
            }
            Self::Ou => 20.0,
            Self::Tank => 90.0 - (row % 70) as f64,
            Self::Bursts => {
                if row % 24 < 3 {
                    30.0
                } else {
                    1.0
                }
            }
            Self::Counts | Self::Machine => 0.0,
        }
    }

    /// The stream, drawn anew.
    pub(super) fn draw(self, random: &mut Pcg32) -> Drawn {
        if self == Self::Counts {
            let values: Vec<f64> =
                (0..self.rows()).map(|row| counts(row, 96, -1.5, random)).collect();
            return Drawn { noise: values.clone(), values };
        }
        let (mut noise, mut values) = (Vec::new(), Vec::new());
        // The last value of a process with a memory, and whether the machine runs.
        let (mut last, mut runs) = (0.0, false);
        for row in 0..self.rows() {
            let e = normal(random);
            let more = match self {
                Self::Sine48 => e,
                Self::Sine60Clean => 0.1 * e,
                Self::Load => 1.2 * e,
                Self::LoadNoisy => 4.0 * e,
                Self::Ar1 => {
                    last = 0.9 * last + 0.436 * e;
                    5.0 * last
                }
                Self::Ou => {
                    last = 0.995 * last + 0.1 * e;
                    3.0 * last + 0.3 * normal(random)
                }
                Self::Iid => 5.0 * e,
                Self::Square => 0.8 * e,
                Self::Tank => 0.7 * e,
                Self::Bursts => (0.5 * e).abs(),
                Self::Machine | Self::Counts => 1.5 * e,
            };
            let mut usual = self.usual(row);
            if self == Self::Machine {
                runs ^= random.unit() < if runs { 1.0 / 25.0 } else { 1.0 / 40.0 };
                usual = if runs { 55.0 } else { 15.0 };
            }
            noise.push(more);
            values.push(usual + more);
        }
        Drawn { values, noise }
    }
}

/// A count in a row whose mean follows a rhythm and is heavily scattered.
pub(super) fn counts(row: usize, period: usize, phase: f64, random: &mut Pcg32) -> f64 {
    let turn = libm::sin(TAU * row as f64 / period as f64 + phase);
    poisson(6.0 * (1.0 + 0.8 * turn) * exponential(random), random)
}
