//! The counts of stage 2, beside the graph: cheap to change and cheap to forget.

use crate::anatomy::Edge;

/// What stage 2 counts on a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counts {
    /// numActiveConnected.
    pub(crate) connected: u32,
    /// numActivePotential.
    pub(crate) potential: u32,
}

/// Bits of a word that hold the potential count. A layer has at most 2^24 cells, so no count is above
/// 2^24, and a bias of up to 2^25 fits as well.
const POTENTIAL_BITS: u32 = 26;
/// Bits above these that hold the connected count.
const CONNECTED_BITS: u32 = 25;
/// The step stands in the bits that are left.
const STEP_SHIFT: u32 = POTENTIAL_BITS + CONNECTED_BITS;
const STEPS: u64 = 1 << (64 - STEP_SHIFT);
const HALF: u64 = 1 << (POTENTIAL_BITS - 1);

/// Both counts of every segment of a layer, by the places of the segments, for the last stage 2.
///
/// Each segment has one word: from the highest bits the step in which it was last counted, the
/// connected count, and the potential count. A word of an older step is less than any of this step,
/// so to begin a step nothing is cleared: a word that is too low stands for two counts of 0. The
/// potential count has a bias that makes its lower bits 0 when the segment reaches the threshold, so
/// that this moment is seen without a second comparison.
#[derive(Clone, Debug)]
pub(crate) struct SegmentCounts {
    words: Vec<u64>,
    /// A word of this step with both counts 0.
    zero: u64,
    bias: u64,
}

impl SegmentCounts {
    /// Counts that are to be watched for a threshold.
    pub(crate) fn new(threshold: u32) -> Self {
        let bias = HALF - u64::from(threshold).min(HALF - 1);
        Self { words: Vec::new(), zero: 1 << STEP_SHIFT | bias, bias }
    }

    /// Makes all counts 0, for segments at places below a number.
    pub(crate) fn begin(&mut self, places: usize) {
        let mut step = (self.zero >> STEP_SHIFT) + 1;
        if step == STEPS {
            self.words.fill(0);
            step = 1;
        }
        self.zero = step << STEP_SHIFT | self.bias;
        self.words.resize(places, 0);
    }

    /// Counts the synapses of an active cell, and adds the place of each segment whose potential
    /// count reaches the threshold with it.
    pub(crate) fn count(&mut self, axon: &[Edge], reached: &mut Vec<u32>) {
        let zero = self.zero;
        let words = self.words.as_mut_slice();
        for edge in axon {
            let word = &mut words[edge.place() as usize];
            let connected = u64::from(edge.is_connected()) << POTENTIAL_BITS;
            let counted = (*word).max(zero) + connected + 1;
            *word = counted;
            if counted & (HALF - 1) == 0 {
                reached.push(edge.place());
            }
        }
    }

    /// The counts of the segment at a place.
    pub(crate) fn get(&self, place: u32) -> Counts {
        let word = self.words.get(place as usize).map_or(self.zero, |&word| word.max(self.zero));
        let field = |shift: u32, bits: u32| word >> shift & ((1 << bits) - 1);
        Counts {
            connected: field(POTENTIAL_BITS, CONNECTED_BITS) as u32,
            potential: (field(0, POTENTIAL_BITS) - self.bias) as u32,
        }
    }

    /// Sets the counts of the segment at a place.
    pub(crate) fn set(&mut self, place: u32, counts: Counts) {
        let connected = u64::from(counts.connected) << POTENTIAL_BITS;
        self.words[place as usize] = self.zero + connected + u64::from(counts.potential);
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
