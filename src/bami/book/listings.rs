//! The names of the two listings.

use super::Name;

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
        pub const $table: &[Name] =
            &[$(Name { book: $book, lines: $lines, pages: "", rules: "", here: $here }),*];
    };
}

names! {
    /// The names of `BAMI TM 1-107`, in the order of the listing.
    TEMPORAL_MEMORY:
    "columns", "1", "[`Layer::columns`](crate::anatomy::Layer::columns)";
    "activeColumns", "2", "the first argument of [`TemporalMemory::step`](crate::temporal_memory::TemporalMemory::step)";
    "count", "3, 8, 29", "`len`";
    "segmentsForColumn", "3, 8, 11, 29, 51, 87", "`segments_for_column` in `verbs/loops.rs`, by default in `indexed/by_column.rs`";
    "activeSegments", "3, 11, 67", "[`TemporalMemory::active_segments`](crate::temporal_memory::TemporalMemory::active_segments)";
    "matchingSegments", "8, 29, 51, 70, 87", "[`TemporalMemory::matching_segments`](crate::temporal_memory::TemporalMemory::matching_segments)";
    "activatePredictedColumn", "10-24", "`activate_predicted_column` in `activate_columns.rs`, by default in `indexed/stage_1.rs`";
    "activeCells", "12, 17, 27, 41, 53, 59", "[`TemporalMemory::active_cells`](crate::temporal_memory::TemporalMemory::active_cells)";
    "add", "12, 13, 27, 37, 67, 70, 81", "the setters of a step; a set holds an element once (D-TM-17)";
    "winnerCells", "13, 37, 94", "[`TemporalMemory::winner_cells`](crate::temporal_memory::TemporalMemory::winner_cells)";
    "LEARNING_ENABLED", "15, 34, 39, 50", "[`Learning`](crate::Learning)";
    "presynapticCell", "17, 41, 53, 59, 96, 97, 101, 105", "[`SynapseView::presynaptic`](crate::anatomy::SynapseView::presynaptic)";
    "permanence", "18, 20, 42, 44, 54, 60, 63", "[`SynapseView::permanence`](crate::anatomy::SynapseView::permanence)";
    "PERMANENCE_INCREMENT", "18, 42", "[`permanence_increment`](crate::temporal_memory::TemporalMemoryParameters::permanence_increment)";
    "PERMANENCE_DECREMENT", "20, 44", "[`permanence_decrement`](crate::temporal_memory::TemporalMemoryParameters::permanence_decrement)";
    "newSynapseCount", "22, 24, 46, 48, 95, 107", "[`NewSynapseCount`](crate::observer::TemporalMemoryEvent::NewSynapseCount)";
    "SYNAPSE_SAMPLE_SIZE", "22", "[`synapse_sample_size`](crate::temporal_memory::TemporalMemoryParameters::synapse_sample_size)";
    "numActivePotentialSynapses", "23, 47, 72, 88, 90", "[`TemporalMemory::num_active_potential_synapses`](crate::temporal_memory::TemporalMemory::num_active_potential_synapses)";
    "burstColumn", "25-48", "`burst_column` in `activate_columns.rs`, by default in `indexed/stage_1.rs`";
    "learningSegment", "30, 31, 35, 40, 47, 48", "[`LearningSegmentChosen`](crate::observer::TemporalMemoryEvent::LearningSegmentChosen)";
    "winnerCell", "31, 33, 35, 37", "[`WinnerCellChosen`](crate::observer::TemporalMemoryEvent::WinnerCellChosen)";
    "growNewSegment", "35", "`grow_new_segment` in `verbs/changes.rs`, by default in `indexed/stage_1.rs`";
    "SAMPLE_SIZE", "46", "[`synapse_sample_size`](crate::temporal_memory::TemporalMemoryParameters::synapse_sample_size) (D-TM-4)";
    "punishPredictedColumn", "49-54", "`punish_predicted_column` in `activate_columns.rs`, by default in `indexed/stage_1.rs`";
    "PREDICTED_DECREMENT", "54", "[`predicted_decrement`](crate::temporal_memory::TemporalMemoryParameters::predicted_decrement)";
    "segments", "55", "[`Layer::segments`](crate::anatomy::Layer::segments)";
    "numActiveConnected", "56, 61, 66", "[`Counted`](crate::observer::TemporalMemoryEvent::Counted)";
    "numActivePotential", "57, 64, 69, 72", "[`Counted`](crate::observer::TemporalMemoryEvent::Counted)";
    "CONNECTED_PERMANENCE", "60", "[`connected_permanence`](crate::temporal_memory::TemporalMemoryParameters::connected_permanence)";
    "ACTIVATION_THRESHOLD", "66", "[`activation_threshold`](crate::temporal_memory::TemporalMemoryParameters::activation_threshold)";
    "LEARNING_THRESHOLD", "69", "[`learning_threshold`](crate::temporal_memory::TemporalMemoryParameters::learning_threshold)";
    "leastUsedCell", "73-83", "`least_used_cell` in `supporting_functions.rs`, by default in `indexed/stage_1.rs`";
    "fewestSegments", "74, 76, 80", "[`FewestSegments`](crate::observer::TemporalMemoryEvent::FewestSegments)";
    "INT_MAX", "74", "`usize::MAX`";
    "min", "76", "`min`";
    "leastUsedCells", "78, 81, 83", "[`Candidates`](crate::observer::TemporalMemoryEvent::Candidates)";
    "chooseRandom", "83, 96", "[`PortableRng::choose_random`](crate::random::PortableRng::choose_random)";
    "bestMatchingSegment", "84-92", "`best_matching_segment` in `supporting_functions.rs`, by default in `indexed/stage_1.rs`";
    "bestScore", "86, 88, 90", "[`BestMatchingCompared`](crate::observer::TemporalMemoryEvent::BestMatchingCompared)";
    "None", "85", "`None`";
    "growSynapses", "93-107", "`grow_synapses` in `supporting_functions.rs`, by default in `indexed/growth.rs`";
    "candidates", "94-97", "[`Candidates`](crate::observer::TemporalMemoryEvent::Candidates)";
    "copy", "94", "a list of its own (D-TM-16)";
    "remove", "97", "the list closes up (D-TM-16)";
    "alreadyConnected", "99, 102, 104", "[`AlreadyConnected`](crate::observer::TemporalMemoryEvent::AlreadyConnected)";
    "createNewSynapse", "105", "`create_new_synapse` in `verbs/changes.rs`, by default in `indexed/growth.rs`";
    "newSynapse", "105", "[`SynapseCreated`](crate::observer::TemporalMemoryEvent::SynapseCreated)";
    "INITIAL_PERMANENCE", "106", "[`initial_permanence`](crate::temporal_memory::TemporalMemoryParameters::initial_permanence)";
}

names! {
    /// The names of `BAMI SP 1-26`, in the order of the listing.
    SPATIAL_POOLER:
    "columns", "1, 6, 19", "[`Layer::columns`](crate::anatomy::Layer::columns)";
    "overlap", "2, 4, 5, 8, 9", "[`SpatialPooler::overlaps`](crate::spatial_pooler::SpatialPooler::overlaps)";
    "connectedSynapses", "3", "`connected_synapses` in `verbs.rs`";
    "input", "4", "the first argument of [`SpatialPooler::step`](crate::spatial_pooler::SpatialPooler::step)";
    "sourceInput", "4", "[`SynapseView::presynaptic`](crate::anatomy::SynapseView::presynaptic)";
    "boost", "5, 22", "[`SpatialPooler::boosts`](crate::spatial_pooler::SpatialPooler::boosts)";
    "minLocalActivity", "7, 9", "[`MinLocalActivity`](crate::observer::SpatialPoolerEvent::MinLocalActivity)";
    "kthScore", "7", "`kth_score` in `routines.rs`";
    "neighbors", "7, 21", "`neighbors` in `routines.rs`";
    "numActiveColumnsPerInhArea", "7", "[`num_active_columns_per_inh_area`](crate::spatial_pooler::SpatialPoolerParameters::num_active_columns_per_inh_area)";
    "stimulusThreshold", "8", "[`stimulus_threshold`](crate::spatial_pooler::SpatialPoolerParameters::stimulus_threshold)";
    "activeColumns", "10, 11", "[`SpatialPooler::active_columns`](crate::spatial_pooler::SpatialPooler::active_columns)";
    "append", "10", "the list ascends (D-SP-28)";
    "potentialSynapses", "12", "[`SpatialPooler::potential_synapses`](crate::spatial_pooler::SpatialPooler::potential_synapses)";
    "active", "13", "[`SynapseTested`](crate::observer::SpatialPoolerEvent::SynapseTested)";
    "permanence", "14, 15, 17, 18", "[`SynapseView::permanence`](crate::anatomy::SynapseView::permanence)";
    "synPermActiveInc", "14", "[`syn_perm_active_inc`](crate::spatial_pooler::SpatialPoolerParameters::syn_perm_active_inc)";
    "min", "15", "the permanence is at most 1";
    "synPermInactiveDec", "17", "[`syn_perm_inactive_dec`](crate::spatial_pooler::SpatialPoolerParameters::syn_perm_inactive_dec)";
    "max", "18", "the permanence is at least 0";
    "activeDutyCycle", "20-22", "[`SpatialPooler::active_duty_cycles`](crate::spatial_pooler::SpatialPooler::active_duty_cycles)";
    "updateActiveDutyCycle", "20", "`update_active_duty_cycle` in `verbs.rs`";
    "activeDutyCycleNeighbors", "21, 22", "[`NeighborsMean`](crate::observer::SpatialPoolerEvent::NeighborsMean)";
    "mean", "21", "the mean over the neighbours, the column included (D-SP-7)";
    "boostFunction", "22", "`boost_function` in `routines.rs`";
    "overlapDutyCycle", "23, 24", "[`SpatialPooler::overlap_duty_cycles`](crate::spatial_pooler::SpatialPooler::overlap_duty_cycles)";
    "updateOverlapDutyCycle", "23", "`update_overlap_duty_cycle` in `verbs.rs`";
    "minDutyCycle", "24", "`min_duty_cycle` in `routines.rs`";
    "increasePermanences", "25", "`increase_permanences` in `verbs.rs`";
    "connectedPerm", "25", "[`connected_permanence`](crate::spatial_pooler::SpatialPoolerParameters::connected_permanence)";
    "inhibitionRadius", "26", "[`SpatialPooler::inhibition_radius`](crate::spatial_pooler::SpatialPooler::inhibition_radius)";
    "averageReceptiveFieldSize", "26", "`average_receptive_field_size` in `radius.rs`";
}
