//! Drawing the plot on any backend.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::prelude::{Cartesian2d, DrawingBackend};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::axis::{Axis, Horizontal};
use super::series::{thinned, value_range};
use super::{Plot, Span};
use crate::detections::{Detection, detections};

// The colours can be told apart by colour-blind people (Okabe and Ito).
pub(super) const INK: RGBColor = RGBColor(40, 40, 40);
const GRID: RGBColor = RGBColor(225, 225, 225);
pub(super) const VALUE: RGBColor = RGBColor(0, 114, 178);
const SCORE: RGBColor = RGBColor(90, 90, 90);
pub(super) const DETECTION: RGBColor = RGBColor(213, 94, 0);
const KNOWN: RGBColor = RGBColor(230, 159, 0);

/// Panels of values; of more columns, the first are drawn.
const MOST_VALUE_PANELS: usize = 6;

/// Rows of labels above the values.
const LABEL_ROWS: i32 = 3;

pub(super) type Area<'a, DB> = DrawingArea<DB, Shift>;
pub(super) type Outcome<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;
pub(super) type Context<'a, DB> = ChartContext<'a, DB, Cartesian2d<Horizontal, RangedCoordf64>>;

/// Draws `plot`.
pub(super) fn draw<DB: DrawingBackend>(area: &Area<'_, DB>, plot: &Plot) -> Outcome<DB> {
    let panels: Vec<ScorePanel<'_>> = if plot.levels.is_empty() {
        let scores = plot.points.iter().map(|point| point.score).enumerate().collect();
        vec![ScorePanel::new("anomaly score", scores, plot.threshold)]
    } else {
        let levels = plot.levels.iter();
        levels.map(|l| ScorePanel::new(&l.name, l.scores.clone(), plot.threshold)).collect()
    };
    let mut detections: Vec<Detection> =
        panels.iter().flat_map(|panel| panel.detections.clone()).collect();
    detections.sort_by_key(|detection| detection.start);
    Drawing { plot, axis: Axis::of(&plot.points), panels, detections }.draw(area)
}

/// The scores of one region.
struct ScorePanel<'a> {
    name: &'a str,
    scores: Vec<(usize, f64)>,
    detections: Vec<Detection>,
}

impl<'a> ScorePanel<'a> {
    //= spec/program.md#program-network
    //# Detections MUST be counted and plotted separately for each region.
    fn new(name: &'a str, scores: Vec<(usize, f64)>, threshold: f64) -> Self {
        // Steps in succession are one detection, also where rows without a step lie between.
        let found = detections(scores.iter().map(|(_, score)| *score), threshold);
        let in_rows = |detection: Detection| Detection {
            start: scores[detection.start].0,
            end: scores[detection.end - 1].0 + 1,
            ..detection
        };
        Self { name, detections: found.into_iter().map(in_rows).collect(), scores }
    }
}

struct Drawing<'a> {
    plot: &'a Plot,
    axis: Axis,
    panels: Vec<ScorePanel<'a>>,
    /// Those of all panels.
    detections: Vec<Detection>,
}

impl Drawing<'_> {
    fn draw<DB: DrawingBackend>(&self, area: &Area<'_, DB>) -> Outcome<DB> {
        area.fill(&plotters::style::WHITE)?;
        let (head, body) = area.split_vertically(62);
        let panels = self.plot.names.len().clamp(1, MOST_VALUE_PANELS);
        let (_, height) = body.dim_in_pixel();
        let levels = self.panels.len();
        let share = levels as f64 / (levels as f64 + 1.6 * panels as f64);
        let score_height = share.max(0.22) * height as f64;
        let (values, scores) = body.split_vertically(height as i32 - score_height as i32);
        for (column, panel) in values.split_evenly((panels, 1)).iter().enumerate() {
            self.draw_values(panel, column)?;
        }
        for (level, area) in scores.split_evenly((levels, 1)).iter().enumerate() {
            self.draw_scores(area, &self.panels[level], level + 1 == levels)?;
        }
        self.draw_head(&head)
    }

    /// The frame of a panel.
    fn panel<'a, DB: DrawingBackend + 'a>(
        &self,
        area: &Area<'a, DB>,
        name: &str,
        y: (f64, f64),
        y_labels: usize,
        top: i32,
        shows_time: bool,
    ) -> Result<Context<'a, DB>, DrawingAreaErrorKind<DB::ErrorType>> {
        frame(area, &self.axis, name, y, y_labels, top, shows_time)
    }

    fn draw_values<DB: DrawingBackend>(&self, area: &Area<'_, DB>, column: usize) -> Outcome<DB> {
        let of = |row: usize| self.plot.points[row].values.get(column).copied().flatten();
        let range = value_range((0..self.plot.points.len()).filter_map(of));
        let name = self.plot.names.get(column).map_or("value", String::as_str);
        let top = if column == 0 { LABEL_ROWS * 16 } else { 6 };
        let mut chart = self.panel(area, name, range, 6, top, false)?;
        for span in &self.plot.spans {
            self.shade(&mut chart, span, range, column == 0)?;
        }
        for detection in &self.detections {
            let x = self.axis.positions[detection.start];
            let style = ShapeStyle { color: DETECTION.mix(0.35), ..line(DETECTION, 1) };
            chart.draw_series([PathElement::new([(x, range.0), (x, range.1)], style)])?;
        }
        let rows = self.axis.positions.iter().zip(0..).map(|(x, row)| (*x, of(row)));
        self.draw_line(&mut chart, rows, VALUE)?;
        let marks = self.detections.iter().filter_map(|detection| {
            let y = of(detection.start)?;
            Some(((self.axis.positions[detection.start], y), 4, DETECTION.filled()))
        });
        chart.draw_series(marks.map(|(at, size, style)| Circle::new(at, size, style)))?;
        if column == 0 {
            self.label_detections(area, &chart)?;
        }
        Ok(())
    }

    /// A line of many points, thinned.
    fn draw_line<DB: DrawingBackend>(
        &self,
        chart: &mut Context<'_, DB>,
        rows: impl IntoIterator<Item = (f64, Option<f64>)>,
        color: RGBColor,
    ) -> Outcome<DB> {
        draw_line(chart, &self.axis, rows, line(color, 1))
    }

    fn shade<DB: DrawingBackend>(
        &self,
        chart: &mut Context<'_, DB>,
        span: &Span,
        range: (f64, f64),
        labelled: bool,
    ) -> Outcome<DB> {
        let Some(&start) = self.axis.positions.get(span.start) else { return Ok(()) };
        let last = span.end.saturating_sub(1).min(self.axis.positions.len() - 1);
        let end = self.axis.positions[last.max(span.start)];
        // A span of one row is still to be seen.
        let (first, last) = self.axis.range();
        let (width, _) = chart.plotting_area().dim_in_pixel();
        let end = end.max(start + (last - first) * 3.0 / f64::from(width));
        let style = KNOWN.mix(0.3).filled();
        chart.draw_series([Rectangle::new([(start, range.0), (end, range.1)], style)])?;
        if labelled {
            let area = chart.plotting_area();
            let (x, y) = area.map_coordinate(&(start, range.0));
            let (left, top) = area.get_base_pixel();
            let style = font(12, INK).pos(Pos::new(HPos::Left, VPos::Bottom));
            let (label_width, _) =
                area.strip_coord_spec().estimate_text_size(&span.label, &style)?;
            // At the right edge the label moves left to stay inside.
            let x = (x - left).min(width as i32 - label_width as i32).max(0);
            let place = (x, y - top - 3);
            area.strip_coord_spec().draw(&Text::new(span.label.clone(), place, style))?;
        }
        Ok(())
    }

    /// Labels as many detections as there is room for, the strongest first.
    fn label_detections<DB: DrawingBackend>(
        &self,
        area: &Area<'_, DB>,
        chart: &Context<'_, DB>,
    ) -> Outcome<DB> {
        let (left, top) = area.get_base_pixel();
        let (width, _) = area.dim_in_pixel();
        let (_, panel_top) = chart.plotting_area().get_base_pixel();
        let style = font(11, DETECTION).pos(Pos::new(HPos::Left, VPos::Bottom));
        let mut strongest: Vec<&Detection> = self.detections.iter().collect();
        strongest.sort_by(|a, b| b.peak.total_cmp(&a.peak).then(a.start.cmp(&b.start)));
        let mut taken: Vec<(i32, i32, i32)> = Vec::new();
        for detection in strongest {
            let label = self.label_of(detection);
            let (label_width, _) = area.estimate_text_size(&label, &style)?;
            let at = (self.axis.positions[detection.start], 0.0);
            let x = chart.plotting_area().map_coordinate(&at).0 - left;
            let from = (x - label_width as i32 / 2).min((width - label_width) as i32).max(0);
            let to = from + label_width as i32 + 8;
            let is_free = |row: &i32| {
                taken.iter().all(|(other, start, end)| other != row || to <= *start || *end <= from)
            };
            if let Some(row) = (0..LABEL_ROWS).find(is_free) {
                let y = panel_top - top - (3 + 15 * row);
                area.draw(&Text::new(label, (from, y), style.clone()))?;
                taken.push((row, from, to));
            }
        }
        Ok(())
    }

    fn label_of(&self, detection: &Detection) -> String {
        match self.plot.points[detection.start].time {
            Some(time) => time.strftime("%m-%d %H:%M").to_string(),
            None => format!("row {}", detection.start + 1),
        }
    }

    fn draw_scores<DB: DrawingBackend>(
        &self,
        area: &Area<'_, DB>,
        panel: &ScorePanel<'_>,
        shows_time: bool,
    ) -> Outcome<DB> {
        let range = (0.0, 1.05);
        let mut chart = self.panel(area, panel.name, range, 3, 4, shows_time)?;
        let rows = panel.scores.iter().map(|&(row, score)| (self.axis.positions[row], Some(score)));
        self.draw_line(&mut chart, rows, SCORE)?;
        let (first, last) = self.axis.range();
        let threshold = [(first, self.plot.threshold), (last, self.plot.threshold)];
        let style = line(DETECTION, 1);
        chart.draw_series(DashedLineSeries::new(threshold, 6, 4, style))?;
        let marks = panel.detections.iter().filter_map(|detection| {
            let row = panel.scores.binary_search_by_key(&detection.start, |&(row, _)| row).ok()?;
            let at = (self.axis.positions[detection.start], panel.scores[row].1);
            Some(Circle::new(at, 4, DETECTION.filled()))
        });
        chart.draw_series(marks)?;
        Ok(())
    }

    /// The heading and the legend.
    fn draw_head<DB: DrawingBackend>(&self, area: &Area<'_, DB>) -> Outcome<DB> {
        let left = 82;
        area.draw(&Text::new(self.plot.title.clone(), (left, 10), font(18, INK)))?;
        let y = 46;
        let style = font(12, INK).pos(Pos::new(HPos::Left, VPos::Center));
        let count = self.detections.len();
        let s = if count == 1 { "" } else { "s" };
        let value = match &self.plot.names[..] {
            [only] => only.clone(),
            _ => "values".to_owned(),
        };
        let mut entries = vec![
            (Sign::Line(VALUE), value),
            (Sign::Line(SCORE), "anomaly score".to_owned()),
            (Sign::Dashes, format!("threshold {}", self.plot.threshold)),
            (Sign::Dot, format!("{count} detection{s} (first row)")),
        ];
        if !self.plot.spans.is_empty() {
            entries.push((Sign::Band, "planted anomaly".to_owned()));
        }
        if self.plot.names.len() > MOST_VALUE_PANELS {
            let more = self.plot.names.len() - MOST_VALUE_PANELS;
            entries.push((Sign::Nothing, format!("{more} more columns of values not shown")));
        }
        let mut x = left;
        for (sign, text) in entries {
            let end = x + 22;
            let middle = x + 11;
            match sign {
                Sign::Line(color) => {
                    area.draw(&PathElement::new([(x, y), (end, y)], line(color, 2)))?
                }
                Sign::Dashes => {
                    for dash in [x, x + 9, x + 18] {
                        let path = [(dash, y), (dash + 5, y)];
                        area.draw(&PathElement::new(path, line(DETECTION, 1)))?;
                    }
                }
                Sign::Dot => {
                    area.draw(&Circle::new((middle, y), 4, DETECTION.filled()))?;
                }
                Sign::Band => {
                    area.draw(&Rectangle::new([(x, y - 6), (end, y + 6)], KNOWN.mix(0.3).filled()))?
                }
                Sign::Nothing => {}
            }
            area.draw(&Text::new(text.clone(), (end + 6, y), style.clone()))?;
            let (width, _) = area.estimate_text_size(&text, &style)?;
            x = end + 6 + width as i32 + 22;
        }
        Ok(())
    }
}

/// The frame of a panel with its grid and its labels.
pub(super) fn frame<'a, DB: DrawingBackend + 'a>(
    area: &Area<'a, DB>,
    axis: &Axis,
    name: &str,
    y: (f64, f64),
    y_labels: usize,
    top: i32,
    shows_time: bool,
) -> Result<Context<'a, DB>, DrawingAreaErrorKind<DB::ErrorType>> {
    let (first, last) = axis.range();
    let ticks: Vec<f64> = axis.ticks.iter().map(|tick| tick.at).collect();
    let mut chart = ChartBuilder::on(area)
        .margin_left(12)
        .margin_right(40)
        .margin_top(top)
        .x_label_area_size(if shows_time { 44 } else { 8 })
        .y_label_area_size(70)
        .build_cartesian_2d(Horizontal::new(first..last, ticks), y.0..y.1)?;
    let label = |x: &f64| {
        let tick = axis.ticks.iter().find(|tick| shows_time && tick.at == *x);
        tick.map_or(String::new(), |tick| tick.label.clone())
    };
    let mut mesh = chart.configure_mesh();
    mesh.x_label_formatter(&label)
        .y_labels(y_labels)
        .y_label_formatter(&|y| readable(*y))
        .light_line_style(plotters::style::TRANSPARENT)
        .bold_line_style(line(GRID, 1))
        .axis_style(line(SCORE, 1))
        .label_style(font(12, INK))
        .axis_desc_style(font(13, INK))
        .y_desc(name);
    if shows_time {
        mesh.x_desc(axis.title);
    }
    mesh.draw()?;
    Ok(chart)
}

/// A line of many points, thinned.
pub(super) fn draw_line<DB: DrawingBackend>(
    chart: &mut Context<'_, DB>,
    axis: &Axis,
    rows: impl IntoIterator<Item = (f64, Option<f64>)>,
    style: ShapeStyle,
) -> Outcome<DB> {
    let (width, _) = chart.plotting_area().dim_in_pixel();
    for piece in thinned(rows, axis.range(), width.max(1) as usize) {
        // A value between two missing ones is a dot.
        if let [only] = piece[..] {
            chart.draw_series([Circle::new(only, 1, style.color.filled())])?;
        }
        chart.draw_series(LineSeries::new(piece, style))?;
    }
    Ok(())
}

pub(super) fn font(size: i32, color: RGBColor) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&color)
}

pub(super) fn line(color: RGBColor, stroke_width: u32) -> ShapeStyle {
    ShapeStyle { color: color.to_rgba(), filled: false, stroke_width }
}

/// What stands before an entry of the legend.
enum Sign {
    Line(RGBColor),
    Dashes,
    Dot,
    Band,
    Nothing,
}

/// A number for the axis: short, and exact enough to tell neighbours apart.
pub(crate) fn readable(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let size = number.abs();
    if !(1e-4..1e7).contains(&size) {
        return format!("{number:.1e}");
    }
    let rounded = format!("{number:.4}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Level, PlotFile, Point, svg};
    use super::*;

    fn plot(rows: usize, missing: bool) -> Plot {
        let start: jiff::civil::DateTime = "2014-04-01".parse().unwrap();
        let point = |row: usize| Point {
            time: Some(start + jiff::Span::new().minutes(5 * row as i64)),
            values: vec![(!(missing && row % 10 == 3)).then(|| (row as f64 / 40.0).sin())],
            score: if row % 500 == 400 { 0.9 } else { 0.02 },
        };
        Plot {
            title: "test.csv".into(),
            names: vec!["load".into()],
            points: (0..rows).map(point).collect(),
            threshold: 0.5,
            spans: vec![Span { start: 390, end: 410, label: "spike".into() }],
            levels: Vec::new(),
        }
    }

    #[test]
    fn every_size_of_plot_can_be_drawn() {
        let folder = tempfile::tempdir().unwrap();
        for (name, rows) in
            [("a.svg", 0), ("b.svg", 1), ("c.svg", 2), ("d.svg", 2000), ("e.png", 500)]
        {
            let path = folder.path().join(name);
            let file = PlotFile::create(&path.to_str().unwrap().parse().unwrap()).unwrap();
            let mut plot = plot(rows, true);
            plot.spans.retain(|span| span.end <= rows);
            file.draw(&plot).unwrap();
            let bytes = std::fs::read(&path).unwrap();
            let start: &[u8] = if name.ends_with("svg") { b"<svg" } else { b"\x89PNG" };
            assert!(bytes.starts_with(start), "{name}");
        }
    }

    #[test]
    fn an_svg_names_what_it_shows_and_stays_small() {
        let shown = plot(20_000, false);
        let text = svg(|area| draw(area, &shown)).unwrap();
        for word in ["test.csv", "load", "anomaly score", "threshold 0.5", "40 detections", "spike"]
        {
            assert!(text.contains(word), "{word}");
        }
        assert!(text.len() < 300_000, "{}", text.len());
    }

    #[test]
    fn the_regions_of_a_network_have_a_panel_each() {
        let mut plot = plot(2000, false);
        let level = |name: &str, period: usize, high: usize| Level {
            name: name.into(),
            scores: (period - 1..2000)
                .step_by(period)
                .map(|row| (row, if row == high { 0.9 } else { 0.02 }))
                .collect(),
        };
        plot.levels = vec![level("first", 1, 700), level("second", 6, 1001)];
        let text = svg(|area| draw(area, &plot)).unwrap();
        for word in ["first", "second", "2 detections"] {
            assert!(text.contains(word), "{word}");
        }
    }

    #[test]
    fn numbers_on_the_axis_are_short() {
        let numbers = [0.0, 21.0, 0.5, -3.25, 123_456.0, 1e9, 2e-7];
        let text: Vec<String> = numbers.into_iter().map(readable).collect();
        assert_eq!(text, ["0", "21", "0.5", "-3.25", "123456", "1.0e9", "2.0e-7"]);
    }
}
