//! The figure of a file: values above, scores below, and the hits, misses and false alarms.

use maud::{Markup, html};

use super::super::corpus::CorpusFile;
use super::super::scoring::is_never;
use crate::drawing::axis::{Axis, Timeline};
use crate::drawing::{
    Anchor, Area, BELOW, Canvas, Colour, Fill, LEFT, Palette, Panel, Shape, Sign, Stroke,
    value_range,
};

// In units of the drawing.
const WIDTH: f64 = 960.0;
const RIGHT: f64 = 940.0;
const VALUES: Area = Area { left: LEFT, top: 40.0, right: RIGHT, bottom: 210.0 };
const SCORES: Area = Area { left: LEFT, top: 228.0, right: RIGHT, bottom: 298.0 };
const HEIGHT: f64 = SCORES.bottom + BELOW;

/// The size of the letters above the windows.
const TEXT: f64 = 13.0;

/// The width of the word above a window.
const WORD: f64 = 50.0;

const VALUE: Stroke = Stroke::solid(Colour::Blue, 1.2);
const SCORE: Stroke = Stroke::solid(Colour::Grey, 1.0);
const THRESHOLD: Stroke = Stroke::dashed(Colour::Orange, 1.2);
const HIT: Fill = Fill::of(Colour::Amber, 0.25).border(Stroke::solid(Colour::Green, 1.2));
const MISSED: Fill = Fill::of(Colour::Amber, 0.25).border(Stroke::dashed(Colour::Orange, 1.6));
const PROBATION: Fill = Fill::of(Colour::Faint, 0.4);
const FIRST: Sign = Sign::Mark(Shape::Triangle, Colour::Green);
const ALARM: Sign = Sign::Mark(Shape::Cross, Colour::Orange);

struct Figure<'a> {
    file: &'a CorpusFile,
    scores: &'a [f64],
    threshold: f64,
    timeline: Timeline,
    values: Panel,
    canvas: Canvas,
}

/// The figure of a file with these scores.
pub(super) fn figure(file: &CorpusFile, scores: &[f64], threshold: f64) -> Markup {
    let timeline = Timeline::of(file.times.iter().copied().map(Some));
    let numbers = file.series.rows.iter().flat_map(|row| row.numbers().into_iter().flatten());
    let y = Axis::numbers("value", value_range(numbers), 5);
    let values = Panel::new(VALUES, &timeline.axis, &y);
    let canvas = Canvas::new(Palette::Variables);
    let mut figure = Figure { file, scores, threshold, timeline, values, canvas };
    figure.probation();
    values.frame(&mut figure.canvas, &figure.timeline.axis, &y, false);
    figure.windows();
    figure.lines();
    figure.hits();
    figure.false_alarms();
    let title = format!("Values and scores of {}", file.name);
    figure.canvas.element((WIDTH, HEIGHT), Some(&title))
}

impl Figure<'_> {
    /// The position of a row in the panel of values, at its first value.
    fn point(&self, row: usize) -> (f64, f64) {
        let value = self.file.series.rows[row].number(0).unwrap_or_default();
        (self.timeline.positions[row], value)
    }

    fn is_detection(&self, row: usize) -> bool {
        self.scores[row] >= self.threshold
    }

    /// The first detection in a window, among the scored rows.
    fn hit(&self, window: usize) -> Option<usize> {
        let labels = &self.file.labels;
        let window = labels.windows[window];
        (window.first.max(labels.probation())..=window.last).find(|row| self.is_detection(*row))
    }

    /// The rows that are not scored.
    fn probation(&mut self) {
        let probation = self.file.labels.probation();
        if probation > 0 {
            let (right, _) = self.values.at(self.point(probation));
            self.canvas.rectangle(Area { right, bottom: SCORES.bottom, ..VALUES }, PROBATION);
            let at = (LEFT + 4.0, SCORES.top - 4.0);
            self.canvas.text(at, Anchor::Start, TEXT, Colour::Dim, "not scored");
        }
    }

    //= spec/nab.md#nab-report
    //# Windows that were hit, windows that were missed and false alarms MUST be distinguishable
    //# without colours.
    fn windows(&mut self) {
        // If two words would overlap, the second one is written in the upper row.
        let (mut free, mut is_raised) = (0.0, false);
        for (number, window) in self.file.labels.windows.iter().enumerate() {
            let ends = [window.first, window.last].map(|row| self.timeline.positions[row]);
            let (word, class, fill) = match self.hit(number) {
                Some(_) => ("hit", "window", HIT),
                None => ("missed", "missed", MISSED),
            };
            let panel = self.values;
            self.canvas.group(class, |canvas| {
                let left = panel.shade(canvas, (ends[0], ends[1]), fill).left;
                is_raised = left < free && !is_raised;
                free = left + WORD;
                let y = VALUES.top - if is_raised { 20.0 } else { 5.0 };
                canvas.text((left, y), Anchor::Start, TEXT, Colour::Ink, word);
            });
        }
    }

    fn lines(&mut self) {
        let positions = &self.timeline.positions;
        for field in 0..self.file.series.columns.values.len() {
            let values = self.file.series.rows.iter().map(|row| row.number(field));
            self.values.line(&mut self.canvas, positions.iter().copied().zip(values), VALUE);
        }
        let y = Axis::numbers("score", (0.0, 1.0), 2);
        let panel = Panel::new(SCORES, &self.timeline.axis, &y);
        panel.frame(&mut self.canvas, &self.timeline.axis, &y, true);
        let scores = self.scores.iter().map(|score| Some(*score));
        panel.line(&mut self.canvas, positions.iter().copied().zip(scores), SCORE);
        if !is_never(self.threshold) {
            panel.level(&mut self.canvas, self.threshold.clamp(0.0, 1.0), THRESHOLD);
        }
    }

    /// A triangle below the first detection of each window.
    fn hits(&mut self) {
        for number in 0..self.file.labels.windows.len() {
            let Some(row) = self.hit(number) else { continue };
            let (x, y) = self.values.at(self.point(row));
            self.canvas.group("hit", |canvas| {
                canvas.mark((x, y + 7.0), Shape::Triangle, 6.0, Colour::Green);
            });
        }
    }

    /// A cross at each false alarm.
    fn false_alarms(&mut self) {
        let labels = &self.file.labels;
        let alarms: Vec<(f64, f64)> = (labels.probation()..labels.rows)
            .filter(|row| self.is_detection(*row) && labels.window_of(*row).is_none())
            .map(|row| self.point(row))
            .collect();
        if alarms.is_empty() {
            return;
        }
        let panel = self.values;
        self.canvas.group("alarm", |canvas| {
            panel.marks(canvas, alarms, Shape::Cross, 4.5, Colour::Orange);
        });
    }
}

/// The legend.
pub(super) fn legend() -> Markup {
    let entries = [
        (FIRST, "first detection in a window"),
        (ALARM, "false alarm"),
        (Sign::Area(HIT), "window, hit"),
        (Sign::Area(MISSED), "window, missed (dashed)"),
        (Sign::Line(THRESHOLD), "threshold"),
    ];
    let sign = |sign: Sign| {
        let mut canvas = Canvas::new(Palette::Variables);
        sign.draw(&mut canvas, (0.0, 0.0));
        canvas.element(Sign::SIZE, None)
    };
    html! {
        p.legend {
            @for (entry, text) in entries { span { (sign(entry)) " " (text) } "\n" }
        }
    }
}
