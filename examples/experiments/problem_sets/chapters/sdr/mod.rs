//! Sparse distributed representations: `BAMI PS SDR`.
//!
//! Probabilities come from the equations in `bami_htm::sdr::mathematics`; if a probability is large
//! enough, it is compared with random SDRs.

mod ascii;
mod reliability;
mod sparsity;

use bami_htm::random::Pcg32;
use bami_htm::sdr::{Sdr, SdrError};

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "sdr.1",
        title: "What speaks against SDRs",
        question: "What speaks against SDRs? Take a text as ASCII and as SDRs.",
        answer: ascii::costs,
    },
    Question {
        id: "sdr.2",
        title: "What distributed means",
        question: "What is meant by \"distributed\" in the name?",
        answer: ascii::no_bit_decides,
    },
    Question {
        id: "sdr.3",
        title: "Why sparse, and how sparse",
        question: "Why is sparsity needed? How sparse must representations be? Can they be too sparse?",
        answer: sparsity::how_sparse,
    },
    Question {
        id: "sdr.4",
        title: "n = 1000, w = 3 versus n = 300, w = 15",
        question: "Which is better: n = 1000 with w = 3, or n = 300 with w = 15?",
        answer: sparsity::few_of_many_or_more_of_fewer,
    },
    Question {
        id: "sdr.5",
        title: "Random SDRs of n = 500, w = 33",
        question: "For 33 ON bits of 500: how many SDRs are there? If 100 are drawn at random, how likely are two of \
                   the hundred identical? If two are drawn at random, how likely do they share more than 5 ON bits?",
        answer: reliability::random_sdrs,
    },
    Question {
        id: "sdr.6",
        title: "The first terms of the false-positive sum",
        question: "Work out the first terms of equation (4) and see how fast they fall. Show that (4) is \
                   approximately its first term, b = theta, over C(n, w).",
        answer: reliability::first_terms,
    },
];

/// The fraction of `trials` pairs of random SDRs with `w` of `n` bits ON that match at `theta`.
fn drawn_share(n: u32, w: u32, theta: u32, trials: u32, seed: u64) -> Result<f64, SdrError> {
    let mut random = Pcg32::new(seed, 0);
    let mut matches = 0;
    for _ in 0..trials {
        let x = Sdr::random(n, w, &mut random)?;
        matches += u32::from(x.matches(&Sdr::random(n, w, &mut random)?, theta)?);
    }
    Ok(f64::from(matches) / f64::from(trials))
}
