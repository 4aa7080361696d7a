//! The demonstration: a generated load, anomalies planted in it, and which of them the region finds.

pub mod load;
mod report;
mod stream;

use anyhow::bail;

use crate::args::RunArgs;
use crate::notes::Notes;
use crate::output::{OutputRow, RowWriter, Target, to_stdout};
use crate::parameters::{Columns, Configuration, NetworkConfiguration};
use crate::plot::{Plot, PlotFile, PlotPath, Point, Span};
use crate::progress::Progress;
use crate::scorer::Scorer;
use crate::summary::Summary;

/// The plot, where no other is asked for.
const PLOT: &str = "bami-demo.svg";

/// Runs the demonstration.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let notes = Notes::new(args.output.quiet);
    if NetworkConfiguration::from_args(&args.region)?.is_some() {
        bail!("the demonstration is of one region; name a FILE to run a network");
    }
    let configuration = Configuration::from_args(&args.region)?;
    let columns = Columns::one_value();
    let mut scorer = Scorer::new(configuration, columns.clone(), args.calibration_rows as usize)?;
    let path = match &args.output.plot {
        Some(path) => path.clone(),
        None => PLOT.parse::<PlotPath>().map_err(anyhow::Error::msg)?,
    };
    let plot_file = PlotFile::create(&path)?;
    let mut writer = match &args.output.output {
        Some(path) => {
            Some(RowWriter::create(Target::File(path), args.output.format, &columns.values)?)
        }
        None => None,
    };

    let rows = stream::rows();
    let planted = stream::planted();
    let mut summary = Summary::new(args.output.threshold);
    let mut progress = Progress::new(Some(rows.len() as u64), args.output.quiet, false);
    let mut scores = Vec::new();
    for row in &rows {
        let scored = scorer.score(row)?;
        summary.add(&scored);
        if let Some(writer) = &mut writer {
            let (timestamp, values) = (row.timestamp_text.as_str(), &row.values);
            writer.write(&OutputRow { timestamp, values, scores: scored })?;
        }
        scores.push(scored.anomaly_score);
        progress.row(summary.rows());
    }
    progress.clear();
    if let Some(writer) = writer {
        writer.finish()?;
    }

    let span = |anomaly: &stream::Planted| Span {
        start: anomaly.start,
        end: anomaly.end,
        label: anomaly.name.to_owned(),
    };
    let point = |(row, score): (&crate::input::Row, &f64)| Point {
        time: row.timestamp,
        values: row.numbers(),
        score: *score,
    };
    plot_file.draw(&Plot {
        title: "Demonstration: a load, half-hourly for twelve weeks".into(),
        names: vec!["load".into()],
        points: rows.iter().zip(&scores).map(point).collect(),
        threshold: args.output.threshold,
        spans: planted.iter().map(span).collect(),
        levels: Vec::new(),
    })?;

    let report = report::Report::new(&rows, &planted, &scores, args.output.threshold);
    let plot = path.path().display();
    to_stdout(format!("{report}\nPlot: {plot}\n").as_bytes())?;
    notes.say(&summary.line(progress.elapsed()));
    Ok(())
}
