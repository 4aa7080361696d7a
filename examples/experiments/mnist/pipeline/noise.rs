//! Noise on pixels.

use bami_htm::random::{Pcg32, PortableRng};

use super::digits::Digits;
use super::streams;

/// The effect of noise on a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseKind {
    /// The pixel gets a random grey, all equally likely
    Replace,
    /// Ink becomes paper, and paper becomes ink: 255 minus the grey
    Flip,
}

impl NoiseKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Replace, Self::Flip];

    /// The effect in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replace => "replaced",
            Self::Flip => "flipped",
        }
    }

    /// The images with noise on this fraction of the pixels, 0 to 1, chosen independently. Each image has
    /// its own random numbers.
    pub fn on(self, digits: &Digits, fraction: f64, seed: u64) -> Digits {
        digits.changed(|index, image| {
            let mut random = Pcg32::new(seed, streams::NOISE + index as u64);
            for pixel in image {
                // Both are drawn for every pixel, so that more noise includes the same noise.
                let (unit, grey) = (random.unit(), random.below(256) as u8);
                if unit < fraction {
                    *pixel = match self {
                        Self::Replace => grey,
                        Self::Flip => 255 - *pixel,
                    };
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits() -> Digits {
        Digits::new(20, 20, vec![10; 2_000], vec![0; 5])
    }

    fn changed(one: &Digits, other: &Digits) -> usize {
        let different =
            |index| one.image(index).iter().zip(other.image(index)).filter(|(a, b)| a != b).count();
        (0..one.len()).map(different).sum()
    }

    #[test]
    fn no_noise_changes_nothing_and_full_noise_flips_all() {
        let digits = digits();
        for kind in NoiseKind::ALL {
            assert_eq!(kind.on(&digits, 0.0, 1), digits);
        }
        let flipped = NoiseKind::Flip.on(&digits, 1.0, 1);
        assert!(flipped.image(4).iter().all(|&pixel| pixel == 245));
    }

    #[test]
    fn about_the_fraction_asked_for_is_changed() {
        let digits = digits();
        let flipped = changed(&digits, &NoiseKind::Flip.on(&digits, 0.3, 1));
        assert!((540..=660).contains(&flipped), "{flipped} of 2000");
        // One random grey in 256 equals the original one.
        let replaced = changed(&digits, &NoiseKind::Replace.on(&digits, 0.3, 1));
        assert!((flipped - 20..=flipped).contains(&replaced), "{replaced} of {flipped}");
    }

    #[test]
    fn noise_follows_the_seed_and_differs_from_image_to_image() {
        let digits = digits();
        let noisy = NoiseKind::Replace.on(&digits, 0.5, 1);
        assert_eq!(noisy, NoiseKind::Replace.on(&digits, 0.5, 1));
        assert_ne!(noisy, NoiseKind::Replace.on(&digits, 0.5, 2));
        assert_ne!(noisy.image(0), noisy.image(1));
    }
}
