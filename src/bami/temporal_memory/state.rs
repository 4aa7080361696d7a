//! The state of a time step: the sets of `BAMI TM`, each in the order of R-3.

use super::counts::Counts;
use crate::anatomy::{CellIndex, ColumnIndex, Layer, SegmentId, SegmentKey};

/// A set of cells in ascending order, with a constant-time membership test.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellSet {
    list: Vec<CellIndex>,
    members: Vec<bool>,
}

impl CellSet {
    /// An empty set for a layer with this many cells.
    pub(crate) fn new(cells: u32) -> Self {
        Self { list: Vec::new(), members: vec![false; cells as usize] }
    }

    /// Adds a cell; false if it is already a member. Stage 1 adds cells in ascending order.
    //= spec/temporal-memory.md#d-tm-17
    //# Adding a cell to activeCells or winnerCells that already contains it MUST change nothing.
    #[inline]
    pub(crate) fn add(&mut self, cell: CellIndex) -> bool {
        let is_new = !std::mem::replace(&mut self.members[cell.as_usize()], true);
        if is_new {
            self.list.push(cell);
        }
        is_new
    }

    #[inline]
    pub(crate) fn contains(&self, cell: CellIndex) -> bool {
        self.members[cell.as_usize()]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn list(&self) -> &[CellIndex] {
        &self.list
    }

    /// Removes all members, in time proportional to their number.
    pub(crate) fn clear(&mut self) {
        for cell in self.list.drain(..) {
            self.members[cell.as_usize()] = false;
        }
    }
}

/// A segment in a set, with the keys by which the set is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SegmentEntry {
    /// Its cell.
    pub(crate) cell: CellIndex,
    /// Its serial number: within a cell, the order of creation.
    pub(crate) serial: SegmentId,
    /// The segment.
    pub(crate) key: SegmentKey,
    /// Its counts from stage 2.
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

/// The state of one time step, t or t-1.
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
    /// The cells with a segment in activeSegments, ascending.
    pub(crate) predictive_cells: Vec<CellIndex>,
    /// The columns of these cells, ascending.
    pub(crate) predicted_columns: Vec<ColumnIndex>,
}

impl TimeStep {
    /// A step of a layer with this many cells, in which nothing is active.
    pub(crate) fn new(cells: u32) -> Self {
        Self {
            active_cells: CellSet::new(cells),
            winner_cells: CellSet::new(cells),
            active_segments: Vec::new(),
            matching_segments: Vec::new(),
            predictive_cells: Vec::new(),
            predicted_columns: Vec::new(),
        }
    }

    //= spec/temporal-memory.md#d-tm-9
    //# A reset MUST empty activeCells, winnerCells, activeSegments and matchingSegments.
    pub(crate) fn clear(&mut self) {
        self.active_cells.clear();
        self.winner_cells.clear();
        self.active_segments.clear();
        self.matching_segments.clear();
        self.predictive_cells.clear();
        self.predicted_columns.clear();
    }

    /// Lists the predictive cells and predicted columns after stage 2.
    pub(crate) fn list_predictions(&mut self, cells_per_column: u32) {
        for segment in &self.active_segments {
            if self.predictive_cells.last() != Some(&segment.cell) {
                self.predictive_cells.push(segment.cell);
                let column = segment.cell.column(cells_per_column);
                if self.predicted_columns.last() != Some(&column) {
                    self.predicted_columns.push(column);
                }
            }
        }
    }

    /// Keeps only the active cells and winner cells that are wanted, and no segments.
    pub(crate) fn retain_cells(&mut self, wanted: impl Fn(CellIndex) -> bool) {
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
