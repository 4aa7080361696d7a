//! What the lines of `BAMI SP` report to an observer.

use crate::anatomy::{ColumnIndex, InputIndex};

/// What a line of `BAMI SP` did: the parts it touched, and its operands before and after.
///
/// Columns and inputs are numbered row-major. Events come in the order in which the lines
/// run; a loop head is reported each time it enters its body; an `else` is never reported.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "event", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum SpatialPoolerEvent<'a> {
    /// Phase 1: the inputs among which a column's potential synapses are chosen.
    ReceptiveField {
        /// The column.
        column: ColumnIndex,
        /// The input at its natural centre.
        centre: InputIndex,
        /// The inputs of the field, ascending.
        field: &'a [InputIndex],
        /// How many of them are chosen.
        chosen: u32,
    },
    /// Phase 1: one draw of D-SP-3.
    PotentialInputDrawn {
        /// The column.
        column: ColumnIndex,
        /// The step of Fisher-Yates, from 0: it swaps position `turn` with `turn` + `draw`.
        turn: u32,
        /// Number of candidate inputs: those from position `turn` on.
        candidates: u32,
        /// The result of below(candidates).
        draw: u32,
        /// The chosen input.
        input: InputIndex,
    },
    /// Phase 1: a synapse got its initial permanence (D-SP-4).
    InitialPermanence {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The number drawn by unit().
        unit: f64,
        /// The bias towards the natural centre.
        bias: f64,
        /// The permanence.
        permanence: f64,
    },
    /// Line 1, 6, 11 or 19: a loop reaches a column.
    ColumnVisited {
        /// The line.
        line: u32,
        /// The column.
        column: ColumnIndex,
    },
    /// Line 2: an overlap is reset to 0.
    OverlapReset {
        /// The column.
        column: ColumnIndex,
        /// The overlap in the previous step.
        before: f64,
    },
    /// Line 3: the loop reaches a connected synapse.
    ConnectedSynapse {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The permanence, at least connectedPerm; with `connected_in_overlap = "above"`, greater.
        permanence: f64,
    },
    /// Line 4: the input of a connected synapse is added to the overlap.
    InputAdded {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// Whether it is active.
        active: bool,
        /// The overlap before.
        before: f64,
        /// The overlap after.
        after: f64,
    },
    /// Line 5: the overlap is boosted.
    OverlapBoosted {
        /// The column.
        column: ColumnIndex,
        /// The boost.
        boost: f64,
        /// The overlap before.
        before: f64,
        /// The overlap after.
        after: f64,
    },
    /// Line 7: the score that a column has to reach.
    MinLocalActivity {
        /// The column.
        column: ColumnIndex,
        /// Number of its neighbours, including itself.
        neighbors: u32,
        /// The rank of the score among the neighbours' overlaps.
        k: u32,
        /// The score.
        min_local_activity: f64,
    },
    /// Line 8: is the overlap greater than the threshold?
    StimulusThresholdTested {
        /// The column.
        column: ColumnIndex,
        /// Its boosted overlap.
        overlap: f64,
        /// The threshold.
        stimulus_threshold: f64,
        /// Whether it is.
        holds: bool,
    },
    /// Line 9: does the overlap reach the score? Tested only if line 8 holds.
    MinLocalActivityTested {
        /// The column.
        column: ColumnIndex,
        /// Its boosted overlap.
        overlap: f64,
        /// The score.
        min_local_activity: f64,
        /// Whether it does.
        holds: bool,
    },
    /// Line 10: a column becomes active.
    ColumnActivated {
        /// The column.
        column: ColumnIndex,
    },
    /// The extension `lowest_index`: a tie is resolved for a winner.
    TieJudged {
        /// The column.
        column: ColumnIndex,
        /// How many of its neighbours rank before it.
        ahead: u32,
        /// How many may win.
        k: u32,
        /// Whether it stays active.
        stays: bool,
    },
    /// Line 12: the loop reaches a potential synapse of an active column.
    PotentialSynapse {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The permanence.
        permanence: f64,
    },
    /// Line 13: is the input of the synapse active?
    SynapseTested {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// Whether it is.
        active: bool,
    },
    /// Line 14 (gain) or 17 (loss): a permanence is adjusted.
    PermanenceAdjusted {
        /// The line.
        line: u32,
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The permanence before.
        before: f64,
        /// The permanence after.
        after: f64,
    },
    /// Line 15 (at most 1) or 18 (at least 0): a permanence is held in its range.
    PermanenceClipped {
        /// The line.
        line: u32,
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The permanence before.
        before: f64,
        /// The permanence after.
        after: f64,
    },
    /// Line 20: an active duty cycle is updated.
    ActiveDutyCycleUpdated {
        /// The column.
        column: ColumnIndex,
        /// Whether it is active.
        active: bool,
        /// The period P.
        period: u32,
        /// The duty cycle before.
        before: f64,
        /// The duty cycle after.
        after: f64,
    },
    /// Line 21: the mean of the neighbours' active duty cycles.
    NeighborsMean {
        /// The column.
        column: ColumnIndex,
        /// Number of its neighbours, including itself.
        neighbors: u32,
        /// The mean.
        mean: f64,
    },
    /// Line 22: a boost is computed.
    BoostUpdated {
        /// The column.
        column: ColumnIndex,
        /// Its active duty cycle.
        active_duty_cycle: f64,
        /// The mean active duty cycle of its neighbours.
        active_duty_cycle_neighbors: f64,
        /// The boost before.
        before: f64,
        /// The boost after.
        after: f64,
    },
    /// Line 23: an overlap duty cycle is updated.
    OverlapDutyCycleUpdated {
        /// The column.
        column: ColumnIndex,
        /// Its boosted overlap.
        overlap: f64,
        /// The threshold that it has to exceed.
        stimulus_threshold: f64,
        /// The period P.
        period: u32,
        /// The duty cycle before.
        before: f64,
        /// The duty cycle after.
        after: f64,
    },
    /// Line 24: is the overlap duty cycle below the minimum?
    OverlapDutyCycleTested {
        /// The column.
        column: ColumnIndex,
        /// Its overlap duty cycle.
        overlap_duty_cycle: f64,
        /// The minimum among its neighbours.
        min_duty_cycle: f64,
        /// Whether it is.
        below: bool,
    },
    /// Line 25: a synapse of a weak column gains permanence.
    PermanenceBumped {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The amount added.
        amount: f64,
        /// The permanence before.
        before: f64,
        /// The permanence after.
        after: f64,
    },
    /// Line 26, and the end of phase 1: the inhibition radius.
    InhibitionRadiusUpdated {
        /// The mean of the columns' receptive field sizes, in inputs; none with globalInhibition,
        /// where nothing depends on it.
        mean_receptive_field_size: Option<f64>,
        /// The radius before; 0 in phase 1.
        before: u32,
        /// The radius after.
        after: u32,
    },
}

impl SpatialPoolerEvent<'_> {
    /// The number of the line in `BAMI SP`; none in phase 1, which has no lines, and for an
    /// extension.
    //= spec/spatial-pooler.md#d-sp-18
    //# A line that is cited or reported MUST have the number it has in the pseudocode, from 1 to
    //# 26.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        let line = match self {
            Self::ReceptiveField { .. }
            | Self::PotentialInputDrawn { .. }
            | Self::InitialPermanence { .. }
            | Self::TieJudged { .. } => return None,
            Self::ColumnVisited { line, .. }
            | Self::PermanenceAdjusted { line, .. }
            | Self::PermanenceClipped { line, .. } => *line,
            Self::OverlapReset { .. } => 2,
            Self::ConnectedSynapse { .. } => 3,
            Self::InputAdded { .. } => 4,
            Self::OverlapBoosted { .. } => 5,
            Self::MinLocalActivity { .. } => 7,
            Self::StimulusThresholdTested { .. } => 8,
            Self::MinLocalActivityTested { .. } => 9,
            Self::ColumnActivated { .. } => 10,
            Self::PotentialSynapse { .. } => 12,
            Self::SynapseTested { .. } => 13,
            Self::ActiveDutyCycleUpdated { .. } => 20,
            Self::NeighborsMean { .. } => 21,
            Self::BoostUpdated { .. } => 22,
            Self::OverlapDutyCycleUpdated { .. } => 23,
            Self::OverlapDutyCycleTested { .. } => 24,
            Self::PermanenceBumped { .. } => 25,
            Self::InhibitionRadiusUpdated { .. } => 26,
        };
        Some(line)
    }

    /// The heading of the rule in the specification that governs this event: `SP-8-10`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::ReceptiveField { .. } => "D-SP-2",
            Self::PotentialInputDrawn { .. } => "D-SP-3",
            Self::InitialPermanence { .. } => "D-SP-4",
            Self::TieJudged { .. } => "EXT-SP-LOWEST-INDEX",
            _ => match self.line().unwrap_or_default() {
                ..=2 => "SP-1-2",
                3..=4 => "SP-3-4",
                5 => "SP-5",
                6..=7 => "SP-6-7",
                8..=10 => "SP-8-10",
                11..=12 => "SP-11-12",
                13..=15 => "SP-13-15",
                16..=18 => "SP-16-18",
                19..=20 => "SP-19-20",
                21 => "SP-21",
                22 => "SP-22",
                23 => "SP-23",
                24..=25 => "SP-24-25",
                26.. => "SP-26",
            },
        }
    }

    /// The column of the event; none for the inhibition radius.
    #[must_use]
    pub fn column(&self) -> Option<ColumnIndex> {
        match self {
            Self::InhibitionRadiusUpdated { .. } => None,
            Self::ReceptiveField { column, .. }
            | Self::PotentialInputDrawn { column, .. }
            | Self::InitialPermanence { column, .. }
            | Self::ColumnVisited { column, .. }
            | Self::OverlapReset { column, .. }
            | Self::ConnectedSynapse { column, .. }
            | Self::InputAdded { column, .. }
            | Self::OverlapBoosted { column, .. }
            | Self::MinLocalActivity { column, .. }
            | Self::StimulusThresholdTested { column, .. }
            | Self::MinLocalActivityTested { column, .. }
            | Self::ColumnActivated { column }
            | Self::TieJudged { column, .. }
            | Self::PotentialSynapse { column, .. }
            | Self::SynapseTested { column, .. }
            | Self::PermanenceAdjusted { column, .. }
            | Self::PermanenceClipped { column, .. }
            | Self::ActiveDutyCycleUpdated { column, .. }
            | Self::NeighborsMean { column, .. }
            | Self::BoostUpdated { column, .. }
            | Self::OverlapDutyCycleUpdated { column, .. }
            | Self::OverlapDutyCycleTested { column, .. }
            | Self::PermanenceBumped { column, .. } => Some(*column),
        }
    }
}
