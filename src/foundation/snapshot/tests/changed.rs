//! Snapshots with arrays that no run could have left behind.

use super::*;

/// The error for a snapshot with other arrays.
fn refused<T: std::fmt::Debug>(
    snapshot: &Snapshot,
    changes: &[(&str, Option<Array>)],
    load: impl Fn(Snapshot) -> Result<T, SnapshotError>,
) -> String {
    let mut changed = snapshot.clone();
    for (name, array) in changes {
        match array {
            Some(array) => changed.arrays.insert((*name).to_owned(), array.clone()),
            None => changed.arrays.remove(*name),
        };
    }
    let read = Snapshot::from_bytes(&changed.to_bytes().unwrap()).unwrap();
    match load(read) {
        Ok(_) => format!("{changes:?} is taken"),
        Err(error) => error.to_string(),
    }
}

fn u32s<const N: usize>(numbers: [u32; N]) -> Option<Array> {
    Some(Array::U32(numbers.to_vec()))
}

fn u64s<const N: usize>(numbers: [u64; N]) -> Option<Array> {
    Some(Array::U64(numbers.to_vec()))
}

fn f64s<const N: usize>(numbers: [f64; N]) -> Option<Array> {
    Some(Array::F64(numbers.to_vec()))
}

//= spec/snapshot.md#snap-load
//= type=test
//# An array that is missing or has the wrong type or the wrong length MUST be rejected.
//= spec/snapshot.md#snap-load
//= type=test
//# An array that the kind does not have MUST be rejected.
//= spec/snapshot.md#snap-load
//= type=test
//# A counter of 2^63 or more MUST be rejected.
//= spec/snapshot.md#snap-graph
//= type=test
//# A graph that no run could have produced MUST be rejected: cells that do not exist, dead cells
//# with a segment or a synapse on their axon, two synapses of a segment to the same cell,
//# permanences outside 0 to 1, serial numbers that do not ascend within a cell, are used twice, or
//# have not been assigned yet.
//= spec/snapshot.md#snap-bounds
//= type=test
//# Arrays MUST be checked against the sizes among the parameters before anything of these sizes is
//# allocated.
//= spec/snapshot.md#snap-graph
//= type=test
//# Numbers that no step could have left behind MUST be rejected: an increment that is even, anomaly
//# scores and duty cycles outside 0 to 1, boosts that are not finite numbers above 0, overlaps that
//# are not finite numbers of at least 0, an inhibition radius of 0, a last active step after t,
//# lists of cells or columns that do not ascend.
#[test]
fn a_temporal_memory_that_cannot_be_is_refused() {
    let snapshot = memory().snapshot().unwrap();
    let changes: Vec<Vec<(&str, Option<Array>)>> = vec![
        vec![("permanences", None)],
        vec![("more", u32s([]))],
        vec![("serials", u32s([1, 0]))],
        vec![("t", u64s([]))],
        vec![("t", u64s([1, 2]))],
        vec![("t", u64s([1 << 63]))],
        vec![("random", u64s([1, 2]))],
        vec![("anomaly", f64s([f64::NAN]))],
        vec![("bursting_columns", u32s([1, 1]))],
        vec![("bursting_columns", u32s([4]))],
        vec![("active_cells", u32s([0, 8]))],
        vec![("active_cells", u32s([2, 1]))],
        vec![("winner_cells", u32s([7]))],
        vec![("dead_cells", u32s([9]))],
        vec![("dead_cells", u32s([6, 7]))],
        vec![("dead_cells", u32s([4]))],
        vec![("dead_cells", u32s([0]))],
        vec![("segments_per_cell", u32s([0, 0, 0, 1, 1, 0, 0]))],
        vec![("segments_per_cell", u32s([0, 0, 0, 0, 1, 0, 0, 1]))],
        vec![("segments_per_cell", u32s([0, 0, 0, 1, 2, 0, 0, 0]))],
        vec![("segments_per_cell", u32s([u32::MAX; 8]))],
        vec![("synapses_per_segment", u32s([1, 2]))],
        vec![("synapses_per_segment", u32s([u32::MAX, 2]))],
        vec![("presynaptic_cells", u32s([0, 0, 1, 8]))],
        vec![("presynaptic_cells", u32s([0, 0, 1, u32::MAX]))],
        vec![("presynaptic_cells", u32s([0, 0, 1, 0]))],
        vec![("presynaptic_cells", u32s([0, 0, 1, 7]))],
        vec![("permanences", f64s([0.5, 0.5, 0.5, 1.5]))],
        vec![("permanences", f64s([0.5, 0.5, 0.5, f64::NAN]))],
        vec![("permanences", f64s([0.5, 0.5, 0.5, -0.1]))],
        vec![("serials", u64s([0, 0]))],
        vec![("serials", u64s([1, 2]))],
        vec![("next_serial", u64s([u64::MAX]))],
        vec![("segments_per_cell", u32s([0, 0, 0, 0, 2, 0, 0, 0]))],
        vec![("last_active", u64s([0, 1]))],
        vec![("last_active", None)],
    ];
    let message = |changes: &Vec<_>| refused(&snapshot, changes, TemporalMemory::from_snapshot);
    let messages: Vec<String> = changes.iter().map(message).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
        the array `permanences` of the snapshot is missing
        the array `more` of the snapshot is unexpected for this kind of object
        the array `serials` of the snapshot has the type U32; it must be U64
        the array `t` of the snapshot has 0 numbers; it must have 1
        the array `t` of the snapshot has 2 numbers; it must have 1
        the array `t` of the snapshot is 9223372036854775808; it must be below 2^63
        the array `random` of the snapshot has an increment that is not odd
        the array `anomaly` of the snapshot contains NaN; its numbers must be from 0 to 1
        the array `bursting_columns` of the snapshot must be strictly ascending and below 4
        the array `bursting_columns` of the snapshot must be strictly ascending and below 4
        the array `active_cells` of the snapshot must be strictly ascending and below 8
        the array `active_cells` of the snapshot must be strictly ascending and below 8
        the array `winner_cells` of the snapshot names cell 7, which is dead
        the array `dead_cells` of the snapshot must be strictly ascending and below 8
        the array `dead_cells` of the snapshot is invalid: column 3 would have no living cell left; it must keep at least one
        the array `segments_per_cell` of the snapshot names cell 4, which is dead
        the array `presynaptic_cells` of the snapshot names cell 0, which is dead
        the array `segments_per_cell` of the snapshot has 7 numbers; it must have 8
        the array `segments_per_cell` of the snapshot names cell 7, which is dead
        the array `synapses_per_segment` of the snapshot has 2 numbers; it must have 3
        the array `synapses_per_segment` of the snapshot has 2 numbers; it must have 34359738360
        the array `presynaptic_cells` of the snapshot has 4 numbers; it must have 3
        the array `presynaptic_cells` of the snapshot has 4 numbers; it must have 4294967297
        the array `presynaptic_cells` of the snapshot names cell 8; cells are numbered 0 to 7
        the array `presynaptic_cells` of the snapshot names cell 4294967295; cells are numbered 0 to 7
        the array `presynaptic_cells` of the snapshot contains cell 0 twice for segment 0
        the array `presynaptic_cells` of the snapshot names cell 7, which is dead
        the array `permanences` of the snapshot contains 1.5; its numbers must be from 0 to 1
        the array `permanences` of the snapshot contains NaN; its numbers must be from 0 to 1
        the array `permanences` of the snapshot contains -0.1; its numbers must be from 0 to 1
        the array `serials` of the snapshot has 0 twice
        the array `serials` of the snapshot contains 2, which was never assigned; the next serial number is 2
        the array `next_serial` of the snapshot is 18446744073709551615; it must be below 2^63
        the array `serials` of the snapshot must ascend within each cell
        the array `last_active` of the snapshot contains step 1, but the last step was 0
        the array `last_active` of the snapshot is missing
        ");
}

//= spec/snapshot.md#snap-graph
//= type=test
//# Potential synapses that SP-PHASE-1-GIVEN rejects MUST be rejected here too.
//= spec/snapshot.md#snap-graph
//= type=test
//# Numbers that no step could have left behind MUST be rejected: an increment that is even, anomaly
//# scores and duty cycles outside 0 to 1, boosts that are not finite numbers above 0, overlaps that
//# are not finite numbers of at least 0, an inhibition radius of 0, a last active step after t,
//# lists of cells or columns that do not ascend.
#[test]
fn a_spatial_pooler_that_cannot_be_is_refused() {
    let snapshot = pooler().snapshot().unwrap();
    let changes: Vec<Vec<(&str, Option<Array>)>> = vec![
        vec![("inputs", u32s([0, 6, 5]))],
        vec![("inputs", u32s([3, 0, 5]))],
        vec![("permanences", f64s([0.5, 2.0, 1.0]))],
        vec![("synapses_per_column", u32s([2, 0, 1, 0]))],
        vec![("synapses_per_column", u32s([2, 0, u32::MAX]))],
        vec![("boosts", f64s([1.0, 1.0]))],
        vec![("boosts", f64s([1.0, 1.0, f64::INFINITY]))],
        vec![("overlaps", f64s([1.0, -1.0, 1.0]))],
        vec![("active_duty_cycles", f64s([1.0, 1.1, 1.0]))],
        vec![("active_columns", u32s([3]))],
        vec![("inhibition_radius", u32s([0]))],
        vec![("learning_steps", u64s([u64::MAX]))],
    ];
    let message = |changes: &Vec<_>| refused(&snapshot, changes, SpatialPooler::from_snapshot);
    let messages: Vec<String> = changes.iter().map(message).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
        the state in the snapshot is invalid: column 0 has a potential synapse to input 6; inputs are numbered 0 to 5
        the state in the snapshot is invalid: column 0 has a potential synapse to input 0 behind one to input 3; list every input once, ascending
        the state in the snapshot is invalid: among the permanences, that of column 0 is 2; it must be from 0 to 1
        the array `synapses_per_column` of the snapshot has 4 numbers; it must have 3
        the array `inputs` of the snapshot has 3 numbers; it must have 4294967297
        the state in the snapshot is invalid: 2 boosts are given for 3 columns; give one for each
        the state in the snapshot is invalid: among the boosts, that of column 2 is inf; it must be above 0 and finite
        the state in the snapshot is invalid: among the overlaps, that of column 1 is -1; it must be at least 0 and finite
        the state in the snapshot is invalid: among the active duty cycles, that of column 1 is 1.1; it must be from 0 to 1
        the state in the snapshot is invalid: the active columns must be ascending, each once and below 3, but 3 is not
        the array `inhibition_radius` of the snapshot is 0; it must be at least 1
        the array `learning_steps` of the snapshot is 18446744073709551615; it must be below 2^63
        ");
}

#[test]
fn a_region_that_cannot_be_is_refused() {
    let snapshot = region().snapshot().unwrap();
    let changes: Vec<Vec<(&str, Option<Array>)>> = vec![
        vec![("anomaly.row", u64s([4]))],
        vec![("anomaly.values", f64s([1.0, f64::INFINITY, 1.0]))],
        vec![("anomaly.raw_scores", f64s([1.0, 2.0, 1.0]))],
        vec![("anomaly.distribution", f64s([0.5, 0.0]))],
        vec![("anomaly.tail_before", f64s([0.5, 0.5]))],
        vec![("anomaly.range", f64s([2.0, 1.0]))],
        vec![("encoders.missing", u64s([0]))],
        vec![("encoders.missing", u64s([0, u64::MAX]))],
        vec![("encoders.1.buckets", Some(Array::I64(vec![1, 1])))],
        vec![("encoders.1.buckets", Some(Array::I64(vec![i64::MIN])))],
        vec![("encoders.0.previous", f64s([]))],
        vec![("step", None)],
    ];
    let message = |changes: &Vec<_>| refused(&snapshot, changes, Region::from_snapshot);
    let messages: Vec<String> = changes.iter().map(message).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
        the array `anomaly.values` of the snapshot has 3 numbers; it must have 4
        the array `anomaly.values` of the snapshot contains inf; its numbers must be finite, or NaN if missing
        the array `anomaly.raw_scores` of the snapshot contains 2; its numbers must be from 0 to 1
        the array `anomaly.distribution` of the snapshot must be a finite mean and a finite deviation above 0, or empty
        the array `anomaly.tail_before` of the snapshot has several numbers; it must have at most one
        the array `anomaly.range` of the snapshot must be two finite numbers, the lower one first, or empty
        the array `encoders.missing` of the snapshot has 1 numbers; it must have 2
        the array `encoders.missing` of the snapshot is 18446744073709551615; it must be below 2^63
        the state in the snapshot is invalid: value: the state of another encoder: a random distributed scalar encoder keeps at most 1024 different buckets from -2^52 to 2^52
        the state in the snapshot is invalid: value: the state of another encoder: a random distributed scalar encoder keeps at most 1024 different buckets from -2^52 to 2^52
        the array `encoders.0.previous` of the snapshot is unexpected for this kind of object
        the array `step` of the snapshot is missing
        ");
}
