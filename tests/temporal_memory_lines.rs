//! One test for each rule and decision of `spec/temporal-memory.md`, in the spec's order.
//!
//! Four columns of two cells: cells 0 and 1 in column 0, 2 and 3 in column 1, and so on. All
//! changes of permanence are powers of two, so that every expected permanence is exact.

mod common;

use bami_htm::anatomy::SegmentId;
use bami_htm::observer::Observer;
use bami_htm::random::{Pcg32, PortableRng, STREAM_TEMPORAL_MEMORY};
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryEvent, TemporalMemoryParameters,
};
use bami_htm::{Learning, Profile};
use common::{columns, segment_lines};

const INCREMENT: f64 = 0.125;
const DECREMENT: f64 = 0.0625;
const PUNISHMENT: f64 = 0.03125;
const INITIAL: f64 = 0.25;

fn parameters() -> TemporalMemoryParameters {
    TemporalMemoryParameters::book()
        .with_column_count(4)
        .with_cells_per_column(2)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_initial_permanence(INITIAL)
        .with_connected_permanence(0.5)
        .with_permanence_increment(INCREMENT)
        .with_permanence_decrement(DECREMENT)
        .with_predicted_decrement(PUNISHMENT)
        .with_synapse_sample_size(3)
}

fn segment(cell: u32, synapses: &[(u32, f64)]) -> InitialSegment {
    InitialSegment { cell, synapses: synapses.to_vec() }
}

/// A memory with these segments, in which the cells were active and the winners won at t-1.
fn memory(segments: &[InitialSegment], active: &[u32], winners: &[u32]) -> TemporalMemory {
    memory_with(parameters(), segments, active, winners)
}

fn memory_with(
    parameters: TemporalMemoryParameters,
    segments: &[InitialSegment],
    active: &[u32],
    winners: &[u32],
) -> TemporalMemory {
    let initial = InitialState {
        segments: segments.to_vec(),
        active_cells: active.to_vec(),
        winner_cells: winners.to_vec(),
    };
    TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap()
}

/// One step with learning on.
fn step(memory: &mut TemporalMemory, active: &[u32]) {
    memory.step(&columns(memory, active), Learning::On).unwrap();
}

/// One step with learning off.
fn look(memory: &mut TemporalMemory, active: &[u32]) {
    memory.step(&columns(memory, active), Learning::Off).unwrap();
}

/// The synapses of a segment: presynaptic cell and permanence.
fn synapses(memory: &TemporalMemory, serial: u64) -> Vec<(u32, f64)> {
    let segment = memory.layer().segment(serial).expect("the segment exists");
    segment.synapses().map(|s| (s.presynaptic().index(), s.permanence())).collect()
}

/// The lines that ran, in order, each with the column, cell or segment it was about.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Observer for Lines {
    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        self.0.extend(event.line());
    }
}

fn lines(memory: &mut TemporalMemory, active: &[u32], learn: bool) -> Vec<u8> {
    let mut lines = Lines::default();
    let input = columns(memory, active);
    memory.step_observed(&input, learn.into(), &mut lines).unwrap();
    lines.0
}

//= spec/temporal-memory.md#tm-step
//= type=test
//# A step MUST first do stage 1 (BAMI TM 1-54) for all columns, then stage 2 (BAMI TM 55-72) for
//# all segments, and only then increment t.
#[test]
fn tm_step_stage_2_comes_after_all_of_stage_1() {
    let mut memory = memory(&[segment(0, &[(2, 0.5)])], &[2, 3], &[2]);
    assert_eq!(memory.t(), 0);
    let lines = lines(&mut memory, &[0, 1, 3], true);
    let is_stage_2 = |line: &u8| (55..=72).contains(line);
    let first = lines.iter().position(is_stage_2).unwrap();
    assert!(lines[..first].contains(&2) && lines[first..].iter().all(is_stage_2));
    assert_eq!(memory.t(), 1);
}

//= spec/temporal-memory.md#tm-1
//= type=test
//# Stage 1 MUST visit every column, active or not, by ascending index.
#[test]
fn tm_1_every_column_is_visited_ascending() {
    struct Columns(Vec<(u32, bool)>);
    impl Observer for Columns {
        fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
            if let TemporalMemoryEvent::Column { column, active, .. } = event {
                self.0.push((column.get(), *active));
            }
        }
    }
    let mut memory = memory(&[], &[], &[]);
    let mut seen = Columns(vec![]);
    let input = columns(&memory, &[1, 3]);
    memory.step_observed(&input, Learning::On, &mut seen).unwrap();
    assert_eq!(seen.0, [(0, false), (1, true), (2, false), (3, true)]);
}

//= spec/temporal-memory.md#tm-2-4
//= type=test
//# An active column with at least one segment in activeSegments(t-1) MUST be passed to
//# activatePredictedColumn.
#[test]
fn tm_2_4_an_active_column_with_an_active_segment_does_not_burst() {
    let mut memory = memory(&[segment(1, &[(2, 0.5), (3, 0.5)])], &[2, 3], &[2]);
    step(&mut memory, &[0]);
    assert_eq!(memory.active_cells(), [1]);
    assert!(memory.bursting_columns().is_empty());
}

//= spec/temporal-memory.md#tm-6
//= type=test
//# An active column without a segment in activeSegments(t-1) MUST be passed to burstColumn.
#[test]
fn tm_6_a_matching_segment_alone_does_not_keep_a_column_from_bursting() {
    let mut memory = memory(&[segment(1, &[(2, 0.5), (3, 0.25)])], &[2, 3], &[2]);
    assert_eq!((memory.active_segments().len(), memory.matching_segments().len()), (0, 1));
    step(&mut memory, &[0]);
    assert_eq!(memory.active_cells(), [0, 1]);
    assert_eq!(memory.bursting_columns(), [0]);
}

//= spec/temporal-memory.md#tm-8-9
//= type=test
//# An inactive column with at least one segment in matchingSegments(t-1) MUST be passed to
//# punishPredictedColumn.
#[test]
fn tm_8_9_only_inactive_columns_with_matching_segments_are_punished() {
    let segments = [segment(0, &[(2, 0.5)]), segment(4, &[(2, 0.5)]), segment(6, &[(5, 0.5)])];
    let mut memory = memory(&segments, &[2], &[2]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0)[0], (2, 0.5 + INCREMENT), "active: reinforced");
    assert_eq!(synapses(&memory, 1), [(2, 0.5 - PUNISHMENT)], "inactive, matching: punished");
    assert_eq!(synapses(&memory, 2), [(5, 0.5)], "inactive, not matching: left alone");
}

//= spec/temporal-memory.md#tm-10-11
//= type=test
//# activatePredictedColumn MUST process every segment of the column in activeSegments(t-1), in the
//# order of R-3.
//= spec/portable-core.md#r-3
//= type=test
//# segmentsForColumn MUST yield the segments by ascending cell and, within a cell, in the order in
//# which they were created.
#[test]
fn tm_10_11_the_active_segments_of_a_column_are_treated_by_cell_then_by_creation() {
    struct Visited(Vec<SegmentId>);
    impl Observer for Visited {
        fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
            if let TemporalMemoryEvent::SegmentVisited { line: 11, segment, .. } = event {
                self.0.push(*segment);
            }
        }
    }
    let active = [(2, 0.5), (3, 0.5)];
    let segments =
        [segment(1, &active), segment(0, &active), segment(4, &active), segment(0, &active)];
    let mut memory = memory(&segments, &[2, 3], &[2]);
    let mut visited = Visited(vec![]);
    let input = columns(&memory, &[0]);
    memory.step_observed(&input, Learning::On, &mut visited).unwrap();
    assert_eq!(visited.0, [1, 3, 0]);
}

//= spec/temporal-memory.md#tm-12
//= type=test
//# The cell of each segment that activatePredictedColumn processes MUST be added to activeCells(t).
//= spec/temporal-memory.md#tm-13
//= type=test
//# The cell of each segment that activatePredictedColumn processes MUST be added to winnerCells(t).
#[test]
fn tm_12_13_predicted_cells_become_active_and_winners() {
    let mut memory = memory(&[segment(1, &[(4, 0.5), (5, 0.5)])], &[4, 5], &[4]);
    step(&mut memory, &[0]);
    assert_eq!(memory.active_cells(), [1]);
    assert_eq!(memory.winner_cells(), [1]);
}

//= spec/temporal-memory.md#tm-15
//= type=test
//# With LEARNING_ENABLED off, activatePredictedColumn MUST NOT change any synapse.
#[test]
fn tm_15_a_predicted_column_learns_nothing_with_learning_off() {
    let mut memory = memory(&[segment(1, &[(4, 0.5), (5, 0.5), (6, 0.5)])], &[4, 5], &[2, 4]);
    let before = segment_lines(&memory);
    look(&mut memory, &[0]);
    assert_eq!(memory.active_cells(), [1]);
    assert_eq!(segment_lines(&memory), before);
}

//= spec/temporal-memory.md#tm-16-18
//= type=test
//# On each segment that activatePredictedColumn processes, every synapse whose presynaptic cell is
//# in activeCells(t-1) MUST have PERMANENCE_INCREMENT added to its permanence.
//= spec/temporal-memory.md#tm-20
//= type=test
//# On each segment that activatePredictedColumn processes, every synapse whose presynaptic cell is
//# not in activeCells(t-1) MUST have PERMANENCE_DECREMENT subtracted from its permanence.
#[test]
fn tm_16_20_on_a_predicted_column_active_synapses_gain_and_the_others_lose() {
    let mut memory =
        memory(&[segment(1, &[(4, 0.5), (5, 0.5), (6, 0.5), (7, 0.25)])], &[4, 5], &[]);
    step(&mut memory, &[0]);
    let (gained, lost) = (0.5 + INCREMENT, 0.5 - DECREMENT);
    assert_eq!(synapses(&memory, 0), [(4, gained), (5, gained), (6, lost), (7, 0.25 - DECREMENT)]);
}

//= spec/temporal-memory.md#tm-22-24
//= type=test
//# Each segment that activatePredictedColumn processes MUST grow up to SYNAPSE_SAMPLE_SIZE -
//# numActivePotentialSynapses(t-1, segment) new synapses by growSynapses.
#[test]
fn tm_22_24_a_predicted_segment_grows_what_its_sample_lacks() {
    // Two of the three wanted synapses exist (one is not connected), so one grows, to one of the
    // four winners.
    let parameters = parameters().with_activation_threshold(1);
    let segments = [segment(1, &[(4, 0.5), (5, 0.25)])];
    let mut memory = memory_with(parameters, &segments, &[4, 5], &[2, 3, 6, 7]);
    step(&mut memory, &[0]);
    let grown = &synapses(&memory, 0)[2..];
    assert_eq!(grown.len(), 1);
    assert!([2, 3, 6, 7].contains(&grown[0].0) && grown[0].1 == INITIAL);
}

//= spec/temporal-memory.md#tm-25
//= type=test
//# burstColumn MUST make the column's cells active first, then choose the winner cell and the
//# learning segment, then learn.
#[test]
fn tm_25_a_burst_activates_then_chooses_then_learns() {
    let mut memory = memory(&[segment(1, &[(4, 0.5)])], &[4], &[4]);
    let lines = lines(&mut memory, &[0], true);
    let at = |line| lines.iter().position(|&l| l == line).unwrap();
    assert!(at(27) < at(29) && at(29) < at(31) && at(31) < at(37) && at(37) < at(42));
}

//= spec/temporal-memory.md#tm-26-27
//= type=test
//# Every cell of a bursting column MUST become active.
#[test]
fn tm_26_27_every_cell_of_a_bursting_column_becomes_active() {
    let mut memory = memory(&[], &[], &[]);
    step(&mut memory, &[1, 3]);
    assert_eq!(memory.active_cells(), [2, 3, 6, 7]);
}

//= spec/temporal-memory.md#tm-29-31
//= type=test
//# When the bursting column has a segment in matchingSegments(t-1), the learning segment MUST be
//# the result of bestMatchingSegment and the winner cell that segment's cell.
#[test]
fn tm_29_31_a_burst_with_matching_segments_learns_on_the_best() {
    let segments = [segment(0, &[(4, 0.25)]), segment(1, &[(4, 0.25), (5, 0.25)])];
    let mut memory = memory(&segments, &[4, 5], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.winner_cells(), [1]);
    assert_eq!(synapses(&memory, 0), [(4, 0.25)]);
    assert_eq!(synapses(&memory, 1), [(4, 0.25 + INCREMENT), (5, 0.25 + INCREMENT)]);
    assert_eq!(memory.layer().segment_count(), 2);
}

//= spec/temporal-memory.md#tm-33
//= type=test
//# When the bursting column has no segment in matchingSegments(t-1), the winner cell MUST be the
//# result of leastUsedCell.
#[test]
fn tm_33_a_burst_without_matching_segments_picks_the_least_used_cell() {
    let mut memory = memory(&[segment(0, &[(4, 0.25)])], &[], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.winner_cells(), [1]);
}

//= spec/temporal-memory.md#tm-34-35
//= type=test
//# When the bursting column has no segment in matchingSegments(t-1) and LEARNING_ENABLED is on, the
//# learning segment MUST be a new segment without synapses, grown on the winner cell.
#[test]
fn tm_34_35_a_burst_without_matching_segments_grows_a_segment_on_the_winner() {
    let mut memory = memory(&[segment(0, &[(4, 0.25)])], &[6], &[6]);
    step(&mut memory, &[0]);
    let segment = memory.layer().segment(1).unwrap();
    assert_eq!(segment.cell().unwrap().index(), memory.winner_cells()[0]);
    assert_eq!(synapses(&memory, 1), [(6, INITIAL)], "empty at first, then grown");
}

//= spec/temporal-memory.md#tm-37
//= type=test
//# The winner cell of a bursting column MUST be added to winnerCells(t).
#[test]
fn tm_37_each_bursting_column_adds_one_winner() {
    let mut memory = memory(&[], &[], &[]);
    step(&mut memory, &[0, 2, 3]);
    let columns: Vec<u32> = memory.winner_cells().iter().map(|cell| cell.get() / 2).collect();
    assert_eq!(columns, [0, 2, 3]);
}

//= spec/temporal-memory.md#tm-39
//= type=test
//# With LEARNING_ENABLED off, burstColumn MUST NOT change any synapse or grow any segment.
#[test]
fn tm_39_a_burst_learns_nothing_with_learning_off() {
    let mut memory = memory(&[segment(1, &[(4, 0.25), (6, 0.25)])], &[4], &[2]);
    let before = segment_lines(&memory);
    look(&mut memory, &[0, 3]);
    assert_eq!(memory.bursting_columns(), [0, 3]);
    assert_eq!(segment_lines(&memory), before);
}

//= spec/temporal-memory.md#tm-40-42
//= type=test
//# On the learning segment, every synapse whose presynaptic cell is in activeCells(t-1) MUST have
//# PERMANENCE_INCREMENT added to its permanence.
//= spec/temporal-memory.md#tm-44
//= type=test
//# On the learning segment, every synapse whose presynaptic cell is not in activeCells(t-1) MUST
//# have PERMANENCE_DECREMENT subtracted from its permanence.
#[test]
fn tm_40_44_on_a_burst_active_synapses_gain_and_the_others_lose() {
    let mut memory = memory(&[segment(1, &[(4, 0.25), (6, 0.25)])], &[4], &[]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0), [(4, 0.25 + INCREMENT), (6, 0.25 - DECREMENT)]);
}

//= spec/temporal-memory.md#tm-46-48
//= type=test
//# The learning segment MUST grow up to SYNAPSE_SAMPLE_SIZE - numActivePotentialSynapses(t-1,
//# segment) new synapses by growSynapses.
//= spec/temporal-memory.md#d-tm-4
//= type=test
//# The SAMPLE_SIZE of line 46 MUST be read as SYNAPSE_SAMPLE_SIZE.
#[test]
fn tm_46_48_the_learning_segment_grows_what_its_sample_lacks() {
    let mut memory = memory(&[segment(1, &[(4, 0.25)])], &[4], &[2, 3, 6, 7]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0).len(), 3, "one active potential synapse of three: two grow");
}

//= spec/temporal-memory.md#tm-49-50
//= type=test
//# With LEARNING_ENABLED off, punishPredictedColumn MUST change nothing.
#[test]
fn tm_49_50_nothing_is_punished_with_learning_off() {
    let mut memory = memory(&[segment(1, &[(4, 0.5), (5, 0.5)])], &[4, 5], &[4]);
    let before = segment_lines(&memory);
    look(&mut memory, &[3]);
    assert_eq!(segment_lines(&memory), before);
}

//= spec/temporal-memory.md#tm-51-54
//= type=test
//# On every segment of the column in matchingSegments(t-1), punishPredictedColumn MUST subtract
//# PREDICTED_DECREMENT from the permanence of each synapse whose presynaptic cell is in
//# activeCells(t-1).
#[test]
fn tm_51_54_wrong_predictions_lose_on_their_active_synapses_only() {
    let segments =
        [segment(0, &[(4, 0.5), (6, 0.5)]), segment(1, &[(4, 0.5)]), segment(1, &[(6, 0.5)])];
    let mut memory = memory(&segments, &[4], &[4]);
    step(&mut memory, &[3]);
    assert_eq!(synapses(&memory, 0), [(4, 0.5 - PUNISHMENT), (6, 0.5)]);
    assert_eq!(synapses(&memory, 1), [(4, 0.5 - PUNISHMENT)]);
    assert_eq!(synapses(&memory, 2), [(6, 0.5)], "it did not match");
}

//= spec/temporal-memory.md#tm-55-57
//= type=test
//# Stage 2 MUST count the synapses of every segment of the layer again, starting from zero.
#[test]
fn tm_55_57_counts_do_not_add_up_over_steps() {
    let mut memory = memory(&[segment(0, &[(4, 0.5), (5, 0.5)])], &[], &[]);
    for _ in 0..3 {
        look(&mut memory, &[2]);
        assert_eq!(memory.num_active_potential_synapses(0), Some(2));
    }
    look(&mut memory, &[3]);
    assert_eq!(memory.num_active_potential_synapses(0), Some(0));
}

//= spec/temporal-memory.md#tm-58-61
//= type=test
//# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at least
//# CONNECTED_PERMANENCE MUST count into numActiveConnected.
#[test]
fn tm_58_61_a_synapse_at_the_connected_permanence_is_connected() {
    let just_below = 0.5_f64.next_down();
    let segments = [segment(0, &[(4, 0.5), (5, 0.5)]), segment(0, &[(4, 0.5), (5, just_below)])];
    let memory = memory(&segments, &[4, 5], &[]);
    assert_eq!(memory.active_segments(), [0]);
}

//= spec/temporal-memory.md#tm-63-64
//= type=test
//# A synapse whose presynaptic cell is in activeCells(t) and whose permanence is at least 0 MUST
//# count into numActivePotential.
#[test]
fn tm_63_64_a_synapse_at_permanence_zero_is_potential() {
    let memory = memory(&[segment(0, &[(4, 0.0), (5, 0.25), (6, 0.25)])], &[4, 5], &[]);
    assert_eq!(memory.num_active_potential_synapses(0), Some(2));
}

//= spec/temporal-memory.md#tm-66-67
//= type=test
//# A segment MUST be in activeSegments(t) exactly when its numActiveConnected is at least
//# ACTIVATION_THRESHOLD.
#[test]
fn tm_66_67_the_activation_threshold_is_reached_by_equality() {
    let segments = [
        segment(0, &[(4, 0.5)]),
        segment(0, &[(4, 0.5), (5, 0.5)]),
        segment(0, &[(4, 0.5), (5, 0.5), (6, 0.5)]),
    ];
    let memory = memory(&segments, &[4, 5, 6], &[]);
    assert_eq!(memory.active_segments(), [1, 2]);
    assert_eq!(memory.predictive_cells(), [0]);
}

//= spec/temporal-memory.md#tm-69-70
//= type=test
//# A segment MUST be in matchingSegments(t) exactly when its numActivePotential is at least
//# LEARNING_THRESHOLD.
#[test]
fn tm_69_70_the_learning_threshold_is_reached_by_equality() {
    let parameters = parameters().with_learning_threshold(2);
    let segments = [segment(0, &[(4, 0.1)]), segment(0, &[(4, 0.1), (5, 0.1)])];
    let memory = memory_with(parameters, &segments, &[4, 5], &[]);
    assert_eq!(memory.matching_segments(), [1]);
}

//= spec/temporal-memory.md#tm-72
//= type=test
//# numActivePotentialSynapses(t, segment) MUST be the segment's numActivePotential.
#[test]
fn tm_72_the_potential_count_is_kept_also_below_the_threshold() {
    let parameters = parameters().with_learning_threshold(3);
    let segments = [segment(0, &[(4, 0.1), (5, 0.9)])];
    let memory = memory_with(parameters, &segments, &[4, 5], &[]);
    assert_eq!(memory.num_active_potential_synapses(0), Some(2));
    assert_eq!(memory.num_active_potential_synapses(1), None);
}

//= spec/temporal-memory.md#tm-73-76
//= type=test
//# leastUsedCell MUST find the smallest number of segments that any cell of the column has.
//= spec/temporal-memory.md#tm-78-81
//= type=test
//# The candidates of leastUsedCell MUST be the cells of the column that have that number of
//# segments, ascending.
//= spec/temporal-memory.md#tm-83
//= type=test
//# leastUsedCell MUST return chooseRandom of its candidates.
#[test]
fn tm_73_83_the_least_used_cell_is_drawn_from_those_with_the_fewest_segments() {
    let parameters = parameters().with_column_count(2).with_cells_per_column(5);
    let segments = [segment(0, &[]), segment(1, &[]), segment(1, &[]), segment(3, &[])];
    let mut memory = memory_with(parameters, &segments, &[], &[]);
    let mut random = Pcg32::new(42, STREAM_TEMPORAL_MEMORY);
    // Cells 2 and 4 have no segments. Each burst grows one, on the cell drawn.
    let mut counts = [1, 2, 0, 1, 0];
    for _ in 0..12 {
        let fewest = *counts.iter().min().unwrap();
        let candidates: Vec<usize> = (0..5).filter(|&cell| counts[cell] == fewest).collect();
        let chosen = candidates[random.below(candidates.len() as u32) as usize];
        memory.reset();
        step(&mut memory, &[0]);
        assert_eq!(memory.winner_cells(), [chosen as u32]);
        counts[chosen] += 1;
    }
}

//= spec/temporal-memory.md#tm-84-86
//= type=test
//# bestMatchingSegment MUST start without a segment and with a best score of -1.
#[test]
fn tm_84_86_a_matching_segment_with_no_active_synapse_can_be_the_best() {
    // With LEARNING_THRESHOLD 0 every segment matches; a score of 0 exceeds -1.
    let parameters = parameters().with_learning_threshold(0);
    let mut memory = memory_with(parameters, &[segment(1, &[(4, 0.25)])], &[], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.winner_cells(), [1]);
    assert_eq!(memory.layer().segment_count(), 1);
}

//= spec/temporal-memory.md#tm-87-90
//= type=test
//# Of the column's segments in matchingSegments(t-1), in the order of R-3, bestMatchingSegment MUST
//# keep the one whose numActivePotentialSynapses(t-1) exceeds the best score so far.
//= spec/temporal-memory.md#tm-92
//= type=test
//# bestMatchingSegment MUST return the segment kept last, which is the first one if several are
//# equally good.
#[test]
fn tm_87_92_the_first_of_the_best_matching_segments_learns() {
    let two = [(4, 0.25), (5, 0.25)];
    // In the order of R-3: segment 1 (cell 0, score 1), 2 (cell 0, score 2), 0 and 3 (cell 1, 2).
    let segments = [segment(1, &two), segment(0, &two[..1]), segment(0, &two), segment(1, &two)];
    let mut memory = memory(&segments, &[4, 5], &[]);
    step(&mut memory, &[0]);
    let learned: Vec<u64> = (0..4).filter(|&s| synapses(&memory, s)[0].1 > 0.25).collect();
    assert_eq!(learned, [2]);
    assert_eq!(memory.winner_cells(), [0]);
}

//= spec/temporal-memory.md#tm-93-94
//= type=test
//# The candidates of growSynapses MUST be the cells of winnerCells(t-1), ascending.
//= spec/temporal-memory.md#tm-96-97
//= type=test
//# Each iteration of growSynapses MUST choose one of the candidates by chooseRandom and remove it
//# from the candidates.
//= spec/temporal-memory.md#d-tm-16
//= type=test
//# When growSynapses removes a candidate, the others MUST keep their order.
//= spec/portable-core.md#r-3
//= type=test
//# Winner cells MUST be in ascending order of the cell in every list of them.
#[test]
fn tm_93_97_candidates_are_drawn_from_the_ascending_winners_as_the_list_closes_up() {
    for seed in 0..50 {
        let initial = InitialState {
            active_cells: vec![6],
            winner_cells: vec![1, 2, 4, 5, 7],
            ..InitialState::default()
        };
        let mut memory = TemporalMemory::with_initial_state(parameters(), seed, &initial).unwrap();
        step(&mut memory, &[0]);
        let mut random = Pcg32::new(seed, STREAM_TEMPORAL_MEMORY);
        random.below(2); // leastUsedCell
        let mut candidates = vec![1, 2, 4, 5, 7];
        let expected: Vec<(u32, f64)> = (0..3)
            .map(|_| (candidates.remove(random.below(candidates.len() as u32) as usize), INITIAL))
            .collect();
        assert_eq!(synapses(&memory, 0), expected, "seed {seed}");
        assert_eq!(memory.random(), &random, "seed {seed}");
    }
}

//= spec/temporal-memory.md#tm-95
//= type=test
//# growSynapses MUST continue while there are candidates and the number of synapses still to be
//# made is above 0.
#[test]
fn tm_95_growing_ends_with_the_candidates_or_when_nothing_is_wanted() {
    let mut few = memory(&[], &[2, 4], &[2, 4]);
    step(&mut few, &[0]);
    assert_eq!(synapses(&few, 0).len(), 2, "three are wanted, two candidates are there");

    // Four active potential synapses where three are wanted: nothing grows, nothing is drawn.
    let full = segment(0, &[(2, 0.25), (3, 0.25), (4, 0.25), (5, 0.25)]);
    let mut many = memory(&[full], &[2, 3, 4, 5], &[6, 7]);
    step(&mut many, &[0]);
    assert_eq!(synapses(&many, 0).len(), 4);
    assert_eq!(many.random(), &Pcg32::new(42, STREAM_TEMPORAL_MEMORY));
}

//= spec/temporal-memory.md#tm-99-102
//= type=test
//# A candidate to which the segment has a synapse of any permanence MUST be skipped.
#[test]
fn tm_99_102_a_candidate_is_connected_once() {
    let mut memory = memory(&[segment(0, &[(2, 0.0625), (4, 0.25)])], &[4], &[2, 4, 6]);
    step(&mut memory, &[0]);
    let cells: Vec<u32> = synapses(&memory, 0).iter().map(|s| s.0).collect();
    assert_eq!(cells, [2, 4, 6], "2 is there at permanence 0 by now, 4 is there, 6 is new");
}

//= spec/temporal-memory.md#tm-104-107
//= type=test
//# For any other candidate growSynapses MUST make a synapse on the segment with INITIAL_PERMANENCE.
//= spec/temporal-memory.md#tm-104-107
//= type=test
//# For each synapse that it makes, growSynapses MUST reduce the number of synapses still to be made
//# by one.
#[test]
fn tm_104_107_only_new_synapses_count_as_grown() {
    // Two are wanted; in any order of draws, a candidate that is already connected does not count.
    for seed in 0..20 {
        let initial = InitialState {
            segments: vec![segment(0, &[(2, 0.25), (4, 0.25)])],
            active_cells: vec![4],
            winner_cells: vec![2, 5, 6],
        };
        let mut memory = TemporalMemory::with_initial_state(parameters(), seed, &initial).unwrap();
        step(&mut memory, &[0]);
        let mut grown = synapses(&memory, 0)[2..].to_vec();
        grown.sort_by_key(|s| s.0);
        assert_eq!(grown, [(5, INITIAL), (6, INITIAL)]);
    }
}

//= spec/temporal-memory.md#d-tm-1
//= type=test
//# A permanence that a rule would bring below 0 or above 1 MUST become 0 or 1, respectively.
#[test]
fn d_tm_1_permanences_stop_at_zero_and_one() {
    let low = DECREMENT / 4.0;
    let segments = [segment(0, &[(4, 0.9375), (6, low)]), segment(6, &[(4, low)])];
    let mut memory = memory(&segments, &[4], &[]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0), [(4, 1.0), (6, 0.0)]);
    assert_eq!(synapses(&memory, 1), [(4, 0.0)], "punished, and it stays");
}

//= spec/temporal-memory.md#d-tm-2
//= type=test
//# A cell with several segments in activeSegments(t-1) MUST learn on each of them and be added to
//# the sets once.
//= spec/temporal-memory.md#d-tm-17
//= type=test
//# Adding a cell to activeCells or winnerCells that already contains it MUST change nothing.
#[test]
fn d_tm_2_a_cell_with_two_active_segments_learns_on_both() {
    let two = [(4, 0.5), (5, 0.5)];
    let mut memory = memory(&[segment(1, &two), segment(1, &two)], &[4, 5], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.active_cells(), [1]);
    assert_eq!(memory.winner_cells(), [1]);
    let gained = 0.5 + INCREMENT;
    for serial in [0, 1] {
        assert_eq!(synapses(&memory, serial), [(4, gained), (5, gained)]);
    }
}

//= spec/temporal-memory.md#d-tm-3
//= type=test
//# What belongs to t-1 MUST stay as stage 2 of t-1 left it while stage 1 of t runs.
#[test]
fn d_tm_3_growth_in_an_earlier_column_is_not_seen_by_a_later_one() {
    // Column 0 grows a segment in this step; column 1 asks about matching segments of t-1 only,
    // and the winners of this step (column 0) are no candidates for column 1.
    let mut memory = memory(&[], &[6], &[6]);
    step(&mut memory, &[0, 1]);
    for serial in [0, 1] {
        assert_eq!(synapses(&memory, serial), [(6, INITIAL)]);
    }
}

//= spec/temporal-memory.md#d-tm-3
//= type=test
//# A segment grown in this step MUST have 0 active potential synapses at t-1.
#[test]
fn d_tm_3_a_new_segment_grows_the_whole_sample() {
    let mut memory = memory(&[], &[2, 4, 6], &[2, 4, 6]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0).len(), 3);
}

//= spec/temporal-memory.md#d-tm-5
//= type=test
//# leastUsedCell MUST draw its random choice even when LEARNING_ENABLED is off.
#[test]
fn d_tm_5_a_burst_draws_also_with_learning_off() {
    let mut memory = memory(&[], &[], &[]);
    look(&mut memory, &[0, 1]);
    let mut random = Pcg32::new(42, STREAM_TEMPORAL_MEMORY);
    let winners = [random.below(2), 2 + random.below(2)];
    assert_eq!(memory.winner_cells(), winners);
    assert_eq!(memory.random(), &random);
}

//= spec/temporal-memory.md#d-tm-6
//= type=test
//# Line 35 MUST grow a segment even when winnerCells(t-1) is empty, and that segment stays without
//# synapses.
#[test]
fn d_tm_6_the_first_step_grows_empty_segments() {
    let mut memory = memory(&[], &[], &[]);
    step(&mut memory, &[0, 3]);
    assert_eq!((memory.layer().segment_count(), memory.layer().synapse_count()), (2, 0));
}

//= spec/temporal-memory.md#d-tm-7
//= type=test
//# punishPredictedColumn MUST punish every matching segment, whether it was active or not.
#[test]
fn d_tm_7_a_column_that_was_never_predicted_is_punished() {
    let mut memory = memory(&[segment(0, &[(4, 0.25)])], &[4], &[4]);
    assert!(memory.active_segments().is_empty());
    step(&mut memory, &[]);
    assert_eq!(synapses(&memory, 0), [(4, 0.25 - PUNISHMENT)]);
}

//= spec/temporal-memory.md#d-tm-8
//= type=test
//# growSynapses MUST accept the segment's own cell as a candidate like any other.
#[test]
fn d_tm_8_a_cell_may_grow_a_synapse_to_itself() {
    let mut memory = memory(&[segment(0, &[(1, 0.25)])], &[0, 1], &[0]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0)[1], (0, INITIAL));
}

//= spec/temporal-memory.md#d-tm-9
//= type=test
//# A reset MUST empty activeCells, winnerCells, activeSegments and matchingSegments.
//= spec/temporal-memory.md#d-tm-9
//= type=test
//# A reset MUST leave the segments, their synapses and the state of the random generator as they
//# are.
#[test]
fn d_tm_9_a_reset_forgets_the_moment_and_keeps_the_memory() {
    let mut memory = memory(&[segment(1, &[(4, 0.5), (5, 0.5)])], &[4, 5], &[4]);
    let (before, random) = (segment_lines(&memory), memory.random().clone());
    let synapses_before = synapses(&memory, 0);
    memory.reset();
    assert!(memory.active_cells().is_empty() && memory.winner_cells().is_empty());
    assert!(memory.active_segments().is_empty() && memory.matching_segments().is_empty());
    assert!(memory.predictive_cells().is_empty() && memory.predicted_columns().is_empty());
    assert_eq!((segment_lines(&memory), memory.random()), (before, &random));
    step(&mut memory, &[3]);
    assert_eq!(synapses(&memory, 0), synapses_before, "nothing is punished after a reset");
}

//= spec/temporal-memory.md#d-tm-10
//= type=test
//# A cell MUST be allowed to be in activeCells(t) and to have a segment in activeSegments(t).
#[test]
fn d_tm_10_a_cell_can_be_active_and_predictive() {
    let mut memory = memory(&[segment(4, &[(4, 0.5), (5, 0.5)])], &[], &[]);
    look(&mut memory, &[2]);
    assert!(
        memory.active_cells().contains(&4.into()) && memory.predictive_cells().contains(&4.into())
    );
}

//= spec/temporal-memory.md#d-tm-11
//= type=test
//# The anomaly score of a step MUST be 1 - p / a, where a is the number of active columns and p the
//# number of those that had a segment in activeSegments(t-1), and 0 when no column is active.
#[test]
fn d_tm_11_the_anomaly_score_is_the_fraction_of_columns_that_burst() {
    let segments = [segment(0, &[(6, 0.5), (7, 0.5)])];
    for (active, score) in [(&[][..], 0.0), (&[0], 0.0), (&[0, 1, 2], 1.0 - 1.0 / 3.0), (&[1], 1.0)]
    {
        let mut memory = memory(&segments, &[6, 7], &[]);
        step(&mut memory, active);
        assert_eq!(memory.anomaly(), score, "{active:?}");
    }
}

//= spec/temporal-memory.md#d-tm-12
//= type=test
//# Where the prose of the chapter and the pseudocode differ, the pseudocode MUST be followed.
#[test]
fn d_tm_12_synapses_grow_to_winner_cells_and_not_to_all_active_ones() {
    let mut memory = memory(&[], &[4, 5, 6, 7], &[4]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0), [(4, INITIAL)]);
}

//= spec/temporal-memory.md#d-tm-13
//= type=test
//# In an active column every cell with a segment in activeSegments(t-1) MUST become a winner cell.
#[test]
fn d_tm_13_both_predicted_cells_of_a_column_win() {
    let two = [(4, 0.5), (5, 0.5)];
    let mut memory = memory(&[segment(0, &two), segment(1, &two)], &[4, 5], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.winner_cells(), [0, 1]);
}

//= spec/temporal-memory.md#d-tm-14
//= type=test
//# A segment with fewer synapses than LEARNING_THRESHOLD MUST be grown like any other.
#[test]
fn d_tm_14_a_segment_too_short_to_match_is_grown() {
    let parameters = parameters().with_learning_threshold(3);
    let mut memory = memory_with(parameters, &[], &[2], &[2]);
    step(&mut memory, &[0]);
    assert_eq!(synapses(&memory, 0), [(2, INITIAL)]);
}

//= spec/temporal-memory.md#d-tm-15
//= type=test
//# A step without active columns MUST be carried out like any other.
#[test]
fn d_tm_15_an_empty_step_punishes_and_ends_the_sequence() {
    let mut memory = memory(&[segment(0, &[(4, 0.5), (5, 0.5)])], &[4, 5], &[4]);
    step(&mut memory, &[]);
    assert_eq!(synapses(&memory, 0), [(4, 0.5 - PUNISHMENT), (5, 0.5 - PUNISHMENT)]);
    assert!(memory.active_cells().is_empty() && memory.winner_cells().is_empty());
    assert_eq!((memory.anomaly(), memory.t()), (0.0, 1));
}

//= spec/temporal-memory.md#d-tm-18
//= type=test
//# A synapse whose permanence is equal to CONNECTED_PERMANENCE MUST be connected.
//= spec/temporal-memory.md#d-tm-18
//= type=test
//# A connected synapse MUST be a potential synapse too.
#[test]
fn d_tm_18_connected_by_equality_and_potential_too() {
    let mut memory = memory(&[segment(0, &[(4, 0.5), (5, 0.5)])], &[], &[]);
    look(&mut memory, &[2]);
    assert_eq!(memory.active_segments(), [SegmentId::new(0)]);
    assert_eq!(memory.num_active_potential_synapses(0), Some(2));
}

//= spec/temporal-memory.md#d-tm-19
//= type=test
//# The book profile MUST have 16 cells per column, an ACTIVATION_THRESHOLD of 15 and a
//# SYNAPSE_SAMPLE_SIZE of 20.
//= spec/temporal-memory.md#d-tm-19
//= type=test
//# The practical profile MUST have 32 cells per column, an ACTIVATION_THRESHOLD of 13 and a
//# SYNAPSE_SAMPLE_SIZE of 20.
//= spec/temporal-memory.md#d-tm-19
//= type=test
//# Both profiles MUST have 2048 columns, a LEARNING_THRESHOLD of 10, an INITIAL_PERMANENCE of 0.21,
//# a CONNECTED_PERMANENCE of 0.5, a PERMANENCE_INCREMENT and a PERMANENCE_DECREMENT of 0.1 and a
//# PREDICTED_DECREMENT of 0.
#[test]
fn d_tm_19_the_profiles_have_these_defaults() {
    for (profile, cells, activation) in [(Profile::Book, 16, 15), (Profile::Practical, 32, 13)] {
        let p = TemporalMemoryParameters::of(profile);
        assert_eq!((p.cells_per_column, p.activation_threshold), (cells, activation));
        assert_eq!(p.synapse_sample_size, 20);
        assert_eq!((p.column_count, p.learning_threshold), (2048, 10));
        assert_eq!((p.initial_permanence, p.connected_permanence), (0.21, 0.5));
        assert_eq!((p.permanence_increment, p.permanence_decrement), (0.1, 0.1));
        assert_eq!(p.predicted_decrement, 0.0);
    }
}

//= spec/temporal-memory.md#d-tm-20
//= type=test
//# Lines 15, 34, 39 and 50 MUST read the LEARNING_ENABLED that the step was given.
#[test]
fn d_tm_20_learning_can_be_off_in_one_step_and_on_in_the_next() {
    let predicted = segment(0, &[(4, 0.5), (5, 0.5)]);
    let matching = segment(2, &[(4, 0.25)]);
    let mut memory = memory(&[predicted, matching], &[4, 5], &[4]);
    let before = segment_lines(&memory);
    look(&mut memory, &[0, 3]);
    assert_eq!(segment_lines(&memory), before);
    look(&mut memory, &[2]);
    step(&mut memory, &[0, 3]);
    assert_ne!(segment_lines(&memory), before);
    assert_eq!(synapses(&memory, 1), [(4, 0.25 - PUNISHMENT)]);
}

//= spec/temporal-memory.md#d-tm-21
//= type=test
//# Segments and synapses MUST be visited in the order of R-3 wherever a line loops over them, and
//# winner cells be listed in that order in line 94.
#[test]
fn d_tm_21_loops_visit_by_cell_then_by_creation() {
    #[derive(Default)]
    struct Visits(Vec<(u8, u64)>);
    impl Observer for Visits {
        fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
            match event {
                TemporalMemoryEvent::SegmentVisited { line, segment, .. } => {
                    self.0.push((*line, segment.get()));
                }
                TemporalMemoryEvent::SynapseVisited { line: 58, presynaptic_cell, .. } => {
                    self.0.push((58, u64::from(presynaptic_cell.get())));
                }
                TemporalMemoryEvent::Candidates { line: 94, candidates } => {
                    assert!(candidates.is_sorted());
                    self.0.extend(candidates.iter().map(|cell| (94, u64::from(cell.get()))));
                }
                _ => {}
            }
        }
    }
    // In the order of creation: two segments on cell 1, one on cell 0; the last learns first.
    let segments = [segment(1, &[(5, 0.25), (4, 0.25)]), segment(1, &[(4, 0.25)])];
    let segments = [&segments[..], &[segment(0, &[(4, 0.25)])]].concat();
    let mut memory = memory(&segments, &[4, 5], &[4, 5]);
    let mut visits = Visits::default();
    let active = columns(&memory, &[0]);
    memory.step_observed(&active, Learning::On, &mut visits).unwrap();
    let of = |line: u8| -> Vec<u64> {
        visits.0.iter().filter(|visit| visit.0 == line).map(|visit| visit.1).collect()
    };
    assert_eq!(of(87), [2, 0, 1]);
    assert_eq!(of(94), [4, 5]);
    assert_eq!(of(55), [2, 0, 1]);
    assert_eq!(of(58)[of(58).len() - 3..], [5, 4, 4], "the synapses of segments 0 and 1");
}

/// The example at the end of the chapter.
#[test]
fn the_example_of_the_chapter_runs_as_it_is_told() {
    let parameters = parameters()
        .with_column_count(2)
        .with_activation_threshold(1)
        .with_synapse_sample_size(1)
        .with_initial_permanence(0.6);
    let mut memory = TemporalMemory::new(parameters, 42).unwrap();
    step(&mut memory, &[0]);
    let first = memory.winner_cells()[0].get();
    assert_eq!((memory.layer().segment_count(), memory.layer().synapse_count()), (1, 0));
    step(&mut memory, &[1]);
    let second = memory.winner_cells()[0].get();
    assert_eq!(synapses(&memory, 1), [(first, 0.6)]);
    step(&mut memory, &[0]);
    assert_eq!(memory.winner_cells(), [1 - first], "the other cell is the least used now");
    assert_eq!(synapses(&memory, 2), [(second, 0.6)]);
    assert_eq!(memory.predictive_cells(), [second]);
    step(&mut memory, &[1]);
    assert_eq!(memory.active_cells(), [second]);
    assert_eq!(memory.anomaly(), 0.0);
    assert_eq!(synapses(&memory, 1)[0], (first, 0.6 + INCREMENT));
}
