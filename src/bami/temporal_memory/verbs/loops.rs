//! Loops: each reports the line whenever it reaches an element.

use slotmap::Key;

use super::{State, Step};
use crate::anatomy::{CellIndex, ColumnIndex, SegmentKey, SynapseKey};
use crate::observer::{Observer, TemporalMemoryEvent};
use crate::temporal_memory::state::SegmentEntry;

/// The members of a set of segments that are on the cells of one column.
#[derive(Clone, Copy)]
pub(crate) struct SegmentsForColumn<'a> {
    pub(super) column: ColumnIndex,
    pub(super) segments: &'a [SegmentEntry],
}

impl<'a, O: Observer + ?Sized> Step<'a, O> {
    /// All columns of the layer.
    pub(crate) fn columns(&self, line: u8) -> impl Iterator<Item = ColumnIndex> {
        let columns = (0..self.parameters.column_count).map(ColumnIndex::new);
        columns.inspect(move |&column| {
            self.report(&TemporalMemoryEvent::ColumnVisited { line, column });
        })
    }

    /// The cells of a column.
    pub(crate) fn cells(&self, line: u8, column: ColumnIndex) -> impl Iterator<Item = CellIndex> {
        let layer = self.layer();
        let cells = &layer.columns[layer.column_keys[column.as_usize()]].cells;
        let cells: Vec<CellIndex> = cells.iter().map(|&cell| layer.cell_index(cell)).collect();
        cells.into_iter().inspect(move |&cell| {
            self.report(&TemporalMemoryEvent::CellVisited { line, cell });
        })
    }

    /// All segments of the layer.
    pub(crate) fn segments(&self, line: u8) -> impl Iterator<Item = SegmentKey> {
        let segments: Vec<SegmentKey> = self.change(|State { layer, counts, .. }| {
            counts.begin(layer.slot_count());
            layer.cell_keys.iter().flat_map(|&cell| layer.cells[cell].segments.clone()).collect()
        });
        segments.into_iter().inspect(move |&segment| self.visit_segment(line, segment))
    }

    /// These segments of a column.
    pub(crate) fn each(
        &self,
        line: u8,
        segments: SegmentsForColumn<'a>,
    ) -> impl Iterator<Item = SegmentKey> {
        let segments = segments.segments.iter().map(|segment| segment.key);
        segments.inspect(move |&segment| self.visit_segment(line, segment))
    }

    fn visit_segment(&self, line: u8, segment: SegmentKey) {
        let (segment, cell) = (self.serial(segment), self.cell_of(segment));
        self.report(&TemporalMemoryEvent::SegmentVisited { line, segment, cell });
    }

    /// The synapses of a segment; none if there is no segment. If the step learns, the extension
    /// `prune_zero_permanence` takes note of the segment: all loops over synapses in stage 1 are
    /// over those of a segment that learns.
    pub(crate) fn synapses(
        &self,
        line: u8,
        segment: SegmentKey,
    ) -> impl Iterator<Item = SynapseKey> {
        if self.learning_enabled && !segment.is_null() {
            self.change(|state| state.extensions.segment_learned(segment));
        }
        let layer = self.layer();
        let synapses = layer.segments.get(segment).map(|segment| segment.synapses.clone());
        drop(layer);
        let synapses = synapses.unwrap_or_default();
        synapses.into_iter().inspect(move |&synapse| {
            let (synapse, segment) = self.synapse(synapse);
            self.report(&TemporalMemoryEvent::SynapseVisited {
                line,
                segment: self.serial(segment),
                presynaptic_cell: synapse.presynaptic_cell(),
                permanence: synapse.permanence,
            });
        })
    }

    /// The members of a set that are on cells of the column.
    #[doc(alias = "segmentsForColumn")]
    //= spec/portable-core.md#r-3
    //# segmentsForColumn MUST yield the segments by ascending cell and, within a cell, in the order
    //# in which they were created.
    pub(crate) fn segments_for_column(
        &self,
        column: ColumnIndex,
        segments: &'a [SegmentEntry],
    ) -> SegmentsForColumn<'a> {
        let column_of =
            |segment: &SegmentEntry| segment.cell.column(self.parameters.cells_per_column);
        let first = segments.partition_point(|segment| column_of(segment) < column);
        let end = segments.partition_point(|segment| column_of(segment) <= column);
        SegmentsForColumn { column, segments: &segments[first..end] }
    }
}
