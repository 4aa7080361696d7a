//! The plots of the program: a stream with its scores and detections, and predictions.

mod prediction;
mod stream;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::DateTime;

use crate::drawing::{Figure, Format, chart};
use crate::files::WholeFile;

pub(crate) use prediction::{PredictedValue, PredictionPlot, PredictionRow};

/// The width of a plot in units of the drawing.
const WIDTH: f64 = 960.0;

/// The free space at the right edge of a plot.
const RIGHT: f64 = 24.0;

/// One row of what is plotted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    /// Its time, if it has one.
    pub(crate) time: Option<DateTime>,
    /// The values.
    pub(crate) values: Vec<Option<f64>>,
    /// The anomaly score.
    pub(crate) score: f64,
}

/// A known anomaly, to be shaded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    /// The first row.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// Its label.
    pub(crate) label: String,
}

/// All that is plotted.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    /// The heading.
    pub(crate) title: String,
    /// The names of the values.
    pub(crate) names: Vec<String>,
    /// The rows.
    pub(crate) points: Vec<Point>,
    /// The threshold of a detection.
    pub(crate) threshold: f64,
    /// Known anomalies.
    pub(crate) spans: Vec<Span>,
    /// Of a network, the scores of each region, which are shown instead of those of the rows.
    pub(crate) levels: Vec<Level>,
}

/// The scores of a region of a network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Level {
    /// Its name.
    pub(crate) name: String,
    /// The rows at which it made a step, and the anomaly score of each.
    pub(crate) scores: Vec<(usize, f64)>,
}

/// A file for a plot, with the extension .svg or .png.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlotPath {
    path: PathBuf,
    format: Format,
}

impl std::str::FromStr for PlotPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let format = Format::of(&path)
            .ok_or("the name must end in .svg or .png, which determines the format")?;
        Ok(Self { path, format })
    }
}

impl PlotPath {
    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// A plot to be written to a file. The file is created before any work is done: a folder that cannot
/// be written is an early error.
pub(crate) struct PlotFile {
    file: WholeFile,
    format: Format,
}

impl PlotFile {
    /// Starts the file.
    pub(crate) fn create(path: &PlotPath) -> anyhow::Result<Self> {
        Ok(Self { file: WholeFile::create(&path.path)?, format: path.format })
    }

    /// Draws the plot and gives the file its name.
    pub(crate) fn draw(self, plot: &Plot) -> anyhow::Result<()> {
        self.write(&stream::figure(plot))
    }

    /// The same for predictions.
    pub(crate) fn draw_predictions(self, plot: &PredictionPlot) -> anyhow::Result<()> {
        self.write(&prediction::figure(plot))
    }

    /// The same for lines, points and bars.
    pub(crate) fn draw_lines(self, plot: &chart::Plot) -> anyhow::Result<()> {
        self.write(&plot.figure(crate::drawing::Palette::Light))
    }

    fn write(mut self, figure: &Figure) -> anyhow::Result<()> {
        let bytes = self.format.bytes(figure.svg())?;
        self.file.write_all(&bytes).context("the plot cannot be written")?;
        self.file.finish()
    }
}
