//! `bami planted run`: a detector over the streams.

use std::ops::RangeInclusive;

use anyhow::Context;

use super::RunArgs;
use super::judge::{Verdict, judge};
use super::report::Report;
use super::suite::{self, Planted};
use crate::detectors::{AnyDetector, Batch, alarm_starts};
use crate::notes::{Notes, plural};
use crate::output::to_stdout;

/// Runs the detector over the streams and prints what it found.
pub(super) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let detector = AnyDetector::new(args.detector, &args.parameters)?;
    let notes = Notes::new(args.quiet);
    let (suite, source) = match &args.folder {
        Some(folder) => (suite::read(folder)?, folder.display().to_string()),
        None => {
            let seeds = &args.choice.seeds;
            (suite::generated(seeds), shown(seeds))
        }
    };
    let suite = suite::chosen(suite, &args.choice.only)?;
    if let Some(first) = suite.first() {
        let known = first.series()?.0.known();
        detector.check_memory(&known, Batch::at_once(args.threads, suite.len()))?;
        detector.warn(&known, notes)?;
    }
    let rows: Vec<usize> = suite.iter().map(|planted| planted.rows).collect();
    let done = Batch::run(&rows, args.threads, args.quiet, |batch, number| {
        let planted = &suite[number];
        verdict(batch, &detector, planted).with_context(|| planted.name.clone())
    })?;
    notes.print(&format!(
        "{} rows of {} stream{} in {:.1} s",
        done.rows,
        suite.len(),
        plural(suite.len() as u64),
        done.elapsed.as_secs_f64()
    ));
    let report = Report {
        detector: detector.name().to_owned(),
        source,
        rows_per_alarm: detector.rows_per_alarm(),
        verdicts: done.outcomes,
    };
    let text = if args.json {
        serde_json::to_string_pretty(&report.json(args.per_stream))? + "\n"
    } else {
        report.text(args.per_stream)
    };
    to_stdout(text.as_bytes())
}

/// The seeds, for people.
fn shown(seeds: &RangeInclusive<u64>) -> String {
    match (seeds.start(), seeds.end()) {
        (first, last) if first == last => format!("seed {first}"),
        (first, last) => format!("seeds {first} to {last}"),
    }
}

/// The verdict on a detector for a stream.
fn verdict(batch: &Batch, detector: &AnyDetector, planted: &Planted) -> anyhow::Result<Verdict> {
    let (series, anomaly) = planted.series()?;
    let scores = batch.score(detector, &series)?;
    let alarms = alarm_starts(scores.iter().map(|scores| scores.anomaly_score));
    let rows = anomaly.as_ref().map(|anomaly| anomaly.rows());
    let (delay, false_alarms, watched) = judge(&alarms, series.rows.len(), rows);
    let name = planted.name.clone();
    let planted = anomaly.map(|anomaly| (anomaly.2, anomaly.3));
    Ok(Verdict { name, planted, delay, false_alarms, watched })
}
