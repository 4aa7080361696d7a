//! The axon of each cell: the index that stage 2 uses to find the segments that active cells reach.
//!
//! It is derived from the graph and adds no information to it. For each distal synapse the axon of
//! its presynaptic cell holds one [`Edge`] of four bytes: the slot of the synapse's segment, and
//! whether the synapse is connected. Stage 2 therefore counts the active synapses of the segments
//! without reading any synapse. The few functions of [`Layer`](super::Layer) that create or remove
//! synapses or change their permanence update it, and `check_invariants` checks it. The axon of an
//! input bit lists slots only; the index of the spatial pooler records which synapses are
//! connected.

use super::CellIndex;

/// One synapse as the axon of its presynaptic cell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Edge(u32);

impl Edge {
    /// An edge to the segment in a slot; the slot is below 2^31.
    pub(crate) fn new(slot: u32, connected: bool) -> Self {
        Self(slot << 1 | u32::from(connected))
    }

    /// The slot of the synapse's segment.
    pub(crate) fn slot(self) -> u32 {
        self.0 >> 1
    }

    /// Whether the permanence of the synapse is at least the connected permanence of the layer.
    pub(crate) fn is_connected(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The capacity of an axon with this many edges after it grows or shrinks.
fn capacity_for(edges: usize) -> usize {
    edges + edges / 4 + 4
}

/// Adds a new synapse to an axon.
pub(super) fn push<T>(axon: &mut Vec<T>, new: T) {
    if axon.len() == axon.capacity() {
        // NB: doubling would leave a third of the capacity of all axons unused.
        axon.reserve_exact(capacity_for(axon.len()) - axon.len());
    }
    axon.push(new);
}

/// Removes a synapse from an axon.
pub(super) fn remove<T: PartialEq>(axon: &mut Vec<T>, lost: T) {
    // NB: the order of an axon has no meaning, so the last element can fill the gap.
    if let Some(at) = axon.iter().position(|other| *other == lost) {
        axon.swap_remove(at);
    }
    //= spec/limits.md#limit-stream
    //# With a bound on segments and synapses, the memory that a region, a predictor or a network
    //# holds MUST NOT grow with the number of rows once the bounds are reached.
    // NB: otherwise each axon would keep the capacity that it needed at its longest.
    if axon.len() < axon.capacity() / 4 {
        axon.shrink_to(capacity_for(axon.len()));
    }
}

/// The axons of all cells, by cell index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Axons {
    of_cells: Vec<Vec<Edge>>,
}

impl Axons {
    /// Adds the axon of one more cell.
    pub(crate) fn add_cell(&mut self) {
        self.of_cells.push(Vec::new());
    }

    /// The edges of a cell, in no particular order.
    pub(crate) fn of(&self, cell: CellIndex) -> &[Edge] {
        &self.of_cells[cell.as_usize()]
    }

    /// The number of edges of a cell; 0 when there is no such cell.
    #[inline]
    pub(crate) fn len_of(&self, cell: CellIndex) -> usize {
        self.of_cells.get(cell.as_usize()).map_or(0, Vec::len)
    }

    /// All axons, by ascending cell.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[Edge]> {
        self.of_cells.iter().map(Vec::as_slice)
    }

    /// Adds the edge of a new synapse.
    pub(crate) fn attach(&mut self, cell: CellIndex, edge: Edge) {
        push(&mut self.of_cells[cell.as_usize()], edge);
    }

    /// Removes the edge of a synapse.
    pub(crate) fn detach(&mut self, cell: CellIndex, edge: Edge) {
        remove(&mut self.of_cells[cell.as_usize()], edge);
    }

    /// Records that a synapse became connected or disconnected.
    pub(crate) fn change(&mut self, cell: CellIndex, before: Edge, after: Edge) {
        let axon = &mut self.of_cells[cell.as_usize()];
        if let Some(edge) = axon.iter_mut().find(|other| **other == before) {
            *edge = after;
        }
    }

    /// Removes all edges of a cell.
    #[cfg(test)]
    pub(crate) fn clear(&mut self, cell: CellIndex) {
        self.of_cells[cell.as_usize()].clear();
    }
}
