//! The segments of a set, column by column.

use crate::anatomy::{CellIndex, ColumnIndex};
use crate::temporal_memory::state::SegmentEntry;

/// An index beyond all columns.
pub(super) const NO_COLUMN: ColumnIndex = ColumnIndex::new(u32::MAX);

/// A set of segments, split column by column.
pub(super) struct ByColumn<'a> {
    segments: &'a [SegmentEntry],
    cells_per_column: u32,
    /// The column of the first segment; beyond all columns if there is none.
    next_column: ColumnIndex,
}

impl<'a> ByColumn<'a> {
    pub(super) fn new(segments: &'a [SegmentEntry], cells_per_column: u32) -> Self {
        let mut by_column =
            Self { segments, cells_per_column, next_column: ColumnIndex::default() };
        by_column.find_next_column();
        by_column
    }

    fn find_next_column(&mut self) {
        let column = self.segments.first().map(|s| s.cell.column(self.cells_per_column));
        self.next_column = column.unwrap_or(NO_COLUMN);
    }

    /// The first column with a member that has not been returned yet; beyond all columns if there
    /// is none.
    pub(super) fn next_column(&self) -> ColumnIndex {
        self.next_column
    }

    /// The members that belong to the cells of one column. The columns are requested one by one, in
    /// ascending order.
    pub(super) fn segments_for_column(&mut self, column: ColumnIndex) -> &'a [SegmentEntry] {
        if column != self.next_column {
            return &[];
        }
        let end = CellIndex::new((column.get() + 1) * self.cells_per_column);
        let count = self.segments.iter().take_while(|s| s.cell < end).count();
        let (members, rest) = self.segments.split_at(count);
        self.segments = rest;
        self.find_next_column();
        members
    }
}
