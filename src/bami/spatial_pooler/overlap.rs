//! Phase 2: how many connected synapses of each column are on active inputs.

use crate::anatomy::{ColumnIndex, InputIndex, Presynaptic, Synapse, SynapseKey};
use crate::observer::Observer;

use super::SpatialPooler;
use crate::observer::SpatialPoolerEvent as Event;

impl SpatialPooler {
    /// Counts, for each column, the connected synapses on active inputs, and boosts the count.
    /// `input` says for each input whether it is active. Restates BAMI SP 1-5.
    #[doc(alias = "overlap")]
    pub(super) fn calculate_overlap<O: Observer + ?Sized>(
        &mut self,
        input: &[bool],
        observer: &mut O,
    ) {
        // BAMI SP 1
        for column in self.column_indices() {
            report!(observer, Event::ColumnVisited { line: 1, column });
            let c = column.as_usize();
            // BAMI SP 2
            //= spec/spatial-pooler.md#sp-1-2
            //# For every column, by ascending index, the overlap MUST start at 0.
            let mut overlap = 0.0;
            report!(observer, Event::OverlapReset { column, before: self.overlaps[c] });
            // BAMI SP 3
            for synapse in self.connected_synapses(column) {
                let (source, permanence) = (source_input(synapse), synapse.permanence);
                report!(observer, Event::ConnectedSynapse { column, input: source, permanence });
                // BAMI SP 4
                //= spec/spatial-pooler.md#sp-3-4
                //# The overlap of a column MUST grow by 1 for each of its connected synapses whose
                //# input is active, and by 0 for each whose input is not.
                let active = input[source.as_usize()];
                let before = overlap;
                overlap += f64::from(u8::from(active));
                report!(
                    observer,
                    Event::InputAdded { column, input: source, active, before, after: overlap }
                );
            }
            // BAMI SP 5
            self.overlaps[c] = boosted(overlap, self.boosts[c]);
            report!(
                observer,
                Event::OverlapBoosted {
                    column,
                    boost: self.boosts[c],
                    before: overlap,
                    after: self.overlaps[c],
                }
            );
        }
    }

    /// The keys of a column's potential synapses, ascending by input.
    #[doc(alias = "potentialSynapses")]
    pub(super) fn potential_synapse_keys(&self, column: ColumnIndex) -> &[SynapseKey] {
        let proximal = self.layer.columns[self.layer.column_keys[column.as_usize()]].proximal;
        proximal.map_or(&[], |segment| &self.layer.segments[segment].synapses)
    }

    /// A column's connected synapses, ascending by input.
    #[doc(alias = "connectedSynapses")]
    pub(super) fn connected_synapses(&self, column: ColumnIndex) -> impl Iterator<Item = &Synapse> {
        let synapses = self.potential_synapse_keys(column).iter();
        synapses.map(|&key| &self.layer.synapses[key]).filter(|synapse| self.connected(synapse))
    }

    /// Whether a synapse is connected.
    //= spec/spatial-pooler.md#d-sp-5
    //# A synapse MUST count as connected exactly when its permanence is at least connectedPerm.
    pub(super) fn connected(&self, synapse: &Synapse) -> bool {
        synapse.permanence >= self.parameters.connected_permanence
    }
}

/// The boosted overlap. Restates BAMI SP 5.
//= spec/spatial-pooler.md#sp-5
//# After all connected synapses of a column have been counted, its overlap MUST be multiplied by
//# its boost, once.
//= spec/spatial-pooler.md#d-sp-6
//# Line 5 MUST multiply by the boost also in a step that does not learn.
pub(super) fn boosted(overlap: f64, boost: f64) -> f64 {
    overlap * boost
}

/// The input to which a proximal synapse listens.
#[doc(alias = "sourceInput")]
pub(super) fn source_input(synapse: &Synapse) -> InputIndex {
    match synapse.presynaptic() {
        Presynaptic::Input(bit) => bit,
        Presynaptic::Cell(_) => unreachable!("a proximal synapse listens to an input"),
    }
}
