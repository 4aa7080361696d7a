//! What is predicted from a row for one horizon: a distribution and the range calibrated for it.

use bami_htm::classifier::{PredictedRange, Prediction};
use serde::{Deserialize, Serialize};

use super::Point;

/// A distribution, and its range if it has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forecast {
    /// The distribution.
    pub(super) prediction: Prediction,
    /// Its calibrated range; none if nothing is predicted yet, and for categories.
    pub(super) range: Option<PredictedRange>,
}

impl Forecast {
    /// The number that summarizes the distribution; `None` if nothing is predicted yet.
    pub(super) fn point(&self, point: Point) -> Option<f64> {
        match point {
            Point::Interpolated => self.prediction.interpolated_quantile(0.5),
            Point::Median => self.prediction.median(),
            Point::Mean => self.prediction.mean(),
            Point::Mode => self.prediction.mode().map(|outcome| outcome.value),
        }
    }

    /// The reported range, from the lower to the upper end.
    //= spec/program.md#program-predict
    //# The reported range MUST be that of CLA-RANGE for a share of 0.8, extended to include the
    //# number that summarizes the distribution.
    pub(super) fn range(&self, point: Point) -> [Option<f64>; 2] {
        let point = self.point(point).unwrap_or(f64::NAN);
        [
            self.range.map(|range| range.low.min(point)),
            self.range.map(|range| range.high.max(point)),
        ]
    }
}
