//! One test for each rule of `spec/extensions.md`, temporal memory.
//!
//! The layer is that of `temporal_memory_lines/`: four columns of two cells.

mod common;

use bami_htm::Learning;
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryExtensions,
    TemporalMemoryParameters,
};
use common::{columns, segment_lines};

fn memory(
    extensions: TemporalMemoryExtensions,
    segments: &[(u32, &[(u32, f64)])],
    active: &[u32],
    winners: &[u32],
) -> TemporalMemory {
    let parameters = TemporalMemoryParameters::default()
        .with_column_count(4)
        .with_cells_per_column(2)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_initial_permanence(0.25)
        .with_permanence_increment(0.125)
        .with_permanence_decrement(0.0625)
        .with_predicted_decrement(0.0625)
        .with_synapse_sample_size(3)
        .with_extensions(extensions);
    let segments = segments
        .iter()
        .map(|&(cell, synapses)| InitialSegment { cell, synapses: synapses.to_vec() })
        .collect();
    let initial =
        InitialState { segments, active_cells: active.to_vec(), winner_cells: winners.to_vec() };
    TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap()
}

fn step(memory: &mut TemporalMemory, active: &[u32]) {
    memory.step(&columns(memory, active), Learning::On).unwrap();
}

fn serials(memory: &TemporalMemory) -> Vec<u64> {
    let mut serials: Vec<u64> =
        memory.layer().segments().map(|segment| segment.serial().get()).collect();
    serials.sort_unstable();
    serials
}

fn max_segments(most: u32) -> TemporalMemoryExtensions {
    TemporalMemoryExtensions::default().with_max_segments_per_cell(most)
}

fn max_synapses(most: u32) -> TemporalMemoryExtensions {
    TemporalMemoryExtensions::default().with_max_synapses_per_segment(most)
}

fn prune() -> TemporalMemoryExtensions {
    TemporalMemoryExtensions::default().with_prune_zero_permanence(true)
}

//= spec/extensions.md#ext-tm-max-segments
//= type=test
//# Before line 35 grows a segment on a cell that has max_segments_per_cell segments or more, the
//# cell's least recently active segment MUST be removed.
//= spec/extensions.md#ext-tm-max-segments
//= type=test
//# A segment MUST count as active in the step that creates it and in every step in which stage 2
//# finds it active.
//= spec/extensions.md#ext-tm-max-segments
//= type=test
//# A segment of an initial state MUST count as created before the first step.
#[test]
fn ext_tm_max_segments_the_least_recently_active_segment_gives_way() {
    // Both cells of column 0 have two segments. Those that listen to column 2 are active in step 1,
    // the others never. Column 0 bursts in step 2, and the cell that is drawn loses its unused
    // segment.
    let (used, unused) = ([(4, 0.5), (5, 0.5)], [(6, 0.5), (7, 0.5)]);
    let segments = [(0, &used[..]), (0, &unused[..]), (1, &used[..]), (1, &unused[..])];
    let mut memory = memory(max_segments(2), &segments, &[], &[]);
    step(&mut memory, &[2]);
    assert_eq!(memory.active_segments(), [0, 2]);
    memory.reset();
    step(&mut memory, &[0]);
    let lost = if memory.winner_cells() == [0] { 1 } else { 3 };
    let new = 5; // 4 grew in step 1, on column 2
    let expected: Vec<u64> = [0, 1, 2, 3, 4, new].into_iter().filter(|&s| s != lost).collect();
    assert_eq!(serials(&memory), expected);
}

#[test]
fn when_segments_were_active_and_how_strongly_is_told() {
    let (used, unused) = ([(4, 0.5), (5, 0.5)], [(6, 0.5), (7, 0.5)]);
    let segments = [(0, &used[..]), (0, &unused[..]), (1, &used[..])];
    let mut memory = memory(max_segments(2), &segments, &[], &[]);
    assert_eq!(memory.layer().next_serial(), 3);
    step(&mut memory, &[2]);
    assert_eq!(memory.layer().next_serial(), 4);
    assert!(memory.active_potential_counts().into_iter().eq([(0.into(), 2), (2.into(), 2)]));
    // Segment 3 was grown in step 1; 1 was never active.
    assert!(memory.last_active_steps().into_iter().eq([
        (0.into(), 1),
        (2.into(), 1),
        (3.into(), 1)
    ]));
}

//= spec/extensions.md#ext-tm-max-segments
//= type=test
//# If several segments are equally least recently active, the one with the lowest serial number
//# MUST be removed.
#[test]
fn ext_tm_max_segments_of_equals_the_lowest_serial_gives_way() {
    let segments = [(0, &[][..]), (1, &[][..]), (0, &[][..]), (1, &[][..])];
    let mut memory = memory(max_segments(2), &segments, &[], &[]);
    step(&mut memory, &[0]);
    let lost = if memory.winner_cells() == [0] { 0 } else { 1 };
    assert!(!serials(&memory).contains(&lost));
    assert_eq!(serials(&memory).len(), 4);
}

#[test]
fn ext_tm_max_segments_a_segment_is_as_young_as_its_creation() {
    let mut memory = memory(max_segments(1), &[], &[], &[]);
    for _ in 0..6 {
        memory.reset();
        step(&mut memory, &[0]);
        assert_eq!(memory.layer().check_invariants(), Ok(()));
    }
    assert_eq!(memory.layer().segment_count(), 2, "one a cell, each new one in place of the old");
}

#[test]
fn ext_tm_max_segments_an_initial_state_is_not_trimmed() {
    let segments =
        [(0, &[][..]), (0, &[][..]), (0, &[][..]), (1, &[][..]), (1, &[][..]), (1, &[][..])];
    let mut memory = memory(max_segments(1), &segments, &[], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.layer().segment_count(), 6, "one is removed, one is grown");
}

//= spec/extensions.md#ext-tm-max-synapses
//= type=test
//# Before line 105 makes a synapse on a segment that has max_synapses_per_segment synapses or more,
//# the synapse with the lowest permanence among those whose presynaptic cell is not in
//# winnerCells(t-1) MUST be removed.
//= spec/extensions.md#ext-tm-max-synapses
//= type=test
//# If several synapses have the lowest permanence, the oldest of them MUST be removed.
#[test]
fn ext_tm_max_synapses_the_weakest_synapse_gives_way() {
    // Cell 4 was active; 2 is a winner and protected though it is the weakest; of 6 and 7, which
    // have the same permanence, 7 is older.
    let synapses = [(4, 0.5), (2, 0.0625), (7, 0.25), (6, 0.25)];
    let mut memory = memory(max_synapses(4), &[(0, &synapses)], &[4], &[2, 3]);
    step(&mut memory, &[0]);
    assert_eq!(segment_lines(&memory), "segment 0 on cell 0: 4:0.625 2:0 6:0.1875 3:0.25\n");
}

//= spec/extensions.md#ext-tm-max-synapses
//= type=test
//# If every synapse of the segment has its presynaptic cell in winnerCells(t-1), growSynapses MUST
//# end without making the synapse.
#[test]
fn ext_tm_max_synapses_growing_ends_when_every_synapse_is_protected() {
    let mut memory = memory(max_synapses(2), &[(0, &[(4, 0.5), (2, 0.5)])], &[4], &[2, 4, 6]);
    step(&mut memory, &[0]);
    assert_eq!(segment_lines(&memory), "segment 0 on cell 0: 4:0.625 2:0.4375\n");
}

//= spec/extensions.md#ext-tm-prune-zero
//= type=test
//# At the end of stage 1, on every segment that this step reinforced, weakened or punished, the
//# synapses with a permanence of 0 MUST be removed.
//= spec/extensions.md#ext-tm-prune-zero
//= type=test
//# A segment that loses its last synapse in this way MUST be removed too.
#[test]
fn ext_tm_prune_zero_dead_synapses_and_then_empty_segments_go() {
    let segments = [
        (0, &[(4, 0.5), (6, 0.0625), (7, 0.0)][..]), // reinforced and weakened
        (6, &[(4, 0.0625)][..]),                     // punished to death
        (2, &[(6, 0.0)][..]),                        // not touched
    ];
    let mut memory = memory(prune(), &segments, &[4], &[]);
    step(&mut memory, &[0]);
    let expected = "segment 0 on cell 0: 4:0.625\nsegment 2 on cell 2: 6:0\n";
    assert_eq!(segment_lines(&memory), expected);
    assert_eq!(memory.layer().check_invariants(), Ok(()));
}

#[test]
fn ext_tm_prune_zero_a_freshly_grown_empty_segment_stays() {
    let mut memory = memory(prune(), &[], &[], &[]);
    step(&mut memory, &[0]);
    assert_eq!(memory.layer().segment_count(), 1);
}

//= spec/extensions.md#ext-tm-skip-empty
//= type=test
//# When winnerCells(t-1) is empty, line 35 MUST NOT grow a segment.
//= spec/extensions.md#ext-tm-skip-empty
//= type=test
//# The winner cell MUST be chosen even when no segment is grown on it.
#[test]
fn ext_tm_skip_empty_nothing_grows_without_winners() {
    let extensions = TemporalMemoryExtensions::default().with_skip_empty_segments(true);
    let mut memory = memory(extensions, &[], &[], &[]);
    step(&mut memory, &[0, 1]);
    assert_eq!((memory.layer().segment_count(), memory.winner_cells().len()), (0, 2));
    step(&mut memory, &[2]);
    assert_eq!(memory.layer().segment_count(), 1, "there are winners now");
}
