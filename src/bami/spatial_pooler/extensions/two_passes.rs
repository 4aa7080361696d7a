//! Lines 19-25 in two passes, beside the one loop of the book: the practical form of D-SP-14.

use crate::bami::spatial_pooler::verbs::Step;

impl Step<'_> {
    /// Lines 20 and 23 for all columns, then lines 21, 22, 24 and 25 for all columns.
    //= spec/spatial-pooler.md#d-sp-14
    //# With boosting_order two_passes, lines 20 and 23 MUST run for all columns, by ascending
    //# index, before lines 21, 22, 24 and 25 run for the first column.
    pub(in crate::bami::spatial_pooler) fn update_duty_cycles_and_boosts_in_two_passes(&self) {
        for c in self.columns(19) {
            self.set_active_duty_cycle(20, c, self.update_active_duty_cycle(c));
            self.set_overlap_duty_cycle(23, c, self.update_overlap_duty_cycle(c));
        }
        for c in self.all_columns() {
            let active_duty_cycle_neighbors = self.mean_active_duty_cycle(21, self.neighbors(c));
            self.set_boost(
                22,
                c,
                self.boost_function(self.active_duty_cycle(c), active_duty_cycle_neighbors),
            );
            if self.overlap_duty_cycle_is_less(24, c, self.min_duty_cycle(c)) {
                self.increase_permanences(25, c, 0.1 * self.parameters.connected_permanence);
            }
        }
    }
}
