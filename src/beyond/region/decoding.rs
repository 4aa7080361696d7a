//! From predicted columns back to a value.

use std::cmp::Reverse;

use super::error::in_step;
use super::{Region, RegionError};
use crate::encoders::Decoded;
use crate::sdr::Sdr;

impl Region {
    /// The value of the metric that the columns predicted for the next step represent; `None` if there
    /// is no metric, or no prediction of it. Nothing is learned. Several steps ahead take a
    /// [`Predictor`](super::Predictor).
    ///
    /// # Errors
    ///
    /// None after a step of built-in encoders; otherwise what the encoder of the metric rejects.
    pub fn decode_prediction(&self) -> Result<Option<Decoded>, RegionError> {
        let Some(index) = self.metric_index() else { return Ok(None) };
        let encoder = self.encoder();
        let Some(part) = encoder.parts().nth(index) else { return Ok(None) };
        let votes = self.votes();
        //= spec/classifier.md#cla-decode-bits
        //# Of the bits of the metric's encoder, as many as it has active bits MUST be taken, those
        //# with the most votes first, the lower first among bits with equally many votes, and none
        //# without a vote.
        let mut bits: Vec<u32> =
            part.range.clone().filter(|bit| votes[*bit as usize] > 0).collect();
        bits.sort_by_key(|bit| (Reverse(votes[*bit as usize]), *bit));
        //= spec/classifier.md#d-cla-8
        //# The number of bits that are taken MUST be w, the number of active bits of the metric's
        //# encoder.
        bits.truncate(part.active_bits as usize);
        bits.sort_unstable();
        //= spec/classifier.md#cla-decode-value
        //# The bits taken MUST be decoded by the encoder of the metric (ENC-DECODE-BEST).
        let decoded =
            encoder.decode(&Sdr::new(encoder.size(), bits)?).map_err(in_step(self.steps()))?;
        Ok(decoded.into_iter().find(|decoded| decoded.part == part.name))
    }

    /// The number of predicted columns that are connected to each bit of the encoders.
    //= spec/classifier.md#cla-decode-votes
    //# The votes of a bit MUST be the number of the predicted columns that have a connected synapse
    //# to it.
    fn votes(&self) -> Vec<u32> {
        let pooler = self.spatial_pooler();
        let connected = pooler.parameters().connected_permanence;
        let mut votes = vec![0; self.encoder().size() as usize];
        for &column in self.temporal_memory().predicted_columns() {
            for (input, permanence) in pooler.potential_synapses(column).into_iter().flatten() {
                // NB: in a network, the bits of the links come after those of the encoders.
                if let Some(votes) = votes.get_mut(input.as_usize()) {
                    *votes += u32::from(permanence >= connected);
                }
            }
        }
        votes
    }
}
