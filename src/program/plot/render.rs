//! From SVG to PNG, and the font of both. The examples use this file too.

use anyhow::{Context, anyhow};
use plotters::style::{FontStyle, register_font};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// How many pixels of a PNG make one unit of the SVG, so that it is sharp on a dense screen.
const PNG_SCALE: f32 = 2.0;

/// Names the font of the plots, before one is drawn: the widths of its labels are measured in the font
/// in which a PNG shows them.
pub(crate) fn register_fonts() -> anyhow::Result<()> {
    register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular())
        .map_err(|_| anyhow!("the font of the plot cannot be read"))
}

/// How an SVG is read. Its text needs a font, and no system is sure to have one.
pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    options
}

/// The SVG as PNG.
pub(crate) fn png(svg: &str) -> anyhow::Result<Vec<u8>> {
    let tree = Tree::from_str(svg, &options()).context("the plot cannot be drawn")?;
    let size = tree.size().to_int_size().scale_by(PNG_SCALE).context("the plot is too large")?;
    let mut pixels = Pixmap::new(size.width(), size.height()).context("the plot is too large")?;
    resvg::render(&tree, Transform::from_scale(PNG_SCALE, PNG_SCALE), &mut pixels.as_mut());
    pixels.encode_png().context("the plot cannot be written as PNG")
}
