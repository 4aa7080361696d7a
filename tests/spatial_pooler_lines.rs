//! One test for each rule of `spec/spatial-pooler.md`, in the order of the lines of `BAMI SP`; the
//! decisions and the extensions are in separate modules.

#[path = "spatial_pooler/decisions.rs"]
mod decisions;
#[path = "spatial_pooler/errors.rs"]
mod errors;
#[path = "spatial_pooler/phase_1.rs"]
mod phase_1;
#[path = "spatial_pooler/pin.rs"]
mod pin;
#[path = "spatial_pooler/support.rs"]
mod support;

use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::SpatialPooler;
use bami_htm::{Execution, Learning};
use support::*;

//= spec/spatial-pooler.md#sp-step
//= type=test
//# A step of the spatial pooler MUST do phase 2 for all columns, then phase 3 for all columns, and
//# then phase 4 when learning is on.
#[test]
fn sp_step_the_phases_follow_each_other() {
    let mut pooler = with_overlaps(parameters(3, 3), &[1, 3, 2]);
    let phase = |line: u32| match line {
        ..=5 => 2,
        6..=10 => 3,
        11.. => 4,
    };
    let phases = |recorder: Recorder| {
        let mut phases: Vec<u32> = recorder.lines().into_iter().map(phase).collect();
        phases.dedup();
        phases
    };
    assert_eq!(phases(observe(&mut pooler, &[0, 1, 2], true)), [2, 3, 4]);
    assert_eq!(phases(observe(&mut pooler, &[0, 1, 2], false)), [2, 3]);
}

//= spec/spatial-pooler.md#sp-step
//= type=test
//# With learning off, a step MUST NOT change anything but the overlaps and the active columns.
#[test]
fn sp_step_without_learning_nothing_else_changes() {
    let mut parameters = parameters(20, 10);
    parameters.boost_strength = 2.0;
    let mut pooler = SpatialPooler::new(parameters, 1).unwrap();
    step(&mut pooler, &[1, 2, 3, 4], true);
    let before = pooler.state();
    step(&mut pooler, &[7, 8, 11, 12, 13], false);
    let mut after = pooler.state();
    assert_ne!(after, before);
    after.overlaps = before.overlaps.clone();
    after.active_columns = before.active_columns.clone();
    assert_eq!(after, before);
}

//= spec/spatial-pooler.md#sp-step
//= type=test
//# An input whose number of bits is not the product of inputDimensions MUST be rejected with an
//# error.
//= spec/spatial-pooler.md#sp-step
//= type=test
//# An input that is rejected MUST leave the pooler unchanged.
#[test]
fn sp_step_an_input_of_another_size_is_refused() {
    let mut pooler = SpatialPooler::new(parameters(20, 10), 1).unwrap();
    let before = pooler.state();
    let input = Sdr::new(21, [3]).unwrap();
    insta::assert_snapshot!(pooler.step(&input, Learning::On).unwrap_err(), @"the input has 21 bits where the pooler has 20 inputs; both must be equal");
    assert_eq!(pooler.state(), before);
}

//= spec/spatial-pooler.md#sp-1-2
//= type=test
//# For every column, by ascending index, the overlap MUST start at 0.
#[test]
fn sp_1_2_overlaps_do_not_add_up_over_steps() {
    let mut pooler = with_overlaps(parameters(3, 2), &[3, 1]);
    for _ in 0..2 {
        let recorder = observe(&mut pooler, &[0, 1, 2], false);
        assert_eq!(pooler.overlaps(), [3.0, 1.0]);
        let columns: Vec<_> = recorder.0.iter().filter(|t| t.line == Some(2)).collect();
        assert_eq!([columns[0].column, columns[1].column], [Some(0), Some(1)]);
    }
}

//= spec/spatial-pooler.md#sp-3-4
//= type=test
//# The overlap of a column MUST grow by 1 for each of its connected synapses whose input is active,
//# and by 0 for each whose input is not.
#[test]
fn sp_3_4_connected_synapses_on_active_inputs_count() {
    // Input 0: connected and active; 1: connected; 2: active only; 3: neither; 4: connected and
    // active.
    let synapses = [(0, 0.5), (1, 0.9), (2, 0.4), (3, 0.4), (4, 1.0)];
    let mut pooler = given(parameters(6, 1), &[&synapses]);
    let recorder = observe(&mut pooler, &[0, 2, 4, 5], false);
    assert_eq!(pooler.overlaps(), [2.0]);
    assert_eq!(recorder.of_line(3).len(), 3);
    insta::assert_snapshot!(recorder.of_line(4).join("\n"), @"
    InputAdded { column: 0, input: 0, active: true, before: 0.0, after: 1.0 }
    InputAdded { column: 0, input: 1, active: false, before: 1.0, after: 1.0 }
    InputAdded { column: 0, input: 4, active: true, before: 1.0, after: 2.0 }
    ");
}

//= spec/spatial-pooler.md#sp-5
//= type=test
//# After all connected synapses of a column have been counted, its overlap MUST be multiplied by
//# its boost, once.
#[test]
fn sp_5_the_overlap_is_boosted() {
    let fresh = with_overlaps(parameters(3, 2), &[3, 1]);
    let mut state = fresh.state();
    state.boosts = vec![1.5, 0.1];
    let mut pooler = SpatialPooler::from_state(fresh.parameters().clone(), state).unwrap();
    step_all(&mut pooler, false);
    assert_eq!(pooler.overlaps(), [4.5, 0.1]);
}

//= spec/spatial-pooler.md#sp-6-7
//= type=test
//# For every column, by ascending index, minLocalActivity MUST be kthScore of the boosted overlaps
//# of neighbors(c), with the k of D-SP-10 for that column.
#[test]
fn sp_6_7_the_score_to_reach_is_that_of_the_neighborhood() {
    let mut parameters = parameters(5, 5);
    parameters.global_inhibition = false;
    let mut pooler = with_overlaps(parameters, &[5, 4, 1, 2, 3]);
    assert_eq!(pooler.inhibition_radius(), 1);
    let recorder = observe(&mut pooler, &[0, 1, 2, 3, 4], false);
    insta::assert_snapshot!(recorder.of_line(7).join("\n"), @"
    MinLocalActivity { column: 0, neighbors: 2, k: 1, min_local_activity: 5.0 }
    MinLocalActivity { column: 1, neighbors: 3, k: 1, min_local_activity: 5.0 }
    MinLocalActivity { column: 2, neighbors: 3, k: 1, min_local_activity: 4.0 }
    MinLocalActivity { column: 3, neighbors: 3, k: 1, min_local_activity: 3.0 }
    MinLocalActivity { column: 4, neighbors: 2, k: 1, min_local_activity: 3.0 }
    ");
    assert_eq!(pooler.active_columns(), [0, 4]);
}

//= spec/spatial-pooler.md#sp-8-10
//= type=test
//# A column MUST become active exactly when its overlap is greater than stimulusThreshold and at
//# least minLocalActivity.
#[test]
fn sp_8_10_ties_with_the_kth_score_all_win_above_the_threshold() {
    let winners = |k, threshold| {
        let parameters = parameters(5, 5)
            .with_num_active_columns_per_inh_area(k)
            .with_stimulus_threshold(threshold);
        step_all(&mut with_overlaps(parameters, &[5, 3, 3, 1, 0]), false)
    };
    assert_eq!(winners(1, 0.0), [0]);
    assert_eq!(winners(2, 0.0), [0, 1, 2]);
    assert_eq!(winners(3, 0.0), [0, 1, 2]);
    assert_eq!(winners(5, 0.0), [0, 1, 2, 3]);
    assert_eq!(winners(5, 2.5), [0, 1, 2]);
}

//= spec/spatial-pooler.md#d-sp-28
//= type=test
//# The active columns MUST be listed in ascending order of the index.
#[test]
fn d_sp_28_winners_are_listed_ascending() {
    let mut parameters = parameters(5, 4);
    parameters.num_active_columns_per_inh_area = Some(3);
    let mut pooler = with_overlaps(parameters, &[3, 1, 4, 5]);
    assert_eq!(step_all(&mut pooler, false), [0, 2, 3]);
    assert_eq!(pooler.active_columns(), [0, 2, 3]);
}

//= spec/spatial-pooler.md#sp-11-12
//= type=test
//# For every active column, and for no other, lines 13 to 18 MUST be applied to each potential
//# synapse, connected or not, in ascending order of the input.
#[test]
fn sp_11_12_all_potential_synapses_of_winners_learn_and_no_others() {
    let mut parameters = parameters(4, 2);
    parameters.min_pct_overlap_duty_cycle = 0.0;
    let mut pooler = given(parameters, &[&[(0, 0.5), (1, 0.25), (3, 0.75)], &[(2, 0.5)]]);
    let recorder = observe(&mut pooler, &[0, 1], true);
    assert_eq!(permanences(&pooler, 0), [0.75, 0.5, 0.625]);
    assert_eq!(permanences(&pooler, 1), [0.5]);
    insta::assert_snapshot!(recorder.of_line(12).join("\n"), @"
    PotentialSynapse { column: 0, input: 0, permanence: 0.5 }
    PotentialSynapse { column: 0, input: 1, permanence: 0.25 }
    PotentialSynapse { column: 0, input: 3, permanence: 0.75 }
    ");
}

//= spec/spatial-pooler.md#sp-13-15
//= type=test
//# A synapse whose input is active MUST have synPermActiveInc added to its permanence, which is
//# then limited to at most 1.
#[test]
fn sp_13_15_active_inputs_gain_at_most_to_1() {
    let mut pooler = given(parameters(3, 1), &[&[(0, 0.5), (1, 0.75), (2, 0.875)]]);
    let recorder = observe(&mut pooler, &[0, 1, 2], true);
    assert_eq!(permanences(&pooler, 0), [0.75, 1.0, 1.0]);
    assert!(recorder.of_line(14)[2].contains("before: 0.875, after: 1.125"));
    assert!(recorder.of_line(15)[2].contains("before: 1.125, after: 1.0"));
    assert!(recorder.of_line(17).is_empty());
}

//= spec/spatial-pooler.md#sp-16-18
//= type=test
//# A synapse whose input is not active MUST have synPermInactiveDec subtracted from its permanence,
//# which is then limited to at least 0.
#[test]
fn sp_16_18_inactive_inputs_lose_at_least_to_0() {
    let synapses = [(0, 0.5), (1, 0.5), (2, 0.125), (3, 0.0625)];
    let mut pooler = given(parameters(4, 1), &[&synapses]);
    let recorder = observe(&mut pooler, &[0], true);
    assert_eq!(permanences(&pooler, 0), [0.75, 0.375, 0.0, 0.0]);
    assert!(recorder.of_line(17)[2].contains("before: 0.0625, after: -0.0625"));
    assert!(recorder.of_line(18)[2].contains("before: -0.0625, after: 0.0"));
}

//= spec/spatial-pooler.md#sp-19-20
//= type=test
//# The active duty cycle of every column MUST be updated with x = 1 if the column is active in this
//# step and x = 0 otherwise.
#[test]
fn sp_19_20_active_duty_cycles_count_active_steps() {
    let mut pooler = given(parameters(2, 2), &[&[(0, 1.0)], &[(1, 1.0)]]);
    step(&mut pooler, &[0], true);
    assert_eq!(pooler.active_duty_cycles(), [1.0, 0.0]);
    step(&mut pooler, &[1], true);
    assert_eq!(pooler.active_duty_cycles(), [0.5, 0.5]);
    step(&mut pooler, &[0], true);
    assert_eq!(pooler.active_duty_cycles(), [0.6666666666666666, 0.3333333333333333]);
}

//= spec/spatial-pooler.md#sp-21
//= type=test
//# activeDutyCycleNeighbors of a column MUST be the sum of the active duty cycles that its
//# neighbours have when line 21 runs, added up from 0 in ascending order of the index, divided by
//# their number.
#[test]
fn sp_21_the_mean_is_added_up_ascending() {
    let fresh = with_overlaps(parameters(3, 3), &[0, 0, 0]);
    let mut state = fresh.state();
    state.active_duty_cycles = vec![0.1, 0.2, 0.6];
    let mut pooler = SpatialPooler::from_state(fresh.parameters().clone(), state).unwrap();
    let recorder = observe(&mut pooler, &[], true);
    // P is 1 in the first learning step, so that only this step counts.
    assert_eq!(pooler.active_duty_cycles(), [0.0; 3]);
    assert!(recorder.of_line(21)[0].ends_with("neighbors: 3, mean: 0.0 }"));

    let mut state = fresh.state();
    state.active_duty_cycles = vec![0.1, 0.2, 0.6];
    state.learning_steps = 1000;
    let mut pooler = SpatialPooler::from_state(fresh.parameters().clone(), state).unwrap();
    let recorder = observe(&mut pooler, &[], true);
    let &[a, b, c] = pooler.active_duty_cycles() else { unreachable!() };
    assert_ne!((a + b) + c, (c + b) + a);
    for told in recorder.of_line(21) {
        assert!(told.ends_with(&format!("mean: {:?} }}", ((a + b) + c) / 3.0)), "{told}");
    }
}

//= spec/spatial-pooler.md#sp-22
//= type=test
//# The boost of every column MUST become boostFunction of its active duty cycle and its
//# activeDutyCycleNeighbors.
#[test]
fn sp_22_who_wins_more_than_its_neighbors_is_boosted_less() {
    let mut parameters = parameters(2, 2);
    parameters.boost_strength = 2.0;
    let mut pooler = given(parameters, &[&[(0, 1.0)], &[(1, 1.0)]]);
    step(&mut pooler, &[0], true);
    // The mean is 0.5: exp(-2 * 0.5) and exp(-2 * -0.5).
    assert_eq!(pooler.boosts(), [EXP_MINUS_1, EXP_1]);
}

/// As after a change of boostStrength.
//= spec/spatial-pooler.md#sp-22
//= type=test
//# The boost of every column MUST become boostFunction of its active duty cycle and its
//# activeDutyCycleNeighbors.
#[test]
fn sp_22_a_strength_of_0_takes_back_the_boosts_of_a_state() {
    let parameters = parameters(2, 2).with_boost_strength(0.0);
    let mut state = given(parameters.clone(), &[&[(0, 1.0)], &[(1, 1.0)]]).state();
    state.boosts = vec![2.5, 0.5];
    for execution in [Execution::Literal, Execution::Indexed] {
        let mut pooler = SpatialPooler::from_state(parameters.clone(), state.clone()).unwrap();
        pooler.set_execution(execution);
        step(&mut pooler, &[0], true);
        assert_eq!(pooler.boosts(), [1.0, 1.0], "{execution:?}");
    }
}

//= spec/spatial-pooler.md#sp-23
//= type=test
//# The overlap duty cycle of every column MUST be updated with x = 1 if its overlap in this step is
//# greater than stimulusThreshold and x = 0 otherwise.
#[test]
fn sp_23_overlap_duty_cycles_count_steps_with_overlap() {
    let mut pooler = with_overlaps(parameters(3, 3), &[3, 1, 0]);
    assert_eq!(step_all(&mut pooler, true), [0]);
    assert_eq!(pooler.overlap_duty_cycles(), [1.0, 1.0, 0.0]);
    step(&mut pooler, &[1], true);
    assert_eq!(pooler.overlap_duty_cycles(), [1.0, 0.5, 0.0]);
}

//= spec/spatial-pooler.md#sp-24-25
//= type=test
//# For every column whose overlap duty cycle is less than minDutyCycle(c) when line 24 runs,
//# increasePermanences MUST be called with the amount 0.1 * connectedPerm.
#[test]
fn sp_24_25_weak_columns_are_bumped() {
    let mut parameters = parameters(3, 3);
    parameters.min_pct_overlap_duty_cycle = 0.5;
    let weak: &[(u32, f64)] = &[(0, 0.25), (2, 0.0)];
    let mut pooler = given(parameters, &[&[(0, 1.0)], weak, &[(1, 0.5)]]);
    step(&mut pooler, &[0], true);
    // Columns 1 and 2 have had no overlap: 0 < 0.5 * 1.
    assert_eq!(permanences(&pooler, 1), [0.25 + 0.1 * 0.5, 0.05]);
    assert_eq!(permanences(&pooler, 2), [0.55]);
    let recorder = observe(&mut pooler, &[0, 1], true);
    // Column 2 overlaps in half of the steps now, which is not less than half of the best.
    assert!(recorder.of_line(24)[2].ends_with("min_duty_cycle: 0.5, below: false }"));
    assert_eq!(permanences(&pooler, 1), [0.3 + 0.05, 0.1]);
}

//= spec/spatial-pooler.md#sp-24-25
//= type=test
//# For every column whose overlap duty cycle is less than minDutyCycle(c) when line 24 runs,
//# increasePermanences MUST be called with the amount 0.1 * connectedPerm.
#[test]
fn sp_24_25_where_nothing_overlaps_nothing_is_bumped() {
    let mut pooler = given(parameters(2, 1), &[&[(0, 0.25)]]);
    step_all(&mut pooler, true);
    assert_eq!(permanences(&pooler, 0), [0.25]);
}

//= spec/spatial-pooler.md#sp-26
//= type=test
//# After lines 11 to 25 the inhibition radius MUST become averageReceptiveFieldSize of the
//# permanences as they are then.
#[test]
fn sp_26_the_radius_follows_the_permanences() {
    let mut parameters = parameters(9, 1);
    parameters.global_inhibition = false;
    parameters.column_dimensions = vec![9];
    // All columns alike: connected on 0 to 8, a size of 9 and a radius of 4.
    let all: &[(u32, f64)] = &[(0, 0.5), (4, 0.5), (8, 0.5)];
    let mut pooler = given(parameters, &[all; 9]);
    assert_eq!(pooler.inhibition_radius(), 4);
    // Without learning it stays; with it the synapses on 0 and 8 are lost.
    step(&mut pooler, &[4], false);
    assert_eq!(pooler.inhibition_radius(), 4);
    step(&mut pooler, &[4], true);
    assert_eq!(pooler.inhibition_radius(), 1);
}

/// The example at the end of the specification.
#[test]
fn the_example_of_the_specification() {
    let mut pooler = given(
        parameters(4, 3),
        &[
            &[(0, 0.5), (1, 0.75), (2, 0.25)],
            &[(1, 0.5), (2, 0.5), (3, 0.5)],
            &[(0, 0.25), (2, 0.0), (3, 0.875)],
        ],
    );
    let recorder = observe(&mut pooler, &[0, 1], true);
    assert_eq!(pooler.overlaps(), [2.0, 1.0, 0.0]);
    assert_eq!(pooler.active_columns(), [0]);
    assert_eq!(permanences(&pooler, 0), [0.75, 1.0, 0.125]);
    assert_eq!(permanences(&pooler, 1), [0.5, 0.5, 0.5]);
    assert_eq!(permanences(&pooler, 2), [0.3, 0.05, 0.925]);
    assert_eq!(pooler.active_duty_cycles(), [1.0, 0.0, 0.0]);
    assert_eq!(pooler.overlap_duty_cycles(), [1.0, 1.0, 0.0]);
    assert_eq!(pooler.boosts(), [1.0; 3]);
    assert_eq!(pooler.inhibition_radius(), 3);
    // What every line did, in order.
    let told = recorder
        .0
        .iter()
        .map(|told| format!("{:>2} {:<9} {}", told.line.unwrap_or_default(), told.rule, told.text));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}
