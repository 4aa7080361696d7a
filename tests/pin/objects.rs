//! The objects of which the tests take pins.

use bami_htm::Learning;
use bami_htm::anomaly::AnomalyLikelihoodParameters;
use bami_htm::classifier::SdrClassifierParameters;
use bami_htm::encoders::{
    CategoryEncoderParameters, ConcatenatedEncoderParameters, CoordinateEncoderParameters,
    DateEncoderParameters, DeltaEncoderParameters, EncoderParameters, LogEncoderParameters,
    RandomDistributedScalarEncoderParameters, ScalarEncoderParameters, TimeOfDayParameters,
    WeekendParameters,
};
use bami_htm::network::{Link, LinkOutput, Network, NetworkParameters, NetworkRegionParameters};
use bami_htm::region::{
    ClassifierInput, FieldEncoder, Predictor, PredictorParameters, Record, Region, RegionParameters,
};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
};
use jiff::ToSpan;
use jiff::civil::date;

/// A memory with everything that a pin can contain, small enough to read.
pub(crate) fn memory() -> TemporalMemory {
    let parameters = TemporalMemoryParameters::default()
        .with_column_count(12)
        .with_cells_per_column(3)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_permanence_decrement(0.03)
        .with_predicted_decrement(0.01)
        .with_synapse_sample_size(3)
        .with_extensions(TemporalMemoryExtensions::default().with_max_segments_per_cell(2));
    let mut memory = TemporalMemory::new(parameters, 42).unwrap();
    for step in 0..30_u32 {
        let first = step % 5 * 2 + u32::from(step == 17);
        memory.step(&Sdr::new(12, [first % 12, (first + 1) % 12]).unwrap(), Learning::On).unwrap();
    }
    memory.kill_cells([4, 5]).unwrap();
    memory
}

pub(crate) fn pooler() -> SpatialPooler {
    let parameters = SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([6, 6])
        .with_column_dimensions([3, 4])
        .with_potential_radius(2)
        .with_potential_pct(0.5)
        .with_global_inhibition(false)
        .with_num_active_columns_per_inh_area(2)
        .with_boost_strength(3.0)
        .with_min_pct_overlap_duty_cycle(0.5)
        .with_duty_cycle_period(4);
    let mut pooler = SpatialPooler::new(parameters, 42).unwrap();
    for step in 0..9_u32 {
        let on = (0..36).filter(|bit| (bit * 7 + step % 3 * 5) % 11 < 4);
        pooler.step(&Sdr::with_dimensions(&[6, 6], on).unwrap(), (step != 5).into()).unwrap();
    }
    pooler
}

/// Every encoder that keeps state, and some that keep none.
pub(crate) fn encoders() -> Vec<FieldEncoder> {
    let value = RandomDistributedScalarEncoderParameters::default()
        .with_resolution(2.0)
        .with_size(60)
        .with_active_bits(7);
    let change = DeltaEncoderParameters::default()
        .with_minimum(-20.0)
        .with_maximum(20.0)
        .with_active_bits(5);
    let place =
        CoordinateEncoderParameters::default().with_radius(3).with_size(80).with_active_bits(9);
    let level = ScalarEncoderParameters::default()
        .with_minimum(0.0)
        .with_maximum(20.0)
        .with_buckets(20)
        .with_active_bits(5);
    let both = ConcatenatedEncoderParameters::new([
        ("level", EncoderParameters::Scalar(level)),
        ("change", EncoderParameters::Delta(change.clone())),
    ]);
    let hours = TimeOfDayParameters::default().with_buckets(24).with_active_bits(5);
    let time = DateEncoderParameters::default()
        .with_time_of_day(hours)
        .with_weekend(WeekendParameters::default());
    vec![
        FieldEncoder::new("timestamp", EncoderParameters::Date(time)),
        FieldEncoder::new("value", EncoderParameters::RandomDistributedScalar(value)),
        FieldEncoder::new("change", EncoderParameters::Delta(change)).with_columns(["value"]),
        FieldEncoder::new("place", EncoderParameters::Coordinate(place)).with_columns(["x", "y"]),
        FieldEncoder::new("both", EncoderParameters::Concatenated(both))
            .with_columns(["value", "x"]),
        FieldEncoder::new(
            "a \"colour\"",
            EncoderParameters::Category(CategoryEncoderParameters::new(["red", "green"])),
        ),
    ]
}

pub(crate) fn small_memory() -> TemporalMemoryParameters {
    TemporalMemoryParameters::book()
        .with_column_count(0)
        .with_cells_per_column(3)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_synapse_sample_size(4)
}

pub(crate) fn small_pooler() -> SpatialPoolerParameters {
    SpatialPoolerParameters::default()
        .with_input_dimensions(Vec::new())
        .with_column_dimensions([20])
        .with_potential_pct(0.05)
        .with_num_active_columns_per_inh_area(3)
        .with_boost_strength(1.0)
        .with_tie_break(TieBreak::LowestIndex)
}

pub(crate) fn region_parameters() -> RegionParameters {
    let anomaly = AnomalyLikelihoodParameters::default()
        .with_learning_period(8)
        .with_estimation_samples(5)
        .with_history_window(15);
    RegionParameters::default()
        .with_seed(7)
        .with_metric("value")
        .with_range_rule(true)
        .with_encoders(encoders())
        .with_sp(small_pooler())
        .with_tm(small_memory())
        .with_anomaly(anomaly)
}

pub(crate) fn record(step: i64) -> Record {
    let time = date(2026, 3, 1).at(0, 0, 0, 0).checked_add((7 * step).hours()).unwrap();
    let mut record = Record::new()
        .time("timestamp", time)
        .number("x", (step % 5) as f64)
        .number("y", 3.0)
        .category("a \"colour\"", if step % 3 == 0 { "red" } else { "green" });
    if step % 9 != 4 {
        record = record.number("value", (step % 8) as f64 * 1.5);
    }
    record
}

pub(crate) fn region() -> Region {
    let mut region = Region::new(region_parameters()).unwrap();
    for step in 0..40 {
        region.step(&record(step)).unwrap();
    }
    region
}

pub(crate) fn predictor() -> Predictor {
    let mut parameters = region_parameters();
    parameters.encoders.retain(|field| ["timestamp", "value"].contains(&field.field.as_str()));
    let predictor = PredictorParameters::default()
        .with_inputs([ClassifierInput::Columns, ClassifierInput::WeekBefore])
        .with_classifier(SdrClassifierParameters::default().with_steps([1, 3]));
    let mut predictor = Predictor::new(parameters, predictor).unwrap();
    for step in 0..12 {
        let time = date(2026, 3, 1).at(0, 0, 0, 0).checked_add((step * 26).hours()).unwrap();
        let record = Record::new().time("timestamp", time).number("value", (step % 4) as f64 * 5.0);
        predictor.step(&record).unwrap();
    }
    predictor
}

pub(crate) fn network() -> Network {
    let mut first = NetworkRegionParameters::from_region("first", region_parameters());
    first.encoders.truncate(2);
    let link = Link::new("first").with_output(LinkOutput::ActiveCells).with_predictive(true);
    let log = LogEncoderParameters::default().with_minimum(0.5);
    let second = NetworkRegionParameters::new("second")
        .with_period(3)
        .with_learning(false)
        .with_sp(small_pooler())
        .with_tm(small_memory())
        .encoder("level", EncoderParameters::Log(log))
        .link(link.with_union(2));
    let mut network = NetworkParameters::new(7).region(first).region(second).build().unwrap();
    for step in 0..20 {
        let time = date(2026, 3, 1).at(0, 0, 0, 0).checked_add((7 * step).hours()).unwrap();
        let record = Record::new()
            .time("timestamp", time)
            .number("value", (step % 8) as f64)
            .number("level", (step % 4 + 1) as f64);
        network.step(&record).unwrap();
    }
    network
}
