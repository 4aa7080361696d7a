//! The picture of a file: values above, scores below, and what was hit, missed and raised in vain.

use std::fmt::Write;

use super::super::corpus::CorpusFile;
use super::super::scoring::is_never;
use super::escaped;
use crate::plot::{Axis, Point, readable, thinned, value_range};

// In units of the picture.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 945.0;
const VALUES: Panel = Panel { top: 36.0, bottom: 206.0 };
const SCORES: Panel = Panel { top: 222.0, bottom: 272.0 };
const HEIGHT: f64 = 294.0;

/// Strips into which a line is thinned.
const STRIPS: usize = 600;

/// The narrowest window that can be seen.
const NARROWEST: f64 = 3.0;

/// Labels of times nearer to each other than this would overlap.
const LABEL_GAP: f64 = 90.0;

/// The width that the word above a window takes.
const WORD: f64 = 42.0;

/// A panel, from its upper to its lower edge.
#[derive(Clone, Copy)]
struct Panel {
    top: f64,
    bottom: f64,
}

/// From a range of numbers to a panel.
struct Scale {
    panel: Panel,
    range: (f64, f64),
}

impl Scale {
    fn y(&self, number: f64) -> f64 {
        // Halves first: the difference of two large values may be infinite.
        let height = self.range.1 / 2.0 - self.range.0 / 2.0;
        let part = (number / 2.0 - self.range.0 / 2.0) / height;
        self.panel.bottom - part * (self.panel.bottom - self.panel.top)
    }
}

struct Figure<'a> {
    file: &'a CorpusFile,
    scores: &'a [f64],
    threshold: f64,
    axis: Axis,
    values: Scale,
    svg: String,
}

/// The picture of a file whose rows have these scores.
pub(super) fn figure(file: &CorpusFile, scores: &[f64], threshold: f64) -> String {
    let point = |(row, score): (&super::super::corpus::DataRow, &f64)| Point {
        time: Some(row.time),
        values: vec![Some(row.value)],
        score: *score,
    };
    let points: Vec<Point> = file.rows.iter().zip(scores).map(point).collect();
    let range = value_range(file.rows.iter().map(|row| row.value));
    let mut figure = Figure {
        file,
        scores,
        threshold,
        axis: Axis::of(&points),
        values: Scale { panel: VALUES, range },
        svg: format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n",
            escaped(&format!("Values and scores of {}", file.name))
        ),
    };
    figure.probation();
    figure.frame();
    figure.windows();
    figure.lines();
    figure.hits();
    figure.false_alarms();
    figure.svg + "</svg>\n"
}

impl Figure<'_> {
    /// Adds an element. Writing to a text cannot fail.
    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        let _ = self.svg.write_fmt(element);
        self.svg.push('\n');
    }

    fn x(&self, row: usize) -> f64 {
        self.at(self.axis.positions[row])
    }

    fn at(&self, position: f64) -> f64 {
        let (first, last) = self.axis.range();
        LEFT + (position - first) / (last - first) * (RIGHT - LEFT)
    }

    fn is_detection(&self, row: usize) -> bool {
        self.scores[row] >= self.threshold
    }

    /// The first detection in a window that counts.
    fn hit(&self, window: usize) -> Option<usize> {
        let labels = &self.file.labels;
        let window = labels.windows[window];
        (window.first.max(labels.probation())..=window.last).find(|row| self.is_detection(*row))
    }

    /// The rows that do not count.
    fn probation(&mut self) {
        let probation = self.file.labels.probation();
        if probation > 0 {
            let (width, height) = (self.x(probation) - LEFT, SCORES.bottom - VALUES.top);
            let top = VALUES.top;
            self.add(format_args!(
                "<rect class=\"probation\" x=\"{LEFT}\" y=\"{top}\" width=\"{width:.1}\" height=\"{height}\"/>\
                 <text x=\"{LEFT}\" y=\"{}\">not scored</text>",
                SCORES.top - 4.0
            ));
        }
    }

    /// The panels with their labels.
    fn frame(&mut self) {
        let (low, high) = self.values.range;
        for (panel, numbers) in
            [(VALUES, [short(high), short(low)]), (SCORES, ["1".to_owned(), "0".to_owned()])]
        {
            let (top, height) = (panel.top, panel.bottom - panel.top);
            self.add(format_args!(
                "<rect class=\"grid\" x=\"{LEFT}\" y=\"{top}\" width=\"{}\" height=\"{height}\"/>",
                RIGHT - LEFT
            ));
            for (number, y) in numbers.iter().zip([panel.top + 9.0, panel.bottom]) {
                let x = LEFT - 5.0;
                self.add(format_args!(
                    "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{number}</text>"
                ));
            }
            let (name, middle) = if top == VALUES.top { ("value", 0.5) } else { ("score", 0.62) };
            let (x, y) = (LEFT - 5.0, panel.top + middle * height);
            self.add(format_args!(
                "<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{name}</text>"
            ));
        }
        let mut free = LEFT;
        for tick in self.axis.ticks.clone() {
            let x = self.at(tick.at);
            if x >= free && x <= RIGHT - LABEL_GAP / 2.0 {
                free = x + LABEL_GAP;
                let (y, label) = (SCORES.bottom + 15.0, escaped(&tick.label));
                self.add(format_args!(
                    "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>"
                ));
            }
        }
    }

    //= spec/nab.md#nab-report
    //# Windows that were hit, windows that were missed and false alarms MUST be distinguishable
    //# without colours.
    fn windows(&mut self) {
        // Where words would overlap, the next goes to the upper row.
        let (mut free, mut is_raised) = (0.0, false);
        for (number, window) in self.file.labels.windows.clone().into_iter().enumerate() {
            let (x, end) = (self.x(window.first), self.x(window.last));
            let width = (end - x).max(NARROWEST);
            let (class, word) =
                if self.hit(number).is_some() { ("window", "hit") } else { ("missed", "missed") };
            let (top, height) = (VALUES.top, VALUES.bottom - VALUES.top);
            is_raised = x < free && !is_raised;
            free = x + WORD;
            let word_y = if is_raised { top - 19.0 } else { top - 5.0 };
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{height}\"/>\
                 <text x=\"{x:.1}\" y=\"{word_y}\">{word}</text>"
            ));
        }
    }

    fn lines(&mut self) {
        let values: Vec<f64> = self.file.rows.iter().map(|row| row.value).collect();
        let values = self.path(&values, &Scale { panel: VALUES, range: self.values.range });
        self.add(format_args!("{}", values.replace("CLASS", "value")));
        let scale = Scale { panel: SCORES, range: (0.0, 1.0) };
        let scores = self.path(self.scores, &scale);
        self.add(format_args!("{}", scores.replace("CLASS", "score")));
        if !is_never(self.threshold) {
            let y = scale.y(self.threshold.clamp(0.0, 1.0));
            self.add(format_args!("<path class=\"threshold\" d=\"M{LEFT} {y:.1}H{RIGHT}\"/>"));
        }
    }

    /// A line through the rows, thinned, of the class CLASS.
    fn path(&self, numbers: &[f64], scale: &Scale) -> String {
        let rows = self.axis.positions.iter().zip(numbers).map(|(x, y)| (*x, Some(*y)));
        let mut path = String::new();
        for piece in thinned(rows, self.axis.range(), STRIPS) {
            for (number, (x, y)) in piece.into_iter().enumerate() {
                let command = if number == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{command}{:.1} {:.1}", self.at(x), scale.y(y));
            }
        }
        format!("<path class=\"CLASS\" d=\"{path}\"/>")
    }

    /// A triangle at the first detection of each window.
    fn hits(&mut self) {
        for number in 0..self.file.labels.windows.len() {
            let Some(row) = self.hit(number) else { continue };
            let (x, y) = (self.x(row), self.values.y(self.file.rows[row].value));
            self.add(format_args!("{}", triangle(x, y)));
        }
    }

    /// A cross at each false alarm.
    fn false_alarms(&mut self) {
        let labels = &self.file.labels;
        let rows = labels.probation()..labels.rows;
        let alarms: Vec<usize> = rows
            .filter(|row| self.is_detection(*row) && labels.window_of(*row).is_none())
            .collect();
        let mut before = None;
        for row in alarms {
            let (x, y) = (self.x(row), self.values.y(self.file.rows[row].value));
            // Crosses on one spot are drawn once.
            let spot = (x.round() as i64, y.round() as i64);
            if before.replace(spot) != Some(spot) {
                self.add(format_args!("{}", cross(x, y)));
            }
        }
    }
}

/// A number that fits beside the panel.
fn short(number: f64) -> String {
    let text = readable(number);
    if text.len() <= 9 { text } else { format!("{number:.2e}") }
}

fn triangle(x: f64, y: f64) -> String {
    format!("<path class=\"hit\" d=\"M{x:.1} {y:.1}l6 11h-12z\"/>")
}

fn cross(x: f64, y: f64) -> String {
    format!("<path class=\"alarm\" d=\"M{:.1} {:.1}l8 8m0 -8l-8 8\"/>", x - 4.0, y - 4.0)
}

/// What the signs mean.
pub(super) fn legend() -> String {
    let signs = [
        (triangle(12.0, 4.0), "first detection in a window"),
        (cross(12.0, 9.0), "false alarm"),
        (
            "<rect class=\"window\" x=\"2\" y=\"2\" width=\"20\" height=\"14\"/>".to_owned(),
            "window, hit",
        ),
        (
            "<rect class=\"missed\" x=\"2\" y=\"2\" width=\"20\" height=\"14\"/>".to_owned(),
            "window, missed (dashed)",
        ),
        ("<path class=\"threshold\" d=\"M0 9H24\"/>".to_owned(), "threshold"),
    ];
    let sign = |(sign, text): &(String, &str)| {
        format!(
            "<span><svg class=\"sign\" viewBox=\"0 0 24 18\" aria-hidden=\"true\">{sign}</svg> {text}</span>\n"
        )
    };
    let signs: String = signs.iter().map(sign).collect();
    format!("<p class=\"legend\">\n{signs}</p>\n")
}
