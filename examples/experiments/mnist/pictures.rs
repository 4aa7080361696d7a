//! Pictures of what columns have learned.

use anyhow::Context;
use bami_htm::spatial_pooler::SpatialPooler;
use resvg::tiny_skia::{Color, Paint, Pixmap, Rect, Transform};

use super::pipeline::encoding::Encoding;

/// The number of columns across, and down.
const GRID: u32 = 8;

/// The width of a column in pixels of the picture.
const WIDTH: u32 = 84;

/// The gap between columns.
const GAP: u32 = 6;

/// Columns from all over the pooler as PNG, each at its position over the image and showing its patch. A pixel is
/// darker for higher permanences to ink, lighter for higher permanences to paper, and blue where the column has no
/// potential synapse.
pub fn columns(pooler: &SpatialPooler, encoding: Encoding) -> anyhow::Result<Vec<u8>> {
    let parameters = pooler.parameters();
    let side = parameters.potential_radius.saturating_mul(2).saturating_add(1);
    let (height, width) = (parameters.input_dimensions[0], parameters.input_dimensions[1]);
    let patch = (side.min(height), side.min(width));
    let scale = (WIDTH / patch.0.max(patch.1)).max(1);
    let cannot = "cannot draw the picture of the columns";
    let size = |pixels: u32| GRID * (pixels * scale + GAP) + GAP;
    let mut picture = Pixmap::new(size(patch.1), size(patch.0)).context(cannot)?;
    picture.fill(Color::WHITE);
    let mut paint = Paint { anti_alias: false, ..Paint::default() };
    for (down, across) in (0..GRID).flat_map(|down| (0..GRID).map(move |across| (down, across))) {
        let grid = &parameters.column_dimensions;
        let middle = |place: u32, columns: u32| (2 * place + 1) * columns / (2 * GRID);
        let column = middle(down, grid[0]) * grid[1] + middle(across, grid[1]);
        let held = held(pooler, column, encoding, (width * height) as usize);
        let seen = || (0..).zip(&held).filter(|(_, held)| held.is_some()).map(|(pixel, _)| pixel);
        let top = seen().map(|pixel: u32| pixel / width).min().unwrap_or(0).min(height - patch.0);
        let left = seen().map(|pixel| pixel % width).min().unwrap_or(0).min(width - patch.1);
        for (y, x) in (0..patch.0).flat_map(|y| (0..patch.1).map(move |x| (y, x))) {
            let at_x = GAP + across * (patch.1 * scale + GAP) + x * scale;
            let at_y = GAP + down * (patch.0 * scale + GAP) + y * scale;
            let side = scale as f32;
            let square = Rect::from_xywh(at_x as f32, at_y as f32, side, side).context(cannot)?;
            let [red, green, blue] = colour(held[((top + y) * width + left + x) as usize]);
            paint.set_color_rgba8(red, green, blue, 255);
            picture.fill_rect(square, &paint, Transform::identity(), None);
        }
    }
    picture.encode_png().context(cannot)
}

/// For each pixel, the permanence to ink minus that to paper, from -1 to 1; `None` without a potential synapse.
fn held(
    pooler: &SpatialPooler,
    column: u32,
    encoding: Encoding,
    pixels: usize,
) -> Vec<Option<f64>> {
    let mut held = vec![None; pixels];
    let bits = encoding.bits_per_pixel();
    for (input, permanence) in pooler.potential_synapses(column).into_iter().flatten() {
        let input = input.get();
        let signed = if encoding.stands_for_ink(input % bits) { permanence } else { -permanence };
        // The mean of several bits of ink, so that no pixel exceeds 1.
        let share = signed / f64::from(encoding.bits_of_its_kind(input % bits));
        *held[(input / bits) as usize].get_or_insert(0.0) += share;
    }
    held
}

fn colour(held: Option<f64>) -> [u8; 3] {
    match held {
        // NB: `as` clamps to 0 to 255.
        Some(held) => [(127.5 * (1.0 - held)).round() as u8; 3],
        None => [205, 222, 240],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bami_htm::spatial_pooler::SpatialPoolerParameters;

    #[test]
    fn ink_is_dark_paper_is_light_and_what_is_not_seen_is_blue() {
        let parameters = SpatialPoolerParameters::default()
            .with_input_dimensions([1, 3, 2])
            .with_column_dimensions([1, 1, 1])
            .with_num_active_columns_per_inh_area(1);
        let synapses = vec![vec![(0, 1.0), (1, 0.5), (3, 1.0)]];
        let pooler = SpatialPooler::with_potential_synapses(parameters, &synapses).unwrap();
        assert_eq!(held(&pooler, 0, Encoding::InkPaper, 3), [Some(0.5), Some(-1.0), None]);
        assert_eq!(colour(Some(1.0)), [0; 3]);
        assert_eq!(colour(Some(-1.0)), [255; 3]);
        let png = columns(&pooler, Encoding::InkPaper).unwrap();
        let picture = Pixmap::decode_png(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (8 * 90 + 6, 8 * 34 + 6));
        let at = |x, y| {
            let pixel = picture.pixel(x, y).unwrap();
            [pixel.red(), pixel.green(), pixel.blue()]
        };
        assert_eq!(at(GAP + 1, GAP + 1), [64; 3]);
        assert_eq!(at(GAP + 28, GAP + 1), [255; 3]);
        assert_eq!(at(GAP + 2 * 28, GAP + 27), [205, 222, 240]);
    }
}
