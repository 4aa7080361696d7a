//! One test for each rule of `spec/cell-death.md`.

mod common;

use bami_htm::Learning;
use bami_htm::anatomy::CellIndex;
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryError, TemporalMemoryParameters,
};
use common::{columns, segment_lines};

/// Four columns of two cells: cell 4, in column 2, listens to cells 0, 1 and 2; cell 6 to cell 0
/// alone. Cells 0, 1 and 2 are active, 0 and 2 are winners.
fn memory() -> TemporalMemory {
    let parameters = TemporalMemoryParameters::book()
        .with_column_count(4)
        .with_cells_per_column(2)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_synapse_sample_size(3);
    let segments = vec![
        InitialSegment { cell: 4, synapses: vec![(0, 0.5), (1, 0.5), (2, 0.25)] },
        InitialSegment { cell: 6, synapses: vec![(0, 0.5)] },
    ];
    let initial = InitialState { segments, active_cells: vec![0, 1, 2], winner_cells: vec![0, 2] };
    TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap()
}

fn living_cells(memory: &TemporalMemory, column: u32) -> Vec<CellIndex> {
    memory.layer().column(column).unwrap().cells().map(|cell| cell.index()).collect()
}

//= spec/cell-death.md#death-cell
//= type=test
//# Each distal segment of a cell that is killed MUST be removed with its synapses.
#[test]
fn death_cell_takes_the_segments_of_the_cell() {
    let mut memory = memory();
    memory.kill_cells([4]).unwrap();
    assert_eq!(segment_lines(&memory), "segment 1 on cell 6: 0:0.5\n");
    memory.layer().check_invariants().unwrap();
}

//= spec/cell-death.md#death-cell
//= type=test
//# Each synapse that listens to a cell that is killed MUST be removed from its segment.
//= spec/cell-death.md#death-cell
//= type=test
//# A segment that loses synapses because their presynaptic cells are killed MUST stay, even if it
//# has none left.
#[test]
fn death_cell_takes_the_synapses_to_the_cell_and_leaves_their_segments() {
    let mut memory = memory();
    memory.kill_cells([0]).unwrap();
    let expected = "segment 0 on cell 4: 1:0.5 2:0.25\nsegment 1 on cell 6: none\n";
    assert_eq!(segment_lines(&memory), expected);
    memory.layer().check_invariants().unwrap();
}

//= spec/cell-death.md#death-cell
//= type=test
//# A cell that is killed MUST no longer be one of the cells of its column.
//= spec/cell-death.md#death-cell
//= type=test
//# The numbers of all cells MUST stay unchanged.
#[test]
fn death_cell_leaves_a_gap() {
    let mut memory = memory();
    memory.kill_cells([0, 5]).unwrap();
    assert_eq!(
        [0, 1, 2, 3].map(|column| living_cells(&memory, column)),
        [vec![1], vec![2, 3], vec![4], vec![6, 7]]
    );
    let layer = memory.layer();
    assert_eq!(layer.cell_count(), 8);
    assert!(layer.cells().enumerate().all(|(n, cell)| cell.index().as_usize() == n));
    assert_eq!(layer.cells().map(|cell| u32::from(cell.is_dead())).sum::<u32>(), 2);
    assert_eq!(layer.cell(5).unwrap().column().index(), 2);

    // In a bursting column, the dead cell neither becomes active nor wins, although it is the least
    // used.
    memory.reset();
    memory.step(&columns(&memory, &[0, 2]), Learning::On).unwrap();
    assert_eq!(memory.active_cells(), [1, 4]);
    assert_eq!(memory.winner_cells(), [1, 4]);
    memory.layer().check_invariants().unwrap();
}

//= spec/cell-death.md#death-now
//= type=test
//# A cell that is killed MUST be removed from activeCells and winnerCells of the last step.
//= spec/cell-death.md#death-now
//= type=test
//# The active and the matching segments of the last step MUST be recomputed, by lines 55 to 72,
//# from the active cells that are left.
#[test]
fn death_now_changes_what_the_last_step_left() {
    let mut memory = memory();
    assert_eq!(memory.predictive_cells(), [4]);
    assert_eq!(memory.matching_segments(), [0, 1]);
    memory.kill_cells([0]).unwrap();
    assert_eq!(memory.active_cells(), [1, 2]);
    assert_eq!(memory.winner_cells(), [2]);
    assert_eq!(memory.active_segments(), [] as [u64; 0]);
    assert_eq!(memory.matching_segments(), [0]);
    assert_eq!(memory.num_active_potential_synapses(0), Some(2));
    memory.step(&columns(&memory, &[2]), Learning::On).unwrap();
    assert_eq!(memory.bursting_columns(), [2]);
}

//= spec/cell-death.md#death-refused
//= type=test
//# A cell that does not exist MUST be rejected with an error.
//= spec/cell-death.md#death-refused
//= type=test
//# A call that rejects a cell MUST kill no cell.
#[test]
fn death_refused_to_a_cell_that_does_not_exist() {
    let mut memory = memory();
    let error = memory.kill_cells([0, 8]).unwrap_err();
    assert!(matches!(error, TemporalMemoryError::CellDeath { cell, .. } if cell == 8));
    assert_eq!(
        error.to_string(),
        "cell 8 cannot be killed: there is none; cells are numbered 0 to 7"
    );
    assert_eq!(living_cells(&memory, 0), [0, 1]);
}

//= spec/cell-death.md#death-refused
//= type=test
//# The last living cell of a column MUST be rejected with an error.
//= spec/cell-death.md#death-refused
//= type=test
//# A call that rejects a cell MUST kill no cell.
#[test]
fn death_refused_to_the_last_cell_of_a_column() {
    let mut memory = memory();
    let error = memory.kill_cells([0, 3, 2]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cell 3 cannot be killed: column 1 would have no living cell left; it must keep at least one"
    );
    assert_eq!(living_cells(&memory, 0), [0, 1]);
    memory.kill_cells([2]).unwrap();
    assert!(memory.kill_cells([3]).is_err(), "the other is dead already");
}

//= spec/cell-death.md#death-refused
//= type=test
//# Killing a cell that is already dead MUST change nothing.
#[test]
fn death_refused_to_nobody_twice() {
    let mut memory = memory();
    memory.kill_cells([0, 0]).unwrap();
    let before = memory.pin();
    memory.kill_cells([0]).unwrap();
    assert_eq!(memory.pin(), before);
}

#[test]
fn the_last_active_steps_are_those_of_the_segments_that_are_left() {
    let mut parameters = memory().parameters().clone();
    parameters.extensions.max_segments_per_cell = Some(2);
    let segments = vec![
        InitialSegment { cell: 4, synapses: vec![(0, 0.5), (1, 0.5)] },
        InitialSegment { cell: 6, synapses: vec![(0, 0.5), (1, 0.5)] },
    ];
    let initial = InitialState { segments, active_cells: vec![0, 1], winner_cells: vec![0] };
    let mut memory = TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap();
    assert!(memory.last_active_steps().into_iter().eq([(0.into(), 0), (1.into(), 0)]));
    memory.kill_cells([4]).unwrap();
    assert!(memory.last_active_steps().into_iter().eq([(1.into(), 0)]));
}
