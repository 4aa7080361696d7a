//! Phase 2 again, from the other end: over the axons of the active inputs instead of over the
//! synapses of every column.
//!
//! With few active inputs this looks at few synapses. It is what runs when nobody observes; that it
//! gives the same overlaps as [`overlap`](super::overlap) is a property test.

use crate::anatomy::Presynaptic;

use super::SpatialPooler;
use super::overlap::boosted;

impl SpatialPooler {
    /// The overlaps of BAMI SP 1-5 for the input whose bits `on` are active.
    pub(super) fn calculate_overlap_by_index(&mut self, on: &[u32]) {
        self.overlaps.fill(0.0);
        for &bit in on {
            for &key in self.layer.axon(Presynaptic::Input(bit)) {
                let synapse = &self.layer.synapses[key];
                if self.connected(synapse) {
                    // NB: phase 1 grew one segment for each column in order, so the serial number
                    // of a segment is the index of its column.
                    self.overlaps[self.layer.serial(synapse.segment) as usize] += 1.0;
                }
            }
        }
        for (overlap, &boost) in self.overlaps.iter_mut().zip(&self.boosts) {
            *overlap = boosted(*overlap, boost);
        }
    }
}
