//! Detections in a series of scores.

/// Consecutive rows with a score of at least the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Detection {
    /// The first row, counted from 0.
    pub(crate) start: usize,
    /// One past the last row.
    pub(crate) end: usize,
    /// The highest score among them.
    pub(crate) peak: f64,
}

/// The detections in a series of scores.
//= spec/program.md#program-detection
//# Consecutive rows with an anomaly score of at least the threshold MUST count as one detection.
pub(crate) fn detections(scores: impl IntoIterator<Item = f64>, threshold: f64) -> Vec<Detection> {
    let mut found: Vec<Detection> = Vec::new();
    for (row, score) in scores.into_iter().enumerate() {
        if score < threshold {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == row => {
                last.end = row + 1;
                last.peak = last.peak.max(score);
            }
            _ => found.push(Detection { start: row, end: row + 1, peak: score }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/program.md#program-detection
    //= type=test
    //# Consecutive rows with an anomaly score of at least the threshold MUST count as one
    //# detection.
    #[test]
    fn consecutive_rows_are_one_detection() {
        let found = detections([0.6, 0.1, 0.5, 0.9, 0.4, 0.0, 0.7], 0.5);
        let expected = [
            Detection { start: 0, end: 1, peak: 0.6 },
            Detection { start: 2, end: 4, peak: 0.9 },
            Detection { start: 6, end: 7, peak: 0.7 },
        ];
        assert_eq!(found, expected);
        assert!(detections([], 0.5).is_empty());
    }
}
