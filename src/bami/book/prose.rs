//! The names that no line of the listings has: of tables, of equations, of sections, of questions, and of terms.

use super::Name;

/// A table of names without lines. In the search of the documentation, the names of one word are aliases.
macro_rules! names {
    ($(#[$doc:meta])* $table:ident: $($book:literal, $pages:literal, $rules:literal, $here:literal;)*) => {
        $(#[$doc])*
        ///
        /// | book | pages | here |
        /// | --- | --- | --- |
        $(
            #[doc = concat!("| ", $book, " | ", $pages, " | ", $here, " |")]
            #[doc(alias = $book)]
        )*
        pub const $table: &[Name] =
            &[$(Name { book: $book, lines: "", pages: $pages, rules: $rules, here: $here }),*];
    };
}

names! {
    /// The names of the spatial pooler's tables and prose.
    SPATIAL_POOLER_TABLES:
    "columnCount", "45", "SP-PARAMETERS", "[`Layer::column_count`](crate::anatomy::Layer::column_count)";
    "columnDimensions", "43-44", "SP-PARAMETERS D-SP-29", "[`column_dimensions`](crate::spatial_pooler::SpatialPoolerParameters::column_dimensions)";
    "inputDimensions", "43-44", "SP-PARAMETERS D-SP-29", "[`input_dimensions`](crate::spatial_pooler::SpatialPoolerParameters::input_dimensions)";
    "potentialRadius", "44", "SP-PARAMETERS D-SP-2 D-SP-21 D-SP-24", "[`potential_radius`](crate::spatial_pooler::SpatialPoolerParameters::potential_radius)";
    "potentialPct", "45", "SP-PARAMETERS D-SP-3", "[`potential_pct`](crate::spatial_pooler::SpatialPoolerParameters::potential_pct)";
    "globalInhibition", "43-44", "SP-PARAMETERS D-SP-7", "[`global_inhibition`](crate::spatial_pooler::SpatialPoolerParameters::global_inhibition)";
    "localAreaDensity", "43-44", "SP-PARAMETERS D-SP-10", "[`local_area_density`](crate::spatial_pooler::SpatialPoolerParameters::local_area_density)";
    "minPctOverlapDutyCycle", "44", "SP-PARAMETERS D-SP-15", "[`min_pct_overlap_duty_cycle`](crate::spatial_pooler::SpatialPoolerParameters::min_pct_overlap_duty_cycle)";
    "boostStrength", "45", "SP-PARAMETERS SP-22 D-SP-13", "[`boost_strength`](crate::spatial_pooler::SpatialPoolerParameters::boost_strength)";
    "maxDutyCycle", "46", "D-SP-15", "`max_duty_cycle` in `routines.rs`; no line uses it";
}

names! {
    /// The equations of `BAMI SDR`. There is no (5).
    EQUATIONS:
    "(1)", "18", "SDR-EQ-1", "the number of SDRs: [`capacity`](crate::sdr::mathematics::capacity)";
    "(2)", "18", "SDR-EQ-2", "the probability that two random SDRs are identical: [`probability_identical`](crate::sdr::mathematics::probability_identical)";
    "(3)", "18", "SDR-EQ-3", "the size of the overlap set: [`overlap_set`](crate::sdr::mathematics::overlap_set)";
    "(4)", "20", "SDR-EQ-4 D-SDR-2", "the probability of a false inexact match: [`false_positive`](crate::sdr::mathematics::false_positive)";
    "(6)", "21", "SDR-EQ-6-7", "the overlap set of a subsample: [`overlap_set`](crate::sdr::mathematics::overlap_set)";
    "(7)", "21", "SDR-EQ-6-7 D-SDR-2", "the probability of a false match of a subsample: [`false_positive_subsampled`](crate::sdr::mathematics::false_positive_subsampled)";
    "(8)", "22", "SDR-EQ-8 SDR-NO-FALSE-NEGATIVES", "classification by matching: [`Sdr::belongs_to`](crate::sdr::Sdr::belongs_to)";
    "(9)", "22", "SDR-EQ-9 D-SDR-1", "the probability of a false match in a list: [`false_positive_list`](crate::sdr::mathematics::false_positive_list)";
    "(10)", "23", "SDR-EQ-10", "a bound on (9): [`false_positive_list_bound`](crate::sdr::mathematics::false_positive_list_bound)";
    "(11)", "24", "SDR-EQ-11", "the probability that a bit of a union is OFF: [`union_off_probability`](crate::sdr::mathematics::union_off_probability)";
    "(12)", "24", "SDR-EQ-12", "the probability of a false exact match with a union: [`union_false_positive_exact_match`](crate::sdr::mathematics::union_false_positive_exact_match)";
    "(13)", "26", "SDR-EQ-13-14 D-SDR-3", "the expected overlap set of a union: [`union_expected_on`](crate::sdr::mathematics::union_expected_on)";
    "(14)", "26", "SDR-EQ-13-14 D-SDR-2 D-SDR-3", "the probability of a false inexact match with a union: [`union_false_positive`](crate::sdr::mathematics::union_false_positive)";
}

names! {
    /// The sections of `BAMI ENC`, by heading, without the words "Example 2".
    ENCODER_SECTIONS:
    "A Simple Encoder for Numbers", "32-33", "ENC-SCALAR-* D-ENC-1 D-ENC-21", "[`ScalarEncoder`](crate::encoders::ScalarEncoder)";
    "A More Flexible Encoder for Numbers", "34", "ENC-RDSE-* D-ENC-2 D-ENC-5 D-ENC-6", "[`RandomDistributedScalarEncoder`](crate::encoders::RandomDistributedScalarEncoder)";
    "The Numeric Log Encoder", "34", "ENC-LOG ENC-LOG-* D-ENC-24", "[`LogEncoder`](crate::encoders::LogEncoder)";
    "The Delta Encoder", "35", "ENC-DELTA ENC-DELTA-* D-ENC-16 D-ENC-17", "[`DeltaEncoder`](crate::encoders::DeltaEncoder)";
    "Encoding Categories", "35", "ENC-CATEGORY-* D-ENC-7 D-ENC-14 D-ENC-15", "[`CategoryEncoder`](crate::encoders::CategoryEncoder)";
    "Ordered and Cyclic Categories", "36", "ENC-ORDERED-* ENC-PERIODIC-* ENC-DATE-MONTH ENC-DATE-MINUTE D-ENC-4 D-ENC-8 D-ENC-9 D-ENC-10 D-ENC-13", "[`OrderedCategoryEncoder`](crate::encoders::OrderedCategoryEncoder), [`PeriodicEncoder`](crate::encoders::PeriodicEncoder) and [`DateEncoder`](crate::encoders::DateEncoder)";
    "Encoding Geospatial Data", "37-39", "ENC-COORDINATE-* ENC-GEO ENC-GEO-* D-ENC-19 D-ENC-20 D-ENC-22 D-ENC-23 D-ENC-25", "[`CoordinateEncoder`](crate::encoders::CoordinateEncoder) and [`GeospatialEncoder`](crate::encoders::GeospatialEncoder)";
    "Encoding Multiple Values", "40", "ENC-MULTIPLE-*", "[`ConcatenatedEncoder`](crate::encoders::ConcatenatedEncoder)";
}

names! {
    /// The questions of `BAMI PS`, in our words. The example `problem_sets` answers them.
    PROBLEM_SETS:
    "SDR.1", "62", "", "What speaks against SDRs? Take a text as ASCII and as SDRs.";
    "SDR.2", "62", "", "What is meant by \"distributed\" in the name?";
    "SDR.3", "62", "", "Why is sparsity needed? How sparse must representations be? Can they be too sparse?";
    "SDR.4", "62", "", "Which is better: n = 1000 with w = 3, or n = 300 with w = 15?";
    "SDR.5", "62", "", "For 33 ON bits of 500: how many SDRs are there? If 100 are drawn at random, how likely are two of the hundred identical? If two are drawn at random, how likely do they share more than 5 ON bits?";
    "SDR.6", "62", "", "Work out the first terms of equation (4) and see how fast they fall. Show that (4) is approximately its first term, b = theta, over C(n, w).";
    "ENC.1", "62", "", "An encoder is made for a new kind of data. When are its SDRs good, and by what test can one tell?";
    "ENC.2", "62", "", "How would you encode sound?";
    "SP.1", "62-63", "", "What is spatial pooling? How can one tell that its output is good?";
    "SP.2", "62-63", "", "What does boosting do, by what mechanism, and can one do without it?";
    "SP.3", "62-63", "", "Does an untrained pooler do no more than a random hash, which maps inputs to outputs at random? Give the reason. How does the output change with a single bit of the input?";
    "SP.4", "62-63", "", "Is there a use for an untrained pooler, with random initial weights of its input bits? Can it even beat a trained one?";
    "SP.5", "62-63", "", "How does the pooler learn online?";
    "SP.6", "62-63", "", "Can spatial pooling be done with small numbers? Is a pooler of 20 columns reasonable? If not, why do SDRs need large numbers? (a) What is the difference between 5 columns of 50 and 50 of 500, both 10%? (b) Between 50 of 100 and 50 of 1000, both with 50 ones?";
    "SP.7", "62-63", "", "Can the output for a fixed input change altogether over time? How can the risk be reduced?";
    "SP.8", "62-63", "", "Of the 10,000 bits of the input, 5% are ON at any time. How large a share of the input should the potential pool of a column hold, in percent, and how is that worked out?";
    "SP.9", "62-63", "", "How do the SDRs of input A alone and of input B alone compare with that of A and B together? Or: a horizontal line, a vertical line, and their cross?";
    "SP.10", "62-63", "", "A pooler of 2048 columns, 40 active, with learning on. A, B and C are sets of 20 bits each of 500 input bits, with none in common. It is trained on: all of A and B ON and nothing else; all of A and C ON and nothing else; many other patterns of 40 ON bits, none of which overlaps much with A, B or C. Afterwards A alone, B alone and C alone are shown. How do the three outputs overlap?";
    "SP.11", "62-63", "", "An input of 10,000 bits; a pooler with 500 columns, 50 of them active. (a) How many patterns can be told apart, many or few, and which ones get confused? (b) What does noise do to the SDR? (c) What does occlusion do?";
    "TM.1", "63", "", "What are a first-order, a high-order and a variable-order sequence memory?";
    "TM.2", "63", "", "Why is a high-order memory needed?";
    "TM.3", "63", "", "How does the temporal memory learn sequences?";
    "TM.4", "63", "", "What happens when nothing is predicted and new columns become active?";
    "TM.5", "63", "", "How does the memory predict in a sequence that it knows?";
    "TM.6", "63", "", "What sequences can be learned with one cell per column, and with several?";
    "TM.7", "63", "", "Can a sequence be recognized from its middle? How?";
    "TM.8", "63", "", "How long may a sequence be? Take a pooler with 10,000 inputs and 500 columns, and choose sensible parameters: can 1,000 elements be learned? And 100,000?";
    "TM.9", "63", "", "ABCDE and ABCDF are learned; ABCD is shown. What is predicted? What is the representation then?";
    "TM.10", "63", "", "Only ABCDE and FGCDH are learned; FGCD is shown. What is predicted? Then CD alone is shown. What is predicted? What exactly is the representation then, predicted and active cells?";
    "TM.11", "63", "", "What is the difference between one distal segment per cell, enforced, and several?";
    "TM.12", "63", "", "What are the drawbacks of the temporal memory? When do other ways to predict do better?";
}

names! {
    /// The terms of the book.
    TERMS:
    "cell", "48, 57", "R-4-CELL", "a neuron of a column: it has distal segments and is active, predictive, both or neither; [`CellView`](crate::anatomy::CellView)";
    "column", "41, 47, 51", "TM-1 R-4-CELL", "also mini-column: cells with the same feed-forward input; [`ColumnView`](crate::anatomy::ColumnView)";
    "mini-column", "41, 47", "TM-1 R-4-CELL", "see column";
    "synapse", "47, 57", "R-4-SEGMENT SP-PHASE-1", "a presynaptic cell or input, and a permanence; [`SynapseView`](crate::anatomy::SynapseView)";
    "permanence", "41, 47", "D-TM-1 SP-13-15 SP-16-18", "how far a synapse has grown, from 0 to 1";
    "permanence threshold", "41, 47", "TM-58-61 D-SP-5 D-TM-18", "the permanence from which a synapse is connected";
    "connected synapse", "41, 45-48, 57", "TM-58-61 D-SP-5 D-TM-18", "a synapse whose permanence reaches the threshold";
    "potential synapse", "41, 45, 47, 57", "SP-PHASE-1 D-SP-3 D-SP-27 D-TM-18", "a synapse of any permanence";
    "unconnected", "41, 47", "TM-99-102", "there is no such synapse";
    "weight", "48", "TM-58-61", "1 for a connected synapse and 0 for any other";
    "distal segment", "27, 48", "TM-STEP TM-66-67", "a dendrite segment with synapses on cells of the same layer; [`SegmentView`](crate::anatomy::SegmentView)";
    "proximal segment", "28, 48", "SP-PHASE-1", "a dendrite segment with synapses on feed-forward inputs";
    "apical dendrite", "27", "", "named in the book for feedback, without an algorithm; not here";
    "active segment", "55, 57", "TM-66-67", "a segment that reaches ACTIVATION_THRESHOLD";
    "matching segment", "53-55, 57", "TM-69-70 D-TM-7", "a segment that reaches LEARNING_THRESHOLD";
    "predictive cell", "48, 51, 52", "TM-66-67 D-TM-10", "also predicted or depolarized: a cell with an active segment";
    "depolarized", "27, 51", "TM-66-67 D-TM-10", "see predictive cell";
    "winner cell", "53, 54", "TM-13 TM-37 D-TM-13", "a cell that is a candidate for new synapses in the next step";
    "bursting", "52-54", "TM-25 TM-26-27", "all cells of an active column without predicted cells become active";
    "first-order memory", "49, 63", "D-TM-19", "a memory with one cell for each column";
    "spatial pooler", "41-46", "SP-STEP SP-PARAMETERS", "[`SpatialPooler`](crate::spatial_pooler::SpatialPooler)";
    "temporal memory", "47-58", "TM-STEP", "[`TemporalMemory`](crate::temporal_memory::TemporalMemory)";
    "temporal pooler", "64", "D-NET-3 NET-UNION", "turns SDRs that the layer below predicts into one representation; the book does not say how";
    "inhibition", "41-44", "SP-6-7 SP-8-10 D-SP-9", "active columns keep columns near them from becoming active";
    "inhibition radius", "41, 45, 46", "SP-26 D-SP-17", "the size of the neighbourhood in which columns compete";
    "neighborhood", "43-45", "SP-6-7 D-SP-7", "the columns within the inhibition radius, the column itself included";
    "receptive field", "41, 44", "SP-PHASE-1 D-SP-2 D-SP-21", "the inputs to which a column can connect";
    "natural center", "42", "D-SP-1 D-SP-4", "the place of a column over the input";
    "boosting", "43-46", "SP-5 SP-21 SP-22 D-SP-6 D-SP-13", "columns that win less often than their neighbours get a larger overlap";
    "active duty cycle", "41, 46", "SP-19-20 D-SP-12", "how often a column is active";
    "overlap duty cycle", "41, 46", "SP-23 D-SP-12 D-SP-22", "how often the overlap of a column is greater than the threshold";
    "SDR", "14-18, 64", "SDR-*", "a sparse distributed representation: many bits of which few are ON; [`Sdr`](crate::sdr::Sdr)";
    "sparsity", "14, 17, 64", "SDR-SPARSITY METRIC-SPARSENESS D-ENC-26", "the share of the bits that are ON; [`Sdr::sparsity`](crate::sdr::Sdr::sparsity)";
    "match", "18", "SDR-MATCH D-SDR-2", "an overlap of at least theta; [`Sdr::matches`](crate::sdr::Sdr::matches)";
    "overlap of SDRs", "17", "SDR-OVERLAP", "the number of bits that are ON in both; [`Sdr::overlap`](crate::sdr::Sdr::overlap)";
    "classification", "22", "SDR-EQ-8", "an SDR belongs to a list if it matches one of its SDRs; [`Sdr::belongs_to`](crate::sdr::Sdr::belongs_to)";
    "noise", "19, 22, 64", "SDR-NOISE D-SDR-4", "bits that are toggled; [`Sdr::toggled`](crate::sdr::Sdr::toggled); [`Sdr::with_noise`](crate::sdr::Sdr::with_noise), which is ours, keeps the number of ON bits";
    "subsampling", "16, 21", "SDR-SUBSAMPLE SDR-EQ-6-7", "some of the ON bits; [`Sdr::subsample`](crate::sdr::Sdr::subsample)";
    "union", "16, 23", "SDR-UNION SDR-EQ-11 SDR-EQ-12", "the Boolean OR of SDRs; [`Sdr::union`](crate::sdr::Sdr::union)";
    "n", "14, 17, 31", "SDR-EQ-DOMAIN ENC-SIZE", "the number of bits of an SDR; [`Sdr::size`](crate::sdr::Sdr::size)";
    "w", "14, 17, 31", "SDR-EQ-DOMAIN ENC-ACTIVE", "the number of ON bits of an SDR; [`Sdr::active_bits`](crate::sdr::Sdr::active_bits)";
    "theta", "18", "SDR-MATCH D-SDR-2", "the threshold of a match";
    "encoder", "29-40, 64", "ENC-SIMILAR ENC-DETERMINISTIC ENC-SIZE ENC-ACTIVE", "turns data into SDRs; [`encoders`](crate::encoders)";
    "bucket", "33", "ENC-SCALAR-BUCKET D-ENC-1 D-ENC-5", "the values that an encoder encodes alike";
    "minVal", "33", "ENC-SCALAR-PARAMETERS ENC-SCALAR-RANGE", "[`minimum`](crate::encoders::ScalarEncoderParameters::minimum)";
    "maxVal", "33", "ENC-SCALAR-PARAMETERS ENC-SCALAR-RANGE", "[`maximum`](crate::encoders::ScalarEncoderParameters::maximum)";
    "buckets", "33", "ENC-SCALAR-PARAMETERS ENC-SCALAR-SIZE", "[`buckets`](crate::encoders::ScalarEncoderParameters::buckets)";
    "region", "9, 11", "REGION-STEP NET-REGIONS", "encoder, pooler and memory together; [`Region`](crate::region::Region)";
    "hierarchy", "9", "NET-REGIONS NET-LINKS", "regions that pass their output on; the book has no algorithm for it; [`Network`](crate::network::Network)";
    "feedback", "8, 27", "", "drawn and named in the book, without an algorithm; not here";
    "anomaly detection", "11, 12, 29, 38", "ANOM-RAW D-TM-11", "named as a use, without a score; [`anomaly`](crate::anomaly)";
    "HTM", "4, 64", "", "Hierarchical Temporal Memory, the theory and its algorithms";
}
