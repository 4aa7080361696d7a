//! Conditions: each reports the line with its operands and the answer.

use super::Step;
use super::loops::SegmentsForColumn;
use crate::anatomy::{CellIndex, ColumnIndex, SegmentKey, SynapseKey};
use crate::observer::{Observer, TemporalMemoryEvent};
use crate::sdr::Sdr;

impl<O: Observer + ?Sized> Step<'_, O> {
    /// Whether the column is in activeColumns(t).
    pub(crate) fn is_in(&self, line: u8, column: ColumnIndex, active_columns: &Sdr) -> bool {
        let active = active_columns.contains(column.get());
        self.report(&TemporalMemoryEvent::Column { line, column, active });
        active
    }

    /// The number of these segments.
    pub(crate) fn count(&self, line: u8, segments: SegmentsForColumn<'_>) -> usize {
        let (column, count) = (segments.column, segments.segments.len());
        self.report(&TemporalMemoryEvent::SegmentsCounted { line, column, count });
        count
    }

    /// LEARNING_ENABLED.
    //= spec/temporal-memory.md#d-tm-20
    //# Lines 15, 34, 39 and 50 MUST read the LEARNING_ENABLED that the step was given.
    pub(crate) fn learning_enabled(&self, line: u8) -> bool {
        let learning_enabled = self.learning_enabled;
        self.report(&TemporalMemoryEvent::LearningTested { line, learning_enabled });
        learning_enabled
    }

    /// Whether the synapse's presynaptic cell is in activeCells(t-1).
    pub(crate) fn presynaptic_cell_was_active(&self, line: u8, synapse: SynapseKey) -> bool {
        let (synapse, segment) = self.synapse(synapse);
        let presynaptic_cell = synapse.presynaptic_cell();
        let active = self.past.active_cells.contains(presynaptic_cell);
        self.report_presynaptic(line, segment, presynaptic_cell, active)
    }

    /// Whether the synapse's presynaptic cell is in activeCells(t).
    pub(crate) fn presynaptic_cell_is_active(&self, line: u8, synapse: SynapseKey) -> bool {
        let (synapse, segment) = self.synapse(synapse);
        let presynaptic_cell = synapse.presynaptic_cell();
        let active = self.state.borrow().current.active_cells.contains(presynaptic_cell);
        self.report_presynaptic(line, segment, presynaptic_cell, active)
    }

    fn report_presynaptic(
        &self,
        line: u8,
        segment: SegmentKey,
        presynaptic_cell: CellIndex,
        active: bool,
    ) -> bool {
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::PresynapticTested {
            line,
            segment,
            presynaptic_cell,
            active,
        });
        active
    }

    /// Whether the permanence of the synapse is at least a bound.
    pub(crate) fn permanence_is_at_least(&self, line: u8, synapse: SynapseKey, bound: f64) -> bool {
        let (synapse, segment) = self.synapse(synapse);
        let permanence = synapse.permanence;
        let holds = permanence >= bound;
        self.report(&TemporalMemoryEvent::PermanenceTested {
            line,
            segment: self.serial(segment),
            presynaptic_cell: synapse.presynaptic_cell(),
            permanence,
            bound,
            holds,
        });
        holds
    }

    /// Whether a count of the segment is at least a threshold.
    pub(crate) fn count_is_at_least(
        &self,
        line: u8,
        segment: SegmentKey,
        count: u32,
        threshold: u32,
    ) -> bool {
        let (segment, reached) = (self.serial(segment), count >= threshold);
        self.report(&TemporalMemoryEvent::ThresholdTested {
            line,
            segment,
            count,
            threshold,
            reached,
        });
        reached
    }

    /// Whether the number of segments of a cell is the fewest.
    pub(crate) fn equals(&self, line: u8, cell: CellIndex, segments: usize, fewest: usize) -> bool {
        let equal = segments == fewest;
        self.report(&TemporalMemoryEvent::SegmentsCompared { line, cell, segments, fewest, equal });
        equal
    }

    /// Whether the score of a segment is greater than the best so far.
    pub(crate) fn exceeds(
        &self,
        line: u8,
        segment: SegmentKey,
        score: u32,
        best_score: i64,
    ) -> bool {
        let (segment, better) = (self.serial(segment), i64::from(score) > best_score);
        self.report(&TemporalMemoryEvent::BestMatchingCompared {
            line,
            segment,
            score,
            best_score,
            better,
        });
        better
    }

    /// Whether there is a candidate and newSynapseCount is above 0.
    pub(crate) fn both_are_above_0(
        &self,
        line: u8,
        segment: SegmentKey,
        candidates: usize,
        wanted: i64,
    ) -> bool {
        if self.state.borrow().growth_ended {
            return false;
        }
        let (segment, goes_on) = (self.serial(segment), candidates > 0 && wanted > 0);
        self.report(&TemporalMemoryEvent::GrowingTested {
            line,
            segment,
            candidates,
            wanted,
            goes_on,
        });
        goes_on
    }

    /// Whether the synapse listens to the candidate.
    pub(crate) fn listens_to(&self, line: u8, synapse: SynapseKey, candidate: CellIndex) -> bool {
        let (synapse, segment) = self.synapse(synapse);
        let (segment, presynaptic_cell) = (self.serial(segment), synapse.presynaptic_cell());
        let equal = presynaptic_cell == candidate;
        self.report(&TemporalMemoryEvent::SynapseCompared {
            line,
            segment,
            presynaptic_cell,
            candidate,
            equal,
        });
        equal
    }

    /// Whether alreadyConnected is false.
    pub(crate) fn is_false(
        &self,
        line: u8,
        segment: SegmentKey,
        cell: CellIndex,
        connected: bool,
    ) -> bool {
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::ConnectionTested { line, segment, cell, connected });
        !connected
    }
}
