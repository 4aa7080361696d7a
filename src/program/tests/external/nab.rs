//! The development half of the Numenta Anomaly Benchmark (NAB).
//!
//! Its detectors `numenta` and `numentaTM` publish `value` and `raw_score` of every row; the anomaly
//! likelihood must compute `anomaly_score` from these. `bami nab score` must compute the scores of
//! `expected_scores.json`.
//!
//! The folder holds `results/DETECTOR/CATEGORY/DETECTOR_NAME.csv` with the columns
//! `timestamp,value,anomaly_score,raw_score,label`.

use std::path::{Path, PathBuf};

use bami_htm::anomaly::{
    AnomalyLikelihood, AnomalyLikelihoodParameters, RangeRule, final_score, nab_probation,
};
use libtest_mimic::Trial;
use serde_json::Value;

use crate::harness::{Need, nab, trials};
use crate::support::Folder;

const TOLERANCE: f64 = 1e-10;

struct Row {
    value: f64,
    raw_score: f64,
    anomaly_score: f64,
}

fn result_files(detector: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let files = entries(detector).into_iter().filter(|path| path.is_dir());
    files.flat_map(|category| entries(&category)).collect()
}

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name| header.iter().position(|field| field == name).unwrap();
    let (value, raw, score) = (column("value"), column("raw_score"), column("anomaly_score"));
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let number = |field: usize| record[field].parse().unwrap();
        Row { value: number(value), raw_score: number(raw), anomaly_score: number(score) }
    });
    rows.collect()
}

/// The number of rows on which the range rule fired.
fn check(path: &Path) -> usize {
    let rows = read(path);
    let parameters = AnomalyLikelihoodParameters::for_probation(nab_probation(rows.len() as u64));
    let mut likelihood = AnomalyLikelihood::new(parameters).unwrap();
    let mut range_rule = RangeRule::new();
    let mut fired_rows = 0;
    for (i, row) in rows.iter().enumerate() {
        let fired = range_rule.step(Some(row.value));
        fired_rows += usize::from(fired);
        let step = likelihood.step(Some(row.value), row.raw_score).unwrap();
        let score = final_score(fired, step.log_likelihood);
        assert!(
            (score - row.anomaly_score).abs() <= TOLERANCE,
            "{}, row {i}: anomaly_score {} published, {score} computed",
            path.display(),
            row.anomaly_score
        );
    }
    fired_rows
}

//= spec/anomaly.md#anom-likelihood-nab
//= type=test
//# For a probation of p rows, learning_period MUST be floor(p / 2) and estimation_samples p -
//# learning_period.
fn anom_likelihood_nab_published_scores_are_reproduced_on_every_row() {
    let folder = nab();
    let mut files = 0;
    let mut fired = 0;
    for detector in ["numenta", "numentaTM"] {
        for path in result_files(&folder.join("results").join(detector)) {
            fired += check(&path);
            files += 1;
        }
    }
    println!("{files} files, the range rule fired on {fired} rows");
    assert!(files > 0, "no result files in {}", folder.display());
    assert!(fired > 0, "no file shows the range rule");
}

/// The figures that are expected stand among those that were found, numbers to 1e-9.
fn assert_agrees(found: &Value, expected: &Value, place: &str) {
    match expected {
        Value::Object(expected) => {
            for (key, expected) in expected {
                let inner = format!("{place}/{key}");
                assert_agrees(found.get(key).unwrap_or(&Value::Null), expected, &inner);
            }
        }
        _ => {
            let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
            let difference = (number(found) - number(expected)).abs();
            assert!(difference <= 1e-9, "{place}: {found} and not {expected}");
        }
    }
}

/// Scores, thresholds and counts of two of NAB's detectors, of each file too.
fn published_results_have_the_scores_that_are_expected() {
    let nab = nab();
    let folder = Folder::new();
    let path = |name: &str| nab.join(name).into_os_string().into_string().unwrap();
    let (numenta, tm) = (path("results/numenta"), path("results/numentaTM"));
    let dir = nab.to_str().unwrap();
    let args = ["nab", "score", &numenta, &tm, "--nab", dir, "--json", "--per-file"];
    let found: Value = serde_json::from_str(&folder.bami(args).ok()).unwrap();
    let expected = std::fs::read_to_string(nab.join("expected_scores.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    assert_eq!(expected.as_object().unwrap().len(), 2);
    assert_agrees(&found, &expected, "");
}

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Nab],
        anom_likelihood_nab_published_scores_are_reproduced_on_every_row,
        published_results_have_the_scores_that_are_expected
    )
}
