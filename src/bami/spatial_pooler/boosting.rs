//! Phase 4, second half: duty cycles, boosts and the bump of weak columns.

use crate::anatomy::ColumnIndex;
use crate::observer::Observer;

use super::SpatialPooler;
use crate::observer::SpatialPoolerEvent as Event;

/// Values computed over a column's neighbors.
#[derive(Clone, Copy)]
struct Nearby {
    neighbors: u32,
    active_duty_cycle_mean: f64,
    min_duty_cycle: f64,
}

impl SpatialPooler {
    /// Updates duty cycles and boosts of all columns, and bumps those that overlap too rarely.
    /// Restates BAMI SP 19-25.
    //= spec/spatial-pooler.md#d-sp-14
    //# Both duty cycles of all columns MUST be updated before the first mean, boost or minDutyCycle
    //# is computed.
    pub(super) fn update_duty_cycles_and_boosts<O: Observer + ?Sized>(&mut self, observer: &mut O) {
        self.update_duty_cycles(observer);
        let nearby = self.for_all_neighbors(|neighbors| Nearby {
            neighbors: neighbors.len() as u32,
            active_duty_cycle_mean: mean(neighbors, &self.active_duty_cycles),
            min_duty_cycle: self.min_duty_cycle(neighbors),
        });
        for (column, &Nearby { neighbors, active_duty_cycle_mean: mean, min_duty_cycle }) in
            ColumnIndex::all().zip(&nearby)
        {
            // BAMI SP 21
            report!(observer, Event::NeighborsMean { column, neighbors, mean });
            self.update_boost(column, mean, observer);
            self.bump_up(column, min_duty_cycle, observer);
        }
    }

    /// Updates both duty cycles of all columns. Restates BAMI SP 19, 20 and 23.
    fn update_duty_cycles<O: Observer + ?Sized>(&mut self, observer: &mut O) {
        let period = self.period();
        let mut active = vec![false; self.columns.size() as usize];
        for &column in &self.active_columns {
            active[column.as_usize()] = true;
        }
        // BAMI SP 19
        for column in self.column_indices() {
            report!(observer, Event::ColumnVisited { line: 19, column });
            self.update_active_duty_cycle(column, active[column.as_usize()], period, observer);
            self.update_overlap_duty_cycle(column, period, observer);
        }
    }

    /// P: the number of steps over which the duty cycles are currently averaged.
    fn period(&self) -> u32 {
        let longest = self.parameters.duty_cycle_period;
        u32::try_from(self.learning_steps).map_or(longest, |steps| steps.min(longest))
    }

    /// Updates the active duty cycle with whether the column is active. Restates BAMI SP 20.
    #[doc(alias = "updateActiveDutyCycle")]
    //= spec/spatial-pooler.md#sp-19-20
    //# The active duty cycle of every column MUST be updated with x = 1 if the column is active in
    //# this step and x = 0 otherwise.
    fn update_active_duty_cycle<O: Observer + ?Sized>(
        &mut self,
        column: ColumnIndex,
        active: bool,
        period: u32,
        observer: &mut O,
    ) {
        let duty_cycle = &mut self.active_duty_cycles[column.as_usize()];
        let before = *duty_cycle;
        *duty_cycle = updated_duty_cycle(before, active, period);
        let after = *duty_cycle;
        report!(observer, Event::ActiveDutyCycleUpdated { column, active, period, before, after });
    }

    /// Updates the overlap duty cycle with whether the overlap exceeds the threshold. Restates
    /// BAMI SP 23.
    #[doc(alias = "updateOverlapDutyCycle")]
    //= spec/spatial-pooler.md#sp-23
    //# The overlap duty cycle of every column MUST be updated with x = 1 if its overlap in this
    //# step is greater than stimulusThreshold and x = 0 otherwise.
    fn update_overlap_duty_cycle<O: Observer + ?Sized>(
        &mut self,
        column: ColumnIndex,
        period: u32,
        observer: &mut O,
    ) {
        let overlap = self.overlaps[column.as_usize()];
        let stimulus_threshold = self.parameters.stimulus_threshold;
        //= spec/spatial-pooler.md#d-sp-22
        //# A step in which the boosted overlap of a column equals stimulusThreshold MUST NOT raise
        //# its overlap duty cycle.
        let exceeds = overlap > stimulus_threshold;
        let duty_cycle = &mut self.overlap_duty_cycles[column.as_usize()];
        let before = *duty_cycle;
        *duty_cycle = updated_duty_cycle(before, exceeds, period);
        let after = *duty_cycle;
        report!(
            observer,
            Event::OverlapDutyCycleUpdated {
                column,
                overlap,
                stimulus_threshold,
                period,
                before,
                after,
            }
        );
    }

    /// Recomputes the boost of a column. Restates BAMI SP 22.
    //= spec/spatial-pooler.md#sp-22
    //# The boost of every column MUST become boostFunction of its active duty cycle and its
    //# activeDutyCycleNeighbors.
    fn update_boost<O: Observer + ?Sized>(
        &mut self,
        column: ColumnIndex,
        active_duty_cycle_neighbors: f64,
        observer: &mut O,
    ) {
        let c = column.as_usize();
        let active_duty_cycle = self.active_duty_cycles[c];
        let before = self.boosts[c];
        self.boosts[c] = boost_function(
            self.parameters.boost_strength,
            active_duty_cycle,
            active_duty_cycle_neighbors,
        );
        report!(
            observer,
            Event::BoostUpdated {
                column,
                active_duty_cycle,
                active_duty_cycle_neighbors,
                before,
                after: self.boosts[c],
            }
        );
    }

    /// Raises the permanences of a column that overlaps too rarely. Restates BAMI SP 24-25.
    //= spec/spatial-pooler.md#sp-24-25
    //# For every column whose overlap duty cycle is less than minDutyCycle(c), increasePermanences
    //# MUST be called with the amount 0.1 * connectedPerm.
    fn bump_up<O: Observer + ?Sized>(
        &mut self,
        column: ColumnIndex,
        min_duty_cycle: f64,
        observer: &mut O,
    ) {
        // BAMI SP 24
        let overlap_duty_cycle = self.overlap_duty_cycles[column.as_usize()];
        let below = overlap_duty_cycle < min_duty_cycle;
        report!(
            observer,
            Event::OverlapDutyCycleTested { column, overlap_duty_cycle, min_duty_cycle, below }
        );
        if below {
            // BAMI SP 25
            let amount = 0.1 * self.parameters.connected_permanence;
            if observer.observes_lines() {
                self.increase_permanences(column, amount, observer);
            } else {
                self.increase_permanences_by_index(column, amount);
            }
        }
    }

    /// The minimum overlap duty cycle for a column with these neighbors.
    #[doc(alias = "minDutyCycle")]
    //= spec/spatial-pooler.md#d-sp-15
    //# minDutyCycle(c) MUST be minPctOverlapDutyCycle times the largest overlap duty cycle among
    //# the neighbors of c.
    fn min_duty_cycle(&self, neighbors: &[ColumnIndex]) -> f64 {
        self.parameters.min_pct_overlap_duty_cycle
            * max_duty_cycle(neighbors, &self.overlap_duty_cycles)
    }
}

/// The largest duty cycle of these columns.
#[doc(alias = "maxDutyCycle")]
fn max_duty_cycle(neighbors: &[ColumnIndex], duty_cycles: &[f64]) -> f64 {
    neighbors.iter().map(|&c| duty_cycles[c.as_usize()]).fold(0.0, f64::max)
}

/// The mean over these columns, of which there is at least one. Restates BAMI SP 21.
//= spec/spatial-pooler.md#sp-21
//# activeDutyCycleNeighbors of a column MUST be the sum of the active duty cycles of its neighbors,
//# added up from 0 in ascending order of the index, divided by their number.
fn mean(neighbors: &[ColumnIndex], values: &[f64]) -> f64 {
    let sum = neighbors.iter().fold(0.0, |sum, &c| sum + values[c.as_usize()]);
    sum / neighbors.len() as f64
}

/// The moving average after one more value, where true counts as 1.
//= spec/spatial-pooler.md#d-sp-12
//# updateActiveDutyCycle and updateOverlapDutyCycle MUST give (old * (P - 1) + x) / P, where P is
//# the smaller of dutyCyclePeriod and the number of learning steps so far, this one included.
fn updated_duty_cycle(old: f64, x: bool, period: u32) -> f64 {
    let p = f64::from(period);
    (old * (p - 1.0) + f64::from(u8::from(x))) / p
}

/// The boost of a column with this active duty cycle among neighbors with this mean. Restates the
/// supporting routine of BAMI SP 22.
#[doc(alias = "boostFunction")]
//= spec/spatial-pooler.md#d-sp-13
//# boostFunction MUST be exp(-boostStrength * (activeDutyCycle - activeDutyCycleNeighbors)).
fn boost_function(
    boost_strength: f64,
    active_duty_cycle: f64,
    active_duty_cycle_neighbors: f64,
) -> f64 {
    //= spec/spatial-pooler.md#d-sp-23
    //# exp MUST be the function defined below, on every platform.
    libm::exp(-boost_strength * (active_duty_cycle - active_duty_cycle_neighbors))
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/spatial-pooler.md#d-sp-12
    //= type=test
    //# updateActiveDutyCycle and updateOverlapDutyCycle MUST give (old * (P - 1) + x) / P, where P
    //# is the smaller of dutyCyclePeriod and the number of learning steps so far, this one
    //# included.
    #[test]
    fn d_sp_12_a_duty_cycle_is_a_moving_average() {
        let first = updated_duty_cycle(0.0, true, 1);
        let second = updated_duty_cycle(first, false, 2);
        let third = updated_duty_cycle(second, true, 3);
        assert_eq!([first, second, third], [1.0, 0.5, 0.6666666666666666]);
    }

    //= spec/spatial-pooler.md#d-sp-13
    //= type=test
    //# boostFunction MUST be exp(-boostStrength * (activeDutyCycle - activeDutyCycleNeighbors)).
    #[test]
    fn d_sp_13_the_boost_falls_with_the_active_duty_cycle() {
        assert_eq!(boost_function(2.0, 0.25, 0.5), 1.6487212707001282);
        assert_eq!(boost_function(2.0, 0.5, 0.5), 1.0);
        assert_eq!(boost_function(2.0, 0.75, 0.5), 0.6065306597126334);
        assert_eq!(boost_function(0.0, 0.75, 0.5), 1.0);
    }

    /// The function as written in the specification, for |x| up to 500.
    fn exp(x: f64) -> f64 {
        let [inv_ln_2, ln_2_hi, ln_2_lo, p1, p2, p3, p4, p5] = [
            0x3ff7_1547_652b_82fe,
            0x3fe6_2e42_fee0_0000,
            0x3dea_39ef_3579_3c76,
            0x3fc5_5555_5555_553e,
            0xbf66_c16c_16be_bd93,
            0x3f11_566a_af25_de2c,
            0xbebb_bd41_c5d2_6bf1,
            0x3e66_3769_72be_a4d0,
        ]
        .map(f64::from_bits);
        let high = (x.abs().to_bits() >> 32) as u32;
        if high <= 0x3e30_0000 {
            return 1.0 + x;
        }
        let n = if high <= 0x3fd6_2e42 {
            0.0
        } else if high < 0x3ff0_a2b2 {
            1.0_f64.copysign(x)
        } else {
            (inv_ln_2 * x + 0.5_f64.copysign(x)).trunc()
        };
        let (hi, lo) = (x - n * ln_2_hi, n * ln_2_lo);
        let x = hi - lo;
        let z = x * x;
        let c = x - z * (p1 + z * (p2 + z * (p3 + z * (p4 + z * p5))));
        let y = 1.0 + (x * c / (2.0 - c) - lo + hi);
        y * 2.0_f64.powi(n as i32)
    }

    proptest::proptest! {
        //= spec/spatial-pooler.md#d-sp-23
        //= type=test
        //# exp MUST be the function defined below, on every platform.
        #[test]
        fn d_sp_23_exp_is_the_one_written_out(
            x in -500.0_f64..500.0,
            scale in proptest::sample::select(vec![1.0, 1e-2, 1e-3, 1e-9, 1e-12]),
        ) {
            let x = x * scale;
            proptest::prop_assert_eq!(libm::exp(x), exp(x));
        }
    }
}
