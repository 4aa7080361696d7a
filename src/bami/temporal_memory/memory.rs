//! The memory use of a temporal memory.

use super::TemporalMemoryParameters;
use crate::anatomy::memory::graph;
use crate::anatomy::{DendriteSegment, Edge, SegmentKey, Synapse, SynapseKey};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{PIECE, arena, beyond_four, exact, grown, product, sum};
use crate::parameters::ParameterError;

/// How many sets of cells a temporal memory keeps, each with one byte per cell.
const CELL_SETS: u64 = 5;
/// How many lists of segments a step of a temporal memory keeps.
const SEGMENT_LISTS: u64 = 5;
/// The bytes of a segment in such a list: its cell, its serial number, its key and its counts.
const SEGMENT_ENTRY_BYTES: u64 = size_of::<(u32, u64, SegmentKey, [u32; 2])>() as u64;
impl TemporalMemoryParameters {
    /// How much memory a temporal memory with these parameters takes. It grows with every segment
    /// and synapse, without a bound if the extension `max_segments_per_cell` is off.
    ///
    /// ```
    /// use bami_htm::temporal_memory::TemporalMemoryParameters;
    ///
    /// let memory = TemporalMemoryParameters::book().memory()?;
    /// assert_eq!(memory.synapse, 40);
    /// assert_eq!(memory.greatest, None);
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Parameters that [`validate`](Self::validate) rejects.
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
    //# MUST include the maximum number of bytes that can ever be taken.
    //= spec/limits.md#limit-greatest
    //# Otherwise the estimate MUST say that there is no maximum.
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

    /// How many bytes a temporal memory with these parameters takes with this many segments and
    /// synapses. The parameters are assumed to be valid.
    ///
    /// ```
    /// use bami_htm::temporal_memory::TemporalMemoryParameters;
    ///
    /// let parameters = TemporalMemoryParameters::default();
    /// let grown = parameters.memory_with(50_000, 1_000_000) - parameters.memory_with(0, 0);
    /// assert!((40_000_000..70_000_000).contains(&grown), "{grown}");
    /// ```
    //= spec/limits.md#limit-grown
    //# The estimate for a temporal memory with a given number of segments and synapses MUST be at
    //# least 0.8 times and at most 1.5 times the number of bytes that are allocated.
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
            crate::anatomy::memory::segments(segments),
            grown::<u64>(segments),
            if last_active { grown::<[u64; 2]>(segments) } else { 0 },
            // The lists of the cells; only those with many segments outgrow their inline capacity.
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

    /// The additional bytes that this many segments and synapses can take in the worst case: lists
    /// that were longer before, and steps in which every segment is involved.
    fn unused_room(&self, segments: u64, synapses: u64) -> u64 {
        let cells = u64::from(self.column_count) * u64::from(self.cells_per_column);
        // Capacity for new synapses is reserved before the weakest are evicted.
        let sample = u64::from(self.synapse_sample_size).min(cells);
        // An axon shrinks when it needs less than a quarter of its capacity.
        let axons = product([synapses, 3, size_of::<Edge>() as u64]);
        let lists = product([SEGMENT_LISTS, grown::<(u32, u64, SegmentKey, [u32; 2])>(segments)]);
        sum([
            product([segments, sample, size_of::<SynapseKey>() as u64]),
            axons,
            lists,
            // The segments that reached a threshold, and those that learned.
            product([3, grown::<u64>(segments)]),
            // The segments by serial number, of which up to half are stale.
            grown::<(u64, SegmentKey)>(segments.saturating_mul(2)),
            product([cells, 2, PIECE]),
        ])
    }
}

/// The bytes of a segment without its synapses: its arena entry, its slot, its counts, the step in
/// which it was last active, and its share of the lists of its cell and its synapses; a quarter
/// more for unused capacity.
const SEGMENT_BYTES: u64 = {
    let slot = size_of::<DendriteSegment>() as u64 + 8;
    let places = size_of::<SegmentKey>() as u64 + 4;
    let beside = 8 + 16 + size_of::<SegmentKey>() as u64 + PIECE;
    (slot + places + beside) * 5 / 4
};

/// The bytes of a synapse: its arena entry, its key and its edge; a quarter more for unused
/// capacity.
const SYNAPSE_BYTES: u64 = {
    let slot = size_of::<Synapse>() as u64 + 4;
    (slot + size_of::<SynapseKey>() as u64 + size_of::<Edge>() as u64) * 5 / 4
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal_memory::TemporalMemoryExtensions;

    //= spec/limits.md#limit-arithmetic
    //= type=test
    //# An estimate above 2^64 - 1 bytes MUST be given as 2^64 - 1 bytes.
    #[test]
    fn the_estimate_of_the_largest_memory_stops_at_the_greatest_number() {
        let extensions = TemporalMemoryExtensions::default()
            .with_max_segments_per_cell(u32::MAX)
            .with_max_synapses_per_segment(u32::MAX);
        let parameters = TemporalMemoryParameters::default()
            .with_column_count(1 << 24)
            .with_cells_per_column(1)
            .with_extensions(extensions);
        let memory = parameters.memory().unwrap();
        assert_eq!(memory.greatest, Some(u64::MAX));
        assert!(memory.start < 10_000_000_000, "{memory}");
        assert_eq!(parameters.memory_with(u64::MAX, u64::MAX), u64::MAX);
    }
}
