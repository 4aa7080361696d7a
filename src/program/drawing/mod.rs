//! Drawings: one palette, one way to lay out axes, and SVG that can become PNG.
//!
//! [`palette`] defines the colours. A [`Canvas`] collects shapes, lines and text as SVG; a [`Panel`]
//! draws data between two [`axis::Axis`], and a [`Head`] is the title with the legend. [`chart`] draws
//! plots of lines, points and bars. Everything is drawn the same way in every build and on any number
//! of threads.

pub mod axis;
mod canvas;
pub mod chart;
mod font;
mod legend;
pub mod palette;
mod panel;
mod render;
mod series;
mod shapes;

use std::path::Path;

pub use canvas::{Canvas, Figure};
pub use font::{fitted, text_width};
pub use legend::{Head, Sign};
pub use palette::{Colour, Palette};
pub use panel::{BELOW, LEFT, Panel};
pub use render::{Renderer, png};
pub use series::{Pieces, thinned, value_range};
pub use shapes::{Anchor, Area, Fill, Shape, Stroke};

/// The format of a file with a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// SVG.
    Svg,
    /// PNG.
    Png,
}

impl Format {
    /// By the extension of the file name; none if it is neither .svg nor .png.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
        match extension.as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// The bytes of a file with this SVG document.
    ///
    /// # Errors
    /// If the drawing is too large for a PNG.
    pub fn bytes(self, svg: String) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Svg => Ok(svg.into_bytes()),
            Self::Png => png(&svg),
        }
    }
}
