//! The companion for a flat line: how long a value has stayed the same. It is not HTM.

/// The changes at which the statistic counts for half.
const CHANGES: f64 = 30.0;

/// The run of equal values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FlatLine {
    /// The last value.
    pub(super) last: Option<f64>,
    /// How many of the last values were equal.
    pub(super) run: u64,
    /// How often the value changed.
    pub(super) changes: u64,
}

impl FlatLine {
    /// The statistic of the next value.
    //= spec/detector.md#det-flat-line
    //# The statistic of the flat line MUST be sqrt(r) * c / (c + 30), where r is the number of
    //# equal values that end with this one, and c the number of changes so far.
    pub(super) fn step(&mut self, value: f64) -> f64 {
        if self.last == Some(value) {
            self.run += 1;
        } else {
            self.changes += u64::from(self.last.is_some());
            self.run = 1;
        }
        self.last = Some(value);
        let changes = self.changes as f64;
        (self.run as f64).sqrt() * changes / (changes + CHANGES)
    }

    /// Begins a new run.
    pub(super) fn reset(&mut self) {
        self.last = None;
        self.run = 0;
    }

    /// Whether the field has never had a second value.
    pub(super) fn is_constant(&self) -> bool {
        self.changes == 0
    }
}
