//! The questions of BAMI's problem sets, chapter by chapter, with the experiments that answer them.

pub mod answer;
pub mod enc;
pub mod sdr;
pub mod sp;
pub mod tm;

use answer::Question;

/// All questions, in the book's order.
pub fn questions() -> impl Iterator<Item = &'static Question> {
    [sdr::QUESTIONS, enc::QUESTIONS, sp::QUESTIONS, tm::QUESTIONS].into_iter().flatten()
}

/// The question with this id, in upper or lower case.
///
/// # Errors
///
/// If there is none; the error names the most similar ids.
pub fn named(id: &str) -> anyhow::Result<&'static Question> {
    let wanted = id.to_lowercase();
    if let Some(question) = questions().find(|question| question.id == wanted) {
        return Ok(question);
    }
    let mut nearest: Vec<&str> = questions().map(|question| question.id).collect();
    nearest.sort_by_key(|other| strsim::damerau_levenshtein(other, &wanted));
    nearest.truncate(3);
    anyhow::bail!(
        "there is no question {id:?}; the nearest are {}; --list shows all of them",
        nearest.join(", ")
    )
}
