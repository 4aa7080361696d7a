//! The encoders of a region, and which of them reads the metric.

use super::RegionParameters;
use crate::encoders::{ConcatenatedEncoder, EncoderError, Value};
use crate::parameters::ParameterError;
use crate::sdr::Sdr;

/// The encoders side by side, and the place of the metric among them.
#[derive(Debug)]
pub(crate) struct Senses {
    pub(crate) encoder: ConcatenatedEncoder,
    metric: Option<usize>,
}

impl Senses {
    /// The encoders of checked parameters.
    pub(crate) fn new(parameters: &RegionParameters) -> Result<Self, ParameterError> {
        let encoder = parameters.build_encoder()?;
        let metric = parameters.metric_field();
        let metric = metric.and_then(|field| encoder.parts().position(|part| part.name == field));
        Ok(Self { encoder, metric })
    }

    /// The place of the encoder that reads a field.
    pub(crate) fn position(&self, field: &str) -> Option<usize> {
        self.encoder.parts().position(|part| part.name == field)
    }

    /// The fields that are read, each in quotation marks.
    pub(crate) fn known(&self) -> Vec<String> {
        self.encoder.parts().map(|part| format!("{:?}", part.name)).collect()
    }

    //= spec/region.md#region-step
    //# First the values MUST be encoded, each by its encoder, and the SDRs be concatenated in the order of the encoders.
    pub(crate) fn encode(&mut self, values: &[Value]) -> Result<Sdr, EncoderError> {
        self.encoder.encode(values)
    }

    /// The metric among the values.
    //= spec/region.md#region-metric
    //# Where that leaves no field, the metric MUST be a missing value in every step.
    pub(crate) fn metric_value(&self, values: &[Value]) -> Option<f64> {
        match values.get(self.metric?) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }
}
