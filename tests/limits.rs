//! Estimates match the memory taken, and what cannot fit is rejected before anything is allocated.

use allocation_counter::measure;
use bami_htm::Learning;
use bami_htm::anomaly::{AnomalyLikelihood, AnomalyLikelihoodParameters};
use bami_htm::classifier::{SdrClassifier, SdrClassifierParameters};
use bami_htm::encoders::*;
use bami_htm::limits::{Limits, MemoryError, MemoryEstimate};
use bami_htm::network::{Link, Network, NetworkParameters, NetworkRegionParameters};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::region::{
    FieldEncoder, Predictor, PredictorParameters, Region, RegionError, RegionParameters,
};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{DutyCycles, SpatialPooler, SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
};
use bami_htm::time_scales::{Known, TimeScales, TimeScalesParameters};

/// The result of a constructor, and how many bytes stay allocated with it.
fn allocated<T>(make: impl FnOnce() -> T) -> (T, u64) {
    let mut made = None;
    let bytes = measure(|| made = Some(make())).bytes_current;
    (made.unwrap(), bytes.try_into().unwrap())
}

/// Checks that an estimate is as accurate as the specification requires.
fn check_start<T>(what: &str, estimate: MemoryEstimate, make: impl FnOnce() -> T) {
    let (_made, bytes) = allocated(make);
    let ratio = estimate.start as f64 / bytes as f64;
    println!("{what}: {bytes} bytes allocated, {} estimated: {ratio:.3}", estimate.start);
    let near = estimate.start.abs_diff(bytes) < 65_536;
    assert!(near || (0.8..=1.25).contains(&ratio), "{what}: {bytes} bytes, {estimate}: {ratio}");
    assert!(estimate.greatest.is_none_or(|greatest| greatest >= estimate.start), "{what}");
}

fn memory_parameters(column_count: u32, cells_per_column: u32) -> TemporalMemoryParameters {
    TemporalMemoryParameters::book()
        .with_activation_threshold(13)
        .with_column_count(column_count)
        .with_cells_per_column(cells_per_column)
}

fn pooler_parameters(inputs: u32, columns: u32, potential_pct: f64) -> SpatialPoolerParameters {
    SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([inputs])
        .with_column_dimensions([columns])
        .with_potential_pct(potential_pct)
}

fn two_regions() -> NetworkParameters {
    let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
    NetworkParameters::new(42)
        .region(NetworkRegionParameters::new("first").encoder("value", scalar))
        .region(NetworkRegionParameters::new("second").link(Link::new("first")).with_period(4))
}

const KNOWN: Known = Known::new(4000, 0.0, 50.0);

//= spec/limits.md#limit-estimate
//= type=test
//# The number of bytes that a temporal memory, a spatial pooler, an anomaly likelihood, a
//# classifier, an encoder, a region, a predictor, a network or a detector with several time scales
//# takes at the start MUST be computable from its parameters alone.
//= spec/limits.md#limit-estimate
//= type=test
//# The estimate for the start MUST be at least 0.8 times and at most 1.25 times the number of bytes
//# that are allocated once the object has been constructed, or differ from that number by less than
//# 65536 bytes.
#[test]
fn the_start_is_estimated() {
    for (columns, cells) in [(2048, 32), (2048, 1), (1000, 5), (30_000, 4)] {
        let parameters = memory_parameters(columns, cells);
        let memory = parameters.memory().unwrap();
        let what = format!("temporal memory of {columns} x {cells}");
        check_start(&what, memory, || TemporalMemory::new(parameters, 42).unwrap());
    }
    let local = SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([64, 64])
        .with_column_dimensions([32, 32])
        .with_potential_radius(6)
        .with_global_inhibition(false);
    for (what, parameters) in [
        ("spatial pooler of 1000 and 2048", pooler_parameters(1000, 2048, 0.8)),
        ("spatial pooler of 454 and 2048", pooler_parameters(454, 2048, 0.8)),
        ("spatial pooler of 5000 and 1500", pooler_parameters(5000, 1500, 0.1)),
        ("spatial pooler with topology", local),
        (
            "spatial pooler with windows of duty cycles",
            pooler_parameters(64, 2048, 0.8).with_duty_cycles(DutyCycles::Window),
        ),
    ] {
        let memory = parameters.memory().unwrap();
        check_start(what, memory, || SpatialPooler::new(parameters, 42).unwrap());
    }
    let parameters = AnomalyLikelihoodParameters::default();
    let memory = parameters.memory().unwrap();
    check_start("likelihood", memory, || AnomalyLikelihood::new(parameters).unwrap());
    let parameters = SdrClassifierParameters::default().with_steps([1, 5, 24]);
    let memory = parameters.memory(65_536).unwrap();
    check_start("classifier", memory, || SdrClassifier::new(65_536, parameters).unwrap());
    for (parameters, _) in encoders() {
        let memory = parameters.memory().unwrap();
        check_start("encoder", memory, || parameters.build().unwrap());
    }
    let region = RegionParameters::for_metric(0.5);
    let memory = region.memory().unwrap();
    check_start("region", memory, || Region::new(region.clone()).unwrap());
    let parameters = PredictorParameters::default();
    let memory = parameters.memory(&region).unwrap();
    check_start("predictor", memory, || Predictor::new(region.clone(), parameters).unwrap());
    let network = two_regions();
    let memory = network.memory().unwrap();
    check_start("network", memory, || Network::new(network).unwrap());
    let scales = TimeScalesParameters::default();
    let memory = scales.memory(&region, &KNOWN).unwrap();
    check_start("detector", memory, || {
        // Its regions are created with the first row.
        let mut detector = TimeScales::new(&scales, &region, KNOWN).unwrap();
        detector.step(1.0).unwrap();
        detector
    });
}

/// An encoder of each kind with many active bits, and the same with too many.
fn encoders() -> Vec<(EncoderParameters, EncoderParameters)> {
    use EncoderParameters::*;
    let most = 1 << 24;
    let names: Vec<String> = (0..500).map(|n| format!("category {n}")).collect();
    let both = |make: &dyn Fn(u32) -> EncoderParameters| (make(50), make(most + 1));
    let all: [&dyn Fn(u32) -> EncoderParameters; 9] = [
        &|active_bits| Scalar(ScalarEncoderParameters::default().with_active_bits(active_bits)),
        &|active_bits| {
            let size = u32::MAX;
            RandomDistributedScalar(
                RandomDistributedScalarEncoderParameters::default()
                    .with_active_bits(active_bits)
                    .with_size(size),
            )
        },
        &|active_bits| {
            let categories = names.iter().take((most / active_bits.max(1)).clamp(2, 500) as usize);
            let categories = categories.cloned();
            Category(
                CategoryEncoderParameters::default()
                    .with_categories(categories)
                    .with_active_bits(active_bits)
                    .with_unknown_slot(false),
            )
        },
        &|active_bits| {
            let categories = names.clone();
            OrderedCategory(
                OrderedCategoryEncoderParameters::default()
                    .with_categories(categories)
                    .with_active_bits(active_bits),
            )
        },
        &|active_bits| {
            let buckets = u32::MAX;
            Periodic(
                PeriodicEncoderParameters::default()
                    .with_active_bits(active_bits)
                    .with_buckets(buckets),
            )
        },
        &|active_bits| Log(LogEncoderParameters::default().with_active_bits(active_bits)),
        &|active_bits| Delta(DeltaEncoderParameters::default().with_active_bits(active_bits)),
        &|active_bits| {
            let size = u32::MAX;
            PassThrough(
                PassThroughEncoderParameters::default()
                    .with_size(size)
                    .with_active_bits(active_bits)
                    .with_exact(true),
            )
        },
        &|active_bits| {
            let part = Scalar(ScalarEncoderParameters::default().with_active_bits(active_bits));
            Concatenated(ConcatenatedEncoderParameters::new([("a", part.clone()), ("b", part)]))
        },
    ];
    all.into_iter().map(both).collect()
}

/// The error message of a rejection, which takes hardly any memory.
fn refusal<T, E: ToString>(make: impl FnOnce() -> Result<T, E>) -> String {
    let mut said = String::new();
    let measured = measure(|| said = make().err().expect("not refused").to_string());
    assert!(measured.bytes_total < 3_000_000, "{said}: {} bytes", measured.bytes_total);
    said
}

//= spec/limits.md#limit-bounds
//= type=test
//# An encoder with more than 16777216 active bits MUST be rejected.
#[test]
fn encoders_with_too_many_active_bits_are_refused() {
    for (few, many) in encoders() {
        assert!(few.build().is_ok(), "{few:?}");
        let said = refusal(|| many.build());
        assert!(said.contains("16777216"), "{said}");
        assert!(many.validate().is_err() && many.memory().is_err());
    }
    let most = CoordinateEncoderParameters::default().with_radius(u32::MAX);
    let said = refusal(|| CoordinateEncoder::new(most));
    assert!(said.contains("radius = 4294967295"), "{said}");
}

//= spec/limits.md#limit-bounds
//= type=test
//# A history_window above 16777216 MUST be rejected.
//= spec/limits.md#limit-bounds
//= type=test
//# A link with a union over more than 65536 steps MUST be rejected.
//= spec/limits.md#limit-bounds
//= type=test
//# A network of more than 256 regions MUST be rejected.
//= spec/limits.md#limit-bounds
//= type=test
//# A classifier for which the number of bits times the number of horizons is above 100000000 MUST
//# be rejected.
#[test]
fn parameters_that_are_too_large_by_themselves_are_refused() {
    let history_window = (1 << 24) + 1;
    let parameters = AnomalyLikelihoodParameters::default().with_history_window(history_window);
    let said = refusal(|| AnomalyLikelihood::new(parameters));
    assert!(said.contains("must be from 1 to 16777216"), "{said}");
    let scales = TimeScalesParameters::default().with_history_window(history_window);
    let region = RegionParameters::for_metric(0.5);
    let said = refusal(|| TimeScales::new(&scales, &region, KNOWN));
    assert!(said.contains("must be from 1 to 16777216"), "{said}");

    let mut network = two_regions();
    network.regions[1].links[0].union = 65_536;
    assert!(network.validate().is_ok());
    network.regions[1].links[0].union = 65_537;
    let said = refusal(|| Network::new(network));
    assert!(said.contains("must be from 1 to 65536"), "{said}");
    let mut network = two_regions();
    while network.regions.len() <= 256 {
        let name = format!("region-{}", network.regions.len());
        network.regions.push(network.regions[0].clone().with_name(name));
    }
    let said = refusal(|| Network::new(network));
    assert_eq!(said, "the network has 257 regions; give at most 256");

    let steps = |steps: u32| SdrClassifierParameters::default().with_steps(1..=steps);
    assert!(steps(100).memory(1_000_000).is_ok());
    let said = refusal(|| SdrClassifier::new(1_000_001, steps(100)));
    assert!(said.contains("100 horizons") && said.contains("100000000"), "{said}");
    refusal(|| SdrClassifier::new(u32::MAX, steps(1)));
    refusal(|| SdrClassifier::new(u32::MAX, steps(65_536)));

    let sizes = |dimensions: Vec<u32>| {
        SpatialPoolerParameters::default()
            .with_tie_break(TieBreak::All)
            .with_input_dimensions(dimensions.clone())
            .with_column_dimensions(dimensions)
    };
    for dimensions in [vec![u32::MAX], vec![65_536; 3], vec![u32::MAX; 100], vec![20_000]] {
        refusal(|| SpatialPooler::new(sizes(dimensions), 42));
    }
    refusal(|| TemporalMemory::new(memory_parameters(u32::MAX, u32::MAX), 42));
    refusal(|| TemporalMemory::new(memory_parameters(1 << 24, 2), 42));
}

//= spec/limits.md#limit-bounds
//= type=test
//# A classifier with a learning rate above 1000000 MUST be rejected.
#[test]
fn a_classifier_that_moves_as_far_as_it_may_stays_finite() {
    let with = |learning_rate| SdrClassifierParameters::default().with_learning_rate(learning_rate);
    for rate in [1_000_001.0, f64::MAX, f64::INFINITY, f64::NAN, 0.0] {
        let said = with(rate).validate().unwrap_err().to_string();
        assert!(said.contains("at most 1000000"), "{said}");
    }
    let mut classifier = SdrClassifier::new(8, with(1_000_000.0)).unwrap();
    let mut random = Pcg32::new(42, 0);
    for _ in 0..2000 {
        let pattern = Sdr::random(8, 4, &mut random).unwrap();
        let bucket = i64::from(random.below(5));
        let target = bami_htm::classifier::Target { bucket, value: 1.0 };
        let predicted = classifier.step(&pattern, Some(target), Learning::On).unwrap();
        let sum: f64 = predicted[0].outcomes.iter().map(|outcome| outcome.probability).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
}

//= spec/limits.md#limit-refuse
//= type=test
//# Before it allocates any memory that depends on the sizes among its parameters, a constructor
//# MUST reject parameters with an estimate for the start that is above the limit, or that is at
//# least 64 MiB and more than the allocator would give in one piece, with an error that says what
//# would be constructed, how much it would take and how to correct it.
#[test]
fn what_takes_too_much_at_once_is_refused() {
    let region = RegionParameters::for_metric(0.5);
    let little = Limits::default().with_at_once(10_000_000);
    let said = refusal(|| Region::with_limits(region.clone(), &little));
    assert!(said.starts_with("the region would allocate "), "{said}");
    assert!(said.contains("the limit is 10.0 MB; make it smaller or raise the limit"), "{said}");
    let refused = Region::with_limits(region.clone(), &little).unwrap_err();
    let RegionError::Memory(MemoryError::AboveLimit { bytes, limit, .. }) = refused else {
        panic!("{refused}");
    };
    assert_eq!((bytes.0, limit.0), (region.memory().unwrap().start, 10_000_000));
    let enough = Limits::default().with_at_once(bytes.0);
    assert!(Region::with_limits(region.clone(), &enough).is_ok());

    // Things that are large only because there are many of them.
    let mut many = PredictorParameters::default();
    many.classifier.steps = (1..=65_536).collect();
    let said = refusal(|| Predictor::new(region.clone(), many));
    assert!(said.starts_with("the predictor would allocate "), "{said}");
    let mut network = two_regions();
    network.regions[0].sp.column_dimensions = vec![1 << 13];
    network.regions[0].tm.cells_per_column = 1 << 8;
    while network.regions.len() < 100 {
        let name = format!("region-{}", network.regions.len());
        network.regions.push(network.regions[0].clone().with_name(name));
    }
    let said = refusal(|| Network::new(network));
    assert!(said.starts_with("the network would allocate "), "{said}");
    let scales = TimeScalesParameters::default().with_regions(100);
    let said = refusal(|| TimeScales::new(&scales, &region, KNOWN));
    assert!(said.starts_with("memory of the detector = "), "{said}");
    assert!(said.contains(" GB: must be at most 8.6 GB"), "{said}");
    let mut wide = region.clone();
    wide.encoders.push(FieldEncoder::new(
        "wide",
        EncoderParameters::RandomDistributedScalar(
            RandomDistributedScalarEncoderParameters::default().with_size(u32::MAX / 2),
        ),
    ));
    let said = refusal(|| Region::new(wide));
    assert!(said.contains("sp.column_dimensions"), "{said}");
}

/// A memory that has learned the sequences of a short version of the workload W1.
fn learned(
    extensions: TemporalMemoryExtensions,
    steps: usize,
) -> (TemporalMemoryParameters, TemporalMemory) {
    let parameters =
        memory_parameters(2048, 32).with_predicted_decrement(0.01).with_extensions(extensions);
    let mut memory = TemporalMemory::new(parameters.clone(), 42).unwrap();
    let mut random = Pcg32::new(42, 0);
    let elements: Vec<Sdr> =
        (0..2000).map(|_| Sdr::random(2048, 40, &mut random).unwrap()).collect();
    for step in 0..steps {
        if step % 20 == 0 {
            memory.reset();
        }
        let sequence = step / 20 * 7 % 100;
        memory.step(&elements[sequence * 20 + step % 20], Learning::On).unwrap();
    }
    (parameters, memory)
}

//= spec/limits.md#limit-grown
//= type=test
//# The estimate for a temporal memory with a given number of segments and synapses MUST be at least
//# 0.8 times and at most 1.5 times the number of bytes that are allocated.
//= spec/limits.md#limit-grown
//= type=test
//# The estimate for anything that grows segments MUST include the number of bytes that each further
//# segment takes without its synapses, and the number of bytes that each further synapse takes.
#[test]
fn what_is_learned_is_estimated() {
    let bounded = TemporalMemoryExtensions::default()
        .with_max_segments_per_cell(255)
        .with_max_synapses_per_segment(255);
    for extensions in [TemporalMemoryExtensions::default(), bounded] {
        for steps in [200, 2500] {
            let ((parameters, memory), bytes) = allocated(|| learned(extensions.clone(), steps));
            let layer = memory.layer();
            let counts = (layer.segment_count() as u64, layer.synapse_count() as u64);
            let estimated = parameters.memory_with(counts.0, counts.1);
            let ratio = estimated as f64 / bytes as f64;
            println!("{counts:?}: {bytes} bytes allocated, {estimated} estimated: {ratio:.3}");
            assert!((0.8..=1.5).contains(&ratio), "{bytes} bytes, {estimated} estimated: {ratio}");
            // The bytes of the single parts, added up, are accurate too.
            let estimate = parameters.memory().unwrap();
            let parts = counts.0 * estimate.segment + counts.1 * estimate.synapse;
            let ratio = (estimate.start + parts) as f64 / bytes as f64;
            println!("by parts: {ratio:.3}");
            assert!((0.7..=1.5).contains(&ratio), "{bytes} bytes: {ratio}");
        }
    }
}

//= spec/limits.md#limit-greatest
//= type=test
//# If the number of segments per cell is bounded, or if no segments are grown, the estimate MUST
//# include the maximum number of bytes that can ever be taken.
//= spec/limits.md#limit-greatest
//= type=test
//# Otherwise the estimate MUST say that there is no maximum.
//= spec/limits.md#limit-greatest
//= type=test
//# A run MUST NOT take more than that maximum, however many rows it reads.
#[test]
fn nothing_comes_to_more_than_the_greatest() {
    let mut parameters = TemporalMemoryParameters::book()
        .with_column_count(40)
        .with_cells_per_column(3)
        .with_activation_threshold(4)
        .with_learning_threshold(2)
        .with_synapse_sample_size(9);
    assert_eq!(parameters.memory().unwrap().greatest, None);
    parameters.extensions.max_segments_per_cell = Some(3);
    // A segment has at most one synapse for each cell.
    let unbounded = parameters.memory().unwrap().greatest;
    parameters.extensions.max_synapses_per_segment = Some(120);
    assert_eq!(parameters.memory().unwrap().greatest, unbounded);
    parameters.extensions.max_synapses_per_segment = Some(8);
    let greatest = parameters.memory().unwrap().greatest.unwrap();
    assert!(greatest < unbounded.unwrap());
    let mut random = Pcg32::new(42, 0);
    let mut memory = None;
    let measured = measure(|| {
        let memory = memory.insert(TemporalMemory::new(parameters.clone(), 42).unwrap());
        for _ in 0..20_000 {
            memory.step(&Sdr::random(40, 8, &mut random).unwrap(), Learning::On).unwrap();
        }
    });
    let segments = memory.unwrap().layer().segment_count();
    println!("{segments} segments, {} bytes, at most {greatest}", measured.bytes_current);
    assert!(segments > 250, "the bounds are reached: {segments}");
    assert!(measured.bytes_current < greatest as i64, "{measured:?}, at most {greatest}");
    let of = |parameters: &RegionParameters| parameters.memory().unwrap().greatest;
    assert!(of(&RegionParameters::for_metric(1.0)).is_some());
    let mut unbounded = RegionParameters::for_metric(1.0);
    unbounded.tm.extensions = TemporalMemoryExtensions::default();
    assert_eq!(of(&unbounded), None);
}
