//! Encoders: `BAMI PS ENC`.

mod cochlea;
mod similarity;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "enc.1",
        title: "When an encoder is good",
        question: "An encoder is made for a new kind of data. When are its SDRs good, and by what test can one \
                   tell?",
        answer: similarity::rules_and_distance,
    },
    Question {
        id: "enc.2",
        title: "Sound as SDRs",
        question: "How would you encode sound?",
        answer: cochlea::chirp,
    },
];
