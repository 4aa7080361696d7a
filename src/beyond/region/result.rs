//! The result of a step.

use crate::sdr::Sdr;

/// The result of a step of a region.
///
/// ```
/// use bami_htm::region::{Record, Region, RegionParameters};
///
/// let mut region = Region::new(RegionParameters::for_metric(0.5))?;
/// let result = region.step(&Record::new().number("value", 21.3))?;
/// assert_eq!(result.active_columns.active_bits(), 40);
/// assert_eq!(result.bursting_columns.len(), 40);
/// assert_eq!(result.likelihood, 0.5, "the likelihood is still in its probation");
/// # Ok::<(), bami_htm::region::RegionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StepResult {
    /// The number of the step, counted from 0; a reset does not change the count.
    pub step: u64,
    /// The input of the spatial pooler, in the shape of `sp.input_dimensions`.
    pub encoded: Sdr,
    /// The active columns, in the shape of `sp.column_dimensions`.
    pub active_columns: Sdr,
    /// The active columns that were not predicted, ascending.
    pub bursting_columns: Vec<u32>,
    /// The number of active columns that were predicted.
    pub predicted_active_columns: u32,
    /// The number of columns that are predicted for the next step.
    pub predicted_columns: u32,
    /// The raw anomaly score: the fraction of the active columns that was not predicted, 0 to 1.
    pub raw_score: f64,
    /// How unusual the recent raw scores are, 0 to 1; 0.5 during the probation.
    pub likelihood: f64,
    /// The likelihood on a logarithmic scale, which separates alarms; 0.5 and more is an alarm.
    pub log_likelihood: f64,
    /// Whether the range rule fired; false if it is not in use.
    pub out_of_range: bool,
    /// The final score: 1 if the range rule fired, otherwise the log likelihood.
    pub score: f64,
}
