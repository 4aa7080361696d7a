//! The names of the book and where they are here. Searching this documentation for a name of either listing,
//! such as `growSynapses` or `kthScore`, finds its table.
//!
//! Functions keep their names in snake_case. Most of them are private: they run inside a step, and an
//! [`Observer`](crate::observer::Observer) sees what each of their lines did.
//!
//! ```
//! use bami_htm::book;
//!
//! let name = book::TEMPORAL_MEMORY.iter().find(|name| name.book == "growSynapses");
//! assert_eq!(name.map(|name| name.lines), Some("93-107"));
//! ```

/// A name of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Name {
    /// The name in the book.
    pub book: &'static str,
    /// The lines that define it or, for a constant or a set, those that first use it; empty for a name that
    /// only the prose has.
    pub lines: &'static str,
    /// What implements or configures it here, in Markdown.
    pub here: &'static str,
}

/// A table of names, each of them an alias in the search of the documentation.
macro_rules! names {
    ($(#[$doc:meta])* $table:ident: $($book:literal, $lines:literal, $here:literal;)*) => {
        $(#[$doc])*
        ///
        /// | book | lines | here |
        /// | --- | --- | --- |
        $(
            #[doc = concat!("| `", $book, "` | ", $lines, " | ", $here, " |")]
            #[doc(alias = $book)]
        )*
        pub const $table: &[Name] = &[$(Name { book: $book, lines: $lines, here: $here }),*];
    };
}

names! {
    /// The names of `BAMI TM 1-107`, in the order of the listing.
    TEMPORAL_MEMORY:
    "columns", "1", "[`Layer::columns`](crate::anatomy::Layer::columns)";
    "activeColumns", "2", "the first argument of [`TemporalMemory::step`](crate::temporal_memory::TemporalMemory::step)";
    "count", "3", "`len`";
    "segmentsForColumn", "3", "`segments_for_column` in `state.rs`";
    "activeSegments", "3", "[`TemporalMemory::active_segments`](crate::temporal_memory::TemporalMemory::active_segments)";
    "matchingSegments", "8", "[`TemporalMemory::matching_segments`](crate::temporal_memory::TemporalMemory::matching_segments)";
    "activatePredictedColumn", "10-24", "`activate_predicted_column` in `activate_columns.rs`";
    "activeCells", "12", "[`TemporalMemory::active_cells`](crate::temporal_memory::TemporalMemory::active_cells)";
    "winnerCells", "13", "[`TemporalMemory::winner_cells`](crate::temporal_memory::TemporalMemory::winner_cells)";
    "LEARNING_ENABLED", "15", "[`Learning`](crate::Learning)";
    "presynapticCell", "17", "[`SynapseView::presynaptic`](crate::anatomy::SynapseView::presynaptic)";
    "permanence", "18", "[`SynapseView::permanence`](crate::anatomy::SynapseView::permanence)";
    "PERMANENCE_INCREMENT", "18", "[`permanence_increment`](crate::temporal_memory::TemporalMemoryParameters::permanence_increment)";
    "PERMANENCE_DECREMENT", "20", "[`permanence_decrement`](crate::temporal_memory::TemporalMemoryParameters::permanence_decrement)";
    "newSynapseCount", "22", "[`NewSynapseCount`](crate::observer::TemporalMemoryEvent::NewSynapseCount)";
    "SYNAPSE_SAMPLE_SIZE", "22", "[`synapse_sample_size`](crate::temporal_memory::TemporalMemoryParameters::synapse_sample_size)";
    "numActivePotentialSynapses", "23", "[`TemporalMemory::num_active_potential_synapses`](crate::temporal_memory::TemporalMemory::num_active_potential_synapses)";
    "burstColumn", "25-48", "`burst_column` in `activate_columns.rs`";
    "learningSegment", "30", "[`LearningSegmentChosen`](crate::observer::TemporalMemoryEvent::LearningSegmentChosen)";
    "winnerCell", "31", "[`WinnerCellChosen`](crate::observer::TemporalMemoryEvent::WinnerCellChosen)";
    "growNewSegment", "35", "`grow_new_segment` in `supporting_functions.rs`";
    "SAMPLE_SIZE", "46", "[`synapse_sample_size`](crate::temporal_memory::TemporalMemoryParameters::synapse_sample_size) (D-TM-4)";
    "punishPredictedColumn", "49-54", "`punish_predicted_column` in `activate_columns.rs`";
    "PREDICTED_DECREMENT", "54", "[`predicted_decrement`](crate::temporal_memory::TemporalMemoryParameters::predicted_decrement)";
    "segments", "55", "[`Layer::segments`](crate::anatomy::Layer::segments)";
    "numActiveConnected", "56", "[`Counted`](crate::observer::TemporalMemoryEvent::Counted)";
    "numActivePotential", "57", "[`Counted`](crate::observer::TemporalMemoryEvent::Counted)";
    "CONNECTED_PERMANENCE", "60", "[`connected_permanence`](crate::temporal_memory::TemporalMemoryParameters::connected_permanence)";
    "ACTIVATION_THRESHOLD", "66", "[`activation_threshold`](crate::temporal_memory::TemporalMemoryParameters::activation_threshold)";
    "LEARNING_THRESHOLD", "69", "[`learning_threshold`](crate::temporal_memory::TemporalMemoryParameters::learning_threshold)";
    "leastUsedCell", "73-83", "`least_used_cell` in `supporting_functions.rs`";
    "fewestSegments", "74", "[`FewestSegments`](crate::observer::TemporalMemoryEvent::FewestSegments)";
    "leastUsedCells", "78", "[`Candidates`](crate::observer::TemporalMemoryEvent::Candidates)";
    "chooseRandom", "83", "[`PortableRng::choose_random`](crate::random::PortableRng::choose_random)";
    "bestMatchingSegment", "84-92", "`best_matching_segment` in `supporting_functions.rs`";
    "bestScore", "86", "[`BestMatchingCompared`](crate::observer::TemporalMemoryEvent::BestMatchingCompared)";
    "growSynapses", "93-107", "`grow_synapses` in `supporting_functions.rs`";
    "candidates", "94", "[`Candidates`](crate::observer::TemporalMemoryEvent::Candidates)";
    "alreadyConnected", "99", "[`AlreadyConnected`](crate::observer::TemporalMemoryEvent::AlreadyConnected)";
    "createNewSynapse", "105", "`create_new_synapse` in `supporting_functions.rs`";
    "INITIAL_PERMANENCE", "105", "[`initial_permanence`](crate::temporal_memory::TemporalMemoryParameters::initial_permanence)";
}

names! {
    /// The names of `BAMI SP 1-26`, in the order of the listing, and after them those of the prose.
    SPATIAL_POOLER:
    "columns", "1", "[`Layer::columns`](crate::anatomy::Layer::columns)";
    "overlap", "2", "[`SpatialPooler::overlaps`](crate::spatial_pooler::SpatialPooler::overlaps)";
    "connectedSynapses", "3", "`connected_synapse_keys` in `routines.rs`";
    "input", "4", "the first argument of [`SpatialPooler::step`](crate::spatial_pooler::SpatialPooler::step)";
    "sourceInput", "4", "[`SynapseView::presynaptic`](crate::anatomy::SynapseView::presynaptic)";
    "boost", "5", "[`SpatialPooler::boosts`](crate::spatial_pooler::SpatialPooler::boosts)";
    "minLocalActivity", "7", "[`MinLocalActivity`](crate::observer::SpatialPoolerEvent::MinLocalActivity)";
    "kthScore", "7", "`kth_score` in `routines.rs`";
    "neighbors", "7", "`neighbors` in `routines.rs`";
    "numActiveColumnsPerInhArea", "7", "[`num_active_columns_per_inh_area`](crate::spatial_pooler::SpatialPoolerParameters::num_active_columns_per_inh_area)";
    "stimulusThreshold", "8", "[`stimulus_threshold`](crate::spatial_pooler::SpatialPoolerParameters::stimulus_threshold)";
    "activeColumns", "10", "[`SpatialPooler::active_columns`](crate::spatial_pooler::SpatialPooler::active_columns)";
    "potentialSynapses", "12", "[`SpatialPooler::potential_synapses`](crate::spatial_pooler::SpatialPooler::potential_synapses)";
    "active", "13", "[`SynapseTested`](crate::observer::SpatialPoolerEvent::SynapseTested)";
    "permanence", "14", "[`SynapseView::permanence`](crate::anatomy::SynapseView::permanence)";
    "synPermActiveInc", "14", "[`syn_perm_active_inc`](crate::spatial_pooler::SpatialPoolerParameters::syn_perm_active_inc)";
    "synPermInactiveDec", "17", "[`syn_perm_inactive_dec`](crate::spatial_pooler::SpatialPoolerParameters::syn_perm_inactive_dec)";
    "activeDutyCycle", "20", "[`SpatialPooler::active_duty_cycles`](crate::spatial_pooler::SpatialPooler::active_duty_cycles)";
    "updateActiveDutyCycle", "20", "`update_active_duty_cycle` in `verbs.rs`";
    "activeDutyCycleNeighbors", "21", "[`NeighborsMean`](crate::observer::SpatialPoolerEvent::NeighborsMean)";
    "boostFunction", "22", "`boost_function` in `routines.rs`";
    "overlapDutyCycle", "23", "[`SpatialPooler::overlap_duty_cycles`](crate::spatial_pooler::SpatialPooler::overlap_duty_cycles)";
    "updateOverlapDutyCycle", "23", "`update_overlap_duty_cycle` in `verbs.rs`";
    "minDutyCycle", "24", "`min_duty_cycle` in `routines.rs`";
    "increasePermanences", "25", "`increase_permanences` in `verbs.rs`";
    "connectedPerm", "25", "[`connected_permanence`](crate::spatial_pooler::SpatialPoolerParameters::connected_permanence)";
    "inhibitionRadius", "26", "[`SpatialPooler::inhibition_radius`](crate::spatial_pooler::SpatialPooler::inhibition_radius)";
    "averageReceptiveFieldSize", "26", "`average_receptive_field_size` in `radius.rs`";
    "maxDutyCycle", "", "`max_duty_cycle` in `routines.rs` (D-SP-15)";
    "columnCount", "", "[`Layer::column_count`](crate::anatomy::Layer::column_count)";
    "inputDimensions", "", "[`input_dimensions`](crate::spatial_pooler::SpatialPoolerParameters::input_dimensions)";
    "columnDimensions", "", "[`column_dimensions`](crate::spatial_pooler::SpatialPoolerParameters::column_dimensions)";
    "potentialRadius", "", "[`potential_radius`](crate::spatial_pooler::SpatialPoolerParameters::potential_radius)";
    "potentialPct", "", "[`potential_pct`](crate::spatial_pooler::SpatialPoolerParameters::potential_pct)";
    "globalInhibition", "", "[`global_inhibition`](crate::spatial_pooler::SpatialPoolerParameters::global_inhibition)";
    "localAreaDensity", "", "[`local_area_density`](crate::spatial_pooler::SpatialPoolerParameters::local_area_density)";
    "minPctOverlapDutyCycle", "", "[`min_pct_overlap_duty_cycle`](crate::spatial_pooler::SpatialPoolerParameters::min_pct_overlap_duty_cycle)";
    "boostStrength", "", "[`boost_strength`](crate::spatial_pooler::SpatialPoolerParameters::boost_strength)";
}
