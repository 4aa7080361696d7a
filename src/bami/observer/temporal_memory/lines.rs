//! Which line and which rule of `BAMI TM` an event belongs to.

use super::TemporalMemoryEvent;

impl TemporalMemoryEvent<'_> {
    /// The line of `BAMI TM` that reports the event; none for an extension.
    #[must_use]
    pub fn line(&self) -> Option<u8> {
        let line = match self {
            Self::SegmentEvicted { .. }
            | Self::SynapseEvicted { .. }
            | Self::SynapsePruned { .. }
            | Self::SegmentPruned { .. } => return None,
            Self::ColumnVisited { line, .. }
            | Self::FunctionEntered { line, .. }
            | Self::CellVisited { line, .. }
            | Self::SynapseVisited { line, .. }
            | Self::ActivePotentialRead { line, .. }
            | Self::GrowSynapsesEntered { line, .. }
            | Self::Column { line, .. }
            | Self::SegmentsCounted { line, .. }
            | Self::ColumnHandled { line, .. }
            | Self::SegmentVisited { line, .. }
            | Self::ActiveCellAdded { line, .. }
            | Self::WinnerCellAdded { line, .. }
            | Self::LearningTested { line, .. }
            | Self::PresynapticTested { line, .. }
            | Self::PermanenceChanged { line, .. }
            | Self::NewSynapseCount { line, .. }
            | Self::GrowSynapsesCalled { line, .. }
            | Self::LearningSegmentChosen { line, .. }
            | Self::WinnerCellChosen { line, .. }
            | Self::SegmentGrown { line, .. }
            | Self::PermanenceTested { line, .. }
            | Self::Counted { line, .. }
            | Self::ThresholdTested { line, .. }
            | Self::SegmentAdded { line, .. }
            | Self::PotentialKept { line, .. }
            | Self::FewestSegments { line, .. }
            | Self::SegmentsCompared { line, .. }
            | Self::Candidates { line, .. }
            | Self::RandomChoice { line, .. }
            | Self::BestMatchingStarted { line, .. }
            | Self::BestMatchingCompared { line, .. }
            | Self::BestMatchingKept { line, .. }
            | Self::BestMatchingReturned { line, .. }
            | Self::GrowingTested { line, .. }
            | Self::CandidateRemoved { line, .. }
            | Self::AlreadyConnected { line, .. }
            | Self::SynapseCompared { line, .. }
            | Self::ConnectionTested { line, .. }
            | Self::SynapseCreated { line, .. }
            | Self::StillWanted { line, .. } => *line,
        };
        Some(line)
    }

    /// The heading of the rule in the specification that governs this event: `TM-26-27`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::SegmentEvicted { .. } => "EXT-TM-MAX-SEGMENTS",
            Self::SynapseEvicted { .. } => "EXT-TM-MAX-SYNAPSES",
            Self::SynapsePruned { .. } | Self::SegmentPruned { .. } => "EXT-TM-PRUNE-ZERO",
            _ => rule_of_line(self.line().unwrap_or_default()),
        }
    }
}

/// The heading of the rule to which a line of `BAMI TM` belongs.
fn rule_of_line(line: u8) -> &'static str {
    match line {
        1 => "TM-1",
        2..=4 => "TM-2-4",
        5..=6 => "TM-6",
        7..=9 => "TM-8-9",
        10..=11 => "TM-10-11",
        12 => "TM-12",
        13 => "TM-13",
        14..=15 => "TM-15",
        16..=18 => "TM-16-18",
        19..=20 => "TM-20",
        21..=24 => "TM-22-24",
        25 => "TM-25",
        26..=27 => "TM-26-27",
        28..=31 => "TM-29-31",
        32..=33 => "TM-33",
        34..=35 => "TM-34-35",
        36..=37 => "TM-37",
        38..=39 => "TM-39",
        40..=42 => "TM-40-42",
        43..=44 => "TM-44",
        45..=48 => "TM-46-48",
        49..=50 => "TM-49-50",
        51..=54 => "TM-51-54",
        55..=57 => "TM-55-57",
        58..=61 => "TM-58-61",
        62..=64 => "TM-63-64",
        65..=67 => "TM-66-67",
        68..=70 => "TM-69-70",
        71..=72 => "TM-72",
        73..=76 => "TM-73-76",
        77..=81 => "TM-78-81",
        82..=83 => "TM-83",
        84..=86 => "TM-84-86",
        87..=90 => "TM-87-90",
        91..=92 => "TM-92",
        93..=94 => "TM-93-94",
        95 => "TM-95",
        96..=97 => "TM-96-97",
        98..=102 => "TM-99-102",
        _ => "TM-104-107",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anatomy::{CellIndex, SegmentId};

    #[test]
    fn every_line_belongs_to_the_rule_that_restates_it() {
        let mut rules: Vec<(&str, u8, u8)> = Vec::new();
        for line in 1..=107 {
            match rules.last_mut() {
                Some((rule, _, last)) if *rule == rule_of_line(line) => *last = line,
                _ => rules.push((rule_of_line(line), line, line)),
            }
        }
        let shown: Vec<String> =
            rules.iter().map(|(rule, first, last)| format!("{first}-{last} {rule}")).collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn what_extensions_do_belongs_to_no_line_and_to_their_own_rules() {
        use TemporalMemoryEvent::{SegmentEvicted, SegmentPruned, SynapseEvicted, SynapsePruned};
        let (segment, cell) = (SegmentId::new(3), CellIndex::new(1));
        let presynaptic_cell = CellIndex::new(2);
        let events = [
            SegmentEvicted { segment, cell, segments: 4, last_active: 0 },
            SynapseEvicted { segment, synapses: 4, presynaptic_cell, permanence: 0.1 },
            SynapsePruned { segment, presynaptic_cell },
            SegmentPruned { segment, cell },
        ];
        assert_eq!(events.each_ref().map(TemporalMemoryEvent::line), [None; 4]);
        let rules = events.each_ref().map(TemporalMemoryEvent::rule);
        let pruned = "EXT-TM-PRUNE-ZERO";
        assert_eq!(rules, ["EXT-TM-MAX-SEGMENTS", "EXT-TM-MAX-SYNAPSES", pruned, pruned]);
        let of_a_line = TemporalMemoryEvent::SegmentVisited { line: 55, segment, cell };
        assert_eq!((of_a_line.line(), of_a_line.rule()), (Some(55), "TM-55-57"));
    }
}
