//! The structs in the arenas.

use slotmap::new_key_type;
use smallvec::SmallVec;

use super::{CellIndex, ColumnIndex, InputIndex, SegmentId};

new_key_type! {
    /// Key of a column.
    pub(crate) struct ColumnKey;
    /// Key of a cell.
    pub(crate) struct CellKey;
    /// Key of a segment.
    pub(crate) struct SegmentKey;
    /// Key of a synapse.
    pub(crate) struct SynapseKey;
}

/// A column: the cells that share a receptive field, and the proximal segment onto that field.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Index of the column in its layer, row-major.
    pub(crate) index: ColumnIndex,
    /// The living cells, ascending; none in a spatial pooler.
    pub(crate) cells: SmallVec<[CellKey; 4]>,
    /// The segment onto the input; none in a temporal memory.
    pub(crate) proximal: Option<SegmentKey>,
}

impl Column {
    pub(crate) fn new(index: ColumnIndex) -> Self {
        Self { index, cells: SmallVec::new(), proximal: None }
    }
}

/// A cell: its distal segments. Its axon, which lists the synapses that listen to it, is in the
/// layer's [`Axons`](super::axons::Axons).
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The global index.
    pub(crate) index: CellIndex,
    /// The column to which it belongs.
    pub(crate) column: ColumnKey,
    /// Whether it was killed; if so, its column does not list it. See `spec/cell-death.md`.
    pub(crate) dead: bool,
    /// Its distal segments in the order in which they were created.
    pub(crate) segments: SmallVec<[SegmentKey; 4]>,
}

impl Cell {
    pub(crate) fn new(index: CellIndex, column: ColumnKey) -> Self {
        Self { index, column, dead: false, segments: SmallVec::new() }
    }
}

/// A dendrite segment: a group of synapses that act together.
#[derive(Clone, Debug)]
pub(crate) struct DendriteSegment {
    /// The serial number, which identifies the segment outside the layer.
    pub(crate) serial: SegmentId,
    /// The slot of the segment: a small number, unique while the segment exists and reused
    /// afterwards.
    pub(crate) slot: u32,
    /// The column or the cell on which it grew.
    pub(crate) owner: Owner,
    /// Its synapses in the order in which they were created.
    pub(crate) synapses: Vec<SynapseKey>,
}

impl DendriteSegment {
    pub(crate) fn new(serial: SegmentId, slot: u32, owner: Owner) -> Self {
        Self { serial, slot, owner, synapses: Vec::new() }
    }
}

/// A synapse: the contact between an axon and a segment, with a permanence.
///
/// There are millions of them, so the layout has no padding: 20 bytes in its arena instead of 24.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(4))]
pub(crate) struct Synapse {
    /// The slot of the segment on which it sits.
    pub(crate) slot: u32,
    /// The index of the cell to which it listens, or that of the input bit with [`INPUT`] set.
    source: u32,
    /// From 0 to 1.
    //= spec/portable-core.md#r-1
    //# Permanences, duty cycles, boosts and scores MUST be IEEE-754 binary64 numbers.
    pub(crate) permanence: f64,
}

/// Marks the source of a synapse as an input bit.
const INPUT: u32 = 1 << 31;

impl Synapse {
    pub(crate) fn new(slot: u32, presynaptic: Presynaptic, permanence: f64) -> Self {
        let source = match presynaptic {
            Presynaptic::Input(input) => input.get() | INPUT,
            Presynaptic::Cell(cell) => cell.get(),
        };
        Self { slot, source, permanence }
    }

    /// The input bit or the cell to which it listens.
    pub(crate) fn presynaptic(&self) -> Presynaptic {
        if self.source & INPUT == 0 {
            Presynaptic::Cell(CellIndex::new(self.source))
        } else {
            Presynaptic::Input(InputIndex::new(self.source & !INPUT))
        }
    }

    /// The cell to which a distal synapse listens.
    pub(crate) fn presynaptic_cell(&self) -> CellIndex {
        debug_assert!(self.source & INPUT == 0, "a proximal synapse listens to no cell");
        CellIndex::new(self.source)
    }
}

/// What a segment grew on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A proximal segment.
    Column(ColumnKey),
    /// A distal segment.
    Cell(CellKey),
}

/// What a synapse listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Presynaptic {
    /// An input bit: a proximal synapse.
    Input(InputIndex),
    /// A cell: a distal synapse.
    Cell(CellIndex),
}
