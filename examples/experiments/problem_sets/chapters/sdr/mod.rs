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
    Question { id: "sdr.1", title: "What speaks against SDRs", answer: ascii::costs },
    Question { id: "sdr.2", title: "What distributed means", answer: ascii::no_bit_decides },
    Question { id: "sdr.3", title: "Why sparse, and how sparse", answer: sparsity::how_sparse },
    Question {
        id: "sdr.4",
        title: "n = 1000, w = 3 versus n = 300, w = 15",
        answer: sparsity::few_of_many_or_more_of_fewer,
    },
    Question {
        id: "sdr.5",
        title: "Random SDRs of n = 500, w = 33",
        answer: reliability::random_sdrs,
    },
    Question {
        id: "sdr.6",
        title: "The first terms of the false-positive sum",
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
