//! Detectors that are told nothing in advance: those of `bami run`.

use anyhow::anyhow;
use bami_htm::detector::DetectorParameters;
use bami_htm::region::RegionParameters;

use super::{Known, RowDetector, RowScores};
use crate::args::{DEFAULT_WARM_UP_ROWS, RegionArgs};
use crate::input::Row;
use crate::input::column_type::ColumnType;
use crate::parameters::{Configuration, Model};
use crate::stream::{Scored, Scorer, Session};

/// The parameters in which it differs from the default ones.
const BUILT_IN: &str = "range_rule = true";

/// The parameters of the region.
//= spec/nab.md#nab-baselines
//# The detector `region` MUST be the region of `bami run` with its warm-up of 100 rows and the
//# range rule on, overridden by any parameters given.
pub(super) fn configuration(args: &RegionArgs) -> anyhow::Result<Configuration> {
    Configuration::with_built_in(args, BUILT_IN)
}

/// The parameters for such a series before the resolutions are known.
pub(super) fn parameters(
    configuration: &Configuration,
    known: &Known,
) -> anyhow::Result<RegionParameters> {
    let resolutions = match configuration.known_resolutions(known.fields())? {
        Some(resolutions) => resolutions,
        None => vec![1.0; known.fields()],
    };
    configuration.for_columns(&known.columns, &resolutions)
}

/// A region for a series with these columns.
pub(super) fn start(configuration: Configuration, known: &Known) -> anyhow::Result<Scorer> {
    let model = Model::Region(Box::new(configuration));
    Scorer::new(model, &known.columns, DEFAULT_WARM_UP_ROWS as usize)
}

/// The default detector for a series with these columns.
//= spec/nab.md#nab-baselines
//# The detector `default` MUST be that of [detector.md](detector.md) with its defaults, overridden
//# by any options given.
pub(super) fn detector(parameters: DetectorParameters, known: &Known) -> anyhow::Result<Scorer> {
    let types = vec![ColumnType::Number; known.fields()];
    Scorer::of_detector(parameters, Session::default(), &known.columns, &types)
}

impl RowDetector for Scorer {
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores> {
        match Scorer::score(self, row)? {
            Scored::Detector(result) => Ok(RowScores::one(result.anomaly_score)),
            Scored::Regions(scores) => {
                let scores = scores.into_iter().flatten().next();
                let scores = scores.ok_or_else(|| anyhow!("the region made no step"))?;
                Ok(RowScores::of(scores.anomaly_score, scores.raw_score.unwrap_or(0.0)))
            }
        }
    }
}
