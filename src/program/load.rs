//! A generated load with a daily and a weekly rhythm and noise, for the demonstration, the
//! benchmarks and the planted anomalies.

use std::f64::consts::TAU;

use bami_htm::random::{Pcg32, PortableRng};

/// The spread of the noise.
const NOISE: f64 = 1.2;

/// The noise of a row: a draw around 0, nearly normal.
pub(crate) fn noise(random: &mut Pcg32) -> f64 {
    NOISE * bell(random)
}

/// A draw around 0 with a spread of 1, nearly normal: the sum of twelve even draws, less six.
fn bell(random: &mut Pcg32) -> f64 {
    (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
}

/// The load without noise: low at night, high in the morning and highest in the evening; at the
/// weekend, from day 5 on, lower and without the morning.
pub(crate) fn rhythm(day: usize, hour: f64) -> f64 {
    let weekend = day >= 5;
    // The two waves meet their lowest points at night.
    let slow = (1.0 - libm::cos(TAU * (hour - 4.0) / 24.0)) / 2.0;
    let fast = (1.0 - libm::cos(TAU * (hour - 4.0) / 12.0)) / 2.0;
    if weekend { 22.0 + 22.0 * slow } else { 25.0 + 30.0 * slow + 14.0 * fast }
}
