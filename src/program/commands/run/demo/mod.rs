//! The demonstration: a generated load with planted anomalies, and which of them the region finds.

mod report;
mod stream;

use anyhow::ensure;

use super::RunArgs;
use super::summary::Summary;
use crate::input::Columns;
use crate::input::column_type::ColumnType;
use crate::notes::Notes;
use crate::output::{RowWriter, Target, to_stdout};
use crate::parameters::Model;
use crate::plot::{Plot, PlotFile, PlotPath, Point, Span};
use crate::progress::Progress;
use crate::stream::{Scored, Scorer};

/// The plot, unless another is chosen.
const PLOT: &str = "bami-demo.svg";

/// Runs the demonstration.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let notes = Notes::new(args.output.quiet);
    let columns = Columns::one_value();
    let mut scorer = match args.detector.parameters(&args.stream)? {
        Some(parameters) => {
            let (session, types) = (args.detector.session(), [ColumnType::Number]);
            Scorer::of_detector(parameters, session, &columns, &types)?
        }
        None => {
            let model = Model::with_range_rule(&args.stream.region)?;
            let is_region = matches!(model, Model::Region(_));
            ensure!(is_region, "the demonstration has no network; name a FILE to run one");
            Scorer::new(model, &columns, args.stream.warm_up_rows())?
        }
    }
    .with_execution(args.execution.chosen());
    let scored_by = scorer.scored_by();
    let threshold = args.output.threshold(&scored_by)?;
    let path = match &args.output.plot {
        Some(path) => path.clone(),
        None => PLOT.parse::<PlotPath>().map_err(anyhow::Error::msg)?,
    };
    let plot_file = PlotFile::create(&path)?;
    let mut writer = match &args.output.output {
        Some(path) => {
            let (target, format) = (Target::File(path), args.output.format);
            Some(RowWriter::create(target, format, &columns.values, &scored_by)?)
        }
        None => None,
    };

    let rows = stream::rows();
    let planted = stream::planted();
    let mut summary = Summary::new(threshold, &scored_by);
    let mut progress = Progress::new(Some(rows.len() as u64), args.output.quiet, false);
    let mut scores = Vec::new();
    for row in &rows {
        let scored = scorer.score(row)?;
        scorer.take_notes().iter().for_each(|note| notes.note(note));
        summary.add(row, &scored);
        if let Some(writer) = &mut writer {
            writer.write(row, &scored)?;
        }
        match &scored {
            Scored::Detector(result) => scores.push(result.anomaly_score),
            Scored::Regions(regions) => {
                scores.extend(regions.iter().flatten().map(|scores| scores.anomaly_score));
            }
        }
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
        threshold,
        spans: planted.iter().map(span).collect(),
        levels: Vec::new(),
    })?;

    let report = report::Report::new(&rows, &planted, &scores, threshold);
    let plot = path.path().display();
    to_stdout(format!("{report}\nPlot: {plot}\n").as_bytes())?;
    summary.print(notes, progress.elapsed(), scorer.detector());
    Ok(())
}
