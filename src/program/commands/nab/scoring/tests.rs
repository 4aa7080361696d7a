//! The scorer: single terms by hand, and the sweep against a plain evaluation at every threshold.

use proptest::prelude::*;

use super::evaluate::Counts;
use super::places::Place;
use super::*;

const STANDARD: Weights = Weights { true_positive: 1.0, false_negative: 1.0, false_positive: 0.11 };

/// A file of so many rows with these windows.
fn labels(rows: usize, windows: &[(usize, usize)]) -> Labels {
    let windows = windows.iter().map(|&(first, last)| Window { first, last }).collect();
    Labels { rows, windows }
}

/// Scores of 0, and of 1 in these rows.
fn fired(rows: usize, detections: &[usize]) -> Vec<f64> {
    (0..rows).map(|row| if detections.contains(&row) { 1.0 } else { 0.0 }).collect()
}

/// The score of a file with detections in these rows.
fn score(labels: &Labels, detections: &[usize]) -> f64 {
    evaluate(labels, &fired(labels.rows, detections), 0.5, &STANDARD).score
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

//= spec/nab.md#nab-shape
//= type=test
//# The shape MUST be g(x) = 2 / (1 + exp(5 * x)) - 1.
#[test]
fn nab_shape_has_the_values_of_the_papers() {
    assert_close(shape(0.0), 0.0);
    assert!((shape(-1.0) - 0.98661).abs() < 5e-6);
    assert!((shape(1.0) + 0.98661).abs() < 5e-6);
    assert_eq!(shape(1e6), -1.0);
}

//= spec/nab.md#nab-hit
//= type=test
//# A detection in row i of a window MUST be worth tpWeight * g(-(b - i + 1) / m) / g(-1).
//= spec/nab.md#nab-hit
//= type=test
//# A window MUST add what its best detection is worth, or -fnWeight if it has none.
#[test]
fn nab_hit_the_earliest_detection_of_a_window_counts() {
    let labels = labels(100, &[(40, 49), (70, 79)]);
    assert_close(score(&labels, &[]), -2.0);
    assert_close(score(&labels, &[40]), 1.0 - 1.0);
    assert_close(score(&labels, &[40, 70]), 2.0);
    assert_close(score(&labels, &[40, 70, 45, 79]), 2.0);
    // Row 45 of 40 to 49: five rows are left, so half of the width.
    assert_close(score(&labels, &[47, 45]), shape(-0.5) / shape(-1.0) - 1.0);
    assert_close(score(&labels, &[49]), shape(-0.1) / shape(-1.0) - 1.0);
    let twice = Weights { true_positive: 3.0, false_negative: 2.0, ..STANDARD };
    assert_close(evaluate(&labels, &fired(100, &[40]), 0.5, &twice).score, 3.0 - 2.0);
}

//= spec/nab.md#nab-false-alarm
//= type=test
//# A detection before the first window, or in a file without windows, MUST add -fpWeight.
//= spec/nab.md#nab-false-alarm
//= type=test
//# A detection in row i after a window MUST add fpWeight * g(x) with x = (i - b) / (m - 1) if x is
//# at most 3, and -fpWeight if x is greater, where the window is the last one that ended before i.
#[test]
fn nab_false_alarm_only_the_window_behind_softens() {
    let none = labels(100, &[]);
    assert_close(score(&none, &[50, 51]), -0.22);
    let one = labels(100, &[(40, 50)]);
    assert_close(score(&one, &[40, 39]), 1.0 - 0.11);
    assert_close(score(&one, &[40, 51]), 1.0 + 0.11 * shape(0.1));
    assert_close(score(&one, &[40, 80]), 1.0 + 0.11 * shape(3.0));
    assert_close(score(&one, &[40, 81]), 1.0 - 0.11);
    let two = labels(100, &[(20, 30), (40, 42)]);
    assert_close(score(&two, &[20, 40, 39]), 2.0 + 0.11 * shape(0.9));
    assert_close(score(&two, &[20, 40, 43]), 2.0 + 0.11 * shape(0.5));
    let single = labels(100, &[(40, 40)]);
    assert_close(score(&single, &[40, 41]), 1.0 - 0.11);
}

//= spec/nab.md#nab-scored-rows
//= type=test
//# The rows of the probation, which are the first min(floor(0.15 * n), 750), MUST count neither for
//# nor against a detector.
//= spec/nab.md#nab-scored-rows
//= type=test
//# A row MUST be a detection exactly when its score is at least the threshold.
//= spec/nab.md#nab-counts
//= type=test
//# The detections inside and outside windows and the other rows inside and outside windows MUST be
//# counted as true positives, false positives, false negatives and true negatives, respectively.
#[test]
fn nab_scored_rows_the_probation_does_not_count() {
    let labels = labels(100, &[(40, 49)]);
    assert_eq!(labels.probation(), 15);
    assert_eq!(self::labels(10_000, &[]).probation(), 750);
    let mut scores = vec![0.4; 100];
    scores[14] = 0.9;
    scores[15] = 0.7;
    scores[40] = 0.5;
    scores[41] = 0.5 - 1e-12;
    let found = evaluate(&labels, &scores, 0.5, &STANDARD);
    let counts = Counts { tp: 1, fp: 1, fn_: 9, tn: 74 };
    assert_eq!((found.windows, found.windows_hit, found.counts), (1, 1, counts));
    assert_close(found.score, 1.0 - 0.11);
    assert_close(found.lost(&STANDARD), 0.11);
    assert_eq!(sum([&found, &found]).counts, Counts { tp: 2, fp: 2, fn_: 18, tn: 148 });
}

//= spec/nab.md#nab-scale
//= type=test
//# The score MUST be 100 * (S + fnWeight * K) / (tpWeight * K + fnWeight * K), where S is the sum
//# over all files and K the number of windows.
//= spec/nab.md#nab-scale
//= type=test
//# If there are no windows, a score on this scale MUST NOT be given.
#[test]
fn nab_scale_silence_is_0_and_perfection_100() {
    let labels = labels(100, &[(40, 49), (70, 79)]);
    let weights = Weights { false_negative: 2.0, ..STANDARD };
    let of = |detections: &[usize]| {
        scaled(&evaluate(&labels, &fired(100, detections), 0.5, &weights), &weights)
    };
    assert_eq!(of(&[]), Some(0.0));
    assert_eq!(of(&[40, 70]), Some(100.0));
    assert_close(of(&[40]).unwrap(), 50.0);
    assert!(of(&[20, 21]).unwrap() < 0.0);
    assert_eq!(scaled(&FileScore::default(), &weights), None);
}

//= spec/nab.md#nab-threshold
//= type=test
//# Of equally good thresholds, the highest MUST be chosen.
#[test]
fn nab_threshold_of_equals_the_highest_is_taken() {
    let labels = labels(100, &[(40, 49)]);
    let mut scores = vec![0.1; 100];
    // A second detection in the window changes nothing.
    (scores[40], scores[43]) = (0.8, 0.6);
    let best = |scores: &[f64]| Sweep::new([(&labels, scores)]).best_threshold(&STANDARD);
    assert_eq!(best(&scores), 0.8);
    // Silence is as good as a window that costs as much in false alarms.
    let free = Weights { false_positive: 2.0, ..STANDARD };
    scores[20] = 0.8;
    assert_eq!(Sweep::new([(&labels, scores.as_slice())]).best_threshold(&free), NEVER);
    assert!(is_never(NEVER) && !is_never(1.0));
    let quiet = self::labels(100, &[]);
    assert_eq!(Sweep::new([(&quiet, scores.as_slice())]).best_threshold(&STANDARD), NEVER);
}

/// A file with windows anywhere, also ones that touch, and scores of few kinds, so that many are equal.
fn any_file() -> impl Strategy<Value = (Labels, Vec<f64>)> {
    (1usize..120).prop_flat_map(|rows| {
        let cuts = proptest::collection::btree_set(0..rows, 0..8);
        let scores = proptest::collection::vec(0u8..12, rows);
        (Just(rows), cuts, scores).prop_map(|(rows, cuts, scores)| {
            let cuts: Vec<usize> = cuts.into_iter().collect();
            let windows: Vec<_> = cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
            (labels(rows, &windows), scores.into_iter().map(|s| f64::from(s) / 11.0).collect())
        })
    })
}

fn any_weights() -> impl Strategy<Value = Weights> {
    (0.1f64..3.0, 0.0f64..3.0, 0.0f64..2.0).prop_map(|(tp, fn_, fp)| Weights {
        true_positive: tp,
        false_negative: fn_,
        false_positive: fp,
    })
}

/// The sum over the files, each evaluated by itself.
fn plain(files: &[(Labels, Vec<f64>)], threshold: f64, weights: &Weights) -> f64 {
    files.iter().map(|(labels, scores)| evaluate(labels, scores, threshold, weights).score).sum()
}

proptest! {
    //= spec/nab.md#nab-threshold
    //= type=test
    //# If no threshold is given, the threshold for each profile MUST be the one that gives the
    //# greatest sum over all files, among the distinct scores of the rows that count and 1.1, which
    //# no score reaches.
    #[test]
    fn nab_threshold_the_sweep_is_a_plain_evaluation_at_every_threshold(
        files in proptest::collection::vec(any_file(), 1..5),
        weights in any_weights(),
    ) {
        let sweep = Sweep::new(files.iter().map(|(labels, scores)| (labels, scores.as_slice())));
        let curve = sweep.curve(&weights);
        let mut distinct = vec![NEVER];
        for (labels, scores) in &files {
            distinct.extend(&scores[labels.probation()..]);
        }
        distinct.sort_by(|a, b| b.total_cmp(a));
        distinct.dedup();
        let thresholds: Vec<f64> = curve.iter().map(|(threshold, _)| *threshold).collect();
        prop_assert_eq!(&thresholds, &distinct);
        for (threshold, sum) in curve {
            let expected = plain(&files, threshold, &weights);
            prop_assert!((sum - expected).abs() < 1e-9, "{threshold}: {sum}, not {expected}");
        }
        let best = plain(&files, sweep.best_threshold(&weights), &weights);
        let greatest = distinct.iter().map(|t| plain(&files, *t, &weights)).fold(f64::MIN, f64::max);
        prop_assert!((best - greatest).abs() < 1e-9);
    }

    /// Every row that counts has its place, and what a detection there adds lies within the weights.
    #[test]
    fn places_are_where_the_windows_are((labels, _) in any_file()) {
        let mut rows = labels.probation();
        for (row, place) in labels.places() {
            prop_assert_eq!(row, rows);
            rows += 1;
            let inside = labels.windows.iter().position(|w| (w.first..=w.last).contains(&row));
            prop_assert_eq!(labels.window_of(row), inside);
            match place {
                Place::Inside { window, part } => {
                    prop_assert_eq!(Some(window), inside);
                    prop_assert!(part > 0.0 && part <= 1.0);
                }
                Place::Outside { part } => {
                    prop_assert_eq!(inside, None);
                    prop_assert!((-1.0..0.0).contains(&part));
                }
            }
        }
        prop_assert_eq!(rows, labels.rows);
    }
}
