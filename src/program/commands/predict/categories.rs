//! The categories of a stream whose values are categories.

use std::collections::BTreeMap;

use bami_htm::encoders::{EncoderParameters, Value};
use bami_htm::region::RegionParameters;

use crate::input::VALUE_FIELD;

/// What stands for a category that is not in the list of the encoder.
const UNKNOWN: &str = "(unknown)";

/// The names of the buckets of an encoder of categories.
#[derive(Clone, Debug)]
pub(super) struct Categories {
    names: BTreeMap<i64, String>,
    buckets: BTreeMap<String, i64>,
}

impl Categories {
    /// The categories of the values that a region reads; `None` if they are numbers.
    pub(super) fn of(region: &RegionParameters) -> Option<Self> {
        let reads = |field: &&bami_htm::region::FieldEncoder| field.reads() == [VALUE_FIELD];
        let mut encoders = region.encoders.iter().filter(reads);
        let names: BTreeMap<i64, String> = encoders.find_map(|field| match &field.encoder {
            EncoderParameters::Category(parameters) => {
                let unknown = parameters.unknown_slot.then(|| UNKNOWN.to_owned());
                Some((0..).zip(parameters.categories.iter().cloned().chain(unknown)).collect())
            }
            EncoderParameters::OrderedCategory(parameters) => {
                let buckets = (0..).map(|number: i64| number * i64::from(parameters.spacing));
                Some(buckets.zip(parameters.categories.iter().cloned()).collect())
            }
            _ => None,
        })?;
        let buckets = names.iter().map(|(&bucket, name)| (name.clone(), bucket)).collect();
        Some(Self { names, buckets })
    }

    /// The bucket of a category.
    pub(super) fn bucket(&self, value: &Value) -> Option<i64> {
        let Value::Category(name) = value else { return None };
        self.buckets.get(name).or_else(|| self.buckets.get(UNKNOWN)).copied()
    }

    /// The name of a bucket.
    pub(super) fn name(&self, bucket: i64) -> &str {
        self.names.get(&bucket).map_or(UNKNOWN, String::as_str)
    }
}
