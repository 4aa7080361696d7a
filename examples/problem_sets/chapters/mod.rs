//! The questions of BAMI's problem sets, chapter by chapter, with the experiments that answer them.

pub(crate) mod answer;
pub(crate) mod enc;
pub(crate) mod sdr;
pub(crate) mod sp;
pub(crate) mod tm;

use answer::Question;

/// All questions, in the book's order.
pub(crate) fn questions() -> impl Iterator<Item = &'static Question> {
    [sdr::QUESTIONS, enc::QUESTIONS, sp::QUESTIONS, tm::QUESTIONS].into_iter().flatten()
}
