//! What predictions go on from: the settings, and what was predicted for rows still to come.

use anyhow::{Context, anyhow, bail};
use bami_htm::classifier::CalibratedRanges;
use bami_htm::snapshot::Snapshot;
use serde::{Deserialize, Serialize};

use super::PredictArgs;
use super::forecast::Forecast;
use super::learner::Learner;
use super::settings::{Settings, Written};
use crate::input::Columns;
use crate::state::{Loaded, PREDICTIONS};
use crate::stream::DateTimeText;

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
