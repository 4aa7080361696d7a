//! The range rule alone.

use bami_htm::anomaly::RangeRule;

use super::{Known, RowDetector, RowScores};
use crate::input::Row;

/// A range rule for each field.
//= spec/nab.md#nab-detectors
//# The detector `range-rule` MUST give the score 1 to the rows on which ANOM-RANGE-RULE fires and 0
//# to all others.
pub(super) struct RangeRules(Vec<RangeRule>);

impl RangeRules {
    /// Range rules that have seen nothing.
    pub(super) fn new(known: &Known) -> Self {
        Self(vec![RangeRule::new(); known.fields()])
    }
}

impl RowDetector for RangeRules {
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores> {
        let mut fired = false;
        for (field, rule) in self.0.iter_mut().enumerate() {
            fired |= rule.step(row.number(field));
        }
        Ok(RowScores::one(if fired { 1.0 } else { 0.0 }))
    }
}
