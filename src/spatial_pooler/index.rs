//! Phase 2 again, from the other end: over the columns connected to the active inputs instead of
//! over the synapses of every column.
//!
//! With few active inputs this looks at few columns, and in a list without gaps. It is what runs
//! when nobody observes; that it gives the same overlaps as [`overlap`](super::overlap) is a
//! property test.

use crate::anatomy::SynapseKey;

use super::SpatialPooler;
use super::overlap::{boosted, source_input};

/// For each input the columns that have a connected synapse to it, in no particular order.
#[derive(Clone, Debug, Default)]
pub(super) struct ConnectedColumns(Vec<Vec<u32>>);

impl ConnectedColumns {
    fn connect(&mut self, input: u32, column: u32) {
        self.0[input as usize].push(column);
    }

    fn disconnect(&mut self, input: u32, column: u32) {
        let columns = &mut self.0[input as usize];
        if let Some(at) = columns.iter().position(|&other| other == column) {
            columns.swap_remove(at);
        }
    }
}

impl SpatialPooler {
    /// Builds the index from the permanences as they are.
    pub(super) fn index_connected_columns(&mut self) {
        let mut connected = ConnectedColumns(vec![Vec::new(); self.inputs.size() as usize]);
        for column in 0..self.columns.size() {
            for synapse in self.connected_synapses(column) {
                connected.connect(source_input(synapse), column);
            }
        }
        self.connected_columns = connected;
    }

    /// Gives a synapse of a column a new permanence, and the index what follows from it. Nothing
    /// else may change a permanence once the index is built.
    pub(super) fn set_permanence(&mut self, column: u32, key: SynapseKey, permanence: f64) {
        let was_connected = self.connected(&self.layer.synapses[key]);
        let synapse = &mut self.layer.synapses[key];
        synapse.permanence = permanence;
        let input = source_input(synapse);
        match (was_connected, self.connected(&self.layer.synapses[key])) {
            (false, true) => self.connected_columns.connect(input, column),
            (true, false) => self.connected_columns.disconnect(input, column),
            _ => {}
        }
    }

    /// The overlaps of BAMI SP 1-5 for the input whose bits `on` are active.
    pub(super) fn calculate_overlap_by_index(&mut self, on: &[u32]) {
        self.overlaps.fill(0.0);
        for &bit in on {
            for &column in &self.connected_columns.0[bit as usize] {
                self.overlaps[column as usize] += 1.0;
            }
        }
        for (overlap, &boost) in self.overlaps.iter_mut().zip(&self.boosts) {
            *overlap = boosted(*overlap, boost);
        }
    }
}
