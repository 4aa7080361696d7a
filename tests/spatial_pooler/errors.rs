//! What is rejected, the error messages, and the warnings.

use bami_htm::spatial_pooler::{
    ConnectedInOverlap, DutyCycles, MAX_PARTS, SpatialPooler, SpatialPoolerParameters,
    SpatialPoolerState, TieBreak,
};

use crate::support::*;

type Change = fn(&mut SpatialPoolerParameters);

//= spec/spatial-pooler.md#sp-parameters
//= type=test
//# A parameter of the spatial pooler outside the values that the table allows MUST be rejected with
//# an error that names it.
//= spec/spatial-pooler.md#sp-parameters
//= type=test
//# The input and the columns MUST have the same number of dimensions.
//= spec/spatial-pooler.md#d-sp-10
//= type=test
//# A vector or a file MUST be rejected unless it gives exactly one of localAreaDensity and
//# numActiveColumnsPerInhArea.
#[test]
fn sp_parameters_that_cannot_be_are_refused() {
    let changes: [Change; 27] = [
        |p| p.input_dimensions = vec![],
        |p| p.input_dimensions = vec![32, 0],
        |p| p.column_dimensions = vec![65536, 65536],
        |p| p.column_dimensions = vec![32, 64],
        |p| p.input_dimensions = vec![200_000],
        |p| p.input_dimensions = vec![u32::MAX],
        |p| p.potential_pct = 0.0,
        |p| p.potential_pct = 1.5,
        |p| p.local_area_density = Some(0.02),
        |p| p.num_active_columns_per_inh_area = None,
        |p| p.num_active_columns_per_inh_area = Some(0),
        |p| {
            p.num_active_columns_per_inh_area = None;
            p.local_area_density = Some(0.0);
        },
        |p| {
            p.num_active_columns_per_inh_area = None;
            p.local_area_density = Some(1.25);
        },
        |p| p.stimulus_threshold = -1.0,
        |p| p.stimulus_threshold = f64::INFINITY,
        |p| p.connected_permanence = 1.5,
        |p| p.connected_permanence = f64::NAN,
        |p| p.syn_perm_active_inc = -0.1,
        |p| p.syn_perm_inactive_dec = 2.0,
        |p| p.min_pct_overlap_duty_cycle = -0.01,
        |p| p.initial_permanence_range = 1.1,
        |p| p.center_bias = Some(-0.1),
        |p| p.center_bias = Some(f64::NAN),
        |p| p.duty_cycle_period = 0,
        |p| p.boost_strength = -1.0,
        |p| p.boost_strength = 501.0,
        |p| p.boost_strength = f64::NAN,
    ];
    let refused: Vec<String> = changes
        .iter()
        .map(|change| {
            let mut parameters = SpatialPoolerParameters::default();
            change(&mut parameters);
            assert!(parameters.warnings().is_empty());
            SpatialPooler::new(parameters, 1).unwrap_err().to_string()
        })
        .collect();
    insta::assert_snapshot!(refused.join("\n"));
}

//= spec/spatial-pooler.md#d-sp-29
//= type=test
//# A parameter of the spatial pooler that the library is not given MUST have the default of the
//# table.
#[test]
fn d_sp_29_the_defaults_are_those_of_the_table() {
    insta::assert_snapshot!(format!("{:#?}", SpatialPoolerParameters::default()));
}

#[test]
fn the_recommended_parameters_are_beyond_doubt() {
    assert_eq!(SpatialPoolerParameters::default().validate(), Ok(()));
    assert_eq!(SpatialPoolerParameters::default().warnings(), []);
}

#[test]
fn settings_that_can_hardly_work_are_warned_of() {
    let changes: [Change; 8] = [
        |p| p.stimulus_threshold = 768.0,
        |p| p.num_active_columns_per_inh_area = Some(24),
        |p| p.num_active_columns_per_inh_area = Some(2048),
        |p| {
            p.num_active_columns_per_inh_area = None;
            p.local_area_density = Some(0.01);
        },
        |p| p.connected_permanence = 0.0,
        |p| {
            p.connected_permanence = 0.0;
            p.connected_in_overlap = ConnectedInOverlap::Above;
        },
        |p| p.syn_perm_active_inc = 0.0,
        |p| {
            p.potential_radius = 0;
            p.potential_pct = 0.25;
        },
    ];
    let warned = changes.iter().flat_map(|change| {
        let mut parameters = SpatialPoolerParameters::default();
        change(&mut parameters);
        SpatialPooler::new(parameters.clone(), 1).unwrap();
        parameters.warnings()
    });
    insta::assert_snapshot!(warned.map(|w| w.to_string()).collect::<Vec<_>>().join("\n"));
}

#[test]
fn settings_on_the_edge_of_what_can_work_are_not_warned_of() {
    let changes: [Change; 2] = [
        |p| p.num_active_columns_per_inh_area = Some(25),
        |p| {
            p.syn_perm_active_inc = 0.0;
            p.syn_perm_inactive_dec = 0.0;
        },
    ];
    for change in changes {
        let mut parameters = SpatialPoolerParameters::default();
        change(&mut parameters);
        assert_eq!(parameters.warnings(), []);
    }
}

#[test]
fn inputs_columns_and_potential_synapses_may_be_as_many_as_the_limit() {
    let parts = |inputs: u32, columns: u32, potential_radius: u32| {
        SpatialPoolerParameters::default()
            .with_tie_break(TieBreak::All)
            .with_input_dimensions([inputs])
            .with_column_dimensions([columns])
            .with_potential_radius(potential_radius)
            .with_potential_pct(1.0)
    };
    // One potential synapse per column.
    assert_eq!(MAX_PARTS, 2 + 49_999_999 + 49_999_999);
    assert_eq!(parts(2, 49_999_999, 0).validate(), Ok(()));
    assert!(parts(3, 49_999_999, 0).validate().is_err());
    // Three per column.
    assert_eq!(MAX_PARTS, 4 + 24_999_999 + 3 * 24_999_999);
    assert_eq!(parts(4, 24_999_999, 1).validate(), Ok(()));
    assert!(parts(5, 24_999_999, 1).validate().is_err());
}

//= spec/spatial-pooler.md#sp-phase-1-given
//= type=test
//# Potential synapses that are given MUST be rejected with an error unless they are a list for each
//# column, strictly ascending by input, of inputs that exist and permanences from 0 to 1.
#[test]
fn sp_phase_1_given_synapses_that_cannot_be_are_refused() {
    let lists: [&[&[(u32, f64)]]; 6] = [
        &[&[]],
        &[&[(0, 0.5)], &[(1, 0.5), (4, 0.5)]],
        &[&[(0, 0.5)], &[(2, 0.5), (1, 0.5)]],
        &[&[(0, 0.5)], &[(2, 0.5), (2, 0.5)]],
        &[&[(0, 1.5)], &[]],
        &[&[], &[(0, f64::NAN)]],
    ];
    let refused: Vec<String> = lists
        .iter()
        .map(|list| try_given(parameters(4, 2), list).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn states_that_do_not_fit_are_refused() {
    let changes: [fn(&mut SpatialPoolerState); 9] = [
        |s| s.potential_synapses.truncate(1),
        |s| s.active_duty_cycles.truncate(1),
        |s| s.active_duty_cycles[1] = 1.5,
        |s| s.overlap_duty_cycles[0] = f64::NAN,
        |s| s.boosts[1] = 0.0,
        |s| s.overlaps[1] = f64::INFINITY,
        |s| s.active_columns = vec![1, 0],
        |s| s.active_columns = vec![1, 1],
        |s| s.active_columns = vec![2],
    ];
    let refused: Vec<String> = changes
        .iter()
        .map(|change| {
            let mut state = with_overlaps(parameters(4, 2), &[1, 2]).state();
            change(&mut state);
            SpatialPooler::from_state(parameters(4, 2), state).unwrap_err().to_string()
        })
        .collect();
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn windows_that_do_not_fit_are_refused() {
    let parameters = parameters(4, 2).with_duty_cycles(DutyCycles::Window);
    let mut pooler = with_overlaps(parameters.clone(), &[1, 2]);
    step_all(&mut pooler, true);
    let changes: [fn(&mut SpatialPoolerState); 6] = [
        |s| s.active_window.clear(),
        |s| s.overlap_window.push(0),
        |s| s.learning_steps = 2,
        |s| s.active_window = vec![4],
        |s| s.active_duty_cycles[0] = 0.5,
        |s| s.overlap_window = vec![1],
    ];
    let refused: Vec<String> = changes
        .iter()
        .map(|change| {
            let mut state = pooler.state();
            change(&mut state);
            SpatialPooler::from_state(parameters.clone(), state).unwrap_err().to_string()
        })
        .collect();
    insta::assert_snapshot!(refused.join("\n"));
    let recursive = parameters.with_duty_cycles(DutyCycles::Recursive);
    let refused = SpatialPooler::from_state(recursive, pooler.state()).unwrap_err().to_string();
    assert!(refused.starts_with("the window of active columns has 1 words where it needs 0: "));
}

/// Two numbers for each column at the start, and two bits for each column and step at most, in lists
/// that double when they are full.
#[test]
fn windows_are_part_of_the_estimate() {
    let recursive = SpatialPoolerParameters::default().memory().unwrap();
    let window = SpatialPoolerParameters::default().with_duty_cycles(DutyCycles::Window);
    let window = window.memory().unwrap();
    let start = 2 * (2048 * 4 + 16);
    assert_eq!(window.start - recursive.start, start);
    let greatest = window.greatest.unwrap() - recursive.greatest.unwrap();
    assert_eq!(greatest - start, 2 * (65_536 * 4 + 16));
}
