//! From images to accuracies: everything but the command line and what is printed.

pub(crate) mod classifier;
pub(crate) mod confusion;
pub(crate) mod digits;
pub(crate) mod encoding;
pub(crate) mod experiment;
pub(crate) mod idx;
pub(crate) mod noise;
pub(crate) mod pooling;
pub(crate) mod rows;
pub(crate) mod softmax;

/// The streams of random numbers of this example. The pooler has its own.
pub(crate) mod streams {
    /// The order in which the pooler sees the images.
    pub(crate) const POOLER_ORDER: u64 = 100;
    /// The order in which the classifier sees the images.
    pub(crate) const CLASSIFIER_ORDER: u64 = 101;
    /// The noise of the first image; each image has the stream behind that of the one before.
    pub(crate) const NOISE: u64 = 1_000;
}

/// Shuffles with the library's own generator, so that a seed gives the same order everywhere.
pub(crate) fn shuffle<T>(elements: &mut [T], random: &mut bami_htm::random::Pcg32) {
    use bami_htm::random::PortableRng;
    for last in (1..elements.len()).rev() {
        elements.swap(last, random.choose_random(last + 1));
    }
}
