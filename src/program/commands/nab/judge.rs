//! The scores of a detector: for each profile, the threshold and the result.

use super::corpus::Corpus;
use super::error::NabError;
use super::profiles::Profile;
use super::scoring::{FileScore, Labels, Sweep, Weights, evaluate, scaled, sum};

/// The result of a detector under one profile.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// The profile.
    pub(crate) profile: Profile,
    /// The threshold for all files.
    pub(crate) threshold: f64,
    /// The result for each file, in the order of the corpus.
    pub(crate) files: Vec<FileScore>,
    /// The sum.
    pub(crate) total: FileScore,
    /// The sum on the scale from 0 to 100; none if there are no windows.
    pub(crate) score: Option<f64>,
    /// The result with thresholds chosen on other categories, if requested.
    pub(crate) crossed: Option<Crossed>,
}

/// The result of a detector with thresholds chosen on other categories.
#[derive(Clone, Debug)]
pub(crate) struct Crossed {
    /// The threshold for each category.
    pub(crate) thresholds: Vec<(String, f64)>,
    /// The sum over all files.
    pub(crate) total: FileScore,
    /// The sum on the scale from 0 to 100.
    pub(crate) score: Option<f64>,
}

/// How to score detectors.
pub(crate) struct Rules<'a> {
    /// The profiles, each with its threshold if one is given.
    pub(crate) profiles: Vec<(&'a Profile, Option<f64>)>,
    /// Whether to choose thresholds on other categories as well.
    pub(crate) cross_validate: bool,
}

/// Scores a detector; `scores` are in the order of the corpus.
pub(crate) fn judge(
    corpus: &Corpus,
    scores: &[Vec<f64>],
    rules: &Rules<'_>,
) -> Result<Vec<Judged>, NabError> {
    let all = Sweep::new(labelled(corpus, scores, |_| true));
    let folds = if rules.cross_validate { folds(corpus, scores)? } else { Vec::new() };
    let judged = rules.profiles.iter().map(|(profile, given)| {
        let weights = &profile.weights;
        let threshold = given.unwrap_or_else(|| all.best_threshold(weights));
        let files: Vec<FileScore> = labelled(corpus, scores, |_| true)
            .map(|(labels, scores)| evaluate(labels, scores, threshold, weights))
            .collect();
        let total = sum(&files);
        Judged {
            profile: (*profile).clone(),
            threshold,
            files,
            score: scaled(&total, weights),
            total,
            crossed: (!folds.is_empty()).then(|| crossed(corpus, scores, &folds, weights)),
        }
    });
    Ok(judged.collect())
}

/// The labels and the scores of the files in the selected categories.
fn labelled<'a>(
    corpus: &'a Corpus,
    scores: &'a [Vec<f64>],
    wanted: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = (&'a Labels, &'a [f64])> {
    let files = corpus.files.iter().zip(scores);
    files
        .filter(move |(file, _)| wanted(file.category()))
        .map(|(file, scores)| (&file.labels, scores.as_slice()))
}

/// For each category, the rows of all others.
fn folds(corpus: &Corpus, scores: &[Vec<f64>]) -> Result<Vec<(String, Sweep)>, NabError> {
    let mut categories: Vec<&str> = corpus.files.iter().map(|file| file.category()).collect();
    categories.sort_unstable();
    categories.dedup();
    if let [only] = categories[..] {
        return Err(NabError::OneCategory(only.to_owned()));
    }
    let fold = |left_out: &str| {
        let others = labelled(corpus, scores, |category| category != left_out);
        (left_out.to_owned(), Sweep::new(others))
    };
    Ok(categories.into_iter().map(fold).collect())
}

/// Scores each category with the threshold chosen on all others.
//= spec/nab.md#nab-cross-validation
//# With `--cross-validate`, the detections in the files of each category MUST be made with the
//# threshold chosen on the files of all other categories.
fn crossed(
    corpus: &Corpus,
    scores: &[Vec<f64>],
    folds: &[(String, Sweep)],
    weights: &Weights,
) -> Crossed {
    let mut thresholds = Vec::new();
    let mut files = Vec::new();
    for (category, others) in folds {
        let threshold = others.best_threshold(weights);
        let own = labelled(corpus, scores, |name| name == category);
        files.extend(own.map(|(labels, scores)| evaluate(labels, scores, threshold, weights)));
        thresholds.push((category.clone(), threshold));
    }
    let total = sum(&files);
    Crossed { thresholds, score: scaled(&total, weights), total }
}
