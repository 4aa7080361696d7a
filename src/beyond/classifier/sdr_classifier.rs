//! The classifier itself.

use std::collections::{BTreeMap, VecDeque};

use super::{ClassifierError, Outcome, Prediction, SdrClassifierParameters};
use crate::Learning;
use crate::limits::Limits;
use crate::parameters::ParameterError;
use crate::sdr::Sdr;

/// The input of a step that the classifier learns to predict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The bucket of the value.
    pub bucket: i64,
    /// The value.
    pub value: f64,
}

/// A softmax regression from active bits to buckets, for each number of steps ahead.
///
/// For each horizon, a step costs two times the active bits times the buckets. Memory grows with
/// the number of bits that were ever active times the buckets, at 8 bytes each.
///
/// ```
/// use bami_htm::Learning;
/// use bami_htm::classifier::{SdrClassifier, SdrClassifierParameters, Target};
/// use bami_htm::sdr::Sdr;
///
/// let mut classifier = SdrClassifier::new(8, SdrClassifierParameters::default())?;
/// let pattern = Sdr::new(8, [1, 5])?;
/// for _ in 0..3 {
///     classifier.step(&pattern, Some(Target { bucket: 4, value: 21.5 }), Learning::On)?;
/// }
/// let prediction = &classifier.infer(&pattern)?[0];
/// assert_eq!(prediction.mean(), Some(21.5), "only one bucket is known");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SdrClassifier {
    pub(super) parameters: SdrClassifierParameters,
    size: u32,
    pub(super) step: u64,
    /// The index of each bucket among the weights, in the order in which buckets were first seen.
    pub(super) places: BTreeMap<i64, usize>,
    /// The value of each bucket, by its index.
    pub(super) values: Vec<f64>,
    /// For each horizon and bit, a weight for each bucket; weights beyond the end are 0.
    pub(super) weights: Vec<Vec<Vec<f64>>>,
    /// The last patterns, the latest first.
    pub(super) history: VecDeque<Vec<u32>>,
}

impl SdrClassifier {
    /// A classifier of patterns of `size` bits that has not learned anything.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, more bits than this number of horizons allows, or more than there
    /// is memory for.
    pub fn new(size: u32, parameters: SdrClassifierParameters) -> Result<Self, ParameterError> {
        Limits::default().admit("the classifier", &parameters.memory(size)?)?;
        //= spec/classifier.md#cla-state
        //# At the start every weight MUST be 0.
        //= spec/classifier.md#cla-state
        //# At the start the lists of known buckets and of remembered patterns MUST be empty.
        Ok(Self {
            size,
            step: 0,
            places: BTreeMap::new(),
            values: Vec::new(),
            weights: vec![vec![Vec::new(); size as usize]; parameters.steps.len()],
            history: VecDeque::new(),
            parameters,
        })
    }

    /// One step: learns the target if learning is on, and returns one prediction from `pattern` for
    /// each number of steps ahead. Without a target, the value is missing.
    ///
    /// # Errors
    ///
    /// A pattern of the wrong size, or a value that is not finite. The state is then unchanged.
    pub fn step(
        &mut self,
        pattern: &Sdr,
        target: Option<Target>,
        learning: Learning,
    ) -> Result<Vec<Prediction>, ClassifierError> {
        //= spec/classifier.md#cla-input
        //# A step that is rejected MUST leave the state unchanged.
        self.check(pattern)?;
        //= spec/classifier.md#cla-input
        //# A target with a value that is NaN or infinite MUST be rejected.
        if let Some(Target { value, .. }) = target.filter(|target| !target.value.is_finite()) {
            return Err(ClassifierError::BadValue { step: self.step, value });
        }
        //= spec/classifier.md#cla-missing
        //# In a step without a target, or without learning, weights, buckets and values MUST NOT
        //# change.
        if let Some(target) = target.filter(|_| learning.is_on()) {
            let place = self.place(target);
            self.learn(place);
        }
        //= spec/classifier.md#cla-order
        //# In each step the classifier MUST first learn the target from the patterns of the steps
        //# before, then remember the pattern, then predict from it.
        //= spec/classifier.md#d-cla-1
        //# The weights that a step predicts with MUST be those after the step's own target was
        //# learned.
        self.remember(pattern);
        self.step += 1;
        Ok(self.predict(pattern.on()))
    }

    /// The predictions from a pattern. Nothing is learned or remembered.
    ///
    /// # Errors
    ///
    /// A pattern of the wrong size.
    pub fn infer(&self, pattern: &Sdr) -> Result<Vec<Prediction>, ClassifierError> {
        self.check(pattern)?;
        Ok(self.predict(pattern.on()))
    }

    /// Forgets the patterns of earlier steps, so that nothing is learned across a sequence
    /// boundary. What was learned is kept.
    //= spec/classifier.md#cla-reset
    //# A reset MUST forget the patterns.
    //= spec/classifier.md#cla-reset
    //# A reset MUST leave weights, buckets and values unchanged.
    pub fn reset(&mut self) {
        self.history.clear();
    }

    /// The parameters that it was created with.
    #[must_use]
    pub fn parameters(&self) -> &SdrClassifierParameters {
        &self.parameters
    }

    /// Number of bits of a pattern.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }

    //= spec/classifier.md#cla-input
    //# A pattern with another number of bits than the classifier was constructed for MUST be
    //# rejected.
    fn check(&self, pattern: &Sdr) -> Result<(), ClassifierError> {
        if pattern.size() == self.size {
            return Ok(());
        }
        let (step, expected, found) = (self.step, self.size, pattern.size());
        Err(ClassifierError::WrongSize { step, expected, found })
    }

    /// The index of the target's bucket. Moves the bucket's value towards the target's.
    fn place(&mut self, target: Target) -> usize {
        let full = self.places.len() >= self.parameters.max_buckets as usize;
        let known = match self.places.get(&target.bucket) {
            Some(place) => Some(*place),
            None if full => self.nearest(target.bucket),
            None => None,
        };
        let Some(place) = known else {
            //= spec/classifier.md#cla-buckets
            //# A bucket MUST become known with the first target that has it, and take that target's
            //# value.
            let place = self.values.len();
            self.places.insert(target.bucket, place);
            self.values.push(target.value);
            return place;
        };
        //= spec/classifier.md#cla-values
        //# With each further target of a bucket, its value v MUST become (1 - value_rate) * v +
        //# value_rate * x, where x is the target's value.
        let rate = self.parameters.value_rate;
        self.values[place] = (1.0 - rate) * self.values[place] + rate * target.value;
        place
    }

    /// The index of the nearest known bucket.
    //= spec/classifier.md#cla-buckets
    //# Once max_buckets buckets are known, a target of an unknown bucket MUST be treated as one of
    //# the nearest known bucket, or of the lower one if two are equally near.
    fn nearest(&self, bucket: i64) -> Option<usize> {
        let distance = |(known, _): &(&i64, &usize)| known.abs_diff(bucket);
        self.places.iter().min_by_key(distance).map(|(_, place)| *place)
    }

    /// For each horizon, moves the weights of the bits that were active towards the observed
    /// bucket.
    //= spec/classifier.md#cla-learn
    //# For each horizon k, the classifier MUST learn from the pattern of k steps ago, if that
    //# pattern is known.
    fn learn(&mut self, target: usize) {
        for (horizon, steps) in self.parameters.steps.iter().enumerate() {
            let Some(pattern) = self.history.get(*steps as usize - 1) else { continue };
            let probabilities = self.probabilities(horizon, pattern);
            for &bit in pattern {
                let weights = &mut self.weights[horizon][bit as usize];
                weights.resize(probabilities.len(), 0.0);
                for (place, probability) in probabilities.iter().enumerate() {
                    //= spec/classifier.md#cla-learn
                    //# The weight of each bit of that pattern for each known bucket b MUST grow by
                    //# learning_rate * (y - p), where p is the probability of b under the weights
                    //# before this step, and y is 1 for the target's bucket and 0 for every other.
                    let wanted = if place == target { 1.0 } else { 0.0 };
                    weights[place] += self.parameters.learning_rate * (wanted - probability);
                }
            }
        }
    }

    //= spec/classifier.md#cla-order
    //# A pattern MUST be remembered for as many steps as the greatest horizon has.
    fn remember(&mut self, pattern: &Sdr) {
        self.history.push_front(pattern.on().to_vec());
        self.history.truncate(self.parameters.farthest());
    }

    /// The probability of each bucket, by its index.
    fn probabilities(&self, horizon: usize, pattern: &[u32]) -> Vec<f64> {
        //= spec/classifier.md#cla-activation
        //# The activation of a bucket MUST be the sum, from 0, of the weights of the active bits
        //# for it, in ascending order of the bits.
        let mut activations = vec![0.0; self.values.len()];
        for &bit in pattern {
            for (sum, weight) in activations.iter_mut().zip(&self.weights[horizon][bit as usize]) {
                *sum += weight;
            }
        }
        softmax(&activations)
    }

    fn predict(&self, pattern: &[u32]) -> Vec<Prediction> {
        let horizons = self.parameters.steps.iter().enumerate();
        let predictions = horizons.map(|(horizon, &steps)| {
            let probabilities = self.probabilities(horizon, pattern);
            let outcome = |(&bucket, &place): (&i64, &usize)| Outcome {
                bucket,
                value: self.values[place],
                probability: probabilities[place],
            };
            Prediction { steps, outcomes: self.places.iter().map(outcome).collect() }
        });
        predictions.collect()
    }
}

/// The softmax of activations: positive numbers that add up to 1.
//= spec/classifier.md#cla-softmax
//# The probability of a bucket MUST be e / s, where e is exp(a - m) of its activation a, m is the
//# greatest activation, and s the sum of all e from 0 in the order in which the buckets became
//# known.
fn softmax(activations: &[f64]) -> Vec<f64> {
    let greatest = activations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = activations.iter().map(|a| libm::exp(a - greatest)).collect();
    let sum = powers.iter().fold(0.0, |sum, power| sum + power);
    powers.into_iter().map(|power| power / sum).collect()
}
