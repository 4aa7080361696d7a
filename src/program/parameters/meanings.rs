//! The meaning of each parameter: the only place where the program defines it.

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
    /// If it can be off: the type of its value. Empty otherwise.
    pub(super) optional_kind: &'static str,
    /// If it can be off: an example value. Empty otherwise.
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
        "The field that the flat-metric test and the range rule use. If off, it is the only encoded \
         number, provided that there is exactly one.",
    ),
    required(
        "range_rule",
        "Whether a value far outside the range of all earlier ones sets the anomaly score to 1: NAB's \
         range rule.",
    ),
    required("encoders", "The encoders, one for each field."),
    required(
        "sp.input_dimensions",
        "Number of inputs along each dimension. If empty: one dimension, with as many inputs as the \
         encoders have bits.",
    ),
    required(
        "sp.column_dimensions",
        "Number of columns along each dimension; there must be as many dimensions as in the input. \
         BAMI recommends at least 2048 columns.",
    ),
    required(
        "sp.potential_radius",
        "How far the receptive field of a column extends from its natural centre, in inputs. The \
         default covers every input.",
    ),
    required(
        "sp.potential_pct",
        "The fraction of the inputs in its receptive field to which a column has potential synapses; \
         greater than 0 and at most 1.",
    ),
    required(
        "sp.global_inhibition",
        "Whether all columns compete with each other rather than only with their neighbours.",
    ),
    optional(
        "sp.local_area_density",
        NUMBER,
        "0.02",
        "The fraction of the columns in an inhibition area that win; greater than 0 and at most 1. It \
         replaces num_active_columns_per_inh_area.",
    ),
    optional(
        "sp.num_active_columns_per_inh_area",
        INTEGER,
        "40",
        "The number of columns in an inhibition area that win; at least 1, and preferably at least 25.",
    ),
    required(
        "sp.stimulus_threshold",
        "What the overlap of a column must exceed for it to win; at least 0.",
    ),
    required(
        "sp.connected_permanence",
        "The permanence from which a synapse is connected, 0 to 1; see connected_in_overlap.",
    ),
    required(
        "sp.syn_perm_active_inc",
        "The increase in the permanence of a winner's synapse when its input is active, 0 to 1.",
    ),
    required(
        "sp.syn_perm_inactive_dec",
        "The decrease in the permanence of a winner's synapse when its input is inactive, 0 to 1.",
    ),
    required(
        "sp.min_pct_overlap_duty_cycle",
        "If the overlap duty cycle of a column is below this fraction of the maximum in its \
         neighbourhood, its permanences are increased; 0 to 1.",
    ),
    required(
        "sp.duty_cycle_period",
        "The number of learning steps over which duty cycles are averaged; at least 1.",
    ),
    required(
        "sp.boost_strength",
        "How strongly columns that are rarely active are boosted; from 0 (not at all) to 500.",
    ),
    required(
        "sp.initial_permanence_range",
        "The maximum distance of the initial permanences from connected_permanence, before the bias; 0 \
         to 1.",
    ),
    optional(
        "sp.center_bias",
        NUMBER,
        "0.1",
        "How much higher the initial permanence is at the natural centre of a column than at the edge \
         of its receptive field; 0 to 1. If off, it is 0 if every receptive field is the whole input, \
         and 0.1 otherwise.",
    ),
    required(
        "sp.tie_break",
        "Which of several tied columns win: \"all\", as in BAMI, or \"lowest_index\", an extension \
         that keeps the number of winners fixed with global inhibition.",
    ),
    required(
        "sp.connected_in_overlap",
        "Whether the overlap counts a synapse at exactly connected_permanence as connected: \"at_least\" \
         counts it, \"above\" does not, as in the book profile.",
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
    required(
        "sp.wrap_around",
        "Whether the grids of inputs and columns wrap around at their edges: an extension.",
    ),
    required("tm.column_count", "Number of columns. If 0: the product of sp.column_dimensions."),
    required(
        "tm.cells_per_column",
        "Number of cells per column, at least 1. With 1, the memory is first-order; according to BAMI, \
         10 to 16 are enough for most uses.",
    ),
    required(
        "tm.activation_threshold",
        "The number of active connected synapses at which a segment becomes active, so that its cell \
         is predicted.",
    ),
    required(
        "tm.learning_threshold",
        "The number of active potential synapses at which a segment matches, so that it can be chosen \
         to learn.",
    ),
    required("tm.initial_permanence", "The permanence of a new synapse, 0 to 1."),
    required(
        "tm.connected_permanence",
        "The permanence at and above which a synapse is connected, 0 to 1.",
    ),
    required(
        "tm.permanence_increment",
        "The increase in the permanence of a synapse that contributed \
     to a correct prediction, 0 to 1.",
    ),
    required(
        "tm.permanence_decrement",
        "The decrease in the permanence of a synapse that did not \
     contribute to a correct prediction, 0 to 1.",
    ),
    required(
        "tm.predicted_decrement",
        "The decrease in the permanence of the active synapses of a segment that matched although its \
         column did not become active, 0 to 1. A value slightly above permanence_increment times the \
         fraction of active columns works well.",
    ),
    required(
        "tm.synapse_sample_size",
        "The number of active potential synapses up to which a learning segment grows new ones.",
    ),
    optional(
        "tm.extensions.max_segments_per_cell",
        INTEGER,
        "128",
        "The maximum number of segments per cell; the least recently active one is evicted. At least \
         1; \"none\" means no limit.",
    ),
    optional(
        "tm.extensions.max_synapses_per_segment",
        INTEGER,
        "128",
        "The maximum number of synapses per segment; the weakest one is evicted. At least 1; \"none\" \
         means no limit.",
    ),
    required(
        "tm.extensions.prune_zero_permanence",
        "Whether synapses are removed when learning has reduced their permanence to 0.",
    ),
    required(
        "tm.extensions.skip_empty_segments",
        "Whether to skip growing a segment if there is no cell to connect it to.",
    ),
    required(
        "anomaly.learning_period",
        "The number of rows at the start that only the memory learns from; no estimate of the \
         likelihood uses them.",
    ),
    required(
        "anomaly.estimation_samples",
        "The number of rows between the learning period and the first estimate, during which the \
         likelihood is 0.5. At most history_window.",
    ),
    required(
        "anomaly.history_window",
        "The number of recent rows that an estimate uses; at least 1.",
    ),
    required("anomaly.reestimation_period", "The number of rows between estimates; at least 1."),
    required(
        "anomaly.averaging_window",
        "The number of raw scores in the short-term average; 1 to history_window.",
    ),
    required(
        "anomaly.tail",
        "Which averages count as unusual: \"one-sided\" for high ones only, \"two-sided\" for high and \
         low ones.",
    ),
];
