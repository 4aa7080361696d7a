//! The parts that BAMI describes, as an object graph: columns, cells, dendrite segments, synapses.
//!
//! A [`Layer`] keeps its parts in slotmap arenas. A column owns its cells and, in a spatial pooler,
//! one proximal segment; a cell owns its distal segments; a segment owns its synapses; a synapse
//! stores the input bit or the cell that it listens to. The axon of each input bit and of each cell
//! lists the synapses that listen to it (`axons.rs`), so the graph can be walked both ways.
//!
//! Keys of the arenas never leave the library, because a slot is reused after a removal. Outside,
//! parts are known by [`ColumnIndex`], [`CellIndex`], [`InputIndex`] and [`SegmentId`] (R-4), and
//! read through the views [`ColumnView`], [`CellView`], [`SegmentView`] and [`SynapseView`].
//!
//! ```
//! use bami_htm::Learning;
//! use bami_htm::sdr::Sdr;
//! use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
//!
//! let parameters = TemporalMemoryParameters::default().with_column_count(8);
//! let mut memory = TemporalMemory::new(parameters, 42)?;
//! for column in 0..4 {
//!     memory.step(&Sdr::new(8, [column])?, Learning::On)?;
//! }
//! let layer = memory.layer();
//! let segment = layer.segment(2).ok_or("a burst after the first grows a segment")?;
//! for synapse in segment.synapses() {
//!     println!("cell {} at {}", synapse.presynaptic().index(), synapse.permanence());
//! }
//! assert_eq!(segment.column().index(), 3);
//! assert_eq!(layer.segment(3), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axons;
mod identifiers;
mod invariants;
pub(crate) mod memory;
mod parts;
mod views;

pub(crate) use axons::{Axons, Edge};
use axons::{push, remove};
pub use identifiers::{CellIndex, ColumnIndex, InputIndex, SegmentId};
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
    /// The cells by index (R-4).
    pub(crate) cell_keys: Vec<CellKey>,
    /// For each input bit, the slots of the segments that have a synapse to it.
    pub(crate) input_axons: Vec<Vec<u32>>,
    /// For each cell, the segments that have a synapse to it.
    pub(crate) axons: Axons,
    /// A distal synapse is connected if its permanence is at least this.
    connected_permanence: f64,
    /// The segments by slot; the keys of free slots are stale.
    slots: Vec<SegmentKey>,
    /// The slots that no segment occupies.
    free_slots: Vec<u32>,
    /// By ascending serial number, the segments with a slot other than their serial number. The keys
    /// of removed segments are stale.
    displaced: Vec<(SegmentId, SegmentKey)>,
    /// Number of stale keys in `displaced`.
    stale: usize,
    next_serial: SegmentId,
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

    /// Sets the permanence from which distal synapses are connected. Called before any exist.
    pub(crate) fn connected_from(mut self, connected_permanence: f64) -> Self {
        self.connected_permanence = connected_permanence;
        self
    }

    fn add_column(&mut self) -> ColumnKey {
        let index = ColumnIndex::new(self.column_keys.len() as u32);
        let key = self.columns.insert(Column::new(index));
        self.column_keys.push(key);
        key
    }

    //= spec/portable-core.md#r-4-cell
    //# Cell i of column c MUST have the number c * cellsPerColumn + i.
    fn add_cell(&mut self, column: ColumnKey) {
        let index = CellIndex::new(self.cell_keys.len() as u32);
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

    /// Grows a distal segment with a given serial number, from a snapshot.
    #[cfg(feature = "snapshot")]
    pub(crate) fn grow_known_segment(&mut self, cell: CellIndex, serial: SegmentId) -> SegmentKey {
        self.next_serial = serial;
        self.grow_distal_segment(self.cell_keys[cell.as_usize()])
    }

    /// Ends the growth of segments from a snapshot: sets the serial number of the next segment,
    /// which is above all existing ones.
    #[cfg(feature = "snapshot")]
    pub(crate) fn set_next_serial(&mut self, serial: SegmentId) {
        self.next_serial = serial;
        self.displaced.sort_unstable();
    }

    //= spec/portable-core.md#r-4-segment
    //# The first segment ever created in a layer MUST have the serial number 0, the next 1, and so
    //# on.
    //= spec/portable-core.md#r-4-segment
    //# A serial number MUST NOT be reused.
    fn new_segment(&mut self, owner: Owner) -> SegmentKey {
        let serial = self.next_serial;
        self.next_serial = SegmentId::new(serial.get() + 1);
        let slot = self.free_slots.pop().unwrap_or(self.slots.len() as u32);
        let key = self.segments.insert(DendriteSegment::new(serial, slot, owner));
        match self.slots.get_mut(slot as usize) {
            Some(free) => *free = key,
            None => self.slots.push(key),
        }
        if u64::from(slot) != serial.get() {
            self.displaced.push((serial, key));
        }
        key
    }

    /// The segment with this serial number, if it exists.
    pub(crate) fn segment_key(&self, serial: SegmentId) -> Option<SegmentKey> {
        // NB: until a segment is removed or a snapshot loaded, the slot equals the serial number.
        let exists = |key: &SegmentKey| self.segments.get(*key).is_some_and(|s| s.serial == serial);
        let key = usize::try_from(serial.get()).ok().and_then(|slot| self.slots.get(slot).copied());
        key.filter(exists).or_else(|| {
            let at = self.displaced.binary_search_by_key(&serial, |&(serial, _)| serial).ok()?;
            Some(self.displaced[at].1).filter(exists)
        })
    }

    /// Updates `displaced` for a removed segment, at amortized constant cost.
    fn forget_displaced(&mut self, segment: &DendriteSegment) {
        if u64::from(segment.slot) == segment.serial.get() {
            return;
        }
        self.stale += 1;
        if self.stale > self.displaced.len() / 2 {
            self.displaced.retain(|(_, key)| self.segments.contains_key(*key));
            self.stale = 0;
        }
    }

    /// Creates a synapse on a segment.
    pub(crate) fn create_synapse(
        &mut self,
        segment: SegmentKey,
        presynaptic: Presynaptic,
        permanence: f64,
    ) -> SynapseKey {
        let part = &mut self.segments[segment];
        let made = Synapse::new(part.slot, presynaptic, permanence);
        let synapse = self.synapses.insert(made);
        part.synapses.push(synapse);
        match presynaptic {
            Presynaptic::Input(bit) => push(&mut self.input_axons[bit.as_usize()], made.slot),
            Presynaptic::Cell(cell) => self.axons.attach(cell, self.edge(&made)),
        }
        synapse
    }

    /// Creates synapses on a segment that has none yet, to these input bits with these permanences.
    /// Equivalent to one call of [`create_synapse`](Self::create_synapse) for each, but faster.
    pub(crate) fn create_input_synapses(
        &mut self,
        segment: SegmentKey,
        inputs: &[(InputIndex, f64)],
    ) {
        let part = &mut self.segments[segment];
        part.synapses.reserve_exact(inputs.len());
        part.synapses.extend(inputs.iter().map(|&(bit, permanence)| {
            push(&mut self.input_axons[bit.as_usize()], part.slot);
            self.synapses.insert(Synapse::new(part.slot, Presynaptic::Input(bit), permanence))
        }));
    }

    /// Reserves capacity for exactly this many more synapses on a segment.
    pub(crate) fn reserve_synapses(&mut self, segment: SegmentKey, more: usize) {
        self.segments[segment].synapses.reserve_exact(more);
    }

    /// Adds to the permanence of a distal synapse.
    //= spec/temporal-memory.md#d-tm-1
    //# A permanence that a rule would bring below 0 or above 1 MUST become 0 or 1, respectively.
    //= spec/portable-core.md#r-1
    //# Arithmetic MUST be done in the order in which the rule that applies writes it.
    #[inline]
    pub(crate) fn change_permanence(&mut self, synapse: SynapseKey, change: f64) {
        let permanence = (self.synapses[synapse].permanence + change).clamp(0.0, 1.0);
        self.set_permanence(synapse, permanence);
    }

    /// Sets the permanence of a distal synapse.
    #[inline]
    fn set_permanence(&mut self, synapse: SynapseKey, permanence: f64) {
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
        Edge::new(synapse.slot, synapse.permanence >= self.connected_permanence)
    }

    /// Removes a synapse from its segment and from the axon it listens to.
    pub(crate) fn remove_synapse(&mut self, synapse: SynapseKey) {
        let Some(&part) = self.synapses.get(synapse) else { return };
        let segment = self.segment_at(part.slot);
        self.segments[segment].synapses.retain(|other| *other != synapse);
        self.detach_synapse(synapse);
    }

    /// Removes a segment and all its synapses.
    pub(crate) fn remove_segment(&mut self, segment: SegmentKey) {
        let Some(part) = self.segments.remove(segment) else { return };
        self.free_slots.push(part.slot);
        self.forget_displaced(&part);
        for synapse in part.synapses {
            self.detach_synapse(synapse);
        }
        match part.owner {
            Owner::Column(column) => self.columns[column].proximal = None,
            Owner::Cell(cell) => self.cells[cell].segments.retain(|other| *other != segment),
        }
    }

    /// Removes a synapse from its arena and from the axon; the caller removes it from its segment.
    fn detach_synapse(&mut self, synapse: SynapseKey) {
        let Some(part) = self.synapses.remove(synapse) else { return };
        match part.presynaptic() {
            Presynaptic::Input(bit) => {
                remove(&mut self.input_axons[bit.as_usize()], part.slot);
            }
            Presynaptic::Cell(cell) => self.axons.detach(cell, self.edge(&part)),
        }
    }

    /// The segment in a slot. A free slot has a stale key.
    pub(crate) fn segment_at(&self, slot: u32) -> SegmentKey {
        self.slots[slot as usize]
    }

    /// Number of slots, including free ones; the slot of every segment is below it.
    pub(crate) fn slot_count(&self) -> usize {
        self.slots.len()
    }

    /// The synapse of a segment that listens to a cell; BAMI grows at most one (TM 99-102).
    pub(crate) fn synapse_to(&self, segment: SegmentKey, cell: CellIndex) -> Option<SynapseKey> {
        let mut synapses = self.segments.get(segment)?.synapses.iter().copied();
        let source = Presynaptic::Cell(cell);
        synapses.find(|key| self.synapses.get(*key).is_some_and(|s| s.presynaptic() == source))
    }

    /// The synapses that listen to a cell, in no particular order.
    pub(crate) fn synapses_to(
        &self,
        cell: CellIndex,
    ) -> impl ExactSizeIterator<Item = SynapseKey> + '_ {
        self.axons.of(cell).iter().map(move |edge| {
            let Some(synapse) = self.synapse_to(self.segment_at(edge.slot()), cell) else {
                unreachable!("an axon leads to a segment that does not listen to it")
            };
            synapse
        })
    }

    /// The cell that owns a distal segment.
    ///
    /// # Panics
    ///
    /// If the segment is proximal; the temporal memory has no such segments.
    pub(crate) fn cell_of(&self, segment: SegmentKey) -> CellKey {
        match self.segments[segment].owner {
            Owner::Cell(cell) => cell,
            Owner::Column(_) => unreachable!("a proximal segment has no cell"),
        }
    }

    /// The serial number of a segment.
    pub(crate) fn serial(&self, segment: SegmentKey) -> SegmentId {
        self.segments[segment].serial
    }

    /// The index of a cell (R-4).
    pub(crate) fn cell_index(&self, cell: CellKey) -> CellIndex {
        self.cells[cell].index
    }
}

#[cfg(test)]
mod tests;
