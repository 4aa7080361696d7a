//! Scores as a table, or as JSON in the form of NAB's threshold files.

use serde_json::{Map, Value, json};

use super::corpus::Corpus;
use super::judge::Judged;
use super::scoring::{FileScore, is_never};
use crate::notes::plural;
use crate::output::aligned;

/// A detector in the table: its name, and its scores for each profile.
pub(crate) struct Entry {
    /// Its name.
    pub(crate) name: String,
    /// Its results.
    pub(crate) judged: Vec<Judged>,
}

/// The table as text; with `per_file`, followed by the files.
pub(crate) fn text(corpus: &Corpus, entries: &[Entry], per_file: bool) -> String {
    let crossed = entries.iter().flat_map(|entry| &entry.judged).any(|j| j.crossed.is_some());
    let mut header =
        vec!["detector", "profile", "score", "threshold", "windows hit", "false alarms"];
    if crossed {
        header.push("cross-validated");
    }
    let mut rows = vec![header.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    for (entry, judged) in each(entries) {
        let mut row = vec![
            entry.name.clone(),
            judged.profile.name.clone(),
            score_text(judged.score),
            threshold_text(judged.threshold),
            format!("{} of {}", judged.total.windows_hit, judged.total.windows),
            format!("{} row{}", judged.total.counts.fp, plural(judged.total.counts.fp)),
        ];
        row.extend(judged.crossed.as_ref().map(|crossed| score_text(crossed.score)));
        rows.push(row);
    }
    let mut text = aligned(&rows, 2);
    for (entry, judged) in each(entries) {
        if let Some(crossed) = &judged.crossed {
            text += &format!(
                "\n{}, {}: the threshold for each category, chosen on all others\n",
                entry.name, judged.profile.name
            );
            let rows: Vec<Vec<String>> = crossed
                .thresholds
                .iter()
                .map(|(category, threshold)| {
                    vec![format!("  {category}"), threshold_text(*threshold)]
                })
                .collect();
            text += &aligned(&rows, 1);
        }
    }
    if per_file {
        for (entry, judged) in each(entries) {
            text += &format!("\n{}, {}, by file\n", entry.name, judged.profile.name);
            text += &aligned(&file_rows(corpus, judged), 1);
        }
    }
    text
}

/// Each detector with each profile.
fn each(entries: &[Entry]) -> impl Iterator<Item = (&Entry, &Judged)> {
    entries.iter().flat_map(|entry| entry.judged.iter().map(move |judged| (entry, judged)))
}

fn file_rows(corpus: &Corpus, judged: &Judged) -> Vec<Vec<String>> {
    let header = ["  file", "score", "lost", "windows hit", "tp", "fp", "fn", "tn"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (file, score) in corpus.files.iter().zip(&judged.files) {
        let counts = score.counts;
        let mut row = vec![
            format!("  {}", file.name),
            format!("{:.3}", score.score),
            format!("{:.3}", score.lost(&judged.profile.weights)),
            format!("{} of {}", score.windows_hit, score.windows),
        ];
        row.extend([counts.tp, counts.fp, counts.fn_, counts.tn].map(|count| count.to_string()));
        rows.push(row);
    }
    rows
}

/// A score on the scale from 0 to 100.
pub(crate) fn score_text(score: Option<f64>) -> String {
    score.map_or("-".to_owned(), |score| format!("{score:.2}"))
}

/// A threshold.
pub(crate) fn threshold_text(threshold: f64) -> String {
    if is_never(threshold) { "never".to_owned() } else { format!("{threshold:.6}") }
}

/// The same as JSON: detector, then profile, then the figures.
pub(crate) fn json(corpus: &Corpus, entries: &[Entry], per_file: bool) -> Value {
    let mut all = Map::new();
    for entry in entries {
        let mut profiles = Map::new();
        for judged in &entry.judged {
            profiles.insert(judged.profile.name.clone(), figures(corpus, judged, per_file));
        }
        all.insert(entry.name.clone(), Value::Object(profiles));
    }
    Value::Object(all)
}

fn figures(corpus: &Corpus, judged: &Judged, per_file: bool) -> Value {
    let mut figures = totals(&judged.total, judged.score);
    figures.insert("threshold".to_owned(), judged.threshold.into());
    if let Some(crossed) = &judged.crossed {
        let mut inner = totals(&crossed.total, crossed.score);
        let thresholds = crossed.thresholds.iter();
        let thresholds: Map<String, Value> = thresholds
            .map(|(category, threshold)| (category.clone(), (*threshold).into()))
            .collect();
        inner.insert("thresholds".to_owned(), Value::Object(thresholds));
        figures.insert("cross_validated".to_owned(), Value::Object(inner));
    }
    if per_file {
        let files = corpus.files.iter().zip(&judged.files);
        let files = files.map(|(file, score)| (file.name.clone(), json!(score)));
        figures.insert("files".to_owned(), Value::Object(files.collect()));
    }
    Value::Object(figures)
}

fn totals(total: &FileScore, score: Option<f64>) -> Map<String, Value> {
    let counts = total.counts;
    let entries = [
        ("score", json!(score)),
        ("raw_score", total.score.into()),
        ("windows", total.windows.into()),
        ("windows_hit", total.windows_hit.into()),
        ("tp", counts.tp.into()),
        ("fp", counts.fp.into()),
        ("fn", counts.fn_.into()),
        ("tn", counts.tn.into()),
    ];
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
