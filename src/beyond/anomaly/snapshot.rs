//! The anomaly likelihood and the range rule in a snapshot: `spec/snapshot.md`, SNAP-ANOMALY.

use super::likelihood::Entry;
use super::{AnomalyLikelihood, AnomalyLikelihoodParameters, Distribution, RangeRule};
use crate::snapshot::{Packer, SnapshotError, Unpacker};

impl AnomalyLikelihood {
    //= spec/snapshot.md#snap-anomaly
    //# The arrays of a likelihood MUST be those of the table, with the content that it describes.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.put("row", vec![self.row]);
        let values = self.history.iter().map(|entry| entry.value.unwrap_or(f64::NAN));
        packer.put("values", values.collect::<Vec<f64>>());
        packer.put("raw_scores", self.history.iter().map(|entry| entry.raw).collect::<Vec<f64>>());
        let distribution = self.distribution.map(|d| vec![d.mean, d.deviation]);
        packer.put("distribution", distribution.unwrap_or_default());
        packer.put("tail_before", Vec::from_iter(self.tail_before));
    }

    /// Restores a likelihood from its arrays.
    pub(crate) fn unpack(
        parameters: AnomalyLikelihoodParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let likelihood = Self::new(parameters);
        let mut likelihood = likelihood.map_err(|error| SnapshotError::parameters(&error))?;
        likelihood.row = unpacker.counter("row")?;
        let (values, raw) = (unpacker.f64s("values")?, unpacker.f64s("raw_scores")?);
        let window = u64::from(likelihood.parameters.history_window);
        let rows = usize::try_from(likelihood.row.min(window)).unwrap_or(usize::MAX);
        unpacker.check_len("values", values.len(), rows)?;
        unpacker.check_len("raw_scores", raw.len(), rows)?;
        let no_infinity = |value: f64| !value.is_infinite();
        unpacker.check_numbers("values", &values, "finite, or NaN if missing", no_infinity)?;
        unpacker.check_numbers("raw_scores", &raw, "from 0 to 1", is_part)?;
        let entry = |(value, raw): (f64, f64)| Entry { value: known(value), raw };
        likelihood.history = values.into_iter().zip(raw).map(entry).collect();
        likelihood.distribution = unpack_distribution(unpacker)?;
        let tail = unpacker.f64s("tail_before")?;
        unpacker.check_numbers("tail_before", &tail, "from 0 to 1", is_part)?;
        likelihood.tail_before = match tail[..] {
            [] => None,
            [tail] => Some(tail),
            _ => {
                return Err(
                    unpacker.wrong("tail_before", "has several numbers; it must have at most one")
                );
            }
        };
        Ok(likelihood)
    }
}

fn is_part(number: f64) -> bool {
    (0.0..=1.0).contains(&number)
}

fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn unpack_distribution(unpacker: &mut Unpacker) -> Result<Option<Distribution>, SnapshotError> {
    let numbers = unpacker.f64s("distribution")?;
    match numbers[..] {
        [] => Ok(None),
        [mean, deviation] if mean.is_finite() && deviation > 0.0 && deviation.is_finite() => {
            Ok(Some(Distribution { mean, deviation }))
        }
        _ => {
            let problem = "must be a finite mean and a finite deviation above 0, or empty";
            Err(unpacker.wrong("distribution", problem))
        }
    }
}

impl RangeRule {
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.put("range", self.range.map(|(low, high)| vec![low, high]).unwrap_or_default());
    }

    /// Restores a rule from its array.
    pub(crate) fn unpack(unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let numbers = unpacker.f64s("range")?;
        match numbers[..] {
            [] => Ok(Self { range: None }),
            [low, high] if low <= high && low.is_finite() && high.is_finite() => {
                Ok(Self { range: Some((low, high)) })
            }
            _ => {
                let problem = "must be two finite numbers, the lower one first, or empty";
                Err(unpacker.wrong("range", problem))
            }
        }
    }
}
