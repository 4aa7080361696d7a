//! Temporal memory: `BAMI PS TM`.

mod drawbacks;
mod lab;
mod learning;
mod limits;
mod order;
mod segments;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "tm.1",
        title: "First, high and variable order",
        answer: order::first_against_high_order,
    },
    Question {
        id: "tm.2",
        title: "One element in two contexts",
        answer: order::the_same_letter_in_two_contexts,
    },
    Question {
        id: "tm.3",
        title: "How a sequence is learned, step by step",
        answer: learning::step_by_step,
    },
    Question { id: "tm.4", title: "Nothing predicted", answer: learning::nothing_predicted },
    Question {
        id: "tm.5",
        title: "Predictions after learning",
        answer: learning::predictions_after_learning,
    },
    Question { id: "tm.6", title: "One cell per column and several", answer: order::how_far_back },
    Question {
        id: "tm.7",
        title: "Starting in the middle",
        answer: learning::starting_in_the_middle,
    },
    Question {
        id: "tm.8",
        title: "How long a sequence can be learned",
        answer: limits::how_long_a_sequence,
    },
    Question { id: "tm.9", title: "ABCDE and ABCDF, then ABCD", answer: order::two_ends },
    Question {
        id: "tm.10",
        title: "ABCDE and FGCDH, then FGCD, then CD alone",
        answer: order::two_words_that_share_cd,
    },
    Question {
        id: "tm.11",
        title: "One segment per cell versus many",
        answer: segments::one_segment_against_many,
    },
    Question {
        id: "tm.12",
        title: "Drawbacks, and where other methods do better",
        answer: drawbacks::where_it_does_poorly,
    },
];
