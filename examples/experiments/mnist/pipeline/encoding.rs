//! From grey pixels to bits.

use bami_htm::sdr::{Sdr, SdrError};

/// The encoding of a pixel. Levels divide the greys 0 to 255 into parts of equal width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// One bit, ON for ink: a grey of 128 or more
    Threshold,
    /// Two bits: one is ON for ink, the other for paper
    InkPaper,
    /// Four bits, of which that of the pixel's grey level is ON, as in HTM in Keras
    Levels,
    /// Four bits: for ink above three rising thresholds, and one for paper
    Thermometer,
}

impl Encoding {
    /// The number of bits per pixel.
    pub fn bits_per_pixel(self) -> u32 {
        match self {
            Self::Threshold => 1,
            Self::InkPaper => 2,
            Self::Levels | Self::Thermometer => 4,
        }
    }

    /// The bits of a pixel that are ON, ascending.
    fn on(self, grey: u8) -> std::ops::Range<u32> {
        let level = u32::from(grey) / 64;
        match self {
            Self::Threshold => 0..u32::from(grey >= 128),
            Self::InkPaper if grey >= 128 => 0..1,
            Self::InkPaper => 1..2,
            Self::Levels => level..level + 1,
            Self::Thermometer if level == 0 => 3..4,
            Self::Thermometer => 0..level,
        }
    }

    /// Whether a bit of a pixel is ON for ink and not for paper.
    pub fn stands_for_ink(self, bit: u32) -> bool {
        match self {
            Self::Threshold | Self::InkPaper => bit == 0,
            Self::Levels => bit > 0,
            Self::Thermometer => bit < 3,
        }
    }

    /// The number of bits of a pixel with the same meaning as this one.
    pub fn bits_of_its_kind(self, bit: u32) -> u32 {
        let same = |&other: &u32| self.stands_for_ink(other) == self.stands_for_ink(bit);
        (0..self.bits_per_pixel()).filter(same).count() as u32
    }

    /// The bits of an image that are ON, ascending; those of a pixel are adjacent.
    pub fn bits(self, image: &[u8]) -> impl Iterator<Item = u32> {
        (0..).zip(image).flat_map(move |(pixel, &grey)| {
            self.on(grey).map(move |bit| pixel * self.bits_per_pixel() + bit)
        })
    }

    /// An image as an SDR, with the bits of a pixel as its last dimension.
    pub fn encode(self, image: &[u8], dimensions: &[u32]) -> Result<Sdr, SdrError> {
        Sdr::with_dimensions(dimensions, self.bits(image))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    const GREYS: [u8; 6] = [0, 63, 64, 127, 128, 255];

    fn bits(encoding: Encoding) -> Vec<u32> {
        encoding.bits(&GREYS).collect()
    }

    #[test]
    fn ink_is_a_grey_of_128_or_more() {
        assert_eq!(bits(Encoding::Threshold), [4, 5]);
        assert_eq!(bits(Encoding::InkPaper), [1, 3, 5, 7, 8, 10]);
    }

    #[test]
    fn levels_are_quarters_of_the_greys() {
        assert_eq!(bits(Encoding::Levels), [0, 4, 8 + 1, 12 + 1, 16 + 2, 20 + 3]);
    }

    #[test]
    fn a_thermometer_rises_with_the_ink() {
        assert_eq!(bits(Encoding::Thermometer), [3, 7, 8, 12, 16, 17, 20, 21, 22]);
    }

    #[test]
    fn black_is_bits_of_ink_and_white_bits_of_paper() {
        for encoding in Encoding::value_variants() {
            assert!(encoding.on(255).all(|bit| encoding.stands_for_ink(bit)));
            assert!(!encoding.on(255).is_empty());
            assert!(encoding.on(0).all(|bit| !encoding.stands_for_ink(bit)));
        }
        assert_eq!(Encoding::Levels.bits_of_its_kind(3), 3);
        assert_eq!(Encoding::Thermometer.bits_of_its_kind(3), 1);
    }

    #[test]
    fn every_grey_makes_ascending_bits_of_its_own_pixel() {
        let greys: Vec<u8> = (0..=255).collect();
        for encoding in Encoding::value_variants() {
            let sdr = encoding.encode(&greys, &[16, 16, encoding.bits_per_pixel()]).unwrap();
            assert!(sdr.on().is_sorted());
            for &bit in sdr.on() {
                assert!(
                    encoding
                        .on(greys[(bit / encoding.bits_per_pixel()) as usize])
                        .contains(&(bit % encoding.bits_per_pixel()))
                );
            }
        }
    }
}
