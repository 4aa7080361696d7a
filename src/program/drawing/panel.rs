//! A panel: data between two axes.

use super::axis::Axis;
use super::canvas::Canvas;
use super::font::{fitted, text_width};
use super::legend::SMALL;
use super::palette::Colour;
use super::series::thinned;
use super::shapes::{Anchor, Area, Fill, Shape, Stroke};

/// The space to the left of a panel for the title and the labels of its vertical axis.
pub const LEFT: f64 = 84.0;

/// The space below a panel for the labels and the title of its horizontal axis.
pub const BELOW: f64 = 46.0;

/// The least distance between two labels.
const GAP: f64 = 12.0;

/// From the numbers of an axis to the units of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    numbers: (f64, f64),
    units: (f64, f64),
}

impl Scale {
    fn at(&self, number: f64) -> f64 {
        // Halves first: the difference of two large numbers may be infinite.
        let (low, high) = self.numbers;
        let share = (number / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        self.units.0 + share * (self.units.1 - self.units.0)
    }
}

/// An area of a drawing with a horizontal and a vertical axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// The area inside the axes.
    pub area: Area,
    x: Scale,
    y: Scale,
}

impl Panel {
    /// A panel that has not been drawn yet.
    #[must_use]
    pub const fn new(area: Area, x: &Axis, y: &Axis) -> Self {
        Self {
            area,
            x: Scale { numbers: (x.low, x.high), units: (area.left, area.right) },
            y: Scale { numbers: (y.low, y.high), units: (area.bottom, area.top) },
        }
    }

    /// The point of the drawing for a point of the data.
    #[must_use]
    pub fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.x.at(x), self.y.at(y))
    }

    /// The grid, the axes, the labels and titles; those of the horizontal axis only if `shows_x`.
    pub fn frame(&self, canvas: &mut Canvas, x: &Axis, y: &Axis, shows_x: bool) {
        let Area { left, top, right, bottom } = self.area;
        let (grid, line) = (Stroke::solid(Colour::Faint, 1.0), Stroke::solid(Colour::Line, 1.0));
        let across = x.ticks.iter().map(|tick| [(tick.at, y.low), (tick.at, y.high)]);
        let up = y.ticks.iter().map(|tick| [(x.low, tick.at), (x.high, tick.at)]);
        canvas.lines(across.chain(up).map(|ends| ends.map(|end| self.at(end))), grid);
        canvas.lines([[(left, top), (left, bottom), (right, bottom)]], line);
        for tick in &y.ticks {
            let (_, at) = self.at((x.low, tick.at));
            let place = (left - 8.0, at + SMALL * 0.35);
            canvas.text(place, Anchor::End, SMALL, Colour::Ink, &tick.label);
        }
        let middle = f64::midpoint(top, bottom);
        canvas.upward_text((left - LEFT + 20.0, middle), SMALL, self.area.height(), &y.title);
        if shows_x {
            self.labels_below(canvas, x);
        }
    }

    /// The labels and the title of the horizontal axis, without those labels that would overlap the one
    /// before.
    fn labels_below(&self, canvas: &mut Canvas, x: &Axis) {
        let Area { left, right, bottom, .. } = self.area;
        let mut free = f64::NEG_INFINITY;
        let between = (right - left) / (x.high - x.low);
        for tick in &x.ticks {
            let label = fitted(&tick.label, SMALL, between.max(140.0));
            let half = text_width(&label, SMALL) / 2.0;
            let at = self.x.at(tick.at);
            if at - half >= free {
                free = at + half + GAP;
                let place = (at, bottom + 18.0);
                canvas.text(place, Anchor::Middle, SMALL, Colour::Ink, &label);
            }
        }
        let place = (f64::midpoint(left, right), bottom + 38.0);
        canvas.text(place, Anchor::Middle, SMALL, Colour::Ink, &x.title);
    }

    /// A line through the rows that have a value, thinned to the columns of pixels. A value between two
    /// missing ones is a dot.
    pub fn line(
        &self,
        canvas: &mut Canvas,
        rows: impl IntoIterator<Item = (f64, Option<f64>)>,
        stroke: Stroke,
    ) {
        let columns = self.area.width().max(1.0) as usize;
        let pieces = thinned(rows, self.x.numbers, columns);
        for piece in &pieces {
            if let [only] = piece[..] {
                canvas.mark(self.at(only), Shape::Dot, 1.2, stroke.colour());
            }
        }
        let lines = pieces.iter().filter(|piece| piece.len() > 1);
        canvas.lines(lines.map(|piece| piece.iter().map(|point| self.at(*point))), stroke);
    }

    /// A mark at each point; only one for several points on the same pixel.
    pub fn marks(
        &self,
        canvas: &mut Canvas,
        points: impl IntoIterator<Item = (f64, f64)>,
        shape: Shape,
        radius: f64,
        colour: Colour,
    ) {
        let mut drawn = std::collections::HashSet::new();
        for point in points {
            let (x, y) = self.at(point);
            if drawn.insert((x.round() as i64, y.round() as i64)) {
                canvas.mark((x, y), shape, radius, colour);
            }
        }
    }

    /// A bar from one corner to the opposite one.
    pub fn bar(&self, canvas: &mut Canvas, one: (f64, f64), other: (f64, f64), fill: Fill) {
        let ((x1, y1), (x2, y2)) = (self.at(one), self.at(other));
        let (left, right) = (x1.min(x2), x1.max(x2));
        canvas.rectangle(Area { left, top: y1.min(y2), right, bottom: y1.max(y2) }, fill);
    }

    /// The area between the lower and the upper end at each position.
    pub fn band(&self, canvas: &mut Canvas, ends: &[(f64, (f64, f64))], fill: Fill) {
        let high = ends.iter().map(|&(x, (_, high))| (x, high));
        let low = ends.iter().rev().map(|&(x, (low, _))| (x, low));
        canvas.polygon(high.chain(low).map(|point| self.at(point)), fill);
    }

    /// Shades the panel from one position to another, at least three pixels wide.
    pub fn shade(&self, canvas: &mut Canvas, (from, to): (f64, f64), fill: Fill) -> Area {
        let (left, right) = (self.x.at(from), self.x.at(to));
        let area = Area { left, right: right.max(left + 3.0), ..self.area };
        canvas.rectangle(area, fill);
        area
    }

    /// A line across the panel at a height.
    pub fn level(&self, canvas: &mut Canvas, y: f64, stroke: Stroke) {
        let y = self.y.at(y);
        canvas.line((self.area.left, y), (self.area.right, y), stroke);
    }

    /// A line up the panel at a position.
    pub fn upright(&self, canvas: &mut Canvas, x: f64, stroke: Stroke) {
        let x = self.x.at(x);
        canvas.line((x, self.area.top), (x, self.area.bottom), stroke);
    }
}
