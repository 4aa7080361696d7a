//! Why a region refuses parameters or a record.

use thiserror::Error;

use crate::anomaly::AnomalyError;
use crate::classifier::ClassifierError;
use crate::encoders::EncoderError;
use crate::limits::MemoryError;
use crate::parameters::ParameterError;
use crate::sdr::SdrError;
use crate::spatial_pooler::SpatialPoolerError;
use crate::temporal_memory::TemporalMemoryError;

/// Why a region refused parameters or a record. Steps are counted from 0.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RegionError {
    /// A parameter cannot be.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// It would take more memory than there may be.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// No encoder reads a field of the record.
    #[error(
        "step {step}: no encoder reads the field {field:?}; the encoders read {}", known.join(", ")
    )]
    UnknownField {
        /// The step.
        step: u64,
        /// The field.
        field: String,
        /// The fields that there are encoders for, each in quotation marks.
        known: Vec<String>,
    },
    /// A field is there twice.
    #[error("step {step}: the field {field:?} is there twice; give each field one value")]
    DuplicateField {
        /// The step.
        step: u64,
        /// The field.
        field: String,
    },
    /// An encoder refused a value.
    #[error("step {step}: field {error}")]
    Encoder {
        /// The step.
        step: u64,
        /// The field, and why.
        #[source]
        error: EncoderError,
    },
    /// The anomaly likelihood refused the metric or the raw score.
    #[error("step {step}: {error}")]
    Anomaly {
        /// The step.
        step: u64,
        /// Why.
        #[source]
        error: AnomalyError,
    },
    /// The classifier refused its input.
    #[error("classifier: {0}")]
    Classifier(#[from] ClassifierError),
    /// The spatial pooler refused its input.
    #[error("spatial pooler: {0}")]
    SpatialPooler(#[from] SpatialPoolerError),
    /// The temporal memory refused its input.
    #[error("temporal memory: {0}")]
    TemporalMemory(#[from] TemporalMemoryError),
    /// An SDR does not fit its place.
    #[error(transparent)]
    Sdr(#[from] SdrError),
}
