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
        title: "ASCII versus SDRs with one wrong bit",
        question: "A letter is stored as its ASCII code, or as an SDR. What happens when one bit is flipped, and how \
                   many bits may be wrong before it is mistaken for another letter?",
        answer: ascii::one_flipped_bit,
    },
    Question {
        id: "sdr.2",
        title: "Sparsity and false matches",
        question: "How does the probability that two unrelated SDRs match depend on the fraction of bits that are \
                   ON, from 0.1% to 50%?",
        answer: sparsity::false_matches,
    },
    Question {
        id: "sdr.3",
        title: "What very sparse and dense SDRs cannot do",
        question: "Why is neither end of that range used: how many lost bits do SDRs of 0.1% and of 50% tolerate, \
                   and how many of them can share one union?",
        answer: sparsity::both_ends,
    },
    Question {
        id: "sdr.4",
        title: "n = 1000, w = 3 versus n = 300, w = 15",
        question: "Which is the better representation, 1000 bits with 3 of them ON, or 300 bits with 15 of them ON?",
        answer: sparsity::few_of_many_or_more_of_fewer,
    },
    Question {
        id: "sdr.5",
        title: "100 random SDRs of n = 500, w = 33",
        question: "How many SDRs of 500 bits with 33 of them ON exist? How likely is it that two of 100 random ones \
                   are identical, and how likely is it that two share more than 5 bits?",
        answer: reliability::one_hundred_random,
    },
    Question {
        id: "sdr.6",
        title: "The first terms of the false-positive sum",
        question: "How large are the terms of equation (4), and how good an approximation is its first term?",
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
