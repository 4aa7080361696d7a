//! What each parameter means: the one place from which the program says it.

/// The types of values, as messages call them.
pub(super) const INTEGER: &str = "an integer";
pub(super) const NUMBER: &str = "a number";
pub(super) const STRING: &str = "a string in quotation marks";

/// A parameter.
pub(super) struct Meaning {
    /// Its key, with the groups before it.
    pub(super) key: &'static str,
    /// What it does, with its bounds.
    pub(super) text: &'static str,
    /// For one that can be off: what sort of value it takes. Empty for all others.
    pub(super) optional_kind: &'static str,
    /// For one that can be off: a value to show. Empty for all others.
    pub(super) example: &'static str,
}

const fn required(key: &'static str, text: &'static str) -> Meaning {
    Meaning { key, text, optional_kind: "", example: "" }
}

const fn optional(
    key: &'static str,
    optional_kind: &'static str,
    example: &'static str,
    text: &'static str,
) -> Meaning {
    Meaning { key, text, optional_kind, example }
}

/// All parameters of a region, in the order of the file.
pub(super) const MEANINGS: &[Meaning] = &[
    required("seed", "The seed of the spatial pooler and of the temporal memory."),
    optional(
        "metric",
        STRING,
        "\"value\"",
        "The field that the test for a flat metric and the range rule look at. Off, it is the only number \
         that is encoded, if there is just one.",
    ),
    required(
        "range_rule",
        "Whether a value far outside of all before it makes the anomaly score 1: NAB's range rule.",
    ),
    required("encoders", "The encoders, one for each field that is read."),
    required(
        "sp.input_dimensions",
        "Number of inputs along each dimension. Empty: one dimension, as many as the encoders make bits.",
    ),
    required(
        "sp.column_dimensions",
        "Number of columns along each dimension; as many dimensions as the input has. BAMI asks for at \
         least 2048 columns.",
    ),
    required(
        "sp.potential_radius",
        "How far the receptive field of a column reaches from its natural centre, in inputs. The default \
         reaches every input.",
    ),
    required(
        "sp.potential_pct",
        "The fraction of the inputs of its receptive field to which a column has potential synapses; above \
         0, to 1.",
    ),
    required(
        "sp.global_inhibition",
        "Whether all columns compete with each other, and not only with those nearby.",
    ),
    optional(
        "sp.local_area_density",
        NUMBER,
        "0.02",
        "The fraction of the columns of an inhibition area that win; above 0, to 1. It takes the place of \
         num_active_columns_per_inh_area.",
    ),
    optional(
        "sp.num_active_columns_per_inh_area",
        INTEGER,
        "40",
        "How many columns of an inhibition area win; at least 1, better at least 25.",
    ),
    required(
        "sp.stimulus_threshold",
        "What the overlap of a column must exceed for it to win; at least 0.",
    ),
    required(
        "sp.connected_permanence",
        "The permanence from which on a synapse is connected, 0 to 1.",
    ),
    required(
        "sp.syn_perm_active_inc",
        "What a synapse of a winner gains when its input is active, 0 to 1.",
    ),
    required(
        "sp.syn_perm_inactive_dec",
        "What a synapse of a winner loses when its input is not active, 0 to 1.",
    ),
    required(
        "sp.min_pct_overlap_duty_cycle",
        "The fraction of the best overlap duty cycle nearby below which the permanences of a column are \
         raised, 0 to 1.",
    ),
    required(
        "sp.duty_cycle_period",
        "Over how many learning steps the duty cycles are averaged; at least 1.",
    ),
    required(
        "sp.boost_strength",
        "How strongly columns that are seldom active are boosted; 0, not at all, to 500.",
    ),
    required(
        "sp.initial_permanence_range",
        "How far from connected_permanence the initial permanences lie, before the bias; 0 to 1.",
    ),
    optional(
        "sp.center_bias",
        NUMBER,
        "0.1",
        "By how much the initial permanence at the natural centre of a column exceeds that at the border of \
         its receptive field; 0 to 1. Off, it is 0 where every receptive field is the whole input, and 0.1 \
         elsewhere.",
    ),
    required(
        "sp.tie_break",
        "Who wins where columns tie: \"all\", as in BAMI, or \"lowest_index\", an extension that keeps the \
         number of winners.",
    ),
    required(
        "sp.connected_in_overlap",
        "Which synapses the overlap counts as connected: \"at_least\", those at connected_permanence \
         too, or \"above\", as in the book profile.",
    ),
    required(
        "sp.duty_cycles",
        "How duty cycles are averaged: \"recursive\", from the last average, or \"window\", over the \
         last duty_cycle_period steps, as in the book profile.",
    ),
    required(
        "sp.boosting_order",
        "The order of duty cycles and boosts: \"two_passes\", all duty cycles first, or \"one_loop\", \
         column by column, as in the book profile.",
    ),
    required("sp.wrap_around", "Whether the grids of inputs and columns are rings: an extension."),
    required("tm.column_count", "Number of columns. 0: as many as sp.column_dimensions makes."),
    required(
        "tm.cells_per_column",
        "Cells in each column, at least 1. One makes a first-order memory; BAMI finds 10 to 16 enough for \
         most uses.",
    ),
    required(
        "tm.activation_threshold",
        "So many active connected synapses make a segment active: it then predicts.",
    ),
    required(
        "tm.learning_threshold",
        "So many active potential synapses make a segment match: it can then be chosen to learn.",
    ),
    required("tm.initial_permanence", "The permanence of a new synapse, 0 to 1."),
    required(
        "tm.connected_permanence",
        "The permanence from which on a synapse is connected, 0 to 1.",
    ),
    required("tm.permanence_increment", "What a synapse that helped gains, 0 to 1."),
    required("tm.permanence_decrement", "What a synapse that did not help loses, 0 to 1."),
    required(
        "tm.predicted_decrement",
        "What the active synapses of a segment lose that matched in vain, 0 to 1. A little more than the \
         fraction of active columns times permanence_increment serves well.",
    ),
    required(
        "tm.synapse_sample_size",
        "How many active potential synapses a learning segment is to have.",
    ),
    optional(
        "tm.extensions.max_segments_per_cell",
        INTEGER,
        "128",
        "At most so many segments on a cell: the least recently active gives way. At least 1; \"none\" is \
         no limit.",
    ),
    optional(
        "tm.extensions.max_synapses_per_segment",
        INTEGER,
        "128",
        "At most so many synapses on a segment: the weakest gives way. At least 1; \"none\" is no limit.",
    ),
    required(
        "tm.extensions.prune_zero_permanence",
        "Whether synapses that learning has brought to permanence 0 are removed.",
    ),
    required(
        "tm.extensions.skip_empty_segments",
        "Whether no segment is grown where there is nothing to connect it to.",
    ),
    required(
        "anomaly.learning_period",
        "Rows at the head in which the memory learns and which no estimate of the likelihood uses.",
    ),
    required(
        "anomaly.estimation_samples",
        "Rows after the learning period before the first estimate; until then the likelihood is 0.5. At \
         most history_window.",
    ),
    required("anomaly.history_window", "Rows that the estimate remembers; at least 1."),
    required("anomaly.reestimation_period", "Rows from one estimate to the next; at least 1."),
    required(
        "anomaly.averaging_window",
        "Raw scores in a short-term average; 1 to history_window.",
    ),
    required(
        "anomaly.tail",
        "Which averages count as unusual: \"one-sided\" for large ones only, \"two-sided\" for large and \
         small ones.",
    ),
];
