//! The rules of the portable core that can be observed only in a complete algorithm.

use bami_htm::Learning;
use bami_htm::encoders::{
    Encoder, RandomDistributedScalarEncoder, RandomDistributedScalarEncoderParameters, Value,
};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::round_half_up;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryParameters,
};

/// One column that listens to one input, and wins whenever that is active.
fn pooler(permanence: f64, increment: f64) -> SpatialPooler {
    let parameters = SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([1])
        .with_column_dimensions([1])
        .with_num_active_columns_per_inh_area(1)
        .with_connected_permanence(0.0)
        .with_syn_perm_active_inc(increment);
    SpatialPooler::with_potential_synapses(parameters, &[vec![(0, permanence)]]).unwrap()
}

fn permanence(pooler: &SpatialPooler) -> f64 {
    pooler.potential_synapses(0).unwrap().next().unwrap().1
}

/// A memory of two cells in two columns: a segment on cell 1 listens to cell 0, which is active.
fn memory(permanence: f64) -> TemporalMemory {
    let parameters = TemporalMemoryParameters::book()
        .with_column_count(2)
        .with_cells_per_column(1)
        .with_activation_threshold(1)
        .with_learning_threshold(1)
        .with_connected_permanence(0.3);
    let initial = InitialState {
        segments: vec![InitialSegment { cell: 1, synapses: vec![(0, permanence)] }],
        active_cells: vec![0],
        winner_cells: vec![0],
    };
    TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap()
}

//= spec/portable-core.md#r-1
//= type=test
//# Permanences, duty cycles, boosts and scores MUST be IEEE-754 binary64 numbers.
#[test]
fn r_1_numbers_keep_all_bits_of_binary64() {
    let third = 1.0_f64 / 3.0;
    assert_eq!(permanence(&pooler(third, 0.0)).to_bits(), third.to_bits());
    let segment = memory(third).layer().segment(0).unwrap().synapses().next().unwrap().permanence();
    assert_eq!(segment.to_bits(), third.to_bits());

    // Active in one step of three: the active duty cycle is a third.
    let mut pooler = pooler(0.5, 0.0);
    for bits in [&[0][..], &[], &[]] {
        pooler.step(&Sdr::new(1, bits.iter().copied()).unwrap(), Learning::On).unwrap();
    }
    assert_eq!(pooler.active_duty_cycles()[0].to_bits(), third.to_bits());
    let _: (&[f64], &[f64], &[f64]) =
        (pooler.overlap_duty_cycles(), pooler.boosts(), pooler.overlaps());
}

//= spec/portable-core.md#r-1
//= type=test
//# Arithmetic MUST be done in the order in which the rule that applies writes it.
#[test]
fn r_1_ten_increments_are_added_one_by_one() {
    let mut pooler = pooler(0.0, 0.1);
    for _ in 0..10 {
        pooler.step(&Sdr::new(1, [0]).unwrap(), Learning::On).unwrap();
    }
    // In a single addition it would be exactly 1.
    assert_eq!(permanence(&pooler), 0.999_999_999_999_999_9);
}

//= spec/portable-core.md#r-1
//= type=test
//# Comparisons MUST be exact, without a tolerance.
#[test]
fn r_1_the_next_smaller_number_is_below_the_threshold() {
    let predictive = |permanence| memory(permanence).predictive_cells().to_vec();
    assert_eq!(predictive(0.3), [1]);
    assert_eq!(predictive(0.3_f64.next_down()), [0_u32; 0]);
}

//= spec/portable-core.md#r-6
//= type=test
//# Where a count is derived from a fractional number x, it MUST be floor(x + 0.5).
#[test]
fn r_6_halves_are_rounded_up() {
    for (x, count) in [(0.0, 0.0), (0.4, 0.0), (0.5, 1.0), (1.5, 2.0), (2.5, 3.0), (-2.5, -2.0)] {
        assert_eq!(round_half_up(x), count, "{x}");
    }
}

//= spec/portable-core.md#r-2-streams
//= type=test
//# The spatial pooler MUST draw its initial state from stream 1 and the temporal memory from stream
//# 2, each seeded with the seed of the run.
#[test]
fn r_2_streams_each_algorithm_draws_from_its_own() {
    for seed in 0..20 {
        let parameters = SpatialPoolerParameters::default()
            .with_tie_break(TieBreak::All)
            .with_input_dimensions([1])
            .with_column_dimensions([1])
            .with_num_active_columns_per_inh_area(1)
            .with_potential_pct(1.0)
            .with_connected_permanence(0.5)
            .with_initial_permanence_range(0.25);
        let mut draws = Pcg32::new(seed, 1);
        draws.below(1);
        let expected = 0.5 + 0.25 * (2.0 * draws.unit() - 1.0);
        assert_eq!(permanence(&SpatialPooler::new(parameters, seed).unwrap()), expected);

        let parameters = TemporalMemoryParameters::book()
            .with_activation_threshold(13)
            .with_column_count(1)
            .with_cells_per_column(100);
        let mut memory = TemporalMemory::new(parameters, seed).unwrap();
        memory.step(&Sdr::new(1, [0]).unwrap(), Learning::On).unwrap();
        assert_eq!(memory.winner_cells(), [Pcg32::new(seed, 2).below(100)]);
    }
}

//= spec/portable-core.md#r-2-streams
//= type=test
//# An encoder MUST NOT draw random numbers.
#[test]
fn r_2_streams_what_was_encoded_before_makes_no_difference() {
    let parameters = RandomDistributedScalarEncoderParameters::default();
    let encoder = || RandomDistributedScalarEncoder::new(parameters.clone()).unwrap();
    let (mut up, mut down) = (encoder(), encoder());
    let encode = |encoder: &mut RandomDistributedScalarEncoder, x: i32| {
        encoder.encode(&Value::Number(f64::from(x))).unwrap()
    };
    let ascending: Vec<Sdr> = (0..50).map(|x| encode(&mut up, x)).collect();
    let mut descending: Vec<Sdr> = (0..50).rev().map(|x| encode(&mut down, x)).collect();
    descending.reverse();
    assert_eq!(ascending, descending);
}
