//! Sparse distributed representations: `BAMI PS SDR`.

use super::answer::Question;

/// The questions of the chapter.
pub(crate) const QUESTIONS: &[Question] = &[];
