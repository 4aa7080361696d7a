//! The summary at the end of a run.

use std::time::Duration;

use bami_htm::detector::Detector;

use super::alarms::{Alarms, speed};
use crate::input::Row;
use crate::notes::{Notes, plural};
use crate::stream::{Scored, ScoredBy, Scores};

/// What is known of the rows at the end of a run: of each region, or of the alarms of a detector.
pub(super) struct Summary {
    names: Vec<String>,
    regions: Vec<Detections>,
    alarms: Alarms,
}

impl Summary {
    /// No rows yet; a row of a region is part of a detection if its score is at least `threshold`.
    pub(super) fn new(threshold: f64, scored_by: &ScoredBy) -> Self {
        let names = match scored_by {
            ScoredBy::Network(names) => names.clone(),
            ScoredBy::Region => vec![String::new()],
            ScoredBy::Detector => Vec::new(),
        };
        let regions = names.iter().map(|_| Detections::new(threshold)).collect();
        Self { names, regions, alarms: Alarms::default() }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &Row, scored: &Scored) {
        match scored {
            Scored::Detector(result) => self.alarms.add(row, result),
            Scored::Regions(scores) => {
                for (region, scores) in self.regions.iter_mut().zip(scores) {
                    scores.iter().for_each(|scores| region.add(scores));
                }
            }
        }
    }

    /// Prints a line for each region, or the alarms of the detector.
    //= spec/program.md#program-network
    //# Detections MUST be counted and plotted separately for each region.
    pub(super) fn print(&self, notes: Notes, elapsed: Duration, detector: Option<&Detector>) {
        for (name, region) in self.names.iter().zip(&self.regions) {
            let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
            notes.print(&format!("{name}{}", region.line(elapsed)));
        }
        if let Some(detector) = detector {
            self.alarms.print(notes, elapsed, detector);
        }
    }
}

/// What the summary needs to know about the rows of a region.
#[derive(Debug)]
struct Detections {
    threshold: f64,
    rows: u64,
    detections: u64,
    /// Whether the last row was part of a detection.
    detected: bool,
    raw_scores: Means,
}

impl Detections {
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
        let mut line = format!(
            "{}, {} detection{} with an anomaly score of at least {}",
            speed(self.rows, elapsed),
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
        let mut summary = Detections::new(0.5);
        for row in 0..45 {
            summary.add(&Scores {
                anomaly_score: if row == 40 { 0.8 } else { 0.1 },
                likelihood: 0.5,
                raw_score: (row >= 5).then(|| 1.0 / f64::from(row)),
                bursting_columns: None,
            });
        }
        insta::assert_snapshot!(summary.line(Duration::from_millis(500)), @"45 rows in 0.5 s (90 rows/s), 1 detection with an anomaly score of at least 0.5, mean raw score 0.159 in the first tenth and 0.024 in the last tenth");
        insta::assert_snapshot!(Detections::new(0.5).line(Duration::ZERO), @"0 rows in 0.0 s (0 rows/s), 0 detections with an anomaly score of at least 0.5");
    }
}
