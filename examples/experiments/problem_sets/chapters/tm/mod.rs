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
        question: "What are a first-order, a high-order and a variable-order sequence memory?",
        answer: order::first_against_high_order,
    },
    Question {
        id: "tm.2",
        title: "One element in two contexts",
        question: "Why is a high-order memory needed?",
        answer: order::the_same_letter_in_two_contexts,
    },
    Question {
        id: "tm.3",
        title: "How a sequence is learned, step by step",
        question: "How does the temporal memory learn sequences?",
        answer: learning::step_by_step,
    },
    Question {
        id: "tm.4",
        title: "Nothing predicted",
        question: "What happens when nothing is predicted and new columns become active?",
        answer: learning::nothing_predicted,
    },
    Question {
        id: "tm.5",
        title: "Predictions after learning",
        question: "How does the memory predict in a sequence that it knows?",
        answer: learning::predictions_after_learning,
    },
    Question {
        id: "tm.6",
        title: "One cell per column and several",
        question: "What sequences can be learned with one cell per column, and with several?",
        answer: order::how_far_back,
    },
    Question {
        id: "tm.7",
        title: "Starting in the middle",
        question: "Can a sequence be recognized from its middle? How?",
        answer: learning::starting_in_the_middle,
    },
    Question {
        id: "tm.8",
        title: "How long a sequence can be learned",
        question: "How long may a sequence be? Take a pooler with 10,000 inputs and 500 columns, and choose \
                   sensible parameters: can 1,000 elements be learned? And 100,000?",
        answer: limits::how_long_a_sequence,
    },
    Question {
        id: "tm.9",
        title: "ABCDE and ABCDF, then ABCD",
        question: "ABCDE and ABCDF are learned; ABCD is shown. What is predicted? What is the representation \
                   then?",
        answer: order::two_ends,
    },
    Question {
        id: "tm.10",
        title: "ABCDE and FGCDH, then FGCD, then CD alone",
        question: "Only ABCDE and FGCDH are learned; FGCD is shown. What is predicted? Then CD alone is shown. \
                   What is predicted? What exactly is the representation then, predicted and active cells?",
        answer: order::two_words_that_share_cd,
    },
    Question {
        id: "tm.11",
        title: "One segment per cell versus many",
        question: "What is the difference between one distal segment per cell, enforced, and several?",
        answer: segments::one_segment_against_many,
    },
    Question {
        id: "tm.12",
        title: "Drawbacks, and where other methods do better",
        question: "What are the drawbacks of the temporal memory? When do other ways to predict do better?",
        answer: drawbacks::where_it_does_poorly,
    },
];
