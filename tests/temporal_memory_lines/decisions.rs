//! The decisions, and the example of the chapter.

use super::*;

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
//# A cell with several segments in activeSegments(t-1) MUST learn on each of them.
//= spec/temporal-memory.md#d-tm-2
//= type=test
//# A cell with several segments in activeSegments(t-1) MUST be added to each set once.
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
//# Line 35 MUST grow a segment even when winnerCells(t-1) is empty.
//= spec/temporal-memory.md#d-tm-6
//= type=test
//# A segment that is grown when winnerCells(t-1) is empty MUST get no synapses in that step.
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
//# Segments and synapses MUST be visited in the order of R-3 wherever a line loops over them.
//= spec/temporal-memory.md#d-tm-21
//= type=test
//# Line 94 MUST list the winner cells in the order of R-3.
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
