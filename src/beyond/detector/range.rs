//! The companion for the range: how far a value lies outside what was seen. It is not HTM.

use super::extremes::Extremes;

/// The rows after which the range begins to forget.
pub(super) const EPOCH: u64 = 10_000;
/// The rows at which the statistic counts for half.
const ROWS: f64 = 100.0;
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

    /// The statistic of a value, before it is added.
    //= spec/detector.md#det-range
    //# The statistic of the range MUST be d / w * n / (n + 100), where d is the distance of the value
    //# from the range of the earlier values (DET-EXTREMES), w its width and n their number, and 0
    //# where n is less than 3 or w is 0.
    pub(super) fn statistic(&self, value: f64) -> f64 {
        let both = self.both();
        let (Some((low, high)), width) = (both.range(), both.width()) else { return 0.0 };
        if self.rows < FEWEST || width <= 0.0 {
            return 0.0;
        }
        let distance = (value - high).max(low - value).max(0.0);
        let rows = self.rows as f64;
        distance / width * (rows / (rows + ROWS))
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
