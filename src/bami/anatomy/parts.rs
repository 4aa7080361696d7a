//! The structs in the arenas.

use slotmap::new_key_type;
use smallvec::SmallVec;

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
    /// Number of the column in its layer, row-major.
    pub(crate) index: u32,
    /// The living cells, ascending; none in a spatial pooler.
    pub(crate) cells: SmallVec<[CellKey; 4]>,
    /// The segment onto the input; none in a temporal memory.
    pub(crate) proximal: Option<SegmentKey>,
}

impl Column {
    pub(crate) fn new(index: u32) -> Self {
        Self { index, cells: SmallVec::new(), proximal: None }
    }
}

/// A cell: its distal segments. Its axon, over which other segments hear of it, is in the layer's
/// [`Axons`](super::axons::Axons).
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The global number.
    pub(crate) index: u32,
    /// The column to which it belongs.
    pub(crate) column: ColumnKey,
    /// Whether it was killed: its column does not list it then. See `spec/cell-death.md`.
    pub(crate) dead: bool,
    /// Its distal segments in the order in which they were created.
    pub(crate) segments: SmallVec<[SegmentKey; 4]>,
}

impl Cell {
    pub(crate) fn new(index: u32, column: ColumnKey) -> Self {
        Self { index, column, dead: false, segments: SmallVec::new() }
    }
}

/// A dendrite segment: a group of synapses that act together.
#[derive(Clone, Debug)]
pub(crate) struct DendriteSegment {
    /// The serial number: by it the segment is known outside.
    pub(crate) serial: u64,
    /// A small number that is its own while it exists, and is used again after it.
    pub(crate) place: u32,
    /// The column or the cell on which it grew.
    pub(crate) owner: Owner,
    /// Its synapses in the order in which they were created.
    pub(crate) synapses: Vec<SynapseKey>,
}

impl DendriteSegment {
    pub(crate) fn new(serial: u64, place: u32, owner: Owner) -> Self {
        Self { serial, place, owner, synapses: Vec::new() }
    }
}

/// A synapse: the meeting of an axon with a segment, connected to the degree of its permanence.
///
/// There are millions of them, so the struct is packed: 20 bytes in its arena instead of 24.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(4))]
pub(crate) struct Synapse {
    /// The place of the segment on which it sits.
    pub(crate) place: u32,
    /// The number of the cell to which it listens, or that of the input bit with [`INPUT`] set.
    source: u32,
    /// From 0 to 1.
    //= spec/portable-core.md#r-1
    //# Permanences, duty cycles, boosts and scores MUST be IEEE-754 binary64 numbers.
    pub(crate) permanence: f64,
}

/// Marks the source of a synapse as an input bit.
const INPUT: u32 = 1 << 31;

impl Synapse {
    pub(crate) fn new(place: u32, presynaptic: Presynaptic, permanence: f64) -> Self {
        let source = match presynaptic {
            Presynaptic::Input(bit) => bit | INPUT,
            Presynaptic::Cell(cell) => cell,
        };
        Self { place, source, permanence }
    }

    /// The input bit or the cell to which it listens.
    pub(crate) fn presynaptic(&self) -> Presynaptic {
        if self.source & INPUT == 0 {
            Presynaptic::Cell(self.source)
        } else {
            Presynaptic::Input(self.source & !INPUT)
        }
    }

    /// The global number of the cell to which a distal synapse listens.
    pub(crate) fn presynaptic_cell(&self) -> u32 {
        debug_assert!(self.source & INPUT == 0, "a proximal synapse listens to no cell");
        self.source
    }
}

/// On what a segment grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A proximal segment.
    Column(ColumnKey),
    /// A distal segment.
    Cell(CellKey),
}

/// To what a synapse listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Presynaptic {
    /// An input bit, by number: a proximal synapse.
    Input(u32),
    /// A cell, by its global number: a distal synapse.
    Cell(u32),
}
