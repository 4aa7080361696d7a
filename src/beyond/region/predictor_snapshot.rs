//! A predictor in a snapshot: `spec/snapshot.md`, SNAP-PREDICTOR.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::coming::Coming;
use super::predictor::size_of;
use super::{Predictor, PredictorParameters, Region, RegionParameters};
use crate::classifier::{SdrClassifier, SdrClassifierParameters};
use crate::encoders::{EncoderRegistry, RegistryError};
use crate::limits::MemoryEstimate;
use crate::parameters::ParameterError;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots};

/// The parameters of a predictor in a document.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    region: RegionParameters,
    predictor: PredictorParameters,
}

impl Saved {
    fn resolve_encoders(&mut self, registry: &EncoderRegistry) -> Result<(), RegistryError> {
        self.region.resolve_encoders(registry)
    }
}

impl Predictor {
    /// The memory that an object of these parameters takes at the start.
    fn memory_of(parameters: &Saved) -> Result<MemoryEstimate, ParameterError> {
        parameters.predictor.memory(&parameters.region)
    }

    fn parameters_to_save(&self) -> Saved {
        let steps = self.classifiers.iter().flat_map(|one| one.parameters().steps.clone());
        let classifier = self.classifiers.first().map(|one| one.parameters().clone());
        let classifier =
            SdrClassifierParameters { steps: steps.collect(), ..classifier.unwrap_or_default() };
        let predictor = PredictorParameters {
            inputs: self.inputs.clone(),
            classifier,
            target_width: self.target_width,
        };
        Saved { region: self.region.parameters().clone(), predictor }
    }

    //= spec/snapshot.md#snap-predictor
    //# The arrays of a predictor MUST be those of its region, those of its classifiers, each name
    //# prefixed with `classifiers`, a dot, the number of the classifier and a dot, and those of the
    //# table of `coming`, each name prefixed with `coming` and a dot.
    fn pack(&self, packer: &mut Packer) {
        self.region.pack(packer);
        for (index, classifier) in self.classifiers.iter().enumerate() {
            packer.part(&part(index), |packer| classifier.pack(packer));
        }
        packer.part("coming", |packer| self.coming.pack(packer));
    }

    fn unpack(parameters: Saved, unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let Saved { region, predictor } = parameters;
        predictor.validate().map_err(|error| SnapshotError::parameters(&error))?;
        let region = Region::unpack(region, unpacker)?;
        Self::check_target(&region).map_err(|error| SnapshotError::parameters(&error))?;
        let coming = Coming::new(&region).map_err(|error| SnapshotError::parameters(&error))?;
        let coming = unpacker.part("coming", |unpacker| coming.unpack(&region, unpacker))?;
        let size = predictor.inputs.iter().map(|input| size_of(*input, &region, &coming)).sum();
        let mut classifiers = Vec::new();
        for (index, &steps) in predictor.classifier.steps.iter().enumerate() {
            let own =
                SdrClassifierParameters { steps: vec![steps], ..predictor.classifier.clone() };
            classifiers.push(
                unpacker
                    .part(&part(index), |unpacker| SdrClassifier::unpack(size, own, unpacker))?,
            );
        }
        let PredictorParameters { inputs, target_width, .. } = predictor;
        Ok(Self { region, classifiers, coming, inputs, target_width })
    }
}

/// The name of a classifier among the arrays.
fn part(index: usize) -> String {
    format!("classifiers.{index}")
}

/// A time in seconds from 1970-01-01 00:00 by the same clock, and the remaining nanoseconds.
fn numbers(time: DateTime) -> [i64; 2] {
    let since = time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    let nanoseconds = i64::from(since.subsec_nanos());
    [since.as_secs() - i64::from(nanoseconds < 0), nanoseconds.rem_euclid(1_000_000_000)]
}

/// The time of these numbers.
fn time([seconds, nanoseconds]: [i64; 2]) -> Option<DateTime> {
    let nanoseconds = i32::try_from(nanoseconds).ok().filter(|n| (0..1_000_000_000).contains(n))?;
    // NB: no time is further away than this, and a duration of any seconds would overflow.
    let seconds = Some(seconds).filter(|seconds| seconds.unsigned_abs() < 1 << 40)?;
    let since = SignedDuration::new(seconds, nanoseconds);
    DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(since).ok()
}

impl Coming {
    fn pack(&self, packer: &mut Packer) {
        let [last, before] =
            self.times.map(|time| time.map_or(Vec::new(), |t| numbers(t).to_vec()));
        packer.put("time", last);
        packer.put("time_before", before);
        let times: Vec<i64> = self.target_bits.keys().flat_map(|&time| numbers(time)).collect();
        packer.put("times", times);
        packer.put_lists("lengths", "bits", self.target_bits.values().map(Vec::as_slice));
    }

    fn unpack(mut self, region: &Region, unpacker: &mut Unpacker) -> Result<Self, SnapshotError> {
        let mut one = |name| -> Result<Option<DateTime>, SnapshotError> {
            let mut times = times(name, unpacker)?;
            let len = times.len();
            let time = times.pop();
            unpacker.check_len(name, len, usize::from(time.is_some()))?;
            Ok(time)
        };
        self.times = [one("time")?, one("time_before")?];
        let times = times("times", unpacker)?;
        if !times.is_sorted_by(|a, b| a < b) {
            return Err(unpacker.wrong("times", "must be ascending"));
        }
        let bits = unpacker.lists("lengths", "bits")?;
        unpacker.check_len("lengths", bits.len(), times.len())?;
        let size = super::coming::target_range(region).map_or(0, |range| range.len() as u32);
        for bits in &bits {
            unpacker.check_ascending("bits", bits, size)?;
        }
        self.target_bits = BTreeMap::from_iter(times.into_iter().zip(bits));
        Ok(self)
    }
}

/// Takes an array of times.
fn times(name: &str, unpacker: &mut Unpacker) -> Result<Vec<DateTime>, SnapshotError> {
    let numbers = unpacker.i64s(name)?;
    let (pairs, rest) = numbers.as_chunks::<2>();
    let times: Option<Vec<DateTime>> = pairs.iter().map(|&pair| time(pair)).collect();
    times.filter(|_| rest.is_empty()).ok_or_else(|| {
        let problem = "must consist of pairs of seconds since 1970 and nanoseconds below 10^9";
        unpacker.wrong(name, problem)
    })
}

snapshots!(Predictor, Predictor, registry EncoderRegistry);
