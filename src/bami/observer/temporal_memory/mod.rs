//! What the lines of `BAMI TM` report to an observer.

mod lines;

use crate::anatomy::{CellIndex, ColumnIndex, SegmentId};

/// What one line of `BAMI TM` did.
///
/// Columns and cells are given by index, segments by serial number. Every event names its line; the
/// events of extensions have no line and name what the extension removed.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "event", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum TemporalMemoryEvent<'a> {
    /// TM 1: the loop reaches the column.
    ColumnVisited {
        /// The line.
        line: u8,
        /// The column.
        column: ColumnIndex,
    },
    /// TM 10, 25, 49, 73, 84: a function is entered for a column.
    FunctionEntered {
        /// The line.
        line: u8,
        /// The function, under BAMI's name.
        function: &'static str,
        /// The column.
        column: ColumnIndex,
    },
    /// TM 26, 75, 79: the loop reaches the cell.
    CellVisited {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
    },
    /// TM 16, 40, 52, 58, 100: the loop reaches the synapse.
    SynapseVisited {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listens.
        presynaptic_cell: CellIndex,
        /// The permanence.
        permanence: f64,
    },
    /// TM 23, 47: numActivePotentialSynapses(t-1, segment) is read.
    ActivePotentialRead {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The count.
        count: u32,
    },
    /// TM 93: growSynapses is entered.
    GrowSynapsesEntered {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// newSynapseCount.
        count: i64,
    },
    /// TM 2: whether the column is active at t.
    Column {
        /// The line.
        line: u8,
        /// The column.
        column: ColumnIndex,
        /// Whether it is active.
        active: bool,
    },
    /// TM 3, 8, 29: how many segments of the column were active (3) or matching (8, 29) at t-1.
    SegmentsCounted {
        /// The line.
        line: u8,
        /// The column.
        column: ColumnIndex,
        /// The count.
        count: usize,
    },
    /// TM 4, 6, 9: the column is passed to a function.
    ColumnHandled {
        /// The line.
        line: u8,
        /// The column.
        column: ColumnIndex,
        /// The function, under BAMI's name.
        function: &'static str,
    },
    /// TM 11, 51, 55, 87: the loop reaches the segment.
    SegmentVisited {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell.
        cell: CellIndex,
    },
    /// TM 12, 27: a cell is added to activeCells(t); `added` is false if it was there already.
    ActiveCellAdded {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
        /// Whether it was new.
        added: bool,
    },
    /// TM 13, 37: a cell is added to winnerCells(t); `added` is false if it was there already.
    WinnerCellAdded {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
        /// Whether it was new.
        added: bool,
    },
    /// TM 15, 34, 39, 50: LEARNING_ENABLED is tested.
    LearningTested {
        /// The line.
        line: u8,
        /// LEARNING_ENABLED.
        learning_enabled: bool,
    },
    /// TM 17, 41, 53, 59: whether a synapse's presynaptic cell is in activeCells of t-1 (59: of t).
    PresynapticTested {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listens.
        presynaptic_cell: CellIndex,
        /// Whether it is active.
        active: bool,
    },
    /// TM 18, 20, 42, 44, 54: a permanence is changed.
    PermanenceChanged {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listens.
        presynaptic_cell: CellIndex,
        /// The permanence before.
        before: f64,
        /// The permanence after.
        after: f64,
    },
    /// TM 22, 46: how many synapses the segment should grow.
    NewSynapseCount {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// SYNAPSE_SAMPLE_SIZE.
        sample_size: u32,
        /// numActivePotentialSynapses(t-1, segment).
        active_potential: u32,
        /// The count.
        count: i64,
    },
    /// TM 24, 48: growSynapses is called.
    GrowSynapsesCalled {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The count.
        count: i64,
    },
    /// TM 30: the learning segment, returned by bestMatchingSegment.
    LearningSegmentChosen {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
    },
    /// TM 31, 33: the winner cell.
    WinnerCellChosen {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
    },
    /// TM 35: a new segment on the winner cell; `None` if an extension forbids it.
    SegmentGrown {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
        /// The segment, by serial number.
        segment: Option<SegmentId>,
    },
    /// TM 60, 63: a synapse's permanence is compared with a bound.
    PermanenceTested {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listens.
        presynaptic_cell: CellIndex,
        /// The permanence.
        permanence: f64,
        /// The bound that it is compared with.
        bound: f64,
        /// Whether the permanence is at least the bound.
        holds: bool,
    },
    /// TM 56, 57, 61, 64: numActiveConnected (56, 61) or numActivePotential (57, 64) has this
    /// value.
    Counted {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The count.
        count: u32,
    },
    /// TM 66, 69: a count is compared with its threshold.
    ThresholdTested {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The count.
        count: u32,
        /// The threshold.
        threshold: u32,
        /// Whether the count is at least the threshold.
        reached: bool,
    },
    /// TM 67, 70: the segment is added to activeSegments(t) (67) or matchingSegments(t) (70).
    SegmentAdded {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
    },
    /// TM 72: the count is kept for the next step.
    PotentialKept {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The count.
        count: u32,
    },
    /// TM 74, 76: the fewest segments so far (`None` for INT_MAX, line 74).
    FewestSegments {
        /// The line.
        line: u8,
        /// The column.
        column: ColumnIndex,
        /// The cell that was just compared.
        cell: Option<CellIndex>,
        /// The fewest segments of a cell so far.
        fewest: Option<usize>,
    },
    /// TM 80: whether the cell has the fewest segments.
    SegmentsCompared {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
        /// How many segments the cell has.
        segments: usize,
        /// The fewest segments of a cell so far.
        fewest: usize,
        /// Whether the two are equal.
        equal: bool,
    },
    /// TM 78, 81, 94: the candidates of the next choice.
    Candidates {
        /// The line.
        line: u8,
        /// The candidates.
        candidates: &'a [CellIndex],
    },
    /// TM 83, 96: a random choice: `below(candidates.len())` returned `draw`.
    RandomChoice {
        /// The line.
        line: u8,
        /// The candidates.
        candidates: &'a [CellIndex],
        /// The position drawn.
        draw: usize,
        /// The cell at that position.
        chosen: CellIndex,
    },
    /// TM 85, 86: the search for the best matching segment starts, without a segment (85) and with
    /// a score (86).
    BestMatchingStarted {
        /// The line.
        line: u8,
        /// The column.
        column: ColumnIndex,
        /// The best score to begin with (86); none at line 85, which begins without a segment.
        best_score: Option<i64>,
    },
    /// TM 88: a segment's score is compared with the best so far; if better, 89 and 90 keep it.
    BestMatchingCompared {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// numActivePotentialSynapses(t-1, segment).
        score: u32,
        /// The best score before.
        best_score: i64,
        /// Whether the score exceeds it.
        better: bool,
    },
    /// TM 89, 90: the segment is the best so far, with this score.
    BestMatchingKept {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// numActivePotentialSynapses(t-1, segment).
        score: u32,
    },
    /// TM 92: the best matching segment.
    BestMatchingReturned {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
    },
    /// TM 95: whether growing continues.
    GrowingTested {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// How many candidates are left.
        candidates: usize,
        /// Number of synapses still to be created.
        wanted: i64,
        /// Whether there is another iteration.
        goes_on: bool,
    },
    /// TM 97: a candidate is removed.
    CandidateRemoved {
        /// The line.
        line: u8,
        /// The cell.
        cell: CellIndex,
        /// How many candidates are left.
        left: usize,
    },
    /// TM 99, 102: alreadyConnected has this value.
    AlreadyConnected {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell.
        cell: CellIndex,
        /// alreadyConnected.
        connected: bool,
    },
    /// TM 101: whether a synapse listens to the candidate.
    SynapseCompared {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listens.
        presynaptic_cell: CellIndex,
        /// The candidate.
        candidate: CellIndex,
        /// Whether the two are equal.
        equal: bool,
    },
    /// TM 104: whether a synapse should be created.
    ConnectionTested {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell.
        cell: CellIndex,
        /// alreadyConnected.
        connected: bool,
    },
    /// TM 105: a new synapse; `made` is false if an extension forbids it.
    SynapseCreated {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listens.
        presynaptic_cell: CellIndex,
        /// The permanence.
        permanence: f64,
        /// Whether it was created.
        made: bool,
    },
    /// TM 107: the number of synapses still to be created.
    StillWanted {
        /// The line.
        line: u8,
        /// The segment, by serial number.
        segment: SegmentId,
        /// Number of synapses still to be created.
        wanted: i64,
    },
    /// The extension `max_segments_per_cell`: a segment is evicted before line 35 grows one.
    #[cfg_attr(feature = "serde", serde(rename = "segment_gave_way"))]
    SegmentEvicted {
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell.
        cell: CellIndex,
        /// How many segments the cell had.
        segments: usize,
        /// The step in which the segment was last active; 0 means before the first step.
        last_active: u64,
    },
    /// The extension `max_synapses_per_segment`: a synapse is evicted before line 105 creates one.
    #[cfg_attr(feature = "serde", serde(rename = "synapse_gave_way"))]
    SynapseEvicted {
        /// The segment, by serial number.
        segment: SegmentId,
        /// How many synapses the segment had.
        synapses: usize,
        /// The cell to which the synapse listened.
        presynaptic_cell: CellIndex,
        /// The permanence.
        permanence: f64,
    },
    /// The extension `prune_zero_permanence`: a synapse of permanence 0 is removed.
    SynapsePruned {
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell to which the synapse listened.
        presynaptic_cell: CellIndex,
    },
    /// The extension `prune_zero_permanence`: a segment that lost its last synapse is removed.
    SegmentPruned {
        /// The segment, by serial number.
        segment: SegmentId,
        /// The cell.
        cell: CellIndex,
    },
}
