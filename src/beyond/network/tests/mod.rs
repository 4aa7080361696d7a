//! One test for each rule of `spec/network.md`.

mod links;
mod parameters;
mod steps;

use super::*;
use crate::encoders::{
    CategoryEncoderParameters, DeltaEncoderParameters, EncoderParameters, ScalarEncoderParameters,
};
use crate::region::{Record, Region, RegionParameters};
use crate::spatial_pooler::{SpatialPoolerParameters, TieBreak};
use crate::temporal_memory::TemporalMemoryParameters;

fn scalar() -> EncoderParameters {
    EncoderParameters::Scalar(ScalarEncoderParameters::default())
}

fn category() -> EncoderParameters {
    EncoderParameters::Category(CategoryEncoderParameters::new(["red", "green"]))
}

/// A small region without input.
fn small(name: &str) -> NetworkRegionParameters {
    let defaults = NetworkRegionParameters::new(name);
    NetworkRegionParameters {
        sp: SpatialPoolerParameters {
            column_dimensions: vec![64],
            num_active_columns_per_inh_area: Some(6),
            tie_break: TieBreak::LowestIndex,
            ..defaults.sp
        },
        tm: TemporalMemoryParameters {
            cells_per_column: 4,
            activation_threshold: 4,
            learning_threshold: 3,
            initial_permanence: 0.51,
            synapse_sample_size: 6,
            ..RegionParameters::book().tm
        },
        ..defaults
    }
}

/// The region that reads the value.
fn first() -> NetworkRegionParameters {
    small("first").encoder("value", scalar())
}

fn network(regions: impl IntoIterator<Item = NetworkRegionParameters>) -> Network {
    NetworkParameters { seed: 7, regions: regions.into_iter().collect() }.build().unwrap()
}

fn value(number: f64) -> Record {
    Record::new().number("value", number)
}

/// A wave of twelve values.
fn wave(step: u32) -> f64 {
    f64::from(step % 12 * 8)
}

fn region<'a>(network: &'a Network, name: &str) -> &'a NetworkRegion {
    network.region(name).unwrap()
}
