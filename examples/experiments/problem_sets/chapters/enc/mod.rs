//! Encoders: `BAMI PS ENC`.

mod cochlea;
mod similarity;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "enc.1",
        title: "Overlap versus distance",
        question: "Do the encoders follow the rule that closer values have more bits in common (equation 4 of the \
                   chapter on encoders), and how well?",
        answer: similarity::overlap_against_distance,
    },
    Question {
        id: "enc.2",
        title: "Sound as SDRs",
        question: "How can sound be encoded, following the example of the cochlea?",
        answer: cochlea::chirp,
    },
];
