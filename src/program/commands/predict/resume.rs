//! What a prediction needs to go on: the settings, and what was predicted for rows still to come.

use anyhow::{Context, anyhow, bail};
use bami_htm::classifier::CalibratedRanges;
use bami_htm::region::PredictorParameters;
use bami_htm::snapshot::Snapshot;
use serde::{Deserialize, Serialize};

use super::forecast::Forecast;
use super::learner::Learner;
use super::{Method, Point, PredictArgs};
use crate::input::Columns;
use crate::state::{Loaded, PREDICTIONS};
use crate::stream::{DateTimeText, WarmUpOr};

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
    fn of(args: &PredictArgs) -> Self {
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

/// What is attached to the snapshot of a predictor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedPredictions {
    pub(super) settings: Settings,
    /// The predictions of the last rows, the latest first.
    pub(super) made: Vec<Vec<Forecast>>,
    /// The calibrated ranges of each horizon.
    pub(super) ranges: Vec<CalibratedRanges>,
    /// The times of the last rows, the latest first.
    pub(super) times: Vec<Option<DateTimeText>>,
}

impl SavedPredictions {
    /// Attaches it to a snapshot.
    pub(super) fn attach(&self, snapshot: &mut Snapshot) -> anyhow::Result<()> {
        snapshot.attach(PREDICTIONS, serde_json::to_value(self)?);
        Ok(())
    }

    /// The one that is attached to a snapshot, checked.
    fn of(snapshot: &Snapshot) -> anyhow::Result<Self> {
        let attached = snapshot.attachment(PREDICTIONS).ok_or_else(|| {
            anyhow!("is a state of `bami run`, which has no predictions; go on with `bami run`")
        })?;
        let saved: Self =
            serde_json::from_value(attached.clone()).context("the predictions cannot be read")?;
        saved.settings.predictor.validate()?;
        let horizons = saved.settings.steps().len();
        let is_whole = |made: &Vec<Forecast>| made.is_empty() || made.len() == horizons;
        if saved.made.len() > saved.settings.farthest()
            || !saved.made.iter().all(is_whole)
            || saved.ranges.len() != horizons
        {
            bail!("the predictions in the state do not fit its horizons");
        }
        Ok(saved)
    }
}

/// A state from which predictions go on.
pub(super) struct Resumed {
    pub(super) learner: Learner,
    pub(super) saved: SavedPredictions,
    /// How many rows were written.
    pub(super) rows: u64,
}

impl Resumed {
    /// The loaded state; an error names the file.
    pub(super) fn of(
        loaded: Loaded,
        args: &PredictArgs,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let (path, snapshot, stream) = loaded.into_parts();
        let name = path.display().to_string();
        let mut saved = SavedPredictions::of(&snapshot).with_context(|| name.clone())?;
        let written = Written::of(args);
        //= spec/program.md#program-predict-state
        //# With `--append`, other values of `--point`, `--top` and `--as-made` than those of the
        //# state MUST be rejected.
        if args.state.append && written != saved.settings.written {
            bail!("{name}: its rows have another --point, --top or --as-made; use the same ones");
        }
        saved.settings.written = written;
        let learner =
            Learner::from_snapshot(snapshot, stream.warm_up, columns).with_context(|| name)?;
        let learner = learner.with_execution(args.execution.chosen());
        Ok(Self { learner, saved, rows: stream.written })
    }
}
