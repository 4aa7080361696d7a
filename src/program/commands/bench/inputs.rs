//! The inputs of a workload: generated, or read from a file.

use std::path::Path;

use anyhow::{Context, bail};
use bami_htm::encoders::resolution_from_range;
use bami_htm::sdr::Sdr;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use super::Workload;
use super::subject::Inputs;
use super::workloads::{self, COLUMNS, INPUTS, Patterns};
use crate::input::layout::ColumnOptions;
use crate::input::reader::RowReader;

/// The input of a workload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A number of random sequences, and their length, for a temporal memory.
    Sequences(usize, usize),
    /// Random patterns, for a spatial pooler with this boost strength.
    Patterns(f64),
    /// An hourly metric, for everything from the encoders to the likelihood.
    Metric,
}

/// The generated inputs of a workload.
pub(crate) fn made(workload: &Workload, steps: usize) -> anyhow::Result<Inputs> {
    Ok(match workload.kind {
        Kind::Sequences(count, length) => {
            Inputs::Columns(workloads::sequences(count, length, steps)?)
        }
        Kind::Patterns(boost) => Inputs::Bits(workloads::patterns(steps)?, boost),
        Kind::Metric => {
            let monday = date(2026, 1, 5).at(0, 0, 0, 0);
            let row = |(hour, value)| Ok((monday.checked_add((hour as i64).hours())?, value));
            metric(workloads::load(steps).map(row).collect::<anyhow::Result<_>>()?)?
        }
    })
}

/// The inputs of a workload from a file, for at most this many steps.
pub(crate) fn read(
    workload: &Workload,
    path: &Path,
    steps: Option<usize>,
) -> anyhow::Result<Inputs> {
    let most = steps.unwrap_or(usize::MAX);
    let inputs = match workload.kind {
        Kind::Sequences(..) => Inputs::Columns(indices(path, COLUMNS, most)?),
        Kind::Patterns(boost) => Inputs::Bits(indices(path, INPUTS, most)?, boost),
        Kind::Metric => metric(rows(path, most)?)?,
    };
    if inputs.is_empty() {
        bail!("{}: has no steps; give at least one", path.display());
    }
    Ok(inputs)
}

/// One line per step: the ascending indices of the ON bits, separated by spaces.
//= spec/program.md#program-bench
//# An input file MUST hold one line per step, with the indices of the ON bits in ascending order
//# separated by whitespace, or be rejected with a message that names the line.
fn indices(path: &Path, size: u32, most: usize) -> anyhow::Result<Patterns> {
    let name = path.display();
    let text = crate::files::read_text(path, crate::files::MOST_BYTES)
        .with_context(|| format!("{name}: cannot be read"))?;
    let mut patterns = Vec::new();
    for (line, number) in text.lines().zip(1..).take(most) {
        let at = || {
            format!(
                "{name}, line {number}: must be ascending integers from 0 to {}, separated by spaces",
                size - 1
            )
        };
        let on: Result<Vec<u32>, _> = line.split_whitespace().map(str::parse).collect();
        let on = on.ok().filter(|on| on.is_sorted_by(|a, b| a < b)).with_context(at)?;
        patterns.push(Sdr::new(size, on).with_context(at)?);
    }
    let order = (0..patterns.len() as u32).collect();
    Ok(Patterns { patterns, order })
}

/// The rows of a CSV file that have a time and a value.
fn rows(path: &Path, most: usize) -> anyhow::Result<Vec<(DateTime, f64)>> {
    let mut reader = RowReader::open(path, None, &ColumnOptions::default())?;
    let mut rows = Vec::new();
    while rows.len() < most
        && let Some(row) = reader.next()
    {
        let row = row?;
        let (Some(time), Some(value)) = (row.timestamp, row.number(0)) else {
            bail!("{}, line {}: needs a time and a value", path.display(), row.line);
        };
        rows.push((time, value));
    }
    Ok(rows)
}

/// The rows with the resolution for their range.
fn metric(rows: Vec<(DateTime, f64)>) -> anyhow::Result<Inputs> {
    let values = || rows.iter().map(|row| row.1);
    let (least, greatest) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let resolution = if least < greatest { resolution_from_range(least, greatest)? } else { 1.0 };
    Ok(Inputs::Metric(rows, resolution))
}
