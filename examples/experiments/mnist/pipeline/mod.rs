//! From images to accuracies: everything except the command line and the output.

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

/// The streams of random numbers in this example. The pooler has its own.
pub mod streams {
    /// The order in which the pooler sees the images.
    pub const POOLER_ORDER: u64 = 100;
    /// The order in which the classifier sees the images.
    pub const CLASSIFIER_ORDER: u64 = 101;
    /// The noise of the first image; each image uses the next stream.
    pub const NOISE: u64 = 1_000;
}

/// Shuffles with the library's generator, so that a seed gives the same order on every machine.
pub fn shuffle<T>(elements: &mut [T], random: &mut bami_htm::random::Pcg32) {
    use bami_htm::random::PortableRng;
    for last in (1..elements.len()).rev() {
        elements.swap(last, random.choose_random(last + 1));
    }
}
