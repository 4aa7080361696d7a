//! Phases 2 to 4 of the spatial pooler as the pseudocode prints them: `BAMI SP 1-26`.
//!
//! One statement for each line of the book, in its order and nesting, with its number. What a
//! statement does is in `verbs.rs`, the supporting routines of table 2 are in `routines.rs`, and
//! `indexed/` computes the same without visiting every synapse.

use super::verbs::Step;

impl Step<'_> {
    /// Phase 2: the overlap of each column, which is the number of its connected synapses on active
    /// inputs, times its boost.
    //= spec/spatial-pooler.md#sp-1-2
    //# For every column, by ascending index, the overlap MUST start at 0.
    //= spec/spatial-pooler.md#sp-3-4
    //# The overlap of a column MUST grow by 1 for each of its connected synapses whose input is
    //# active, and by 0 for each whose input is not.
    //= spec/spatial-pooler.md#sp-5
    //# After all connected synapses of a column have been counted, its overlap MUST be multiplied
    //# by its boost, once.
    //= spec/spatial-pooler.md#d-sp-6
    //# Line 5 MUST multiply by the boost also in a step that does not learn.
    pub(super) fn calculate_overlap(&self) {
        for c in self.columns(1) {
            self.set_overlap(2, c, 0.0);
            for s in self.connected_synapses(3, c) {
                self.add_to_overlap(4, c, self.input(s.source_input));
            }
            self.multiply_overlap(5, c, self.boost(c));
        }
    }

    /// Phase 3: which columns win against their neighbours.
    //= spec/spatial-pooler.md#sp-6-7
    //# For every column, by ascending index, minLocalActivity MUST be kthScore of the boosted
    //# overlaps of neighbors(c), with the k of D-SP-10 for that column.
    //= spec/spatial-pooler.md#sp-8-10
    //# A column MUST become active exactly when its overlap is greater than stimulusThreshold and
    //# at least minLocalActivity.
    //= spec/spatial-pooler.md#d-sp-28
    //# The active columns MUST be listed in ascending order of the index.
    //= spec/spatial-pooler.md#d-sp-9
    //# With tie_break all, every column whose overlap equals minLocalActivity and exceeds
    //# stimulusThreshold MUST win, so that more than k columns can be active.
    //= spec/spatial-pooler.md#d-sp-11
    //# Line 8 MUST let a column win only if its boosted overlap is greater than stimulusThreshold.
    pub(super) fn inhibit_columns(&self) {
        for c in self.columns(6) {
            let min_local_activity =
                self.kth_score(7, self.neighbors(c), self.num_active_columns_per_inh_area(c));
            if self.overlap_is_greater(8, c, self.parameters.stimulus_threshold)
                && self.overlap_is_at_least(9, c, min_local_activity)
            {
                self.append_to_active_columns(10, c);
            }
        }
    }

    /// Phase 4: the permanences of the potential synapses of the winners.
    //= spec/spatial-pooler.md#sp-11-12
    //# For every active column, and for no other, lines 13 to 18 MUST be applied to each potential
    //# synapse, connected or not, in ascending order of the input.
    //= spec/spatial-pooler.md#sp-13-15
    //# A synapse whose input is active MUST have synPermActiveInc added to its permanence, which is
    //# then limited to at most 1.
    //= spec/spatial-pooler.md#sp-16-18
    //# A synapse whose input is not active MUST have synPermInactiveDec subtracted from its
    //# permanence, which is then limited to at least 0.
    //= spec/spatial-pooler.md#d-sp-19
    //# Line 17 MUST subtract synPermInactiveDec and line 18 take the larger of 0 and the result.
    pub(super) fn adapt_synapses(&self) {
        for c in self.active_columns(11) {
            for s in self.potential_synapses(12, c) {
                if self.active(13, s) {
                    self.add_to_permanence(14, s, self.parameters.syn_perm_active_inc);
                    self.limit_permanence_to_at_most(15, s, 1.0);
                } else {
                    self.subtract_from_permanence(17, s, self.parameters.syn_perm_inactive_dec);
                    self.limit_permanence_to_at_least(18, s, 0.0);
                }
            }
        }
    }

    /// Phase 4: duty cycles, boosts and the bump of weak columns, in one loop. `active_duty_cycle_neighbors` is
    /// activeDutyCycleNeighbors. With `boosting_order = "two_passes"`, the same lines run as in
    /// `extensions/two_passes.rs`.
    //= spec/spatial-pooler.md#sp-19-20
    //# The active duty cycle of every column MUST be updated with x = 1 if the column is active in
    //# this step and x = 0 otherwise.
    //= spec/spatial-pooler.md#sp-21
    //# activeDutyCycleNeighbors of a column MUST be the sum of the active duty cycles that its
    //# neighbours have when line 21 runs, added up from 0 in ascending order of the index, divided
    //# by their number.
    //= spec/spatial-pooler.md#sp-22
    //# The boost of every column MUST become boostFunction of its active duty cycle and its
    //# activeDutyCycleNeighbors.
    //= spec/spatial-pooler.md#sp-23
    //# The overlap duty cycle of every column MUST be updated with x = 1 if its overlap in this
    //# step is greater than stimulusThreshold and x = 0 otherwise.
    //= spec/spatial-pooler.md#sp-24-25
    //# For every column whose overlap duty cycle is less than minDutyCycle(c) when line 24 runs,
    //# increasePermanences MUST be called with the amount 0.1 * connectedPerm.
    //= spec/spatial-pooler.md#d-sp-14
    //# With boosting_order one_loop, lines 20 to 25 MUST run for one column after the other, by
    //# ascending index.
    pub(super) fn update_duty_cycles_and_boosts(&self) {
        for c in self.columns(19) {
            self.set_active_duty_cycle(20, c, self.update_active_duty_cycle(c));
            let active_duty_cycle_neighbors = self.mean_active_duty_cycle(21, self.neighbors(c));
            self.set_boost(
                22,
                c,
                self.boost_function(self.active_duty_cycle(c), active_duty_cycle_neighbors),
            );
            self.set_overlap_duty_cycle(23, c, self.update_overlap_duty_cycle(c));
            if self.overlap_duty_cycle_is_less(24, c, self.min_duty_cycle(c)) {
                self.increase_permanences(25, c, 0.1 * self.parameters.connected_permanence);
            }
        }
    }

    /// Phase 4: the inhibition radius of the next step.
    //= spec/spatial-pooler.md#sp-26
    //# After lines 11 to 25 the inhibition radius MUST become averageReceptiveFieldSize of the
    //# permanences as they are then.
    pub(super) fn update_inhibition_radius(&self) {
        self.set_inhibition_radius(26, self.average_receptive_field_size());
    }
}
