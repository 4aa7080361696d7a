//! The arithmetic of NAB's score: `spec/nab.md`. There is no input or output here.

mod evaluate;
mod places;
mod sweep;
#[cfg(test)]
mod tests;

pub(super) use evaluate::{FileScore, evaluate, is_never, scaled, sum};
pub(super) use places::{Labels, Window};
pub(super) use sweep::Sweep;

/// The threshold that no score reaches.
pub(super) const NEVER: f64 = 1.1;

/// The weights of a profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weights {
    /// tpWeight: the reward for a detection in the first row of a window.
    pub(crate) true_positive: f64,
    /// fnWeight: the penalty for a missed window.
    pub(crate) false_negative: f64,
    /// fpWeight: the maximum penalty for a false alarm.
    pub(crate) false_positive: f64,
}

/// The sigmoid by which a reward falls off with distance, between -1 and 1.
//= spec/nab.md#nab-shape
//# The shape MUST be g(x) = 2 / (1 + exp(5 * x)) - 1.
fn shape(x: f64) -> f64 {
    2.0 / (1.0 + (5.0 * x).exp()) - 1.0
}
