//! Why a region rejects parameters or a record.

use thiserror::Error;

use super::FieldError;
use crate::anomaly::AnomalyError;
use crate::classifier::ClassifierError;
use crate::encoders::EncoderError;
use crate::limits::MemoryError;
use crate::parameters::ParameterError;
use crate::sdr::SdrError;
use crate::spatial_pooler::SpatialPoolerError;
use crate::temporal_memory::TemporalMemoryError;

/// Why a region rejected parameters or a record. Steps are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RegionError {
    /// A parameter is invalid.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// The region would take more memory than its limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The fields of the record do not fit the encoders.
    #[error("step {step}: {error}")]
    Field {
        /// The step.
        step: u64,
        /// The field, and why.
        #[source]
        error: FieldError,
    },
    /// An encoder rejected a value.
    #[error("step {step}: field {error}")]
    Encoder {
        /// The step.
        step: u64,
        /// The field, and why.
        #[source]
        error: EncoderError,
    },
    /// The anomaly likelihood rejected the metric or the raw score.
    #[error("step {step}: {error}")]
    Anomaly {
        /// The step.
        step: u64,
        /// Why.
        #[source]
        error: AnomalyError,
    },
    /// The classifier rejected its input.
    #[error("classifier: {0}")]
    Classifier(#[from] ClassifierError),
    /// The spatial pooler rejected its input.
    #[error("spatial pooler: {0}")]
    SpatialPooler(#[from] SpatialPoolerError),
    /// The temporal memory rejected its input.
    #[error("temporal memory: {0}")]
    TemporalMemory(#[from] TemporalMemoryError),
    /// An SDR has the wrong size.
    #[error(transparent)]
    Sdr(#[from] SdrError),
}

/// Adds the step to an error of an encoder.
pub(super) fn in_step(step: u64) -> impl Fn(EncoderError) -> RegionError {
    move |error| RegionError::Encoder { step, error }
}
