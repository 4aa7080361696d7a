//! The encoders of a region, and how a record is checked against them.

use std::collections::BTreeSet;

use thiserror::Error;

use super::{FieldEncoder, Record, RegionParameters};
use crate::encoders::{ConcatenatedEncoder, EncoderError, Value};
use crate::parameters::ParameterError;
use crate::sdr::Sdr;

/// A record with fields that do not fit the encoders.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FieldError {
    /// No encoder reads a field of the record.
    #[error("no encoder reads the field {field:?}; {}", what_is_read(known))]
    Unknown {
        /// The field.
        field: String,
        /// The fields that encoders read, each in quotation marks.
        known: Vec<String>,
    },
    /// The record has two fields of the same name.
    #[error("the record has two fields {field:?}; give each field one value")]
    Duplicate {
        /// The field.
        field: String,
    },
}

fn what_is_read(known: &[String]) -> String {
    if known.is_empty() {
        return "there are no encoders".into();
    }
    format!("the encoders read {}", known.join(", "))
}

/// The encoders of a region, the fields that each reads, and the indices of the encoders of the
/// metric and of the target field.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    /// Without parts if the region reads only from other regions.
    pub(crate) encoder: ConcatenatedEncoder,
    fields: Vec<Vec<String>>,
    metric: Option<usize>,
    target: Option<usize>,
}

impl Inputs {
    /// The encoders of valid parameters.
    pub(crate) fn new(parameters: &RegionParameters) -> Result<Self, ParameterError> {
        let encoder = match parameters.encoders[..] {
            [] => ConcatenatedEncoder::without_parts(),
            _ => parameters.build_encoder()?,
        };
        let index = |field: Option<&str>| encoder.parts().position(|part| Some(part.name) == field);
        let metric = index(parameters.metric_field());
        let target = index(parameters.target_field());
        let fields =
            parameters.encoders.iter().map(FieldEncoder::reads).map(<[_]>::to_vec).collect();
        Ok(Self { encoder, fields, metric, target })
    }

    /// Whether there are no encoders.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Rejects a record with a field that none of these encoders reads, or with two fields of the
    /// same name.
    pub(crate) fn check_fields<'a>(
        all: impl Iterator<Item = &'a Self> + Clone,
        record: &Record,
    ) -> Result<(), FieldError> {
        Self::check_names(all.flat_map(|inputs| inputs.fields.iter().flatten()), record)
    }

    /// Rejects a record with a field that is not among those that are `read`, or with two fields of
    /// the same name.
    pub(crate) fn check_names<'a>(
        read: impl Iterator<Item = &'a String> + Clone,
        record: &Record,
    ) -> Result<(), FieldError> {
        let mut seen = BTreeSet::new();
        for (name, _) in record.fields() {
            //= spec/region.md#region-record
            //# A record with a field that no encoder reads MUST be rejected.
            //= spec/network.md#net-record
            //# A record with two fields of the same name, or with a field that no region reads,
            //# MUST be rejected.
            if !read.clone().any(|read| read == name) {
                let mut seen = BTreeSet::new();
                let known = read.clone().filter(|&field| seen.insert(field));
                let known = known.map(|field| format!("{field:?}")).collect();
                return Err(FieldError::Unknown { field: name.into(), known });
            }
            //= spec/region.md#region-record
            //# A record with two fields of the same name MUST be rejected.
            if !seen.insert(name) {
                return Err(FieldError::Duplicate { field: name.into() });
            }
        }
        Ok(())
    }

    /// The values of a record in the order of the encoders, each checked by its encoder. Fields that
    /// no encoder reads are ignored.
    //= spec/network.md#net-record
    //# A field MUST be passed to every region with an encoder that reads it.
    //= spec/region.md#region-record
    //# A field that an encoder reads and the record does not contain MUST be treated as a missing
    //# value.
    pub(crate) fn values(&self, record: &Record) -> Result<Vec<Value>, EncoderError> {
        let value = |field: &String| record.get(field).cloned().unwrap_or_default();
        let value_of = |fields: &Vec<String>| match fields.as_slice() {
            [field] => value(field),
            //= spec/region.md#region-columns
            //# If an encoder has several columns, its value MUST be the list of the values of these
            //# fields of the record, in their order.
            fields => Value::List(fields.iter().map(value).collect()),
        };
        let values: Vec<Value> = self.fields.iter().map(value_of).collect();
        self.encoder.check(&values)?;
        match self.metric_value(&values) {
            // NB: a custom encoder may accept it, but the likelihood does not.
            Some(value) if value.is_infinite() => Err(EncoderError::NotFinite { value }),
            _ => Ok(values),
        }
    }

    /// Encodes values that have been checked; nothing if there are no encoders.
    //= spec/region.md#region-step
    //# First the values MUST be encoded, each by its encoder.
    //= spec/region.md#region-step
    //# Then the SDRs MUST be concatenated in the order of the encoders.
    pub(crate) fn encode(&mut self, values: &[Value]) -> Result<Option<Sdr>, EncoderError> {
        (!self.is_empty()).then(|| self.encoder.encode_checked(values)).transpose()
    }

    /// The index of the metric's encoder.
    pub(crate) fn metric_index(&self) -> Option<usize> {
        self.metric
    }

    /// The index of the target field's encoder.
    pub(crate) fn target_index(&self) -> Option<usize> {
        self.target
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
