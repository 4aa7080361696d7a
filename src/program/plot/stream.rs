//! The plot of a stream: the values over time, the scores below, and the detections in both.

use super::{Plot, RIGHT, Span, WIDTH};
use crate::detections::{Detection, detections};
use crate::drawing::axis::{Axis, Timeline};
use crate::drawing::{
    Anchor, Area, BELOW, Canvas, Colour, Figure, Fill, Head, LEFT, Palette, Panel, Shape, Sign,
    Stroke, fitted, text_width, value_range,
};

const VALUE: Stroke = Stroke::solid(Colour::Blue, 1.2);
const SCORE: Stroke = Stroke::solid(Colour::Grey, 1.0);
const THRESHOLD: Stroke = Stroke::dashed(Colour::Orange, 1.2);
const DETECTION: Colour = Colour::Orange;
const KNOWN: Fill = Fill::of(Colour::Amber, 0.35);

/// The maximum number of panels of values; of more columns, the first are drawn.
const MOST_VALUE_PANELS: usize = 6;

/// The maximum number of rows of labels above the values, and the height of each.
const MOST_LABEL_ROWS: usize = 3;
const LABEL_ROW: f64 = 16.0;

/// The size of the labels of detections and known anomalies.
const LABEL: f64 = 12.0;

/// The distance between panels.
const GAP: f64 = 18.0;

/// Draws `plot`.
pub(super) fn figure(plot: &Plot) -> Figure {
    let panels: Vec<ScorePanel<'_>> = if plot.levels.is_empty() {
        let scores = plot.points.iter().map(|point| point.score).enumerate().collect();
        vec![ScorePanel::new("anomaly score", scores, plot.threshold)]
    } else {
        let levels = plot.levels.iter();
        levels.map(|l| ScorePanel::new(&l.name, l.scores.clone(), plot.threshold)).collect()
    };
    let timeline = Timeline::of(plot.points.iter().map(|point| point.time));
    let mut drawing = Drawing { plot, timeline, detections: Vec::new(), panels };
    drawing.detections = drawing.strongest();
    drawing.figure()
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
        // Consecutive steps are one detection, even if there are rows without a step between them.
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
    timeline: Timeline,
    panels: Vec<ScorePanel<'a>>,
    /// Of all panels, in the order of time; of those on one column of pixels, the strongest.
    detections: Vec<Detection>,
}

/// A label of a detection: its row, counted from the bottom, and the width it takes.
struct Label {
    text: String,
    row: usize,
    from: f64,
    to: f64,
}

impl Drawing<'_> {
    fn position(&self, row: usize) -> f64 {
        self.timeline.positions[row]
    }

    /// The horizontal position of the first row of a detection in the drawing.
    fn x(&self, detection: &Detection) -> f64 {
        let Axis { low, high, .. } = self.timeline.axis;
        LEFT + (self.position(detection.start) - low) / (high - low) * (WIDTH - RIGHT - LEFT)
    }

    /// The detections to be drawn.
    fn strongest(&self) -> Vec<Detection> {
        let mut all: Vec<Detection> =
            self.panels.iter().flat_map(|panel| panel.detections.clone()).collect();
        all.sort_by_key(|detection| detection.start);
        let column = |of: &Detection| self.x(of).round() as i64;
        let mut kept: Vec<Detection> = Vec::new();
        for detection in all {
            match kept.last_mut() {
                Some(last) if column(last) == column(&detection) => {
                    if detection.peak > last.peak {
                        *last = detection;
                    }
                }
                _ => kept.push(detection),
            }
        }
        kept
    }

    fn figure(&self) -> Figure {
        let mut canvas = Canvas::new(Palette::Light);
        let (left, right) = (LEFT, WIDTH - RIGHT);
        let head = Head { title: &self.plot.title, entries: self.entries() };
        let labels = self.labels();
        let rows = labels.iter().map(|label| label.row + 1).max().unwrap_or(0);
        let mut top = head.draw(&mut canvas, left, right) + rows as f64 * LABEL_ROW + 6.0;
        for Label { text, row, from, .. } in labels {
            let y = top - 5.0 - LABEL_ROW * row as f64;
            canvas.text((from, y), Anchor::Start, LABEL, DETECTION, &text);
        }
        let values = self.plot.names.len().clamp(1, MOST_VALUE_PANELS);
        let height = if values == 1 { 260.0 } else { 130.0 };
        for column in 0..values {
            let area = Area { left, top, right, bottom: top + height };
            self.draw_values(&mut canvas, area, column);
            top = area.bottom + GAP;
        }
        let height = if self.panels.len() == 1 { 120.0 } else { 100.0 };
        for (level, panel) in self.panels.iter().enumerate() {
            let area = Area { left, top, right, bottom: top + height };
            self.draw_scores(&mut canvas, area, panel, level + 1 == self.panels.len());
            top = area.bottom + GAP;
        }
        let size = (WIDTH, top - GAP + BELOW);
        Figure { canvas, size, title: self.plot.title.clone() }
    }

    fn draw_values(&self, canvas: &mut Canvas, area: Area, column: usize) {
        let of = |row: usize| self.plot.points[row].values.get(column).copied().flatten();
        let rows = 0..self.plot.points.len();
        let name = self.plot.names.get(column).map_or("value", String::as_str);
        let y = Axis::numbers(name, value_range(rows.clone().filter_map(of)), 6);
        let panel = Panel::new(area, &self.timeline.axis, &y);
        panel.frame(canvas, &self.timeline.axis, &y, false);
        for span in &self.plot.spans {
            self.shade(canvas, &panel, span, column == 0);
        }
        for detection in &self.detections {
            let stroke = Stroke::solid(Colour::Faint, 1.0);
            panel.upright(canvas, self.position(detection.start), stroke);
        }
        panel.line(canvas, rows.map(|row| (self.position(row), of(row))), VALUE);
        let marks = self
            .detections
            .iter()
            .filter_map(|detection| Some((self.position(detection.start), of(detection.start)?)));
        panel.marks(canvas, marks, Shape::Dot, 4.0, DETECTION);
    }

    fn shade(&self, canvas: &mut Canvas, panel: &Panel, span: &Span, is_labelled: bool) {
        let positions = &self.timeline.positions;
        let Some(&start) = positions.get(span.start) else { return };
        let last = span.end.saturating_sub(1).min(positions.len() - 1);
        let shaded = panel.shade(canvas, (start, positions[last.max(span.start)]), KNOWN);
        if is_labelled {
            let Area { left, right, bottom, .. } = panel.area;
            let label = fitted(&span.label, LABEL, right - left);
            // At the right edge the label moves to the left to stay inside.
            let x = shaded.left.min(right - text_width(&label, LABEL)).max(left);
            canvas.text((x, bottom - 5.0), Anchor::Start, LABEL, Colour::Ink, &label);
        }
    }

    /// As many labels of detections as fit, the strongest first.
    fn labels(&self) -> Vec<Label> {
        let mut strongest: Vec<&Detection> = self.detections.iter().collect();
        strongest.sort_by(|a, b| b.peak.total_cmp(&a.peak).then(a.start.cmp(&b.start)));
        let mut labels: Vec<Label> = Vec::new();
        for detection in strongest {
            let text = self.label_of(detection);
            let width = text_width(&text, LABEL);
            let from = (self.x(detection) - width / 2.0).min(WIDTH - width - 4.0).max(4.0);
            let to = from + width + 10.0;
            let is_free = |row: &usize| {
                labels.iter().all(|other| other.row != *row || to <= other.from || other.to <= from)
            };
            if let Some(row) = (0..MOST_LABEL_ROWS).find(is_free) {
                labels.push(Label { text, row, from, to });
            }
        }
        labels
    }

    fn label_of(&self, detection: &Detection) -> String {
        match self.plot.points[detection.start].time {
            Some(time) => time.strftime("%m-%d %H:%M").to_string(),
            None => format!("row {}", detection.start + 1),
        }
    }

    fn draw_scores(&self, canvas: &mut Canvas, area: Area, of: &ScorePanel<'_>, shows_x: bool) {
        let y = Axis::numbers(of.name, (0.0, 1.05), 3);
        let panel = Panel::new(area, &self.timeline.axis, &y);
        panel.frame(canvas, &self.timeline.axis, &y, shows_x);
        let rows = of.scores.iter().map(|&(row, score)| (self.position(row), Some(score)));
        panel.line(canvas, rows, SCORE);
        if (0.0..=1.05).contains(&self.plot.threshold) {
            panel.level(canvas, self.plot.threshold, THRESHOLD);
        }
        let marks = of.detections.iter().filter_map(|detection| {
            let row = of.scores.binary_search_by_key(&detection.start, |&(row, _)| row).ok()?;
            Some((self.position(detection.start), of.scores[row].1))
        });
        panel.marks(canvas, marks, Shape::Dot, 3.5, DETECTION);
    }

    fn entries(&self) -> Vec<(Sign, String)> {
        let count: usize = self.panels.iter().map(|panel| panel.detections.len()).sum();
        let s = if count == 1 { "" } else { "s" };
        let value = match &self.plot.names[..] {
            [only] => only.clone(),
            _ => "values".to_owned(),
        };
        let mut entries = vec![
            (Sign::Line(Stroke::solid(VALUE.colour(), 2.0)), value),
            (Sign::Line(Stroke::solid(SCORE.colour(), 2.0)), "anomaly score".to_owned()),
            (Sign::Line(THRESHOLD), format!("threshold {}", self.plot.threshold)),
            (Sign::Mark(Shape::Dot, DETECTION), format!("{count} detection{s} (first row)")),
        ];
        if !self.plot.spans.is_empty() {
            entries.push((Sign::Area(KNOWN), "planted anomaly".to_owned()));
        }
        if self.plot.names.len() > MOST_VALUE_PANELS {
            let more = self.plot.names.len() - MOST_VALUE_PANELS;
            entries.push((Sign::None, format!("{more} more columns of values not shown")));
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Level, PlotFile, Point};
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
        let text = figure(&shown).svg();
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
        let text = figure(&plot).svg();
        for word in ["first", "second", "2 detections"] {
            assert!(text.contains(word), "{word}");
        }
    }
}
