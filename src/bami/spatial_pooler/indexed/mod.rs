//! The indexed form of a step: the result of the literal form without visiting every synapse.
//!
//! With few active inputs the overlap reads few columns, from contiguous lists. Learning passes
//! once over the synapses of each winner in memory order. The inhibition radius is recomputed only
//! for columns with changed connected synapses, and what all columns share is computed once. A
//! step without an observer of lines runs this form. The property tests
//! `the_indexed_form_is_the_literal_one` and, at real size,
//! `the_indexed_form_is_the_literal_one_at_real_size` prove that it leaves the same state as the
//! literal form in [`pseudocode`](super::pseudocode), bit for bit.

mod boosting;
mod index;
mod inhibition;
mod learning;
mod overlap;

pub(super) use index::Index;

use crate::Learning;
use crate::observer::{Observer, Phase};
use crate::sdr::Sdr;

use super::SpatialPooler;

impl SpatialPooler {
    /// Implements BAMI SP 1-26 as the literal form does; proven equal by
    /// `the_indexed_form_is_the_literal_one`.
    pub(super) fn step_by_index<O: Observer + ?Sized>(
        &mut self,
        input: &Sdr,
        learning: Learning,
        observer: &mut O,
    ) {
        self.calculate_overlap_by_index(input.on());
        observer.phase_done(Phase::Overlap);
        self.inhibit_columns_by_index();
        self.break_ties(observer);
        observer.phase_done(Phase::Inhibition);
        if learning.is_on() {
            self.adapt_synapses_by_index(&input.to_bits());
            observer.phase_done(Phase::Learning);
            self.update_duty_cycles_and_boosts_by_index();
            self.update_inhibition_radius_by_index();
            observer.phase_done(Phase::DutyCyclesAndBoosts);
        }
    }
}
