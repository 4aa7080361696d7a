//! The decisions D-SP-5 to D-SP-22 and the extension `lowest_index`.

use bami_htm::Execution;
use bami_htm::spatial_pooler::{
    BoostingOrder, ConnectedInOverlap, DutyCycles, SpatialPooler, SpatialPoolerParameters, TieBreak,
};

use crate::support::*;

fn local(inputs: u32, columns: u32) -> SpatialPoolerParameters {
    parameters(inputs, columns).with_global_inhibition(false)
}

//= spec/spatial-pooler.md#d-sp-5
//= type=test
//# With connected_in_overlap at_least, lines 3 to 5 MUST count a synapse as connected exactly when
//# its permanence is at least connectedPerm.
//= spec/spatial-pooler.md#d-sp-5
//= type=test
//# With connected_in_overlap above, lines 3 to 5 MUST count a synapse as connected exactly when its
//# permanence is greater than connectedPerm.
#[test]
fn d_sp_5_a_synapse_at_the_threshold_counts_in_the_overlap_by_the_switch() {
    let (below, above) = (0.5_f64.next_down(), 0.5_f64.next_up());
    let synapses: [&[(u32, f64)]; 3] = [&[(0, below)], &[(0, 0.5)], &[(0, above)]];
    for (switch, expected) in [
        (ConnectedInOverlap::AtLeast, [0.0, 1.0, 1.0]),
        (ConnectedInOverlap::Above, [0.0, 0.0, 1.0]),
    ] {
        let parameters = parameters(2, 3).with_connected_in_overlap(switch);
        for execution in [Execution::Literal, Execution::Indexed] {
            let mut pooler = given(parameters.clone(), &synapses);
            pooler.set_execution(execution);
            step(&mut pooler, &[0], false);
            assert_eq!(pooler.overlaps(), expected, "{execution:?}");
        }
    }
}

//= spec/spatial-pooler.md#d-sp-5
//= type=test
//# Line 26 MUST count a synapse as connected exactly when its permanence is at least connectedPerm.
#[test]
fn d_sp_5_a_synapse_at_the_threshold_widens_the_receptive_field() {
    for switch in [ConnectedInOverlap::AtLeast, ConnectedInOverlap::Above] {
        for execution in [Execution::Literal, Execution::Indexed] {
            let parameters =
                local(9, 9).with_connected_in_overlap(switch).with_syn_perm_active_inc(0.125);
            // A size of 9 by the synapses at the threshold, a radius of (9 - 1) / 2.
            let at: &[(u32, f64)] = &[(0, 0.5), (4, 0.75), (8, 0.5)];
            let mut pooler = given(parameters, &[at; 9]);
            assert_eq!(pooler.inhibition_radius(), 4);
            pooler.set_execution(execution);
            // The synapses on 0 and 8 fall below it, and the size to 1.
            step(&mut pooler, &[4], true);
            assert_eq!(pooler.inhibition_radius(), 1, "{switch:?} {execution:?}");
            // They rise to it again.
            step(&mut pooler, &[0, 8, 4], true);
            assert_eq!(pooler.inhibition_radius(), 4, "{switch:?} {execution:?}");
        }
    }
}

//= spec/spatial-pooler.md#d-sp-6
//= type=test
//# Line 5 MUST multiply by the boost also in a step that does not learn.
#[test]
fn d_sp_6_the_boost_is_applied_without_learning() {
    let mut parameters = parameters(2, 2);
    parameters.boost_strength = 2.0;
    let mut pooler = given(parameters, &[&[(0, 1.0)], &[(1, 1.0)]]);
    step(&mut pooler, &[0], true);
    let boosts = pooler.boosts().to_vec();
    assert_eq!(step(&mut pooler, &[0, 1], false), [1]);
    assert_eq!(pooler.overlaps(), boosts);
    assert_eq!(pooler.boosts(), boosts);
}

//= spec/spatial-pooler.md#d-sp-7
//= type=test
//# neighbors(c) MUST be all columns of which every coordinate differs from that of c by at most the
//# inhibition radius, c itself included, clipped at the borders of the columns.
#[test]
fn d_sp_7_neighbors_are_a_square_that_ends_at_the_border() {
    let parameters = local(1, 1).with_input_dimensions([1, 1]).with_column_dimensions([3, 4]);
    let mut pooler = given(parameters, &[NO_SYNAPSES; 12]);
    assert_eq!(pooler.inhibition_radius(), 1);
    let recorder = observe(&mut pooler, &[], false);
    let counts = recorder.of_line(7).into_iter().map(|told| field(told, "neighbors"));
    assert_eq!(counts.collect::<Vec<u32>>(), [4, 6, 6, 4, 6, 9, 9, 6, 4, 6, 6, 4]);
}

//= spec/spatial-pooler.md#d-sp-7
//= type=test
//# With globalInhibition neighbors(c) MUST be all columns.
#[test]
fn d_sp_7_with_global_inhibition_all_columns_compete() {
    let mut pooler = with_overlaps(parameters(5, 5), &[5, 4, 1, 2, 3]);
    let recorder = observe(&mut pooler, &[0, 1, 2, 3, 4], false);
    let told = recorder.of_line(7);
    assert!(told.iter().all(|t| t.ends_with("neighbors: 5, k: 1, min_local_activity: 5.0 }")));
    assert_eq!(pooler.active_columns(), [0]);
}

//= spec/spatial-pooler.md#d-sp-9
//= type=test
//# With tie_break all, every column whose overlap equals minLocalActivity and exceeds
//# stimulusThreshold MUST win, so that more than k columns can be active.
#[test]
fn d_sp_9_everybody_who_ties_wins() {
    let mut pooler = with_overlaps(parameters(5, 5), &[2, 2, 2, 2, 1]);
    assert_eq!(step_all(&mut pooler, false), [0, 1, 2, 3]);
    // A tie at an overlap of 0 has no winners.
    assert_eq!(step(&mut pooler, &[], false), Vec::<u32>::new());
}

//= spec/extensions.md#ext-sp-lowest-index
//= type=test
//# With tie_break lowest_index, a column that wins by lines 8 to 10 MUST stay active only if fewer
//# than k of its neighbours have a larger overlap, or an equal overlap and a lower index.
#[test]
fn ext_sp_lowest_index_keeps_k_winners() {
    let winners = |k, overlaps: &[u32]| {
        let parameters = parameters(5, overlaps.len() as u32)
            .with_num_active_columns_per_inh_area(k)
            .with_tie_break(TieBreak::LowestIndex);
        step_all(&mut with_overlaps(parameters, overlaps), false)
    };
    assert_eq!(winners(2, &[5, 3, 3, 3]), [0, 1]);
    assert_eq!(winners(2, &[3, 3, 5, 3]), [0, 2]);
    assert_eq!(winners(3, &[1, 1, 1, 1, 1]), [0, 1, 2]);
    assert_eq!(winners(3, &[0, 1, 0, 0, 0]), [1]);
}

//= spec/extensions.md#ext-sp-lowest-index
//= type=test
//# With tie_break lowest_index, a column that wins by lines 8 to 10 MUST stay active only if fewer
//# than k of its neighbours have a larger overlap, or an equal overlap and a lower index.
#[test]
fn ext_sp_lowest_index_judges_each_column_among_its_own_neighbors() {
    let parameters = local(1, 5).with_tie_break(TieBreak::LowestIndex);
    let one: &[(u32, f64)] = &[(0, 1.0)];
    let mut pooler = given(parameters, &[one; 5]);
    assert_eq!(pooler.inhibition_radius(), 2);
    // Every column but the first has an equal neighbour with a lower index, winner or not.
    assert_eq!(step(&mut pooler, &[0], false), [0]);
    let recorder = observe(&mut pooler, &[0], false);
    let judged: Vec<_> =
        recorder.0.iter().filter(|told| told.rule == "EXT-SP-LOWEST-INDEX").collect();
    assert_eq!(judged.len(), 5);
    assert_eq!(judged[3].text, "TieJudged { column: 3, ahead: 2, k: 1, stays: false }");
}

/// The counter-example of D-SP-9: each of the columns 0 and 2 is the best of its own neighbourhood,
/// and both are in that of column 1, of which one column may win.
#[test]
fn ext_sp_lowest_index_cannot_keep_k_in_every_area_with_local_inhibition() {
    for execution in [Execution::Literal, Execution::Indexed] {
        let parameters = local(5, 3).with_tie_break(TieBreak::LowestIndex);
        let mut pooler = with_overlaps(parameters, &[5, 1, 4]);
        assert_eq!(pooler.inhibition_radius(), 1);
        pooler.set_execution(execution);
        assert_eq!(step_all(&mut pooler, false), [0, 2]);
    }
}

//= spec/spatial-pooler.md#d-sp-10
//= type=test
//# A localAreaDensity below 0 MUST count as not given.
#[test]
fn d_sp_10_a_negative_density_counts_as_not_given() {
    let both = parameters(4, 4).with_local_area_density(-1.0);
    assert_eq!(both.validate(), Ok(()));
    assert_eq!(step_all(&mut with_overlaps(both.clone(), &[1, 2, 3, 4]), false), [3]);
    assert!(both.clone().with_num_active_columns_per_inh_area(None).validate().is_err());
    for density in [0.0, 0.02, f64::NAN] {
        assert!(both.clone().with_local_area_density(density).validate().is_err());
    }
}

//= spec/spatial-pooler.md#d-sp-10
//= type=test
//# With localAreaDensity, k of a column MUST be max(1, floor(localAreaDensity * n + 0.5)), where n
//# is the number of its neighbours.
#[test]
fn d_sp_10_a_density_counts_the_neighbors() {
    let ks = |density| {
        let parameters =
            local(4, 4).with_num_active_columns_per_inh_area(None).with_local_area_density(density);
        let mut pooler = given(parameters, &[NO_SYNAPSES; 4]);
        let recorder = observe(&mut pooler, &[], false);
        recorder.of_line(7).into_iter().map(|told| field(told, "k")).collect::<Vec<u32>>()
    };
    // 2, 3, 3 and 2 neighbours.
    assert_eq!(ks(0.5), [1, 2, 2, 1]);
    assert_eq!(ks(1.0), [2, 3, 3, 2]);
    assert_eq!(ks(0.01), [1, 1, 1, 1]);
}

//= spec/spatial-pooler.md#d-sp-11
//= type=test
//# Line 8 MUST let a column win only if its boosted overlap is greater than stimulusThreshold.
#[test]
fn d_sp_11_the_boosted_overlap_must_exceed_the_threshold() {
    let mut parameters = parameters(3, 3);
    parameters.num_active_columns_per_inh_area = Some(3);
    parameters.stimulus_threshold = 2.0;
    let fresh = with_overlaps(parameters, &[1, 2, 3]);
    let mut pooler = fresh.clone();
    assert_eq!(step_all(&mut pooler, false), [2]);
    let mut state = fresh.state();
    state.boosts = vec![2.5, 1.0, 0.5];
    let mut pooler = SpatialPooler::from_state(fresh.parameters().clone(), state).unwrap();
    assert_eq!(step_all(&mut pooler, false), [0]);
}

//= spec/spatial-pooler.md#d-sp-12
//= type=test
//# P MUST be the smaller of dutyCyclePeriod and the number of learning steps so far, this one
//# included.
#[test]
fn d_sp_12_the_period_grows_with_the_learning_steps_up_to_its_limit() {
    let mut parameters = parameters(1, 1);
    parameters.duty_cycle_period = 3;
    let mut pooler = given(parameters, &[&[(0, 1.0)]]);
    let mut periods = Vec::new();
    for learn in [true, false, false, true, true, true, true] {
        let recorder = observe(&mut pooler, &[0], learn);
        for line in [20, 23] {
            periods.extend(recorder.of_line(line).into_iter().map(|told| field(told, "period")));
        }
    }
    assert_eq!(periods, [1, 1, 2, 2, 3, 3, 3, 3, 3, 3]);
    assert_eq!(pooler.learning_steps(), 5);
    step(&mut pooler, &[], true);
    assert_eq!(pooler.active_duty_cycles(), [2.0 / 3.0]);
}

//= spec/spatial-pooler.md#d-sp-12
//= type=test
//# With duty_cycles window, updateActiveDutyCycle and updateOverlapDutyCycle MUST give the number
//# of ones among the last P values of x, divided by P.
#[test]
fn d_sp_12_a_window_forgets_a_step_after_a_whole_period() {
    for execution in [Execution::Literal, Execution::Indexed] {
        let parameters =
            parameters(2, 1).with_duty_cycle_period(3).with_duty_cycles(DutyCycles::Window);
        let mut pooler = given(parameters.clone(), &[&[(0, 1.0), (1, 1.0)]]);
        pooler.set_execution(execution);
        let mut shares = Vec::new();
        // Active in the steps 1, 3, 5 and 6; the step without learning does not count.
        for (input, learn) in
            [(1, true), (0, true), (1, true), (1, false), (0, true), (1, true), (1, true)]
        {
            let on = if input == 1 { vec![0, 1] } else { vec![] };
            step(&mut pooler, &on, learn);
            assert_eq!(pooler.active_duty_cycles(), pooler.overlap_duty_cycles());
            if learn {
                shares.push(pooler.active_duty_cycles()[0]);
            }
        }
        assert_eq!(shares, [1.0, 0.5, 2.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0]);
        // The last three steps, the oldest first.
        assert_eq!(pooler.state().active_window, [0, 1, 1]);
    }
}

/// With `recursive` the first step still counts in the fourth, with `window` it does not.
#[test]
fn d_sp_12_the_numbers_of_the_specification() {
    let after = |duty_cycles| {
        let parameters = parameters(2, 1).with_duty_cycle_period(3).with_duty_cycles(duty_cycles);
        let mut pooler = given(parameters, &[&[(0, 1.0), (1, 1.0)]]);
        for on in [&[0, 1][..], &[], &[0, 1], &[]] {
            step(&mut pooler, on, true);
        }
        pooler.active_duty_cycles()[0]
    };
    assert_eq!(after(DutyCycles::Window), 1.0 / 3.0);
    assert!((after(DutyCycles::Recursive) - 4.0 / 9.0).abs() < 1e-15);
}

/// The example of D-SP-14: three columns, of which column 2 alone wins in the first learning step.
fn example_of_d_sp_14(boosting_order: BoostingOrder, execution: Execution) -> SpatialPooler {
    let parameters = parameters(3, 3)
        .with_boost_strength(1.0)
        .with_connected_permanence(0.2)
        .with_boosting_order(boosting_order);
    let synapses: [&[(u32, f64)]; 3] = [&[(0, 0.5)], &[(1, 0.5)], &[(2, 0.5)]];
    let mut pooler = given(parameters, &synapses);
    pooler.set_execution(execution);
    assert_eq!(step(&mut pooler, &[2], true), [2]);
    assert_eq!(pooler.active_duty_cycles(), [0.0, 0.0, 1.0]);
    assert_eq!(pooler.overlap_duty_cycles(), [0.0, 0.0, 1.0]);
    pooler
}

/// The boosts, rounded to six places.
fn rounded_boosts(pooler: &SpatialPooler) -> Vec<String> {
    pooler.boosts().iter().map(|boost| format!("{boost:.6}")).collect()
}

//= spec/spatial-pooler.md#d-sp-14
//= type=test
//# With boosting_order one_loop, lines 20 to 25 MUST run for one column after the other, by
//# ascending index.
#[test]
fn d_sp_14_in_one_loop_a_column_sees_old_duty_cycles_behind_it() {
    for execution in [Execution::Literal, Execution::Indexed] {
        let mut pooler = example_of_d_sp_14(BoostingOrder::OneLoop, execution);
        assert_eq!(rounded_boosts(&pooler), ["1.000000", "1.000000", "0.513417"]);
        assert_eq!([0, 1].map(|column| permanences(&pooler, column)), [[0.5], [0.5]]);
        // In the next step both see what column 2 did in the first.
        step(&mut pooler, &[], true);
        assert_eq!([0, 1].map(|column| permanences(&pooler, column)), [[0.52], [0.52]]);
    }
    let mut pooler = example_of_d_sp_14(BoostingOrder::OneLoop, Execution::Literal);
    let lines = observe(&mut pooler, &[2], true).lines();
    let from_19 = lines.iter().copied().skip_while(|&line| line < 19).collect::<Vec<u32>>();
    let bumped = [19, 20, 21, 22, 23, 24, 25];
    let expected = [&bumped[..], &bumped[..], &bumped[..6], &[26]].concat();
    assert_eq!(from_19, expected);
}

//= spec/spatial-pooler.md#d-sp-14
//= type=test
//# With boosting_order two_passes, lines 20 and 23 MUST run for all columns, by ascending index,
//# before lines 21, 22, 24 and 25 run for the first column.
#[test]
fn d_sp_14_in_two_passes_all_columns_see_new_duty_cycles() {
    for execution in [Execution::Literal, Execution::Indexed] {
        let pooler = example_of_d_sp_14(BoostingOrder::TwoPasses, execution);
        assert_eq!(rounded_boosts(&pooler), ["1.395612", "1.395612", "0.513417"]);
        assert_eq!([0, 1].map(|column| permanences(&pooler, column)), [[0.52], [0.52]]);
    }
    let mut pooler = example_of_d_sp_14(BoostingOrder::TwoPasses, Execution::Literal);
    let lines = observe(&mut pooler, &[2], true).lines();
    let from_19 = lines.iter().copied().skip_while(|&line| line < 19).collect::<Vec<u32>>();
    let bumped = [21, 22, 24, 25];
    let expected =
        [&[19, 20, 23].repeat(3)[..], &bumped[..], &bumped[..], &bumped[..3], &[26]].concat();
    assert_eq!(from_19, expected);
}

#[test]
fn d_sp_14_means_and_minima_see_new_duty_cycles_only() {
    let parameters = parameters(2, 2).with_boost_strength(2.0).with_min_pct_overlap_duty_cycle(1.0);
    let mut pooler = given(parameters, &[&[(0, 0.25)], &[(1, 1.0)]]);
    assert_eq!(step(&mut pooler, &[1], true), [1]);
    // The later column makes the mean 0.5 and the minimum 1 for the earlier one.
    assert_eq!(pooler.boosts(), [EXP_1, EXP_MINUS_1]);
    assert_eq!(permanences(&pooler, 0), [0.3]);
}

//= spec/spatial-pooler.md#d-sp-15
//= type=test
//# minDutyCycle(c) MUST be minPctOverlapDutyCycle times the largest overlap duty cycle among the
//# neighbours of c.
#[test]
fn d_sp_15_the_minimum_is_a_part_of_the_best_nearby() {
    let mut parameters = local(5, 5);
    parameters.min_pct_overlap_duty_cycle = 0.5;
    let mut pooler = with_overlaps(parameters, &[1, 0, 0, 0, 0]);
    let recorder = observe(&mut pooler, &[0], true);
    let minima = recorder.of_line(24).into_iter().map(|told| told.contains("min_duty_cycle: 0.5"));
    assert_eq!(minima.collect::<Vec<bool>>(), [true, true, false, false, false]);
}

//= spec/spatial-pooler.md#d-sp-16
//= type=test
//# increasePermanences(c, s) MUST add s to the permanence of each potential synapse of c and limit
//# it to at most 1.
#[test]
fn d_sp_16_the_bump_adds_an_amount() {
    let weak: &[(u32, f64)] = &[(0, 0.0), (1, 0.25), (2, 0.98)];
    let mut pooler = given(parameters(4, 2), &[&[(3, 1.0)], weak]);
    step(&mut pooler, &[3], true);
    assert_eq!(permanences(&pooler, 1), [0.05, 0.3, 1.0]);
}

//= spec/spatial-pooler.md#d-sp-17
//= type=test
//# The receptive field size of a column MUST be the sum over the input dimensions of the spans
//# largest - smallest + 1 of the coordinates of its connected synapses, divided by the number of
//# dimensions, and 0 where none is connected.
#[test]
fn d_sp_17_the_size_is_the_mean_span_of_the_connected_synapses() {
    let radius = |synapses: &[(u32, f64)]| {
        let parameters =
            local(1, 1).with_input_dimensions([10, 10]).with_column_dimensions([10, 10]);
        given(parameters, &[synapses; 100]).inhibition_radius()
    };
    // Rows 2 to 7 and columns 3 to 9: (6 + 7) / 2 = 6.5, and (6.5 - 1) / 2 = 2.75.
    assert_eq!(radius(&[(23, 0.5), (29, 0.5), (74, 0.5)]), 3);
    assert_eq!(radius(&[(0, 0.4), (23, 0.5), (29, 0.5), (74, 0.5), (99, 0.4)]), 3);
    // The leftmost input is the last: rows 2 to 7 and columns 4 to 9, and (6 - 1) / 2 = 2.5.
    assert_eq!(radius(&[(29, 0.5), (74, 0.5)]), 3);
    assert_eq!(radius(&[(0, 0.4), (99, 0.4)]), 1);
}

//= spec/spatial-pooler.md#d-sp-17
//= type=test
//# averageReceptiveFieldSize MUST be floor(max(1, (m * r - 1) / 2) + 0.5), where m is the mean
//# receptive field size of all columns, added up in ascending order of the index, and r the mean
//# over the dimensions of columnDimension divided by inputDimension, added up in ascending order of
//# the dimension.
//= spec/spatial-pooler.md#d-sp-17
//= type=test
//# The inhibition radius MUST also be computed at the end of phase 1.
#[test]
fn d_sp_17_a_size_in_inputs_becomes_a_radius_in_columns() {
    // Alternating sizes of 6 and 0, a mean of 3; 20 columns over 5 inputs: a diameter of 12.
    let wide: &[(u32, f64)] = &[(2, 0.5), (3, 0.5), (7, 0.5)];
    let narrow: &[(u32, f64)] = &[(0, 0.25)];
    let lists: Vec<&[(u32, f64)]> =
        (0..40).map(|c| if c % 2 == 0 { wide } else { narrow }).collect();
    assert_eq!(given(local(10, 40), &lists).inhibition_radius(), 6);
    // The radius is never below 1.
    assert_eq!(given(local(10, 2), &[narrow, narrow]).inhibition_radius(), 1);
}

//= spec/spatial-pooler.md#d-sp-17
//= type=test
//# With globalInhibition the inhibition radius MUST be the largest columnDimension.
#[test]
fn d_sp_17_with_global_inhibition_the_radius_holds_everything() {
    let parameters =
        parameters(1, 1).with_input_dimensions([2, 2, 2]).with_column_dimensions([2, 7, 3]);
    let mut pooler = given(parameters, &[NO_SYNAPSES; 42]);
    assert_eq!(pooler.inhibition_radius(), 7);
    step(&mut pooler, &[], true);
    assert_eq!(pooler.inhibition_radius(), 7);
}

//= spec/spatial-pooler.md#d-sp-18
//= type=test
//# A line that is cited or reported MUST have the number it has in the pseudocode, from 1 to 26.
#[test]
fn d_sp_18_every_line_but_the_else_reports() {
    let parameters = parameters(4, 2).with_tie_break(TieBreak::LowestIndex);
    let mut pooler = given(parameters, &[&[(0, 0.5), (1, 0.5)], &[(2, 0.25)]]);
    let recorder = observe(&mut pooler, &[0], true);
    let mut lines = recorder.lines();
    lines.sort();
    lines.dedup();
    let all_but_else: Vec<u32> = (1..=26).filter(|&line| line != 16).collect();
    assert_eq!(lines, all_but_else);
    // The rule of a line is the one whose heading covers it.
    for told in recorder.0.iter().filter(|told| told.line.is_some()) {
        let line = told.line.unwrap();
        let ends: Vec<u32> = told.rule[3..].split('-').map(|n| n.parse().unwrap()).collect();
        assert!((ends[0]..=ends[ends.len() - 1]).contains(&line), "{told:?}");
    }
}

//= spec/spatial-pooler.md#d-sp-19
//= type=test
//# Line 17 MUST subtract synPermInactiveDec and line 18 take the larger of 0 and the result.
#[test]
fn d_sp_19_the_decrement_is_the_decrement() {
    let mut pooler = given(parameters(2, 1), &[&[(0, 0.5), (1, 0.5)]]);
    let recorder = observe(&mut pooler, &[0], true);
    insta::assert_snapshot!(recorder.of_line(17)[0], @"PermanenceAdjusted { line: 17, column: 0, input: 1, before: 0.5, after: 0.375 }");
    insta::assert_snapshot!(recorder.of_line(18)[0], @"PermanenceClipped { line: 18, column: 0, input: 1, before: 0.375, after: 0.375 }");
}

//= spec/spatial-pooler.md#d-sp-20
//= type=test
//# A permanence that line 25 raises MUST count in lines 1 to 10 from the next step on.
#[test]
fn d_sp_20_the_bump_acts_from_the_next_step_on() {
    let mut parameters = parameters(2, 2);
    parameters.num_active_columns_per_inh_area = Some(2);
    let mut pooler = given(parameters, &[&[(0, 1.0)], &[(0, 0.46)]]);
    assert_eq!(step(&mut pooler, &[0], true), [0]);
    assert_eq!(pooler.overlaps(), [1.0, 0.0]);
    assert_eq!(permanences(&pooler, 1), [0.51]);
    assert_eq!(step(&mut pooler, &[0], true), [0, 1]);
}

//= spec/spatial-pooler.md#d-sp-25
//= type=test
//# In a step without learning lines 11 to 26 MUST NOT run.
//= spec/spatial-pooler.md#d-sp-25
//= type=test
//# A step without learning MUST leave the number of learning steps as it is.
#[test]
fn d_sp_25_without_learning_phase_4_is_skipped() {
    for boosting_order in [BoostingOrder::OneLoop, BoostingOrder::TwoPasses] {
        let parameters = parameters(3, 3).with_boosting_order(boosting_order);
        let mut pooler = with_overlaps(parameters, &[1, 2, 3]);
        step_all(&mut pooler, true);
        let recorder = observe(&mut pooler, &[0, 1], false);
        assert_eq!(recorder.lines().into_iter().max(), Some(10));
        assert_eq!(pooler.learning_steps(), 1);
    }
}

//= spec/spatial-pooler.md#d-sp-27
//= type=test
//# A connected synapse MUST also count as a potential synapse of its column.
#[test]
fn d_sp_27_connected_synapses_learn_too() {
    let mut pooler = given(parameters(2, 1), &[&[(0, 0.5), (1, 0.25)]]);
    let recorder = observe(&mut pooler, &[0], true);
    assert_eq!(recorder.of_line(3).len(), 1);
    assert_eq!(recorder.of_line(12).len(), 2);
    assert_eq!(permanences(&pooler, 0), [0.75, 0.125]);
}

//= spec/spatial-pooler.md#d-sp-22
//= type=test
//# A step in which the boosted overlap of a column equals stimulusThreshold MUST NOT raise its
//# overlap duty cycle.
#[test]
fn d_sp_22_an_overlap_at_the_threshold_does_not_count() {
    let mut parameters = parameters(3, 3);
    parameters.stimulus_threshold = 2.0;
    let fresh = with_overlaps(parameters, &[1, 2, 3]);
    let mut pooler = fresh.clone();
    step_all(&mut pooler, true);
    assert_eq!(pooler.overlap_duty_cycles(), [0.0, 0.0, 1.0]);
    let mut state = fresh.state();
    state.boosts = vec![4.0, 1.5, 0.5];
    let mut pooler = SpatialPooler::from_state(fresh.parameters().clone(), state).unwrap();
    step_all(&mut pooler, true);
    assert_eq!(pooler.overlap_duty_cycles(), [1.0, 1.0, 0.0]);
}
