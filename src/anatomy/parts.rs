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

/// A cell: its distal segments, and the axon over which other segments hear of it.
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
    /// The synapses that listen to it, in no particular order.
    pub(crate) axon: Vec<SynapseKey>,
}

impl Cell {
    pub(crate) fn new(index: u32, column: ColumnKey) -> Self {
        Self { index, column, dead: false, segments: SmallVec::new(), axon: Vec::new() }
    }
}

/// A dendrite segment: a group of synapses that act together.
#[derive(Clone, Debug)]
pub(crate) struct DendriteSegment {
    /// The serial number: by it the segment is known outside.
    pub(crate) serial: u64,
    /// The column or the cell on which it grew.
    pub(crate) owner: Owner,
    /// Its synapses in the order in which they were created.
    pub(crate) synapses: SmallVec<[SynapseKey; 4]>,
}

impl DendriteSegment {
    pub(crate) fn new(serial: u64, owner: Owner) -> Self {
        Self { serial, owner, synapses: SmallVec::new() }
    }
}

/// A synapse: the meeting of an axon with a segment, connected to the degree of its permanence.
#[derive(Clone, Debug)]
pub(crate) struct Synapse {
    /// The segment on which it sits.
    pub(crate) segment: SegmentKey,
    /// The input bit or cell to which it listens.
    pub(crate) presynaptic: Presynaptic,
    /// From 0 to 1.
    //= spec/portable-core.md#r-1
    //# Permanences, duty cycles, boosts and scores MUST be IEEE-754 binary64 numbers.
    pub(crate) permanence: f64,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presynaptic {
    /// An input bit, by number: a proximal synapse.
    Input(u32),
    /// A cell: a distal synapse.
    Cell(CellKey),
}
