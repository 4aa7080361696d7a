//! How much memory the graph takes.

use super::{Cell, CellKey, Column, ColumnKey, DendriteSegment, Edge, SegmentKey};
use crate::limits::bytes::{arena, beyond_four, grown, product, sum};

/// A graph of columns without cells, or of columns and cells, before anything has grown.
pub(crate) fn graph(columns: u64, cells_per_column: u64) -> u64 {
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
pub(crate) fn segments(count: u64) -> u64 {
    sum([
        arena::<DendriteSegment>(count),
        // The places, and those that are free.
        grown::<SegmentKey>(count),
        grown::<u32>(count),
    ])
}
