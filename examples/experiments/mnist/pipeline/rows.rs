//! The input of the classifier: one sparse row of features per image.

/// Rows of features. Features have 16-bit numbers, so that 50,000 images with a few hundred active
/// columns each take tens of megabytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The number of features.
    width: usize,
    /// The end of each row within `features`.
    ends: Vec<usize>,
    features: Vec<u16>,
    /// The value of each of `features`; if empty, every value is 1.
    values: Vec<f32>,
}

/// One row: the features that are not 0, ascending, and their values, which are empty if all are 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    pub features: &'a [u16],
    pub values: &'a [f32],
}

impl Rows {
    /// The maximum number of features.
    pub const WIDEST: usize = 1 << 16;

    /// An empty list of rows with this many features.
    pub fn new(width: usize) -> Self {
        assert!(width <= Self::WIDEST, "features have 16-bit numbers");
        Self { width, ends: Vec::new(), features: Vec::new(), values: Vec::new() }
    }

    /// Adds a row of features that are 1: ascending, and each below the width.
    pub fn push_bits(&mut self, bits: impl IntoIterator<Item = u32>) {
        debug_assert!(self.values.is_empty());
        self.features.extend(bits.into_iter().map(|bit| bit as u16));
        self.ends.push(self.features.len());
    }

    /// Adds a row of greys, which are scaled to values from 0 to 1.
    pub fn push_greys(&mut self, greys: &[u8]) {
        for (feature, &grey) in (0..).zip(greys).filter(|&(_, &grey)| grey > 0) {
            self.features.push(feature);
            self.values.push(f32::from(grey) / 255.0);
        }
        self.ends.push(self.features.len());
    }

    /// Appends other rows of the same kind.
    pub fn append(&mut self, other: &Self) {
        let start = self.features.len();
        self.ends.extend(other.ends.iter().map(|end| start + end));
        self.features.extend(&other.features);
        self.values.extend(&other.values);
    }

    /// The number of features.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A row by its index.
    pub fn row(&self, index: usize) -> Row<'_> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        let range = start..self.ends[index];
        let values = if self.values.is_empty() { &[] } else { &self.values[range.clone()] };
        Row { features: &self.features[range], values }
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Whether features have values other than 1.
    pub fn has_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// The mean number of features of a row that are not 0; 0 without rows.
    pub fn mean_features(&self) -> f64 {
        self.features.len() as f64 / self.len().max(1) as f64
    }

    /// The mean over the rows of the sum of the squares of the values; 0 without rows.
    pub fn mean_square(&self) -> f64 {
        if self.values.is_empty() {
            return self.mean_features();
        }
        let squares: f64 = self.values.iter().map(|&value| f64::from(value * value)).sum();
        squares / self.len().max(1) as f64
    }

    /// For each feature, the fraction of the rows in which it is not 0.
    pub fn duty_cycles(&self) -> Vec<f64> {
        let mut counts = vec![0_u32; self.width];
        self.features.iter().for_each(|&feature| counts[feature as usize] += 1);
        counts.iter().map(|&count| f64::from(count) / self.len().max(1) as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_added() {
        let mut rows = Rows::new(10);
        rows.push_bits([1, 9]);
        rows.push_bits([]);
        let mut more = Rows::new(10);
        more.push_bits([0, 1, 2, 3]);
        rows.append(&more);
        let features: Vec<_> = rows.iter().map(|row| row.features.to_vec()).collect();
        assert_eq!(features, [vec![1, 9], vec![], vec![0, 1, 2, 3]]);
        assert_eq!((rows.mean_features(), rows.mean_square()), (2.0, 2.0));
        assert_eq!(rows.duty_cycles()[..3], [1.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0]);
    }

    #[test]
    fn greys_are_values_and_paper_is_left_out() {
        let mut rows = Rows::new(3);
        rows.push_greys(&[0, 255, 51]);
        assert_eq!(rows.row(0), Row { features: &[1, 2], values: &[1.0, 0.2] });
        assert!((rows.mean_square() - 1.04).abs() < 1e-6);
    }
}
