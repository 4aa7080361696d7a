//! The score of given detections.

use serde::Serialize;

use super::places::{Labels, Place};
use super::{NEVER, Weights};

/// The number of rows of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// True positives: detections in windows.
    pub(crate) tp: u64,
    /// False positives: detections outside.
    pub(crate) fp: u64,
    /// False negatives: the other rows in windows.
    #[serde(rename = "fn")]
    pub(crate) fn_: u64,
    /// True negatives: the other rows outside.
    pub(crate) tn: u64,
}

/// The result of a detector for one or several files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct FileScore {
    /// The sum of the contributions of windows and false alarms.
    pub(crate) score: f64,
    /// The number of windows.
    pub(crate) windows: u64,
    /// How many of them have a detection.
    pub(crate) windows_hit: u64,
    /// Rows of each kind.
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

impl FileScore {
    /// The difference to the score of a perfect detector.
    pub(crate) fn lost(&self, weights: &Weights) -> f64 {
        weights.true_positive * self.windows as f64 - self.score
    }
}

/// Scores a file whose rows have these scores, at a threshold.
//= spec/nab.md#nab-counts
//# The detections inside and outside windows and the other rows inside and outside windows MUST be
//# counted as true positives, false positives, false negatives and true negatives, respectively.
pub(crate) fn evaluate(
    labels: &Labels,
    scores: &[f64],
    threshold: f64,
    weights: &Weights,
) -> FileScore {
    let mut best = vec![None; labels.windows.len()];
    let mut counts = Counts::default();
    let mut false_alarms = 0.0;
    for (row, place) in labels.places() {
        //= spec/nab.md#nab-scored-rows
        //# A row MUST be a detection exactly when its score is at least the threshold.
        let is_detection = scores[row] >= threshold;
        match place {
            Place::Inside { window, part } if is_detection => {
                counts.tp += 1;
                best[window] = Some(part.max(best[window].unwrap_or(part)));
            }
            Place::Outside { part } if is_detection => {
                counts.fp += 1;
                false_alarms += weights.false_positive * part;
            }
            Place::Inside { .. } => counts.fn_ += 1,
            Place::Outside { .. } => counts.tn += 1,
        }
    }
    //= spec/nab.md#nab-hit
    //# A window MUST add what its best detection is worth, or -fnWeight if it has none.
    let add = |best: &Option<f64>| {
        best.map_or(-weights.false_negative, |part| weights.true_positive * part)
    };
    FileScore {
        score: best.iter().map(add).sum::<f64>() + false_alarms,
        windows: best.len() as u64,
        windows_hit: best.iter().flatten().count() as u64,
        counts,
    }
}

/// The sum over files.
pub(crate) fn sum<'a>(files: impl IntoIterator<Item = &'a FileScore>) -> FileScore {
    files.into_iter().fold(FileScore::default(), |mut sum, file| {
        sum.score += file.score;
        sum.windows += file.windows;
        sum.windows_hit += file.windows_hit;
        sum.counts.tp += file.counts.tp;
        sum.counts.fp += file.counts.fp;
        sum.counts.fn_ += file.counts.fn_;
        sum.counts.tn += file.counts.tn;
        sum
    })
}

/// A sum over files on the scale on which a perfect detector has 100 and a silent one has 0; none
/// if there are no windows.
//= spec/nab.md#nab-scale
//# The score MUST be 100 * (S + fnWeight * K) / (tpWeight * K + fnWeight * K), where S is the sum
//# over all files and K the number of windows.
pub(crate) fn scaled(total: &FileScore, weights: &Weights) -> Option<f64> {
    //= spec/nab.md#nab-scale
    //# If there are no windows, a score on this scale MUST NOT be given.
    if total.windows == 0 {
        return None;
    }
    let windows = total.windows as f64;
    let silent = -weights.false_negative * windows;
    let perfect = weights.true_positive * windows;
    Some(100.0 * (total.score - silent) / (perfect - silent))
}

/// Whether this is the threshold that no score reaches.
pub(crate) fn is_never(threshold: f64) -> bool {
    threshold >= NEVER
}
