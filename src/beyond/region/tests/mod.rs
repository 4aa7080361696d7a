//! One test for each rule of `spec/region.md`, and what a region learns.

mod parameters;
mod predictor;
mod profiles;
mod steps;

use super::*;
use crate::anomaly::AnomalyLikelihoodParameters;
use crate::encoders::{
    CategoryEncoderParameters, DateEncoderParameters, EncoderParameters,
    RandomDistributedScalarEncoderParameters, ScalarEncoderParameters,
};
use crate::spatial_pooler::{SpatialPoolerParameters, TieBreak};
use crate::temporal_memory::TemporalMemoryParameters;

fn scalar(field: &str) -> FieldEncoder {
    FieldEncoder::new(field, EncoderParameters::Scalar(ScalarEncoderParameters::default()))
}

fn category(field: &str) -> FieldEncoder {
    let parameters = CategoryEncoderParameters::new(["red", "green"]);
    FieldEncoder::new(field, EncoderParameters::Category(parameters))
}

fn distributed(field: &str) -> FieldEncoder {
    let parameters = RandomDistributedScalarEncoderParameters::default();
    FieldEncoder::new(field, EncoderParameters::RandomDistributedScalar(parameters))
}

/// A small region that learns within a few repetitions.
fn small() -> RegionParameters {
    let defaults = RegionParameters::default();
    RegionParameters {
        encoders: vec![scalar("value")],
        sp: SpatialPoolerParameters {
            column_dimensions: vec![256],
            num_active_columns_per_inh_area: Some(20),
            tie_break: TieBreak::LowestIndex,
            ..defaults.sp
        },
        tm: TemporalMemoryParameters {
            cells_per_column: 8,
            activation_threshold: 10,
            learning_threshold: 7,
            initial_permanence: 0.41,
            permanence_decrement: 0.02,
            ..RegionParameters::book().tm
        },
        anomaly: AnomalyLikelihoodParameters {
            learning_period: 600,
            estimation_samples: 100,
            ..defaults.anomaly
        },
        ..defaults
    }
}

fn region(parameters: &RegionParameters) -> Region {
    Region::new(parameters.clone()).unwrap()
}

/// A record of the field `value`.
fn value(number: f64) -> Record {
    Record::new().number("value", number)
}

/// A wave between 10 and 90 that comes round every 20 steps.
fn wave(step: usize) -> f64 {
    50.0 + 40.0 * libm::sin(step as f64 / 20.0 * std::f64::consts::TAU)
}
