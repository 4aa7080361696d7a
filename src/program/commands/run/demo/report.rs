//! Which of the planted anomalies were found.

use std::fmt;

use super::stream::Planted;
use crate::detections::{Detection, detections};
use crate::input::Row;

/// How many rows after its end an anomaly can still be found: the raw scores are averaged over this many rows.
const GRACE: usize = 10;

/// Which planted anomalies were found, and the false alarms.
pub(super) struct Report {
    lines: Vec<Line>,
    /// Detections without a planted anomaly: the time of the first row, and the peak.
    false_alarms: Vec<(String, f64)>,
    threshold: f64,
}

struct Line {
    name: &'static str,
    about: &'static str,
    onset: String,
    /// The number of rows from the onset to the first row that is detected.
    delay: Option<usize>,
    /// The highest score from the onset to the end of the grace period.
    peak: f64,
}

impl Report {
    /// Compares the planted anomalies with the scores.
    pub(super) fn new(rows: &[Row], planted: &[Planted], scores: &[f64], threshold: f64) -> Self {
        let time = |row: usize| match rows[row].timestamp {
            Some(time) => time.strftime("%a %Y-%m-%d %H:%M").to_string(),
            None => format!("row {}", row + 1),
        };
        let until = |anomaly: &Planted| (anomaly.end + GRACE).min(scores.len());
        let line = |anomaly: &Planted| {
            let window = &scores[anomaly.start..until(anomaly)];
            Line {
                name: anomaly.name,
                about: anomaly.about,
                onset: time(anomaly.start),
                delay: window.iter().position(|score| *score >= threshold),
                peak: window.iter().copied().fold(0.0, f64::max),
            }
        };
        let is_planted = |detection: &Detection| {
            planted
                .iter()
                .any(|anomaly| detection.start < until(anomaly) && anomaly.start < detection.end)
        };
        Self {
            lines: planted.iter().map(line).collect(),
            false_alarms: detections(scores.iter().copied(), threshold)
                .into_iter()
                .filter(|detection| !is_planted(detection))
                .map(|detection| (time(detection.start), detection.peak))
                .collect(),
            threshold,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<9} {:<34} {:<21} {:>11}  found",
            "planted", "what happens", "from", "peak score"
        )?;
        for line in &self.lines {
            let found = match line.delay {
                Some(0) => "at once".to_owned(),
                Some(1) => "after 1 row".to_owned(),
                Some(rows) => format!("after {rows} rows"),
                None => "no".to_owned(),
            };
            writeln!(
                f,
                "{:<9} {:<34} {:<21} {:>11.3}  {found}",
                line.name, line.about, line.onset, line.peak
            )?;
        }
        let found = self.lines.iter().filter(|line| line.delay.is_some()).count();
        let alarms = self.false_alarms.len();
        writeln!(
            f,
            "\nFound {found} of {}, with {alarms} false alarm{}. An anomaly counts as found if the score\n\
             reaches {} no later than {GRACE} rows after it ends; a row is half an hour.",
            self.lines.len(),
            if alarms == 1 { "" } else { "s" },
            self.threshold,
        )?;
        for (time, peak) in &self.false_alarms {
            writeln!(f, "  false alarm: {time}, peak score {peak:.3}")?;
        }
        Ok(())
    }
}
