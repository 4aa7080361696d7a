//! Encoders: `BAMI PS ENC`.

mod cochlea;
mod similarity;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "enc.1",
        title: "Overlap against distance",
        question: "Do the encoders keep the rule that nearer values have more bits in common \
                   (equation 4 of the chapter on encoders), and how well?",
        answer: similarity::overlap_against_distance,
    },
    Question {
        id: "enc.2",
        title: "Sound as SDRs",
        question: "How could sound be encoded, after the example of the cochlea?",
        answer: cochlea::chirp,
    },
];
