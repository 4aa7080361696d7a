//! Plots of lines, points and bars, as SVG or PNG. The examples use this file too.
//!
//! A [`Plot`] only says what is to be seen; nothing is drawn before [`Plot::svg`].

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Rectangle, Text};
use plotters::prelude::Cartesian2d;
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle, WHITE};

use super::render;
use crate::files::WholeFile;

const INK: RGBColor = RGBColor(40, 40, 40);
const GRID: RGBColor = RGBColor(225, 225, 225);
const FRAME: RGBColor = RGBColor(90, 90, 90);
// The colours can be told apart by colour-blind people (Okabe and Ito).
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];

/// The size of a plot in units of the SVG.
const SIZE: (u32, u32) = (760, 420);

/// How the points of a series are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A line through them.
    Line,
    /// A line through them, and a dot at each.
    LineAndDots,
    /// A dot at each.
    Dots,
    /// A bar from 0 to each; series of bars stand side by side. The x of a bar is its place in
    /// [`Plot::categories`], from 0.
    Bars,
}

/// Points that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    name: String,
    mark: Mark,
    points: Vec<(f64, f64)>,
}

/// An axis: its title, and what of it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
struct Axis {
    title: String,
    range: Option<(f64, f64)>,
    log: bool,
}

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    title: String,
    x: Axis,
    y: Axis,
    categories: Vec<String>,
    series: Vec<Series>,
}

impl Plot {
    /// A plot without series, by its title and the titles of its axes.
    pub fn new(title: impl Into<String>, x: &str, y: &str) -> Self {
        let axis = |title: &str| Axis { title: title.to_owned(), ..Axis::default() };
        Self {
            title: title.into(),
            x: axis(x),
            y: axis(y),
            categories: Vec::new(),
            series: Vec::new(),
        }
    }

    /// With what stands under each bar.
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

    /// The plot as SVG.
    pub fn svg(&self) -> anyhow::Result<String> {
        render::register_fonts()?;
        let mut text = String::new();
        {
            let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
            Drawing::of(self).draw(&area)?;
            area.present().context("the plot cannot be drawn")?;
        }
        Ok(text)
    }

    /// The plot as PNG.
    pub fn png(&self) -> anyhow::Result<Vec<u8>> {
        render::png(&self.svg()?)
    }

    /// Writes the plot to a file whose name ends in .svg or .png.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        let bytes = match extension.as_deref() {
            Some("svg") => self.svg()?.into_bytes(),
            Some("png") => self.png()?,
            _ => bail!("{}: the name of a plot must end in .svg or .png", path.display()),
        };
        let mut file = WholeFile::create(path)?;
        file.write_all(&bytes).with_context(|| format!("{}: cannot be written", path.display()))?;
        file.finish()
    }
}

impl Series {
    /// What the legend calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its points, as (x, y).
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }
}

type Area<'a, 'b> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'b, SVGBackend<'a>, Cartesian2d<Ticked, Ticked>>;

/// A plot with its axes laid out, in the units in which it is drawn: logarithms where an axis shows
/// powers of ten.
struct Drawing<'p> {
    plot: &'p Plot,
    x: (f64, f64),
    y: (f64, f64),
}

impl<'p> Drawing<'p> {
    fn of(plot: &'p Plot) -> Self {
        let points = || plot.series.iter().flat_map(|series| &series.points);
        let has_bars = plot.series.iter().any(|series| series.mark == Mark::Bars);
        let x = if plot.categories.is_empty() {
            extent(&plot.x, points().map(|point| point.0), false)
        } else {
            (-0.5, plot.categories.len() as f64 - 0.5)
        };
        Self { plot, x, y: extent(&plot.y, points().map(|point| point.1), has_bars) }
    }

    fn draw(&self, area: &Area<'_, '_>) -> anyhow::Result<()> {
        let cannot = "the plot cannot be drawn";
        area.fill(&WHITE).context(cannot)?;
        let (head, body) = area.split_vertically(54);
        self.draw_head(&head)?;
        let x = Ticked::new(self.x, self.x_ticks());
        let y = Ticked::new(self.y, ticks(self.y, self.plot.y.log, 7));
        let mut chart = ChartBuilder::on(&body)
            .margin_left(8)
            .margin_right(28)
            .margin_top(8)
            .x_label_area_size(46)
            .y_label_area_size(64)
            .build_cartesian_2d(x, y)
            .context(cannot)?;
        let x_label = |x: &f64| self.x_label(*x);
        let y_label = |y: &f64| label(*y, self.plot.y.log);
        let mut mesh = chart.configure_mesh();
        if !self.plot.categories.is_empty() {
            mesh.disable_x_mesh();
        }
        mesh.x_label_formatter(&x_label)
            .y_label_formatter(&y_label)
            .light_line_style(plotters::style::TRANSPARENT)
            .bold_line_style(line(GRID, 1))
            .axis_style(line(FRAME, 1))
            .label_style(font(12, INK))
            .axis_desc_style(font(13, INK))
            .x_desc(&self.plot.x.title)
            .y_desc(&self.plot.y.title)
            .draw()
            .context(cannot)?;
        for index in 0..self.plot.series.len() {
            self.draw_series(&mut chart, index)?;
        }
        Ok(())
    }

    /// The title, and under it the legend where there is more than one series.
    fn draw_head(&self, area: &Area<'_, '_>) -> anyhow::Result<()> {
        let cannot = "the plot cannot be drawn";
        area.draw(&Text::new(self.plot.title.clone(), (16, 8), font(16, INK))).context(cannot)?;
        if self.plot.series.len() < 2 {
            return Ok(());
        }
        let mut x = 16;
        for (index, series) in self.plot.series.iter().enumerate() {
            let style = font(12, INK).pos(Pos::new(HPos::Left, VPos::Center));
            let (width, _) = area.estimate_text_size(&series.name, &style).context(cannot)?;
            area.draw(&Rectangle::new([(x, 37), (x + 12, 45)], colour(index).filled()))
                .context(cannot)?;
            area.draw(&Text::new(series.name.clone(), (x + 17, 41), style)).context(cannot)?;
            x += 17 + width as i32 + 20;
        }
        Ok(())
    }

    fn draw_series(&self, chart: &mut Chart<'_, '_>, index: usize) -> anyhow::Result<()> {
        let cannot = "the plot cannot be drawn";
        let series = &self.plot.series[index];
        let colour = colour(index);
        let place = |&(x, y): &(f64, f64)| Some((self.plot.x.place(x)?, self.plot.y.place(y)?));
        let points: Vec<(f64, f64)> = series.points.iter().filter_map(place).collect();
        match series.mark {
            Mark::Bars => {
                let bars = points.iter().map(|&(x, y)| self.bar(index, x, y));
                chart.draw_series(bars).context(cannot)?;
            }
            mark => {
                if mark != Mark::Dots {
                    let line = LineSeries::new(points.iter().copied(), line(colour, 2));
                    chart.draw_series(line).context(cannot)?;
                }
                if mark != Mark::Line {
                    let dot = |&at: &(f64, f64)| Circle::new(at, 3, colour.filled());
                    chart.draw_series(points.iter().map(dot)).context(cannot)?;
                }
            }
        }
        Ok(())
    }

    /// A bar of the series, beside those of the other series.
    fn bar(&self, index: usize, x: f64, y: f64) -> Rectangle<(f64, f64)> {
        let is_bars = |series: &&Series| series.mark == Mark::Bars;
        let count = self.plot.series.iter().filter(is_bars).count() as f64;
        let before = self.plot.series[..index].iter().filter(is_bars).count() as f64;
        let width = 0.76 / count;
        let left = x - 0.38 + before * width;
        let foot = if self.plot.y.log { self.y.0 } else { 0.0 };
        Rectangle::new([(left, foot), (left + width * 0.94, y)], colour(index).filled())
    }

    fn x_ticks(&self) -> Vec<f64> {
        if self.plot.categories.is_empty() {
            ticks(self.x, self.plot.x.log, 9)
        } else {
            (0..self.plot.categories.len()).map(|place| place as f64).collect()
        }
    }

    fn x_label(&self, x: f64) -> String {
        if self.plot.categories.is_empty() {
            return label(x, self.plot.x.log);
        }
        self.plot.categories.get(x.round() as usize).cloned().unwrap_or_default()
    }
}

impl Axis {
    /// Where a value lies, in the units in which it is drawn.
    fn place(&self, value: f64) -> Option<f64> {
        let place = if self.log { value.log10() } else { value };
        place.is_finite().then_some(place)
    }
}

/// The ends of an axis: those asked for, or those of the values with a little room; bars need the 0.
fn extent(axis: &Axis, values: impl Iterator<Item = f64>, with_zero: bool) -> (f64, f64) {
    let asked = axis.range.and_then(|(low, high)| Some((axis.place(low)?, axis.place(high)?)));
    if let Some(range) = asked {
        return range;
    }
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for place in values.filter_map(|value| axis.place(value)) {
        low = low.min(place);
        high = high.max(place);
    }
    if with_zero && !axis.log {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0);
    }
    if axis.log {
        return (low.floor(), high.ceil().max(low.floor() + 1.0));
    }
    let room = if low < high { (high - low) * 0.04 } else { 0.5 };
    // What has no negative values shows none, and what ends at 0 ends there.
    let low = if low >= 0.0 { (low - room).max(0.0) } else { low - room };
    (low, if high == 0.0 { 0.0 } else { high + room })
}

/// Round numbers within the range, about `count` of them.
fn ticks((low, high): (f64, f64), log: bool, count: usize) -> Vec<f64> {
    let rough = (high - low) / count as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * power);
    let step = steps.into_iter().find(|step| *step >= rough * 0.999).unwrap_or(10.0 * power);
    // Powers of ten are whole.
    let step = if log { step.ceil() } else { step };
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|tick| tick as f64 * step).collect()
}

fn label(value: f64, log: bool) -> String {
    if log {
        let power = value.round() as i32;
        return if (-3..=5).contains(&power) {
            format!("{}", 10_f64.powi(power))
        } else {
            format!("1e{power}")
        };
    }
    // As many decimals as it takes, without those that are only rounding.
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn colour(index: usize) -> RGBColor {
    COLOURS[index % COLOURS.len()]
}

fn line(colour: RGBColor, width: u32) -> ShapeStyle {
    ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: width }
}

fn font(size: u32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&colour)
}

/// An axis for the plotting library with ticks where we say.
struct Ticked {
    inner: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Ticked {
    fn new((low, high): (f64, f64), ticks: Vec<f64>) -> Self {
        Self { inner: (low..high).into(), ticks }
    }
}

impl Ranged for Ticked {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.inner.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.inner.range()
    }
}
