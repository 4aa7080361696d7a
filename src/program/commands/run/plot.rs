//! The plot of a run: collects the rows for it.

use crate::input::Row;
use crate::plot::{Level, Plot, PlotFile, PlotPath, Point};
use crate::stream::{Scored, ScoredBy};

/// A plot that grows with the rows.
pub(super) struct ScorePlot {
    file: PlotFile,
    plot: Plot,
}

impl ScorePlot {
    /// Starts the plot.
    pub(super) fn create(
        path: &PlotPath,
        title: &str,
        values: Vec<String>,
        threshold: f64,
        scored_by: &ScoredBy,
    ) -> anyhow::Result<Self> {
        let level = |name: &String| Level { name: name.clone(), scores: Vec::new() };
        let levels = match scored_by {
            ScoredBy::Network(names) => names.iter().map(level).collect(),
            ScoredBy::Region | ScoredBy::Detector => Vec::new(),
        };
        let plot = Plot {
            title: title.to_owned(),
            names: values,
            points: Vec::new(),
            threshold,
            spans: Vec::new(),
            levels,
        };
        Ok(Self { file: PlotFile::create(path)?, plot })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &Row, scored: &Scored) {
        let Plot { points, levels, .. } = &mut self.plot;
        let score = match scored {
            Scored::Detector(result) => result.anomaly_score,
            Scored::Regions(regions) => {
                for (level, scores) in levels.iter_mut().zip(regions) {
                    level.scores.extend(scores.map(|scores| (points.len(), scores.anomaly_score)));
                }
                match &regions[..] {
                    [Some(scores)] if levels.is_empty() => scores.anomaly_score,
                    _ => 0.0,
                }
            }
        };
        points.push(Point { time: row.timestamp, values: row.numbers(), score });
    }

    /// Draws the plot.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        self.file.draw(&self.plot)
    }
}
