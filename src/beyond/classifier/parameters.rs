//! The parameters of the SDR classifier.

use crate::limits::{GREATEST_LEARNING_RATE, MOST_WEIGHT_LISTS};
use crate::parameters::{ParameterError, with_methods};

/// The parameters of an SDR classifier. The rates are NuPIC's defaults except for `learning_rate`,
/// see D-CLA-5.
///
/// ```
/// use bami_htm::classifier::SdrClassifierParameters;
///
/// let parameters = SdrClassifierParameters::default().with_steps([1, 5]);
/// assert!(parameters.validate().is_ok());
/// assert!(parameters.with_steps([5, 1]).validate().is_err(), "the steps ascend");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct SdrClassifierParameters {
    /// The numbers of steps ahead to predict: ascending, at least one, each 1 to 65,536.
    pub steps: Vec<u32>,
    /// How far the weights move in a step, above 0 and at most 1,000,000.
    pub learning_rate: f64,
    /// How far the value of a bucket moves to a new value in it, above 0 and at most 1.
    pub value_rate: f64,
    /// The maximum number of distinct buckets, 1 or more.
    pub max_buckets: u32,
}

with_methods! {
    SdrClassifierParameters {
        with_steps(steps: Vec<u32>),
        with_learning_rate(learning_rate: f64),
        with_value_rate(value_rate: f64),
        with_max_buckets(max_buckets: u32),
    }
}

impl Default for SdrClassifierParameters {
    //= spec/classifier.md#d-cla-5
    //# If no learning rate is given, it MUST be 0.01.
    fn default() -> Self {
        Self { steps: vec![1], learning_rate: 0.01, value_rate: 0.3, max_buckets: 1024 }
    }
}

impl SdrClassifierParameters {
    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of bounds.
    //= spec/classifier.md#cla-parameters
    //# Parameters outside their bounds MUST be rejected.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let steps = || format!("{:?}", self.steps);
        if self.steps.is_empty() || self.steps.windows(2).any(|pair| pair[0] >= pair[1]) {
            let allowed = "must be an ascending list with at least one number, none twice";
            return Err(ParameterError::new("steps", steps(), allowed));
        }
        if !self.steps.iter().all(|step| (1..=65_536).contains(step)) {
            return Err(ParameterError::new("steps", steps(), "must each be from 1 to 65536"));
        }
        //= spec/limits.md#limit-bounds
        //# A classifier with a learning rate above 1000000 MUST be rejected.
        if !(self.learning_rate > 0.0 && self.learning_rate <= GREATEST_LEARNING_RATE) {
            let allowed = "must be greater than 0 and at most 1000000";
            return Err(ParameterError::new("learning_rate", self.learning_rate, allowed));
        }
        if !(self.value_rate > 0.0 && self.value_rate <= 1.0) {
            let allowed = "must be greater than 0 and at most 1";
            return Err(ParameterError::new("value_rate", self.value_rate, allowed));
        }
        ParameterError::check_range("max_buckets", self.max_buckets, 1, u32::MAX)
    }

    /// Checks all parameters, and that patterns of this size do not need too many weights.
    //= spec/limits.md#limit-bounds
    //# A classifier for which the number of bits times the number of horizons is above 100000000
    //# MUST be rejected.
    pub(crate) fn check_size(&self, size: u32) -> Result<(), ParameterError> {
        self.validate()?;
        let horizons = self.steps.len() as u64;
        if u64::from(size).saturating_mul(horizons) <= MOST_WEIGHT_LISTS {
            return Ok(());
        }
        let allowed = format!(
            "must be few enough that {size} bits for each are at most {MOST_WEIGHT_LISTS} in total"
        );
        Err(ParameterError::new("steps", format!("{horizons} horizons"), allowed))
    }

    /// The same parameters for a single number of steps ahead.
    pub(crate) fn of_one_horizon(&self, steps: u32) -> Self {
        let &Self { learning_rate, value_rate, max_buckets, .. } = self;
        Self { steps: vec![steps], learning_rate, value_rate, max_buckets }
    }

    /// The greatest number of steps ahead.
    pub(super) fn farthest(&self) -> usize {
        self.steps.last().map_or(0, |step| *step as usize)
    }
}
