//! The width of texts, in the font in which a PNG shows them.

use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// The width of a letter in a font that cannot be read, for a size of 1.
const USUAL: f64 = 0.6;

static FONT: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::new(dejavu::sans::regular()).ok());

/// The width of a text in letters of this size.
#[must_use]
pub fn text_width(text: &str, size: f64) -> f64 {
    let Some(font) = FONT.as_ref() else { return text.chars().count() as f64 * USUAL * size };
    let letters = font.charmap();
    let widths = GlyphMetrics::new(font, Size::new(100.0), LocationRef::default());
    let width = |letter: char| {
        let glyph = letters.map(letter).unwrap_or_default();
        widths.advance_width(glyph).map_or(USUAL, |width| f64::from(width) / 100.0)
    };
    text.chars().map(width).sum::<f64>() * size
}

/// The text, or its beginning and an ellipsis if it is wider than `width`.
#[must_use]
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    // NB: no letter of the font is narrower than a fifth of its size.
    let most = (width.max(0.0) / size * 5.0) as usize + 1;
    let mut start: String = text.chars().take(most).collect();
    if start.len() == text.len() && text_width(text, size) <= width {
        return start;
    }
    while !start.is_empty() && text_width(&start, size) + size > width {
        start.pop();
    }
    start + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_with_text_and_size() {
        assert_eq!(text_width("", 12.0), 0.0);
        assert!(text_width("iii", 12.0) < text_width("mmm", 12.0));
        assert_eq!(text_width("mm", 24.0), 4.0 * text_width("m", 12.0));
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(fitted("short", 12.0, 100.0), "short");
        let cut = fitted(&"long ".repeat(10_000), 12.0, 100.0);
        assert!(cut.ends_with('…') && text_width(&cut, 12.0) <= 100.0, "{cut}");
        assert_eq!(fitted("x", 12.0, 0.0), "…");
    }
}
