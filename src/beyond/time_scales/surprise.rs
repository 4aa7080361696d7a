//! How unusual the recent raw scores of a scale are.

use std::collections::VecDeque;

use super::TimeScalesParameters;
use crate::anomaly::Distribution;

/// Rows from one estimate to the next.
const ROWS_BETWEEN_ESTIMATES: u32 = 100;

/// The averages over one window.
#[derive(Clone, Debug)]
struct Window {
    length: usize,
    /// The averages that an estimate may look back to, the oldest first.
    averages: VecDeque<f64>,
    distribution: Option<Distribution>,
}

/// The surprise of a scale, step by step.
#[derive(Clone, Debug)]
pub(super) struct Surprise {
    /// Steps before the first estimate.
    probation: u64,
    /// Steps that no estimate uses.
    learning: u64,
    /// Steps from one estimate to the next.
    period: u64,
    history: usize,
    step: u64,
    /// The last raw scores, the oldest first.
    raw: VecDeque<f64>,
    windows: Vec<Window>,
}

impl Surprise {
    /// For groups of `group` rows in a stream whose first `probation` rows serve for learning alone.
    pub(super) fn new(parameters: &TimeScalesParameters, group: u32, probation: u32) -> Self {
        //= spec/time-scales.md#scale-surprise
        //# The probation of a scale MUST be h = max(2, floor(p / k)) steps.
        let probation = u64::from((probation / group).max(2));
        let window = |&length: &u32| Window {
            length: length as usize,
            averages: VecDeque::new(),
            distribution: None,
        };
        Self {
            probation,
            //= spec/time-scales.md#scale-surprise
            //# The first floor(h / 2) steps MUST be left out of every estimate.
            learning: probation / 2,
            //= spec/time-scales.md#scale-surprise
            //# The distribution MUST be estimated at the first step after the probation and then at
            //# every step with a number that is a multiple of max(1, floor(100 / k)).
            period: u64::from((ROWS_BETWEEN_ESTIMATES / group).max(1)),
            history: parameters.history_window as usize,
            step: 0,
            raw: VecDeque::new(),
            windows: parameters.averaging_windows.iter().map(window).collect(),
        }
    }

    /// The surprise of the next step, whose raw score is `raw`.
    pub(super) fn step(&mut self, raw: f64) -> f64 {
        self.remember(raw);
        let before = self.step;
        self.step += 1;
        let due = before.is_multiple_of(self.period);
        let is_learning = before < self.probation;
        // NB: the averages hold the last steps before this one; those of the learning period among
        // them are the first.
        let held = (before as usize).min(self.history) as u64;
        let skipped = self.learning.saturating_sub(before - held) as usize;
        let (recent, history) = (&self.raw, self.history);
        let mut sum = 0.0;
        for window in &mut self.windows {
            let average = average(recent, window.length);
            if !is_learning {
                sum += window.deviations(average, skipped, due);
            }
            window.averages.push_back(average);
            if window.averages.len() > history {
                window.averages.pop_front();
            }
        }
        //= spec/time-scales.md#scale-surprise
        //# The surprise of a step MUST be 0 during the probation of the scale and otherwise the
        //# mean over all windows of (a - mean) / deviation, where a is the average of the step and
        //# mean and deviation are those of the distribution of the window.
        sum / self.windows.len() as f64
    }

    fn remember(&mut self, raw: f64) {
        let longest = self.windows.iter().map(|window| window.length).max().unwrap_or(1);
        self.raw.push_back(raw);
        if self.raw.len() > longest {
            self.raw.pop_front();
        }
    }
}

impl Window {
    /// How many standard deviations an average is above the earlier ones.
    fn deviations(&mut self, average: f64, skipped: usize, due: bool) -> f64 {
        let distribution = match self.distribution {
            Some(distribution) if !due => distribution,
            //= spec/time-scales.md#scale-surprise
            //# The distribution of a window MUST be that of ANOM-LIKELIHOOD-NORMAL over the
            //# averages of the history_window steps before the step.
            _ => {
                let averages: Vec<f64> = self.averages.range(skipped..).copied().collect();
                Distribution::estimate(&averages, &[])
            }
        };
        self.distribution = Some(distribution);
        (average - distribution.mean) / distribution.deviation
    }
}

/// The mean of the last `length` raw scores.
//= spec/time-scales.md#scale-surprise
//# The average of a step over a window of w MUST be the sum of the raw scores of the last w steps,
//# or of all steps if there are fewer, in their order and including the step's own, divided by
//# their number.
fn average(raw: &VecDeque<f64>, length: usize) -> f64 {
    let taken = raw.len().min(length);
    raw.range(raw.len() - taken..).sum::<f64>() / taken as f64
}
