//! Computes each row from all rows before it, as the specification defines it.

use super::*;

fn average(raw: &[f64]) -> f64 {
    raw.iter().sum::<f64>() / raw.len() as f64
}

fn mean_variance(numbers: &[f64]) -> (f64, f64) {
    let mean = average(numbers);
    let squares: Vec<f64> = numbers.iter().map(|x| (x - mean) * (x - mean)).collect();
    (mean, average(&squares))
}

/// The distribution estimated in row `i`, and the tail at the last entry of its history.
fn estimate(p: &AnomalyLikelihoodParameters, rows: &[Row], i: usize) -> (Distribution, f64) {
    let window = p.history_window as usize;
    let history = &rows[i.saturating_sub(window)..i];
    let raw: Vec<f64> = history.iter().map(|row| row.1).collect();
    let averages: Vec<f64> = (1..=raw.len())
        .map(|end| average(&raw[end.saturating_sub(p.averaging_window as usize)..end]))
        .collect();
    let skip = i.min((p.learning_period as usize).saturating_sub(i.saturating_sub(window)));
    let stay = averages.get(skip..).unwrap_or(&[]);
    let values: Vec<f64> =
        history.get(skip..).unwrap_or(&[]).iter().filter_map(|row| row.0).collect();
    let distribution = if stay.is_empty() || !values.is_empty() && mean_variance(&values).1 < 1.5e-5
    {
        Distribution { mean: 0.5, deviation: 1000.0 }
    } else {
        let (mean, variance) = mean_variance(stay);
        Distribution { mean: mean.max(0.03), deviation: variance.max(0.0003).sqrt() }
    };
    (distribution, tail(p, distribution, *averages.last().unwrap()))
}

fn tail(p: &AnomalyLikelihoodParameters, d: Distribution, average: f64) -> f64 {
    let z = (average - d.mean) / d.deviation;
    let z = if p.tail == Tail::TwoSided { z.abs() } else { z };
    0.5 * libm::erfc(z / (14142.0 / 10000.0))
}

/// The average of the last raw scores up to row `i`, as far back as the history reaches.
fn current(p: &AnomalyLikelihoodParameters, rows: &[Row], i: usize) -> f64 {
    let first = (i + 1).saturating_sub(p.averaging_window as usize);
    let raw: Vec<f64> = rows[first..=i].iter().map(|row| row.1).collect();
    average(&raw)
}

pub(super) fn likelihood(p: &AnomalyLikelihoodParameters, rows: &[Row], i: usize) -> f64 {
    let probation = (p.learning_period + p.estimation_samples) as usize;
    if i < probation {
        return 0.5;
    }
    let period = p.reestimation_period as usize;
    let estimated = probation.max(i - i % period);
    let (distribution, last) = estimate(p, rows, estimated);
    let before = if i == estimated { last } else { tail(p, distribution, current(p, rows, i - 1)) };
    let q = tail(p, distribution, current(p, rows, i));
    let red = 1.0 - 0.99999;
    1.0 - if q <= red && before <= red { 1.0 - 0.999 } else { q }
}
