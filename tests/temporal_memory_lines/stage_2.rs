//! Stage 2 and the supporting functions: BAMI TM 55-107.

use super::*;

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
//# Each iteration of growSynapses MUST choose one of the candidates by chooseRandom.
//= spec/temporal-memory.md#tm-96-97
//= type=test
//# Each iteration of growSynapses MUST remove the chosen candidate from the candidates.
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
