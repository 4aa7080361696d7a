//! The temporal memory: `BAMI TM 1-107`.
//!
//! A [`TemporalMemory`] learns sequences of active columns. Each [`step`](TemporalMemory::step) is
//! one time step: stage 1 turns active columns into active cells and learns (BAMI TM 1-54), stage 2
//! finds the active segments and thus the predictive cells (BAMI TM 55-72).
//!
//! | BAMI TM | what | literal form | indexed form |
//! | --- | --- | --- | --- |
//! | 1-54 | stage 1 | `activate_columns.rs` | `indexed/stage_1.rs` |
//! | 55-72 | stage 2 | `activate_dendrites.rs` | `indexed/stage_2.rs` |
//! | 73-107 | leastUsedCell, bestMatchingSegment, growSynapses | `supporting_functions.rs` | `indexed/stage_1.rs`, `indexed/growth.rs` |
//!
//! The literal form has one statement for each line of the book; what the statements do is in
//! `verbs`. A step runs the indexed form, or the literal form if its observer asks for line events;
//! see [`Execution`]. The rules are in `spec/temporal-memory.md`, the extensions to BAMI in
//! `spec/extensions.md`.
//!
//! ```
//! use bami_htm::Learning;
//! use bami_htm::sdr::Sdr;
//! use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
//!
//! // Fifteen rounds of A, B, C, D, each of four columns; a reset begins each round.
//! let parameters = TemporalMemoryParameters::default()
//!     .with_column_count(16)
//!     .with_cells_per_column(4)
//!     .with_activation_threshold(3)
//!     .with_learning_threshold(2)
//!     .with_synapse_sample_size(4);
//! let mut memory = TemporalMemory::new(parameters, 42)?;
//! for step in 0..60 {
//!     let element = step % 4 * 4;
//!     if element == 0 {
//!         memory.reset();
//!     }
//!     memory.step(&Sdr::new(16, element..element + 4)?, Learning::On)?;
//! }
//! assert_eq!(memory.anomaly(), 0.0, "every column of the last D was predicted");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activate_columns;
mod activate_dendrites;
pub(crate) mod anomaly;
mod cell_death;
mod counts;
mod extensions;
mod indexed;
mod initial;
mod memory;
mod parameters;
#[cfg(feature = "snapshot")]
mod snapshot;
mod state;
mod supporting_functions;
mod verbs;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::anatomy::{CellIndex, ColumnIndex, Layer, SegmentId};
use crate::limits::{Limits, MemoryError};
use crate::observer::{NoObserver, Observer, Phase};
use crate::parameters::ParameterError;
use crate::random::{Pcg32, STREAM_TEMPORAL_MEMORY};
use crate::sdr::Sdr;
use crate::{Execution, Learning};
use anomaly::raw_anomaly_score;
use counts::SegmentCounts;
use extensions::Extensions;

pub use crate::observer::TemporalMemoryEvent;
pub use extensions::TemporalMemoryExtensions;
pub use initial::{InitialSegment, InitialState};
pub use parameters::TemporalMemoryParameters;
use state::{SegmentEntry, TimeStep};

/// Why a temporal memory cannot be created or cannot take a step.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum TemporalMemoryError {
    /// A parameter is out of its range.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// It would exceed the memory limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The SDR of active columns has the wrong size.
    #[error(
        "the active columns are given as an SDR of {given} bits; this memory has {columns} columns"
    )]
    WrongColumnCount {
        /// Number of bits of the SDR.
        given: u32,
        /// Number of columns of the memory.
        columns: u32,
    },
    /// A cell that cannot be killed.
    #[error("cell {cell} cannot be killed: {problem}")]
    CellDeath {
        /// The cell.
        cell: CellIndex,
        /// Why not, and what is allowed.
        problem: String,
    },
    /// A step in the indexed form whose observer asks for line events.
    #[error(
        "the observer asks for line events, which the indexed form does not report; choose the \
         literal form for this step"
    )]
    IndexedReportsNoLines,
    /// An invalid initial state.
    #[error("initial state, {place}: {problem}")]
    InitialState {
        /// The position in the initial state.
        place: String,
        /// What is wrong, and what is allowed.
        problem: String,
    },
}

/// A temporal memory: its segments, the state of the last step, and its random generator.
#[derive(Clone, Debug)]
pub struct TemporalMemory {
    parameters: TemporalMemoryParameters,
    layer: Layer,
    random: Pcg32,
    extensions: Extensions,
    /// State of step t.
    current: TimeStep,
    /// State of step t-1; stale between steps.
    previous: TimeStep,
    /// The counts of the last stage 2.
    counts: SegmentCounts,
    scratch: indexed::Scratch,
    t: u64,
    bursting_columns: Vec<ColumnIndex>,
    anomaly: f64,
    execution: Option<Execution>,
}

impl TemporalMemory {
    /// A memory that has learned nothing. It draws from stream 2 of `seed` (R-2).
    ///
    /// # Errors
    ///
    /// A parameter out of its range, and more cells than the memory limit allows.
    //= spec/portable-core.md#r-2-streams
    //# The spatial pooler MUST draw its initial state from stream 1 and the temporal memory from
    //# stream 2, each seeded with the seed of the run.
    pub fn new(
        parameters: TemporalMemoryParameters,
        seed: u64,
    ) -> Result<Self, TemporalMemoryError> {
        Limits::default().admit("the temporal memory", &parameters.memory()?)?;
        let layer = Layer::new(parameters.column_count, parameters.cells_per_column, 0)
            .connected_from(parameters.connected_permanence);
        let cells = layer.cell_count();
        let threshold = parameters.activation_threshold.min(parameters.learning_threshold);
        Ok(Self {
            layer,
            random: Pcg32::new(seed, STREAM_TEMPORAL_MEMORY),
            extensions: Extensions::new(parameters.extensions.clone()),
            current: TimeStep::new(cells),
            previous: TimeStep::new(cells),
            counts: SegmentCounts::new(threshold),
            scratch: indexed::Scratch::new(cells),
            t: 0,
            bursting_columns: Vec::new(),
            anomaly: 0.0,
            execution: None,
            parameters,
        })
    }

    /// Computes one time step from the columns that are active at t; `learning` is
    /// LEARNING_ENABLED.
    ///
    /// ```
    /// use bami_htm::Learning;
    /// use bami_htm::sdr::Sdr;
    /// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
    ///
    /// let parameters = TemporalMemoryParameters::default().with_column_count(8);
    /// let mut memory = TemporalMemory::new(parameters, 42)?;
    /// memory.step(&Sdr::new(8, [1, 5])?, Learning::On)?;
    /// assert_eq!(memory.bursting_columns(), [1, 5]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An SDR with a size other than the number of columns; the memory is then unchanged.
    pub fn step(
        &mut self,
        active_columns: &Sdr,
        learning: Learning,
    ) -> Result<(), TemporalMemoryError> {
        self.step_observed(active_columns, learning, &mut NoObserver)
    }

    /// Like [`step`](Self::step), but reports to an observer what each line did. The result is the
    /// same.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step), and an observer that asks for line events if the indexed form
    /// was chosen.
    //= spec/temporal-memory.md#tm-step
    //# A step MUST first do stage 1 (BAMI TM 1-54) for all columns, then stage 2 (BAMI TM 55-72)
    //# for all segments, and only then increment t.
    pub fn step_observed<O: Observer + ?Sized>(
        &mut self,
        active_columns: &Sdr,
        learning: Learning,
        observer: &mut O,
    ) -> Result<(), TemporalMemoryError> {
        let columns = self.parameters.column_count;
        if active_columns.size() != columns {
            return Err(TemporalMemoryError::WrongColumnCount {
                given: active_columns.size(),
                columns,
            });
        }
        let form = self.form(observer.observes_lines())?;
        std::mem::swap(&mut self.previous, &mut self.current);
        self.current.clear();
        let t = self.t + 1;
        match form {
            Execution::Literal => {
                verbs::Step::new(self, t, learning, observer).activate_columns(active_columns)
            }
            Execution::Indexed => {
                indexed::Step::new(self, t, learning).activate_columns(active_columns);
            }
        }
        self.extensions.end_of_stage_1(&mut self.layer, observer);
        observer.phase_done(Phase::ActivateColumns);
        self.activate_dendrites(form, t, observer);
        observer.phase_done(Phase::ActivateDendrites);
        self.list_bursting_columns(active_columns);
        //= spec/temporal-memory.md#d-tm-11
        //# The anomaly score of a step MUST be 1 - p / a, where a is the number of active columns
        //# and p the number of those that had a segment in activeSegments(t-1), and 0 when no
        //# column is active.
        let active = active_columns.active_bits();
        self.anomaly = raw_anomaly_score(active, active - self.bursting_columns.len() as u32);
        self.t += 1;
        Ok(())
    }

    /// The form of a step whose observer asks for line events or does not.
    fn form(&self, observes_lines: bool) -> Result<Execution, TemporalMemoryError> {
        match (self.execution, observes_lines) {
            (Some(Execution::Literal), _) | (None, true) => Ok(Execution::Literal),
            (Some(Execution::Indexed) | None, false) => Ok(Execution::Indexed),
            (Some(Execution::Indexed), true) => Err(TemporalMemoryError::IndexedReportsNoLines),
        }
    }

    /// Stage 2 of the step `t`, and the predictions that follow from it.
    fn activate_dendrites<O: Observer + ?Sized>(
        &mut self,
        form: Execution,
        t: u64,
        observer: &mut O,
    ) {
        // NB: stage 2 does not learn.
        let learning = Learning::Off;
        match form {
            Execution::Literal => {
                verbs::Step::new(self, t, learning, observer).activate_dendrites()
            }
            Execution::Indexed => indexed::Step::new(self, t, learning).activate_dendrites(),
        }
        self.current.list_predictions(self.parameters.cells_per_column);
    }

    /// Lists the active columns that were not predicted.
    fn list_bursting_columns(&mut self, active_columns: &Sdr) {
        let predicted = &self.previous.predicted_columns;
        let active = active_columns.on().iter().map(|&column| ColumnIndex::new(column));
        self.bursting_columns.clear();
        self.bursting_columns
            .extend(active.filter(|column| predicted.binary_search(column).is_err()));
    }

    /// Ends the sequence: the next step begins a new one.
    //= spec/temporal-memory.md#d-tm-9
    //# A reset MUST leave the segments, their synapses and the state of the random generator as
    //# they are.
    pub fn reset(&mut self) {
        self.current.clear();
        self.counts.begin(self.layer.slot_count());
        self.bursting_columns.clear();
        self.anomaly = 0.0;
    }

    /// Kills cells permanently, for experiments on the robustness of a memory. The algorithm
    /// continues with the remaining cells. See `spec/cell-death.md`.
    ///
    /// # Errors
    ///
    /// A cell that does not exist, or the last living cell of a column; in either case no cell is
    /// killed.
    //= spec/cell-death.md#death-now
    //# A cell that is killed MUST be removed from activeCells and winnerCells of the last step.
    //= spec/cell-death.md#death-now
    //# The active and the matching segments of the last step MUST be recomputed, by lines 55 to 72,
    //# from the active cells that are left.
    pub fn kill_cells(
        &mut self,
        cells: impl IntoIterator<Item = impl Into<CellIndex>>,
    ) -> Result<(), TemporalMemoryError> {
        let cells: BTreeSet<CellIndex> = cells.into_iter().map(Into::into).collect();
        self.layer.kill_cells(&cells)?;
        self.extensions.forget_lost_segments(&self.layer);
        let layer = &self.layer;
        self.current.retain_cells(|cell| !layer.cells[layer.cell_keys[cell.as_usize()]].dead);
        self.find_segments_anew();
        Ok(())
    }

    /// Chooses the form that every further step runs. It changes no result and is not part of a
    /// snapshot.
    pub fn set_execution(&mut self, execution: Execution) {
        self.execution = Some(execution);
    }

    /// The form that was chosen for the steps; none if it depends on the observer.
    #[must_use]
    pub fn execution(&self) -> Option<Execution> {
        self.execution
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &TemporalMemoryParameters {
        &self.parameters
    }

    /// The columns, cells, segments and synapses.
    #[must_use]
    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    /// The random generator after the last step.
    #[must_use]
    pub fn random(&self) -> &Pcg32 {
        &self.random
    }

    /// Number of steps computed, t; a reset does not change it.
    #[must_use]
    pub fn t(&self) -> u64 {
        self.t
    }

    /// activeCells of the last step, ascending.
    #[must_use]
    pub fn active_cells(&self) -> &[CellIndex] {
        self.current.active_cells.list()
    }

    /// winnerCells of the last step, ascending.
    #[must_use]
    pub fn winner_cells(&self) -> &[CellIndex] {
        self.current.winner_cells.list()
    }

    /// The active columns of the last step that were not predicted, ascending.
    #[must_use]
    pub fn bursting_columns(&self) -> &[ColumnIndex] {
        &self.bursting_columns
    }

    /// Serial numbers of activeSegments after the last step, ascending. Computed on each call.
    #[must_use]
    pub fn active_segments(&self) -> Vec<SegmentId> {
        serials(&self.current.active_segments)
    }

    /// Serial numbers of matchingSegments after the last step, ascending. Computed on each call.
    #[must_use]
    pub fn matching_segments(&self) -> Vec<SegmentId> {
        serials(&self.current.matching_segments)
    }

    /// numActivePotentialSynapses of a segment after the last step; `None` if there is no segment
    /// with this serial number.
    #[must_use]
    pub fn num_active_potential_synapses(&self, serial: impl Into<SegmentId>) -> Option<u32> {
        let segment = self.layer.segment_key(serial.into())?;
        Some(self.counts.get(self.layer.segments[segment].slot).potential)
    }

    /// The active segments and the matching segments after the last step, each with its
    /// numActivePotentialSynapses, by ascending serial number.
    #[must_use]
    pub fn active_potential_counts(&self) -> BTreeMap<SegmentId, u32> {
        let sets = [&self.current.active_segments, &self.current.matching_segments];
        let count = |s: &SegmentEntry| (s.serial, s.num_active_potential_synapses());
        sets.into_iter().flatten().map(count).collect()
    }

    /// For each segment, by serial number, the last step in which it counts as active
    /// (EXT-TM-MAX-SEGMENTS). Empty if `max_segments_per_cell` is off.
    #[must_use]
    pub fn last_active_steps(&self) -> BTreeMap<SegmentId, u64> {
        let steps = self.extensions.last_active_steps();
        steps.map(|(segment, step)| (self.layer.serial(segment), step)).collect()
    }

    /// The cells that are predictive for the next step, ascending: those with an active segment.
    //= spec/temporal-memory.md#d-tm-10
    //# A cell MUST be allowed to be in activeCells(t) and to have a segment in activeSegments(t).
    #[must_use]
    pub fn predictive_cells(&self) -> &[CellIndex] {
        &self.current.predictive_cells
    }

    /// The columns with a predictive cell, ascending.
    #[must_use]
    pub fn predicted_columns(&self) -> &[ColumnIndex] {
        &self.current.predicted_columns
    }

    /// The anomaly score of the last step, 0 to 1 (D-TM-11); 0 before the first.
    #[must_use]
    pub fn anomaly(&self) -> f64 {
        self.anomaly
    }
}

/// The serial numbers of a set of segments, ascending.
fn serials(segments: &[SegmentEntry]) -> Vec<SegmentId> {
    let mut serials: Vec<SegmentId> = segments.iter().map(|segment| segment.serial).collect();
    serials.sort_unstable();
    serials
}
