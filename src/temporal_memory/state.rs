//! What a time step knows: the sets of `BAMI TM`, each in the order of R-3.

use slotmap::SecondaryMap;

use crate::anatomy::{CellKey, Layer, SegmentKey};

/// A set of cells, ascending, that answers at once whether a cell is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellSet {
    list: Vec<CellKey>,
    members: SecondaryMap<CellKey, ()>,
}

impl CellSet {
    /// Adds a cell; false when it is there already. Stage 1 adds ascending.
    //= spec/temporal-memory.md#d-tm-17
    //# Adding a cell to activeCells or winnerCells that is there already MUST change nothing.
    pub(crate) fn add(&mut self, cell: CellKey) -> bool {
        let is_new = self.members.insert(cell, ()).is_none();
        if is_new {
            self.list.push(cell);
        }
        is_new
    }

    pub(crate) fn contains(&self, cell: CellKey) -> bool {
        self.members.contains_key(cell)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn list(&self) -> &[CellKey] {
        &self.list
    }

    /// Forgets the members, at a cost that follows their number.
    pub(crate) fn clear(&mut self) {
        for cell in self.list.drain(..) {
            self.members.remove(cell);
        }
    }
}

/// A segment in a set, with what the set is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SegmentEntry {
    /// The global number of its cell.
    pub(crate) cell: u32,
    /// Its serial number: within a cell, the order of creation.
    pub(crate) serial: u64,
    /// The segment.
    pub(crate) key: SegmentKey,
}

impl SegmentEntry {
    pub(crate) fn new(layer: &Layer, key: SegmentKey) -> Self {
        Self { cell: layer.cell_index(layer.cell_of(key)), serial: layer.serial(key), key }
    }
}

/// What stage 2 counts on a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// numActiveConnected.
    pub(crate) connected: u32,
    /// numActivePotential.
    pub(crate) potential: u32,
}

/// The counts of the segments that an active cell reaches; those of all others are 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct SegmentCounts {
    counts: SecondaryMap<SegmentKey, Counts>,
    reached: Vec<SegmentKey>,
}

impl SegmentCounts {
    pub(crate) fn get(&self, segment: SegmentKey) -> Counts {
        self.counts.get(segment).copied().unwrap_or_default()
    }

    /// The counts of a segment, to be changed.
    pub(crate) fn get_mut(&mut self, segment: SegmentKey) -> &mut Counts {
        if !self.counts.contains_key(segment) {
            self.counts.insert(segment, Counts::default());
            self.reached.push(segment);
        }
        &mut self.counts[segment]
    }

    /// The segments with counts, in no particular order.
    pub(crate) fn reached(&self) -> &[SegmentKey] {
        &self.reached
    }

    /// Forgets the counts, at a cost that follows their number.
    pub(crate) fn clear(&mut self) {
        for segment in self.reached.drain(..) {
            self.counts.remove(segment);
        }
    }
}

/// What belongs to one time step, t or t-1.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeStep {
    /// activeCells.
    pub(crate) active_cells: CellSet,
    /// winnerCells.
    pub(crate) winner_cells: CellSet,
    /// activeSegments, in the order of R-3.
    pub(crate) active_segments: Vec<SegmentEntry>,
    /// matchingSegments, in the order of R-3.
    pub(crate) matching_segments: Vec<SegmentEntry>,
    /// The counts of every segment for which numActivePotential is not 0.
    pub(crate) counts: SegmentCounts,
}

impl TimeStep {
    //= spec/temporal-memory.md#d-tm-9
    //# A reset MUST empty activeCells, winnerCells, activeSegments and matchingSegments.
    pub(crate) fn clear(&mut self) {
        self.active_cells.clear();
        self.winner_cells.clear();
        self.active_segments.clear();
        self.matching_segments.clear();
        self.counts.clear();
    }

    /// Keeps the active cells and winner cells that are wanted, and no segment.
    pub(crate) fn retain_cells(&mut self, wanted: impl Fn(CellKey) -> bool) {
        let all = std::mem::take(self);
        for &cell in all.active_cells.list().iter().filter(|cell| wanted(**cell)) {
            self.active_cells.add(cell);
        }
        for &cell in all.winner_cells.list().iter().filter(|cell| wanted(**cell)) {
            self.winner_cells.add(cell);
        }
    }

    /// numActivePotentialSynapses of a segment; 0 for one that stage 2 has not seen (D-TM-3).
    //= spec/temporal-memory.md#d-tm-3
    //# A segment grown in this step MUST have 0 active potential synapses at t-1.
    pub(crate) fn num_active_potential_synapses(&self, segment: SegmentKey) -> u32 {
        self.counts.get(segment).potential
    }
}

/// The members of a set of segments that belong to the cells of one column.
/// Restates `segmentsForColumn`, which BAMI TM names and does not write out.
//= spec/portable-core.md#r-3
//# segmentsForColumn MUST yield the segments by ascending cell and, within a cell, in the order in which they were created.
pub(crate) fn segments_for_column(
    column: u32,
    cells_per_column: u32,
    segments: &[SegmentEntry],
) -> &[SegmentEntry] {
    let first = segments.partition_point(|s| s.cell / cells_per_column < column);
    let members = segments[first..].iter().take_while(|s| s.cell / cells_per_column == column);
    &segments[first..first + members.count()]
}
