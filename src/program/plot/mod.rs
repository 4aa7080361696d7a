//! The plot: the values over time, the score under them, and the detections in both.

mod axis;
mod chart;
pub mod lines;
mod prediction;
pub(crate) mod render;
mod series;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::DateTime;
use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;

use crate::files::WholeFile;

pub(crate) use axis::Axis;
pub(crate) use chart::readable;
pub(crate) use prediction::{PredictedValue, PredictionPlot, PredictionRow};
pub(crate) use series::{thinned, value_range};

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

/// Rows that are known to be unlike the others, to be shaded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    /// The first row.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// What it is.
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
    /// What counts as a detection.
    pub(crate) threshold: f64,
    /// Known anomalies.
    pub(crate) spans: Vec<Span>,
    /// Of a network, the scores of each region, which stand in place of those of the rows.
    pub(crate) levels: Vec<Level>,
}

/// The scores of a region of a network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Level {
    /// Its name.
    pub(crate) name: String,
    /// The rows with which it made a step, and the anomaly score of each.
    pub(crate) scores: Vec<(usize, f64)>,
}

/// The format of a plot, by the end of its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

/// A file for a plot: its name ends in .svg or .png.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlotPath {
    path: PathBuf,
    format: Format,
}

impl std::str::FromStr for PlotPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        let format = match extension.as_deref() {
            Some("svg") => Format::Svg,
            Some("png") => Format::Png,
            _ => return Err("the name must end in .svg or .png, which says the format".into()),
        };
        Ok(Self { path, format })
    }
}

impl PlotPath {
    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// The size of a plot in units of the SVG.
const SIZE: (u32, u32) = (1200, 640);

/// A plot that is to be written to a file, which is started before any work is done, so that a folder
/// that cannot be written is found early.
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
        self.write(svg(|area| chart::draw(area, plot))?)
    }

    /// The same for predictions.
    pub(crate) fn draw_predictions(self, plot: &PredictionPlot) -> anyhow::Result<()> {
        self.write(svg(|area| prediction::draw(area, plot))?)
    }

    /// The same for lines, points and bars.
    pub(crate) fn draw_lines(self, plot: &lines::Plot) -> anyhow::Result<()> {
        self.write(plot.svg()?)
    }

    fn write(mut self, text: String) -> anyhow::Result<()> {
        let bytes = match self.format {
            Format::Svg => text.into_bytes(),
            Format::Png => render::png(&text)?,
        };
        self.file.write_all(&bytes).context("the plot cannot be written")?;
        self.file.finish()
    }
}

/// A drawing as SVG.
fn svg(
    draw: impl for<'a> Fn(&SvgArea<'a>) -> chart::Outcome<SVGBackend<'a>>,
) -> anyhow::Result<String> {
    render::register_fonts()?;
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        draw(&area).context("the plot cannot be drawn")?;
        area.present().context("the plot cannot be drawn")?;
    }
    Ok(text)
}

/// What is drawn on.
type SvgArea<'a> = chart::Area<'a, SVGBackend<'a>>;
