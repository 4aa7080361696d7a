//! IDX files, the format of MNIST: a magic number, the sizes, and then bytes, optionally compressed with gzip.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

/// The first two bytes of every gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The magic number of a file of images: bytes with three dimensions.
pub const IMAGES_MAGIC: u32 = 0x0000_0803;

/// The magic number of a file of labels: bytes with one dimension.
pub const LABELS_MAGIC: u32 = 0x0000_0801;

/// Why the data could not be read.
#[derive(Debug, Error)]
pub enum IdxError {
    /// There is no such file.
    #[error("{}: there is no such file, compressed (.gz) or not", path.display())]
    Missing {
        /// The file, without the extension .gz.
        path: PathBuf,
    },
    /// The file cannot be read or decompressed.
    #[error("{}: cannot be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file has a different type.
    #[error(
        "{}: begins with {found:#010x}, but a file of {what} begins with {expected:#010x}", path.display()
    )]
    Magic {
        /// The file.
        path: PathBuf,
        /// The expected contents of the file.
        what: &'static str,
        /// The magic number of such a file.
        expected: u32,
        /// The magic number of this file.
        found: u32,
    },
    /// The file ends early.
    #[error("{}: ends after {found} bytes of {what}; its header announces {expected}", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// The part in which it ends.
        what: &'static str,
        /// The expected number of bytes.
        expected: u64,
        /// The number of bytes found.
        found: u64,
    },
    /// The file is longer than its header announces.
    #[error("{}: is longer than the {expected} bytes that its header announces", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The expected number of bytes.
        expected: u64,
    },
    /// Images without pixels.
    #[error("{}: has images of {rows} x {columns} pixels; height and width must be from 1 to 256", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// The height.
        rows: u32,
        /// The width.
        columns: u32,
    },
    /// A label that is not a digit.
    #[error("{}: label {index}, counted from 0, is {label}; a label is 0 to 9", path.display())]
    Label {
        /// The file.
        path: PathBuf,
        /// The index of the label.
        index: usize,
        /// The label.
        label: u8,
    },
    /// Different numbers of images and labels.
    #[error(
        "{}: has {images} images, but {} has {labels} labels; the numbers must be equal",
        images_path.display(), labels_path.display()
    )]
    Counts {
        /// The file of the images.
        images_path: PathBuf,
        /// Number of images.
        images: usize,
        /// The file of the labels.
        labels_path: PathBuf,
        /// Number of labels.
        labels: usize,
    },
}

impl IdxError {
    /// Whether the error only means that the data is missing.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }
}

/// Images as in a file: their height and width, and their pixels, 0 to 255, row by row.
#[derive(Debug)]
pub struct Images {
    pub rows: u32,
    pub columns: u32,
    pub pixels: Vec<u8>,
}

/// Reads images from the file with this name, or with .gz appended to it.
pub fn images(path: &Path) -> Result<Images, IdxError> {
    let mut file = IdxFile::open(path, "images", IMAGES_MAGIC)?;
    let [count, rows, columns] = [file.number()?, file.number()?, file.number()?];
    if !(1..=256).contains(&rows) || !(1..=256).contains(&columns) {
        return Err(IdxError::Shape { path: file.path, rows, columns });
    }
    // NB: at most 2^32 times 2^16, which fits.
    let pixels = file.rest(u64::from(count) * u64::from(rows) * u64::from(columns))?;
    Ok(Images { rows, columns, pixels })
}

/// Reads labels from the file with this name, or with .gz appended to it.
pub fn labels(path: &Path) -> Result<Vec<u8>, IdxError> {
    let mut file = IdxFile::open(path, "labels", LABELS_MAGIC)?;
    let count = file.number()?;
    let path = file.path.clone();
    let labels = file.rest(count.into())?;
    match labels.iter().position(|&label| label > 9) {
        Some(index) => Err(IdxError::Label { path, index, label: labels[index] }),
        None => Ok(labels),
    }
}

/// A file that is being read.
struct IdxFile {
    path: PathBuf,
    bytes: Box<dyn Read>,
}

impl IdxFile {
    /// Opens a file and checks its magic number.
    fn open(path: &Path, what: &'static str, expected: u32) -> Result<Self, IdxError> {
        let mut packed = path.as_os_str().to_owned();
        packed.push(".gz");
        for name in [path.to_owned(), packed.into()] {
            let file = match File::open(&name) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => return Err(IdxError::Io { path: name, source }),
            };
            let bytes = unpacked(BufReader::new(file))
                .map_err(|source| IdxError::Io { path: name.clone(), source })?;
            let mut file = Self { path: name, bytes };
            let found = file.number()?;
            if found != expected {
                return Err(IdxError::Magic { path: file.path, what, expected, found });
            }
            return Ok(file);
        }
        Err(IdxError::Missing { path: path.to_owned() })
    }

    /// The next number of the header.
    fn number(&mut self) -> Result<u32, IdxError> {
        let bytes = self.take("a number of the header", 4)?;
        Ok(bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
    }

    /// All bytes after the header.
    fn rest(mut self, expected: u64) -> Result<Vec<u8>, IdxError> {
        let bytes = self.take("data", expected)?;
        match self.read(1)?.is_empty() {
            true => Ok(bytes),
            false => Err(IdxError::TooLong { path: self.path, expected }),
        }
    }

    /// Exactly this many bytes.
    fn take(&mut self, what: &'static str, expected: u64) -> Result<Vec<u8>, IdxError> {
        let bytes = self.read(expected)?;
        let found = bytes.len() as u64;
        match found == expected {
            true => Ok(bytes),
            false => Err(IdxError::Truncated { path: self.path.clone(), what, expected, found }),
        }
    }

    /// This many bytes, or fewer at the end of the file.
    fn read(&mut self, most: u64) -> Result<Vec<u8>, IdxError> {
        let mut bytes = Vec::new();
        match (&mut self.bytes).take(most).read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            // A compressed file that was cut short.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(bytes),
            Err(source) => Err(IdxError::Io { path: self.path.clone(), source }),
        }
    }
}

/// The contents of the file, decompressed if necessary.
fn unpacked(mut file: BufReader<File>) -> io::Result<Box<dyn Read>> {
    if file.fill_buf()?.starts_with(&GZIP) {
        return Ok(Box::new(MultiGzDecoder::new(file)));
    }
    Ok(Box::new(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn images_file(magic: u32, count: u32, rows: u32, columns: u32, pixels: &[u8]) -> Vec<u8> {
        let header = [magic, count, rows, columns].map(u32::to_be_bytes).concat();
        [&header, pixels].concat()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    /// Writes a file and reads it as images.
    fn read(name: &str, bytes: &[u8]) -> Result<Images, IdxError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), bytes).unwrap();
        images(&folder.path().join("images"))
    }

    #[test]
    fn images_are_read_packed_or_not_whatever_the_name() {
        let file = images_file(IMAGES_MAGIC, 2, 1, 3, &[0, 1, 2, 253, 254, 255]);
        for (name, bytes) in
            [("images", file.clone()), ("images.gz", packed(&file)), ("images", packed(&file))]
        {
            let images = read(name, &bytes).unwrap();
            assert_eq!((images.rows, images.columns), (1, 3));
            assert_eq!(images.pixels, [0, 1, 2, 253, 254, 255]);
        }
    }

    #[test]
    fn another_magic_number_is_refused() {
        let file = images_file(LABELS_MAGIC, 1, 1, 1, &[0]);
        let error = read("images", &file).unwrap_err();
        assert!(matches!(
            error,
            IdxError::Magic { expected: IMAGES_MAGIC, found: LABELS_MAGIC, .. }
        ));
        assert!(error.to_string().contains("0x00000801"), "{error}");
    }

    #[test]
    fn a_file_that_ends_early_is_refused_packed_or_not() {
        let file = images_file(IMAGES_MAGIC, 2, 2, 2, &[0; 7]);
        for bytes in [file.clone(), packed(&file)] {
            let error = read("images", &bytes).unwrap_err();
            assert!(matches!(error, IdxError::Truncated { expected: 8, found: 7, .. }), "{error}");
        }
        let error = read("images", &file[..9]).unwrap_err();
        assert!(matches!(error, IdxError::Truncated { expected: 4, found: 1, .. }), "{error}");
        let whole = packed(&images_file(IMAGES_MAGIC, 100, 2, 2, &[7; 400]));
        let error = read("images", &whole[..whole.len() - 12]).unwrap_err();
        assert!(matches!(error, IdxError::Truncated { .. }), "{error}");
        let error = read("images", &[]).unwrap_err();
        assert!(matches!(error, IdxError::Truncated { found: 0, .. }), "{error}");
    }

    #[test]
    fn a_file_that_goes_on_is_refused() {
        let error = read("images", &images_file(IMAGES_MAGIC, 1, 2, 2, &[0; 5])).unwrap_err();
        assert!(matches!(error, IdxError::TooLong { expected: 4, .. }), "{error}");
    }

    #[test]
    fn images_without_pixels_are_refused() {
        let error = read("images", &images_file(IMAGES_MAGIC, 1, 0, 28, &[])).unwrap_err();
        assert!(matches!(error, IdxError::Shape { rows: 0, columns: 28, .. }), "{error}");
    }

    #[test]
    fn a_file_that_is_not_there_is_missing() {
        let error = read("other", &[]).unwrap_err();
        assert!(error.is_missing(), "{error}");
    }

    #[test]
    fn a_label_above_9_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels");
        let header = [LABELS_MAGIC, 3].map(u32::to_be_bytes).concat();
        std::fs::write(&path, [&header[..], &[0, 9, 5]].concat()).unwrap();
        assert_eq!(labels(&path).unwrap(), [0, 9, 5]);
        std::fs::write(&path, [&header[..], &[0, 10, 5]].concat()).unwrap();
        let error = labels(&path).unwrap_err();
        assert!(matches!(error, IdxError::Label { index: 1, label: 10, .. }), "{error}");
    }
}
