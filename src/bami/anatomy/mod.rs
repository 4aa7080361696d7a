//! The parts that BAMI speaks of, as an object graph: columns, cells, dendrite segments, synapses.
//!
//! A [`Layer`] keeps its parts in slotmap arenas. A column owns its cells and, in a spatial pooler,
//! one proximal segment; a cell owns its distal segments; a segment owns its synapses; a synapse
//! knows the input bit or the cell that it listens to. The axon of each input bit and of each cell
//! lists where the synapses sit that listen to it (`axons.rs`), so the graph can be walked both ways.
//!
//! Keys of the arenas never leave the library, because a slot is used again after a removal. What
//! leaves it are indices and serial numbers, through the read-only views [`ColumnView`],
//! [`CellView`], [`SegmentView`] and [`SynapseView`].

mod axons;
mod invariants;
pub(crate) mod memory;
mod parts;
mod views;

pub(crate) use axons::{Axons, Edge};
use axons::{push, remove};
pub use invariants::InvariantViolation;
pub(crate) use parts::{
    Cell, CellKey, Column, ColumnKey, DendriteSegment, Owner, Presynaptic, SegmentKey, Synapse,
    SynapseKey,
};
pub use views::{CellView, ColumnView, PresynapticView, SegmentView, SynapseView};

use slotmap::SlotMap;

/// A layer of columns: every part of a spatial pooler or of a temporal memory.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    pub(crate) columns: SlotMap<ColumnKey, Column>,
    pub(crate) cells: SlotMap<CellKey, Cell>,
    pub(crate) segments: SlotMap<SegmentKey, DendriteSegment>,
    pub(crate) synapses: SlotMap<SynapseKey, Synapse>,
    /// The columns by index.
    pub(crate) column_keys: Vec<ColumnKey>,
    /// The cells by their global number.
    pub(crate) cell_keys: Vec<CellKey>,
    /// For each input bit, the places of the segments that have a synapse to it.
    pub(crate) input_axons: Vec<Vec<u32>>,
    /// For each cell, the segments that have a synapse to it.
    pub(crate) axons: Axons,
    /// From this permanence on a distal synapse is connected.
    connected_permanence: f64,
    /// The segments by their places; the keys of free places are stale.
    places: Vec<SegmentKey>,
    /// The places that no segment has.
    free_places: Vec<u32>,
    next_serial: u64,
}

impl Layer {
    /// A layer of `columns` columns with `cells_per_column` cells each and `inputs` input bits,
    /// without segments.
    pub(crate) fn new(columns: u32, cells_per_column: u32, inputs: u32) -> Self {
        let mut layer = Self { input_axons: vec![Vec::new(); inputs as usize], ..Self::default() };
        for _ in 0..columns {
            let column = layer.add_column();
            for _ in 0..cells_per_column {
                layer.add_cell(column);
            }
        }
        layer
    }

    /// The layer with the permanence from which on its distal synapses are connected. It is set
    /// before there are any.
    pub(crate) fn connected_from(mut self, connected_permanence: f64) -> Self {
        self.connected_permanence = connected_permanence;
        self
    }

    fn add_column(&mut self) -> ColumnKey {
        let index = self.column_keys.len() as u32;
        let key = self.columns.insert(Column::new(index));
        self.column_keys.push(key);
        key
    }

    //= spec/portable-core.md#r-4-cell
    //# Cell i of column c MUST have the number c * cellsPerColumn + i.
    fn add_cell(&mut self, column: ColumnKey) {
        let index = self.cell_keys.len() as u32;
        let key = self.cells.insert(Cell::new(index, column));
        self.cell_keys.push(key);
        self.columns[column].cells.push(key);
        self.axons.add_cell();
    }

    /// Grows the proximal segment of a column that has none yet.
    pub(crate) fn grow_proximal_segment(&mut self, column: ColumnKey) -> SegmentKey {
        debug_assert!(self.columns[column].proximal.is_none());
        let segment = self.new_segment(Owner::Column(column));
        self.columns[column].proximal = Some(segment);
        segment
    }

    /// Grows a distal segment on a cell.
    pub(crate) fn grow_distal_segment(&mut self, cell: CellKey) -> SegmentKey {
        let segment = self.new_segment(Owner::Cell(cell));
        self.cells[cell].segments.push(segment);
        segment
    }

    /// Grows a distal segment that has a serial number already: one of a snapshot.
    #[cfg(feature = "snapshot")]
    pub(crate) fn grow_known_segment(&mut self, cell: u32, serial: u64) -> SegmentKey {
        self.next_serial = serial;
        self.grow_distal_segment(self.cell_keys[cell as usize])
    }

    /// Sets the serial number that the next segment gets: above all that there are.
    #[cfg(feature = "snapshot")]
    pub(crate) fn set_next_serial(&mut self, serial: u64) {
        self.next_serial = serial;
    }

    //= spec/portable-core.md#r-4-segment
    //# The first segment ever created in a layer MUST have the serial number 0, the next 1, and so
    //# on, and no number is ever reused.
    fn new_segment(&mut self, owner: Owner) -> SegmentKey {
        let serial = self.next_serial;
        self.next_serial += 1;
        let place = self.free_places.pop().unwrap_or(self.places.len() as u32);
        let key = self.segments.insert(DendriteSegment::new(serial, place, owner));
        match self.places.get_mut(place as usize) {
            Some(free) => *free = key,
            None => self.places.push(key),
        }
        key
    }

    /// Makes a synapse on a segment.
    pub(crate) fn create_synapse(
        &mut self,
        segment: SegmentKey,
        presynaptic: Presynaptic,
        permanence: f64,
    ) -> SynapseKey {
        let part = &mut self.segments[segment];
        let made = Synapse::new(part.place, presynaptic, permanence);
        let synapse = self.synapses.insert(made);
        part.synapses.push(synapse);
        match presynaptic {
            Presynaptic::Input(bit) => push(&mut self.input_axons[bit as usize], made.place),
            Presynaptic::Cell(cell) => self.axons.attach(cell, self.edge(&made)),
        }
        synapse
    }

    /// Makes synapses on a segment that has none yet: to these input bits, with these permanences. The
    /// same as making one after the other, but faster.
    pub(crate) fn create_input_synapses(&mut self, segment: SegmentKey, inputs: &[(u32, f64)]) {
        let part = &mut self.segments[segment];
        part.synapses.reserve_exact(inputs.len());
        part.synapses.extend(inputs.iter().map(|&(bit, permanence)| {
            push(&mut self.input_axons[bit as usize], part.place);
            self.synapses.insert(Synapse::new(part.place, Presynaptic::Input(bit), permanence))
        }));
    }

    /// Makes room for so many more synapses on a segment, and for no more than these.
    pub(crate) fn reserve_synapses(&mut self, segment: SegmentKey, more: usize) {
        self.segments[segment].synapses.reserve_exact(more);
    }

    /// Gives a distal synapse another permanence.
    pub(crate) fn set_permanence(&mut self, synapse: SynapseKey, permanence: f64) {
        let part = &mut self.synapses[synapse];
        let before = *part;
        part.permanence = permanence;
        let after = *part;
        let bound = self.connected_permanence;
        if (before.permanence >= bound) != (permanence >= bound) {
            let (before_edge, after_edge) = (self.edge(&before), self.edge(&after));
            self.axons.change(after.presynaptic_cell(), before_edge, after_edge);
        }
    }

    /// A distal synapse as the axon of its presynaptic cell lists it.
    fn edge(&self, synapse: &Synapse) -> Edge {
        Edge::new(synapse.place, synapse.permanence >= self.connected_permanence)
    }

    /// Removes a synapse from its segment and from the axon it listens to.
    pub(crate) fn remove_synapse(&mut self, synapse: SynapseKey) {
        let Some(&part) = self.synapses.get(synapse) else { return };
        let segment = self.segment_at(part.place);
        self.segments[segment].synapses.retain(|other| *other != synapse);
        self.detach_synapse(synapse);
    }

    /// Removes a segment and all its synapses.
    pub(crate) fn remove_segment(&mut self, segment: SegmentKey) {
        let Some(part) = self.segments.remove(segment) else { return };
        self.free_places.push(part.place);
        for synapse in part.synapses {
            self.detach_synapse(synapse);
        }
        match part.owner {
            Owner::Column(column) => self.columns[column].proximal = None,
            Owner::Cell(cell) => self.cells[cell].segments.retain(|other| *other != segment),
        }
    }

    /// Takes a synapse out of its arena and out of the axon; its segment is the caller's business.
    fn detach_synapse(&mut self, synapse: SynapseKey) {
        let Some(part) = self.synapses.remove(synapse) else { return };
        match part.presynaptic() {
            Presynaptic::Input(bit) => {
                remove(&mut self.input_axons[bit as usize], part.place);
            }
            Presynaptic::Cell(cell) => self.axons.detach(cell, self.edge(&part)),
        }
    }

    /// The segment at a place. A free place has a stale key.
    pub(crate) fn segment_at(&self, place: u32) -> SegmentKey {
        self.places[place as usize]
    }

    /// Number of places, free ones included: every segment's place is below it.
    pub(crate) fn place_count(&self) -> usize {
        self.places.len()
    }

    /// The synapse of a segment that listens to a cell; BAMI grows at most one (TM 99-102).
    pub(crate) fn synapse_to(&self, segment: SegmentKey, cell: u32) -> Option<SynapseKey> {
        let mut synapses = self.segments.get(segment)?.synapses.iter().copied();
        let source = Presynaptic::Cell(cell);
        synapses.find(|key| self.synapses.get(*key).is_some_and(|s| s.presynaptic() == source))
    }

    /// The synapses that listen to a cell, in no particular order.
    pub(crate) fn synapses_to(&self, cell: u32) -> impl ExactSizeIterator<Item = SynapseKey> + '_ {
        self.axons.of(cell).iter().map(move |edge| {
            let Some(synapse) = self.synapse_to(self.segment_at(edge.place()), cell) else {
                unreachable!("an axon leads to a segment that does not listen to it")
            };
            synapse
        })
    }

    /// The cell that owns a distal segment.
    ///
    /// # Panics
    ///
    /// When the segment is proximal; the temporal memory has no such segments.
    pub(crate) fn cell_of(&self, segment: SegmentKey) -> CellKey {
        match self.segments[segment].owner {
            Owner::Cell(cell) => cell,
            Owner::Column(_) => unreachable!("a proximal segment has no cell"),
        }
    }

    /// The serial number of a segment.
    pub(crate) fn serial(&self, segment: SegmentKey) -> u64 {
        self.segments[segment].serial
    }

    /// The global number of a cell.
    pub(crate) fn cell_index(&self, cell: CellKey) -> u32 {
        self.cells[cell].index
    }
}

#[cfg(test)]
mod tests;
