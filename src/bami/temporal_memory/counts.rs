//! The counts of stage 2, kept outside the graph so that they are cheap to change and to reset.

use crate::anatomy::Edge;

/// What stage 2 counts on a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counts {
    /// numActiveConnected.
    pub(crate) connected: u32,
    /// numActivePotential.
    pub(crate) potential: u32,
}

/// Bits of a word that hold the connected count. A layer has at most 2^24 cells, so no count is
/// above 2^24.
const CONNECTED_BITS: u32 = 25;
/// Bits above these that hold the potential count, which leaves space for a bias of up to 2^25.
const POTENTIAL_BITS: u32 = 26;
/// The step occupies the remaining bits.
const STEP_SHIFT: u32 = CONNECTED_BITS + POTENTIAL_BITS;
const STEPS: u64 = 1 << (64 - STEP_SHIFT);
/// A potential count of 1.
const ONE_POTENTIAL: u64 = 1 << CONNECTED_BITS;
/// Half of the range of the potential count with its bias.
const HALF: u64 = 1 << (POTENTIAL_BITS - 1);
/// The bits of a potential count below [`HALF`].
const BELOW_HALF: u64 = (HALF - 1) << CONNECTED_BITS;

/// Both counts of every segment of a layer, by the slots of the segments, for the last stage 2.
///
/// Each segment has one word: from the highest bits the step in which it was last counted, the
/// potential count, and the connected count. A word of an older step is less than any of this step,
/// so nothing is cleared at the beginning of a step: a lower word means that both counts are 0. The
/// potential count has a bias that makes its lower bits 0 when the segment reaches the threshold,
/// so that a test for 0 detects this moment.
#[derive(Clone, Debug)]
pub(crate) struct SegmentCounts {
    words: Vec<u64>,
    /// A word of this step with both counts 0.
    zero: u64,
    bias: u64,
}

impl SegmentCounts {
    /// Counts that are compared with a threshold.
    pub(crate) fn new(threshold: u32) -> Self {
        let bias = HALF - u64::from(threshold).min(HALF - 1);
        Self { words: Vec::new(), zero: 1 << STEP_SHIFT | bias << CONNECTED_BITS, bias }
    }

    /// Resets all counts to 0, for segments in slots below `slots`.
    pub(crate) fn begin(&mut self, slots: usize) {
        let mut step = (self.zero >> STEP_SHIFT) + 1;
        if step == STEPS {
            self.words.fill(0);
            step = 1;
        }
        self.zero = step << STEP_SHIFT | self.bias << CONNECTED_BITS;
        self.words.resize(slots, 0);
    }

    /// Counts the synapses of an active cell, and adds the slot of each segment whose potential
    /// count thereby reaches the threshold.
    // NB: called for every active cell, where the call alone would cost a third of the counting.
    #[inline(always)]
    pub(crate) fn count(&mut self, axon: &[Edge], reached: &mut Vec<u32>) {
        let zero = self.zero;
        let words = self.words.as_mut_slice();
        let mut count_edge = |edge: Edge| {
            let word = &mut words[edge.slot() as usize];
            let counted = (*word).max(zero) + ONE_POTENTIAL + u64::from(edge.is_connected());
            *word = counted;
            if counted & BELOW_HALF == 0 {
                reached.push(edge.slot());
            }
        };
        // NB: in groups of four, to reduce the overhead of the loop; a step spends most of its time
        // here.
        let (fours, rest) = axon.as_chunks::<4>();
        for &[a, b, c, d] in fours {
            count_edge(a);
            count_edge(b);
            count_edge(c);
            count_edge(d);
        }
        for &edge in rest {
            count_edge(edge);
        }
    }

    /// The counts of the segment in a slot.
    pub(crate) fn get(&self, slot: u32) -> Counts {
        let word = self.words.get(slot as usize).map_or(self.zero, |&word| word.max(self.zero));
        let field = |shift: u32, bits: u32| word >> shift & ((1 << bits) - 1);
        Counts {
            connected: field(0, CONNECTED_BITS) as u32,
            potential: (field(CONNECTED_BITS, POTENTIAL_BITS) - self.bias) as u32,
        }
    }

    /// Resets the counts of a slot that a new segment occupies.
    pub(crate) fn forget(&mut self, slot: u32) {
        if let Some(word) = self.words.get_mut(slot as usize) {
            *word = 0;
        }
    }

    /// Sets the counts of the segment in a slot.
    pub(crate) fn set(&mut self, slot: u32, counts: Counts) {
        let potential = u64::from(counts.potential) << CONNECTED_BITS;
        self.words[slot as usize] = self.zero + potential + u64::from(counts.connected);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_forgotten_when_a_step_begins_also_when_the_number_of_the_step_starts_again() {
        let mut counts = SegmentCounts::new(2);
        for step in 0..2 * STEPS as u32 + 10 {
            counts.begin(3);
            assert_eq!(counts.get(0), Counts::default());
            assert_eq!(counts.get(1), Counts::default());
            let mut reached = vec![];
            let on_two = [Edge::new(1, step % 2 == 0), Edge::new(2, false)];
            counts.count(&on_two, &mut reached);
            assert!(reached.is_empty());
            counts.count(&on_two[..1], &mut reached);
            assert_eq!(reached, [1]);
            counts.count(&on_two[..1], &mut reached);
            assert_eq!(reached, [1], "a threshold is reached once");
            let connected = if step % 2 == 0 { 3 } else { 0 };
            assert_eq!(counts.get(1), Counts { connected, potential: 3 });
            assert_eq!(counts.get(2), Counts { connected: 0, potential: 1 });
            if step == STEPS as u32 - 3 {
                counts.set(0, Counts { connected: 1 << 24, potential: 1 << 24 });
                assert_eq!(counts.get(0), Counts { connected: 1 << 24, potential: 1 << 24 });
            }
        }
    }

    #[test]
    fn thresholds_beyond_any_count_are_never_reached() {
        for threshold in [1 << 24, 1 << 25, 1 << 26, u32::MAX] {
            let mut counts = SegmentCounts::new(threshold);
            counts.begin(1);
            let mut reached = vec![];
            counts.set(0, Counts { connected: 0, potential: (1 << 24) - 2 });
            counts.count(&[Edge::new(0, true)], &mut reached);
            assert!(reached.is_empty());
            counts.count(&[Edge::new(0, true)], &mut reached);
            assert_eq!(reached.len(), usize::from(threshold == 1 << 24));
            assert_eq!(counts.get(0), Counts { connected: 2, potential: 1 << 24 });
        }
    }
}
