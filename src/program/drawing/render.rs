//! From SVG to pixels and PNG.

use anyhow::Context;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// How many pixels of a PNG make one unit of the SVG: a PNG is sharp on a dense screen.
const PNG_SCALE: f32 = 2.0;

/// Renders SVG, with the font it needs: a system may have none.
#[derive(Debug)]
pub struct Renderer {
    options: Options<'static>,
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

impl Renderer {
    /// Loads the font.
    #[must_use]
    pub fn new() -> Self {
        let mut options = Options::default();
        let fonts = options.fontdb_mut();
        fonts.load_font_data(dejavu::sans::regular().to_vec());
        fonts.set_sans_serif_family("DejaVu Sans");
        Self { options }
    }

    /// An SVG document as pixels, `scale` of them for each unit.
    ///
    /// # Errors
    /// If the SVG is not well-formed or too large.
    pub fn pixels(&self, svg: &str, scale: f32) -> anyhow::Result<Pixmap> {
        let tree = Tree::from_str(svg, &self.options).context("the drawing cannot be read")?;
        let size = tree.size().to_int_size().scale_by(scale).context("the drawing is too large")?;
        let mut pixels =
            Pixmap::new(size.width(), size.height()).context("the drawing is too large")?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        Ok(pixels)
    }
}

/// An SVG document as PNG.
///
/// # Errors
/// If the SVG is not well-formed or too large.
pub fn png(svg: &str) -> anyhow::Result<Vec<u8>> {
    let pixels = Renderer::new().pixels(svg, PNG_SCALE)?;
    pixels.encode_png().context("the drawing cannot be encoded as PNG")
}
