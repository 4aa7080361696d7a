//! Phase 4, first half: the permanences of the winners.

use crate::anatomy::{ColumnIndex, SynapseKey};
use crate::observer::Observer;

use super::SpatialPooler;
use super::overlap::source_input;
use crate::observer::SpatialPoolerEvent as Event;

impl SpatialPooler {
    /// Moves the permanences of the winners towards the input. Restates BAMI SP 11-18.
    pub(super) fn adapt_synapses<O: Observer + ?Sized>(
        &mut self,
        input: &[bool],
        observer: &mut O,
    ) {
        // BAMI SP 11
        //= spec/spatial-pooler.md#sp-11-12
        //# For every active column, and for no other, lines 13 to 18 MUST be applied to each
        //# potential synapse, connected or not, in ascending order of the input.
        for i in 0..self.active_columns.len() {
            let column = self.active_columns[i];
            report!(observer, Event::ColumnVisited { line: 11, column });
            // BAMI SP 12
            for key in self.potential_synapse_keys(column).to_vec() {
                self.adapt_synapse(column, key, input, observer);
            }
        }
    }

    /// Restates BAMI SP 13-18 for one synapse of an active column.
    fn adapt_synapse<O: Observer + ?Sized>(
        &mut self,
        column: ColumnIndex,
        key: SynapseKey,
        active: &[bool],
        observer: &mut O,
    ) {
        let synapse = &self.layer.synapses[key];
        let (input, before) = (source_input(synapse), synapse.permanence);
        report!(observer, Event::PotentialSynapse { column, input, permanence: before });
        // BAMI SP 13
        let active = active[input.as_usize()];
        report!(observer, Event::SynapseTested { column, input, active });
        let (line, after, clipped) = if active {
            //= spec/spatial-pooler.md#sp-13-15
            //# A synapse whose input is active MUST have synPermActiveInc added to its permanence,
            //# which is then limited to at most 1.
            // BAMI SP 14
            let after = before + self.parameters.syn_perm_active_inc;
            // BAMI SP 15
            (14, after, after.min(1.0))
        } else {
            // BAMI SP 16
            //= spec/spatial-pooler.md#sp-16-18
            //# A synapse whose input is not active MUST have synPermInactiveDec subtracted from its
            //# permanence, which is then limited to at least 0.
            //= spec/spatial-pooler.md#d-sp-19
            //# Line 17 MUST subtract synPermInactiveDec and line 18 take the larger of 0 and the
            //# result.
            // BAMI SP 17
            let after = before - self.parameters.syn_perm_inactive_dec;
            // BAMI SP 18
            (17, after, after.max(0.0))
        };
        self.set_permanence(column, key, clipped);
        report!(observer, Event::PermanenceAdjusted { line, column, input, before, after });
        report!(
            observer,
            Event::PermanenceClipped {
                line: line + 1,
                column,
                input,
                before: after,
                after: clipped
            }
        );
    }

    /// Adds `amount` to the permanence of each potential synapse of a column, up to 1. Restates the
    /// supporting routine of BAMI SP 25.
    #[doc(alias = "increasePermanences")]
    //= spec/spatial-pooler.md#d-sp-16
    //# increasePermanences(c, s) MUST add s to the permanence of each potential synapse of c and
    //# limit it to at most 1.
    pub(super) fn increase_permanences<O: Observer + ?Sized>(
        &mut self,
        column: ColumnIndex,
        amount: f64,
        observer: &mut O,
    ) {
        for key in self.potential_synapse_keys(column).to_vec() {
            let synapse = &self.layer.synapses[key];
            let (input, before) = (source_input(synapse), synapse.permanence);
            let after = (before + amount).min(1.0);
            self.set_permanence(column, key, after);
            report!(observer, Event::PermanenceBumped { column, input, amount, before, after });
        }
    }
}
