//! Common parts of the experiments of the chapter: poolers, inputs, and metrics.

use bami_htm::Learning;
use bami_htm::metrics;
use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Bits of the usual input.
pub const INPUTS: u32 = 400;
/// ON bits of the usual input.
pub const ACTIVE: u32 = 40;
/// Columns of the usual pooler.
pub const COLUMNS: u32 = 1024;
/// Winners of the usual pooler.
pub const WINNERS: u32 = 26;
/// The seed of all poolers.
pub const SEED: u64 = 42;

/// The description of the usual pooler.
pub const USUAL: &str = "A pooler of 1024 columns, 26 of which win (ties go to the lower index), over 400 inputs, 40 \
                         of which are ON unless stated otherwise; the other parameters have their defaults, seed 42.";

/// The parameters of the usual pooler.
pub fn usual() -> SpatialPoolerParameters {
    sized(INPUTS, COLUMNS, WINNERS)
}

/// The usual parameters in another size.
pub fn sized(inputs: u32, columns: u32, winners: u32) -> SpatialPoolerParameters {
    SpatialPoolerParameters::default()
        .with_input_dimensions([inputs])
        .with_column_dimensions([columns])
        .with_num_active_columns_per_inh_area(winners)
        .with_tie_break(TieBreak::LowestIndex)
}

/// An untrained pooler.
pub fn pooler(parameters: SpatialPoolerParameters) -> Result<SpatialPooler, Error> {
    Ok(SpatialPooler::new(parameters, SEED)?)
}

/// Random inputs of one density.
pub fn inputs(count: u32, size: u32, active: u32, random: &mut Pcg32) -> Result<Vec<Sdr>, Error> {
    Ok((0..count).map(|_| Sdr::random(size, active, random)).collect::<Result<_, _>>()?)
}

/// Shows the inputs one after another for a number of rounds, with learning.
pub fn train(pooler: &mut SpatialPooler, inputs: &[Sdr], rounds: u32) -> Result<(), Error> {
    for _ in 0..rounds {
        for input in inputs {
            pooler.step(input, Learning::On)?;
        }
    }
    Ok(())
}

/// The outputs, without learning.
pub fn outputs(pooler: &mut SpatialPooler, inputs: &[Sdr]) -> Result<Vec<Sdr>, Error> {
    Ok(inputs.iter().map(|input| pooler.step(input, Learning::Off)).collect::<Result<_, _>>()?)
}

/// The inputs with a fraction of their ON bits moved.
pub fn noisy(inputs: &[Sdr], noise: f64, random: &mut Pcg32) -> Result<Vec<Sdr>, Error> {
    Ok(inputs.iter().map(|input| input.with_noise(noise, random)).collect::<Result<_, _>>()?)
}

/// Columns kept at each level of noise, as (level, kept).
pub fn noise_curve(
    pooler: &mut SpatialPooler,
    inputs: &[Sdr],
    levels: &[f64],
    random: &mut Pcg32,
) -> Result<Vec<(f64, f64)>, Error> {
    let clean = outputs(pooler, inputs)?;
    let mut curve = Vec::new();
    for &level in levels {
        let noisy = outputs(pooler, &noisy(inputs, level, random)?)?;
        curve.push((level, metrics::kept(&clean, &noisy)?));
    }
    Ok(curve)
}

/// Levels of noise from 0 to 1.
pub const LEVELS: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// The fraction of its active columns that an output shares with another output of the list: the mean
/// and the maximum.
pub fn mutual_overlap(outputs: &[Sdr]) -> Result<(f64, f64), Error> {
    let (mut sum, mut largest, mut pairs) = (0.0, 0.0_f64, 0_u32);
    for (position, a) in outputs.iter().enumerate() {
        for b in &outputs[position + 1..] {
            let part = metrics::kept_by_one(a, b)?;
            sum += part;
            largest = largest.max(part);
            pairs += 1;
        }
    }
    Ok((sum / f64::from(pairs.max(1)), largest))
}

/// The index of the output that shares the most columns with `output`; the first of several.
fn nearest(known: &[Sdr], output: &Sdr) -> Result<usize, Error> {
    let mut best = (0, 0);
    for (place, other) in known.iter().enumerate() {
        let overlap = output.overlap(other)?;
        if place == 0 || overlap > best.1 {
            best = (place, overlap);
        }
    }
    Ok(best.0)
}

/// The fraction of cases in which the output for a changed input is nearest to that for the original.
pub fn recognized(
    pooler: &mut SpatialPooler,
    known: &[Sdr],
    changed: &[Sdr],
) -> Result<f64, Error> {
    let mut right = 0;
    for (place, output) in outputs(pooler, changed)?.iter().enumerate() {
        right += usize::from(nearest(known, output)? == place);
    }
    Ok(right as f64 / changed.len() as f64)
}

/// The number of columns that are not active in any output.
pub fn unused(outputs: &[Sdr]) -> Result<u32, Error> {
    let frequencies = metrics::activation_frequencies(outputs)?;
    Ok(frequencies.iter().filter(|frequency| **frequency == 0.0).count() as u32)
}

/// log10 of the number of ways to choose `k` of `n`.
pub fn log10_choices(n: u32, k: u32) -> f64 {
    (0..k).map(|i| (f64::from(n - i) / f64::from(i + 1)).log10()).sum()
}

/// A number with three decimals.
pub fn three(value: f64) -> String {
    format!("{value:.3}")
}

/// A fraction as a percentage.
pub fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}
