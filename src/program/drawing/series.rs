//! Thinning: drawing a line of many more points than there are pixels.

/// The pieces of a line, each drawn without a gap.
pub type Pieces = Vec<Vec<(f64, f64)>>;

/// A line through the rows that have a value, thinned so that it looks the same.
///
/// The range is divided into `bins` strips, one for each column of pixels. Of the rows in a strip, the
/// first, the lowest, the highest and the last are kept. A row without a value makes a gap.
pub fn thinned(
    rows: impl IntoIterator<Item = (f64, Option<f64>)>,
    range: (f64, f64),
    bins: usize,
) -> Pieces {
    let width = (range.1 - range.0) / bins as f64;
    let bin_of = |x: f64| ((x - range.0) / width).floor() as i64;
    let mut pieces = Pieces::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    let mut bin: Vec<(f64, f64)> = Vec::new();
    for (x, y) in rows {
        let same_bin = bin.first().is_some_and(|first| bin_of(first.0) == bin_of(x));
        if y.is_none() || !same_bin {
            piece.extend(extremes(&bin));
            bin.clear();
        }
        match y {
            Some(y) => bin.push((x, y)),
            None if piece.is_empty() => {}
            None => pieces.push(std::mem::take(&mut piece)),
        }
    }
    piece.extend(extremes(&bin));
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// The first, the lowest, the highest and the last of some points, in their order.
fn extremes(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= 4 {
        return points.to_vec();
    }
    let by_y = |a: &&usize, b: &&usize| points[**a].1.total_cmp(&points[**b].1);
    let indices: Vec<usize> = (0..points.len()).collect();
    let mut kept = vec![0, points.len() - 1];
    kept.extend(indices.iter().min_by(by_y));
    kept.extend(indices.iter().max_by(by_y));
    kept.sort_unstable();
    kept.dedup();
    kept.into_iter().map(|index| points[index]).collect()
}

/// The range of the values with a margin, never empty and always finite.
pub fn value_range(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let ends = values.into_iter().fold(None, |ends: Option<(f64, f64)>, value| {
        Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    });
    let (low, high) = ends.unwrap_or((0.0, 1.0));
    // Halves first: the difference of two large values may be infinite.
    let half = high / 2.0 - low / 2.0;
    let margin = if half > 0.0 { half * 0.16 } else { (low.abs() * 0.1).max(0.5) };
    ((low - margin).max(f64::MIN), (high + margin).min(f64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thinned_line_keeps_its_ends_and_peaks() {
        let rows: Vec<(f64, Option<f64>)> = (0..20_000)
            .map(|x| (f64::from(x), Some(if x == 7777 { 50.0 } else { f64::from(x % 7) })))
            .collect();
        let pieces = thinned(rows, (0.0, 19_999.0), 1000);
        assert_eq!(pieces.len(), 1);
        let line = &pieces[0];
        assert!(line.len() <= 4004, "{}", line.len());
        assert!(line.is_sorted_by(|a, b| a.0 < b.0));
        assert!(line.contains(&(7777.0, 50.0)));
        assert_eq!((line[0].0, line[line.len() - 1].0), (0.0, 19_999.0));
    }

    #[test]
    fn a_missing_value_makes_a_gap() {
        let values = [None, Some(1.0), Some(2.0), None, None, Some(3.0)];
        let rows = values.iter().enumerate().map(|(x, y)| (x as f64, *y));
        let pieces = thinned(rows, (0.0, 5.0), 100);
        assert_eq!(pieces, [vec![(1.0, 1.0), (2.0, 2.0)], vec![(5.0, 3.0)]]);
    }

    #[test]
    fn a_range_is_never_empty() {
        for values in [vec![], vec![5.0, 5.0], vec![1.0, 2.0], vec![f64::MAX, f64::MIN]] {
            let (low, high) = value_range(values);
            assert!(low < high && low.is_finite() && high.is_finite());
        }
    }
}
