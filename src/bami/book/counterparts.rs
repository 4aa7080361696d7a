//! The names that NuPIC and htm.core have for what is in the book, or beside it.

/// A name of NuPIC or htm.core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counterpart {
    /// The name there.
    pub name: &'static str,
    /// Who has it: `NuPIC`, `htm.core` or both.
    pub systems: &'static str,
    /// The name in the book; empty if the book has none.
    pub book: &'static str,
    /// The rules and decisions of the specification, as in [`Name`](super::Name), if the book has no name.
    pub rules: &'static str,
    /// What is in its place here, in Markdown.
    pub here: &'static str,
}

/// The table, each of its names an alias in the search of the documentation.
macro_rules! counterparts {
    ($($name:literal, $systems:literal, $book:literal, $rules:literal, $here:literal;)*) => {
        /// The names of NuPIC and htm.core, in the order of temporal memory, spatial pooler, encoders,
        /// classifier, anomaly likelihood and regions.
        ///
        /// Each name of NuPIC is in its release 1.0.5, some of them with a leading underscore. The names of
        /// htm.core were not checked against a release.
        ///
        /// | name | system | book | here |
        /// | --- | --- | --- | --- |
        $(
            #[doc = concat!("| `", $name, "` | ", $systems, " | ", $book, " | ", $here, " |")]
            #[doc(alias = $name)]
        )*
        pub const COUNTERPARTS: &[Counterpart] = &[$(Counterpart {
            name: $name,
            systems: $systems,
            book: $book,
            rules: $rules,
            here: $here,
        }),*];
    };
}

counterparts! {
    "TemporalMemory", "NuPIC, htm.core", "", "TM-STEP", "[`TemporalMemory`](crate::temporal_memory::TemporalMemory)";
    "columnDimensions", "NuPIC, htm.core", "", "TM-1 SP-PARAMETERS", "[`column_count`](crate::temporal_memory::TemporalMemoryParameters::column_count) of the memory, which has no topology; [`column_dimensions`](crate::spatial_pooler::SpatialPoolerParameters::column_dimensions) of the pooler";
    "cellsPerColumn", "NuPIC, htm.core", "", "D-TM-19 R-4-CELL", "[`cells_per_column`](crate::temporal_memory::TemporalMemoryParameters::cells_per_column)";
    "activationThreshold", "NuPIC, htm.core", "ACTIVATION_THRESHOLD", "", "[`activation_threshold`](crate::temporal_memory::TemporalMemoryParameters::activation_threshold)";
    "minThreshold", "NuPIC, htm.core", "LEARNING_THRESHOLD", "", "[`learning_threshold`](crate::temporal_memory::TemporalMemoryParameters::learning_threshold)";
    "initialPermanence", "NuPIC, htm.core", "INITIAL_PERMANENCE", "", "[`initial_permanence`](crate::temporal_memory::TemporalMemoryParameters::initial_permanence)";
    "connectedPermanence", "NuPIC, htm.core", "CONNECTED_PERMANENCE", "", "[`connected_permanence`](crate::temporal_memory::TemporalMemoryParameters::connected_permanence)";
    "permanenceIncrement", "NuPIC, htm.core", "PERMANENCE_INCREMENT", "", "[`permanence_increment`](crate::temporal_memory::TemporalMemoryParameters::permanence_increment)";
    "permanenceDecrement", "NuPIC, htm.core", "PERMANENCE_DECREMENT", "", "[`permanence_decrement`](crate::temporal_memory::TemporalMemoryParameters::permanence_decrement)";
    "predictedSegmentDecrement", "NuPIC, htm.core", "PREDICTED_DECREMENT", "", "[`predicted_decrement`](crate::temporal_memory::TemporalMemoryParameters::predicted_decrement)";
    "maxNewSynapseCount", "NuPIC, htm.core", "SYNAPSE_SAMPLE_SIZE", "", "[`synapse_sample_size`](crate::temporal_memory::TemporalMemoryParameters::synapse_sample_size)";
    "maxSegmentsPerCell", "NuPIC, htm.core", "", "EXT-TM-MAX-SEGMENTS", "[`extensions.max_segments_per_cell`](crate::temporal_memory::TemporalMemoryExtensions::max_segments_per_cell)";
    "maxSynapsesPerSegment", "NuPIC, htm.core", "", "EXT-TM-MAX-SYNAPSES", "[`extensions.max_synapses_per_segment`](crate::temporal_memory::TemporalMemoryExtensions::max_synapses_per_segment)";
    "seed", "NuPIC, htm.core", "", "R-2-SEED R-2-STREAMS REGION-SEED", "the second argument of [`TemporalMemory::new`](crate::temporal_memory::TemporalMemory::new) and of [`SpatialPooler::new`](crate::spatial_pooler::SpatialPooler::new)";
    "learn", "NuPIC, htm.core", "LEARNING_ENABLED", "", "[`Learning`](crate::Learning)";
    "compute", "NuPIC, htm.core", "", "TM-STEP SP-STEP", "[`TemporalMemory::step`](crate::temporal_memory::TemporalMemory::step) and [`SpatialPooler::step`](crate::spatial_pooler::SpatialPooler::step)";
    "reset", "NuPIC, htm.core", "", "D-TM-9 REGION-RESET ENC-DELTA-RESET CLA-RESET", "[`TemporalMemory::reset`](crate::temporal_memory::TemporalMemory::reset); a region, a delta encoder and a classifier have one too";
    "activateCells", "NuPIC, htm.core", "", "TM-1 TM-2-4 TM-6 TM-8-9", "`activate_columns`, lines 1-9";
    "activateDendrites", "NuPIC, htm.core", "", "TM-55-57 TM-58-61 TM-63-64 TM-66-67 TM-69-70 TM-72", "`activate_dendrites`, lines 55-72";
    "adaptSegment", "NuPIC, htm.core", "", "TM-16-18 TM-20 TM-40-42 TM-44 TM-51-54", "lines 16-20, 40-44 and 52-54";
    "createSegment", "NuPIC, htm.core", "growNewSegment", "", "`grow_new_segment`";
    "createSynapse", "NuPIC, htm.core", "createNewSynapse", "", "`create_new_synapse`";
    "numActivePotentialSynapsesForSegment", "NuPIC", "numActivePotentialSynapses", "", "[`TemporalMemory::num_active_potential_synapses`](crate::temporal_memory::TemporalMemory::num_active_potential_synapses)";
    "getActiveCells", "NuPIC, htm.core", "activeCells", "", "[`TemporalMemory::active_cells`](crate::temporal_memory::TemporalMemory::active_cells)";
    "getWinnerCells", "NuPIC, htm.core", "winnerCells", "", "[`TemporalMemory::winner_cells`](crate::temporal_memory::TemporalMemory::winner_cells)";
    "getPredictiveCells", "NuPIC, htm.core", "", "TM-66-67 D-TM-10", "[`TemporalMemory::predictive_cells`](crate::temporal_memory::TemporalMemory::predictive_cells)";
    "getActiveSegments", "NuPIC, htm.core", "activeSegments", "", "[`TemporalMemory::active_segments`](crate::temporal_memory::TemporalMemory::active_segments)";
    "getMatchingSegments", "NuPIC, htm.core", "matchingSegments", "", "[`TemporalMemory::matching_segments`](crate::temporal_memory::TemporalMemory::matching_segments)";
    "presynapticCell", "NuPIC, htm.core", "presynapticCell", "", "[`SynapseView::presynaptic`](crate::anatomy::SynapseView::presynaptic)";
    "Connections", "NuPIC, htm.core", "", "R-4-CELL R-4-SEGMENT", "[`Layer`](crate::anatomy::Layer)";
    "cellsForColumn", "NuPIC, htm.core", "", "R-4-CELL", "[`ColumnView::cells`](crate::anatomy::ColumnView::cells)";
    "columnForCell", "NuPIC, htm.core", "", "R-4-CELL", "[`CellView::column`](crate::anatomy::CellView::column)";
    "numberOfCells", "NuPIC, htm.core", "", "R-4-CELL", "[`Layer::cell_count`](crate::anatomy::Layer::cell_count)";
    "destroySegment", "NuPIC, htm.core", "", "EXT-TM-PRUNE-ZERO EXT-TM-MAX-SEGMENTS", "no line removes a segment; extensions do";
    "SpatialPooler", "NuPIC, htm.core", "", "SP-STEP SP-PARAMETERS", "[`SpatialPooler`](crate::spatial_pooler::SpatialPooler)";
    "synPermConnected", "NuPIC, htm.core", "connectedPerm", "D-SP-5", "[`connected_permanence`](crate::spatial_pooler::SpatialPoolerParameters::connected_permanence)";
    "synPermActiveInc", "NuPIC, htm.core", "synPermActiveInc", "", "[`syn_perm_active_inc`](crate::spatial_pooler::SpatialPoolerParameters::syn_perm_active_inc)";
    "synPermInactiveDec", "NuPIC, htm.core", "synPermInactiveDec", "", "[`syn_perm_inactive_dec`](crate::spatial_pooler::SpatialPoolerParameters::syn_perm_inactive_dec)";
    "synPermBelowStimulusInc", "NuPIC, htm.core", "", "SP-24-25 D-SP-16", "a tenth of [`connected_permanence`](crate::spatial_pooler::SpatialPoolerParameters::connected_permanence)";
    "numActiveColumnsPerInhArea", "NuPIC, htm.core", "numActiveColumnsPerInhArea", "", "[`num_active_columns_per_inh_area`](crate::spatial_pooler::SpatialPoolerParameters::num_active_columns_per_inh_area)";
    "localAreaDensity", "NuPIC, htm.core", "localAreaDensity", "", "[`local_area_density`](crate::spatial_pooler::SpatialPoolerParameters::local_area_density)";
    "minPctOverlapDutyCycles", "NuPIC, htm.core", "minPctOverlapDutyCycle", "", "[`min_pct_overlap_duty_cycle`](crate::spatial_pooler::SpatialPoolerParameters::min_pct_overlap_duty_cycle)";
    "minPctOverlapDutyCycle", "NuPIC, htm.core", "minPctOverlapDutyCycle", "", "[`min_pct_overlap_duty_cycle`](crate::spatial_pooler::SpatialPoolerParameters::min_pct_overlap_duty_cycle)";
    "dutyCyclePeriod", "NuPIC, htm.core", "", "D-SP-12", "[`duty_cycle_period`](crate::spatial_pooler::SpatialPoolerParameters::duty_cycle_period)";
    "wrapAround", "NuPIC, htm.core", "", "EXT-SP-WRAP-AROUND", "[`wrap_around`](crate::spatial_pooler::SpatialPoolerParameters::wrap_around)";
    "initConnectedPct", "NuPIC, htm.core", "", "D-SP-4", "[`initial_permanence_range`](crate::spatial_pooler::SpatialPoolerParameters::initial_permanence_range), which decides how many synapses are connected at the start";
    "boostFactors", "NuPIC, htm.core", "boost", "", "[`SpatialPooler::boosts`](crate::spatial_pooler::SpatialPooler::boosts)";
    "activeDutyCycles", "NuPIC, htm.core", "activeDutyCycle", "", "[`SpatialPooler::active_duty_cycles`](crate::spatial_pooler::SpatialPooler::active_duty_cycles)";
    "overlapDutyCycles", "NuPIC, htm.core", "overlapDutyCycle", "", "[`SpatialPooler::overlap_duty_cycles`](crate::spatial_pooler::SpatialPooler::overlap_duty_cycles)";
    "getOverlaps", "NuPIC", "", "SP-1-2 SP-3-4 SP-5", "none: line 5 multiplies the overlap in place";
    "getBoostedOverlaps", "NuPIC, htm.core", "overlap", "", "[`SpatialPooler::overlaps`](crate::spatial_pooler::SpatialPooler::overlaps)";
    "minOverlapDutyCycles", "NuPIC, htm.core", "minDutyCycle", "", "`min_duty_cycle`";
    "calculateOverlap", "NuPIC, htm.core", "", "SP-1-2 SP-3-4", "`calculate_overlap`, lines 1-5";
    "inhibitColumns", "NuPIC, htm.core", "", "SP-6-7 SP-8-10", "`inhibit_columns`, lines 6-10";
    "adaptSynapses", "NuPIC, htm.core", "", "SP-11-12 SP-13-15 SP-16-18", "lines 11-18";
    "bumpUpWeakColumns", "NuPIC, htm.core", "", "SP-24-25", "lines 24-25";
    "updateDutyCycles", "NuPIC, htm.core", "", "SP-19-20 SP-23", "lines 20 and 23";
    "updateBoostFactors", "NuPIC, htm.core", "", "SP-21 SP-22", "lines 21 and 22";
    "updateInhibitionRadius", "NuPIC, htm.core", "", "SP-26 D-SP-17", "line 26";
    "updatePeriod", "NuPIC, htm.core", "", "D-SP-15 D-SP-17", "none: lines 24 and 26 compute their values anew in every step that learns";
    "mapColumn", "NuPIC", "", "D-SP-1", "the natural centre of a column";
    "mapPotential", "NuPIC", "", "D-SP-2 D-SP-3", "the potential synapses of a column";
    "initPermanence", "NuPIC, htm.core", "", "D-SP-4", "the first permanences";
    "ScalarEncoder", "NuPIC, htm.core", "", "ENC-SCALAR-*", "[`ScalarEncoder`](crate::encoders::ScalarEncoder)";
    "minval", "NuPIC", "minVal", "", "[`minimum`](crate::encoders::ScalarEncoderParameters::minimum)";
    "maxval", "NuPIC", "maxVal", "", "[`maximum`](crate::encoders::ScalarEncoderParameters::maximum)";
    "minimum", "htm.core", "minVal", "", "[`minimum`](crate::encoders::ScalarEncoderParameters::minimum)";
    "maximum", "htm.core", "maxVal", "", "[`maximum`](crate::encoders::ScalarEncoderParameters::maximum)";
    "activeBits", "htm.core", "w", "", "[`active_bits`](crate::encoders::ScalarEncoderParameters::active_bits)";
    "size", "htm.core", "n", "", "[`size`](crate::encoders::RandomDistributedScalarEncoderParameters::size); of other encoders it follows from the buckets";
    "clipInput", "NuPIC, htm.core", "", "ENC-SCALAR-RANGE", "always on: values outside of the range take the first or the last bucket";
    "periodic", "NuPIC, htm.core", "", "ENC-PERIODIC-*", "a type of its own: [`PeriodicEncoder`](crate::encoders::PeriodicEncoder)";
    "resolution", "NuPIC, htm.core", "", "ENC-RDSE-PARAMETERS ENC-RDSE-RESOLUTION", "[`resolution`](crate::encoders::RandomDistributedScalarEncoderParameters::resolution)";
    "RandomDistributedScalarEncoder", "NuPIC, htm.core", "", "ENC-RDSE-*", "[`RandomDistributedScalarEncoder`](crate::encoders::RandomDistributedScalarEncoder)";
    "RDSE", "htm.core", "", "ENC-RDSE-*", "[`RandomDistributedScalarEncoder`](crate::encoders::RandomDistributedScalarEncoder)";
    "offset", "NuPIC", "", "D-ENC-5", "[`offset`](crate::encoders::RandomDistributedScalarEncoderParameters::offset)";
    "CategoryEncoder", "NuPIC", "", "ENC-CATEGORY-* D-ENC-7", "[`CategoryEncoder`](crate::encoders::CategoryEncoder)";
    "categoryList", "NuPIC", "", "ENC-CATEGORY-PARAMETERS", "[`categories`](crate::encoders::CategoryEncoderParameters::categories)";
    "LogEncoder", "NuPIC", "", "ENC-LOG ENC-LOG-*", "[`LogEncoder`](crate::encoders::LogEncoder)";
    "DeltaEncoder", "NuPIC", "", "ENC-DELTA ENC-DELTA-*", "[`DeltaEncoder`](crate::encoders::DeltaEncoder)";
    "DateEncoder", "NuPIC, htm.core", "", "ENC-DATE-* D-ENC-8 D-ENC-9 D-ENC-10", "[`DateEncoder`](crate::encoders::DateEncoder)";
    "timeOfDay", "NuPIC, htm.core", "", "D-ENC-8", "a part of [`DateEncoder`](crate::encoders::DateEncoder)";
    "dayOfWeek", "NuPIC, htm.core", "", "D-ENC-9", "a part of [`DateEncoder`](crate::encoders::DateEncoder)";
    "weekend", "NuPIC, htm.core", "", "D-ENC-10", "a part of [`DateEncoder`](crate::encoders::DateEncoder)";
    "season", "NuPIC, htm.core", "", "D-ENC-12", "a part of [`DateEncoder`](crate::encoders::DateEncoder)";
    "holiday", "NuPIC, htm.core", "", "D-ENC-14 ENC-DATE-HOLIDAY-PARAMETERS", "a part of [`DateEncoder`](crate::encoders::DateEncoder)";
    "customDays", "NuPIC", "", "ENC-DATE-CUSTOM ENC-DATE-CUSTOM-PARAMETERS", "a part of [`DateEncoder`](crate::encoders::DateEncoder)";
    "CoordinateEncoder", "NuPIC, htm.core", "", "ENC-COORDINATE-* D-ENC-19", "[`CoordinateEncoder`](crate::encoders::CoordinateEncoder)";
    "GeospatialCoordinateEncoder", "NuPIC", "", "ENC-GEO ENC-GEO-* D-ENC-20", "[`GeospatialEncoder`](crate::encoders::GeospatialEncoder)";
    "PassThroughEncoder", "NuPIC", "", "ENC-PASS ENC-PASS-* D-ENC-18", "[`PassThroughEncoder`](crate::encoders::PassThroughEncoder)";
    "MultiEncoder", "NuPIC", "", "ENC-MULTIPLE-*", "[`ConcatenatedEncoder`](crate::encoders::ConcatenatedEncoder)";
    "SENTINEL_VALUE_FOR_MISSING_DATA", "NuPIC", "", "D-ENC-3 D-ENC-17", "[`Value::Missing`](crate::encoders::Value::Missing)";
    "SDRClassifier", "NuPIC", "", "CLA-PARAMETERS CLA-STATE CLA-LEARN", "[`SdrClassifier`](crate::classifier::SdrClassifier)";
    "Classifier", "htm.core", "", "CLA-PARAMETERS CLA-STATE CLA-LEARN", "[`SdrClassifier`](crate::classifier::SdrClassifier)";
    "Predictor", "htm.core", "", "CLA-PARAMETERS CLA-ORDER CLA-REGION-TARGET", "[`Predictor`](crate::region::Predictor)";
    "steps", "NuPIC, htm.core", "", "CLA-PARAMETERS CLA-ORDER", "[`steps`](crate::classifier::SdrClassifierParameters::steps)";
    "alpha", "NuPIC, htm.core", "", "CLA-PARAMETERS CLA-LEARN", "[`learning_rate`](crate::classifier::SdrClassifierParameters::learning_rate)";
    "actValueAlpha", "NuPIC", "", "CLA-PARAMETERS CLA-VALUES", "[`value_rate`](crate::classifier::SdrClassifierParameters::value_rate)";
    "infer", "NuPIC, htm.core", "", "CLA-ACTIVATION CLA-SOFTMAX", "[`SdrClassifier::infer`](crate::classifier::SdrClassifier::infer)";
    "Anomaly", "NuPIC", "", "ANOM-RAW D-TM-11", "[`raw_anomaly_score`](crate::anomaly::raw_anomaly_score)";
    "computeRawAnomalyScore", "NuPIC, htm.core", "", "ANOM-RAW D-TM-11", "[`raw_anomaly_score`](crate::anomaly::raw_anomaly_score)";
    "AnomalyLikelihood", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-*", "[`AnomalyLikelihood`](crate::anomaly::AnomalyLikelihood)";
    "anomalyProbability", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-RESULT", "[`AnomalyLikelihood::step`](crate::anomaly::AnomalyLikelihood::step)";
    "computeLogLikelihood", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-LOG", "[`log_likelihood`](crate::anomaly::log_likelihood)";
    "tailProbability", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-TAIL", "[`Distribution::tail_probability`](crate::anomaly::Distribution::tail_probability)";
    "learningPeriod", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-PROBATION", "[`learning_period`](crate::anomaly::AnomalyLikelihoodParameters::learning_period)";
    "estimationSamples", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-PROBATION", "[`estimation_samples`](crate::anomaly::AnomalyLikelihoodParameters::estimation_samples)";
    "historicWindowSize", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-HISTORY", "[`history_window`](crate::anomaly::AnomalyLikelihoodParameters::history_window)";
    "reestimationPeriod", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-REESTIMATION", "[`reestimation_period`](crate::anomaly::AnomalyLikelihoodParameters::reestimation_period)";
    "averagingWindow", "NuPIC, htm.core", "", "ANOM-LIKELIHOOD-AVERAGES", "[`averaging_window`](crate::anomaly::AnomalyLikelihoodParameters::averaging_window)";
    "Metrics", "htm.core", "", "METRIC-*", "[`metrics`](crate::metrics)";
    "SPRegion", "NuPIC, htm.core", "", "REGION-STEP", "[`Region`](crate::region::Region), which has the encoders, the pooler and the memory together";
    "TMRegion", "NuPIC, htm.core", "", "REGION-STEP", "[`Region`](crate::region::Region), which has the encoders, the pooler and the memory together";
}
