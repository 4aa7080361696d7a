//! Images of digits with labels.

use std::ops::Range;
use std::path::Path;

use super::idx::{self, IdxError, Images};

/// The number of digits.
pub const CLASSES: usize = 10;

/// Images of the same size, each with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digits {
    /// Height of an image in pixels.
    pub rows: u32,
    /// Width of an image in pixels.
    pub columns: u32,
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

impl Digits {
    /// Reads the images and labels with this name, `train` or `t10k`, from a folder.
    pub fn read(folder: &Path, name: &str) -> Result<Self, IdxError> {
        let images_path = folder.join(format!("{name}-images-idx3-ubyte"));
        let labels_path = folder.join(format!("{name}-labels-idx1-ubyte"));
        let Images { rows, columns, pixels } = idx::images(&images_path)?;
        let labels = idx::labels(&labels_path)?;
        let images = pixels.len() / (rows * columns) as usize;
        if images != labels.len() {
            let labels = labels.len();
            return Err(IdxError::Counts { images_path, images, labels_path, labels });
        }
        Ok(Self { rows, columns, pixels, labels })
    }

    /// Given images: as many as labels, each of `rows` times `columns` pixels.
    #[cfg(test)]
    pub fn new(rows: u32, columns: u32, pixels: Vec<u8>, labels: Vec<u8>) -> Self {
        assert_eq!(pixels.len(), labels.len() * (rows * columns) as usize);
        Self { rows, columns, pixels, labels }
    }

    /// Number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Number of pixels of an image.
    pub fn size(&self) -> usize {
        (self.rows * self.columns) as usize
    }

    /// The pixels of an image, row by row, 0 (paper) to 255 (ink).
    pub fn image(&self, index: usize) -> &[u8] {
        &self.pixels[index * self.size()..(index + 1) * self.size()]
    }

    /// The digit of each image.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// A range of the images, cut off at the last one.
    pub fn part(&self, range: Range<usize>) -> Self {
        let (start, end) = (range.start.min(self.len()), range.end.min(self.len()));
        Self {
            pixels: self.pixels[start * self.size()..end * self.size()].to_vec(),
            labels: self.labels[start..end].to_vec(),
            ..*self
        }
    }

    /// The same images, each changed by `change`, which gets its index and pixels.
    pub fn changed(&self, mut change: impl FnMut(usize, &mut [u8])) -> Self {
        let mut changed = self.clone();
        for (index, image) in changed.pixels.chunks_exact_mut(self.size()).enumerate() {
            change(index, image);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_its_images_and_labels() {
        let digits = Digits::new(1, 2, vec![0, 1, 2, 3, 4, 5], vec![7, 8, 9]);
        let part = digits.part(1..9);
        assert_eq!((part.len(), part.labels()), (2, &[8, 9][..]));
        assert_eq!((part.image(0), part.image(1)), (&[2, 3][..], &[4, 5][..]));
    }

    #[test]
    fn images_and_labels_that_differ_in_number_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = |numbers: &[u32], data: &[u8]| {
            let header: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
            [&header, data].concat()
        };
        let write = |name: &str, bytes: Vec<u8>| {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        };
        write("train-images-idx3-ubyte", bytes(&[idx::IMAGES_MAGIC, 2, 1, 1], &[0, 255]));
        let missing = Digits::read(folder.path(), "train").unwrap_err();
        assert!(missing.is_missing(), "{missing}");
        write("train-labels-idx1-ubyte", bytes(&[idx::LABELS_MAGIC, 3], &[1, 2, 3]));
        let error = Digits::read(folder.path(), "train").unwrap_err();
        assert!(matches!(error, IdxError::Counts { images: 2, labels: 3, .. }), "{error}");
        write("train-labels-idx1-ubyte", bytes(&[idx::LABELS_MAGIC, 2], &[1, 2]));
        let digits = Digits::read(folder.path(), "train").unwrap();
        assert_eq!((digits.image(1), digits.labels()), (&[255][..], &[1, 2][..]));
    }
}
