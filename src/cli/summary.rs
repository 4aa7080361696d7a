//! The line at the end.

use std::time::Duration;

use crate::output::Scores;

/// What is remembered of the rows for the summary.
#[derive(Debug)]
pub(crate) struct Summary {
    threshold: f64,
    rows: u64,
    detections: u64,
    /// Whether the last row was part of a detection.
    detected: bool,
    /// The raw score of every row, four bytes each: a stream may be long, and three digits are shown.
    raw_scores: Vec<f32>,
}

impl Summary {
    /// Nothing yet; a row counts as detected from `threshold` on.
    pub(crate) fn new(threshold: f64) -> Self {
        Self { threshold, rows: 0, detections: 0, detected: false, raw_scores: Vec::new() }
    }

    /// Takes a row into account.
    pub(crate) fn add(&mut self, scores: &Scores) {
        self.rows += 1;
        let detected = scores.anomaly_score >= self.threshold;
        self.detections += u64::from(detected && !self.detected);
        self.detected = detected;
        self.raw_scores.extend(scores.raw_score.map(|raw| raw as f32));
    }

    /// How many rows there were.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// The line.
    pub(crate) fn line(&self, elapsed: Duration) -> String {
        let seconds = elapsed.as_secs_f64();
        let rate = if seconds > 0.0 { self.rows as f64 / seconds } else { 0.0 };
        let mut line = format!(
            "{} row{} in {seconds:.1} s ({rate:.0} rows/s), {} detection{} from anomaly score {} on",
            self.rows,
            plural(self.rows),
            self.detections,
            plural(self.detections),
            self.threshold,
        );
        let tenth = self.raw_scores.len() / 10;
        if tenth > 0 {
            let first = mean(&self.raw_scores[..tenth]);
            let last = mean(&self.raw_scores[self.raw_scores.len() - tenth..]);
            line.push_str(&format!(
                ", mean raw score {first:.3} in the first tenth and {last:.3} in the last"
            ));
        }
        line
    }
}

/// The ending of a noun after a number.
pub(crate) fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn mean(numbers: &[f32]) -> f64 {
    numbers.iter().map(|number| f64::from(*number)).sum::<f64>() / numbers.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_was_done() {
        let mut summary = Summary::new(0.5);
        for row in 0..45 {
            summary.add(&Scores {
                anomaly_score: if row == 40 { 0.8 } else { 0.1 },
                likelihood: 0.5,
                raw_score: (row >= 5).then(|| 1.0 / f64::from(row)),
                bursting_columns: None,
            });
        }
        insta::assert_snapshot!(summary.line(Duration::from_millis(500)), @"45 rows in 0.5 s (90 rows/s), 1 detection from anomaly score 0.5 on, mean raw score 0.159 in the first tenth and 0.024 in the last");
        insta::assert_snapshot!(Summary::new(0.5).line(Duration::ZERO), @"0 rows in 0.0 s (0 rows/s), 0 detections from anomaly score 0.5 on");
    }
}
