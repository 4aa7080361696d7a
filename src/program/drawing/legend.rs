//! The title and the legend of a drawing.

use super::canvas::Canvas;
use super::font::{fitted, text_width};
use super::palette::Colour;
use super::shapes::{Anchor, Area, Fill, Shape, Stroke};

/// The sign before an entry of a legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sign {
    /// Nothing.
    None,
    /// A line.
    Line(Stroke),
    /// A shaded area.
    Area(Fill),
    /// A mark.
    Mark(Shape, Colour),
    /// A line with a mark on it.
    MarkedLine(Stroke, Shape),
}

impl Sign {
    /// The size of a sign in units of the drawing.
    pub const SIZE: (f64, f64) = (24.0, 16.0);

    /// Draws the sign with its upper left corner at a point.
    pub fn draw(self, canvas: &mut Canvas, (x, y): (f64, f64)) {
        let (width, height) = Self::SIZE;
        let middle = y + height / 2.0;
        match self {
            Self::None => {}
            Self::Line(stroke) => canvas.line((x, middle), (x + width, middle), stroke),
            Self::Area(fill) => {
                let (left, top) = (x + 1.0, y + 1.0);
                let (right, bottom) = (x + width - 1.0, y + height - 1.0);
                canvas.rectangle(Area { left, top, right, bottom }, fill);
            }
            Self::Mark(shape, colour) => {
                canvas.mark((x + width / 2.0, middle), shape, 4.0, colour);
            }
            Self::MarkedLine(stroke, shape) => {
                canvas.line((x, middle), (x + width, middle), stroke);
                canvas.mark((x + width / 2.0, middle), shape, 3.5, stroke.colour);
            }
        }
    }
}

/// A title and a legend at the top of a drawing.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// The title.
    pub title: &'a str,
    /// The entries of the legend.
    pub entries: Vec<(Sign, String)>,
}

/// The size of the letters of a legend and of axes.
pub(super) const SMALL: f64 = 13.0;

impl Head<'_> {
    /// Draws the head within a width from `left` to `right`; gives its height.
    pub fn draw(&self, canvas: &mut Canvas, left: f64, right: f64) -> f64 {
        let title = fitted(self.title, 18.0, right - left);
        canvas.text((left, 27.0), Anchor::Start, 18.0, Colour::Ink, &title);
        let (sign_width, sign_height) = Sign::SIZE;
        let (mut x, mut y) = (left, 40.0);
        for (sign, text) in &self.entries {
            let indent = if *sign == Sign::None { 0.0 } else { sign_width + 6.0 };
            let text = fitted(text, SMALL, right - left - indent);
            let width = indent + text_width(&text, SMALL);
            if x > left && x + width > right {
                (x, y) = (left, y + 20.0);
            }
            sign.draw(canvas, (x, y));
            let at = (x + indent, y + sign_height / 2.0 + SMALL * 0.35);
            canvas.text(at, Anchor::Start, SMALL, Colour::Ink, &text);
            x += width + 20.0;
        }
        if self.entries.is_empty() { 40.0 } else { y + 26.0 }
    }
}
