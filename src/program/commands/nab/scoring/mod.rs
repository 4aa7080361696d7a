//! The arithmetic of NAB's score: `spec/nab.md`. Nothing here reads or writes.

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
    /// tpWeight: what a detection in the first row of a window adds.
    pub(crate) true_positive: f64,
    /// fnWeight: what a missed window costs.
    pub(crate) false_negative: f64,
    /// fpWeight: what a false alarm costs at most.
    pub(crate) false_positive: f64,
}

/// The shape by which worth falls off with distance, between -1 and 1.
//= spec/nab.md#nab-shape
//# The shape MUST be g(x) = 2 / (1 + exp(5 * x)) - 1.
fn shape(x: f64) -> f64 {
    2.0 / (1.0 + (5.0 * x).exp()) - 1.0
}
