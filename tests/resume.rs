//! Resuming from a snapshot is the same as never having stopped: `spec/snapshot.md`, SNAP-EXACT.
#![cfg(feature = "snapshot")]

use bami_htm::anomaly::AnomalyLikelihoodParameters;
use bami_htm::classifier::SdrClassifierParameters;
use bami_htm::encoders::{
    CategoryEncoderParameters, ConcatenatedEncoderParameters, CoordinateEncoderParameters,
    DateEncoderParameters, DayOfWeekParameters, DeltaEncoderParameters, EncoderParameters,
    PartParameters, RandomDistributedScalarEncoderParameters, ScalarEncoderParameters,
    TimeOfDayParameters, Value,
};
use bami_htm::network::{Link, LinkOutput, Network, NetworkParameters, NetworkRegionParameters};
use bami_htm::observer::NoObserver;
use bami_htm::region::{
    ClassifierInput, FieldEncoder, Predictor, PredictorParameters, Record, Region, RegionParameters,
};
use bami_htm::sdr::Sdr;
use bami_htm::snapshot::Snapshot;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
};
use bami_htm::{Learning, Profile};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::option;
use proptest::prelude::*;

fn extensions() -> impl Strategy<Value = TemporalMemoryExtensions> {
    (option::of(1u32..4), option::of(2u32..8), any::<bool>(), any::<bool>()).prop_map(
        |(segments, synapses, prune, skip)| {
            TemporalMemoryExtensions::default()
                .with_max_segments_per_cell(segments)
                .with_max_synapses_per_segment(synapses)
                .with_prune_zero_permanence(prune)
                .with_skip_empty_segments(skip)
        },
    )
}

fn temporal_memory(columns: u32) -> impl Strategy<Value = TemporalMemoryParameters> {
    (1u32..5, 1u32..4, 1u32..3, 2u32..7, 0.0..0.3f64, extensions()).prop_map(
        move |(cells, activation, learning, sample, punish, extensions)| {
            TemporalMemoryParameters::default()
                .with_column_count(columns)
                .with_cells_per_column(cells)
                .with_activation_threshold(activation.max(learning))
                .with_learning_threshold(learning)
                .with_initial_permanence(0.45)
                .with_permanence_increment(0.1)
                .with_permanence_decrement(0.05)
                .with_predicted_decrement(punish)
                .with_synapse_sample_size(sample)
                .with_extensions(extensions)
        },
    )
}

fn spatial_pooler() -> impl Strategy<Value = SpatialPoolerParameters> {
    (any::<bool>(), 0.0..4.0f64, 0.2..0.9f64, any::<bool>(), any::<bool>()).prop_map(
        |(global_inhibition, boost_strength, potential_pct, all, book)| {
            let profile = if book { Profile::Book } else { Profile::Practical };
            SpatialPoolerParameters::of(profile)
                .with_input_dimensions([])
                .with_column_dimensions([30])
                .with_potential_pct(potential_pct)
                .with_global_inhibition(global_inhibition)
                .with_boost_strength(boost_strength)
                .with_num_active_columns_per_inh_area(4)
                .with_duty_cycle_period(10)
                .with_tie_break(if all { TieBreak::All } else { TieBreak::LowestIndex })
        },
    )
}

/// Encoders that keep state, except for the first.
fn encoders() -> Vec<FieldEncoder> {
    let distributed = RandomDistributedScalarEncoderParameters::default()
        .with_resolution(2.0)
        .with_size(60)
        .with_active_bits(7);
    let delta = DeltaEncoderParameters::default().with_minimum(-20.0).with_maximum(20.0);
    let coordinate =
        CoordinateEncoderParameters::default().with_radius(3).with_size(80).with_active_bits(9);
    let scalar = ScalarEncoderParameters::default().with_minimum(0.0).with_maximum(20.0);
    let both = ConcatenatedEncoderParameters::default().with_parts([
        PartParameters::new("level", EncoderParameters::Scalar(scalar)),
        PartParameters::new("change", EncoderParameters::Delta(delta.clone())),
    ]);
    let hours = TimeOfDayParameters::default().with_buckets(24).with_active_bits(5);
    let date = DateEncoderParameters::default().with_time_of_day(hours);
    vec![
        FieldEncoder::new("timestamp", EncoderParameters::Date(date)),
        FieldEncoder::new("value", EncoderParameters::RandomDistributedScalar(distributed)),
        FieldEncoder::new("change", EncoderParameters::Delta(delta)).with_columns(["value"]),
        FieldEncoder::new("place", EncoderParameters::Coordinate(coordinate))
            .with_columns(["x", "y"]),
        FieldEncoder::new("both", EncoderParameters::Concatenated(both))
            .with_columns(["value", "x"]),
        FieldEncoder::new(
            "colour",
            EncoderParameters::Category(CategoryEncoderParameters::new(["red", "green"])),
        ),
    ]
}

fn region() -> impl Strategy<Value = RegionParameters> {
    (any::<u64>(), any::<bool>(), spatial_pooler(), temporal_memory(0), 1u32..20).prop_map(
        |(seed, range_rule, sp, tm, window)| {
            RegionParameters::default()
                .with_seed(seed)
                .with_metric("value")
                .with_range_rule(range_rule)
                .with_encoders(encoders())
                .with_sp(sp)
                .with_tm(tm)
                .with_anomaly(
                    AnomalyLikelihoodParameters::default()
                        .with_learning_period(5)
                        .with_estimation_samples(5)
                        .with_history_window(10 + window)
                        .with_reestimation_period(3)
                        .with_averaging_window(4),
                )
        },
    )
}

/// The input of one step: a number and a place, which may be missing, and whether a reset precedes
/// it.
#[derive(Clone, Copy, Debug)]
struct Input {
    value: Option<u32>,
    place: Option<(i8, i8)>,
    reset: bool,
    learn: bool,
}

fn stream() -> impl Strategy<Value = Vec<Input>> {
    let place = option::weighted(0.9, (any::<i8>(), any::<i8>()));
    let input = (
        option::weighted(0.9, 0u32..20),
        place,
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(value, place, reset, learn)| Input { value, place, reset, learn });
    // A sequence that repeats, so that something is learned and predicted.
    prop::collection::vec(input, 5..15).prop_map(|inputs| inputs.repeat(3))
}

fn record(step: usize, input: &Input) -> Record {
    let time = date(2026, 3, 1).at(0, 0, 0, 0).checked_add((step as i64 * 7).hours()).unwrap();
    let value: Value = input.value.map(f64::from).into();
    let x: Value = input.place.map(|place| f64::from(place.0)).into();
    let y: Value = input.place.map(|place| f64::from(place.1)).into();
    let colour = if step.is_multiple_of(3) { "red" } else { "green" };
    Record::new()
        .time("timestamp", time)
        .with("value", value)
        .with("x", x)
        .with("y", y)
        .with("colour", colour)
}

/// The snapshot after a round trip through the bytes of a file.
fn through_bytes(snapshot: Snapshot) -> Snapshot {
    let bytes = snapshot.to_bytes().unwrap();
    let read = Snapshot::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes().unwrap(), bytes);
    read
}

fn bytes(snapshot: Snapshot) -> Vec<u8> {
    snapshot.to_bytes().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    //= spec/snapshot.md#snap-exact
    //= type=test
    //# An object loaded from a snapshot MUST give, in every further step, bit for bit what the
    //# saved object would have given.
    //= spec/snapshot.md#snap-exact
    //= type=test
    //# Two snapshots of the same state by the same program MUST have the same bytes.
    //= spec/snapshot.md#snap-encoders
    //= type=test
    //# The state that an encoder keeps from one value to the next MUST be part of the snapshot.
    //= spec/snapshot.md#snap-region
    //= type=test
    //# The arrays of a region MUST be those of its parts, each name prefixed with the name of the
    //# part and a dot, and the array `step` with the number of steps.
    #[test]
    fn a_region_goes_on_as_if_nothing_had_happened(
        parameters in region(),
        stream in stream(),
        split in any::<prop::sample::Index>(),
    ) {
        let mut straight = Region::new(parameters).unwrap();
        let split = split.index(stream.len());
        let mut again: Option<Region> = None;
        for (step, input) in stream.iter().enumerate() {
            if step == split {
                let snapshot = through_bytes(straight.snapshot().unwrap());
                again = Some(Region::from_snapshot(snapshot).unwrap());
            }
            let mut results = Vec::new();
            for region in [Some(&mut straight), again.as_mut()].into_iter().flatten() {
                if input.reset {
                    region.reset();
                }
                let record = record(step, input);
                results.push(region.step_with(&record, input.learn.into(), &mut NoObserver).unwrap());
            }
            if let [straight, again] = &results[..] {
                prop_assert_eq!(straight, again);
            }
        }
        let again = again.unwrap();
        again.temporal_memory().layer().check_invariants().unwrap();
        again.spatial_pooler().layer().check_invariants().unwrap();
        prop_assert_eq!(bytes(again.snapshot().unwrap()), bytes(straight.snapshot().unwrap()));
        let bits = again.encoder().decode(&Sdr::new(again.encoder().size(), 5..60).unwrap());
        let expected = straight.encoder().decode(&Sdr::new(again.encoder().size(), 5..60).unwrap());
        prop_assert_eq!(bits, expected);
    }

    //= spec/snapshot.md#snap-network
    //= type=test
    //# The arrays of a network MUST be those of its regions, each name prefixed with `regions`, a
    //# dot, the number of the region and a dot, together with the bits taken for a running period
    //# and the outputs held by the unions of the links, and the array `record` with the number of
    //# records.
    #[test]
    fn a_network_goes_on_as_if_nothing_had_happened(
        own in region(),
        above in (spatial_pooler(), temporal_memory(0)),
        period in 1u32..5,
        union in 1u32..4,
        stream in stream(),
        split in any::<prop::sample::Index>(),
    ) {
        let mut first = NetworkRegionParameters::new("first");
        (first.encoders, first.sp, first.tm) = (own.encoders, own.sp, own.tm);
        let mut second = NetworkRegionParameters::new("second").with_period(period);
        (second.sp, second.tm) = above;
        let link = Link::new("first").with_union(union).with_predictive(true);
        let second = second.link(link.with_output(LinkOutput::ActiveCells));
        let third = NetworkRegionParameters::new("third").link(Link::new("first"));
        let mut third = third.link(Link::new("second").with_union(2)).with_period(2 * period);
        (third.sp, third.tm) = (second.sp.clone(), second.tm.clone());
        let network = NetworkParameters::new(own.seed).region(first).region(third).region(second);
        let mut straight = Network::new(network).unwrap();
        straight.set_learning("third", own.seed % 2 == 0).unwrap();
        let split = split.index(stream.len());
        let mut again: Option<Network> = None;
        for (step, input) in stream.iter().enumerate() {
            if step == split {
                let snapshot = through_bytes(straight.snapshot().unwrap());
                again = Some(Network::from_snapshot(snapshot).unwrap());
            }
            let mut results = Vec::new();
            for network in [Some(&mut straight), again.as_mut()].into_iter().flatten() {
                if input.reset {
                    network.reset();
                }
                let record = record(step, input);
                results.push(network.step_with(&record, input.learn.into(), &mut NoObserver).unwrap());
            }
            if let [straight, again] = &results[..] {
                prop_assert_eq!(straight, again);
            }
        }
        prop_assert_eq!(bytes(again.unwrap().snapshot().unwrap()), bytes(straight.snapshot().unwrap()));
    }

    //= spec/snapshot.md#snap-predictor
    //= type=test
    //# The arrays of a predictor MUST be those of its region, those of its classifiers, each name
    //# prefixed with `classifiers`, a dot, the number of the classifier and a dot, and those of the
    //# table of `coming`, each name prefixed with `coming` and a dot.
    #[test]
    fn a_predictor_goes_on_as_if_nothing_had_happened(
        parameters in region(),
        steps in prop::collection::btree_set(1u32..5, 1..3),
        stream in stream(),
        width in 1u32..4,
        split in any::<prop::sample::Index>(),
    ) {
        let predictor = PredictorParameters::default()
.with_target_width(width)
.with_inputs([
                ClassifierInput::Encoding,
                ClassifierInput::Cells,
                ClassifierInput::WinnerCells,
                ClassifierInput::ComingTime,
                ClassifierInput::WeekBefore,
            ])
.with_classifier(SdrClassifierParameters::default()
.with_steps(steps)
.with_max_buckets(6));
        let mut straight = Predictor::new(parameters, predictor).unwrap();
        let split = split.index(stream.len());
        let mut again: Option<Predictor> = None;
        for (step, input) in stream.iter().enumerate() {
            if step == split {
                let snapshot = through_bytes(straight.snapshot().unwrap());
                again = Some(Predictor::from_snapshot(snapshot).unwrap());
            }
            let mut results = Vec::new();
            for predictor in [Some(&mut straight), again.as_mut()].into_iter().flatten() {
                if input.reset {
                    predictor.reset();
                }
                results.push(predictor.step_with(&record(step, input), input.learn.into()).unwrap());
            }
            if let [straight, again] = &results[..] {
                prop_assert_eq!(straight, again);
            }
        }
        prop_assert_eq!(bytes(again.unwrap().snapshot().unwrap()), bytes(straight.snapshot().unwrap()));
    }

    //= spec/snapshot.md#snap-tm
    //= type=test
    //# The arrays of a temporal memory MUST be those of the table, with the content that it
    //# describes.
    //= spec/snapshot.md#snap-tm
    //= type=test
    //# activeSegments, matchingSegments and the counts of stage 2 MUST be recomputed from the
    //# active cells, by lines 55 to 72.
    #[test]
    fn a_temporal_memory_with_dead_cells_goes_on_as_if_nothing_had_happened(
        parameters in temporal_memory(20),
        seed: u64,
        sequence in prop::collection::vec(prop::collection::btree_set(0u32..20, 0..6), 3..8),
        killed in prop::collection::vec(0u32..20, 0..5),
        after in 5usize..30,
    ) {
        let columns = |step: usize| {
            Sdr::new(20, sequence[step % sequence.len()].iter().copied()).unwrap()
        };
        let mut straight = TemporalMemory::new(parameters, seed).unwrap();
        for step in 0..after {
            straight.step(&columns(step), Learning::On).unwrap();
        }
        // The last living cell of a column cannot be killed.
        let _ = straight.kill_cells(killed.iter().copied());
        let mut again =
            TemporalMemory::from_snapshot(through_bytes(straight.snapshot().unwrap())).unwrap();
        for step in after..after + 20 {
            prop_assert_eq!(again.pin(), straight.pin());
            prop_assert_eq!(again.active_potential_counts(), straight.active_potential_counts());
            again.layer().check_invariants().unwrap();
            for memory in [&mut straight, &mut again] {
                memory.step(&columns(step), Learning::On).unwrap();
            }
        }
        prop_assert_eq!(bytes(again.snapshot().unwrap()), bytes(straight.snapshot().unwrap()));
    }
}

/// The path of a file of a format version. `BAMI_UPDATE_FORMATS=1 cargo test --test resume` writes
/// the files of a new version. Files of released versions are never written again.
fn format_file(version: u32, name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    folder.join(format!("v{version}")).join(format!("{name}.snapshot"))
}

/// A region, a network and a predictor that have seen some records, with every encoder that keeps
/// state.
fn old_objects() -> (Region, Network, Predictor) {
    let parameters = RegionParameters::default()
        .with_seed(7)
        .with_metric("value")
        .with_range_rule(true)
        .with_encoders(encoders())
        .with_sp(
            SpatialPoolerParameters::default()
                .with_tie_break(TieBreak::All)
                .with_input_dimensions([])
                .with_column_dimensions([30])
                .with_boost_strength(2.0)
                .with_potential_pct(0.15)
                .with_num_active_columns_per_inh_area(4),
        )
        .with_tm(
            TemporalMemoryParameters::default()
                .with_column_count(0)
                .with_cells_per_column(4)
                .with_activation_threshold(2)
                .with_learning_threshold(1)
                .with_extensions(TemporalMemoryExtensions::default().with_max_segments_per_cell(5)),
        )
        .with_anomaly(
            AnomalyLikelihoodParameters::default()
                .with_learning_period(10)
                .with_estimation_samples(5),
        );
    let mut first = NetworkRegionParameters::new("first");
    first.encoders = parameters.encoders.clone();
    (first.sp, first.tm) = (parameters.sp.clone(), parameters.tm.clone());
    let mut second = NetworkRegionParameters::new("second").with_period(3);
    second = second.link(Link::new("first").with_union(2));
    (second.sp, second.tm) = (parameters.sp.clone(), parameters.tm.clone());
    let network = NetworkParameters::new(7).region(first).region(second);
    let predictor = PredictorParameters::default()
        .with_classifier(SdrClassifierParameters::default().with_steps([1, 3]));
    let mut region = Region::new(parameters.clone()).unwrap();
    let mut network = Network::new(network).unwrap();
    let mut predictor = Predictor::new(parameters, predictor).unwrap();
    for step in 0..40 {
        let record = old_record(step);
        region.step(&record).unwrap();
        network.step(&record).unwrap();
        predictor.step(&record).unwrap();
    }
    (region, network, predictor)
}

/// A region of the book profile, with every switch that differs, and days of the week.
fn book_region() -> Region {
    let mut parameters = old_objects().0.parameters().clone();
    let days = DayOfWeekParameters::default().with_buckets(21).with_active_bits(5);
    let date = DateEncoderParameters::default().with_day_of_week(days);
    let distributed = RandomDistributedScalarEncoderParameters::book()
        .with_resolution(2.0)
        .with_size(60)
        .with_active_bits(7);
    parameters.encoders[0] = FieldEncoder::new("timestamp", EncoderParameters::Date(date));
    let distributed = EncoderParameters::RandomDistributedScalar(distributed);
    parameters.encoders[1] = FieldEncoder::new("value", distributed);
    let book = SpatialPoolerParameters::book();
    parameters.sp = parameters
        .sp
        .with_input_dimensions([])
        .with_duty_cycle_period(7)
        .with_center_bias(book.center_bias)
        .with_connected_in_overlap(book.connected_in_overlap)
        .with_duty_cycles(book.duty_cycles)
        .with_boosting_order(book.boosting_order);
    let mut region = Region::new(parameters).unwrap();
    for step in 0..40 {
        region.step(&old_record(step)).unwrap();
    }
    region
}

fn old_record(step: usize) -> Record {
    let value = (step % 9 != 4).then_some(step as u32 % 8);
    let place = Some((step as i8 % 5, 3));
    record(step, &Input { value, place, reset: false, learn: true })
}

//= spec/snapshot.md#snap-version
//= type=test
//# Files of every version from 1 on MUST be read.
#[test]
fn files_of_every_format_are_read_and_gone_on_from() {
    if std::env::var_os("BAMI_UPDATE_FORMATS").is_some() {
        let version = bami_htm::snapshot::FORMAT_VERSION;
        let (region, network, predictor) = old_objects();
        std::fs::create_dir_all(format_file(version, "region").parent().unwrap()).unwrap();
        region.save(format_file(version, "region")).unwrap();
        network.save(format_file(version, "network")).unwrap();
        predictor.save(format_file(version, "predictor")).unwrap();
        region.temporal_memory().save(format_file(version, "temporal-memory")).unwrap();
        region.spatial_pooler().save(format_file(version, "spatial-pooler")).unwrap();
        book_region().save(format_file(version, "book")).unwrap();
    }
    for version in 2..=bami_htm::snapshot::FORMAT_VERSION {
        let (mut region, file) = (book_region(), format_file(version, "book"));
        let mut region_again = Region::load(&file).unwrap();
        if version == bami_htm::snapshot::FORMAT_VERSION {
            assert!(std::fs::read(file).unwrap() == bytes(region.snapshot().unwrap()));
        }
        assert_eq!(continued(&mut region_again), continued(&mut region), "version {version}");
    }
    for version in 1..=bami_htm::snapshot::FORMAT_VERSION {
        let (region, network, predictor) = old_objects();
        if version == bami_htm::snapshot::FORMAT_VERSION {
            let file = |name| std::fs::read(format_file(version, name)).unwrap();
            assert!(file("region") == bytes(region.snapshot().unwrap()));
            assert!(file("network") == bytes(network.snapshot().unwrap()));
            assert!(file("predictor") == bytes(predictor.snapshot().unwrap()));
        }
        let mut memory = TemporalMemory::load(format_file(version, "temporal-memory")).unwrap();
        let mut pooler = SpatialPooler::load(format_file(version, "spatial-pooler")).unwrap();
        let regions = (region, Region::load(format_file(version, "region")).unwrap());
        let networks = (network, Network::load(format_file(version, "network")).unwrap());
        let predictors = (predictor, Predictor::load(format_file(version, "predictor")).unwrap());
        let ((mut region, mut region_again), (mut network, mut network_again)) =
            (regions, networks);
        let (mut predictor, mut predictor_again) = predictors;
        for step in 40..60 {
            let record = old_record(step);
            let result = region.step(&record).unwrap();
            assert_eq!(region_again.step(&record).unwrap(), result, "version {version}");
            assert_eq!(pooler.step(&result.encoded, Learning::On).unwrap(), result.active_columns);
            memory.step(&result.active_columns, Learning::On).unwrap();
            assert_eq!(memory.anomaly(), result.raw_score);
            assert_eq!(network_again.step(&record).unwrap(), network.step(&record).unwrap());
            assert_eq!(predictor_again.step(&record).unwrap(), predictor.step(&record).unwrap());
        }
    }
}

/// What a region gives in the steps after a snapshot, a line for each step.
fn continued(region: &mut Region) -> String {
    let mut text = String::new();
    for step in 40..60 {
        let result = region.step(&old_record(step)).unwrap();
        let (encoded, columns) = (result.encoded.on(), result.active_columns.on());
        text +=
            &format!("{encoded:?} {columns:?} {:?} {:?}\n", result.raw_score, result.likelihood);
    }
    text
}

//= spec/snapshot.md#snap-version
//= type=test
//# A switch that is absent from a file MUST have the value of the table, whatever the profile.
#[test]
fn a_file_of_version_1_gives_what_the_program_that_wrote_it_gave() {
    for name in ["region", "weekday"] {
        let mut region = Region::load(format_file(1, name)).unwrap();
        let expected = std::fs::read_to_string(format_file(1, name).with_extension("txt")).unwrap();
        assert_eq!(continued(&mut region), expected, "{name}");
    }
}
