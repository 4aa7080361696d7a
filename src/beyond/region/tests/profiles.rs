//! The profiles and the forms of the algorithms.

use super::*;
use crate::encoders::{
    Collisions, CoordinateEncoderParameters, GeospatialEncoderParameters, Rounding,
};
use crate::observer::Observer;
use crate::spatial_pooler::{BoostingOrder, ConnectedInOverlap, DutyCycles};
use crate::temporal_memory::TemporalMemoryExtensions;
use crate::{Execution, Learning, Profile};

/// The parameters of the practical profile with what the table says of the book profile.
fn as_in_the_book(practical: RegionParameters) -> RegionParameters {
    let RegionParameters { sp, tm, .. } = practical.clone();
    practical
        .with_sp(
            sp.with_center_bias(0.1)
                .with_connected_in_overlap(ConnectedInOverlap::Above)
                .with_tie_break(TieBreak::All)
                .with_duty_cycles(DutyCycles::Window)
                .with_boosting_order(BoostingOrder::OneLoop),
        )
        .with_tm(
            tm.with_cells_per_column(16)
                .with_activation_threshold(15)
                .with_extensions(TemporalMemoryExtensions::default()),
        )
}

//= spec/region.md#region-profile
//= type=test
//# The defaults of a profile MUST be those of the table.
//= spec/region.md#region-profile
//= type=test
//# The defaults of parameters outside the table MUST be the same in both profiles.
#[test]
fn the_profiles_differ_where_the_table_says() {
    let (book, practical) = (RegionParameters::book(), RegionParameters::practical());
    assert_eq!(RegionParameters::default(), practical);
    assert_eq!(as_in_the_book(practical.clone()), book);
    assert_eq!((practical.sp.center_bias, practical.sp.tie_break), (None, TieBreak::LowestIndex));
    assert_eq!(practical.sp.connected_in_overlap, ConnectedInOverlap::AtLeast);
    assert_eq!(practical.sp.duty_cycles, DutyCycles::Recursive);
    assert_eq!(practical.sp.boosting_order, BoostingOrder::TwoPasses);
    assert_eq!((practical.tm.cells_per_column, practical.tm.activation_threshold), (32, 13));
    let bounded = TemporalMemoryExtensions::default()
        .with_max_segments_per_cell(128)
        .with_max_synapses_per_segment(128)
        .with_skip_empty_segments(true);
    assert_eq!(practical.tm.extensions, bounded);

    let distributed = RandomDistributedScalarEncoderParameters::of;
    let of_book = distributed(Profile::Practical)
        .with_rounding(Rounding::Floor)
        .with_collisions(Collisions::Leave);
    assert_eq!(distributed(Profile::Book), of_book);
    let coordinate = CoordinateEncoderParameters::of;
    let of_book = coordinate(Profile::Practical).with_collisions(Collisions::Leave);
    assert_eq!(coordinate(Profile::Book), of_book);
    let geospatial = GeospatialEncoderParameters::of;
    let of_book = geospatial(Profile::Practical).with_collisions(Collisions::Leave);
    assert_eq!(geospatial(Profile::Book), of_book);
    assert_eq!(distributed(Profile::Practical).rounding, Rounding::Nearest);
    assert_eq!(distributed(Profile::Practical).collisions, Collisions::Probe);
}

//= spec/region.md#region-for-metric
//= type=test
//# The parameters for one metric with timestamps MUST be those of the table, and in all else the
//# defaults of the profile.
#[test]
fn a_metric_has_the_switches_of_the_profile() {
    let practical = RegionParameters::for_metric_of(Profile::Practical, 0.5);
    assert_eq!(practical, RegionParameters::for_metric(0.5));
    let mut book = as_in_the_book(practical);
    let value = RandomDistributedScalarEncoderParameters::of(Profile::Book).with_resolution(0.5);
    book.encoders[1].encoder = EncoderParameters::RandomDistributedScalar(value);
    assert_eq!(RegionParameters::for_metric_of(Profile::Book, 0.5), book);
    assert_eq!(book.warnings(), []);
}

/// An observer that asks for the lines.
struct Lines;

impl Observer for Lines {}

#[test]
fn every_form_gives_the_same_steps_and_the_indexed_one_reports_no_lines() {
    for parameters in [small(), as_in_the_book(small())] {
        let mut regions = [None, Some(Execution::Literal), Some(Execution::Indexed)].map(|form| {
            let mut region = region(&parameters);
            if let Some(form) = form {
                region.set_execution(form);
            }
            assert_eq!(region.execution(), form);
            region
        });
        for step in 0..60 {
            let record = value(wave(step));
            let results = regions.each_mut().map(|region| region.step(&record).unwrap());
            assert_eq!(results[0], results[1]);
            assert_eq!(results[0], results[2]);
        }
        let before = regions[2].clone();
        let refused = regions[2].step_with(&value(1.0), Learning::On, &mut Lines).unwrap_err();
        assert!(refused.to_string().contains("indexed"), "{refused}");
        assert_eq!(regions[2].pin(), before.pin());
        assert_eq!(regions[2].step(&value(1.0)).unwrap(), regions[0].step(&value(1.0)).unwrap());
    }
}

#[test]
fn a_predictor_runs_the_form_that_was_chosen() {
    let mut default = Predictor::new(small(), PredictorParameters::default()).unwrap();
    let mut literal = default.clone();
    literal.set_execution(Execution::Literal);
    assert_eq!((default.execution(), literal.execution()), (None, Some(Execution::Literal)));
    for step in 0..30 {
        let record = value(wave(step));
        assert_eq!(literal.step(&record).unwrap(), default.step(&record).unwrap());
    }
}
