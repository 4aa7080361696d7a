//! Stage 1: BAMI TM 1-54.

use super::*;

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
