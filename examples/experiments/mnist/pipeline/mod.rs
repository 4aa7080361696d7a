//! From images to accuracies: everything but the command line and what is printed.

pub mod classifier;
pub mod confusion;
pub mod digits;
pub mod encoding;
pub mod experiment;
pub mod idx;
pub mod noise;
pub mod pooling;
pub mod rows;
pub mod softmax;

/// The streams of random numbers of this example. The pooler has its own.
pub mod streams {
    /// The order in which the pooler sees the images.
    pub const POOLER_ORDER: u64 = 100;
    /// The order in which the classifier sees the images.
    pub const CLASSIFIER_ORDER: u64 = 101;
    /// The noise of the first image; each image has the stream behind that of the one before.
    pub const NOISE: u64 = 1_000;
}

/// Shuffles with the library's own generator, so that a seed gives the same order everywhere.
pub fn shuffle<T>(elements: &mut [T], random: &mut bami_htm::random::Pcg32) {
    use bami_htm::random::PortableRng;
    for last in (1..elements.len()).rev() {
        elements.swap(last, random.choose_random(last + 1));
    }
}
