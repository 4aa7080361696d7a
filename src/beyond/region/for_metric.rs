//! The parameters for one metric with timestamps.

use super::{FieldEncoder, RegionParameters};
use crate::Profile;
use crate::encoders::{
    DateEncoderParameters, EncoderParameters, RandomDistributedScalarEncoderParameters,
};
use crate::spatial_pooler::SpatialPoolerParameters;
use crate::temporal_memory::TemporalMemoryParameters;

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
    #[must_use]
    pub fn for_metric(resolution: f64) -> Self {
        Self::for_metric_of(Profile::default(), resolution)
    }

    /// The same with the switches of a profile. In the book profile, the temporal memory also has
    /// the 16 cells per column and the ACTIVATION_THRESHOLD of 15 that the book names.
    ///
    /// ```
    /// use bami_htm::Profile;
    /// use bami_htm::region::RegionParameters;
    ///
    /// let parameters = RegionParameters::for_metric_of(Profile::Book, 0.5);
    /// assert_eq!(parameters.tm.cells_per_column, 16);
    /// assert_eq!(RegionParameters::for_metric_of(Profile::Practical, 0.5), RegionParameters::for_metric(0.5));
    /// ```
    //= spec/region.md#region-for-metric
    //# The parameters for one metric with timestamps MUST be those of the table, and in all else
    //# the defaults of the profile.
    #[must_use]
    pub fn for_metric_of(profile: Profile, resolution: f64) -> Self {
        let value = RandomDistributedScalarEncoderParameters {
            resolution,
            ..RandomDistributedScalarEncoderParameters::of(profile)
        };
        let time = DateEncoderParameters::only_time_of_day();
        let defaults = Self::of(profile);
        let activation_threshold = match profile {
            Profile::Book => defaults.tm.activation_threshold,
            Profile::Practical => 20,
        };
        Self {
            encoders: vec![
                FieldEncoder::new("timestamp", EncoderParameters::Date(time)),
                FieldEncoder::new("value", EncoderParameters::RandomDistributedScalar(value)),
            ],
            sp: SpatialPoolerParameters {
                potential_pct: 0.8,
                syn_perm_active_inc: 0.003,
                syn_perm_inactive_dec: 0.0005,
                ..defaults.sp
            },
            tm: TemporalMemoryParameters {
                activation_threshold,
                learning_threshold: 13,
                initial_permanence: 0.51,
                connected_permanence: 0.5,
                permanence_increment: 0.04,
                permanence_decrement: 0.008,
                predicted_decrement: 0.001,
                synapse_sample_size: 31,
                ..defaults.tm
            },
            ..defaults
        }
    }
}
