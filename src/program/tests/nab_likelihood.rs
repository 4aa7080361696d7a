//! The anomaly likelihood against the scores that the Numenta Anomaly Benchmark publishes for its
//! detectors `numenta` and `numentaTM`: from `value` and `raw_score` of every row the library has to
//! make that row's `anomaly_score`.
//!
//! The files are not part of the package. They are looked for in the folder that the environment
//! variable `BAMI_NAB_DIR` names, else in `shared/data/nab` beside the package; without them the
//! test is skipped. The folder holds `results/DETECTOR/CATEGORY/DETECTOR_NAME.csv` with the columns
//! `timestamp,value,anomaly_score,raw_score,label`.

mod nab;

use std::path::{Path, PathBuf};

use bami_htm::anomaly::{
    AnomalyLikelihood, AnomalyLikelihoodParameters, RangeRule, final_score, nab_probation,
};

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
#[test]
fn anom_likelihood_nab_published_scores_are_reproduced_on_every_row() {
    let Some(folder) = nab::folder() else { return };
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
