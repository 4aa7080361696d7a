//! The memory use of the graph.

use super::{Cell, CellKey, Column, ColumnKey, DendriteSegment, Edge, SegmentKey};
use crate::limits::bytes::{arena, beyond_four, grown, product, sum};

/// The bytes of a graph of columns, with or without cells, before any segment has grown.
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

/// The bytes of `count` segments, without their synapses and the lists of these.
pub(crate) fn segments(count: u64) -> u64 {
    sum([
        arena::<DendriteSegment>(count),
        // The slots and the free slots.
        grown::<SegmentKey>(count),
        grown::<u32>(count),
    ])
}
