//! Heads of functions, and statements that give a name its value.

use std::ops::Sub;

use slotmap::Key;

use super::Step;
use crate::anatomy::{CellIndex, ColumnIndex, SegmentKey};
use crate::observer::{Observer, TemporalMemoryEvent};
use crate::random::PortableRng;

/// SYNAPSE_SAMPLE_SIZE in the statement that computes newSynapseCount. The statement is reported
/// when the count of active potential synapses has been subtracted.
pub(crate) struct SampleSize<'s, 'a, O: ?Sized> {
    step: &'s Step<'a, O>,
    line: u8,
    segment: SegmentKey,
}

impl<O: Observer + ?Sized> Sub<u32> for SampleSize<'_, '_, O> {
    type Output = i64;

    fn sub(self, active_potential: u32) -> i64 {
        if self.segment.is_null() {
            return 0;
        }
        let sample_size = self.step.parameters.synapse_sample_size;
        let count = i64::from(sample_size) - i64::from(active_potential);
        self.step.report(&TemporalMemoryEvent::NewSynapseCount {
            line: self.line,
            segment: self.step.serial(self.segment),
            sample_size,
            active_potential,
            count,
        });
        count
    }
}

impl<'a, O: Observer + ?Sized> Step<'a, O> {
    /// The head of a function that returns a value to the line that called it.
    pub(crate) fn function(&self, line: u8, function: &'static str, column: ColumnIndex) {
        self.report(&TemporalMemoryEvent::FunctionEntered { line, function, column });
    }

    /// The head of a function that the line `called_from` called as a statement.
    pub(crate) fn called_function(
        &self,
        line: u8,
        function: &'static str,
        called_from: u8,
        column: ColumnIndex,
    ) {
        self.report(&TemporalMemoryEvent::ColumnHandled { line: called_from, column, function });
        self.function(line, function, column);
    }

    /// The head of growSynapses, which the line `called_from` has called. Nothing grows if there is
    /// no segment.
    pub(crate) fn called_grow_synapses(
        &self,
        line: u8,
        called_from: u8,
        segment: SegmentKey,
        count: i64,
    ) {
        self.change(|state| state.growth_ended = segment.is_null());
        if segment.is_null() {
            return;
        }
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::GrowSynapsesCalled { line: called_from, segment, count });
        self.report(&TemporalMemoryEvent::GrowSynapsesEntered { line, segment, count });
    }

    /// SYNAPSE_SAMPLE_SIZE, from which a count is to be subtracted.
    pub(crate) fn synapse_sample_size(
        &self,
        line: u8,
        segment: SegmentKey,
    ) -> SampleSize<'_, 'a, O> {
        SampleSize { step: self, line, segment }
    }

    /// numActivePotentialSynapses(t-1, segment); 0 if there is no segment.
    pub(crate) fn num_active_potential_synapses(&self, line: u8, segment: SegmentKey) -> u32 {
        if segment.is_null() {
            return 0;
        }
        let (serial, count) =
            (self.serial(segment), self.past_num_active_potential_synapses(segment));
        self.report(&TemporalMemoryEvent::ActivePotentialRead { line, segment: serial, count });
        count
    }

    /// The new value of learningSegment.
    ///
    /// # Panics
    ///
    /// If there is no segment. Line 30 runs only if one matches.
    pub(crate) fn learning_segment(&self, line: u8, segment: Option<SegmentKey>) -> SegmentKey {
        let Some(segment) = segment else { unreachable!("line 29 has found a matching segment") };
        let serial = self.serial(segment);
        self.report(&TemporalMemoryEvent::LearningSegmentChosen { line, segment: serial });
        segment
    }

    /// The new value of winnerCell.
    pub(crate) fn winner_cell(&self, line: u8, cell: CellIndex) -> CellIndex {
        self.report(&TemporalMemoryEvent::WinnerCellChosen { line, cell });
        cell
    }

    /// The new value of numActiveConnected or numActivePotential.
    pub(crate) fn counted(&self, line: u8, segment: SegmentKey, count: u32) -> u32 {
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::Counted { line, segment, count });
        count
    }

    /// INT_MAX, the first value of fewestSegments.
    pub(crate) fn int_max(&self, line: u8, column: ColumnIndex) -> usize {
        self.report(&TemporalMemoryEvent::FewestSegments {
            line,
            column,
            cell: None,
            fewest: None,
        });
        usize::MAX
    }

    /// The smaller of the fewest segments so far and the number of segments of the cell.
    pub(crate) fn min(&self, line: u8, cell: CellIndex, fewest: usize, segments: usize) -> usize {
        let fewest = fewest.min(segments);
        self.report(&TemporalMemoryEvent::FewestSegments {
            line,
            column: cell.column(self.parameters.cells_per_column),
            cell: Some(cell),
            fewest: Some(fewest),
        });
        fewest
    }

    /// A list without cells.
    pub(crate) fn empty_list(&self, line: u8) -> Vec<CellIndex> {
        self.report(&TemporalMemoryEvent::Candidates { line, candidates: &[] });
        Vec::new()
    }

    /// Adds a cell to a list.
    pub(crate) fn add(&self, line: u8, candidates: &mut Vec<CellIndex>, cell: CellIndex) {
        candidates.push(cell);
        self.report(&TemporalMemoryEvent::Candidates { line, candidates });
    }

    /// A copy of winnerCells(t-1); no cells if there is no segment to grow on.
    pub(crate) fn copy_of_past_winner_cells(&self, line: u8) -> Vec<CellIndex> {
        if self.state.borrow().growth_ended {
            return Vec::new();
        }
        let candidates = self.past.winner_cells.list().to_vec();
        self.report(&TemporalMemoryEvent::Candidates { line, candidates: &candidates });
        candidates
    }

    /// A random element of a list.
    #[doc(alias = "chooseRandom")]
    pub(crate) fn choose_random(&self, line: u8, candidates: &[CellIndex]) -> CellIndex {
        let draw = self.change(|state| state.random.choose_random(candidates.len()));
        let chosen = candidates[draw];
        self.report(&TemporalMemoryEvent::RandomChoice { line, candidates, draw, chosen });
        chosen
    }

    /// Removes a cell from a list.
    //= spec/temporal-memory.md#d-tm-16
    //# When growSynapses removes a candidate, the others MUST keep their order.
    pub(crate) fn remove(&self, line: u8, candidates: &mut Vec<CellIndex>, cell: CellIndex) {
        candidates.retain(|&candidate| candidate != cell);
        let left = candidates.len();
        self.report(&TemporalMemoryEvent::CandidateRemoved { line, cell, left });
    }

    /// The first value of bestMatchingSegment.
    pub(crate) fn first_best_segment(
        &self,
        line: u8,
        column: ColumnIndex,
        segment: Option<SegmentKey>,
    ) -> Option<SegmentKey> {
        let best_score = None;
        self.report(&TemporalMemoryEvent::BestMatchingStarted { line, column, best_score });
        segment
    }

    /// The first value of bestScore.
    pub(crate) fn first_best_score(&self, line: u8, column: ColumnIndex, score: i64) -> i64 {
        let best_score = Some(score);
        self.report(&TemporalMemoryEvent::BestMatchingStarted { line, column, best_score });
        score
    }

    /// The new value of bestMatchingSegment: this segment.
    pub(crate) fn set_best_segment(&self, line: u8, segment: SegmentKey) -> Option<SegmentKey> {
        self.report_best(line, segment);
        Some(segment)
    }

    /// The new value of bestScore: that of this segment.
    pub(crate) fn set_best_score(&self, line: u8, segment: SegmentKey, score: u32) -> i64 {
        self.report_best(line, segment);
        score.into()
    }

    fn report_best(&self, line: u8, segment: SegmentKey) {
        let score = self.past_num_active_potential_synapses(segment);
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::BestMatchingKept { line, segment, score });
    }

    /// The result of bestMatchingSegment.
    pub(crate) fn returned(&self, line: u8, segment: Option<SegmentKey>) -> Option<SegmentKey> {
        if let Some(segment) = segment {
            let segment = self.serial(segment);
            self.report(&TemporalMemoryEvent::BestMatchingReturned { line, segment });
        }
        segment
    }

    /// The new value of alreadyConnected.
    pub(crate) fn set_already_connected(
        &self,
        line: u8,
        segment: SegmentKey,
        cell: CellIndex,
        connected: bool,
    ) -> bool {
        let segment = self.serial(segment);
        self.report(&TemporalMemoryEvent::AlreadyConnected { line, segment, cell, connected });
        connected
    }

    /// The new value of newSynapseCount, after a synapse has been made.
    pub(crate) fn set_new_synapse_count(&self, line: u8, segment: SegmentKey, wanted: i64) -> i64 {
        if !self.state.borrow().growth_ended {
            let segment = self.serial(segment);
            self.report(&TemporalMemoryEvent::StillWanted { line, segment, wanted });
        }
        wanted
    }
}
