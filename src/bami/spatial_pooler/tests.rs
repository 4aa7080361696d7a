//! The fast forms compared with the literal ones, and properties of every pooler.

use proptest::prelude::*;

use super::routines::kth_score;
use super::*;
use crate::random::PortableRng;

//= spec/spatial-pooler.md#d-sp-8
//= type=test
//# kthScore MUST be the k-th largest of the overlaps, where equal overlaps of several columns each
//# count separately, and the smallest of the overlaps where there are fewer than k.
#[test]
fn d_sp_8_the_kth_score_counts_ties_and_stops_at_the_last() {
    let overlaps = [1.0, 3.0, 9.0, 5.0, 3.0];
    let score = |k| kth_score([0, 1, 3, 4].into_iter().map(|c: usize| overlaps[c]), k);
    assert_eq!([1, 2, 3, 4, 5, 7].map(score), [5.0, 3.0, 3.0, 1.0, 1.0, 1.0]);
    assert_eq!(kth_score([overlaps[2]].into_iter(), u32::MAX), 9.0);
}

//= spec/spatial-pooler.md#d-sp-4
//= type=test
//# Where centerBias is not given it MUST be 0 if the receptive field of every column is the whole
//# input, and 0.1 otherwise.
#[test]
fn d_sp_4_the_center_bias_goes_by_whether_every_field_is_the_whole_input() {
    let bias = |inputs, columns, potential_radius, wrap_around| {
        let parameters = SpatialPoolerParameters {
            input_dimensions: vec![inputs],
            column_dimensions: vec![columns],
            potential_radius,
            wrap_around,
            ..SpatialPoolerParameters::default()
        };
        parameters.center_bias_in_force()
    };
    // A ring of three is within one step, a ring of four is not.
    assert_eq!([bias(3, 1, 1, true), bias(4, 1, 1, true)], [0.0, 0.1]);
    // The centre is input 2 of 4: two inputs lie before it and one after it.
    assert_eq!([bias(4, 1, 2, false), bias(4, 1, 1, false)], [0.0, 0.1]);
    // The outermost of four centres reach the other end only with the whole length.
    assert_eq!([bias(4, 4, 3, false), bias(4, 4, 2, false)], [0.0, 0.1]);
}

/// Small poolers of one to three dimensions, with every switch on or off.
fn parameters() -> impl Strategy<Value = SpatialPoolerParameters> {
    let grids = (1_usize..=3).prop_flat_map(|dimensions| {
        let grid = |most| prop::collection::vec(1..=most, dimensions);
        (grid(5_u32), grid(4_u32))
    });
    let shape = (grids, 0_u32..6, 0.1..=1.0, any::<[bool; 6]>());
    let winners = prop_oneof![
        (1_u32..6).prop_map(|number| (None, Some(number))),
        (0.01..=1.0).prop_map(|density| (Some(density), None)),
    ];
    // NB: multiples of a sixteenth often bring a permanence exactly to the threshold.
    let amount = || prop_oneof![0.0..0.3, (0_u8..5).prop_map(|n| f64::from(n) / 16.0)];
    let numbers = (
        prop::sample::select(vec![0.0, 1.0, 2.5]),
        prop::sample::select(vec![0.0, 2.0, 40.0]),
        amount(),
        amount(),
        0.0..=1.0,
        1_u32..5,
        prop::sample::select(vec![0.0, 0.2, 0.5, 1.0]),
        prop::sample::select(vec![0.0, 0.0, 0.1]),
    );
    (shape, winners, numbers).prop_map(|(shape, (density, number), numbers)| {
        let ((input_dimensions, column_dimensions), radius, potential_pct, switches) = shape;
        let (threshold, boost_strength, inc, dec, min_pct, period, connected, range) = numbers;
        SpatialPoolerParameters {
            input_dimensions,
            column_dimensions,
            potential_radius: radius,
            potential_pct,
            global_inhibition: switches[0],
            local_area_density: density,
            num_active_columns_per_inh_area: number,
            stimulus_threshold: threshold,
            syn_perm_active_inc: inc,
            syn_perm_inactive_dec: dec,
            min_pct_overlap_duty_cycle: min_pct,
            duty_cycle_period: period,
            boost_strength,
            connected_permanence: connected,
            initial_permanence_range: range,
            center_bias: (range == 0.0).then_some(0.0),
            tie_break: if switches[1] { TieBreak::LowestIndex } else { TieBreak::All },
            wrap_around: switches[2],
            connected_in_overlap: if switches[3] {
                ConnectedInOverlap::Above
            } else {
                ConnectedInOverlap::AtLeast
            },
            duty_cycles: if switches[4] { DutyCycles::Window } else { DutyCycles::Recursive },
            boosting_order: if switches[5] {
                BoostingOrder::OneLoop
            } else {
                BoostingOrder::TwoPasses
            },
            ..SpatialPoolerParameters::default()
        }
    })
}

/// A pooler and some steps: for each the seed of its input and whether to learn.
fn runs() -> impl Strategy<Value = (SpatialPoolerParameters, u64, Vec<(Sdr, bool)>)> {
    (parameters(), any::<u64>()).prop_flat_map(|(parameters, seed)| {
        let size: u32 = parameters.input_dimensions.iter().product();
        let input = prop::collection::vec(any::<bool>(), size as usize)
            .prop_map(|bits| Sdr::from_bits(&bits).expect("there is an input"));
        let steps = prop::collection::vec((input, prop::bool::weighted(0.8)), 1..12);
        (Just(parameters), Just(seed), steps)
    })
}

/// Observes every line and records nothing.
struct Deaf;

impl Observer for Deaf {}

proptest! {
    /// The literal and the indexed form leave the same state after each step, also where a pooler
    /// changes its form, and the index equals one built from scratch.
    #[test]
    fn the_indexed_form_is_the_literal_one((parameters, seed, steps) in runs()) {
        let mut literal = SpatialPooler::new(parameters, seed)?;
        let mut indexed = literal.clone();
        let mut mixed = literal.clone();
        literal.set_execution(Execution::Literal);
        indexed.set_execution(Execution::Indexed);
        for (step, (input, learn)) in steps.into_iter().enumerate() {
            let form = if step % 2 == 0 { Execution::Literal } else { Execution::Indexed };
            mixed.set_execution(form);
            let active_columns = literal.step(&input, learn.into())?;
            let state = literal.state();
            for pooler in [&mut indexed, &mut mixed] {
                prop_assert_eq!(&pooler.step(&input, learn.into())?, &active_columns);
                prop_assert_eq!(&pooler.state(), &state);
                let mut anew = pooler.clone();
                anew.index_permanences();
                prop_assert_eq!(&anew.index.connected_columns, &pooler.index.connected_columns);
                let kept = ColumnIndex::all().zip(&pooler.index.field_sizes);
                for (column, size) in kept.filter_map(|(c, size)| Some((c, (*size)?))) {
                    prop_assert_eq!(size, pooler.receptive_field_size(column));
                }
            }
        }
    }

    #[test]
    fn observing_changes_nothing((parameters, seed, steps) in runs()) {
        let mut alone = SpatialPooler::new(parameters.clone(), seed)?;
        let mut observed = SpatialPooler::new_observed(parameters, seed, &mut Deaf)?;
        for (input, learn) in steps {
            let active_columns = alone.step(&input, learn.into())?;
            prop_assert_eq!(active_columns, observed.step_observed(&input, learn.into(), &mut Deaf)?);
            prop_assert_eq!(alone.state(), observed.state());
        }
    }

    #[test]
    fn what_holds_of_every_pooler_at_any_time((parameters, seed, steps) in runs()) {
        let mut pooler = SpatialPooler::new(parameters.clone(), seed)?;
        let mut twin = SpatialPooler::new(parameters, seed)?;
        prop_assert_eq!(pooler.state(), twin.state());
        for (input, learn) in steps {
            let before = pooler.state();
            let active_columns = pooler.step(&input, learn.into())?;
            // NB: the permanences are among the invariants.
            prop_assert_eq!(pooler.layer().check_invariants(), Ok(()));
            prop_assert_eq!(pooler.active_columns(), active_columns.on());
            prop_assert_eq!(active_columns.dimensions(), &pooler.parameters.column_dimensions[..]);
            prop_assert!(pooler.inhibition_radius() >= 1);
            prop_assert!(pooler.boosts().iter().all(|&boost| boost > 0.0 && boost.is_finite()));
            for duty_cycles in [pooler.active_duty_cycles(), pooler.overlap_duty_cycles()] {
                prop_assert!(duty_cycles.iter().all(|x| (0.0..=1.0).contains(x)));
            }
            for &column in pooler.active_columns() {
                let overlap = pooler.overlaps()[column.as_usize()];
                prop_assert!(overlap > pooler.parameters.stimulus_threshold);
            }
            // Repeating the step gives the same result, also from the state alone.
            prop_assert_eq!(twin.step(&input, learn.into())?, active_columns);
            let after = pooler.state();
            prop_assert_eq!(&twin.state(), &after);
            let restored = SpatialPooler::from_state(pooler.parameters.clone(), after.clone());
            twin = restored?;
            prop_assert_eq!(&twin.state(), &after);
            if !learn {
                let overlaps = after.overlaps.clone();
                let active_columns = after.active_columns.clone();
                prop_assert_eq!(SpatialPoolerState { overlaps, active_columns, ..before }, after);
            }
        }
    }

    #[test]
    fn without_ties_or_with_lowest_index_exactly_k_win((parameters, seed, steps) in runs(), k in 1_u32..9) {
        let mut pooler = SpatialPooler::new(
            SpatialPoolerParameters {
                global_inhibition: true,
                local_area_density: None,
                num_active_columns_per_inh_area: Some(k),
                ..parameters
            },
            seed,
        )?;
        for (input, learn) in steps {
            pooler.step(&input, learn.into())?;
            let threshold = pooler.parameters.stimulus_threshold;
            let mut scores: Vec<f64> = pooler.overlaps.clone();
            scores.sort_by(f64::total_cmp);
            let ties = scores.windows(2).any(|pair| pair[0] == pair[1]);
            let candidates = scores.iter().filter(|&&score| score > threshold).count();
            let winners = pooler.active_columns().len();
            let expected = candidates.min(k as usize);
            prop_assert!(winners >= expected);
            if !ties || pooler.parameters.tie_break == TieBreak::LowestIndex {
                prop_assert_eq!(winners, expected);
            }
        }
    }

    #[test]
    fn neighbors_are_neighbors_of_each_other((parameters, seed, _) in runs()) {
        let pooler = SpatialPooler::new(parameters, seed)?;
        let all: Vec<Vec<ColumnIndex>> = pooler.column_indices().map(|c| pooler.neighbors(c)).collect();
        for (c, neighbors) in ColumnIndex::all().zip(&all) {
            prop_assert!(neighbors.contains(&c));
            prop_assert!(neighbors.is_sorted_by(|a, b| a < b));
            for &other in neighbors {
                prop_assert!(all[other.as_usize()].contains(&c));
            }
        }
    }
}

/// 2,048 columns for 1,000 steps, with the switches of either profile.
#[cfg_attr(debug_assertions, ignore = "takes minutes without a release build")]
#[test]
fn the_indexed_form_is_the_literal_one_at_real_size() {
    let practical = SpatialPoolerParameters::default()
        .with_boost_strength(2.0)
        .with_tie_break(TieBreak::LowestIndex);
    let book = practical
        .clone()
        .with_tie_break(TieBreak::All)
        .with_connected_in_overlap(ConnectedInOverlap::Above)
        .with_duty_cycles(DutyCycles::Window)
        .with_duty_cycle_period(100)
        .with_boosting_order(BoostingOrder::OneLoop);
    for parameters in [practical, book] {
        let mut literal = SpatialPooler::new(parameters, 42).expect("the parameters are right");
        let mut indexed = literal.clone();
        literal.set_execution(Execution::Literal);
        indexed.set_execution(Execution::Indexed);
        let mut random = Pcg32::new(7, 0);
        for step in 0..1000 {
            let first = random.below(1000);
            let input = Sdr::new(1024, first..first + 24).expect("the bits are inputs");
            let learning = Learning::from(step % 10 != 9);
            assert_eq!(literal.step(&input, learning), indexed.step(&input, learning));
        }
        assert_eq!(literal.state(), indexed.state());
    }
}

#[test]
fn the_indexed_form_refuses_an_observer_of_lines() {
    let mut pooler = SpatialPooler::new(SpatialPoolerParameters::default(), 1)
        .expect("the parameters are right");
    assert_eq!(pooler.execution(), None);
    let input = Sdr::new(1024, 0..20).expect("the bits are inputs");
    pooler.set_execution(Execution::Indexed);
    assert_eq!(pooler.execution(), Some(Execution::Indexed));
    let before = pooler.state();
    let refused = pooler.step_observed(&input, Learning::On, &mut Deaf);
    assert_eq!(refused, Err(SpatialPoolerError::IndexedReportsNoLines));
    assert_eq!(pooler.state(), before);
    assert!(pooler.step_observed(&input, Learning::On, &mut NoObserver).is_ok());
}

#[cfg(feature = "serde")]
mod serde {
    use super::*;

    #[test]
    fn parameters_are_read_by_the_names_of_a_vector() {
        let text = r#"{
            "input_dimensions": [20], "column_dimensions": [10], "potential_radius": 3,
            "local_area_density": 0.2, "center_bias": 0.25, "tie_break": "lowest_index"
        }"#;
        let parameters: SpatialPoolerParameters =
            serde_json::from_str(text).expect("the text is right");
        assert_eq!(parameters.validate(), Ok(()));
        assert_eq!(parameters.num_active_columns_per_inh_area, None);
        assert_eq!(parameters.tie_break, TieBreak::LowestIndex);
        let written = serde_json::to_string(&parameters).expect("parameters can be written");
        let again: SpatialPoolerParameters =
            serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(again, parameters);
        let unknown = serde_json::from_str::<SpatialPoolerParameters>(r#"{"radius": 3}"#);
        assert!(unknown.is_err_and(|e| e.to_string().contains("unknown field `radius`")));
    }

    #[test]
    fn states_and_events_can_be_written() {
        let parameters = SpatialPoolerParameters {
            input_dimensions: vec![3],
            column_dimensions: vec![1],
            ..SpatialPoolerParameters::default()
        };
        let pooler = SpatialPooler::with_potential_synapses(parameters, &[vec![(1, 0.25)]]);
        let state = pooler.expect("the synapses fit").state();
        let written = serde_json::to_string(&state).expect("a state can be written");
        assert!(written.starts_with(r#"{"potential_synapses":[[[1,0.25]]],"#), "{written}");
        let again: SpatialPoolerState =
            serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(again, state);
        let event = SpatialPoolerEvent::ReceptiveField {
            column: 2.into(),
            centre: 5.into(),
            field: &[4, 5, 6].map(InputIndex::new),
            chosen: 2,
        };
        let written = serde_json::to_string(&event).expect("an event can be written");
        assert_eq!(
            written,
            r#"{"event":"receptive_field","column":2,"centre":5,"field":[4,5,6],"chosen":2}"#
        );
    }
}
