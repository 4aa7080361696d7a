//! The extensions of the temporal memory.
//!
//! The algorithm calls these hooks before it grows a segment, before it creates a synapse, when a
//! segment learns or is active, and at the end of stage 1. With all extensions off they change and
//! store nothing. Every removal is reported to the observer.

use slotmap::SecondaryMap;

use super::state::CellSet;
use crate::anatomy::{CellKey, Layer, Owner, SegmentKey, SynapseKey};
use crate::observer::{Observer, TemporalMemoryEvent};
use crate::parameters::{ParameterError, with_methods};

/// The extensions of the temporal memory; by default all are off. See `spec/extensions.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct TemporalMemoryExtensions {
    /// Maximum number of segments per cell, at least 1; the least recently active one is evicted.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub max_segments_per_cell: Option<u32>,
    /// Maximum number of synapses per segment, at least 1; the weakest one is evicted.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub max_synapses_per_segment: Option<u32>,
    /// Synapses that learning has brought to permanence 0 are removed.
    pub prune_zero_permanence: bool,
    /// No segment is grown where there is nothing to connect it to.
    pub skip_empty_segments: bool,
}

with_methods! {
    TemporalMemoryExtensions {
        with_max_segments_per_cell(max_segments_per_cell: Option<u32>),
        with_max_synapses_per_segment(max_synapses_per_segment: Option<u32>),
        with_prune_zero_permanence(prune_zero_permanence: bool),
        with_skip_empty_segments(skip_empty_segments: bool),
    }
}

impl TemporalMemoryExtensions {
    /// Checks every setting.
    ///
    /// # Errors
    ///
    /// A maximum of 0.
    pub fn validate(&self) -> Result<(), ParameterError> {
        for (name, value) in [
            ("extensions.max_segments_per_cell", self.max_segments_per_cell),
            ("extensions.max_synapses_per_segment", self.max_synapses_per_segment),
        ] {
            ParameterError::check_range(name, value.unwrap_or(1), 1, u32::MAX)?;
        }
        Ok(())
    }
}

/// The extensions of a memory: their settings and their state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    settings: TemporalMemoryExtensions,
    /// The step in which each segment was last active, kept for `max_segments_per_cell`.
    last_active: SecondaryMap<SegmentKey, u64>,
    /// The segments that this step reinforced, weakened or punished, kept for
    /// `prune_zero_permanence`.
    learned: Vec<SegmentKey>,
}

impl Extensions {
    pub(crate) fn new(settings: TemporalMemoryExtensions) -> Self {
        Self { settings, ..Self::default() }
    }

    //= spec/extensions.md#ext-tm-skip-empty
    //# When winnerCells(t-1) is empty, line 35 MUST NOT grow a segment.
    //= spec/extensions.md#ext-tm-skip-empty
    //# The winner cell MUST be chosen even when no segment is grown on it.
    pub(crate) fn may_grow_segment(&self, winner_cells_t_minus_1: &CellSet) -> bool {
        !(self.settings.skip_empty_segments && winner_cells_t_minus_1.is_empty())
    }

    /// Evicts a segment of a cell if there would be too many with a new one.
    //= spec/extensions.md#ext-tm-max-segments
    //# Before line 35 grows a segment on a cell that has max_segments_per_cell segments or more,
    //# the cell's least recently active segment MUST be removed.
    //= spec/extensions.md#ext-tm-max-segments
    //# If several segments are equally least recently active, the one with the lowest serial number
    //# MUST be removed.
    //= spec/trace.md#trace-extension
    //# If an extension removes a segment or a synapse, this MUST be reported before the removal,
    //# with null as its line and with the rule of the extension.
    pub(crate) fn evict_for_segment<O: Observer + ?Sized>(
        &mut self,
        layer: &mut Layer,
        cell: CellKey,
        observer: &mut O,
    ) {
        let Some(most) = self.settings.max_segments_per_cell else { return };
        let segments = &layer.cells[cell].segments;
        if segments.len() >= most as usize {
            // NB: min_by_key takes the first of equals, and segments are in ascending order of
            // serial number.
            let last_active = |s: SegmentKey| self.last_active.get(s).copied().unwrap_or_default();
            if let Some(&oldest) = segments.iter().min_by_key(|s| last_active(**s)) {
                if observer.observes_lines() {
                    observer.temporal_memory(&TemporalMemoryEvent::SegmentEvicted {
                        segment: layer.serial(oldest),
                        cell: layer.cell_index(cell),
                        segments: segments.len(),
                        last_active: last_active(oldest),
                    });
                }
                layer.remove_segment(oldest);
                self.last_active.remove(oldest);
            }
        }
    }

    //= spec/extensions.md#ext-tm-max-segments
    //# A segment MUST count as active in the step that creates it and in every step in which stage
    //# 2 finds it active.
    //= spec/extensions.md#ext-tm-max-segments
    //# A segment of an initial state MUST count as created before the first step.
    pub(crate) fn segment_was_active(&mut self, segment: SegmentKey, t: u64) {
        if self.settings.max_segments_per_cell.is_some() {
            self.last_active.insert(segment, t);
        }
    }

    /// Removes the records of segments that the layer no longer has.
    pub(crate) fn forget_lost_segments(&mut self, layer: &Layer) {
        self.last_active.retain(|segment, _| layer.segments.contains_key(segment));
    }

    /// The last step in which each segment counts as active, if recorded.
    pub(crate) fn last_active_steps(&self) -> impl Iterator<Item = (SegmentKey, u64)> {
        self.last_active.iter().map(|(segment, &step)| (segment, step))
    }

    /// The last step in which a segment counts as active, if recorded and known.
    #[cfg(feature = "snapshot")]
    pub(crate) fn last_active(&self, segment: SegmentKey) -> Option<u64> {
        self.last_active.get(segment).copied()
    }

    /// Sets the last step in which a segment counts as active.
    #[cfg(feature = "snapshot")]
    pub(crate) fn set_last_active(&mut self, segment: SegmentKey, step: Option<u64>) {
        match step {
            Some(step) => self.last_active.insert(segment, step),
            None => self.last_active.remove(segment),
        };
    }

    /// Evicts a synapse of a segment if there would be too many with a new one; false if the
    /// segment cannot get another synapse.
    //= spec/extensions.md#ext-tm-max-synapses
    //# Before line 105 makes a synapse on a segment that has max_synapses_per_segment synapses or
    //# more, the synapse with the lowest permanence among those whose presynaptic cell is not in
    //# winnerCells(t-1) MUST be removed.
    //= spec/extensions.md#ext-tm-max-synapses
    //# If several synapses have the lowest permanence, the oldest of them MUST be removed.
    //= spec/extensions.md#ext-tm-max-synapses
    //# If every synapse of the segment has its presynaptic cell in winnerCells(t-1), growSynapses
    //# MUST end without making the synapse.
    #[inline]
    pub(crate) fn evict_for_synapse<O: Observer + ?Sized>(
        &self,
        layer: &mut Layer,
        segment: SegmentKey,
        winner_cells_t_minus_1: &CellSet,
        observer: &mut O,
    ) -> bool {
        let Some(most) = self.settings.max_synapses_per_segment else { return true };
        if layer.segments[segment].synapses.len() < most as usize {
            return true;
        }
        self.remove_weakest_synapse(layer, segment, winner_cells_t_minus_1, observer)
    }

    /// Removes the weakest removable synapse of a segment; false if there is none.
    fn remove_weakest_synapse<O: Observer + ?Sized>(
        &self,
        layer: &mut Layer,
        segment: SegmentKey,
        winner_cells_t_minus_1: &CellSet,
        observer: &mut O,
    ) -> bool {
        let synapses = &layer.segments[segment].synapses;
        let mut weakest: Option<(f64, SynapseKey)> = None;
        for &key in synapses {
            let synapse = &layer.synapses[key];
            let may_go = !winner_cells_t_minus_1.contains(synapse.presynaptic_cell());
            if may_go && weakest.is_none_or(|(lowest, _)| synapse.permanence < lowest) {
                weakest = Some((synapse.permanence, key));
            }
        }
        if let Some((permanence, synapse)) = weakest {
            if observer.observes_lines() {
                observer.temporal_memory(&TemporalMemoryEvent::SynapseEvicted {
                    segment: layer.serial(segment),
                    synapses: synapses.len(),
                    presynaptic_cell: layer.synapses[synapse].presynaptic_cell(),
                    permanence,
                });
            }
            layer.remove_synapse(synapse);
        }
        weakest.is_some()
    }

    /// Records that a segment was reinforced, weakened or punished.
    pub(crate) fn segment_learned(&mut self, segment: SegmentKey) {
        if self.settings.prune_zero_permanence && self.learned.last() != Some(&segment) {
            self.learned.push(segment);
        }
    }

    //= spec/extensions.md#ext-tm-prune-zero
    //# At the end of stage 1, on every segment that this step reinforced, weakened or punished, the
    //# synapses with a permanence of 0 MUST be removed.
    //= spec/extensions.md#ext-tm-prune-zero
    //# A segment that loses its last synapse in this way MUST be removed too.
    pub(crate) fn end_of_stage_1<O: Observer + ?Sized>(
        &mut self,
        layer: &mut Layer,
        observer: &mut O,
    ) {
        for segment in self.learned.drain(..) {
            let synapses = layer.segments[segment].synapses.iter();
            let dead: Vec<SynapseKey> =
                synapses.copied().filter(|&s| layer.synapses[s].permanence == 0.0).collect();
            let serial = layer.serial(segment);
            for &synapse in &dead {
                if observer.observes_lines() {
                    observer.temporal_memory(&TemporalMemoryEvent::SynapsePruned {
                        segment: serial,
                        presynaptic_cell: layer.synapses[synapse].presynaptic_cell(),
                    });
                }
                layer.remove_synapse(synapse);
            }
            if !dead.is_empty() && layer.segments[segment].synapses.is_empty() {
                if observer.observes_lines()
                    && let Owner::Cell(cell) = layer.segments[segment].owner
                {
                    observer.temporal_memory(&TemporalMemoryEvent::SegmentPruned {
                        segment: serial,
                        cell: layer.cell_index(cell),
                    });
                }
                layer.remove_segment(segment);
                self.last_active.remove(segment);
            }
        }
    }
}
