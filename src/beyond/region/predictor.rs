//! Predictions of the metric of a region, some steps ahead.

use super::coming::{Coming, target_range};
use super::error::in_step;
use super::{Record, Region, RegionError, RegionParameters, StepResult};
use crate::anatomy::{CellIndex, ColumnIndex};
use crate::classifier::{Prediction, SdrClassifier, SdrClassifierParameters, Target};
use crate::encoders::Value;
use crate::limits::Limits;
use crate::observer::NoObserver;
use crate::parameters::{ParameterError, with_methods};
use crate::sdr::Sdr;
use crate::{Execution, Learning};

/// An input of a classifier from a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub enum ClassifierInput {
    /// The bits of the encoders.
    Encoding,
    /// The active columns.
    Columns,
    /// The active cells.
    Cells,
    /// The winner cells: one for each active column.
    WinnerCells,
    /// The columns that are predicted for the next step.
    PredictedColumns,
    /// The time of the week that is predicted, which is known in advance.
    ComingTime,
    /// The bits of the target field seven days before the time that is predicted.
    WeekBefore,
}

/// The parameters of a predictor.
///
/// ```
/// use bami_htm::classifier::SdrClassifierParameters;
/// use bami_htm::region::{ClassifierInput, PredictorParameters};
///
/// let parameters = PredictorParameters::default()
///     .with_inputs([ClassifierInput::Cells, ClassifierInput::ComingTime])
///     .with_classifier(SdrClassifierParameters::default().with_steps([1, 24]));
/// assert!(parameters.validate().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct PredictorParameters {
    /// The inputs of the classifier in their order; at least one, none twice.
    pub inputs: Vec<ClassifierInput>,
    /// The parameters of the classifier.
    pub classifier: SdrClassifierParameters,
    /// The number of buckets of the metric's encoder that are one bucket of the classifier, 1 or more.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "is_one"))]
    pub target_width: u32,
}

/// Whether a parameter that is newer than the format of snapshots is left out of them.
#[cfg(feature = "serde")]
fn is_one(target_width: &u32) -> bool {
    *target_width == 1
}

with_methods! {
    PredictorParameters {
        with_inputs(inputs: Vec<ClassifierInput>),
        with_classifier(classifier: SdrClassifierParameters),
        with_target_width(target_width: u32),
    }
}

impl Default for PredictorParameters {
    fn default() -> Self {
        let inputs = vec![ClassifierInput::Columns, ClassifierInput::Cells];
        Self { inputs, classifier: SdrClassifierParameters::default(), target_width: 1 }
    }
}

impl PredictorParameters {
    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let twice = |n: usize| self.inputs[..n].contains(&self.inputs[n]);
        if self.inputs.is_empty() || (0..self.inputs.len()).any(twice) {
            let allowed = "must name at least one input of the classifier, none twice";
            return Err(ParameterError::new("inputs", format!("{:?}", self.inputs), allowed));
        }
        ParameterError::check_range("target_width", self.target_width, 1, u32::MAX)?;
        self.classifier.validate().map_err(|error| error.within("classifier"))
    }
}

/// A region with a classifier for each number of steps ahead, which learns to predict the metric or,
/// in a region of categories, the category.
///
/// ```
/// use bami_htm::region::{Predictor, PredictorParameters, Record, RegionParameters};
/// use jiff::ToSpan;
/// use jiff::civil::date;
///
/// let region = RegionParameters::for_metric(0.5);
/// let mut predictor = Predictor::new(region, PredictorParameters::default())?;
/// let mut time = date(2026, 3, 1).at(0, 0, 0, 0);
/// for value in [21.0, 25.0, 21.0, 25.0] {
///     let record = Record::new().time("timestamp", time).number("value", value);
///     let step = predictor.step(&record)?;
///     println!("after {time}: {:?}", step.predictions[0].median());
///     time = time.checked_add(1.hours())?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Predictor {
    pub(super) region: Region,
    /// One for each number of steps ahead, because their inputs may differ.
    pub(super) classifiers: Vec<SdrClassifier>,
    pub(super) coming: Coming,
    pub(super) inputs: Vec<ClassifierInput>,
    pub(super) target_width: u32,
}

/// The result of a step of a predictor.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PredictorStep {
    /// The result of the region.
    pub result: StepResult,
    /// The bucket of the target field in this step; `None` if its value is missing.
    pub bucket: Option<i64>,
    /// The predictions, one for each number of steps ahead in ascending order.
    pub predictions: Vec<Prediction>,
}

impl Predictor {
    /// A predictor before its first step.
    ///
    /// # Errors
    ///
    /// Invalid parameters of the region or of the predictor, a region without a target field, which
    /// leaves nothing to predict, and parameters with which it would take more memory than the default of
    /// [`Limits`].
    pub fn new(
        region: RegionParameters,
        parameters: PredictorParameters,
    ) -> Result<Self, RegionError> {
        Self::with_limits(region, parameters, &Limits::default())
    }

    /// A predictor before its first step, with another limit for its memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(
        region: RegionParameters,
        parameters: PredictorParameters,
        limits: &Limits,
    ) -> Result<Self, RegionError> {
        limits.admit("the predictor", &parameters.memory(&region)?)?;
        let region = Region::with_limits(region, limits)?;
        Self::check_target(&region)?;
        let coming = Coming::new(&region)?;
        let sizes = parameters.inputs.iter().map(|input| size_of(*input, &region, &coming));
        // NB: cells are at most 2^24 and inputs at most 10^8, so the sum fits.
        let size: u32 = sizes.sum();
        let classifier =
            |&steps: &u32| SdrClassifier::new(size, parameters.classifier.of_one_horizon(steps));
        let classifiers = parameters.classifier.steps.iter().map(classifier);
        let classifiers = classifiers.collect::<Result<_, _>>()?;
        let PredictorParameters { inputs, target_width, .. } = parameters;
        Ok(Self { region, classifiers, coming, inputs, target_width })
    }

    //= spec/classifier.md#cla-region-target
    //# A region without a target field MUST be rejected.
    pub(super) fn check_target(region: &Region) -> Result<(), ParameterError> {
        if region.target_index().is_some() {
            return Ok(());
        }
        let allowed = "must name the field that is to be predicted, one with a scalar or random distributed scalar encoder, unless the only field beside the time is a category";
        Err(ParameterError::new("metric", "none", allowed))
    }

    /// One step with learning: the result of the region, and the predictions from it.
    ///
    /// # Errors
    ///
    /// As for [`Region::step`]. The predictor is then unchanged.
    pub fn step(&mut self, record: &Record) -> Result<PredictorStep, RegionError> {
        self.step_with(record, Learning::On)
    }

    /// One step, with learning on or off.
    ///
    /// # Errors
    ///
    /// As for [`Region::step`]. The predictor is then unchanged.
    pub fn step_with(
        &mut self,
        record: &Record,
        learning: Learning,
    ) -> Result<PredictorStep, RegionError> {
        let values = self.region.accept(record)?;
        let target = self.target(&values)?;
        let result = self.region.step_accepted(&values, learning, &mut NoObserver)?;
        self.coming.see(record, &result, &self.region);
        let mut predictions = Vec::new();
        for index in 0..self.classifiers.len() {
            let pattern = self.pattern(&result, self.classifiers[index].parameters().steps[0])?;
            predictions.extend(self.classifiers[index].step(&pattern, target, learning)?);
        }
        Ok(PredictorStep { result, bucket: target.map(|target| target.bucket), predictions })
    }

    /// Forgets the current sequence: the next record begins a new one. What was learned stays.
    pub fn reset(&mut self) {
        self.region.reset();
        self.coming.reset();
        self.classifiers.iter_mut().for_each(SdrClassifier::reset);
    }

    /// As [`Region::set_execution`].
    pub fn set_execution(&mut self, execution: Execution) {
        self.region.set_execution(execution);
    }

    /// As [`Region::execution`].
    #[must_use]
    pub fn execution(&self) -> Option<Execution> {
        self.region.execution()
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The classifiers, one for each number of steps ahead, ascending.
    //= spec/classifier.md#cla-region-horizons
    //# Each horizon MUST have a classifier of its own, with the pattern of that horizon.
    #[must_use]
    pub fn classifiers(&self) -> &[SdrClassifier] {
        &self.classifiers
    }

    /// The target of the classifiers in a step on the values of a record.
    //= spec/classifier.md#cla-region-target
    //# The target of a step MUST be the value of the target field with the bucket floor(b /
    //# target_width), where b is the bucket that its encoder assigns to it, or absent if the value
    //# is missing.
    fn target(&self, values: &[Value]) -> Result<Option<Target>, RegionError> {
        let Some(value) = self.region.target_index().and_then(|index| values.get(index)) else {
            return Ok(None);
        };
        let buckets = self.region.target_buckets(value).map_err(in_step(self.region.steps()))?;
        let bucket = buckets.first().map(|bucket| bucket.bucket);
        Ok(bucket.map(|bucket| match value {
            Value::Number(number) => {
                let bucket = bucket.div_euclid(i64::from(self.target_width));
                Target { bucket, value: *number }
            }
            //= spec/classifier.md#cla-region-target
            //# For a category, the target MUST be b, as the bucket and as the value.
            _ => Target { bucket, value: bucket as f64 },
        }))
    }

    /// The pattern of the classifier for this number of steps ahead, after a step.
    //= spec/classifier.md#cla-region-pattern
    //# The pattern of a step MUST be the concatenation of the inputs of the classifier in their
    //# order, each as it is after the region's step.
    pub(super) fn pattern(&self, result: &StepResult, steps: u32) -> Result<Sdr, RegionError> {
        let memory = self.region.temporal_memory();
        let (mut bits, mut offset) = (Vec::new(), 0);
        for input in &self.inputs {
            let on = match input {
                ClassifierInput::Encoding => result.encoded.on().to_vec(),
                ClassifierInput::Columns => result.active_columns.on().to_vec(),
                ClassifierInput::Cells => CellIndex::numbers(memory.active_cells()),
                ClassifierInput::WinnerCells => CellIndex::numbers(memory.winner_cells()),
                ClassifierInput::PredictedColumns => {
                    ColumnIndex::numbers(memory.predicted_columns())
                }
                ClassifierInput::ComingTime => {
                    self.coming.week_bits(steps).map_err(in_step(result.step))?
                }
                ClassifierInput::WeekBefore => self.coming.week_before(steps),
            };
            bits.extend(on.into_iter().map(|bit| offset + bit));
            offset += size_of(*input, &self.region, &self.coming);
        }
        Ok(Sdr::new(offset, bits)?)
    }
}

/// Number of bits of an input of the classifier.
pub(super) fn size_of(input: ClassifierInput, region: &Region, coming: &Coming) -> u32 {
    let memory = &region.parameters().tm;
    match input {
        ClassifierInput::Encoding => region.encoder().size(),
        ClassifierInput::Columns | ClassifierInput::PredictedColumns => memory.column_count,
        ClassifierInput::Cells | ClassifierInput::WinnerCells => {
            memory.column_count * memory.cells_per_column
        }
        ClassifierInput::ComingTime => coming.week_size(),
        ClassifierInput::WeekBefore => target_range(region).map_or(0, |range| range.len() as u32),
    }
}
