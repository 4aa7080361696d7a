//! The companion for the range: how far a value lies outside what was seen. It is not HTM.

use super::extremes::Extremes;
use crate::math::ln;

/// The rows after which the range begins to forget.
pub(super) const EPOCH: u64 = 10_000;
/// The rows at which the statistic counts for half.
const ROWS: f64 = 100.0;
/// By how much the bound on return periods is lowered.
const CAUTION: f64 = 0.8;
/// The fewest rows with which a range is meaningful.
const FEWEST: u64 = 3;

/// The range of the last one to two epochs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Range {
    /// The values of this epoch.
    pub(super) current: Extremes,
    /// Those of the one before.
    pub(super) before: Extremes,
    /// The rows of this epoch.
    pub(super) in_epoch: u64,
    /// All rows.
    pub(super) rows: u64,
}

impl Range {
    pub(super) fn new() -> Self {
        Self { current: Extremes::new(), before: Extremes::new(), in_epoch: 0, rows: 0 }
    }

    fn both(&self) -> Extremes {
        self.current.with(&self.before)
    }

    /// The width of the range.
    pub(super) fn width(&self) -> f64 {
        self.both().width()
    }

    /// The bound that a value exceeds, or the nearer one.
    pub(super) fn bound(&self, value: f64) -> Option<f64> {
        self.both().range().map(|(low, high)| if value < low { low } else { high.min(value) })
    }

    /// The distance of a value from the range, in widths; none while there is no range.
    fn distance(&self, value: f64) -> Option<f64> {
        let both = self.both();
        let (low, high) = both.range()?;
        let width = both.width();
        let distance = (value - high).max(low - value).max(0.0);
        (self.rows >= FEWEST && width > 0.0).then(|| distance / width)
    }

    /// The statistic of a value, before it is added.
    //= spec/detector.md#det-range
    //# The statistic of the range MUST be d / w * n / (n + 100), where d is the distance of the
    //# value from the range of the earlier values (DET-EXTREMES), w its width and n their number,
    //# and 0 where n is less than 3 or w is 0.
    pub(super) fn statistic(&self, value: f64) -> f64 {
        let rows = self.rows as f64;
        self.distance(value).map_or(0.0, |distance| distance * (rows / (rows + ROWS)))
    }

    /// The longest return period that a value may have, before it is added.
    //= spec/detector.md#det-range
    //# The rarity of the range MUST be at most (n / 3)^(0.8 * (1 + d / w)), with n at least 3 and
    //# at most 10,000.
    pub(super) fn longest(&self, value: f64) -> f64 {
        let rows = self.rows.clamp(FEWEST, EPOCH) as f64;
        let exponent = CAUTION * (1.0 + self.distance(value).unwrap_or(0.0));
        // NB: e^80 is beyond any return period.
        libm::exp((ln(rows / 3.0) * exponent).min(80.0))
    }

    /// Adds a value.
    //= spec/detector.md#det-range
    //# After every 10,000 values, the earlier values MUST be those of the last 10,000 only.
    pub(super) fn push(&mut self, value: f64) {
        self.current.push(value);
        self.rows += 1;
        self.in_epoch += 1;
        if self.in_epoch == EPOCH {
            self.before = std::mem::replace(&mut self.current, Extremes::new());
            self.in_epoch = 0;
        }
    }
}
