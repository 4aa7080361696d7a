//! The parameters of the anomaly likelihood.

use crate::limits::MOST_HISTORY;
use crate::parameters::{ParameterError, ParameterWarning, with_methods};

/// Which averages of raw scores count as unusual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Tail {
    /// Only large ones: the form of NAB's published results.
    #[default]
    OneSided,
    /// Large and small ones: the form that NuPIC has used since January 2017.
    TwoSided,
}

/// The parameters of the anomaly likelihood. The defaults are those of NuPIC's streaming form, with
/// the one-sided tail.
///
/// ```
/// use bami_htm::anomaly::AnomalyLikelihoodParameters;
///
/// let parameters = AnomalyLikelihoodParameters::default().with_averaging_window(5);
/// assert!(parameters.validate().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct AnomalyLikelihoodParameters {
    /// Rows at the start during which the memory learns; no estimate uses them.
    pub learning_period: u32,
    /// Rows after the learning period before the first estimate; until then the likelihood is 0.5.
    /// At most `history_window`.
    pub estimation_samples: u32,
    /// Rows to remember, 1 to 16,777,216, at 24 bytes each.
    pub history_window: u32,
    /// Rows between two estimates, 1 or more.
    pub reestimation_period: u32,
    /// Raw scores in a short-term average, 1 to `history_window`.
    pub averaging_window: u32,
    /// Which averages count as unusual.
    pub tail: Tail,
}

with_methods! {
    AnomalyLikelihoodParameters {
        with_learning_period(learning_period: u32),
        with_estimation_samples(estimation_samples: u32),
        with_history_window(history_window: u32),
        with_reestimation_period(reestimation_period: u32),
        with_averaging_window(averaging_window: u32),
        with_tail(tail: Tail),
    }
}

impl Default for AnomalyLikelihoodParameters {
    fn default() -> Self {
        Self {
            learning_period: 288,
            estimation_samples: 100,
            history_window: 8640,
            reestimation_period: 100,
            averaging_window: 10,
            tail: Tail::OneSided,
        }
    }
}

/// The number of rows at the start of a file of `rows` rows that NAB does not score.
///
/// ```
/// assert_eq!(bami_htm::anomaly::nab_probation(4032), 604);
/// ```
//= spec/anomaly.md#anom-likelihood-nab
//# In a file of n rows the probation MUST be p = min(floor(0.15 * n), 750) rows.
#[must_use]
pub fn nab_probation(rows: u64) -> u32 {
    (0.15 * rows as f64).floor().min(750.0) as u32
}

impl AnomalyLikelihoodParameters {
    /// The parameters that NAB's detectors use if the first `probation` rows are not scored; see
    /// [`nab_probation`]. Every probation up to 17,280 rows gives valid parameters.
    //= spec/anomaly.md#anom-likelihood-nab
    //# For a probation of p rows, learning_period MUST be floor(p / 2) and estimation_samples p -
    //# learning_period.
    #[must_use]
    pub fn for_probation(probation: u32) -> Self {
        let learning_period = probation / 2;
        let estimation_samples = probation - learning_period;
        Self { learning_period, estimation_samples, ..Self::default() }
    }

    /// Number of rows at the start that have the likelihood 0.5.
    #[must_use]
    pub fn probation(&self) -> u64 {
        u64::from(self.learning_period) + u64::from(self.estimation_samples)
    }

    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of bounds.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let check = ParameterError::check_range;
        //= spec/limits.md#limit-bounds
        //# A history_window above 16777216 MUST be rejected.
        check("history_window", self.history_window, 1, MOST_HISTORY)?;
        check("reestimation_period", self.reestimation_period, 1, u32::MAX)?;
        check("averaging_window", self.averaging_window, 1, u32::MAX)?;
        self.check_fits_history("averaging_window", self.averaging_window)?;
        self.check_fits_history("estimation_samples", self.estimation_samples)
    }

    fn check_fits_history(&self, parameter: &str, value: u32) -> Result<(), ParameterError> {
        if value <= self.history_window {
            return Ok(());
        }
        let allowed = format!("must not be above history_window, which is {}", self.history_window);
        Err(ParameterError::new(parameter, value, allowed))
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let mut warnings = Vec::new();
        if self.estimation_samples < self.averaging_window {
            warnings.push(ParameterWarning::new(
                "estimation_samples",
                format!(
                    "the first estimate uses only {} averages, which all overlap; at least {} are recommended",
                    self.estimation_samples,
                    10 * u64::from(self.averaging_window)
                ),
            ));
        }
        if self.reestimation_period > self.history_window {
            warnings.push(ParameterWarning::new(
                "reestimation_period",
                "some rows are forgotten before any estimate uses them; a period of at most history_window is recommended",
            ));
        }
        warnings
    }
}
