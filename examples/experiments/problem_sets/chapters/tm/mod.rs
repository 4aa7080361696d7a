//! Temporal memory: `BAMI PS TM`.

mod lab;
mod learning;
mod limits;
mod order;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "tm.1",
        title: "First order versus high order",
        question: "What can a memory that knows only the current element not predict, and what does a memory do \
                   better that also represents the context?",
        answer: order::first_against_high_order,
    },
    Question {
        id: "tm.2",
        title: "One element in two contexts",
        question: "How do columns and cells represent the same element in different contexts?",
        answer: order::the_same_letter_in_two_contexts,
    },
    Question {
        id: "tm.3",
        title: "How a sequence is learned, step by step",
        question: "What happens at each repetition of a new sequence until all of it is \
                   predicted?",
        answer: learning::step_by_step,
    },
    Question {
        id: "tm.4",
        title: "Nothing predicted",
        question: "Which cells are active for an unpredicted input, and what is predicted then?",
        answer: learning::nothing_predicted,
    },
    Question {
        id: "tm.5",
        title: "Predictions after learning",
        question: "What exactly is predicted at each step of a learned sequence?",
        answer: learning::predictions_after_learning,
    },
    Question {
        id: "tm.6",
        title: "How far back a context reaches",
        question: "Over how many shared elements can a memory distinguish two sequences, with how many cells, and \
                   how long does it take to learn?",
        answer: order::how_far_back,
    },
    Question {
        id: "tm.7",
        title: "Starting in the middle",
        question: "What happens if a known sequence is entered in the middle?",
        answer: learning::starting_in_the_middle,
    },
    Question {
        id: "tm.8",
        title: "How long a sequence can be learned",
        question: "Can a memory learn a sequence of 1,000 elements, or of 100,000, and what is the limit?",
        answer: limits::how_long_a_sequence,
    },
    Question {
        id: "tm.9",
        title: "ABCDE and ABCDF, then ABCD",
        question: "Two sequences differ only in their last element. What is predicted before it, \
                   and by which cells?",
        answer: order::two_ends,
    },
    Question {
        id: "tm.10",
        title: "ABCDE and FGCDH, then FGCD, then CD alone",
        question: "Two sequences share their middle. Which cells are active and which are predicted at the end of \
                   the middle, with and without the beginning?",
        answer: order::two_words_that_share_cd,
    },
    Question {
        id: "tm.11",
        title: "One segment per cell versus many",
        question: "What does a cell gain from many segments, compared with a model neuron with a single set of \
                   weights?",
        answer: order::one_segment_against_many,
    },
    Question {
        id: "tm.12",
        title: "Where temporal memory does poorly",
        question: "Which kinds of sequences and disturbances are hard for it?",
        answer: limits::where_it_does_poorly,
    },
];
