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
        title: "Metrics for a spatial pooler",
        question: "Which measurable properties make the output of a spatial pooler good, and what are their values \
                   before and after learning?",
        answer: quality::metrics_of_a_pooler,
    },
    Question {
        id: "sp.2",
        title: "Boosting on and off",
        question: "How does boosting change these metrics, and what does it cost?",
        answer: quality::boosting,
    },
    Question {
        id: "sp.3",
        title: "Is an untrained pooler a random hash?",
        question: "If a single bit of the input changes, does the output of an untrained pooler change completely, \
                   like that of a hash?",
        answer: quality::untrained_is_no_hash,
    },
    Question {
        id: "sp.4",
        title: "Untrained versus trained",
        question: "What does a pooler gain by learning, compared with its initial random synapses?",
        answer: quality::untrained_against_trained,
    },
    Question {
        id: "sp.5",
        title: "Online learning when the inputs change",
        question: "What happens to a pooler that continues to learn when its inputs change: does it adapt, how fast, \
                   and does it forget?",
        answer: quality::online_learning,
    },
    Question {
        id: "sp.6",
        title: "Few columns",
        question: "What goes wrong with few winners (5 of 50 versus 50 of 500), and with too many of the columns \
                   winning (50 of 100 versus 50 of 1000)?",
        answer: limits::few_columns,
    },
    Question {
        id: "sp.7",
        title: "Drift of the output for a fixed input",
        question: "While learning continues, does the output for a fixed input stay the same, and what limits its \
                   drift?",
        answer: limits::drift_of_a_fixed_input,
    },
    Question {
        id: "sp.8",
        title: "The potential pool for 10,000 inputs",
        question: "At any time, 5% of 10,000 inputs are ON. How large should the potential pool of a column be?",
        answer: limits::potential_pool,
    },
    Question {
        id: "sp.9",
        title: "A, B, and A union B",
        question: "Is the output for two simultaneous patterns the union of their outputs? Tested with bars and \
                   crosses.",
        answer: unions::a_b_and_their_union,
    },
    Question {
        id: "sp.10",
        title: "The effect of training sets of A, B and C on their outputs",
        question: "How much do the outputs for A, B and C have in common if they were trained separately, and if \
                   they were trained together?",
        answer: unions::three_parts,
    },
    Question {
        id: "sp.11",
        title: "How many patterns 500 columns can distinguish",
        question: "With 500 columns and 50 winners, how many patterns can be distinguished under noise and with \
                   parts hidden?",
        answer: limits::how_many_patterns,
    },
];
