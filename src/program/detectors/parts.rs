//! The components of the default detector that can be left out.

use anyhow::ensure;
use bami_htm::detector::DetectorParameters;
use clap::ValueEnum;

/// A component of the detector that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Values unlike those of the same time on other days
    Season,
    /// Values outside the range
    Range,
    /// Values that stay the same for too long
    FlatLine,
    /// The HTM regions
    Memory,
}

/// Leaves out components. At least one has to be left.
pub(crate) fn leave_out(parameters: &mut DetectorParameters, parts: &[Part]) -> anyhow::Result<()> {
    for part in parts {
        match part {
            Part::Season => parameters.season = false,
            Part::Range => parameters.range = false,
            Part::FlatLine => parameters.flat_line = false,
            Part::Memory => parameters.memory = false,
        }
    }
    let is_left = parameters.memory || parameters.range || parameters.season;
    ensure!(is_left || parameters.flat_line, "--without leaves no component; leave out fewer");
    Ok(())
}
