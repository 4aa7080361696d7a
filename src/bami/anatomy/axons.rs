//! Where the axon of each cell leads: the index by which stage 2 finds what active cells reach.
//!
//! It stands beside the graph and says nothing that the graph does not say. For each distal synapse
//! the axon of its presynaptic cell holds one [`Edge`] of four bytes: the place of the synapse's
//! segment, and whether the synapse is connected. So the segments that a cell reaches are counted
//! without a look at any synapse. The few functions of [`Layer`](super::Layer) that make or remove
//! synapses or change their permanence keep it up, and `check_invariants` checks it. The axon of an
//! input bit is a list of places alone: which of its synapses are connected is known to the index of
//! the spatial pooler.

/// One synapse as the axon of its presynaptic cell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Edge(u32);

impl Edge {
    /// An edge to the segment at a place, which is below 2^31.
    pub(crate) fn new(place: u32, connected: bool) -> Self {
        Self(place << 1 | u32::from(connected))
    }

    /// The place of the synapse's segment.
    pub(crate) fn place(self) -> u32 {
        self.0 >> 1
    }

    /// Whether the permanence of the synapse is at least the bound of the layer.
    pub(crate) fn is_connected(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The room that an axon of so many edges is given when it needs more or has too much.
fn room_for(edges: usize) -> usize {
    edges + edges / 4 + 4
}

/// Adds to an axon where a new synapse sits.
pub(super) fn push<T>(axon: &mut Vec<T>, new: T) {
    if axon.len() == axon.capacity() {
        // NB: doubling would leave a third of the room of all axons empty.
        axon.reserve_exact(room_for(axon.len()) - axon.len());
    }
    axon.push(new);
}

/// Removes from an axon where a synapse sat.
pub(super) fn remove<T: PartialEq>(axon: &mut Vec<T>, lost: T) {
    // NB: the order of an axon has no meaning, so the last may take the place of the lost.
    if let Some(at) = axon.iter().position(|other| *other == lost) {
        axon.swap_remove(at);
    }
    //= spec/limits.md#limit-stream
    //# With a bound on segments and synapses, the memory that a region, a predictor or a network
    //# holds MUST NOT grow with the number of rows once the bounds are reached.
    // NB: otherwise each axon would keep the room of the time when it was longest.
    if axon.len() < axon.capacity() / 4 {
        axon.shrink_to(room_for(axon.len()));
    }
}

/// The axons of all cells, by their global numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Axons {
    of_cells: Vec<Vec<Edge>>,
}

impl Axons {
    /// Gives one more cell an axon.
    pub(crate) fn add_cell(&mut self) {
        self.of_cells.push(Vec::new());
    }

    /// The edges of a cell, in no particular order.
    pub(crate) fn of(&self, cell: u32) -> &[Edge] {
        &self.of_cells[cell as usize]
    }

    /// The number of edges of a cell; 0 when there is no such cell.
    #[inline]
    pub(crate) fn len_of(&self, cell: u32) -> usize {
        self.of_cells.get(cell as usize).map_or(0, Vec::len)
    }

    /// All axons, by ascending cell.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[Edge]> {
        self.of_cells.iter().map(Vec::as_slice)
    }

    /// Adds the edge of a new synapse.
    pub(crate) fn attach(&mut self, cell: u32, edge: Edge) {
        push(&mut self.of_cells[cell as usize], edge);
    }

    /// Removes the edge of a synapse.
    pub(crate) fn detach(&mut self, cell: u32, edge: Edge) {
        remove(&mut self.of_cells[cell as usize], edge);
    }

    /// Notes that a synapse was connected, or is no longer.
    pub(crate) fn change(&mut self, cell: u32, before: Edge, after: Edge) {
        let axon = &mut self.of_cells[cell as usize];
        if let Some(edge) = axon.iter_mut().find(|other| **other == before) {
            *edge = after;
        }
    }

    /// Takes all edges of a cell away.
    #[cfg(test)]
    pub(crate) fn clear(&mut self, cell: u32) {
        self.of_cells[cell as usize].clear();
    }
}
