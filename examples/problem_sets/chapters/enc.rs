//! Encoders: `BAMI PS ENC`.

use super::answer::Question;

/// The questions of the chapter.
pub(crate) const QUESTIONS: &[Question] = &[];
