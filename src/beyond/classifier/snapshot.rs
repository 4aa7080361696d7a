//! A classifier in a snapshot: `spec/snapshot.md`, SNAP-PREDICTOR.

use super::{SdrClassifier, SdrClassifierParameters};
use crate::snapshot::{Packer, SnapshotError, Unpacker, take_front};

impl SdrClassifier {
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.put("step", vec![self.step]);
        let mut buckets = vec![0; self.places.len()];
        for (&bucket, &place) in &self.places {
            buckets[place] = bucket;
        }
        packer.put("buckets", buckets);
        packer.put("values", self.values.clone());
        let weights = self.weights.iter().flatten();
        let counts: Vec<u32> = weights.clone().map(|weights| weights.len() as u32).collect();
        packer.put("weights_per_bit", counts);
        packer.put("weights", weights.flatten().copied().collect::<Vec<f64>>());
        packer.put_lists("pattern_lengths", "patterns", self.history.iter().map(Vec::as_slice));
    }

    /// Restores a classifier of patterns of `size` bits from its arrays.
    pub(crate) fn unpack(
        size: u32,
        parameters: SdrClassifierParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        parameters.validate().map_err(|error| SnapshotError::parameters(&error))?;
        // NB: checked before anything is allocated, so that no more is allocated than the file has
        // numbers for.
        let bits = size as usize * parameters.steps.len();
        let (counts, sum) = unpacker.counts("weights_per_bit", bits)?;
        let weights = unpacker.f64s("weights")?;
        unpacker.check_len("weights", weights.len(), sum)?;
        unpacker.check_numbers("weights", &weights, "finite", f64::is_finite)?;
        let buckets = unpacker.i64s("buckets")?;
        if buckets.len() > parameters.max_buckets as usize {
            let problem = format!("has more than {} numbers", parameters.max_buckets);
            return Err(unpacker.wrong("buckets", problem));
        }
        if counts.iter().any(|&count| count as usize > buckets.len()) {
            let problem = format!("counts more than the {} known buckets for a bit", buckets.len());
            return Err(unpacker.wrong("weights_per_bit", problem));
        }

        let classifier = Self::new(size, parameters);
        let mut classifier = classifier.map_err(|error| SnapshotError::parameters(&error))?;
        classifier.step = unpacker.counter("step")?;
        classifier.places = buckets.iter().copied().zip(0..).collect();
        unpacker.check_len("buckets", buckets.len(), classifier.places.len())?;
        classifier.values = unpacker.f64s("values")?;
        unpacker.check_len("values", classifier.values.len(), buckets.len())?;
        unpacker.check_numbers("values", &classifier.values, "finite", f64::is_finite)?;
        let mut rest = weights.as_slice();
        for (own, &count) in classifier.weights.iter_mut().flatten().zip(&counts) {
            *own = take_front(&mut rest, count).to_vec();
        }
        let patterns = unpacker.lists("pattern_lengths", "patterns")?;
        if patterns.len() > classifier.parameters.farthest() {
            let problem = format!("has more than {} numbers", classifier.parameters.farthest());
            return Err(unpacker.wrong("pattern_lengths", problem));
        }
        for pattern in &patterns {
            unpacker.check_ascending("patterns", pattern, size)?;
        }
        classifier.history = patterns.into();
        Ok(classifier)
    }
}
