//! The best threshold: one pass from the highest score down.

use super::places::{Labels, Place};
use super::{NEVER, Weights};

/// A scored row.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    score: f64,
    /// Its position; windows are numbered across all files.
    place: Place,
}

/// The rows of some files, sorted by score once and then swept for each profile.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    candidates: Vec<Candidate>,
    windows: usize,
}

impl Sweep {
    /// Sorts the scored rows of the files, in n log n for n rows. Each file comes with the scores
    /// of its rows, none of which may be NaN.
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a Labels, &'a [f64])>) -> Self {
        let mut candidates = Vec::new();
        let mut windows = 0;
        for (labels, scores) in files {
            candidates.extend(labels.places().map(|(row, place)| {
                let place = match place {
                    Place::Inside { window, part } => {
                        Place::Inside { window: windows + window, part }
                    }
                    outside => outside,
                };
                Candidate { score: scores[row], place }
            }));
            windows += labels.windows.len();
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self { candidates, windows }
    }

    /// The sum S at each distinct threshold, from 1.1 down.
    pub(crate) fn curve(&self, weights: &Weights) -> Vec<(f64, f64)> {
        let mut sum = -weights.false_negative * self.windows as f64;
        let mut best: Vec<Option<f64>> = vec![None; self.windows];
        let mut curve = vec![(NEVER, sum)];
        for group in self.candidates.chunk_by(|a, b| a.score == b.score) {
            for candidate in group {
                match candidate.place {
                    Place::Outside { part } => sum += weights.false_positive * part,
                    Place::Inside { window, part } => match best[window] {
                        Some(before) if before >= part => {}
                        before => {
                            sum += weights.true_positive * part;
                            // The previous contribution of the window is subtracted.
                            sum += before.map_or(weights.false_negative, |before| {
                                -weights.true_positive * before
                            });
                            best[window] = Some(part);
                        }
                    },
                }
            }
            curve.push((group[0].score, sum));
        }
        curve
    }

    /// The threshold with the largest S; of several, the highest.
    //= spec/nab.md#nab-threshold
    //# If no threshold is given, the threshold for each profile MUST be the one that gives the
    //# greatest sum over all files, among the distinct scores of the rows that count and 1.1, which
    //# no score reaches.
    pub(crate) fn best_threshold(&self, weights: &Weights) -> f64 {
        let curve = self.curve(weights);
        //= spec/nab.md#nab-threshold
        //# Of equally good thresholds, the highest MUST be chosen.
        let best = curve.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(NEVER, |(threshold, _)| threshold)
    }
}
