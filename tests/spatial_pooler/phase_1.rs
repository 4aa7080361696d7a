//! Phase 1: what is drawn, from where and in which order.

use bami_htm::random::{Pcg32, PortableRng, STREAM_SPATIAL_POOLER};
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};

use crate::support::*;

/// Five columns over 20 inputs, each seeing three to either side.
fn topological() -> SpatialPoolerParameters {
    parameters(20, 5).with_potential_radius(3).with_potential_pct(0.6)
}

/// A second implementation of phase 1, in one dimension, directly from the specification.
fn phase_1(p: &SpatialPoolerParameters, bias: f64, seed: u64) -> Vec<Vec<(u32, f64)>> {
    let mut random = Pcg32::new(seed, STREAM_SPATIAL_POOLER);
    let (inputs, columns) = (p.input_dimensions[0], p.column_dimensions[0]);
    let mut all = Vec::new();
    for x in 0..columns {
        let centre = (2 * x + 1) * inputs / (2 * columns);
        let mut field: Vec<u32> =
            (0..inputs).filter(|i| i.abs_diff(centre) <= p.potential_radius).collect();
        let largest = field.iter().map(|i| i.abs_diff(centre)).max().unwrap();
        let k = (p.potential_pct * field.len() as f64 + 0.5).floor() as usize;
        for a in 0..k {
            let b = a + random.below((field.len() - a) as u32) as usize;
            field.swap(a, b);
        }
        field.truncate(k);
        field.sort();
        let mut synapses = Vec::new();
        for input in field {
            let mut permanence =
                p.connected_permanence + p.initial_permanence_range * (2.0 * random.unit() - 1.0);
            if largest > 0 {
                let d = f64::from(input.abs_diff(centre));
                permanence += bias * (0.5 - d / f64::from(largest));
            }
            synapses.push((input, permanence.clamp(0.0, 1.0)));
        }
        all.push(synapses);
    }
    all
}

//= spec/spatial-pooler.md#sp-phase-1
//= type=test
//# All random numbers of phase 1 MUST come from one generator, seeded with the pooler's seed on
//# stream 1.
//= spec/spatial-pooler.md#d-sp-3
//= type=test
//# Their inputs MUST be the first k positions after k steps of a Fisher-Yates shuffle from the
//# front over the field in ascending order, where step a, counted from 0, swaps position a with
//# position a + below(f - a).
//= spec/spatial-pooler.md#d-sp-4
//= type=test
//# The initial permanence of a synapse, drawn in ascending order of the input, MUST be
//# connectedPerm + initialPermanenceRange * (2 * unit() - 1) + centerBias * (0.5 - d / D), clamped
//# to at least 0 and at most 1, where d is the Chebyshev distance of its input from the natural
//# centre and D the largest such distance in the receptive field.
#[test]
fn sp_phase_1_every_draw_is_the_one_that_the_specification_names() {
    for (bias, range) in [(0.0, 0.1), (0.25, 0.1), (1.0, 0.75)] {
        let parameters = topological().with_center_bias(bias).with_initial_permanence_range(range);
        for seed in [0, 42, u64::MAX] {
            let pooler = SpatialPooler::new(parameters.clone(), seed).unwrap();
            let expected = phase_1(&parameters, bias, seed);
            for (column, synapses_of_column) in (0..).zip(expected) {
                assert_eq!(synapses(&pooler, column), synapses_of_column);
            }
        }
    }
}

//= spec/spatial-pooler.md#sp-phase-1
//= type=test
//# Each column MUST get one proximal segment, whose potential synapses listen to a random subset of
//# the inputs of its receptive field.
//= spec/spatial-pooler.md#sp-phase-1
//= type=test
//# The potential synapses of a column MUST be kept in ascending order of the input.
#[test]
fn sp_phase_1_every_column_gets_one_proximal_segment() {
    let pooler = SpatialPooler::new(topological(), 7).unwrap();
    let layer = pooler.layer();
    assert_eq!((layer.segment_count(), layer.cell_count()), (5, 0));
    for column in layer.columns() {
        let segment = column.proximal_segment().unwrap();
        let inputs: Vec<u32> = segment.synapses().map(|s| s.presynaptic().index()).collect();
        assert!(inputs.is_sorted_by(|a, b| a < b), "{inputs:?}");
        let centre = [2, 6, 10, 14, 18][column.index().as_usize()];
        assert!(inputs.iter().all(|input| input.abs_diff(centre) <= 3));
    }
    let other = SpatialPooler::new(topological(), 8).unwrap();
    assert_ne!(synapses(&pooler, 0), synapses(&other, 0));
}

//= spec/spatial-pooler.md#sp-phase-1
//= type=test
//# Phase 1 MUST run once, before the first step.
//= spec/spatial-pooler.md#sp-phase-1
//= type=test
//# Phase 1 MUST handle the columns in ascending order of the index.
//= spec/spatial-pooler.md#d-sp-3
//= type=test
//# All draws of a column's choice MUST come before the draws of its permanences.
#[test]
fn sp_phase_1_columns_are_handled_one_after_the_other() {
    let mut recorder = Recorder::default();
    let mut pooler = SpatialPooler::new_observed(topological(), 7, &mut recorder).unwrap();
    let mut order: Vec<_> = recorder.0.iter().map(|told| (told.column, told.rule)).collect();
    order.dedup();
    let rules = ["D-SP-2", "D-SP-3", "D-SP-4"];
    let mut expected: Vec<_> =
        (0..5).flat_map(|column| rules.map(|rule| (Some(column), rule))).collect();
    expected.push((None, "SP-26"));
    assert_eq!(order, expected);
    let step = observe(&mut pooler, &[1, 2], true);
    assert!(step.0.iter().all(|told| !rules.contains(&told.rule)));
    let column_0 = recorder.0.iter().filter(|told| told.column == Some(0));
    insta::assert_snapshot!(column_0.map(|told| told.text.as_str()).collect::<Vec<_>>().join("\n"));
}

//= spec/spatial-pooler.md#d-sp-26
//= type=test
//# Phase 1 MUST set every boost to 1 and every overlap, every duty cycle and the number of learning
//# steps to 0.
#[test]
fn d_sp_26_the_first_state() {
    let pooler = SpatialPooler::new(topological(), 7).unwrap();
    assert_eq!(pooler.boosts(), [1.0; 5]);
    assert_eq!(pooler.overlaps(), [0.0; 5]);
    assert_eq!(pooler.active_duty_cycles(), [0.0; 5]);
    assert_eq!(pooler.overlap_duty_cycles(), [0.0; 5]);
    assert_eq!((pooler.learning_steps(), pooler.active_columns().len()), (0, 0));
}

//= spec/spatial-pooler.md#sp-phase-1-given
//= type=test
//# If the potential synapses of all columns are given, they MUST replace those drawn.
//= spec/spatial-pooler.md#sp-phase-1-given
//= type=test
//# With given potential synapses, the rest of the state MUST be as after phase 1.
#[test]
fn sp_phase_1_given_synapses_replace_the_draws_and_nothing_else() {
    let drawn = SpatialPooler::new(topological(), 7).unwrap();
    let state = drawn.state();
    let given = SpatialPooler::with_potential_synapses(topological(), &state.potential_synapses);
    assert_eq!(given.unwrap().state(), state);
}

//= spec/spatial-pooler.md#d-sp-1
//= type=test
//# The natural centre of a column MUST have, in each dimension, the input coordinate floor((2x + 1)
//# * I / (2C)) in integer arithmetic, where x is the column's coordinate, C the columnDimension and
//# I the inputDimension.
#[test]
fn d_sp_1_columns_sit_over_the_middle_of_their_share() {
    let centres = |inputs: &[u32], columns: &[u32]| {
        let parameters = SpatialPoolerParameters::default()
            .with_tie_break(TieBreak::All)
            .with_input_dimensions(inputs.to_vec())
            .with_column_dimensions(columns.to_vec())
            .with_potential_radius(0)
            .with_potential_pct(1.0);
        let pooler = SpatialPooler::new(parameters, 1).unwrap();
        let columns = 0..pooler.layer().column_count();
        columns.map(|c| synapses(&pooler, c)[0].0).collect::<Vec<u32>>()
    };
    assert_eq!(centres(&[10], &[4]), [1, 3, 6, 8]);
    assert_eq!(centres(&[2], &[5]), [0, 0, 1, 1, 1]);
    assert_eq!(centres(&[4, 6], &[2, 2]), [7, 10, 19, 22]);
}

//= spec/spatial-pooler.md#d-sp-2
//= type=test
//# The receptive field of a column MUST be all inputs of which every coordinate differs from that
//# of the natural centre by at most potentialRadius, clipped at the borders of the input.
#[test]
fn d_sp_2_receptive_fields_are_cut_at_the_borders() {
    let fields = |inputs: &[u32], columns: &[u32], potential_radius| {
        let parameters = SpatialPoolerParameters::default()
            .with_tie_break(TieBreak::All)
            .with_input_dimensions(inputs.to_vec())
            .with_column_dimensions(columns.to_vec())
            .with_potential_radius(potential_radius)
            .with_potential_pct(1.0);
        let pooler = SpatialPooler::new(parameters, 1).unwrap();
        let inputs = |c| synapses(&pooler, c).into_iter().map(|(input, _)| input).collect();
        (0..pooler.layer().column_count()).map(inputs).collect::<Vec<Vec<u32>>>()
    };
    let line = fields(&[10], &[4], 2);
    assert_eq!(
        line,
        [vec![0, 1, 2, 3], vec![1, 2, 3, 4, 5], vec![4, 5, 6, 7, 8], vec![6, 7, 8, 9]]
    );
    // Centres (1, 1) and (1, 4) of an input of 3 by 6.
    let plane = fields(&[3, 6], &[1, 2], 1);
    let left = [0, 1, 2, 6, 7, 8, 12, 13, 14];
    assert_eq!(plane, [left.to_vec(), left.iter().map(|i| i + 3).collect()]);
}

//= spec/spatial-pooler.md#d-sp-3
//= type=test
//# A column MUST have k = floor(potentialPct * f + 0.5) potential synapses, where f is the number
//# of inputs in its receptive field.
#[test]
fn d_sp_3_the_number_of_potential_synapses_is_rounded_half_up() {
    for (potential_pct, number) in [(0.1, 1), (0.25, 3), (0.24, 2), (1.0, 10)] {
        let pooler = SpatialPooler::new(parameters(10, 2).with_potential_pct(potential_pct), 1);
        assert_eq!(synapses(&pooler.unwrap(), 1).len(), number);
    }
}

//= spec/spatial-pooler.md#d-sp-4
//= type=test
//# Where D is 0 the term with centerBias MUST be omitted.
#[test]
fn d_sp_4_a_field_of_one_input_has_no_bias() {
    let parameters = parameters(10, 4)
        .with_potential_radius(0)
        .with_potential_pct(1.0)
        .with_initial_permanence_range(0.0)
        .with_center_bias(0.5);
    let pooler = SpatialPooler::new(parameters, 1).unwrap();
    assert_eq!(synapses(&pooler, 0), [(1, 0.5)]);
}

//= spec/spatial-pooler.md#d-sp-4
//= type=test
//# Where centerBias is not given it MUST be 0 if the receptive field of every column is the whole
//# input, and 0.1 otherwise.
#[test]
fn d_sp_4_without_topology_there_is_no_bias() {
    // The centres of 2 columns over 10 inputs are 2 and 7: a radius of 7 covers all from both.
    for (wrap_around, potential_radius, bias) in
        [(false, 7, 0.0), (false, 6, 0.1), (true, 5, 0.0), (true, 4, 0.1), (false, u32::MAX, 0.0)]
    {
        let pooler = |center_bias| {
            let parameters = parameters(10, 2)
                .with_potential_radius(potential_radius)
                .with_wrap_around(wrap_around)
                .with_center_bias(center_bias);
            SpatialPooler::new(parameters, 3).unwrap().state()
        };
        assert_eq!(pooler(None), pooler(Some(bias)), "radius {potential_radius}");
        assert_ne!(pooler(None), pooler(Some(0.1 - bias)), "radius {potential_radius}");
    }
}

//= spec/spatial-pooler.md#d-sp-21
//= type=test
//# Phase 1 MUST draw the potential synapses from within potentialRadius of the natural centre,
//# whatever the inhibition radius is.
#[test]
fn d_sp_21_the_inhibition_radius_does_not_limit_the_draw() {
    let local = parameters(30, 3)
        .with_potential_radius(4)
        .with_potential_pct(1.0)
        .with_global_inhibition(false);
    let pooler = SpatialPooler::new(local, 1).unwrap();
    assert_eq!(pooler.inhibition_radius(), 1);
    let inputs: Vec<u32> = synapses(&pooler, 1).into_iter().map(|(input, _)| input).collect();
    assert_eq!(inputs, (11..=19).collect::<Vec<u32>>());
}

//= spec/spatial-pooler.md#d-sp-24
//= type=test
//# A value of 0 MUST be allowed for potentialRadius, initialPermanenceRange, synPermActiveInc and
//# synPermInactiveDec.
#[test]
fn d_sp_24_zero_is_allowed() {
    let parameters = parameters(3, 3)
        .with_potential_radius(0)
        .with_potential_pct(1.0)
        .with_initial_permanence_range(0.0)
        .with_syn_perm_active_inc(0.0)
        .with_syn_perm_inactive_dec(0.0);
    let mut pooler = SpatialPooler::new(parameters, 1).unwrap();
    assert_eq!(step(&mut pooler, &[1], true), [1]);
    assert_eq!(synapses(&pooler, 1), [(1, 0.5)]);
}

//= spec/extensions.md#ext-sp-wrap-around
//= type=test
//# With wrap_around, receptive fields, neighbours and the distances of the centre bias MUST treat
//# every dimension of the input and of the columns as a ring.
#[test]
fn ext_sp_wrap_around_fields_neighbors_and_bias_go_round() {
    let parameters = parameters(10, 10)
        .with_potential_radius(2)
        .with_potential_pct(1.0)
        .with_initial_permanence_range(0.0)
        .with_center_bias(0.25)
        .with_global_inhibition(false)
        .with_wrap_around(true);
    let mut pooler = SpatialPooler::new(parameters, 1).unwrap();
    // Centre 0: the inputs at distance 0 get half of the bias, at distance 2 minus half.
    let expected = [(0, 0.625), (1, 0.5), (2, 0.375), (8, 0.375), (9, 0.5)];
    assert_eq!(synapses(&pooler, 0), expected);
    // The connected synapses of columns 1 to 8 span 3, those of 0 and 9 all 10.
    assert_eq!(pooler.inhibition_radius(), 2);
    let recorder = observe(&mut pooler, &[0], false);
    assert!(recorder.of_line(7).iter().all(|told| told.contains("neighbors: 5")));
}

//= spec/extensions.md#ext-sp-wrap-around
//= type=test
//# The inhibition radius MUST be computed with wrap_around as without it.
#[test]
fn ext_sp_wrap_around_does_not_change_the_radius() {
    let radius = |wrap_around| {
        let parameters =
            parameters(10, 2).with_wrap_around(wrap_around).with_global_inhibition(false);
        let synapses: &[(u32, f64)] = &[(0, 1.0), (9, 1.0)];
        given(parameters.with_column_dimensions([10]), &[synapses; 10]).inhibition_radius()
    };
    assert_eq!((radius(false), radius(true)), (5, 5));
}
