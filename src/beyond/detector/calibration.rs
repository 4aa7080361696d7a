//! From a statistic to a return period: how many rows pass between values as great as this one.

use super::blocks::{BLOCK, Blocks};
use crate::math::ln;

/// The greatest shape of a tail.
const MOST_SHAPE: f64 = 0.6;
/// A shape below this is that of an exponential tail.
const LEAST_SHAPE: f64 = 1e-6;
/// The least probability of a tail, so that a return period is finite.
const LEAST_TAIL: f64 = 1e-30;
/// The longest return period.
const LONGEST: f64 = 1e12;

/// What is assumed of the greatest values of blocks before any was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prior {
    /// The median.
    pub(super) median: f64,
    /// The mean excess over the median: a number, and a part of the threshold.
    pub(super) excess: (f64, f64),
    /// The shape of the tail.
    pub(super) shape: f64,
    /// How many blocks it counts for.
    pub(super) weight: f64,
}

/// A generalised Pareto tail over the median of the greatest values of blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tail {
    threshold: f64,
    shape: f64,
    scale: f64,
    /// The share of the blocks that exceed the threshold.
    above: f64,
}

/// The calibration of a statistic.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    prior: Prior,
    pub(super) blocks: Blocks,
    tail: Tail,
}

impl Calibration {
    pub(super) fn new(prior: Prior) -> Self {
        let blocks = Blocks::default();
        Self { prior, tail: Tail::fit(&prior, &blocks), blocks }
    }

    /// Fits the tail again, for blocks that were put in from outside.
    #[cfg(feature = "snapshot")]
    pub(super) fn refit(&mut self) {
        self.tail = Tail::fit(&self.prior, &self.blocks);
    }

    /// The return period of a value, in rows: at least that of a block.
    //= spec/detector.md#det-period
    //# The return period of a value x MUST be 84 rows if x is at most the threshold, and otherwise
    //# 84 / (a * q), at most 10^12 rows, where a is the share of blocks above the threshold and q
    //# the probability of the tail beyond x, at least 10^-30.
    pub(super) fn period(&self, value: f64) -> f64 {
        let Tail { threshold, shape, scale, above } = self.tail;
        let excess = value - threshold;
        if excess <= 0.0 {
            return f64::from(BLOCK);
        }
        //= spec/detector.md#det-period
        //# That probability MUST be exp(-ln(1 + k * (x - u) / s) / k) with the threshold u, the
        //# scale s and the shape k, or exp(-(x - u) / s) if k is less than 0.000001.
        let exponent = if shape < LEAST_SHAPE {
            excess / scale
        } else {
            ln(1.0 + shape * excess / scale) / shape
        };
        let tail = libm::exp(-exponent).max(LEAST_TAIL);
        (f64::from(BLOCK) / (above * tail)).min(LONGEST)
    }

    /// Takes in the value of a row.
    pub(super) fn push(&mut self, value: f64) {
        if self.blocks.push(value) {
            self.tail = Tail::fit(&self.prior, &self.blocks);
        }
    }
}

impl Tail {
    fn fit(prior: &Prior, blocks: &Blocks) -> Self {
        let sorted = blocks.sorted();
        let (count, weight) = (sorted.len() as f64, prior.weight);
        let mix = |seen: f64, n: f64, assumed: f64, w: f64| (seen * n + assumed * w) / (n + w);
        //= spec/detector.md#det-tail
        //# The threshold MUST be the median of the kept values (the upper one of two), mixed with
        //# that of the prior.
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(prior.median);
        let threshold = mix(median, count, prior.median, weight);
        let excesses: Vec<f64> =
            sorted.iter().map(|value| value - threshold).filter(|&excess| excess > 0.0).collect();
        let (above, assumed) = (excesses.len() as f64, weight / 2.0);
        //= spec/detector.md#det-tail
        //# The mean excess of the prior MUST be the number in the table, or for the season that
        //# part of the threshold.
        let assumed_excess = prior.excess.0 + prior.excess.1 * threshold;
        let (mut excess, mut shape) = (assumed_excess, prior.shape);
        //= spec/detector.md#det-tail
        //# If at least three of them exceed the threshold, the mean excess and the shape MUST be
        //# mixed with those of the prior, where the shape is 2 - m / (m - 2 * b), from 0 to 0.6,
        //# with the mean m of the n excesses and the mean b of the products of each, counted from 0
        //# in ascending order, with 1 - (i + 0.65) / n.
        if excesses.len() >= 3 {
            let mean = excesses.iter().sum::<f64>() / above;
            let weighted = |(i, excess): (usize, &f64)| (1.0 - (i as f64 + 0.65) / above) * excess;
            let moment = excesses.iter().enumerate().map(weighted).sum::<f64>() / above;
            let difference = mean - 2.0 * moment;
            let seen = if difference > 0.0 { 2.0 - mean / difference } else { MOST_SHAPE };
            excess = mix(mean, above, assumed_excess, assumed);
            shape = mix(seen.clamp(0.0, MOST_SHAPE), above, prior.shape, assumed);
        }
        Self {
            threshold,
            shape,
            scale: (excess * (1.0 - shape)).max(f64::MIN_POSITIVE),
            above: (above + assumed) / (count + weight),
        }
    }
}
