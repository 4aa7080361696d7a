//! Spatial pooling: `BAMI PS SP`.

mod capacity;
mod lab;
mod limits;
mod quality;
mod unions;

use super::answer::Question;

/// The questions of the chapter.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "sp.1",
        title: "Good spatial pooling",
        question: "What is spatial pooling? How can one tell that its output is good?",
        answer: quality::metrics_of_a_pooler,
    },
    Question {
        id: "sp.2",
        title: "Boosting on and off",
        question: "What does boosting do, by what mechanism, and can one do without it?",
        answer: quality::boosting,
    },
    Question {
        id: "sp.3",
        title: "Is an untrained pooler a random hash?",
        question: "Does an untrained pooler do no more than a random hash, which maps inputs to outputs at \
                   random? Give the reason. How does the output change with a single bit of the input?",
        answer: quality::untrained_is_no_hash,
    },
    Question {
        id: "sp.4",
        title: "Untrained versus trained",
        question: "Is there a use for an untrained pooler, with random initial weights of its input bits? Can \
                   it even beat a trained one?",
        answer: quality::untrained_against_trained,
    },
    Question {
        id: "sp.5",
        title: "Online learning",
        question: "How does the pooler learn online?",
        answer: quality::online_learning,
    },
    Question {
        id: "sp.6",
        title: "Few columns",
        question: "Can spatial pooling be done with small numbers? Is a pooler of 20 columns reasonable? If \
                   not, why do SDRs need large numbers? (a) What is the difference between 5 columns of 50 and \
                   50 of 500, both 10%? (b) Between 50 of 100 and 50 of 1000, both with 50 ones?",
        answer: limits::few_columns,
    },
    Question {
        id: "sp.7",
        title: "Drift of the output for a fixed input",
        question: "Can the output for a fixed input change altogether over time? How can the risk be reduced?",
        answer: limits::drift_of_a_fixed_input,
    },
    Question {
        id: "sp.8",
        title: "The potential pool for 10,000 inputs",
        question: "Of the 10,000 bits of the input, 5% are ON at any time. How large a share of the input \
                   should the potential pool of a column hold, in percent, and how is that worked out?",
        answer: limits::potential_pool,
    },
    Question {
        id: "sp.9",
        title: "A, B, and A union B",
        question: "How do the SDRs of input A alone and of input B alone compare with that of A and B together? \
                   Or: a horizontal line, a vertical line, and their cross?",
        answer: unions::a_b_and_their_union,
    },
    Question {
        id: "sp.10",
        title: "A, B and C after training on AB, AC and others",
        question: "A pooler of 2048 columns, 40 active, with learning on. A, B and C are sets of 20 bits each \
                   of 500 input bits, with none in common. It is trained on: all of A and B ON and nothing \
                   else; all of A and C ON and nothing else; many other patterns of 40 ON bits, none of which \
                   overlaps much with A, B or C. Afterwards A alone, B alone and C alone are shown. How do the \
                   three outputs overlap?",
        answer: unions::three_parts,
    },
    Question {
        id: "sp.11",
        title: "How many patterns 500 columns can distinguish",
        question: "An input of 10,000 bits; a pooler with 500 columns, 50 of them active. (a) How many patterns \
                   can be told apart, many or few, and which ones get confused? (b) What does noise do to the \
                   SDR? (c) What does occlusion do?",
        answer: capacity::how_many_patterns,
    },
];
