//! The parameters for one metric with timestamps.

use super::{FieldEncoder, RegionParameters};
use crate::encoders::{
    DateEncoderParameters, EncoderParameters, RandomDistributedScalarEncoderParameters,
};
use crate::spatial_pooler::{SpatialPoolerParameters, TieBreak};
use crate::temporal_memory::{TemporalMemoryExtensions, TemporalMemoryParameters};

impl RegionParameters {
    /// The parameters for one metric with timestamps: a number `value` and a date and time
    /// `timestamp`.
    ///
    /// `resolution` is the width of the metric's buckets: numbers that differ by less are nearly
    /// the same. Where the range of the metric is known, [`resolution_from_range`] gives a good
    /// one. It must be finite and greater than 0, which [`validate`](Self::validate) checks.
    ///
    /// [`resolution_from_range`]: crate::encoders::resolution_from_range
    ///
    /// ```
    /// use bami_htm::encoders::resolution_from_range;
    /// use bami_htm::region::RegionParameters;
    ///
    /// let parameters = RegionParameters::for_metric(resolution_from_range(0.0, 100.0)?);
    /// parameters.validate()?;
    /// assert!(parameters.warnings().is_empty());
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    //= spec/region.md#region-for-metric
    //# The parameters for one metric with timestamps MUST be those of the table.
    #[must_use]
    pub fn for_metric(resolution: f64) -> Self {
        let value = RandomDistributedScalarEncoderParameters {
            resolution,
            ..RandomDistributedScalarEncoderParameters::default()
        };
        let time = DateEncoderParameters::only_time_of_day();
        let defaults = Self::default();
        Self {
            encoders: vec![
                FieldEncoder::new("timestamp", EncoderParameters::Date(time)),
                FieldEncoder::new("value", EncoderParameters::RandomDistributedScalar(value)),
            ],
            sp: SpatialPoolerParameters {
                potential_pct: 0.8,
                syn_perm_active_inc: 0.003,
                syn_perm_inactive_dec: 0.0005,
                tie_break: TieBreak::LowestIndex,
                ..defaults.sp
            },
            tm: TemporalMemoryParameters {
                cells_per_column: 32,
                activation_threshold: 20,
                learning_threshold: 13,
                initial_permanence: 0.51,
                connected_permanence: 0.5,
                permanence_increment: 0.04,
                permanence_decrement: 0.008,
                predicted_decrement: 0.001,
                synapse_sample_size: 31,
                extensions: TemporalMemoryExtensions {
                    max_segments_per_cell: Some(128),
                    max_synapses_per_segment: Some(128),
                    ..TemporalMemoryExtensions::default()
                },
                ..defaults.tm
            },
            ..defaults
        }
    }
}
