//! The parts of a region: spatial pooler, temporal memory, anomaly likelihood and classifier.

use super::MemoryEstimate;
use super::bytes::{PIECE, arena, beyond_four, exact, grown, product, sum};
use crate::anatomy::{
    Cell, CellKey, Column, ColumnKey, DendriteSegment, Edge, SegmentKey, Synapse, SynapseKey,
};
use crate::anomaly::AnomalyLikelihoodParameters;
use crate::classifier::{Outcome, SdrClassifierParameters};
use crate::parameters::ParameterError;
use crate::sdr::grid_size;
use crate::spatial_pooler::SpatialPoolerParameters;
use crate::temporal_memory::TemporalMemoryParameters;

/// Sets of cells that a temporal memory keeps, each with a byte for every cell.
const CELL_SETS: u64 = 5;
/// Lists of segments that a step of a temporal memory keeps.
const SEGMENT_LISTS: u64 = 5;
/// What a segment takes in such a list: its cell, its serial number, its key and its counts.
const SEGMENT_ENTRY_BYTES: u64 = size_of::<(u32, u64, SegmentKey, [u32; 2])>() as u64;
/// Lists with a number for each column that a spatial pooler keeps.
const COLUMN_NUMBERS: u64 = 4;

/// A graph of columns without cells, or of columns and cells, before anything has grown.
fn graph(columns: u64, cells_per_column: u64) -> u64 {
    let cells = columns.saturating_mul(cells_per_column);
    sum([
        arena::<Column>(columns),
        grown::<ColumnKey>(columns),
        product([columns, beyond_four::<CellKey>(cells_per_column)]),
        arena::<Cell>(cells),
        grown::<CellKey>(cells),
        grown::<Vec<Edge>>(cells),
    ])
}

/// So many segments, without what hangs on them and without their synapses.
fn segments(count: u64) -> u64 {
    sum([
        arena::<DendriteSegment>(count),
        // The places, and those that are free.
        grown::<SegmentKey>(count),
        grown::<u32>(count),
    ])
}

impl TemporalMemoryParameters {
    /// How much memory a temporal memory of these parameters takes. It grows with every segment and synapse, without
    /// bound where the extension `max_segments_per_cell` is off.
    ///
    /// ```
    /// use bami_htm::temporal_memory::TemporalMemoryParameters;
    ///
    /// let memory = TemporalMemoryParameters::default().memory()?;
    /// assert_eq!(memory.synapse, 40);
    /// assert_eq!(memory.greatest, None);
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) refuses.
    //= spec/limits.md#limit-estimate
    //# The number of bytes that a temporal memory, a spatial pooler, an anomaly likelihood, a
    //# classifier, an encoder, a region, a predictor, a network or a detector with several time
    //# scales takes at the start MUST be computable from its parameters alone.
    //= spec/limits.md#limit-estimate
    //# The estimate for the start MUST be at least 0.8 times and at most 1.25 times the number of
    //# bytes that are allocated once the object has been constructed, or differ from that number by
    //# less than 65536 bytes.
    //= spec/limits.md#limit-greatest
    //# A run MUST NOT take more than that maximum, however many rows it reads.
    //= spec/limits.md#limit-greatest
    //# If the number of segments per cell is bounded, or if no segments are grown, the estimate
    //# MUST include the maximum number of bytes that can ever be taken, and otherwise say that
    //# there is no maximum.
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let cells = u64::from(self.column_count) * u64::from(self.cells_per_column);
        let synapses = |segments: u64| {
            // BAMI grows at most one synapse from a segment to a cell (TM 99-102).
            let of_one = self.extensions.max_synapses_per_segment.map_or(cells, u64::from);
            segments.saturating_mul(of_one.min(cells))
        };
        let greatest = self.extensions.max_segments_per_cell.map(|most| {
            let segments = cells.saturating_mul(u64::from(most));
            sum([
                self.memory_with(segments, synapses(segments)),
                self.unused_room(segments, synapses(segments)),
            ])
        });
        Ok(MemoryEstimate {
            start: self.memory_with(0, 0),
            //= spec/limits.md#limit-grown
            //# The estimate for anything that grows segments MUST include the number of bytes that
            //# each further segment takes without its synapses, and the number of bytes that each
            //# further synapse takes.
            segment: SEGMENT_BYTES,
            synapse: SYNAPSE_BYTES,
            greatest,
        })
    }

    /// How many bytes a temporal memory of these parameters takes with so many segments and synapses. The parameters
    /// are taken to be valid.
    ///
    /// ```
    /// use bami_htm::temporal_memory::TemporalMemoryParameters;
    ///
    /// let parameters = TemporalMemoryParameters::default();
    /// let grown = parameters.memory_with(50_000, 1_000_000) - parameters.memory_with(0, 0);
    /// assert!((40_000_000..70_000_000).contains(&grown), "{grown}");
    /// ```
    //= spec/limits.md#limit-grown
    //# The estimate for a temporal memory with a given number of segments and synapses MUST be
    //# available, and be at least 0.8 times and at most 1.5 times the number of bytes that are
    //# allocated.
    #[must_use]
    pub fn memory_with(&self, segments: u64, synapses: u64) -> u64 {
        let (columns, each) = (u64::from(self.column_count), u64::from(self.cells_per_column));
        let cells = columns.saturating_mul(each);
        let start = graph(columns, each).saturating_add(product([CELL_SETS, exact::<u8>(cells)]));
        if segments == 0 {
            return start;
        }
        let of_cell = segments.div_ceil(cells.max(1));
        let last_active = self.extensions.max_segments_per_cell.is_some();
        sum([
            start,
            self::segments(segments),
            grown::<u64>(segments),
            if last_active { grown::<[u64; 2]>(segments) } else { 0 },
            // The lists of the cells, of which only the busy ones need more room than they have.
            product([segments.min(cells), beyond_four::<SegmentKey>(of_cell)]),
            product([SEGMENT_LISTS, SEGMENT_ENTRY_BYTES, segments.min(cells)]),
            // The synapses, the lists of the segments, and the axons, which grow by a quarter.
            arena::<Synapse>(synapses),
            product([synapses, size_of::<SynapseKey>() as u64]),
            product([segments, PIECE]),
            product([synapses, size_of::<Edge>() as u64 * 5 / 4]),
            product([synapses.min(cells), PIECE + 4 * size_of::<Edge>() as u64]),
            // The active cells and winner cells of two steps, and the candidates.
            product([CELL_SETS, grown::<u32>(cells)]),
        ])
    }
}

impl TemporalMemoryParameters {
    /// The room that so many segments and synapses can have beside what they usually need, where the bounds are worked
    /// to the full: lists that were longer before, and steps in which every segment matters.
    fn unused_room(&self, segments: u64, synapses: u64) -> u64 {
        let cells = u64::from(self.column_count) * u64::from(self.cells_per_column);
        // A list of synapses is given room before the weakest give way.
        let sample = u64::from(self.synapse_sample_size).min(cells);
        // An axon gives room back when it needs less than a quarter of it.
        let axons = product([synapses, 3, size_of::<Edge>() as u64]);
        let lists = product([SEGMENT_LISTS, grown::<(u32, u64, SegmentKey, [u32; 2])>(segments)]);
        sum([
            product([segments, sample, size_of::<SynapseKey>() as u64]),
            axons,
            lists,
            // What reached a threshold, and what was learned from.
            product([3, grown::<u64>(segments)]),
            product([cells, 2, PIECE]),
        ])
    }
}

/// A segment, without its synapses: its slot, its place, its counts, the step in which it was last active, and what the
/// lists of its cell and of its synapses take; a quarter more for room that is not used.
const SEGMENT_BYTES: u64 = {
    let slot = size_of::<DendriteSegment>() as u64 + 8;
    let places = size_of::<SegmentKey>() as u64 + 4;
    let beside = 8 + 16 + size_of::<SegmentKey>() as u64 + PIECE;
    (slot + places + beside) * 5 / 4
};

/// A synapse: its slot, its key and its edge, and a quarter more for room that is not used.
const SYNAPSE_BYTES: u64 = {
    let slot = size_of::<Synapse>() as u64 + 4;
    (slot + size_of::<SynapseKey>() as u64 + size_of::<Edge>() as u64) * 5 / 4
};

impl SpatialPoolerParameters {
    /// How much memory a spatial pooler of these parameters takes: nearly all of it from the start.
    ///
    /// ```
    /// use bami_htm::spatial_pooler::SpatialPoolerParameters;
    ///
    /// let parameters = SpatialPoolerParameters::default().with_potential_pct(0.8);
    /// println!("{}", parameters.memory()?);
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) refuses.
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let inputs = grid_size(&self.input_dimensions).map_or(0, u64::from);
        let columns = grid_size(&self.column_dimensions).map_or(0, u64::from);
        let pool = u64::from(self.largest_pool());
        let synapses = columns.saturating_mul(pool);
        let of_input = synapses.div_ceil(inputs.max(1));
        let lists = product([inputs, 2, size_of::<Vec<SynapseKey>>() as u64]);
        let start = sum([
            graph(columns, 0),
            segments(columns),
            arena::<Synapse>(synapses),
            product([columns, grown::<SynapseKey>(pool)]),
            // The axons of the inputs and, beside them, the columns that are connected: about half of them.
            lists,
            product([inputs, grown::<SynapseKey>(of_input)]),
            product([inputs, grown::<u32>(of_input.div_ceil(2))]),
            exact::<Option<f64>>(columns),
            product([COLUMN_NUMBERS, exact::<f64>(columns)]),
        ]);
        let more = sum([
            product([inputs, grown::<u32>(columns)]),
            // The input of a step, the neighbors of a column, and what they have in common.
            exact::<u8>(inputs),
            product([4, grown::<u32>(columns)]),
            product([4, grown::<f64>(columns)]),
        ]);
        Ok(MemoryEstimate::bounded(start, more))
    }
}

impl AnomalyLikelihoodParameters {
    /// How much memory an anomaly likelihood of these parameters takes: that of the rows that it remembers.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) refuses.
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let rows = u64::from(self.history_window);
        // The rows, and the averages and the values of an estimate.
        let of_rows =
            sum([grown::<[u64; 3]>(rows.saturating_add(1)), product([2, grown::<f64>(rows)])]);
        Ok(MemoryEstimate::later(of_rows))
    }
}

impl SdrClassifierParameters {
    /// How much memory a classifier of patterns of `size` bits takes.
    ///
    /// ```
    /// use bami_htm::classifier::SdrClassifierParameters;
    ///
    /// let parameters = SdrClassifierParameters::default().with_max_buckets(100);
    /// let memory = parameters.memory(2048)?;
    /// assert!(memory.start > 2048 * 24 && memory.greatest > Some(2048 * 24 + 2048 * 100 * 8));
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) refuses, and too many bits for the number of horizons.
    pub fn memory(&self, size: u32) -> Result<MemoryEstimate, ParameterError> {
        self.check_size(size)?;
        let (size, horizons) = (u64::from(size), self.steps.len() as u64);
        let buckets = u64::from(self.max_buckets);
        let start = product([horizons, exact::<Vec<f64>>(size)]);
        let farthest = self.steps.last().map_or(0, |&step| u64::from(step));
        let more = sum([
            product([horizons, size, grown::<f64>(buckets)]),
            // The buckets with their places and their values, and the probabilities of a prediction.
            product([buckets, 40]),
            product([horizons + 1, buckets, size_of::<Outcome>() as u64 + 16]),
            // The patterns of the steps before.
            product([farthest, exact::<u32>(size) + 24]),
        ]);
        Ok(MemoryEstimate::bounded(start, more))
    }
}
