//! Figures of reports.

/// The median: of an even number of values, the mean of the two in the middle; none of nothing.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    let is_odd = sorted.len() % 2 == 1;
    Some(if is_odd { upper } else { sorted[half - 1] / 2.0 + upper / 2.0 })
}

/// A figure with so many decimals, or a dash.
pub(crate) fn shown(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or("-".to_owned(), |figure| format!("{figure:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(median([]), None);
        assert_eq!(median([3.0]), Some(3.0));
        assert_eq!(median([9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([9.0, 1.0, 2.0, 5.0]), Some(3.5));
        assert_eq!((shown(None, 2), shown(Some(1.0), 2)), ("-".to_owned(), "1.00".to_owned()));
    }
}
