//! The parameters of the workloads, and their generated inputs. The benchmarks of `cargo bench` use
//! this file too.

use bami_htm::Profile;
use bami_htm::encoders::{
    DateEncoderParameters, EncoderParameters, RandomDistributedScalarEncoderParameters,
};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::region::{FieldEncoder, RegionParameters};
use bami_htm::sdr::{Sdr, SdrError};
use bami_htm::spatial_pooler::{SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{TemporalMemoryExtensions, TemporalMemoryParameters};

use crate::load::{noise, rhythm};

/// The number of columns of every workload.
pub const COLUMNS: u32 = 2048;

/// Active columns in each step of the temporal memory, and winners of the spatial pooler.
pub const ACTIVE: u32 = 40;

/// The number of inputs of the spatial pooler on its own.
pub const INPUTS: u32 = 1000;

/// The number of patterns from which the inputs of the spatial pooler are drawn.
const PATTERNS: usize = 500;

/// The seed of the inputs.
const SEED: u64 = 1;

/// SDRs as inputs: patterns, and their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Patterns {
    /// The patterns.
    pub patterns: Vec<Sdr>,
    /// The index of the pattern of each step.
    pub order: Vec<u32>,
}

impl Patterns {
    /// The input of a step.
    pub fn at(&self, step: usize) -> &Sdr {
        &self.patterns[self.order[step] as usize]
    }
}

/// `count` random sequences of `length` elements, one after the other in random order.
//= spec/program.md#program-bench
//# Inputs that are not supplied MUST be drawn from the generator of R-2 with seed 1 on stream 0.
pub fn sequences(count: usize, length: usize, steps: usize) -> Result<Patterns, SdrError> {
    let mut random = Pcg32::new(SEED, 0);
    let patterns = random_patterns(count * length, COLUMNS, &mut random)?;
    let mut order = Vec::with_capacity(steps + length);
    while order.len() < steps {
        let first = random.below(count as u32) * length as u32;
        order.extend(first..first + length as u32);
    }
    order.truncate(steps);
    Ok(Patterns { patterns, order })
}

/// Random inputs, each one of a few hundred patterns.
pub fn patterns(steps: usize) -> Result<Patterns, SdrError> {
    let mut random = Pcg32::new(SEED, 0);
    let patterns = random_patterns(PATTERNS, INPUTS, &mut random)?;
    let order = (0..steps).map(|_| random.below(PATTERNS as u32)).collect();
    Ok(Patterns { patterns, order })
}

fn random_patterns(count: usize, size: u32, random: &mut Pcg32) -> Result<Vec<Sdr>, SdrError> {
    (0..count).map(|_| Sdr::random(size, ACTIVE, random)).collect()
}

/// The temporal memory of all workloads, with the extensions of a profile if one is chosen.
pub fn memory_parameters(
    cells_per_column: u32,
    profile: Option<Profile>,
) -> TemporalMemoryParameters {
    let own = TemporalMemoryParameters::default()
        .with_column_count(COLUMNS)
        .with_cells_per_column(cells_per_column)
        .with_activation_threshold(13)
        .with_learning_threshold(10)
        .with_initial_permanence(0.21)
        .with_connected_permanence(0.5)
        .with_permanence_increment(0.1)
        .with_permanence_decrement(0.1)
        .with_predicted_decrement(0.01)
        .with_synapse_sample_size(20)
        .with_extensions(
            TemporalMemoryExtensions::default()
                .with_max_segments_per_cell(255)
                .with_max_synapses_per_segment(255),
        );
    match profile {
        Some(profile) => own.with_extensions(TemporalMemoryParameters::of(profile).extensions),
        None => own,
    }
}

/// The spatial pooler of all workloads, with the switches of a profile if one is chosen.
pub fn pooler_parameters(boost_strength: f64, profile: Option<Profile>) -> SpatialPoolerParameters {
    let own = SpatialPoolerParameters::default()
        .with_input_dimensions([INPUTS])
        .with_column_dimensions([COLUMNS])
        .with_potential_pct(0.8)
        .with_global_inhibition(true)
        .with_local_area_density(None)
        .with_num_active_columns_per_inh_area(ACTIVE)
        .with_connected_permanence(0.1)
        .with_syn_perm_active_inc(0.05)
        .with_syn_perm_inactive_dec(0.008)
        .with_boost_strength(boost_strength)
        // As in other implementations, at most 40 columns win.
        .with_tie_break(TieBreak::LowestIndex);
    let Some(profile) = profile else { return own };
    let switches = SpatialPoolerParameters::of(profile);
    own.with_center_bias(switches.center_bias)
        .with_tie_break(switches.tie_break)
        .with_connected_in_overlap(switches.connected_in_overlap)
        .with_duty_cycles(switches.duty_cycles)
        .with_boosting_order(switches.boosting_order)
}

/// The encoder of the times.
pub fn date_parameters() -> DateEncoderParameters {
    DateEncoderParameters::only_time_of_day()
}

/// The encoder of the values.
pub fn value_parameters(
    resolution: f64,
    profile: Option<Profile>,
) -> RandomDistributedScalarEncoderParameters {
    RandomDistributedScalarEncoderParameters::of(profile.unwrap_or_default())
        .with_resolution(resolution)
}

/// The region of the workload from end to end, for values with this resolution. Its sizes are not
/// filled in.
pub fn region_parameters(resolution: f64, profile: Option<Profile>) -> RegionParameters {
    let date = EncoderParameters::Date(date_parameters());
    let value = EncoderParameters::RandomDistributedScalar(value_parameters(resolution, profile));
    RegionParameters::default()
        .with_encoders([FieldEncoder::new("timestamp", date), FieldEncoder::new("value", value)])
        // As many inputs as the encoders have bits.
        .with_sp(pooler_parameters(0.0, profile).with_input_dimensions([]))
        .with_tm(memory_parameters(13, profile))
}

/// An hourly load without anomalies, in tenths: the hours since the start of a Monday, and the
/// values.
pub fn load(steps: usize) -> impl Iterator<Item = (usize, f64)> {
    let mut random = Pcg32::new(SEED, 0);
    (0..steps).map(move |hour| {
        let value = rhythm(hour / 24 % 7, (hour % 24) as f64) + noise(&mut random);
        (hour, (value * 10.0).round() / 10.0)
    })
}
