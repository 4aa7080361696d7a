//! Encoders: `BAMI PS ENC`.

mod cochlea;
mod similarity;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "enc.1",
        title: "When an encoder is good",
        answer: similarity::rules_and_distance,
    },
    Question { id: "enc.2", title: "Sound as SDRs", answer: cochlea::chirp },
];
