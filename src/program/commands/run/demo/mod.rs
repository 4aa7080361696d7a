//! The demonstration: a generated load with planted anomalies, and which of them the region finds.

mod report;
mod stream;

use anyhow::bail;

use super::RunArgs;
use super::summary::Summaries;
use crate::input::Columns;
use crate::notes::Notes;
use crate::output::{RowWriter, Target, to_stdout};
use crate::parameters::Model;
use crate::plot::{Plot, PlotFile, PlotPath, Point, Span};
use crate::progress::Progress;
use crate::stream::Scorer;

/// The plot, unless another is chosen.
const PLOT: &str = "bami-demo.svg";

/// Runs the demonstration.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let notes = Notes::new(args.output.quiet);
    let model = Model::from_args(&args.stream.region)?;
    if let Model::Network(_) = model {
        bail!("the demonstration has a single region; name a FILE to run a network");
    }
    let columns = Columns::one_value();
    let mut scorer = Scorer::new(model, &columns, args.stream.warm_up_rows as usize)?
        .with_execution(args.execution.chosen());
    let path = match &args.output.plot {
        Some(path) => path.clone(),
        None => PLOT.parse::<PlotPath>().map_err(anyhow::Error::msg)?,
    };
    let plot_file = PlotFile::create(&path)?;
    let mut writer = match &args.output.output {
        Some(path) => {
            let (target, format) = (Target::File(path), args.output.format);
            Some(RowWriter::create(target, format, &columns.values, None)?)
        }
        None => None,
    };

    let rows = stream::rows();
    let planted = stream::planted();
    let mut summary = Summaries::new(args.output.threshold, None);
    let mut progress = Progress::new(Some(rows.len() as u64), args.output.quiet, false);
    let mut scores = Vec::new();
    for row in &rows {
        let scored = scorer.score(row)?;
        summary.add(&scored);
        if let Some(writer) = &mut writer {
            writer.write(row, &scored)?;
        }
        scores.extend(scored.iter().flatten().map(|scores| scores.anomaly_score));
        progress.row(scores.len() as u64);
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
    summary.print(notes, progress.elapsed());
    Ok(())
}
