//! The spatial pooler: `BAMI SP 1-26`.
//!
//! It turns an input of any sparsity into a nearly fixed number of active columns, so that similar
//! inputs activate similar columns, and learns to do so for the inputs it sees. The rules are in
//! `spec/spatial-pooler.md`, in the book's order; the code follows in the same order:
//!
//! | phase | lines | file |
//! | --- | --- | --- |
//! | 1 initialize | prose | `initialize.rs`, with the grids of `topology.rs` |
//! | 2 overlap, 3 inhibition, 4 learning | 1-26 | `pseudocode.rs`, line by line |
//! | supporting routines | table 2 | `routines.rs`, `radius.rs`, `window.rs` |
//! | beyond the pseudocode | | `extensions/` |
//!
//! `verbs.rs` has the statements of `pseudocode.rs`. `indexed/` implements lines 1-26 a second
//! time, faster and with the same result: steps without an observer of lines run it, unless
//! [`SpatialPooler::set_execution`] chooses. `sort.rs` sorts for phase 1.
//!
//! ```
//! use bami_htm::Learning;
//! use bami_htm::sdr::Sdr;
//! use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters};
//!
//! let parameters = SpatialPoolerParameters::default().with_input_dimensions([400]);
//! let mut pooler = SpatialPooler::new(parameters, 42)?;
//! let input = Sdr::new(400, 100..140)?;
//! let active_columns = pooler.step(&input, Learning::On)?;
//! assert_eq!(active_columns.size(), 2048);
//! assert!(active_columns.active_bits() >= 40);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// Reports an event to an observer, if the observer asks for line events.
macro_rules! report {
    ($observer:expr, $event:expr) => {
        if $observer.observes_lines() {
            $observer.spatial_pooler(&$event);
        }
    };
}

mod error;
mod extensions;
mod indexed;
mod initialize;
mod memory;
mod parameters;
mod pseudocode;
mod radius;
mod routines;
#[cfg(feature = "snapshot")]
mod snapshot;
mod sort;
mod state;
mod topology;
mod verbs;
mod window;

pub use crate::observer::SpatialPoolerEvent;
pub use error::SpatialPoolerError;
pub use parameters::{
    BoostingOrder, ConnectedInOverlap, DutyCycles, MAX_PARTS, SpatialPoolerParameters, TieBreak,
};
pub use state::SpatialPoolerState;

use crate::anatomy::{ColumnIndex, InputIndex, Layer};
use crate::limits::Limits;
use crate::observer::{NoObserver, Observer};
use crate::random::{Pcg32, STREAM_SPATIAL_POOLER};
use crate::sdr::Sdr;
use crate::{Execution, Learning};

use indexed::Index;
use routines::source_input;
use topology::Grid;
pub(crate) use window::WindowStep;
use window::Windows;

/// A spatial pooler: its columns with their potential synapses, and the state of each column.
#[derive(Clone, Debug)]
pub struct SpatialPooler {
    parameters: SpatialPoolerParameters,
    inputs: Grid,
    columns: Grid,
    /// One proximal segment for each column; no cells.
    layer: Layer,
    /// Derived from the permanences, for speed.
    index: Index,
    boosts: Vec<f64>,
    active_duty_cycles: Vec<f64>,
    overlap_duty_cycles: Vec<f64>,
    /// With `duty_cycles = "window"`.
    windows: Option<Windows>,
    inhibition_radius: u32,
    learning_steps: u64,
    overlaps: Vec<f64>,
    active_columns: Vec<ColumnIndex>,
    execution: Option<Execution>,
}

impl SpatialPooler {
    /// A pooler with randomly drawn potential synapses: phase 1.
    ///
    /// # Errors
    ///
    /// Invalid parameters, and more synapses than the memory limit allows.
    pub fn new(parameters: SpatialPoolerParameters, seed: u64) -> Result<Self, SpatialPoolerError> {
        Self::new_observed(parameters, seed, &mut NoObserver)
    }

    /// Like [`new`](Self::new), but reports every draw to an observer.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn new_observed<O: Observer + ?Sized>(
        parameters: SpatialPoolerParameters,
        seed: u64,
        observer: &mut O,
    ) -> Result<Self, SpatialPoolerError> {
        let mut pooler = Self::without_synapses(parameters)?;
        //= spec/spatial-pooler.md#sp-phase-1
        //# All random numbers of phase 1 MUST come from one generator, seeded with the pooler's
        //# seed on stream 1.
        let mut random = Pcg32::new(seed, STREAM_SPATIAL_POOLER);
        pooler.initialize(&mut random, observer);
        pooler.end_phase_1(observer);
        Ok(pooler)
    }

    /// A pooler with given potential synapses: for each column, pairs of input and permanence,
    /// ascending by input. Nothing is random.
    ///
    /// # Errors
    ///
    /// Invalid parameters; a number of lists other than the number of columns; inputs that do not
    /// exist or do not ascend; permanences outside 0 to 1.
    pub fn with_potential_synapses(
        parameters: SpatialPoolerParameters,
        potential_synapses: &[Vec<(u32, f64)>],
    ) -> Result<Self, SpatialPoolerError> {
        Self::with_potential_synapses_observed(parameters, potential_synapses, &mut NoObserver)
    }

    /// Like [`with_potential_synapses`](Self::with_potential_synapses), but reports the first
    /// inhibition radius to an observer.
    ///
    /// # Errors
    ///
    /// As for [`with_potential_synapses`](Self::with_potential_synapses).
    //= spec/spatial-pooler.md#sp-phase-1-given
    //# If the potential synapses of all columns are given, they MUST replace those drawn.
    //= spec/spatial-pooler.md#sp-phase-1-given
    //# With given potential synapses, the rest of the state MUST be as after phase 1.
    pub fn with_potential_synapses_observed<O: Observer + ?Sized>(
        parameters: SpatialPoolerParameters,
        potential_synapses: &[Vec<(u32, f64)>],
        observer: &mut O,
    ) -> Result<Self, SpatialPoolerError> {
        let mut pooler = Self::without_synapses(parameters)?;
        state::grow_given_synapses(&mut pooler.layer, potential_synapses)?;
        pooler.end_phase_1(observer);
        Ok(pooler)
    }

    /// Computes what follows from the initial permanences.
    fn end_phase_1<O: Observer + ?Sized>(&mut self, observer: &mut O) {
        self.index_permanences();
        //= spec/spatial-pooler.md#d-sp-17
        //# The inhibition radius MUST also be computed at the end of phase 1.
        let size = self.average_receptive_field_size(self.mean_receptive_field_size());
        let event = self.replace_inhibition_radius(size);
        report!(observer, event);
    }

    /// A pooler without synapses.
    //= spec/spatial-pooler.md#d-sp-26
    //# Phase 1 MUST set every boost to 1 and every overlap, every duty cycle and the number of
    //# learning steps to 0.
    fn without_synapses(parameters: SpatialPoolerParameters) -> Result<Self, SpatialPoolerError> {
        Limits::default().admit("the spatial pooler", &parameters.memory()?)?;
        let inputs = Grid::new(&parameters.input_dimensions, parameters.wrap_around);
        let columns = Grid::new(&parameters.column_dimensions, parameters.wrap_around);
        let count = columns.size() as usize;
        let windows = (parameters.duty_cycles == DutyCycles::Window)
            .then(|| Windows::new(columns.size(), parameters.duty_cycle_period));
        Ok(Self {
            layer: Layer::new(columns.size(), 0, inputs.size()),
            index: Index::default(),
            inputs,
            columns,
            boosts: vec![1.0; count],
            active_duty_cycles: vec![0.0; count],
            overlap_duty_cycles: vec![0.0; count],
            windows,
            inhibition_radius: 0,
            learning_steps: 0,
            overlaps: vec![0.0; count],
            active_columns: Vec::new(),
            execution: None,
            parameters,
        })
    }

    /// Computes one step: the active columns for an input, as an SDR with the dimensions of the
    /// columns. Restates BAMI SP 1-26.
    ///
    /// # Errors
    ///
    /// An input whose number of bits is not the pooler's number of inputs; the pooler is then
    /// unchanged.
    pub fn step(&mut self, input: &Sdr, learning: Learning) -> Result<Sdr, SpatialPoolerError> {
        self.step_observed(input, learning, &mut NoObserver)
    }

    /// Like [`step`](Self::step), but reports to an observer what each line did. The result is the
    /// same.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step); and an observer of lines where
    /// [`set_execution`](Self::set_execution) chose the indexed form.
    //= spec/spatial-pooler.md#sp-step
    //# A step of the spatial pooler MUST do phase 2 for all columns, then phase 3 for all columns,
    //# and then phase 4 when learning is on.
    //= spec/spatial-pooler.md#d-sp-20
    //# A permanence that line 25 raises MUST count in lines 1 to 10 from the next step on.
    pub fn step_observed<O: Observer + ?Sized>(
        &mut self,
        input: &Sdr,
        learning: Learning,
        mut observer: &mut O,
    ) -> Result<Sdr, SpatialPoolerError> {
        //= spec/spatial-pooler.md#sp-step
        //# An input whose number of bits is not the product of inputDimensions MUST be rejected
        //# with an error.
        //= spec/spatial-pooler.md#sp-step
        //# An input that is rejected MUST leave the pooler unchanged.
        if input.size() != self.inputs.size() {
            let (expected, got) = (self.inputs.size(), input.size());
            return Err(SpatialPoolerError::InputSize { expected, got });
        }
        let form = self.form(observer.observes_lines())?;
        //= spec/spatial-pooler.md#sp-step
        //# With learning off, a step MUST NOT change anything but the overlaps and the active
        //# columns.
        //= spec/spatial-pooler.md#d-sp-25
        //# In a step without learning lines 11 to 26 MUST NOT run.
        //= spec/spatial-pooler.md#d-sp-25
        //# A step without learning MUST leave the number of learning steps as it is.
        if learning.is_on() {
            self.learning_steps = self.learning_steps.saturating_add(1);
        }
        match form {
            Execution::Literal => {
                verbs::Step::new(self, input.to_bits(), &mut observer).step(learning);
            }
            Execution::Indexed => self.step_by_index(input, learning, observer),
        }
        let dimensions = self.columns.dimensions();
        Ok(Sdr::with_dimensions(dimensions, self.active_columns.iter().map(|column| column.get()))
            .expect("active columns are columns, each listed once"))
    }

    /// The form of a step whose observer asks for line events or does not.
    fn form(&self, observes_lines: bool) -> Result<Execution, SpatialPoolerError> {
        match (self.execution, observes_lines) {
            (Some(Execution::Literal), _) | (None, true) => Ok(Execution::Literal),
            (Some(Execution::Indexed) | None, false) => Ok(Execution::Indexed),
            (Some(Execution::Indexed), true) => Err(SpatialPoolerError::IndexedReportsNoLines),
        }
    }

    /// Chooses the form that every further step runs. It is neither a parameter nor part of a
    /// state.
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
    pub fn parameters(&self) -> &SpatialPoolerParameters {
        &self.parameters
    }

    /// The columns with their segments and synapses.
    #[must_use]
    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    /// The boosted overlap of each column in the last step, at least 0; 0 before the first step.
    #[must_use]
    pub fn overlaps(&self) -> &[f64] {
        &self.overlaps
    }

    /// The active columns of the last step, ascending.
    #[must_use]
    pub fn active_columns(&self) -> &[ColumnIndex] {
        &self.active_columns
    }

    /// The boost of each column, above 0; 1 means no boost.
    #[must_use]
    pub fn boosts(&self) -> &[f64] {
        &self.boosts
    }

    /// For each column, how often it was active recently, 0 to 1.
    #[must_use]
    pub fn active_duty_cycles(&self) -> &[f64] {
        &self.active_duty_cycles
    }

    /// For each column, how often its overlap exceeded the threshold recently, 0 to 1.
    #[must_use]
    pub fn overlap_duty_cycles(&self) -> &[f64] {
        &self.overlap_duty_cycles
    }

    /// The learning steps in the window of active columns and in the window of overlaps, if there
    /// are windows, the oldest first.
    pub(crate) fn window_steps(&self) -> Option<[Vec<WindowStep>; 2]> {
        let windows = self.windows.as_ref()?;
        Some([&windows.active, &windows.overlap].map(|window| window.steps(self.learning_steps)))
    }

    /// The inhibition radius: how far columns compete, in columns, at least 1. With global
    /// inhibition it is the largest column dimension and has no effect.
    #[must_use]
    pub fn inhibition_radius(&self) -> u32 {
        self.inhibition_radius
    }

    /// Number of learning steps so far.
    #[must_use]
    pub fn learning_steps(&self) -> u64 {
        self.learning_steps
    }

    /// The potential synapses of a column as input and permanence, ascending by input; `None` if
    /// there is no such column.
    ///
    /// ```
    /// use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters};
    ///
    /// let parameters =
    ///     SpatialPoolerParameters::default().with_input_dimensions([3]).with_column_dimensions([1]);
    /// let pooler =
    ///     SpatialPooler::with_potential_synapses(parameters, &[vec![(0, 0.25), (2, 0.5)]])?;
    /// let synapses = pooler.potential_synapses(0).ok_or("there is one column")?;
    /// assert!(synapses.eq([(0.into(), 0.25), (2.into(), 0.5)]));
    /// assert!(pooler.potential_synapses(1).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn potential_synapses(
        &self,
        column: impl Into<ColumnIndex>,
    ) -> Option<impl ExactSizeIterator<Item = (InputIndex, f64)>> {
        let column = column.into();
        (column.get() < self.columns.size()).then(|| self.synapses_of(column))
    }

    /// The potential synapses of a column that exists.
    fn synapses_of(&self, column: ColumnIndex) -> impl ExactSizeIterator<Item = (InputIndex, f64)> {
        self.potential_synapse_keys(column).iter().map(|&key| {
            let synapse = &self.layer.synapses[key];
            (source_input(synapse), synapse.permanence)
        })
    }
}

#[cfg(test)]
mod tests;
