//! Read-only views to walk the graph: by index and serial number, never by key.

use super::{
    CellIndex, CellKey, ColumnIndex, ColumnKey, InputIndex, Layer, Owner, Presynaptic, SegmentId,
    SegmentKey, SynapseKey,
};

macro_rules! view {
    ($(#[$doc:meta])* $name:ident, $key:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            layer: &'a Layer,
            key: $key,
        }

        impl<'a> $name<'a> {
            pub(crate) fn new(layer: &'a Layer, key: $key) -> Self {
                Self { layer, key }
            }
        }

        impl PartialEq for $name<'_> {
            /// Whether both are the same part of the same layer.
            fn eq(&self, other: &Self) -> bool {
                std::ptr::eq(self.layer, other.layer) && self.key == other.key
            }
        }
    };
}

view!(
    /// A column of a layer.
    ColumnView,
    ColumnKey
);
view!(
    /// A cell of a layer.
    CellView,
    CellKey
);
view!(
    /// A dendrite segment of a layer: distal on a cell, or proximal on a column.
    SegmentView,
    SegmentKey
);
view!(
    /// A synapse of a layer.
    SynapseView,
    SynapseKey
);

/// What a synapse listens to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PresynapticView<'a> {
    /// An input bit: the synapse is proximal.
    Input(InputIndex),
    /// A cell: the synapse is distal.
    Cell(CellView<'a>),
}

impl PresynapticView<'_> {
    /// The index of the input bit or of the cell.
    #[must_use]
    pub fn index(&self) -> u32 {
        match self {
            Self::Input(input) => input.get(),
            Self::Cell(cell) => cell.index().get(),
        }
    }
}

impl Layer {
    /// The column with this index; `None` if there is no such column.
    #[must_use]
    pub fn column(&self, index: impl Into<ColumnIndex>) -> Option<ColumnView<'_>> {
        let key = *self.column_keys.get(index.into().as_usize())?;
        Some(ColumnView::new(self, key))
    }

    /// All columns, ascending.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = ColumnView<'_>> + '_ {
        self.column_keys.iter().map(|&key| ColumnView::new(self, key))
    }

    /// The cell with this index; `None` if there is no such cell.
    #[must_use]
    pub fn cell(&self, index: impl Into<CellIndex>) -> Option<CellView<'_>> {
        let key = *self.cell_keys.get(index.into().as_usize())?;
        Some(CellView::new(self, key))
    }

    /// All cells, ascending, including dead ones.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = CellView<'_>> + '_ {
        self.cell_keys.iter().map(|&key| CellView::new(self, key))
    }

    /// All segments in the order of R-3: by column or cell, and within one in the order of
    /// creation.
    pub fn segments(&self) -> impl Iterator<Item = SegmentView<'_>> + '_ {
        let proximal = self.columns().filter_map(|column| column.proximal_segment());
        proximal.chain(self.cells().flat_map(|cell| cell.segments()))
    }

    /// The segment with this serial number; `None` if it never existed or was removed. Takes
    /// constant time, or logarithmic time after a segment was removed or a snapshot was loaded.
    #[must_use]
    pub fn segment(&self, serial: impl Into<SegmentId>) -> Option<SegmentView<'_>> {
        Some(SegmentView::new(self, self.segment_key(serial.into())?))
    }

    /// The serial number that the next segment will have.
    #[must_use]
    pub fn next_serial(&self) -> SegmentId {
        self.next_serial
    }

    /// Number of columns.
    #[must_use]
    pub fn column_count(&self) -> u32 {
        self.column_keys.len() as u32
    }

    /// Number of cells, including dead ones.
    #[must_use]
    pub fn cell_count(&self) -> u32 {
        self.cell_keys.len() as u32
    }

    /// Number of input bits.
    #[must_use]
    pub fn input_count(&self) -> u32 {
        self.input_axons.len() as u32
    }

    /// Number of segments that exist.
    #[must_use]
    pub fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// Number of synapses that listen to a cell; 0 if there is no such cell.
    #[inline]
    #[must_use]
    pub fn axon_len(&self, cell: impl Into<CellIndex>) -> usize {
        self.axons.len_of(cell.into())
    }

    /// Number of synapses that exist.
    #[must_use]
    pub fn synapse_count(&self) -> usize {
        self.synapses.len()
    }
}

impl<'a> ColumnView<'a> {
    /// The index of the column in its layer.
    #[must_use]
    pub fn index(self) -> ColumnIndex {
        self.layer.columns[self.key].index
    }

    /// Its living cells, ascending.
    pub fn cells(self) -> impl ExactSizeIterator<Item = CellView<'a>> + 'a {
        let layer = self.layer;
        layer.columns[self.key].cells.iter().map(move |&key| CellView::new(layer, key))
    }

    /// Its segment onto the input; none in a temporal memory.
    #[must_use]
    pub fn proximal_segment(self) -> Option<SegmentView<'a>> {
        let key = self.layer.columns[self.key].proximal?;
        Some(SegmentView::new(self.layer, key))
    }
}

impl<'a> CellView<'a> {
    /// The index of the cell in its layer.
    #[must_use]
    pub fn index(self) -> CellIndex {
        self.layer.cells[self.key].index
    }

    /// The column to which it belongs, or belonged.
    #[must_use]
    pub fn column(self) -> ColumnView<'a> {
        ColumnView::new(self.layer, self.layer.cells[self.key].column)
    }

    /// Whether it was killed; a dead cell has no segments and no synapses, and never gets any.
    #[must_use]
    pub fn is_dead(self) -> bool {
        self.layer.cells[self.key].dead
    }

    /// Its distal segments in the order in which they were created.
    pub fn segments(self) -> impl ExactSizeIterator<Item = SegmentView<'a>> + 'a {
        let layer = self.layer;
        layer.cells[self.key].segments.iter().map(move |&key| SegmentView::new(layer, key))
    }

    /// The synapses that listen to it, in no particular order.
    pub fn axon(self) -> impl ExactSizeIterator<Item = SynapseView<'a>> + 'a {
        let layer = self.layer;
        layer.synapses_to(self.index()).map(move |key| SynapseView::new(layer, key))
    }
}

impl<'a> SegmentView<'a> {
    /// Its serial number.
    #[must_use]
    pub fn serial(self) -> SegmentId {
        self.layer.segments[self.key].serial
    }

    /// The cell on which it grew; none for a proximal segment.
    #[must_use]
    pub fn cell(self) -> Option<CellView<'a>> {
        match self.layer.segments[self.key].owner {
            Owner::Cell(key) => Some(CellView::new(self.layer, key)),
            Owner::Column(_) => None,
        }
    }

    /// The column on which it grew, or that of its cell.
    #[must_use]
    pub fn column(self) -> ColumnView<'a> {
        match self.layer.segments[self.key].owner {
            Owner::Cell(key) => CellView::new(self.layer, key).column(),
            Owner::Column(key) => ColumnView::new(self.layer, key),
        }
    }

    /// Its synapses in the order in which they were created.
    pub fn synapses(self) -> impl ExactSizeIterator<Item = SynapseView<'a>> + 'a {
        let layer = self.layer;
        layer.segments[self.key].synapses.iter().map(move |&key| SynapseView::new(layer, key))
    }
}

impl<'a> SynapseView<'a> {
    /// The permanence, from 0 to 1.
    #[must_use]
    pub fn permanence(self) -> f64 {
        self.layer.synapses[self.key].permanence
    }

    /// What it listens to.
    #[must_use]
    pub fn presynaptic(self) -> PresynapticView<'a> {
        match self.layer.synapses[self.key].presynaptic() {
            Presynaptic::Input(bit) => PresynapticView::Input(bit),
            Presynaptic::Cell(cell) => {
                let key = self.layer.cell_keys[cell.as_usize()];
                PresynapticView::Cell(CellView::new(self.layer, key))
            }
        }
    }

    /// The segment on which it sits.
    #[must_use]
    pub fn segment(self) -> SegmentView<'a> {
        let slot = self.layer.synapses[self.key].slot;
        SegmentView::new(self.layer, self.layer.segment_at(slot))
    }
}
