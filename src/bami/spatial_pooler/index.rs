//! Indexed implementation of phases 2 and 4: iterates over the synapses of active inputs instead of
//! over all synapses.
//!
//! With few active inputs the overlap reads few columns, from contiguous lists. Learning passes
//! once over the synapses of each winner in memory order. The inhibition radius is recomputed only
//! for columns with changed connected synapses. Steps without an observer of lines run this form; a
//! property test proves that it gives the same results, bit for bit, as the literal forms in
//! [`overlap`](super::overlap), [`learning`](super::learning) and [`radius`](super::radius).

use crate::anatomy::{ColumnIndex, InputIndex, SynapseKey};

use super::SpatialPooler;
use super::overlap::{boosted, source_input};

/// Data derived from the permanences.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// For each input the columns that have a connected synapse to it, ascending.
    connected_columns: Vec<Vec<ColumnIndex>>,
    /// For each column its receptive field size, unless it has to be recomputed.
    field_sizes: Vec<Option<f64>>,
}

impl Index {
    /// Records that a synapse of a column became connected or disconnected.
    fn change(&mut self, input: InputIndex, column: ColumnIndex, is_connected: bool) {
        self.field_sizes[column.as_usize()] = None;
        let columns = &mut self.connected_columns[input.as_usize()];
        // NB: a binary search and moving the later elements cost less than a linear search.
        match (columns.binary_search(&column), is_connected) {
            (Err(at), true) => columns.insert(at, column),
            (Ok(at), false) => {
                columns.remove(at);
            }
            _ => {}
        }
    }
}

impl SpatialPooler {
    /// Builds the index from the current permanences.
    pub(super) fn index_permanences(&mut self) {
        let columns = self.columns.size();
        let mut index = Index {
            connected_columns: vec![Vec::new(); self.inputs.size() as usize],
            field_sizes: vec![None; columns as usize],
        };
        for column in self.column_indices() {
            // NB: the columns ascend, so each is appended to its lists.
            for synapse in self.connected_synapses(column) {
                index.connected_columns[source_input(synapse).as_usize()].push(column);
            }
        }
        self.index = index;
    }

    /// Sets the permanence of a synapse of a column and updates the index. Once the index is built,
    /// only this and [`map_permanences`](Self::map_permanences) may change a permanence.
    pub(super) fn set_permanence(&mut self, column: ColumnIndex, key: SynapseKey, permanence: f64) {
        let was_connected = self.connected(&self.layer.synapses[key]);
        let synapse = &mut self.layer.synapses[key];
        synapse.permanence = permanence;
        let input = source_input(synapse);
        let is_connected = self.connected(&self.layer.synapses[key]);
        if was_connected != is_connected {
            self.index.change(input, column, is_connected);
        }
    }

    /// Sets the permanence of each potential synapse of a column, in ascending order of the input,
    /// to the result of `f` for its input and its permanence.
    fn map_permanences(&mut self, column: ColumnIndex, f: impl Fn(InputIndex, f64) -> f64) {
        let column_key = self.layer.column_keys[column.as_usize()];
        let Some(segment) = self.layer.columns[column_key].proximal else { return };
        let connected_permanence = self.parameters.connected_permanence;
        for &key in &self.layer.segments[segment].synapses {
            let synapse = &mut self.layer.synapses[key];
            let (input, before) = (source_input(synapse), synapse.permanence);
            let after = f(input, before);
            synapse.permanence = after;
            let is_connected = after >= connected_permanence;
            if (before >= connected_permanence) != is_connected {
                self.index.change(input, column, is_connected);
            }
        }
    }

    /// The overlaps of BAMI SP 1-5 for the input whose bits `on` are active.
    pub(super) fn calculate_overlap_by_index(&mut self, on: &[u32]) {
        self.overlaps.fill(0.0);
        for &bit in on {
            for &column in &self.index.connected_columns[bit as usize] {
                self.overlaps[column.as_usize()] += 1.0;
            }
        }
        for (overlap, &boost) in self.overlaps.iter_mut().zip(&self.boosts) {
            *overlap = boosted(*overlap, boost);
        }
    }

    /// BAMI SP 11-18.
    pub(super) fn adapt_synapses_by_index(&mut self, input: &[bool]) {
        let increment = self.parameters.syn_perm_active_inc;
        let decrement = self.parameters.syn_perm_inactive_dec;
        for i in 0..self.active_columns.len() {
            self.map_permanences(self.active_columns[i], |bit, permanence| {
                if input[bit.as_usize()] {
                    (permanence + increment).min(1.0)
                } else {
                    (permanence - decrement).max(0.0)
                }
            });
        }
    }

    /// increasePermanences of BAMI SP 25.
    pub(super) fn increase_permanences_by_index(&mut self, column: ColumnIndex, amount: f64) {
        self.map_permanences(column, |_, permanence| (permanence + amount).min(1.0));
    }

    /// The receptive field sizes of BAMI SP 26, in ascending order of the column. Recomputes only
    /// those that may have changed.
    pub(super) fn receptive_field_sizes_by_index(&mut self) -> impl Iterator<Item = f64> {
        for column in self.column_indices() {
            if self.index.field_sizes[column.as_usize()].is_none() {
                let size = self.receptive_field_size(column);
                self.index.field_sizes[column.as_usize()] = Some(size);
            }
        }
        self.index.field_sizes.iter().copied().flatten()
    }
}
