//! What a time step knows: the sets of `BAMI TM`, each in the order of R-3.

use super::index::Counts;
use crate::anatomy::{Layer, SegmentKey};

/// A set of cells, by global number and ascending, that answers at once whether a cell is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellSet {
    list: Vec<u32>,
    members: Vec<bool>,
}

impl CellSet {
    /// An empty set of some of so many cells.
    pub(crate) fn new(cells: u32) -> Self {
        Self { list: Vec::new(), members: vec![false; cells as usize] }
    }

    /// Adds a cell; false when it is there already. Stage 1 adds ascending.
    //= spec/temporal-memory.md#d-tm-17
    //# Adding a cell to activeCells or winnerCells that already contains it MUST change nothing.
    #[inline]
    pub(crate) fn add(&mut self, cell: u32) -> bool {
        let is_new = !std::mem::replace(&mut self.members[cell as usize], true);
        if is_new {
            self.list.push(cell);
        }
        is_new
    }

    #[inline]
    pub(crate) fn contains(&self, cell: u32) -> bool {
        self.members[cell as usize]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn list(&self) -> &[u32] {
        &self.list
    }

    /// Forgets the members, at a cost that follows their number.
    pub(crate) fn clear(&mut self) {
        for cell in self.list.drain(..) {
            self.members[cell as usize] = false;
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
    /// What stage 2 counted on it.
    pub(crate) counts: Counts,
}

impl SegmentEntry {
    #[inline]
    pub(crate) fn new(layer: &Layer, key: SegmentKey, counts: Counts) -> Self {
        Self { cell: layer.cell_index(layer.cell_of(key)), serial: layer.serial(key), key, counts }
    }

    /// numActivePotentialSynapses of the segment.
    pub(crate) fn num_active_potential_synapses(&self) -> u32 {
        self.counts.potential
    }
}

/// What belongs to one time step, t or t-1.
#[derive(Clone, Debug)]
pub(crate) struct TimeStep {
    /// activeCells.
    pub(crate) active_cells: CellSet,
    /// winnerCells.
    pub(crate) winner_cells: CellSet,
    /// activeSegments, in the order of R-3.
    pub(crate) active_segments: Vec<SegmentEntry>,
    /// matchingSegments, in the order of R-3.
    pub(crate) matching_segments: Vec<SegmentEntry>,
}

impl TimeStep {
    /// A step of so many cells in which nothing is active.
    pub(crate) fn new(cells: u32) -> Self {
        Self {
            active_cells: CellSet::new(cells),
            winner_cells: CellSet::new(cells),
            active_segments: Vec::new(),
            matching_segments: Vec::new(),
        }
    }

    //= spec/temporal-memory.md#d-tm-9
    //# A reset MUST empty activeCells, winnerCells, activeSegments and matchingSegments.
    pub(crate) fn clear(&mut self) {
        self.active_cells.clear();
        self.winner_cells.clear();
        self.active_segments.clear();
        self.matching_segments.clear();
    }

    /// Keeps the active cells and winner cells that are wanted, and no segment.
    pub(crate) fn retain_cells(&mut self, wanted: impl Fn(u32) -> bool) {
        let (active, winners) =
            (self.active_cells.list().to_vec(), self.winner_cells.list().to_vec());
        self.clear();
        for cell in active.into_iter().filter(|cell| wanted(*cell)) {
            self.active_cells.add(cell);
        }
        for cell in winners.into_iter().filter(|cell| wanted(*cell)) {
            self.winner_cells.add(cell);
        }
    }
}

/// A set of segments, given out column by column.
pub(crate) struct ByColumn<'a> {
    segments: &'a [SegmentEntry],
    cells_per_column: u32,
    /// The column of the first of the segments; beyond all columns when there is none.
    next_column: u32,
}

impl<'a> ByColumn<'a> {
    pub(crate) fn new(segments: &'a [SegmentEntry], cells_per_column: u32) -> Self {
        let mut by_column = Self { segments, cells_per_column, next_column: 0 };
        by_column.find_next_column();
        by_column
    }

    fn find_next_column(&mut self) {
        let column = self.segments.first().map(|s| s.cell / self.cells_per_column);
        self.next_column = column.unwrap_or(u32::MAX);
    }

    /// The first column that has a member not yet given out; beyond all columns when there is none.
    pub(crate) fn next_column(&self) -> u32 {
        self.next_column
    }

    /// The members that belong to the cells of one column. The columns are asked for one by one,
    /// ascending. Restates `segmentsForColumn`, which BAMI TM names and does not write out.
    //= spec/portable-core.md#r-3
    //# segmentsForColumn MUST yield the segments by ascending cell and, within a cell, in the order
    //# in which they were created.
    pub(crate) fn segments_for_column(&mut self, column: u32) -> &'a [SegmentEntry] {
        if column != self.next_column {
            return &[];
        }
        let end = (column + 1) * self.cells_per_column;
        let count = self.segments.iter().take_while(|s| s.cell < end).count();
        let (members, rest) = self.segments.split_at(count);
        self.segments = rest;
        self.find_next_column();
        members
    }
}
