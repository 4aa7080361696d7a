//! The summary at the end of a run.

use std::time::Duration;

use crate::notes::{Notes, plural};
use crate::stream::Scores;

/// The summaries of a single region or of the regions of a network.
pub(super) struct Summaries {
    names: Option<Vec<String>>,
    summaries: Vec<Summary>,
}

impl Summaries {
    /// No rows yet; a single region has no name.
    pub(super) fn new(threshold: f64, names: Option<Vec<String>>) -> Self {
        let count = names.as_ref().map_or(1, Vec::len);
        Self { names, summaries: (0..count).map(|_| Summary::new(threshold)).collect() }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, scores: &[Option<Scores>]) {
        for (summary, scores) in self.summaries.iter_mut().zip(scores) {
            scores.iter().for_each(|scores| summary.add(scores));
        }
    }

    /// Prints a line for each region.
    //= spec/program.md#program-network
    //# Detections MUST be counted and plotted separately for each region.
    pub(super) fn print(&self, notes: Notes, elapsed: Duration) {
        for (index, summary) in self.summaries.iter().enumerate() {
            let name = self.names.as_ref().and_then(|names| names.get(index));
            let name = name.map_or(String::new(), |name| format!("{name}: "));
            notes.print(&format!("{name}{}", summary.line(elapsed)));
        }
    }
}

/// What the summary needs to know about the rows of a region.
#[derive(Debug)]
struct Summary {
    threshold: f64,
    rows: u64,
    detections: u64,
    /// Whether the last row was part of a detection.
    detected: bool,
    raw_scores: Means,
}

impl Summary {
    /// No rows yet; a row is part of a detection if its score is at least `threshold`.
    fn new(threshold: f64) -> Self {
        Self { threshold, rows: 0, detections: 0, detected: false, raw_scores: Means::default() }
    }

    /// Adds a row.
    fn add(&mut self, scores: &Scores) {
        self.rows += 1;
        let detected = scores.anomaly_score >= self.threshold;
        self.detections += u64::from(detected && !self.detected);
        self.detected = detected;
        if let Some(raw) = scores.raw_score {
            self.raw_scores.push(raw);
        }
    }

    /// The line.
    fn line(&self, elapsed: Duration) -> String {
        let seconds = elapsed.as_secs_f64();
        let rate = if seconds > 0.0 { self.rows as f64 / seconds } else { 0.0 };
        let mut line = format!(
            "{} row{} in {seconds:.1} s ({rate:.0} rows/s), {} detection{} with an anomaly score of at least {}",
            self.rows,
            plural(self.rows),
            self.detections,
            plural(self.detections),
            self.threshold,
        );
        if let Some((first, last)) = self.raw_scores.tenths() {
            line.push_str(&format!(
                ", mean raw score {first:.3} in the first tenth and {last:.3} in the last tenth"
            ));
        }
        line
    }
}

/// The sums of numbers in groups of the same size, which doubles when there are too many groups: the memory for an endless
/// stream is bounded, and up to 16,384 numbers are kept individually.
#[derive(Debug)]
struct Means {
    /// Numbers per group.
    size: usize,
    /// The sums of the groups; the last may be incomplete.
    sums: Vec<f64>,
    count: usize,
}

/// The most groups; even.
const MOST_GROUPS: usize = 1 << 14;

impl Default for Means {
    fn default() -> Self {
        Self { size: 1, sums: Vec::new(), count: 0 }
    }
}

impl Means {
    //= spec/limits.md#limit-stream
    //# Without a plot, the memory that `bami run` holds MUST NOT grow with the number of rows.
    fn push(&mut self, number: f64) {
        if self.count == self.size * MOST_GROUPS {
            self.sums = self.sums.chunks(2).map(|pair| pair.iter().sum()).collect();
            self.size *= 2;
        }
        match self.sums.last_mut() {
            Some(last) if !self.count.is_multiple_of(self.size) => *last += number,
            _ => self.sums.push(number),
        }
        self.count += 1;
    }

    /// The means of the first tenth and of the last tenth, in complete groups; `None` with fewer than ten groups.
    fn tenths(&self) -> Option<(f64, f64)> {
        let groups = self.sums.len() / 10;
        if groups == 0 {
            return None;
        }
        let rest = self.count % self.size;
        let in_last = groups * self.size - if rest == 0 { 0 } else { self.size - rest };
        let first = self.sums[..groups].iter().sum::<f64>() / (groups * self.size) as f64;
        let last = self.sums[self.sums.len() - groups..].iter().sum::<f64>() / in_last as f64;
        Some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/limits.md#limit-stream
    //= type=test
    //# Without a plot, the memory that `bami run` holds MUST NOT grow with the number of rows.
    #[test]
    fn what_is_kept_for_the_summary_is_bounded() {
        let mut means = Means::default();
        assert_eq!(means.tenths(), None);
        for n in 0..1_000_000 {
            means.push(f64::from(n));
            assert!(means.sums.len() <= MOST_GROUPS);
        }
        let (first, last) = means.tenths().unwrap();
        assert!((first - 50_000.0).abs() < 100.0, "{first}");
        assert!((last - 950_000.0).abs() < 100.0, "{last}");
        let mut few = Means::default();
        (0..40).for_each(|n| few.push(f64::from(n)));
        assert_eq!(few.tenths(), Some((1.5, 37.5)));
    }

    #[test]
    fn the_line_counts_rows_and_detections() {
        let mut summary = Summary::new(0.5);
        for row in 0..45 {
            summary.add(&Scores {
                anomaly_score: if row == 40 { 0.8 } else { 0.1 },
                likelihood: 0.5,
                raw_score: (row >= 5).then(|| 1.0 / f64::from(row)),
                bursting_columns: None,
            });
        }
        insta::assert_snapshot!(summary.line(Duration::from_millis(500)), @"45 rows in 0.5 s (90 rows/s), 1 detection with an anomaly score of at least 0.5, mean raw score 0.159 in the first tenth and 0.024 in the last tenth");
        insta::assert_snapshot!(Summary::new(0.5).line(Duration::ZERO), @"0 rows in 0.0 s (0 rows/s), 0 detections with an anomaly score of at least 0.5");
    }
}
