//! Spatial pooling: `BAMI PS SP`.

mod capacity;
mod lab;
mod limits;
mod quality;
mod unions;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question { id: "sp.1", title: "Good spatial pooling", answer: quality::metrics_of_a_pooler },
    Question { id: "sp.2", title: "Boosting on and off", answer: quality::boosting },
    Question {
        id: "sp.3",
        title: "Is an untrained pooler a random hash?",
        answer: quality::untrained_is_no_hash,
    },
    Question {
        id: "sp.4",
        title: "Untrained versus trained",
        answer: quality::untrained_against_trained,
    },
    Question { id: "sp.5", title: "Online learning", answer: quality::online_learning },
    Question { id: "sp.6", title: "Few columns", answer: limits::few_columns },
    Question {
        id: "sp.7",
        title: "Drift of the output for a fixed input",
        answer: limits::drift_of_a_fixed_input,
    },
    Question {
        id: "sp.8",
        title: "The potential pool for 10,000 inputs",
        answer: limits::potential_pool,
    },
    Question { id: "sp.9", title: "A, B, and A union B", answer: unions::a_b_and_their_union },
    Question {
        id: "sp.10",
        title: "A, B and C after training on AB, AC and others",
        answer: unions::three_parts,
    },
    Question {
        id: "sp.11",
        title: "How many patterns 500 columns can distinguish",
        answer: capacity::how_many_patterns,
    },
];
