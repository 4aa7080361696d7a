//! The parameters of `BAMI TM`, table 1.

use super::extensions::TemporalMemoryExtensions;
use crate::Profile;
use crate::parameters::{ParameterError, ParameterWarning, with_methods};

/// The parameters of a temporal memory, under BAMI's names. LEARNING_ENABLED is given with each
/// step.
///
/// The default is that of the [practical profile](Self::practical).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default = "TemporalMemoryParameters::where_absent")
)]
#[non_exhaustive]
pub struct TemporalMemoryParameters {
    /// Number of columns, at least 1.
    pub column_count: u32,
    /// Cells in each column, at least 1. One makes a first-order memory; BAMI finds 10 to 16 enough
    /// for most uses (p. 49).
    pub cells_per_column: u32,
    /// ACTIVATION_THRESHOLD: this many active connected synapses make a segment active.
    pub activation_threshold: u32,
    /// LEARNING_THRESHOLD: this many active potential synapses make a segment match.
    pub learning_threshold: u32,
    /// INITIAL_PERMANENCE of a new synapse, 0 to 1.
    pub initial_permanence: f64,
    /// CONNECTED_PERMANENCE: the permanence from which a synapse is connected, 0 to 1.
    pub connected_permanence: f64,
    /// PERMANENCE_INCREMENT: what a synapse from an active cell gains, 0 to 1.
    pub permanence_increment: f64,
    /// PERMANENCE_DECREMENT: what a synapse from an inactive cell loses, 0 to 1.
    pub permanence_decrement: f64,
    /// PREDICTED_DECREMENT: what the active synapses of a segment lose if it matched but its column
    /// stayed inactive, 0 to 1. NuPIC advises a little more than column sparsity times
    /// `permanence_increment`.
    pub predicted_decrement: f64,
    /// SYNAPSE_SAMPLE_SIZE: how many active potential synapses a learning segment should have.
    pub synapse_sample_size: u32,
    /// Extensions that are not in BAMI. An extension that is absent from a file is off.
    pub extensions: TemporalMemoryExtensions,
}

with_methods! {
    TemporalMemoryParameters {
        with_column_count(column_count: u32),
        with_cells_per_column(cells_per_column: u32),
        with_activation_threshold(activation_threshold: u32),
        with_learning_threshold(learning_threshold: u32),
        with_initial_permanence(initial_permanence: f64),
        with_connected_permanence(connected_permanence: f64),
        with_permanence_increment(permanence_increment: f64),
        with_permanence_decrement(permanence_decrement: f64),
        with_predicted_decrement(predicted_decrement: f64),
        with_synapse_sample_size(synapse_sample_size: u32),
        with_extensions(extensions: TemporalMemoryExtensions),
    }
}

impl Default for TemporalMemoryParameters {
    fn default() -> Self {
        Self::practical()
    }
}

impl TemporalMemoryParameters {
    /// The parameters of a profile.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        match profile {
            Profile::Book => Self::book(),
            Profile::Practical => Self::practical(),
        }
    }

    /// The parameters of the book profile: 16 cells per column, an ACTIVATION_THRESHOLD of 15, and
    /// no extensions.
    //= spec/temporal-memory.md#d-tm-19
    //# The book profile MUST have 16 cells per column, an ACTIVATION_THRESHOLD of 15 and a
    //# SYNAPSE_SAMPLE_SIZE of 20.
    //= spec/temporal-memory.md#d-tm-19
    //# Both profiles MUST have 2048 columns, a LEARNING_THRESHOLD of 10, an INITIAL_PERMANENCE of
    //# 0.21, a CONNECTED_PERMANENCE of 0.5, a PERMANENCE_INCREMENT and a PERMANENCE_DECREMENT of
    //# 0.1 and a PREDICTED_DECREMENT of 0.
    #[must_use]
    pub fn book() -> Self {
        Self {
            column_count: 2048,
            cells_per_column: 16,
            activation_threshold: 15,
            learning_threshold: 10,
            initial_permanence: 0.21,
            connected_permanence: 0.5,
            permanence_increment: 0.1,
            permanence_decrement: 0.1,
            predicted_decrement: 0.0,
            synapse_sample_size: 20,
            extensions: TemporalMemoryExtensions::default(),
        }
    }

    /// The parameters of the practical profile: 32 cells per column, an ACTIVATION_THRESHOLD of 13,
    /// at most 128 segments per cell and 128 synapses per segment, and no empty segments.
    //= spec/temporal-memory.md#d-tm-19
    //# The practical profile MUST have 32 cells per column, an ACTIVATION_THRESHOLD of 13 and a
    //# SYNAPSE_SAMPLE_SIZE of 20.
    #[must_use]
    pub fn practical() -> Self {
        Self {
            cells_per_column: 32,
            activation_threshold: 13,
            extensions: TemporalMemoryExtensions {
                max_segments_per_cell: Some(128),
                max_synapses_per_segment: Some(128),
                skip_empty_segments: true,
                prune_zero_permanence: false,
            },
            ..Self::book()
        }
    }

    /// What a parameter is that is absent from a vector, a snapshot or a trace, whatever the
    /// profile.
    #[cfg(feature = "serde")]
    pub(crate) fn where_absent() -> Self {
        Self { extensions: TemporalMemoryExtensions::default(), ..Self::practical() }
    }
}

/// The maximum number of cells of a layer.
const MOST_CELLS: u32 = 1 << 24;

impl TemporalMemoryParameters {
    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of its range, with its value and the range.
    pub fn validate(&self) -> Result<(), ParameterError> {
        ParameterError::check_range("column_count", self.column_count, 1, MOST_CELLS)?;
        let most = MOST_CELLS / self.column_count;
        ParameterError::check_range("cells_per_column", self.cells_per_column, 1, most.max(1))?;
        for (name, value) in [
            ("initial_permanence", self.initial_permanence),
            ("connected_permanence", self.connected_permanence),
            ("permanence_increment", self.permanence_increment),
            ("permanence_decrement", self.permanence_decrement),
            ("predicted_decrement", self.predicted_decrement),
        ] {
            ParameterError::check_range(name, value, 0.0, 1.0)?;
        }
        self.extensions.validate()
    }

    /// Valid settings that are probably unintended. The parameters are assumed to be valid.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let mut warnings = Vec::new();
        let mut warn = |applies: bool, parameter: &str, message: String| {
            if applies {
                warnings.push(ParameterWarning::new(parameter, message));
            }
        };
        let (sample, learning) = (self.synapse_sample_size, self.learning_threshold);
        let activation = self.activation_threshold;
        warn(
            activation > sample,
            "activation_threshold",
            format!(
                "{activation} is above synapse_sample_size = {sample}: a segment that learned one \
                 pattern can never become active; lower the one or raise the other"
            ),
        );
        // D-TM-14: such a segment can never match, so it never learns again.
        warn(
            learning > sample,
            "learning_threshold",
            format!(
                "{learning} is above synapse_sample_size = {sample}: a new segment can never match, \
                 so nothing is learned twice; lower the one or raise the other"
            ),
        );
        if let Some(most) = self.extensions.max_synapses_per_segment {
            warn(
                activation.max(learning) > most,
                "extensions.max_synapses_per_segment",
                format!(
                    "{most} synapses can never reach the thresholds {activation} and {learning}"
                ),
            );
        }
        warn(
            self.initial_permanence < self.connected_permanence && self.permanence_increment == 0.0,
            "permanence_increment",
            "0 never connects a synapse that starts below connected_permanence: nothing will ever \
             be predicted"
                .into(),
        );
        warn(
            activation == 0,
            "activation_threshold",
            "0 makes every segment active at every step: everything is predicted always".into(),
        );
        warn(
            sample == 0,
            "synapse_sample_size",
            "0 grows no synapses: nothing will ever be learned".into(),
        );
        warnings
    }
}
