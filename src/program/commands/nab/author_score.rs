//! Scores as the authors of other benchmarks define them. There is no input or output here.

use super::benchmark::{AuthorScore, Benchmark};
use super::corpus::Corpus;
use super::scoring::Window;
use crate::detectors::ALARM;

/// The highest score may lie this many rows away from the anomaly.
const NEAR: usize = 100;

/// A detection this many rows after the first of an anomaly is in time.
const IN_TIME: usize = 7;

/// A score as the authors of a benchmark define it, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Authored {
    /// The score with the threshold 0.5; if there is no threshold, the score.
    pub(super) fixed: f64,
    /// The score with the best threshold; none if there is no threshold.
    pub(super) best: Option<f64>,
}

/// The score of a detector as the authors of the benchmark define it; none if they use NAB's.
//= spec/nab.md#nab-author-scores
//# If the folder has a benchmark.json, the score that it names MUST be printed beside NAB's, over
//# all rows and files, in percent.
pub(super) fn authored(
    benchmark: &Benchmark,
    corpus: &Corpus,
    scores: &[Vec<f64>],
) -> Option<Authored> {
    let files = || {
        corpus
            .files
            .iter()
            .zip(scores)
            .map(|(file, scores)| (&file.labels.windows[..], &scores[..]))
    };
    match benchmark.score {
        AuthorScore::Nab => None,
        AuthorScore::HighestScore => {
            let hits = corpus.files.iter().zip(scores).filter(|(file, scores)| {
                let skipped = benchmark.of(&file.name).training_rows;
                is_near(&file.labels.windows, scores, skipped)
            });
            let fixed = 100.0 * hits.count() as f64 / corpus.files.len() as f64;
            Some(Authored { fixed, best: None })
        }
        AuthorScore::F1 => Some(Outcomes::of(files(), None).authored()),
        AuthorScore::PointAdjustedF1 => Some(Outcomes::of(files(), Some(IN_TIME)).authored()),
    }
}

/// Whether the highest score, the first of equally high ones, lies near a window.
//= spec/nab.md#nab-author-scores
//# If the score is highest-score, it MUST be the part of the files whose highest score after the
//# training rows, the first of equal ones, lies at most 100 rows before or after a window.
fn is_near(windows: &[Window], scores: &[f64], skipped: usize) -> bool {
    let candidates = scores.iter().enumerate().skip(skipped);
    let highest = candidates.reduce(|best, next| if next.1 > best.1 { next } else { best });
    highest.is_some_and(|(row, _)| {
        windows.iter().any(|window| row + NEAR >= window.first && row <= window.last + NEAR)
    })
}

/// Rows that become true or false positives together, at a threshold of at most their score.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    score: f64,
    true_positives: usize,
    false_positives: usize,
}

/// All outcomes of a detector, from the highest score down.
struct Outcomes {
    sorted: Vec<Outcome>,
    /// The number of rows in windows.
    positives: usize,
}

impl Outcomes {
    /// The outcomes for files, each with its windows and the scores of its rows. With `in_time`, a window is found as
    /// a whole by a detection in its first rows up to this one, counted from 0, or missed as a whole.
    //= spec/nab.md#nab-author-scores
    //# If the score is point-adjusted-f1, all rows of a window MUST count as detections if one of
    //# its first 8 rows is one, and otherwise none of them.
    fn of<'a>(
        files: impl Iterator<Item = (&'a [Window], &'a [f64])>,
        in_time: Option<usize>,
    ) -> Self {
        let (mut sorted, mut positives) = (Vec::new(), 0);
        let found = |score, rows| Outcome { score, true_positives: rows, false_positives: 0 };
        for (windows, scores) in files {
            let mut next = 0;
            for window in windows {
                let outside = &scores[next..window.first];
                sorted.extend(outside.iter().map(|&score| Outcome::false_positive(score)));
                positives += window.rows();
                let inside = &scores[window.first..=window.last];
                match in_time {
                    Some(delay) => {
                        let early = inside.iter().take(delay + 1).copied().fold(0.0, f64::max);
                        sorted.push(found(early, inside.len()));
                    }
                    None => sorted.extend(inside.iter().map(|&score| found(score, 1))),
                }
                next = window.last + 1;
            }
            sorted.extend(scores[next..].iter().map(|&score| Outcome::false_positive(score)));
        }
        sorted.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self { sorted, positives }
    }

    /// F1 in percent with the threshold 0.5 and with the best one.
    //= spec/nab.md#nab-author-scores
    //# If the score is f1 or point-adjusted-f1, it MUST be 2 TP / (2 TP + FP + FN), or 0 if there
    //# are no windows, where TP, FP and FN are the numbers of rows in windows that are detections,
    //# of other detections, and of rows in windows that are none, over all files.
    fn authored(&self) -> Authored {
        let (mut found, mut wrong) = (0, 0);
        let (mut fixed, mut best): (f64, f64) = (0.0, 0.0);
        for equal in self.sorted.chunk_by(|a, b| a.score == b.score) {
            found += equal.iter().map(|outcome| outcome.true_positives).sum::<usize>();
            wrong += equal.iter().map(|outcome| outcome.false_positives).sum::<usize>();
            // NB: 2 TP + FP + FN is the number of detections and of rows in windows.
            let f1 = 200.0 * found as f64 / (found + wrong + self.positives) as f64;
            best = best.max(f1);
            if equal[0].score >= ALARM {
                fixed = f1;
            }
        }
        Authored { fixed, best: Some(best) }
    }
}

impl Outcome {
    fn false_positive(score: f64) -> Self {
        Self { score, true_positives: 0, false_positives: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: [Window; 2] = [Window { first: 10, last: 29 }, Window { first: 50, last: 50 }];

    /// Scores of 100 rows, 0 but for these.
    fn scores(some: &[(usize, f64)]) -> Vec<f64> {
        let mut scores = vec![0.0; 100];
        some.iter().for_each(|(row, score)| scores[*row] = *score);
        scores
    }

    fn f1(some: &[(usize, f64)], in_time: Option<usize>) -> (f64, f64) {
        let scores = scores(some);
        let files = [(&WINDOWS[..], &scores[..])].into_iter();
        let authored = Outcomes::of(files, in_time).authored();
        (authored.fixed, authored.best.unwrap())
    }

    //= spec/nab.md#nab-author-scores
    //= type=test
    //# If the score is f1 or point-adjusted-f1, it MUST be 2 TP / (2 TP + FP + FN), or 0 if there
    //# are no windows, where TP, FP and FN are the numbers of rows in windows that are detections,
    //# of other detections, and of rows in windows that are none, over all files.
    //= spec/nab.md#nab-author-scores
    //= type=test
    //# If the score is point-adjusted-f1, all rows of a window MUST count as detections if one of
    //# its first 8 rows is one, and otherwise none of them.
    #[test]
    fn f1_counts_rows_or_whole_windows() {
        // 21 rows in windows; one is found, one is false.
        let one = [(17, 0.6), (60, 0.5)];
        // To take every row for a detection is better than that.
        assert_eq!(f1(&one, None), (200.0 / 23.0, 4200.0 / 121.0));
        assert_eq!(f1(&one, Some(7)), (4000.0 / 42.0, 4000.0 / 41.0));
        // One row too late, all of the window is missed.
        let late = [(18, 0.9), (60, 0.5), (50, 0.4)];
        assert_eq!(f1(&late, Some(7)), (0.0, 4200.0 / 121.0));
        assert_eq!(f1(&[], None), (0.0, 4200.0 / 121.0));
        let none = Outcomes::of([(&[][..], &[0.9][..])].into_iter(), None).authored();
        assert_eq!((none.fixed, none.best), (0.0, Some(0.0)));
    }

    //= spec/nab.md#nab-author-scores
    //= type=test
    //# If the score is highest-score, it MUST be the part of the files whose highest score after
    //# the training rows, the first of equal ones, lies at most 100 rows before or after a window.
    #[test]
    fn the_highest_score_must_be_near_a_window() {
        let windows = [Window { first: 300, last: 310 }];
        let near = |some: &[(usize, f64)], skipped| {
            let mut scores = vec![0.0; 600];
            some.iter().for_each(|(row, score)| scores[*row] = *score);
            is_near(&windows, &scores, skipped)
        };
        for (row, expected) in [(199, false), (200, true), (305, true), (410, true), (411, false)] {
            assert_eq!(near(&[(row, 0.2)], 0), expected, "{row}");
        }
        assert!(!near(&[(100, 0.5), (305, 0.5)], 0));
        assert!(near(&[(100, 0.9), (305, 0.5)], 101));
        assert!(!near(&[(305, 0.5)], 600));
    }
}
