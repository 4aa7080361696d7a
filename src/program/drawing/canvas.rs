//! A drawing in SVG: shapes, lines and text in the colours of a palette.

use std::fmt::{self, Write as _};

use maud::{Markup, PreEscaped, html};

use super::font::fitted;
use super::palette::{Colour, Palette};
use super::shapes::{Anchor, Area, Fill, Shape, Stroke};

/// A coordinate with at most one decimal.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.1}", self.0);
        let text = text.strip_suffix(".0").unwrap_or(&text);
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

/// A drawing in progress.
///
/// All text is escaped, and characters that XML does not allow become spaces.
#[derive(Clone, Debug)]
pub struct Canvas {
    palette: Palette,
    elements: String,
}

impl Canvas {
    /// An empty drawing.
    #[must_use]
    pub const fn new(palette: Palette) -> Self {
        Self { palette, elements: String::new() }
    }

    fn add(&mut self, element: Markup) {
        self.elements.push_str(&element.0);
        self.elements.push('\n');
    }

    /// A rectangle.
    pub fn rectangle(&mut self, area: Area, fill: Fill) {
        let attributes = self.painted(fill);
        self.add(html! {
            rect x=(Number(area.left)) y=(Number(area.top)) width=(Number(area.width()))
                height=(Number(area.height())) fill=(attributes.fill)
                fill-opacity=[attributes.opacity] stroke=[attributes.stroke]
                stroke-width=[attributes.width] stroke-dasharray=[attributes.dashes] {}
        });
    }

    /// A closed shape with straight edges.
    pub fn polygon(&mut self, corners: impl IntoIterator<Item = (f64, f64)>, fill: Fill) {
        let attributes = self.painted(fill);
        let mut points = String::new();
        for (x, y) in corners {
            let gap = if points.is_empty() { "" } else { " " };
            let _ = write!(points, "{gap}{},{}", Number(x), Number(y));
        }
        self.add(html! {
            polygon points=(points) fill=(attributes.fill) fill-opacity=[attributes.opacity]
                stroke=[attributes.stroke] stroke-width=[attributes.width]
                stroke-dasharray=[attributes.dashes] {}
        });
    }

    /// Lines, each through its points.
    pub fn lines<P: IntoIterator<Item = (f64, f64)>>(
        &mut self,
        lines: impl IntoIterator<Item = P>,
        stroke: Stroke,
    ) {
        let mut path = String::new();
        for line in lines {
            for (index, (x, y)) in line.into_iter().enumerate() {
                let command = if index == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{command}{} {}", Number(x), Number(y));
            }
        }
        if path.is_empty() {
            return;
        }
        self.add(html! {
            path d=(path) fill="none" stroke=(self.palette.paint(stroke.colour))
                stroke-width=(Number(stroke.width)) stroke-dasharray=[stroke.dashes()]
                stroke-linejoin="round" {}
        });
    }

    /// One straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        self.lines([[from, to]], stroke);
    }

    /// A mark of this radius at a point.
    pub fn mark(&mut self, (x, y): (f64, f64), shape: Shape, radius: f64, colour: Colour) {
        let fill = Fill::of(colour, 1.0);
        let r = radius;
        match shape {
            Shape::Dot => self.add(html! {
                circle cx=(Number(x)) cy=(Number(y)) r=(Number(r))
                    fill=(self.palette.paint(colour)) {}
            }),
            Shape::Square => {
                let r = r * 0.9;
                self.rectangle(Area { left: x - r, top: y - r, right: x + r, bottom: y + r }, fill);
            }
            Shape::Triangle => {
                self.polygon([(x, y - r * 1.2), (x + r * 1.1, y + r), (x - r * 1.1, y + r)], fill);
            }
            Shape::Diamond => {
                let r = r * 1.25;
                self.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill);
            }
            Shape::Cross => self.lines(
                [[(x - r, y - r), (x + r, y + r)], [(x + r, y - r), (x - r, y + r)]],
                Stroke::solid(colour, 1.8),
            ),
        }
    }

    /// A line of text. `y` is its baseline.
    pub fn text(
        &mut self,
        (x, y): (f64, f64),
        anchor: Anchor,
        size: f64,
        colour: Colour,
        text: &str,
    ) {
        self.write(None, (x, y), anchor, size, colour, text);
    }

    /// A text that runs upward, centred on a point, cut to this length.
    pub fn upward_text(&mut self, (x, y): (f64, f64), size: f64, length: f64, text: &str) {
        let turned = format!("rotate(-90 {} {})", Number(x), Number(y));
        let text = fitted(text, size, length);
        self.write(Some(turned), (x, y), Anchor::Middle, size, Colour::Ink, &text);
    }

    fn write(
        &mut self,
        transform: Option<String>,
        (x, y): (f64, f64),
        anchor: Anchor,
        size: f64,
        colour: Colour,
        text: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        };
        self.add(html! {
            text x=(Number(x)) y=(Number(y)) font-size=(Number(size)) text-anchor=[anchor]
                transform=[transform] fill=(self.palette.paint(colour)) { (printable(text)) }
        });
    }

    /// What `draw` adds, as a group of this class.
    pub fn group(&mut self, class: &'static str, draw: impl FnOnce(&mut Self)) {
        let mut inner = Self::new(self.palette);
        draw(&mut inner);
        self.add(html! { g class=(class) { (PreEscaped(inner.elements)) } });
    }

    /// What `draw` adds, shown from `from` to `to` of each period of this many seconds.
    pub fn shown_during(
        &mut self,
        (from, to): (f64, f64),
        period: f64,
        draw: impl FnOnce(&mut Self),
    ) {
        let (values, times) = match (from > 0.0, to < 1.0) {
            (false, false) => ("visible", "0".to_owned()),
            (false, true) => ("visible;hidden", format!("0;{to:.6}")),
            (true, false) => ("hidden;visible", format!("0;{from:.6}")),
            (true, true) => ("hidden;visible;hidden", format!("0;{from:.6};{to:.6}")),
        };
        let mut inner = Self::new(self.palette);
        draw(&mut inner);
        self.add(html! {
            g visibility=(if from > 0.0 { "hidden" } else { "visible" }) {
                animate attributeName="visibility" values=(values) keyTimes=(times)
                    calcMode="discrete" dur=(format!("{period:.3}s")) repeatCount="indefinite" {}
                (PreEscaped(inner.elements))
            }
        });
    }

    /// Adds the elements of another drawing.
    pub fn append(&mut self, other: &Self) {
        self.elements.push_str(&other.elements);
    }

    /// The drawing as an SVG document of this size, on paper.
    #[must_use]
    pub fn document(&self, (width, height): (f64, f64), title: &str) -> String {
        let paper = self.palette.paint(Colour::Paper);
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(Number(width)) height=(Number(height))
                viewBox={ "0 0 " (Number(width)) " " (Number(height)) } font-family="sans-serif"
                role="img" aria-label=(printable(title)) {
                rect width="100%" height="100%" fill=(paper) {}
                (PreEscaped("\n"))
                (PreEscaped(&self.elements))
            }
        };
        svg.0 + "\n"
    }

    /// The drawing as an element of a page. It has the width of its container, or is as large as a
    /// letter if it has no title.
    #[must_use]
    pub fn element(&self, (width, height): (f64, f64), title: Option<&str>) -> Markup {
        let label = title.map(printable);
        html! {
            svg class=(if title.is_some() { "figure" } else { "sign" })
                viewBox={ "0 0 " (Number(width)) " " (Number(height)) }
                role=[title.map(|_| "img")] aria-label=[label]
                aria-hidden=[title.is_none().then_some("true")] {
                (PreEscaped("\n"))
                (PreEscaped(&self.elements))
            }
        }
    }

    fn painted(&self, fill: Fill) -> Painted {
        let paint = |(colour, _)| self.palette.paint(colour);
        Painted {
            fill: fill.colour.map_or("none", paint),
            opacity: fill.colour.map(|(_, opacity)| opacity).filter(|opacity| *opacity < 1.0),
            stroke: fill.border.map(|stroke| self.palette.paint(stroke.colour)),
            width: fill.border.map(|stroke| Number(stroke.width)),
            dashes: fill.border.and_then(Stroke::dashes),
        }
    }
}

/// The attributes of a filled shape.
struct Painted {
    fill: &'static str,
    opacity: Option<f64>,
    stroke: Option<&'static str>,
    width: Option<Number>,
    dashes: Option<&'static str>,
}

/// The text without the characters that XML does not allow.
fn printable(text: &str) -> String {
    let allowed = |c: char| !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().map(|c| if allowed(c) { c } else { ' ' }).collect()
}

/// A drawing with its size and its title.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it shows.
    pub canvas: Canvas,
    /// The width and the height in units of the drawing.
    pub size: (f64, f64),
    /// The title.
    pub title: String,
}

impl Figure {
    /// The SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        self.canvas.document(self.size, &self.title)
    }

    /// The element of a page.
    #[must_use]
    pub fn element(&self) -> Markup {
        self.canvas.element(self.size, Some(&self.title))
    }
}

#[cfg(test)]
mod tests {
    use super::super::legend::{Head, Sign};
    use super::*;

    #[test]
    fn a_drawing_is_well_formed_whatever_its_texts_are() {
        let mut canvas = Canvas::new(Palette::Light);
        let text = "</svg><b>&\"'\u{1}\u{ffff}";
        canvas.text((1.0, 2.0), Anchor::Start, 12.0, Colour::Ink, text);
        canvas.group("inner", |canvas| canvas.upward_text((1.0, 2.0), 12.0, 500.0, text));
        Head { title: text, entries: vec![(Sign::None, text.to_owned())] }.draw(
            &mut canvas,
            0.0,
            400.0,
        );
        let svg = canvas.document((400.0, 100.0), text);
        assert_eq!(svg.matches("</svg>").count(), 1, "{svg}");
        super::super::Renderer::new().pixels(&svg, 1.0).unwrap();
    }

    #[test]
    fn coordinates_are_short() {
        let numbers = [1.0, -0.04, 12.34, 99.95];
        assert_eq!(numbers.map(|n| Number(n).to_string()), ["1", "0", "12.3", "100"]);
    }
}
