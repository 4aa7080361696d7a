//! The position of a row relative to the windows, and the value of a detection there.

use bami_htm::anomaly::nab_probation;

use super::shape;

/// At this many widths after a window, a false alarm gets the full penalty.
const FARTHEST: f64 = 3.0;

/// The rows of an anomaly; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The first row, counting from 0.
    pub(crate) first: usize,
    /// The last row.
    pub(crate) last: usize,
}

/// The number of rows of a file, and its windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels {
    /// The number of rows.
    pub(crate) rows: usize,
    /// The windows, ascending and disjoint, all within the rows.
    pub(crate) windows: Vec<Window>,
}

/// The position of a row, with the fraction of the profile's weight that a detection there adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// In the window with this index; the fraction of tpWeight, greater than 0 and at most 1.
    Inside { window: usize, part: f64 },
    /// In no window; the fraction of fpWeight, at least -1 and less than 0.
    Outside { part: f64 },
}

impl Window {
    /// The number of rows.
    pub(crate) fn rows(self) -> usize {
        self.last - self.first + 1
    }

    /// The fraction of tpWeight that a detection in `row` of this window adds.
    //= spec/nab.md#nab-hit
    //# A detection in row i of a window MUST be worth tpWeight * g(-(b - i + 1) / m) / g(-1).
    fn worth(self, row: usize) -> f64 {
        let left = (self.last - row + 1) as f64;
        shape(-left / self.rows() as f64) / shape(-1.0)
    }

    /// The fraction of fpWeight that a detection in `row` after this window adds.
    //= spec/nab.md#nab-false-alarm
    //# A detection in row i after a window MUST add fpWeight * g(x) with x = (i - b) / (m - 1) if x
    //# is at most 3, and -fpWeight if x is greater, where the window is the last one that ended
    //# before i.
    fn cost_behind(self, row: usize) -> f64 {
        // NB: a window of one row divides by 0, which makes x infinite, and so more than 3.
        let x = (row - self.last) as f64 / (self.rows() - 1) as f64;
        if x <= FARTHEST { shape(x) } else { -1.0 }
    }
}

impl Labels {
    /// The number of rows at the start that are not scored.
    pub(crate) fn probation(&self) -> usize {
        nab_probation(self.rows as u64) as usize
    }

    /// The window that contains a row.
    pub(crate) fn window_of(&self, row: usize) -> Option<usize> {
        let next = self.windows.partition_point(|window| window.first <= row);
        let window = next.checked_sub(1)?;
        (row <= self.windows[window].last).then_some(window)
    }

    /// The scored rows with their positions, ascending.
    //= spec/nab.md#nab-scored-rows
    //# The rows of the probation, which are the first min(floor(0.15 * n), 750), MUST count neither
    //# for nor against a detector.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, Place)> + '_ {
        (self.probation()..self.rows).map(|row| (row, self.place(row)))
    }

    fn place(&self, row: usize) -> Place {
        if let Some(window) = self.window_of(row) {
            return Place::Inside { window, part: self.windows[window].worth(row) };
        }
        let behind = self.windows.partition_point(|window| window.last < row);
        let part = match behind.checked_sub(1) {
            Some(window) => self.windows[window].cost_behind(row),
            //= spec/nab.md#nab-false-alarm
            //# A detection before the first window, or in a file without windows, MUST add
            //# -fpWeight.
            None => -1.0,
        };
        Place::Outside { part }
    }
}
