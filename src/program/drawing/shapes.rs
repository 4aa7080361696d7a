//! What a drawing is made of: lines, areas and marks.

use super::palette::Colour;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub(super) colour: Colour,
    pub(super) width: f64,
    pub(super) is_dashed: bool,
}

impl Stroke {
    /// A solid line.
    #[must_use]
    pub const fn solid(colour: Colour, width: f64) -> Self {
        Self { colour, width, is_dashed: false }
    }

    /// A dashed line.
    #[must_use]
    pub const fn dashed(colour: Colour, width: f64) -> Self {
        Self { colour, width, is_dashed: true }
    }

    /// Its colour.
    #[must_use]
    pub const fn colour(self) -> Colour {
        self.colour
    }

    pub(super) fn dashes(self) -> Option<&'static str> {
        self.is_dashed.then_some("6 4")
    }
}

/// How an area is filled, and the line around it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fill {
    pub(super) colour: Option<(Colour, f64)>,
    pub(super) border: Option<Stroke>,
}

impl Fill {
    /// Without a border, from 0 (transparent) to 1 (opaque).
    #[must_use]
    pub const fn of(colour: Colour, opacity: f64) -> Self {
        Self { colour: Some((colour, opacity)), border: None }
    }

    /// A border only.
    #[must_use]
    pub const fn none() -> Self {
        Self { colour: None, border: None }
    }

    /// With a border.
    #[must_use]
    pub const fn border(self, stroke: Stroke) -> Self {
        Self { border: Some(stroke), ..self }
    }
}

/// The mark at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A filled circle.
    Dot,
    /// A filled square.
    Square,
    /// A filled triangle that points up.
    Triangle,
    /// A filled square on its corner.
    Diamond,
    /// Two crossed lines.
    Cross,
}

impl Shape {
    /// The shape of the series with this index.
    #[must_use]
    pub const fn of_series(index: usize) -> Self {
        [Self::Dot, Self::Square, Self::Triangle, Self::Diamond][index % 4]
    }
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A rectangle of a drawing. y grows downward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The right edge.
    pub right: f64,
    /// The lower edge.
    pub bottom: f64,
}

impl Area {
    /// The width.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.right - self.left
    }

    /// The height.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.bottom - self.top
    }
}
