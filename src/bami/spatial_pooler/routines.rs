//! The supporting routines of table 2, and the sets of synapses and columns that the lines name.
//! Both forms of a step use them.

use crate::anatomy::{ColumnIndex, InputIndex, Presynaptic, Synapse, SynapseKey};

use super::SpatialPooler;
use super::parameters::{ConnectedInOverlap, SpatialPoolerParameters};

impl SpatialPoolerParameters {
    /// The least permanence that lines 3-5 count as connected.
    //= spec/spatial-pooler.md#d-sp-5
    //# With connected_in_overlap at_least, lines 3 to 5 MUST count a synapse as connected exactly
    //# when its permanence is at least connectedPerm.
    //= spec/spatial-pooler.md#d-sp-5
    //# With connected_in_overlap above, lines 3 to 5 MUST count a synapse as connected exactly when
    //# its permanence is greater than connectedPerm.
    pub(super) fn least_in_overlap(&self) -> f64 {
        match self.connected_in_overlap {
            ConnectedInOverlap::AtLeast => self.connected_permanence,
            ConnectedInOverlap::Above => self.connected_permanence.next_up(),
        }
    }
}

impl SpatialPooler {
    /// The indices of all columns, ascending.
    pub(super) fn column_indices(&self) -> impl Iterator<Item = ColumnIndex> + use<> {
        (0..self.columns.size()).map(ColumnIndex::new)
    }

    /// The keys of a column's potential synapses, ascending by input.
    //= spec/spatial-pooler.md#d-sp-27
    //# A connected synapse MUST also count as a potential synapse of its column.
    #[doc(alias = "potentialSynapses")]
    pub(super) fn potential_synapse_keys(&self, column: ColumnIndex) -> &[SynapseKey] {
        let proximal = self.layer.columns[self.layer.column_keys[column.as_usize()]].proximal;
        proximal.map_or(&[], |segment| &self.layer.segments[segment].synapses)
    }

    /// The keys of a column's potential synapses with at least this permanence, ascending by input.
    fn synapse_keys_from(
        &self,
        column: ColumnIndex,
        least: f64,
    ) -> impl Iterator<Item = SynapseKey> {
        let keys = self.potential_synapse_keys(column).iter().copied();
        keys.filter(move |&key| self.layer.synapses[key].permanence >= least)
    }

    /// The keys of a column's connected synapses as lines 3-5 count them, ascending by input.
    #[doc(alias = "connectedSynapses")]
    pub(super) fn connected_synapse_keys(
        &self,
        column: ColumnIndex,
    ) -> impl Iterator<Item = SynapseKey> {
        self.synapse_keys_from(column, self.parameters.least_in_overlap())
    }

    /// The inputs of a column's connected synapses as line 26 counts them, ascending.
    //= spec/spatial-pooler.md#d-sp-5
    //# Line 26 MUST count a synapse as connected exactly when its permanence is at least
    //# connectedPerm.
    pub(super) fn connected_inputs(&self, column: ColumnIndex) -> impl Iterator<Item = InputIndex> {
        let keys = self.synapse_keys_from(column, self.parameters.connected_permanence);
        keys.map(|key| source_input(&self.layer.synapses[key]))
    }

    /// The columns with which a column competes, itself included, ascending.
    //= spec/spatial-pooler.md#d-sp-7
    //# neighbors(c) MUST be all columns of which every coordinate differs from that of c by at most
    //# the inhibition radius, c itself included, clipped at the borders of the columns.
    pub(super) fn neighbors(&self, column: ColumnIndex) -> Vec<ColumnIndex> {
        //= spec/spatial-pooler.md#d-sp-7
        //# With globalInhibition neighbors(c) MUST be all columns.
        if self.parameters.global_inhibition {
            return self.column_indices().collect();
        }
        let window =
            self.columns.window(&self.columns.coordinates(column.get()), self.inhibition_radius);
        window.into_iter().map(ColumnIndex::new).collect()
    }

    /// P: the number of steps over which the duty cycles are currently averaged.
    //= spec/spatial-pooler.md#d-sp-12
    //# P MUST be the smaller of dutyCyclePeriod and the number of learning steps so far, this one
    //# included.
    pub(super) fn period(&self) -> u32 {
        let longest = self.parameters.duty_cycle_period;
        u32::try_from(self.learning_steps).map_or(longest, |steps| steps.min(longest))
    }

    /// The active duty cycle of a column after a step in which it was active or not. A window
    /// remembers the step.
    pub(super) fn updated_active_duty_cycle(&mut self, column: ColumnIndex, active: bool) -> f64 {
        let (old, period) = (self.active_duty_cycles[column.as_usize()], self.period());
        match &mut self.windows {
            Some(windows) => windows.active.updated_duty_cycle(self.learning_steps, column, active),
            None => updated_duty_cycle(old, active, period),
        }
    }

    /// Whether the overlap of a column in this step counts for its overlap duty cycle.
    //= spec/spatial-pooler.md#d-sp-22
    //# A step in which the boosted overlap of a column equals stimulusThreshold MUST NOT raise its
    //# overlap duty cycle.
    pub(super) fn overlap_counts(&self, column: ColumnIndex) -> bool {
        self.overlaps[column.as_usize()] > self.parameters.stimulus_threshold
    }

    /// The overlap duty cycle of a column after a step whose overlap counts or does not. A window
    /// remembers the step.
    pub(super) fn updated_overlap_duty_cycle(&mut self, column: ColumnIndex, counts: bool) -> f64 {
        let (old, period) = (self.overlap_duty_cycles[column.as_usize()], self.period());
        match &mut self.windows {
            Some(windows) => {
                windows.overlap.updated_duty_cycle(self.learning_steps, column, counts)
            }
            None => updated_duty_cycle(old, counts, period),
        }
    }
}

/// The values of these columns, in their order.
pub(super) fn of<'a>(
    columns: &'a [ColumnIndex],
    values: &'a [f64],
) -> impl ExactSizeIterator<Item = f64> + 'a {
    columns.iter().map(|column| values[column.as_usize()])
}

/// The k-th largest of these overlaps, of which there is at least one. Restates the supporting
/// routine of BAMI SP 7.
#[doc(alias = "kthScore")]
//= spec/spatial-pooler.md#d-sp-8
//# kthScore MUST be the k-th largest of the overlaps, where equal overlaps of several columns each
//# count separately, and the smallest of the overlaps where there are fewer than k.
pub(super) fn kth_score(overlaps: impl Iterator<Item = f64>, k: u32) -> f64 {
    let mut scores: Vec<f64> = overlaps.collect();
    let place = (k as usize).clamp(1, scores.len()) - 1;
    *scores.select_nth_unstable_by(place, |a, b| b.total_cmp(a)).1
}

/// The mean of these values, of which there is at least one. Restates BAMI SP 21.
pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.fold(0.0, |sum, value| sum + value) / count
}

/// The largest of these duty cycles.
#[doc(alias = "maxDutyCycle")]
pub(super) fn max_duty_cycle(duty_cycles: impl Iterator<Item = f64>) -> f64 {
    duty_cycles.fold(0.0, f64::max)
}

/// minDutyCycle of a column: a fraction of the largest overlap duty cycle among its neighbours.
#[doc(alias = "minDutyCycle")]
//= spec/spatial-pooler.md#d-sp-15
//# minDutyCycle(c) MUST be minPctOverlapDutyCycle times the largest overlap duty cycle among the
//# neighbours of c.
pub(super) fn min_duty_cycle(min_pct_overlap_duty_cycle: f64, largest: f64) -> f64 {
    min_pct_overlap_duty_cycle * largest
}

/// The moving average after one more value, where true counts as 1.
//= spec/spatial-pooler.md#d-sp-12
//# With duty_cycles recursive, updateActiveDutyCycle and updateOverlapDutyCycle MUST give (old * (P
//# - 1) + x) / P.
pub(super) fn updated_duty_cycle(old: f64, x: bool, period: u32) -> f64 {
    let p = f64::from(period);
    (old * (p - 1.0) + f64::from(u8::from(x))) / p
}

/// The boost of a column with this active duty cycle among neighbours with this mean. Restates the
/// supporting routine of BAMI SP 22.
#[doc(alias = "boostFunction")]
//= spec/spatial-pooler.md#d-sp-13
//# boostFunction MUST be exp(-boostStrength * (activeDutyCycle - activeDutyCycleNeighbors)).
pub(super) fn boost_function(
    boost_strength: f64,
    active_duty_cycle: f64,
    active_duty_cycle_neighbors: f64,
) -> f64 {
    //= spec/spatial-pooler.md#d-sp-23
    //# exp MUST be the function defined below, on every platform.
    libm::exp(-boost_strength * (active_duty_cycle - active_duty_cycle_neighbors))
}

/// A permanence that line 25 raises by an amount. Restates the supporting routine of BAMI SP 25.
//= spec/spatial-pooler.md#d-sp-16
//# increasePermanences(c, s) MUST add s to the permanence of each potential synapse of c and limit
//# it to at most 1.
pub(super) fn increased(permanence: f64, amount: f64) -> f64 {
    (permanence + amount).min(1.0)
}

/// The input to which a proximal synapse listens.
#[doc(alias = "sourceInput")]
pub(super) fn source_input(synapse: &Synapse) -> InputIndex {
    match synapse.presynaptic() {
        Presynaptic::Input(bit) => bit,
        Presynaptic::Cell(_) => unreachable!("a proximal synapse listens to an input"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/spatial-pooler.md#d-sp-12
    //= type=test
    //# With duty_cycles recursive, updateActiveDutyCycle and updateOverlapDutyCycle MUST give (old
    //# * (P - 1) + x) / P.
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
