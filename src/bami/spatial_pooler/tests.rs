//! The fast forms compared with the literal ones, and properties of every pooler.

use proptest::prelude::*;

use super::inhibition::kth_score;
use super::*;

//= spec/spatial-pooler.md#d-sp-8
//= type=test
//# kthScore MUST be the k-th largest of the overlaps, where equal overlaps of several columns each
//# count separately, and the smallest of the overlaps where there are fewer than k.
#[test]
fn d_sp_8_the_kth_score_counts_ties_and_stops_at_the_last() {
    let overlaps = [1.0, 3.0, 9.0, 5.0, 3.0];
    let score = |k| kth_score(&[0, 1, 3, 4].map(ColumnIndex::new), &overlaps, k);
    assert_eq!([1, 2, 3, 4, 5, 7].map(score), [5.0, 3.0, 3.0, 1.0, 1.0, 1.0]);
    assert_eq!(kth_score(&[ColumnIndex::new(2)], &overlaps, u32::MAX), 9.0);
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
    let shape = (grids, 0_u32..6, 0.1..=1.0, any::<[bool; 3]>());
    let winners = prop_oneof![
        (1_u32..6).prop_map(|number| (None, Some(number))),
        (0.01..=1.0).prop_map(|density| (Some(density), None)),
    ];
    let numbers = (
        prop::sample::select(vec![0.0, 1.0, 2.5]),
        prop::sample::select(vec![0.0, 2.0, 40.0]),
        0.0..0.3,
        0.0..0.3,
        0.0..=1.0,
        1_u32..5,
    );
    (shape, winners, numbers).prop_map(|(shape, (density, number), numbers)| {
        let ((input_dimensions, column_dimensions), radius, potential_pct, switches) = shape;
        let (threshold, boost_strength, inc, dec, min_pct, period) = numbers;
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
            tie_break: if switches[1] { TieBreak::LowestIndex } else { TieBreak::All },
            wrap_around: switches[2],
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
    #[test]
    fn the_indexed_overlap_is_the_plain_one((parameters, seed, steps) in runs()) {
        let mut pooler = SpatialPooler::new(parameters, seed)?;
        for (input, learn) in steps {
            let mut plain = pooler.clone();
            plain.calculate_overlap(&input.to_bits(), &mut NoObserver);
            pooler.calculate_overlap_by_index(input.on());
            prop_assert_eq!(&plain.overlaps, &pooler.overlaps);
            pooler.step(&input, learn.into())?;
        }
    }

    /// The literal forms of lines 11 to 18, 25 and 26 give the same results as the indexed forms on
    /// the same pooler, and the index equals one built from scratch.
    #[test]
    fn indexed_learning_is_the_plain_one(
        (parameters, seed, steps) in runs(),
        bumped in any::<prop::sample::Index>(),
        amount in 0.0..0.5,
    ) {
        let mut pooler = SpatialPooler::new(parameters, seed)?;
        for (input, learn) in steps {
            pooler.step(&input, learn.into())?;
            let bumped = ColumnIndex::new(bumped.index(pooler.columns.size() as usize) as u32);
            let (mut plain, mut indexed) = (pooler.clone(), pooler.clone());
            plain.adapt_synapses(&input.to_bits(), &mut Deaf);
            plain.increase_permanences(bumped, amount, &mut Deaf);
            plain.update_inhibition_radius(&mut Deaf);
            indexed.adapt_synapses_by_index(&input.to_bits());
            indexed.increase_permanences_by_index(bumped, amount);
            indexed.update_inhibition_radius(&mut NoObserver);
            prop_assert_eq!(plain.state(), indexed.state());
            let kept: Vec<u64> =
                indexed.receptive_field_sizes_by_index().map(f64::to_bits).collect();
            let sizes: Vec<u64> = plain
                .column_indices()
                .map(|column| plain.receptive_field_size(column).to_bits())
                .collect();
            prop_assert_eq!(kept, sizes);
            let mut anew = indexed.clone();
            anew.index_permanences();
            for pooler in [&mut anew, &mut indexed, &mut plain] {
                pooler.calculate_overlap_by_index(input.on());
            }
            prop_assert_eq!(&anew.overlaps, &indexed.overlaps);
            prop_assert_eq!(&anew.overlaps, &plain.overlaps);
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

    /// With global inhibition the k-th score, the mean and the largest duty cycle are computed once
    /// for all columns; computing them for each column gives the same.
    #[test]
    fn what_is_asked_once_is_what_each_column_would_say((parameters, seed, steps) in runs()) {
        let mut pooler = SpatialPooler::new(parameters, seed)?;
        for (input, learn) in steps {
            pooler.step(&input, learn.into())?;
            for k in [1, 3, 100] {
                let score = |neighbors: &[ColumnIndex]| kth_score(neighbors, &pooler.overlaps, k);
                let plain: Vec<f64> =
                    pooler.column_indices().map(|c| score(&pooler.neighbors(c))).collect();
                prop_assert_eq!(pooler.for_all_neighbors(score), plain);
            }
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
