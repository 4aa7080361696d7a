//! The confusion matrix of digits.

use super::digits::CLASSES;

/// The numbers of images by digit and by prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Confusion {
    /// The number of images, by digit and by prediction.
    pub counts: [[u32; CLASSES]; CLASSES],
}

impl Confusion {
    /// Counts the predictions, given in the order of the labels.
    pub fn of(labels: &[u8], read: impl IntoIterator<Item = u8>) -> Self {
        let mut confusion = Self::default();
        for (&label, read) in labels.iter().zip(read) {
            confusion.counts[label as usize][read as usize] += 1;
        }
        confusion
    }

    /// The number of images.
    pub fn total(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }

    /// The fraction of correct predictions, 0 if there are no images.
    pub fn accuracy(&self) -> f64 {
        let right: u32 = (0..CLASSES).map(|digit| self.counts[digit][digit]).sum();
        f64::from(right) / f64::from(self.total().max(1))
    }

    /// The fraction of correct predictions for a digit, if it has images.
    pub fn recall(&self, digit: usize) -> Option<f64> {
        let all: u32 = self.counts[digit].iter().sum();
        (all > 0).then(|| f64::from(self.counts[digit][digit]) / f64::from(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_by_digit_and_by_what_it_was_read_as() {
        let confusion = Confusion::of(&[3, 3, 3, 8], [3, 8, 3, 8]);
        assert_eq!(confusion.counts[3][3], 2);
        assert_eq!(confusion.counts[3][8], 1);
        assert_eq!(confusion.counts[8][3], 0);
        assert_eq!(confusion.total(), 4);
        assert_eq!(confusion.accuracy(), 0.75);
        assert_eq!(confusion.recall(3), Some(2.0 / 3.0));
        assert_eq!(confusion.recall(0), None);
    }

    #[test]
    fn nothing_read_is_nothing_right() {
        assert_eq!(Confusion::default().accuracy(), 0.0);
    }
}
