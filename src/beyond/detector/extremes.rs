//! The third greatest and the third least value: a range that no one or two wild values can set.

/// How many values are left out on either side, plus one.
pub(super) const RANK: usize = 3;

/// The greatest and the least values so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Extremes {
    /// The greatest values, descending; at most [`RANK`].
    pub(super) greatest: Vec<f64>,
    /// The least values, ascending; at most [`RANK`].
    pub(super) least: Vec<f64>,
}

impl Extremes {
    pub(super) fn new() -> Self {
        Self { greatest: Vec::with_capacity(RANK + 1), least: Vec::with_capacity(RANK + 1) }
    }

    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut extremes = Self::new();
        values.into_iter().for_each(|value| extremes.push(value));
        extremes
    }

    pub(super) fn push(&mut self, value: f64) {
        let at = self.greatest.partition_point(|&other| other >= value);
        self.greatest.insert(at, value);
        self.greatest.truncate(RANK);
        let at = self.least.partition_point(|&other| other <= value);
        self.least.insert(at, value);
        self.least.truncate(RANK);
    }

    /// Those of both.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for &value in &other.greatest {
            let at = both.greatest.partition_point(|&before| before >= value);
            both.greatest.insert(at, value);
        }
        for &value in &other.least {
            let at = both.least.partition_point(|&before| before <= value);
            both.least.insert(at, value);
        }
        both.greatest.truncate(RANK);
        both.least.truncate(RANK);
        both
    }

    /// The third least and the third greatest value; those of the highest rank while there are fewer.
    //= spec/detector.md#det-extremes
    //# The range of some values MUST be from the third least to the third greatest of them, or from
    //# the greatest to the least if there are fewer than three.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        Some((*self.least.last()?, *self.greatest.last()?))
    }

    /// The width of the range, 0 where it has none.
    pub(super) fn width(&self) -> f64 {
        self.range().map_or(0.0, |(low, high)| (high - low).max(0.0))
    }
}
