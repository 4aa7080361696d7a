//! What the statements of the pseudocode do.
//!
//! Each verb takes the number of the line that it carries out, has its effect on the pooler and
//! reports it to the observer. Loop heads report each element when the loop reaches it.

use std::cell::RefCell;

use crate::Learning;
use crate::anatomy::{ColumnIndex, InputIndex, SynapseKey};
use crate::observer::{Observer, Phase, SpatialPoolerEvent as Event};

use super::SpatialPooler;
use super::parameters::{BoostingOrder, SpatialPoolerParameters};
use super::radius::ReceptiveFieldSize;
use super::routines::{
    boost_function, increased, kth_score, max_duty_cycle, mean, min_duty_cycle, of, source_input,
};

/// A step in the literal form: the pooler, the input and the observer.
pub(super) struct Step<'a> {
    pooler: RefCell<&'a mut SpatialPooler>,
    observer: RefCell<&'a mut dyn Observer>,
    /// For each input whether it is active.
    inputs: Vec<bool>,
    pub(super) parameters: SpatialPoolerParameters,
}

/// A potential synapse of a column.
#[derive(Clone, Copy)]
pub(super) struct ProximalSynapse {
    column: ColumnIndex,
    key: SynapseKey,
    /// The input to which it listens.
    #[doc(alias = "sourceInput")]
    pub(super) source_input: InputIndex,
}

/// An input bit.
#[derive(Clone, Copy)]
pub(super) struct InputBit {
    input: InputIndex,
    active: bool,
}

/// A column and the columns with which it competes.
pub(super) struct Neighbors {
    column: ColumnIndex,
    columns: Vec<ColumnIndex>,
}

/// A new duty cycle: whether the step counts, over how many steps, and the result.
#[derive(Clone, Copy)]
pub(super) struct DutyCycle {
    counts: bool,
    period: u32,
    value: f64,
}

/// A new boost with what it was computed from.
#[derive(Clone, Copy)]
pub(super) struct Boost {
    active_duty_cycle: f64,
    active_duty_cycle_neighbors: f64,
    value: f64,
}

impl<'a> Step<'a> {
    /// A step for an input, of which `inputs` says for each bit whether it is active.
    pub(super) fn new(
        pooler: &'a mut SpatialPooler,
        inputs: Vec<bool>,
        observer: &'a mut dyn Observer,
    ) -> Self {
        let parameters = pooler.parameters.clone();
        Self { pooler: RefCell::new(pooler), observer: RefCell::new(observer), inputs, parameters }
    }

    /// The phases in their order.
    pub(super) fn step(&self, learning: Learning) {
        self.calculate_overlap();
        self.phase_done(Phase::Overlap);
        self.pooler.borrow_mut().active_columns.clear();
        self.inhibit_columns();
        self.pooler.borrow_mut().break_ties(&mut **self.observer.borrow_mut());
        self.phase_done(Phase::Inhibition);
        if learning.is_on() {
            self.adapt_synapses();
            self.phase_done(Phase::Learning);
            match self.parameters.boosting_order {
                BoostingOrder::OneLoop => self.update_duty_cycles_and_boosts(),
                BoostingOrder::TwoPasses => self.update_duty_cycles_and_boosts_in_two_passes(),
            }
            self.update_inhibition_radius();
            self.phase_done(Phase::DutyCyclesAndBoosts);
        }
    }

    fn phase_done(&self, phase: Phase) {
        self.observer.borrow_mut().phase_done(phase);
    }

    fn report(&self, line: u32, event: Event<'_>) {
        debug_assert_eq!(event.line(), Some(line), "{event:?}");
        let mut observer = self.observer.borrow_mut();
        if observer.observes_lines() {
            observer.spatial_pooler(&event);
        }
    }

    /// The columns, without a line of their own.
    pub(super) fn all_columns(&self) -> impl Iterator<Item = ColumnIndex> + use<> {
        self.pooler.borrow().column_indices()
    }

    /// A loop over all columns.
    pub(super) fn columns(&self, line: u32) -> impl Iterator<Item = ColumnIndex> {
        self.all_columns().inspect(move |&column| {
            self.report(line, Event::ColumnVisited { line, column });
        })
    }

    /// A loop over the active columns.
    pub(super) fn active_columns(&self, line: u32) -> impl Iterator<Item = ColumnIndex> {
        let active_columns = self.pooler.borrow().active_columns.clone();
        active_columns.into_iter().inspect(move |&column| {
            self.report(line, Event::ColumnVisited { line, column });
        })
    }

    fn proximal_synapse(&self, column: ColumnIndex, key: SynapseKey) -> ProximalSynapse {
        let pooler = self.pooler.borrow();
        let source_input = source_input(&pooler.layer.synapses[key]);
        ProximalSynapse { column, key, source_input }
    }

    /// A loop over the connected synapses of a column.
    pub(super) fn connected_synapses(
        &self,
        line: u32,
        column: ColumnIndex,
    ) -> impl Iterator<Item = ProximalSynapse> {
        let keys: Vec<SynapseKey> = self.pooler.borrow().connected_synapse_keys(column).collect();
        keys.into_iter().map(move |key| {
            let synapse = self.proximal_synapse(column, key);
            let (input, permanence) = (synapse.source_input, self.permanence(synapse));
            self.report(line, Event::ConnectedSynapse { column, input, permanence });
            synapse
        })
    }

    /// A loop over the potential synapses of a column.
    pub(super) fn potential_synapses(
        &self,
        line: u32,
        column: ColumnIndex,
    ) -> impl Iterator<Item = ProximalSynapse> {
        let keys = self.pooler.borrow().potential_synapse_keys(column).to_vec();
        keys.into_iter().map(move |key| {
            let synapse = self.proximal_synapse(column, key);
            let (input, permanence) = (synapse.source_input, self.permanence(synapse));
            self.report(line, Event::PotentialSynapse { column, input, permanence });
            synapse
        })
    }

    /// An input bit of this step.
    pub(super) fn input(&self, input: InputIndex) -> InputBit {
        InputBit { input, active: self.inputs[input.as_usize()] }
    }

    fn overlap(&self, column: ColumnIndex) -> f64 {
        self.pooler.borrow().overlaps[column.as_usize()]
    }

    /// Replaces the overlap of a column; the overlap before.
    fn replace_overlap(&self, column: ColumnIndex, overlap: f64) -> f64 {
        std::mem::replace(&mut self.pooler.borrow_mut().overlaps[column.as_usize()], overlap)
    }

    /// Sets the overlap of a column.
    pub(super) fn set_overlap(&self, line: u32, column: ColumnIndex, overlap: f64) {
        let before = self.replace_overlap(column, overlap);
        self.report(line, Event::OverlapReset { column, before });
    }

    /// Adds an input bit to the overlap of a column.
    pub(super) fn add_to_overlap(&self, line: u32, column: ColumnIndex, bit: InputBit) {
        let InputBit { input, active } = bit;
        let after = self.overlap(column) + f64::from(u8::from(active));
        let before = self.replace_overlap(column, after);
        self.report(line, Event::InputAdded { column, input, active, before, after });
    }

    /// The boost of a column.
    pub(super) fn boost(&self, column: ColumnIndex) -> f64 {
        self.pooler.borrow().boosts[column.as_usize()]
    }

    /// Multiplies the overlap of a column by its boost.
    pub(super) fn multiply_overlap(&self, line: u32, column: ColumnIndex, boost: f64) {
        let after = self.overlap(column) * boost;
        let before = self.replace_overlap(column, after);
        self.report(line, Event::OverlapBoosted { column, boost, before, after });
    }

    /// The columns with which a column competes, itself included.
    pub(super) fn neighbors(&self, column: ColumnIndex) -> Neighbors {
        Neighbors { column, columns: self.pooler.borrow().neighbors(column) }
    }

    /// How many columns of the area of a column win.
    pub(super) fn num_active_columns_per_inh_area(&self, column: ColumnIndex) -> u32 {
        self.parameters.winners_of_area(self.neighbors(column).columns.len() as u32)
    }

    /// The k-th highest overlap among the neighbours of a column.
    pub(super) fn kth_score(&self, line: u32, neighbors: Neighbors, k: u32) -> f64 {
        let Neighbors { column, columns } = neighbors;
        let min_local_activity = kth_score(of(&columns, &self.pooler.borrow().overlaps), k);
        let neighbors = columns.len() as u32;
        self.report(line, Event::MinLocalActivity { column, neighbors, k, min_local_activity });
        min_local_activity
    }

    /// Whether the overlap of a column is greater than the threshold.
    pub(super) fn overlap_is_greater(
        &self,
        line: u32,
        column: ColumnIndex,
        stimulus_threshold: f64,
    ) -> bool {
        let overlap = self.overlap(column);
        let holds = overlap > stimulus_threshold;
        self.report(
            line,
            Event::StimulusThresholdTested { column, overlap, stimulus_threshold, holds },
        );
        holds
    }

    /// Whether the overlap of a column is at least a score.
    pub(super) fn overlap_is_at_least(
        &self,
        line: u32,
        column: ColumnIndex,
        min_local_activity: f64,
    ) -> bool {
        let overlap = self.overlap(column);
        let holds = overlap >= min_local_activity;
        self.report(
            line,
            Event::MinLocalActivityTested { column, overlap, min_local_activity, holds },
        );
        holds
    }

    /// Makes a column active.
    pub(super) fn append_to_active_columns(&self, line: u32, column: ColumnIndex) {
        self.pooler.borrow_mut().active_columns.push(column);
        self.report(line, Event::ColumnActivated { column });
    }

    /// Whether the input of a synapse is active.
    pub(super) fn active(&self, line: u32, synapse: ProximalSynapse) -> bool {
        let InputBit { input, active } = self.input(synapse.source_input);
        self.report(line, Event::SynapseTested { column: synapse.column, input, active });
        active
    }

    fn permanence(&self, synapse: ProximalSynapse) -> f64 {
        self.pooler.borrow().layer.synapses[synapse.key].permanence
    }

    fn set_permanence(&self, synapse: ProximalSynapse, permanence: f64) {
        self.pooler.borrow_mut().set_permanence(synapse.column, synapse.key, permanence);
    }

    fn adjust_permanence(&self, line: u32, synapse: ProximalSynapse, after: f64) {
        let ProximalSynapse { column, source_input: input, .. } = synapse;
        let before = self.permanence(synapse);
        self.set_permanence(synapse, after);
        self.report(line, Event::PermanenceAdjusted { line, column, input, before, after });
    }

    /// Adds to the permanence of a synapse.
    pub(super) fn add_to_permanence(&self, line: u32, synapse: ProximalSynapse, amount: f64) {
        self.adjust_permanence(line, synapse, self.permanence(synapse) + amount);
    }

    /// Subtracts from the permanence of a synapse.
    pub(super) fn subtract_from_permanence(&self, line: u32, s: ProximalSynapse, amount: f64) {
        self.adjust_permanence(line, s, self.permanence(s) - amount);
    }

    fn clip_permanence(&self, line: u32, synapse: ProximalSynapse, after: f64) {
        let ProximalSynapse { column, source_input: input, .. } = synapse;
        let before = self.permanence(synapse);
        self.set_permanence(synapse, after);
        self.report(line, Event::PermanenceClipped { line, column, input, before, after });
    }

    /// Lowers the permanence of a synapse to a bound that it exceeds.
    pub(super) fn limit_permanence_to_at_most(&self, line: u32, s: ProximalSynapse, bound: f64) {
        self.clip_permanence(line, s, self.permanence(s).min(bound));
    }

    /// Raises the permanence of a synapse to a bound that it is below.
    pub(super) fn limit_permanence_to_at_least(&self, line: u32, s: ProximalSynapse, bound: f64) {
        self.clip_permanence(line, s, self.permanence(s).max(bound));
    }

    /// The active duty cycle of a column after this step.
    #[doc(alias = "updateActiveDutyCycle")]
    pub(super) fn update_active_duty_cycle(&self, column: ColumnIndex) -> DutyCycle {
        let mut pooler = self.pooler.borrow_mut();
        let counts = pooler.active_columns.binary_search(&column).is_ok();
        let value = pooler.updated_active_duty_cycle(column, counts);
        DutyCycle { counts, period: pooler.period(), value }
    }

    /// Sets the active duty cycle of a column.
    pub(super) fn set_active_duty_cycle(&self, line: u32, column: ColumnIndex, new: DutyCycle) {
        let DutyCycle { counts: active, period, value: after } = new;
        let mut pooler = self.pooler.borrow_mut();
        let duty_cycle = &mut pooler.active_duty_cycles[column.as_usize()];
        let before = std::mem::replace(duty_cycle, after);
        self.report(line, Event::ActiveDutyCycleUpdated { column, active, period, before, after });
    }

    /// The mean of the active duty cycles of the neighbours of a column.
    pub(super) fn mean_active_duty_cycle(&self, line: u32, neighbors: Neighbors) -> f64 {
        let Neighbors { column, columns } = neighbors;
        let mean = mean(of(&columns, &self.pooler.borrow().active_duty_cycles));
        let neighbors = columns.len() as u32;
        self.report(line, Event::NeighborsMean { column, neighbors, mean });
        mean
    }

    /// The active duty cycle of a column.
    pub(super) fn active_duty_cycle(&self, column: ColumnIndex) -> f64 {
        self.pooler.borrow().active_duty_cycles[column.as_usize()]
    }

    /// The boost for an active duty cycle and the mean of the neighbours.
    #[doc(alias = "boostFunction")]
    pub(super) fn boost_function(
        &self,
        active_duty_cycle: f64,
        active_duty_cycle_neighbors: f64,
    ) -> Boost {
        let strength = self.parameters.boost_strength;
        let value = boost_function(strength, active_duty_cycle, active_duty_cycle_neighbors);
        Boost { active_duty_cycle, active_duty_cycle_neighbors, value }
    }

    /// Sets the boost of a column.
    pub(super) fn set_boost(&self, line: u32, column: ColumnIndex, new: Boost) {
        let Boost { active_duty_cycle, active_duty_cycle_neighbors, value: after } = new;
        let mut pooler = self.pooler.borrow_mut();
        let before = std::mem::replace(&mut pooler.boosts[column.as_usize()], after);
        self.report(
            line,
            Event::BoostUpdated {
                column,
                active_duty_cycle,
                active_duty_cycle_neighbors,
                before,
                after,
            },
        );
    }

    /// The overlap duty cycle of a column after this step.
    #[doc(alias = "updateOverlapDutyCycle")]
    pub(super) fn update_overlap_duty_cycle(&self, column: ColumnIndex) -> DutyCycle {
        let mut pooler = self.pooler.borrow_mut();
        let counts = pooler.overlap_counts(column);
        let value = pooler.updated_overlap_duty_cycle(column, counts);
        DutyCycle { counts, period: pooler.period(), value }
    }

    /// Sets the overlap duty cycle of a column.
    pub(super) fn set_overlap_duty_cycle(&self, line: u32, column: ColumnIndex, new: DutyCycle) {
        let DutyCycle { period, value: after, .. } = new;
        let mut pooler = self.pooler.borrow_mut();
        let overlap = pooler.overlaps[column.as_usize()];
        let duty_cycle = &mut pooler.overlap_duty_cycles[column.as_usize()];
        let before = std::mem::replace(duty_cycle, after);
        let stimulus_threshold = self.parameters.stimulus_threshold;
        self.report(
            line,
            Event::OverlapDutyCycleUpdated {
                column,
                overlap,
                stimulus_threshold,
                period,
                before,
                after,
            },
        );
    }

    /// The least overlap duty cycle with which a column is not weak.
    #[doc(alias = "minDutyCycle")]
    pub(super) fn min_duty_cycle(&self, column: ColumnIndex) -> f64 {
        let pooler = self.pooler.borrow();
        let neighbors = pooler.neighbors(column);
        let largest = max_duty_cycle(of(&neighbors, &pooler.overlap_duty_cycles));
        min_duty_cycle(self.parameters.min_pct_overlap_duty_cycle, largest)
    }

    /// Whether the overlap duty cycle of a column is less than the minimum.
    pub(super) fn overlap_duty_cycle_is_less(
        &self,
        line: u32,
        column: ColumnIndex,
        min_duty_cycle: f64,
    ) -> bool {
        let overlap_duty_cycle = self.pooler.borrow().overlap_duty_cycles[column.as_usize()];
        let below = overlap_duty_cycle < min_duty_cycle;
        self.report(
            line,
            Event::OverlapDutyCycleTested { column, overlap_duty_cycle, min_duty_cycle, below },
        );
        below
    }

    /// Raises the permanence of each potential synapse of a column.
    #[doc(alias = "increasePermanences")]
    pub(super) fn increase_permanences(&self, line: u32, column: ColumnIndex, amount: f64) {
        let keys = self.pooler.borrow().potential_synapse_keys(column).to_vec();
        for key in keys {
            let synapse = self.proximal_synapse(column, key);
            let (input, before) = (synapse.source_input, self.permanence(synapse));
            let after = increased(before, amount);
            self.set_permanence(synapse, after);
            self.report(line, Event::PermanenceBumped { column, input, amount, before, after });
        }
    }

    /// The inhibition radius that follows from the permanences as they are now.
    pub(super) fn average_receptive_field_size(&self) -> ReceptiveFieldSize {
        let pooler = self.pooler.borrow();
        pooler.average_receptive_field_size(pooler.mean_receptive_field_size())
    }

    /// Sets the inhibition radius.
    pub(super) fn set_inhibition_radius(&self, line: u32, size: ReceptiveFieldSize) {
        let mut pooler = self.pooler.borrow_mut();
        let event = pooler.replace_inhibition_radius(size);
        self.report(line, event);
    }
}
