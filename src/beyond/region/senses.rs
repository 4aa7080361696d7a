//! The encoders of a region, and which of them reads the metric.

use std::collections::BTreeSet;

use super::{FieldEncoder, Record, RegionParameters};
use crate::encoders::{ConcatenatedEncoder, EncoderError, Value};
use crate::parameters::ParameterError;
use crate::sdr::Sdr;

/// The encoders side by side, the fields that each reads, and the place of the metric among them.
#[derive(Debug)]
pub(crate) struct Senses {
    pub(crate) encoder: ConcatenatedEncoder,
    fields: Vec<Vec<String>>,
    metric: Option<usize>,
}

impl Senses {
    /// The encoders of checked parameters.
    pub(crate) fn new(parameters: &RegionParameters) -> Result<Self, ParameterError> {
        let encoder = parameters.build_encoder()?;
        let metric = parameters.metric_field();
        let metric = metric.and_then(|field| encoder.parts().position(|part| part.name == field));
        let fields =
            parameters.encoders.iter().map(FieldEncoder::reads).map(<[_]>::to_vec).collect();
        Ok(Self { encoder, fields, metric })
    }

    /// Whether an encoder reads this field.
    pub(crate) fn reads(&self, field: &str) -> bool {
        self.fields.iter().flatten().any(|read| read == field)
    }

    /// The fields that are read, each once and in quotation marks.
    pub(crate) fn known(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let fields = self.fields.iter().flatten().filter(|&field| seen.insert(field));
        fields.map(|field| format!("{field:?}")).collect()
    }

    /// The values of a record in the order of the encoders. Fields that nobody reads are passed over.
    //= spec/region.md#region-record
    //# A field that an encoder reads and the record does not contain MUST be treated as a missing
    //# value.
    pub(crate) fn values(&self, record: &Record) -> Vec<Value> {
        let value = |field: &String| record.get(field).cloned().unwrap_or_default();
        let value_of = |fields: &Vec<String>| match fields.as_slice() {
            [field] => value(field),
            //= spec/region.md#region-columns
            //# If an encoder has several columns, its value MUST be the list of the values of these
            //# fields of the record, in their order.
            fields => Value::List(fields.iter().map(value).collect()),
        };
        self.fields.iter().map(value_of).collect()
    }

    //= spec/region.md#region-step
    //# First the values MUST be encoded, each by its encoder, and the SDRs be concatenated in the
    //# order of the encoders.
    pub(crate) fn encode(&mut self, values: &[Value]) -> Result<Sdr, EncoderError> {
        self.encoder.encode(values)
    }

    /// The place of the encoder that reads the metric.
    pub(crate) fn metric_place(&self) -> Option<usize> {
        self.metric
    }

    /// The metric among the values.
    //= spec/region.md#region-metric
    //# If that leaves no field, the metric MUST be a missing value in every step.
    pub(crate) fn metric_value(&self, values: &[Value]) -> Option<f64> {
        match values.get(self.metric?) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }
}
