//! Charts of lines, points and bars.
//!
//! A [`Plot`] only describes what is shown; nothing is drawn before [`Plot::figure`].

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::Format;
use super::axis::Axis;
use super::canvas::{Canvas, Figure};
use super::legend::{Head, Sign};
use super::palette::{Colour, Palette};
use super::panel::{BELOW, LEFT, Panel};
use super::shapes::{Area, Fill, Shape, Stroke};
use crate::files::WholeFile;

/// The size of a plot in units of the drawing.
const SIZE: (f64, f64) = (760.0, 420.0);

/// How the points of a series are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A line through them.
    Line,
    /// A line through them, and a dot at each.
    LineAndDots,
    /// A dot at each.
    Dots,
    /// A bar from 0 to each; series of bars stand side by side. The x of a bar is the index of its
    /// category, see [`Plot::categories`].
    Bars,
}

/// Points that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    name: String,
    mark: Mark,
    points: Vec<(f64, f64)>,
}

/// What is known of an axis before its data are: its title, and the range if one is given.
#[derive(Clone, Debug, Default, PartialEq)]
struct Side {
    title: String,
    range: Option<(f64, f64)>,
    log: bool,
}

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    title: String,
    x: Side,
    y: Side,
    categories: Vec<String>,
    series: Vec<Series>,
}

impl Plot {
    /// A plot without series, by its title and the titles of its axes.
    pub fn new(title: impl Into<String>, x: &str, y: &str) -> Self {
        let side = |title: &str| Side { title: title.to_owned(), ..Side::default() };
        Self {
            title: title.into(),
            x: side(x),
            y: side(y),
            categories: Vec::new(),
            series: Vec::new(),
        }
    }

    /// With the names of the categories, which stand under the bars.
    pub fn categories<T: ToString>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.categories = names.into_iter().map(|name| name.to_string()).collect();
        self
    }

    /// With a horizontal axis from `low` to `high`.
    pub fn x_range(mut self, low: f64, high: f64) -> Self {
        self.x.range = Some((low, high));
        self
    }

    /// With a vertical axis from `low` to `high`.
    pub fn y_range(mut self, low: f64, high: f64) -> Self {
        self.y.range = Some((low, high));
        self
    }

    /// With a horizontal axis that shows powers of ten. Points at 0 or below are left out.
    pub fn log_x(mut self) -> Self {
        self.x.log = true;
        self
    }

    /// With a vertical axis that shows powers of ten. Points at 0 or below are left out.
    pub fn log_y(mut self) -> Self {
        self.y.log = true;
        self
    }

    /// With one more series.
    pub fn series(
        mut self,
        name: impl Into<String>,
        mark: Mark,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        let points = points.into_iter().collect();
        self.series.push(Series { name: name.into(), mark, points });
        self
    }

    /// With one more series of bars, one value for each category.
    pub fn bars(self, name: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Self {
        let points: Vec<_> = values.into_iter().zip(0_u32..).map(|(y, x)| (x.into(), y)).collect();
        self.series(name, Mark::Bars, points)
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The series.
    pub fn all_series(&self) -> &[Series] {
        &self.series
    }

    /// The plot as a drawing in these colours.
    #[must_use]
    pub fn figure(&self, palette: Palette) -> Figure {
        let mut canvas = Canvas::new(palette);
        Drawing::of(self).draw(&mut canvas);
        Figure { canvas, size: SIZE, title: self.title.clone() }
    }

    /// The plot as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        self.figure(Palette::Light).svg()
    }

    /// Writes the plot to a file with the extension .svg or .png.
    ///
    /// # Errors
    /// If the extension is another one, or the file cannot be written.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let format = Format::of(path).with_context(|| {
            format!("{}: the extension of a plot must be .svg or .png", path.display())
        })?;
        let mut file = WholeFile::create(path)?;
        let bytes = format.bytes(self.svg())?;
        file.write_all(&bytes).with_context(|| format!("{}: cannot be written", path.display()))?;
        file.finish()
    }
}

impl Series {
    /// Its name in the legend.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its points, as (x, y).
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }
}

/// A plot with the ranges of its axes, in the units in which it is drawn: logarithms if an axis shows
/// powers of ten.
struct Drawing<'p> {
    plot: &'p Plot,
    x: Axis,
    y: Axis,
}

impl<'p> Drawing<'p> {
    fn of(plot: &'p Plot) -> Self {
        let points = || plot.series.iter().flat_map(|series| &series.points);
        let has_bars = plot.series.iter().any(|series| series.mark == Mark::Bars);
        let x = if plot.categories.is_empty() {
            plot.x.axis(extent(&plot.x, points().map(|point| point.0), false), 9)
        } else {
            Axis::categories(&plot.x.title, &plot.categories)
        };
        let y = plot.y.axis(extent(&plot.y, points().map(|point| point.1), has_bars), 7);
        Self { plot, x, y }
    }

    fn draw(&self, canvas: &mut Canvas) {
        let (width, height) = SIZE;
        let (left, right) = (LEFT, width - 28.0);
        // One series needs no legend: the titles of the axes name it.
        let series = self.plot.series.iter().enumerate();
        let entries = series.map(|(index, series)| (self.sign(index), series.name.clone()));
        let entries = if self.plot.series.len() < 2 { Vec::new() } else { entries.collect() };
        let head = Head { title: &self.plot.title, entries }.draw(canvas, 16.0, right);
        let area = Area { left, top: head + 8.0, right, bottom: height - BELOW };
        let panel = Panel::new(area, &self.x, &self.y);
        panel.frame(canvas, &self.x, &self.y, true);
        for index in 0..self.plot.series.len() {
            self.draw_series(canvas, &panel, index);
        }
    }

    fn sign(&self, index: usize) -> Sign {
        let (colour, shape) = (Colour::of_series(index), Shape::of_series(index));
        match self.plot.series[index].mark {
            Mark::Line => Sign::Line(Stroke::solid(colour, 2.0)),
            Mark::LineAndDots => Sign::MarkedLine(Stroke::solid(colour, 2.0), shape),
            Mark::Dots => Sign::Mark(shape, colour),
            Mark::Bars => Sign::Area(Fill::of(colour, 1.0)),
        }
    }

    fn draw_series(&self, canvas: &mut Canvas, panel: &Panel, index: usize) {
        let series = &self.plot.series[index];
        let (colour, shape) = (Colour::of_series(index), Shape::of_series(index));
        let at = |&(x, y): &(f64, f64)| Some((self.plot.x.drawn(x)?, self.plot.y.drawn(y)?));
        let points: Vec<(f64, f64)> = series.points.iter().filter_map(at).collect();
        if series.mark == Mark::Bars {
            for (x, y) in points {
                self.draw_bar(canvas, panel, index, (x, y));
            }
            return;
        }
        let stroke = Stroke::solid(colour, 2.0);
        if series.mark != Mark::Dots && points.is_sorted_by(|one, other| one.0 <= other.0) {
            panel.line(canvas, points.iter().map(|&(x, y)| (x, Some(y))), stroke);
        } else if series.mark != Mark::Dots {
            canvas.lines([points.iter().map(|point| panel.at(*point))], stroke);
        }
        if series.mark != Mark::Line {
            panel.marks(canvas, points, shape, 3.5, colour);
        }
    }

    /// A bar of the series, beside those of the other series.
    fn draw_bar(&self, canvas: &mut Canvas, panel: &Panel, index: usize, (x, y): (f64, f64)) {
        let is_bars = |series: &&Series| series.mark == Mark::Bars;
        let count = self.plot.series.iter().filter(is_bars).count() as f64;
        let before = self.plot.series[..index].iter().filter(is_bars).count() as f64;
        let width = 0.76 / count;
        let left = x - 0.38 + before * width;
        let foot = if self.plot.y.log { self.y.low } else { 0.0 };
        let fill = Fill::of(Colour::of_series(index), 1.0);
        panel.bar(canvas, (left, foot), (left + width * 0.94, y), fill);
    }
}

impl Side {
    /// A value in the units in which it is drawn.
    fn drawn(&self, value: f64) -> Option<f64> {
        let drawn = if self.log { libm::log10(value) } else { value };
        drawn.is_finite().then_some(drawn)
    }

    fn axis(&self, range: (f64, f64), ticks: usize) -> Axis {
        if self.log {
            Axis::powers(&self.title, range, ticks)
        } else {
            Axis::numbers(&self.title, range, ticks)
        }
    }
}

/// The ends of an axis: those given, or those of the values with a small margin; bars need the 0.
fn extent(side: &Side, values: impl Iterator<Item = f64>, with_zero: bool) -> (f64, f64) {
    let given = side.range.and_then(|(low, high)| Some((side.drawn(low)?, side.drawn(high)?)));
    if let Some(range) = given {
        return range;
    }
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for drawn in values.filter_map(|value| side.drawn(value)) {
        low = low.min(drawn);
        high = high.max(drawn);
    }
    if with_zero && !side.log {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0);
    }
    if side.log {
        return (low.floor(), high.ceil().max(low.floor() + 1.0));
    }
    let margin = if low < high { (high - low) * 0.04 } else { 0.5 };
    // An axis without negative values shows none, and one that ends at 0 ends there.
    let low = if low >= 0.0 { (low - margin).max(0.0) } else { low - margin };
    (low, if high == 0.0 { 0.0 } else { high + margin })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_series_is_drawn() {
        let points = || (0..50).map(|x| (f64::from(x), f64::from(x * x)));
        let plot = Plot::new("Squares", "number", "square")
            .series("a line", Mark::Line, points())
            .series("dots", Mark::Dots, points())
            .series("back and forth", Mark::LineAndDots, points().chain([(0.0, 10.0)]))
            .log_y();
        let bars =
            Plot::new("Bars", "kind", "count").categories(["a", "b"]).bars("bars", [1.0, -2.0]);
        for (plot, parts) in
            [(plot, ["back and forth", "<polygon", "<path"]), (bars, ["Bars", ">b<", "<rect"])]
        {
            let svg = plot.svg();
            for part in parts {
                assert!(svg.contains(part), "{part} is missing in {svg}");
            }
            assert!(super::super::png(&svg).unwrap().starts_with(b"\x89PNG"));
        }
    }

    #[test]
    fn a_long_line_is_thinned() {
        let points = (0..200_000).map(|x| (f64::from(x), f64::from(x % 7)));
        let svg = Plot::new("Long", "x", "y").series("line", Mark::Line, points).svg();
        assert!(svg.len() < 60_000, "{}", svg.len());
    }
}
