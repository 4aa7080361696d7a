//! Data derived from the permanences.

use crate::anatomy::{ColumnIndex, InputIndex, SynapseKey};
use crate::spatial_pooler::SpatialPooler;
use crate::spatial_pooler::parameters::ConnectedInOverlap;
use crate::spatial_pooler::routines::source_input;

/// Which columns each input reaches, and how much of the input each column sees.
#[derive(Clone, Debug, Default)]
pub(in crate::bami::spatial_pooler) struct Index {
    /// For each input the columns that lines 3-5 count as connected to it, ascending.
    pub(in crate::bami::spatial_pooler) connected_columns: Vec<Vec<ColumnIndex>>,
    /// For each column its receptive field size, unless it has to be recomputed.
    pub(in crate::bami::spatial_pooler) field_sizes: Vec<Option<f64>>,
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
    pub(in crate::bami::spatial_pooler) fn index_permanences(&mut self) {
        let columns = self.columns.size();
        let mut index = Index {
            connected_columns: vec![Vec::new(); self.inputs.size() as usize],
            field_sizes: vec![None; columns as usize],
        };
        for column in self.column_indices() {
            // NB: the columns ascend, so each is appended to its lists.
            for key in self.connected_synapse_keys(column) {
                let input = source_input(&self.layer.synapses[key]);
                index.connected_columns[input.as_usize()].push(column);
            }
        }
        self.index = index;
    }

    /// Sets the permanence of a synapse of a column and updates the index. Once the index is built,
    /// only this and [`map_permanences`](Self::map_permanences) may change a permanence.
    pub(in crate::bami::spatial_pooler) fn set_permanence(
        &mut self,
        column: ColumnIndex,
        key: SynapseKey,
        permanence: f64,
    ) {
        self.expect_another_field_size(column);
        let least = self.parameters.least_in_overlap();
        let synapse = &mut self.layer.synapses[key];
        let was_connected = synapse.permanence >= least;
        synapse.permanence = permanence;
        let is_connected = permanence >= least;
        if was_connected != is_connected {
            self.index.change(source_input(synapse), column, is_connected);
        }
    }

    /// Sets the permanence of each potential synapse of a column, in ascending order of the input,
    /// to the result of `f` for its input and its permanence.
    pub(super) fn map_permanences(
        &mut self,
        column: ColumnIndex,
        f: impl Fn(InputIndex, f64) -> f64,
    ) {
        self.expect_another_field_size(column);
        let column_key = self.layer.column_keys[column.as_usize()];
        let Some(segment) = self.layer.columns[column_key].proximal else { return };
        let least = self.parameters.least_in_overlap();
        for &key in &self.layer.segments[segment].synapses {
            let synapse = &mut self.layer.synapses[key];
            let (input, before) = (source_input(synapse), synapse.permanence);
            let after = f(input, before);
            synapse.permanence = after;
            let is_connected = after >= least;
            if (before >= least) != is_connected {
                self.index.change(input, column, is_connected);
            }
        }
    }

    /// Before permanences of a column change: discards its field size if line 26 counts synapses
    /// that lines 3-5 do not. Otherwise [`Index::change`] sees to it.
    fn expect_another_field_size(&mut self, column: ColumnIndex) {
        if self.parameters.connected_in_overlap == ConnectedInOverlap::Above {
            self.index.field_sizes[column.as_usize()] = None;
        }
    }
}
