//! What decides the predictions and how they are written.

use bami_htm::encoders::resolution_from_range;
use bami_htm::region::PredictorParameters;
use serde::{Deserialize, Serialize};

use super::{Method, Point, PredictArgs};
use crate::input::Columns;
use crate::stream::{Estimate, WarmUpOr};

/// The number of buckets of the encoder in a bucket of the classifier if the resolution is estimated.
const TARGET_WIDTH: u32 = 8;

/// What decides the predictions and the columns in which they are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The parameters of the predictor.
    pub(super) predictor: PredictorParameters,
    /// How predictions are made.
    pub(super) method: Method,
    /// The columns that are written.
    pub(super) written: Written,
}

/// What decides the columns that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// The number that summarizes a distribution.
    pub(super) point: Point,
    /// The number of most probable values.
    pub(super) top: u32,
    /// Whether predictions are written when they are made.
    pub(super) as_made: bool,
}

impl Written {
    /// What the arguments say.
    pub(super) fn of(args: &PredictArgs) -> Self {
        Self { point: args.point, top: args.top, as_made: args.as_made }
    }
}

impl Settings {
    /// The settings at the beginning of a stream.
    //= spec/classifier.md#d-cla-9
    //# If the resolution is not given, `bami predict` MUST use, with a target_width of 8, the
    //# resolution for the range of the values in the warm-up rows, or half of it if there is no
    //# time column.
    pub(super) fn of(args: &PredictArgs, warm_up: &WarmUpOr) -> Self {
        let width = match warm_up {
            WarmUpOr::WarmUp(_) => TARGET_WIDTH,
            WarmUpOr::Parameters(_) => 1,
        };
        let predictor = args.parameters(args.target_width.unwrap_or(width));
        Self { predictor, method: args.method, written: Written::of(args) }
    }

    /// The horizons, ascending.
    pub(super) fn steps(&self) -> &[u32] {
        &self.predictor.classifier.steps
    }

    /// The greatest horizon.
    pub(super) fn farthest(&self) -> usize {
        self.steps().last().map_or(0, |&steps| steps as usize)
    }
}

/// How the resolution of a stream is estimated from its first values.
//= spec/classifier.md#d-cla-9
//# If the resolution is not given, `bami predict` MUST use, with a target_width of 8, the
//# resolution for the range of the values in the warm-up rows, or half of it if there is no time
//# column.
pub(super) fn estimate(columns: &Columns) -> Estimate {
    if columns.has_timestamp { resolution } else { |values| Some(resolution(values)? / 2.0) }
}

fn resolution(values: &[f64]) -> Option<f64> {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (minimum, maximum) = (finite().reduce(f64::min)?, finite().reduce(f64::max)?);
    resolution_from_range(minimum, maximum).ok()
}
