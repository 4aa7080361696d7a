//! How unusual the recent raw scores of a scale are, compared with all before them.

use std::collections::VecDeque;

/// The lengths of the averages, in steps.
const WINDOWS: [usize; 4] = [8, 10, 12, 15];
/// Raw scores that are kept: those of the longest average.
pub(super) const KEPT: usize = 15;
/// The first averages, which come from a memory that has learned next to nothing.
const SKIPPED: u64 = 50;
/// The fewest averages with which a deviation is meaningful.
const FEWEST: f64 = 5.0;
/// The least mean of averages.
const LEAST_MEAN: f64 = 0.03;
/// The averages that the assumed variance counts for.
const ASSUMED: f64 = 50.0;
/// The variance of averages that is assumed before any was seen.
const ASSUMED_VARIANCE: f64 = 0.02;
/// The least variance of averages.
const LEAST_VARIANCE: f64 = 0.0003;
/// The averages after which the older ones count for half.
const HALVED: f64 = 20_000.0;

/// How many averages, their sum and the sum of their squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) count: f64,
    pub(super) sum: f64,
    pub(super) squares: f64,
}

impl Sums {
    /// How many standard deviations an average is above the mean, if there are enough to tell.
    //= spec/detector.md#det-surprise
    //# The mean m MUST be that of these averages, at least 0.03, and d the square root of (q + 50 *
    //# 0.02) / (n + 50), at least 0.0003, with the sum q of the squares of their n distances from
    //# the mean.
    fn deviations(&self, average: f64) -> Option<f64> {
        if self.count < FEWEST {
            return None;
        }
        let mean = self.sum / self.count;
        let squares = self.squares - self.count * mean * mean + ASSUMED * ASSUMED_VARIANCE;
        let variance = (squares / (self.count + ASSUMED)).max(LEAST_VARIANCE);
        Some((average - mean.max(LEAST_MEAN)) / variance.sqrt())
    }

    fn add(&mut self, average: f64) {
        self.count += 1.0;
        self.sum += average;
        self.squares += average * average;
        if self.count > HALVED {
            for sum in [&mut self.count, &mut self.sum, &mut self.squares] {
                *sum *= 0.5;
            }
        }
    }
}

/// The surprise of a region, step by step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Surprise {
    pub(super) steps: u64,
    /// The last raw scores, the oldest first.
    pub(super) raw: VecDeque<f64>,
    pub(super) sums: [Sums; WINDOWS.len()],
}

impl Surprise {
    pub(super) fn new() -> Self {
        Self { steps: 0, raw: VecDeque::new(), sums: [Sums::default(); WINDOWS.len()] }
    }

    /// The surprise of the next step, whose raw score is `raw`; none while there are fewer than 5 averages.
    /// With `learns`, later steps are compared with it.
    //= spec/detector.md#det-surprise
    //# The surprise of a step MUST be the mean over the windows of 8, 10, 12 and 15 steps of (a -
    //# m) / d, where a is the mean of the raw scores of the window, and m and d come from the
    //# averages of the earlier steps except the first 50.
    pub(super) fn step(&mut self, raw: f64, learns: bool) -> Option<f64> {
        self.raw.push_back(raw);
        if self.raw.len() > KEPT {
            self.raw.pop_front();
        }
        self.steps += 1;
        let mut total = Some(0.0);
        for (length, sums) in WINDOWS.into_iter().zip(&mut self.sums) {
            let taken = self.raw.len().min(length);
            let average = self.raw.range(self.raw.len() - taken..).sum::<f64>() / taken as f64;
            total = total.zip(sums.deviations(average)).map(|(total, one)| total + one);
            if learns && self.steps > SKIPPED {
                sums.add(average);
            }
        }
        total.map(|total| total / WINDOWS.len() as f64)
    }
}
