//! The anomaly likelihood, row by row.

use std::collections::VecDeque;

use thiserror::Error;

use super::{AnomalyLikelihoodParameters, Distribution};
use crate::parameters::ParameterError;

/// A tail probability of at most this is red.
const RED: f64 = 1.0 - 0.99999;
/// The tail probability that every row of a red run except the first gets.
const YELLOW: f64 = 1.0 - 0.999;

/// Input that the likelihood rejects.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum AnomalyError {
    /// A raw score is not a number from 0 to 1.
    #[error("row {row}: the raw anomaly score is {raw}; it must be a number from 0 to 1")]
    BadRawScore {
        /// The row, counted from 0.
        row: u64,
        /// The raw score.
        raw: f64,
    },
    /// A value is infinite.
    #[error("row {row}: the value is {value}; it must be a finite number or missing")]
    InfiniteValue {
        /// The row, counted from 0.
        row: u64,
        /// The value.
        value: f64,
    },
}

/// How unusual the raw scores up to a row are.
///
/// ```
/// use bami_htm::anomaly::{AnomalyLikelihood, AnomalyLikelihoodParameters};
///
/// let mut likelihood = AnomalyLikelihood::new(AnomalyLikelihoodParameters::default())?;
/// let first = likelihood.step(Some(20.5), 1.0)?;
/// assert_eq!(first.likelihood, 0.5, "the memory is still learning");
/// assert!((first.log_likelihood - 0.0301).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Likelihood {
    /// The anomaly likelihood, 0 to 1. It is not the probability of an anomaly, but 1 minus the
    /// probability that an average of the past reaches the average of this row.
    pub likelihood: f64,
    /// The likelihood on the logarithmic scale, see [`log_likelihood`].
    pub log_likelihood: f64,
}

/// A likelihood on the logarithmic scale: 0.5 becomes 0.0301, 0.99999 becomes 0.5, and 1 becomes 1.
///
/// `likelihood` must be from 0 to 1. For 0 the result is -4.3e-12; for a number above 1 it is
/// meaningless and may be NaN.
///
/// ```
/// use bami_htm::anomaly::log_likelihood;
///
/// assert!((log_likelihood(0.5) - 0.0301).abs() < 1e-4);
/// assert!((log_likelihood(0.99999) - 0.5).abs() < 1e-4);
/// ```
//= spec/anomaly.md#anom-likelihood-log
//# The log likelihood of a likelihood MUST be log(1.0000000001 - likelihood) / -23.02585084720009,
//# with the natural logarithm.
#[must_use]
pub fn log_likelihood(likelihood: f64) -> f64 {
    libm::log(1.000_000_000_1 - likelihood) / -23.025_850_847_200_09
}

/// A remembered row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) value: Option<f64>,
    pub(super) raw: f64,
}

/// The anomaly likelihood of a stream of raw scores.
///
/// Memory is bounded by `history_window` rows. A row costs `averaging_window` additions; an
/// estimate, every `reestimation_period` rows, costs `history_window * averaging_window` additions.
///
/// ```
/// use bami_htm::anomaly::{AnomalyLikelihood, AnomalyLikelihoodParameters};
///
/// let parameters = AnomalyLikelihoodParameters::default()
///     .with_learning_period(20)
///     .with_estimation_samples(50);
/// let mut likelihood = AnomalyLikelihood::new(parameters)?;
/// for row in 0..100 {
///     let raw = if row % 10 == 0 { 0.4 } else { 0.0 };
///     likelihood.step(Some(f64::from(row % 7)), raw)?;
/// }
/// assert_eq!(likelihood.row(), 100);
/// assert!(likelihood.distribution().is_some_and(|distribution| distribution.mean < 0.1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
//= spec/anomaly.md#anom-likelihood-state
//# The state MUST consist of the row counter i, the history H of pairs of a value and a raw score,
//# the distribution and the previous tail.
#[derive(Clone, Debug, PartialEq)]
pub struct AnomalyLikelihood {
    pub(super) parameters: AnomalyLikelihoodParameters,
    pub(super) row: u64,
    pub(super) history: VecDeque<Entry>,
    pub(super) distribution: Option<Distribution>,
    pub(super) tail_before: Option<f64>,
}

impl AnomalyLikelihood {
    /// A likelihood that has not seen any row.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds.
    pub fn new(parameters: AnomalyLikelihoodParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        //= spec/anomaly.md#anom-likelihood-state
        //# Initially i MUST be 0, H empty, and the distribution and the previous tail undefined.
        Ok(Self {
            parameters,
            row: 0,
            history: VecDeque::new(),
            distribution: None,
            tail_before: None,
        })
    }

    /// The parameters that it was created with.
    #[must_use]
    pub fn parameters(&self) -> &AnomalyLikelihoodParameters {
        &self.parameters
    }

    /// Number of rows seen, which is the number of the next row.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The distribution of the last estimate; `None` before the first.
    #[must_use]
    pub fn distribution(&self) -> Option<Distribution> {
        self.distribution
    }

    #[cfg(test)]
    pub(super) fn history_len(&self) -> usize {
        self.history.len()
    }

    #[cfg(test)]
    pub(super) fn tail_before(&self) -> Option<f64> {
        self.tail_before
    }

    /// The likelihood of the next row, given its metric `value` and its raw anomaly score `raw`.
    ///
    /// `None` and NaN are missing values. The value is used only to detect a flat metric.
    ///
    /// # Errors
    ///
    /// A raw score that is not a number from 0 to 1, or an infinite value. The state is then
    /// unchanged.
    pub fn step(&mut self, value: Option<f64>, raw: f64) -> Result<Likelihood, AnomalyError> {
        let entry = self.check(value, raw)?;
        let likelihood = if self.row < self.parameters.probation() {
            //= spec/anomaly.md#anom-likelihood-probation
            //# While i < learning_period + estimation_samples, the likelihood MUST be 0.5.
            0.5
        } else {
            self.likelihood(raw)
        };
        self.remember(entry);
        Ok(Likelihood { likelihood, log_likelihood: log_likelihood(likelihood) })
    }

    //= spec/anomaly.md#anom-likelihood-input
    //# A row that is rejected MUST leave the state unchanged.
    fn check(&self, value: Option<f64>, raw: f64) -> Result<Entry, AnomalyError> {
        //= spec/anomaly.md#anom-likelihood-input
        //# A raw score that is not a number from 0 to 1 MUST be rejected.
        if !(0.0..=1.0).contains(&raw) {
            return Err(AnomalyError::BadRawScore { row: self.row, raw });
        }
        //= spec/anomaly.md#anom-likelihood-input
        //# A value that is NaN MUST be treated as a missing value.
        let value = value.filter(|value| !value.is_nan());
        //= spec/anomaly.md#anom-likelihood-input
        //# An infinite value MUST be rejected.
        match value {
            Some(value) if value.is_infinite() => {
                Err(AnomalyError::InfiniteValue { row: self.row, value })
            }
            _ => Ok(Entry { value, raw }),
        }
    }

    /// The likelihood of a row after the probation.
    fn likelihood(&mut self, raw: f64) -> f64 {
        //= spec/anomaly.md#anom-likelihood-reestimation
        //# In every later row the distribution MUST be estimated from H, which holds only rows
        //# before i, if it is undefined or i modulo reestimation_period is 0.
        let due = self.row.is_multiple_of(u64::from(self.parameters.reestimation_period));
        let distribution = match self.distribution {
            Some(distribution) if !due => distribution,
            _ => self.estimate(),
        };
        //= spec/anomaly.md#anom-likelihood-current
        //# The tail probability q of row i MUST be that of its average under the distribution.
        let tail = distribution.tail_probability(self.average(raw), self.parameters.tail);
        let filtered = self.filter(tail);
        //= spec/anomaly.md#anom-likelihood-result
        //# The likelihood MUST be 1 minus the filtered q.
        1.0 - filtered
    }

    /// Estimates the distribution and the previous tail from the history.
    fn estimate(&mut self) -> Distribution {
        let averages = self.averages();
        //= spec/anomaly.md#anom-likelihood-skip
        //# The first K = min(i, max(0, learning_period - max(0, i - history_window))) entries of H
        //# MUST be left out of the estimate.
        let dropped = self.row.saturating_sub(u64::from(self.parameters.history_window));
        let skipped = u64::from(self.parameters.learning_period).saturating_sub(dropped);
        // NB: H never holds more than i entries, so skipping beyond its end skips all of it.
        let skipped = (skipped.min(self.row) as usize).min(self.history.len());
        //= spec/anomaly.md#anom-likelihood-missing
        //# Entries with a missing value MUST be left out of the variance of the values.
        let values: Vec<f64> =
            self.history.range(skipped..).filter_map(|entry| entry.value).collect();
        let distribution = Distribution::estimate(&averages[skipped..], &values);
        //= spec/anomaly.md#anom-likelihood-before
        //# After an estimate the previous tail MUST become the tail probability of the average at
        //# the last entry of H under the new distribution.
        let tail = self.parameters.tail;
        self.tail_before = averages.last().map(|&a| distribution.tail_probability(a, tail));
        self.distribution = Some(distribution);
        distribution
    }

    /// The short-term average at each entry of the history.
    //= spec/anomaly.md#anom-likelihood-averages
    //# The average at entry j of H MUST be the sum of the raw scores of entries max(0, j -
    //# averaging_window + 1) to j, divided by their number.
    pub(super) fn averages(&self) -> Vec<f64> {
        let window = self.parameters.averaging_window as usize;
        (0..self.history.len())
            .map(|j| {
                let first = (j + 1).saturating_sub(window);
                let sum: f64 = self.history.range(first..=j).map(|entry| entry.raw).sum();
                sum / (j + 1 - first) as f64
            })
            .collect()
    }

    /// The short-term average of the current row.
    //= spec/anomaly.md#anom-likelihood-current
    //# The average of row i MUST be the sum of the last averaging_window - 1 raw scores of H, or of
    //# all if H holds fewer, and of the row's own raw score, divided by their number.
    pub(super) fn average(&self, raw: f64) -> f64 {
        let len = self.history.len();
        let taken = len.min(self.parameters.averaging_window as usize - 1);
        let sum: f64 = self.history.range(len - taken..).map(|entry| entry.raw).sum();
        (sum + raw) / (taken + 1) as f64
    }

    pub(super) fn filter(&mut self, tail: f64) -> f64 {
        let red_before = self.tail_before.is_some_and(|before| before <= RED);
        //= spec/anomaly.md#anom-likelihood-filter
        //# The previous tail MUST then become the unfiltered q.
        self.tail_before = Some(tail);
        if tail <= RED && red_before {
            //= spec/anomaly.md#anom-likelihood-filter
            //# If both q and the previous tail are at most 1 - 0.99999, the filtered q MUST be 1 -
            //# 0.999.
            YELLOW
        } else {
            //= spec/anomaly.md#anom-likelihood-filter
            //# Otherwise the filtered q MUST be q.
            tail
        }
    }

    //= spec/anomaly.md#anom-likelihood-history
    //# At the end of every row, also in the probation, the pair of its value and its raw score MUST
    //# be appended to H and i be increased by 1.
    fn remember(&mut self, entry: Entry) {
        self.history.push_back(entry);
        self.row += 1;
        //= spec/anomaly.md#anom-likelihood-history
        //# If H then holds more than history_window entries, the oldest MUST be dropped.
        if self.history.len() > self.parameters.history_window as usize {
            self.history.pop_front();
        }
    }
}
