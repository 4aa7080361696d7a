//! Spatial pooling: `BAMI PS SP`.

mod lab;
mod limits;
mod quality;
mod unions;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "sp.1",
        title: "By what figures a spatial pooler is judged",
        question: "Which measurable properties make the output of a spatial pooler good, and what \
                   are they for a pooler before and after learning?",
        answer: quality::metrics_of_a_pooler,
    },
    Question {
        id: "sp.2",
        title: "Boosting on and off",
        question: "What does boosting change in those figures, and what does it cost?",
        answer: quality::boosting,
    },
    Question {
        id: "sp.3",
        title: "Is an untrained pooler a random hash?",
        question: "If a single bit of the input changes, does the output of a pooler that has \
                   learned nothing change altogether, as that of a hash would?",
        answer: quality::untrained_is_no_hash,
    },
    Question {
        id: "sp.4",
        title: "Untrained against trained",
        question: "What does a pooler gain by learning over one with its first random synapses?",
        answer: quality::untrained_against_trained,
    },
    Question {
        id: "sp.5",
        title: "Online learning when the inputs change",
        question: "What happens to a pooler that goes on learning when its world changes: does it \
                   follow, how fast, and does it forget?",
        answer: quality::online_learning,
    },
    Question {
        id: "sp.6",
        title: "Few columns",
        question: "What goes wrong with few winners (5 of 50 against 50 of 500) and with too many \
                   of the columns winning (50 of 100 against 50 of 1000)?",
        answer: limits::few_columns,
    },
    Question {
        id: "sp.7",
        title: "Drift of the output for a fixed input",
        question: "While learning goes on, does the output for one and the same input stay, and \
                   what limits how far it drifts?",
        answer: limits::drift_of_a_fixed_input,
    },
    Question {
        id: "sp.8",
        title: "The potential pool for 10,000 inputs",
        question: "Of 10,000 inputs 5% are ON at a time. How large should the potential pool of a \
                   column be?",
        answer: limits::potential_pool,
    },
    Question {
        id: "sp.9",
        title: "A, B, and A union B",
        question: "Is the output for two patterns at once the union of their outputs? Bars, and \
                   the cross of two of them.",
        answer: unions::a_b_and_their_union,
    },
    Question {
        id: "sp.10",
        title: "What a training set of A, B and C leaves in their outputs",
        question: "How much do the outputs for A, B and C alone have in common, when they were \
                   trained apart and when they were trained together?",
        answer: unions::three_parts,
    },
    Question {
        id: "sp.11",
        title: "How many patterns 500 columns can tell apart",
        question: "With 500 columns and 50 winners, how many patterns can be told apart, under \
                   noise and with parts hidden?",
        answer: limits::how_many_patterns,
    },
];
