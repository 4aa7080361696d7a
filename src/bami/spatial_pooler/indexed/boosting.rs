//! Phase 4, second half: duty cycles, boosts and the bump, with one mean and one minimum for all
//! columns where the switches allow it.

use crate::anatomy::ColumnIndex;
use crate::spatial_pooler::SpatialPooler;
use crate::spatial_pooler::parameters::BoostingOrder;
use crate::spatial_pooler::routines::{
    boost_function, increased, max_duty_cycle, mean, min_duty_cycle, of, updated_duty_cycle,
};

/// How many sums over all columns are added up side by side.
const LANES: usize = 16;

/// Values computed over a column's neighbours.
#[derive(Clone, Copy)]
struct Nearby {
    active_duty_cycle_mean: f64,
    largest_overlap_duty_cycle: f64,
}

impl SpatialPooler {
    /// Implements BAMI SP 19-25 as `update_duty_cycles_and_boosts` and `update_duty_cycles_and_boosts_in_two_passes` do; proven
    /// equal by `the_indexed_form_is_the_literal_one`.
    pub(super) fn update_duty_cycles_and_boosts_by_index(&mut self) {
        let nearby = match self.parameters.boosting_order {
            BoostingOrder::TwoPasses => {
                self.update_duty_cycles_by_index();
                self.nearby()
            }
            BoostingOrder::OneLoop => {
                let active = self.active_duty_cycles.clone();
                let overlap = self.overlap_duty_cycles.clone();
                self.update_duty_cycles_by_index();
                self.nearby_in_one_loop(&active, &overlap)
            }
        };
        let boost_strength = self.parameters.boost_strength;
        if boost_strength == 0.0 {
            self.boosts.fill(1.0);
        } else {
            let duty_cycles = self.active_duty_cycles.iter().zip(&nearby);
            for (boost, (&own, nearby)) in self.boosts.iter_mut().zip(duty_cycles) {
                *boost = boost_function(boost_strength, own, nearby.active_duty_cycle_mean);
            }
        }
        let min_pct = self.parameters.min_pct_overlap_duty_cycle;
        let amount = 0.1 * self.parameters.connected_permanence;
        for (column, nearby) in ColumnIndex::all().zip(&nearby) {
            let minimum = min_duty_cycle(min_pct, nearby.largest_overlap_duty_cycle);
            if self.overlap_duty_cycles[column.as_usize()] < minimum {
                self.map_permanences(column, |_, permanence| increased(permanence, amount));
            }
        }
    }

    /// Lines 20 and 23 for all columns.
    fn update_duty_cycles_by_index(&mut self) {
        let mut active = vec![false; self.columns.size() as usize];
        for &column in &self.active_columns {
            active[column.as_usize()] = true;
        }
        if self.windows.is_some() {
            for (column, active) in ColumnIndex::all().zip(active) {
                let c = column.as_usize();
                self.active_duty_cycles[c] = self.updated_active_duty_cycle(column, active);
                let counts = self.overlap_counts(column);
                self.overlap_duty_cycles[c] = self.updated_overlap_duty_cycle(column, counts);
            }
            return;
        }
        let period = self.period();
        for (duty_cycle, active) in self.active_duty_cycles.iter_mut().zip(active) {
            *duty_cycle = updated_duty_cycle(*duty_cycle, active, period);
        }
        let stimulus_threshold = self.parameters.stimulus_threshold;
        for (duty_cycle, &overlap) in self.overlap_duty_cycles.iter_mut().zip(&self.overlaps) {
            *duty_cycle = updated_duty_cycle(*duty_cycle, overlap > stimulus_threshold, period);
        }
    }

    /// The mean and the largest value over each column's neighbours, of new duty cycles.
    fn nearby(&self) -> Vec<Nearby> {
        self.for_all_neighbors(|_, neighbors| Nearby {
            active_duty_cycle_mean: mean(of(neighbors, &self.active_duty_cycles)),
            largest_overlap_duty_cycle: max_duty_cycle(of(neighbors, &self.overlap_duty_cycles)),
        })
    }

    /// The mean and the largest value over each column's neighbours, of new duty cycles up to the
    /// column and of those before the step behind it.
    fn nearby_in_one_loop(&self, old_active: &[f64], old_overlap: &[f64]) -> Vec<Nearby> {
        let (active, overlap) = (&self.active_duty_cycles, &self.overlap_duty_cycles);
        if self.parameters.global_inhibition {
            let sums = sums_in_one_loop(active, old_active);
            let largest = largest_in_one_loop(overlap, old_overlap);
            let count = active.len() as f64;
            let nearby = |(sum, largest_overlap_duty_cycle)| Nearby {
                active_duty_cycle_mean: sum / count,
                largest_overlap_duty_cycle,
            };
            return sums.into_iter().zip(largest).map(nearby).collect();
        }
        let mixed = |column, neighbors: &[ColumnIndex], new: &[f64], old: &[f64]| {
            let value = |&other: &ColumnIndex| {
                let values = if other <= column { new } else { old };
                values[other.as_usize()]
            };
            neighbors.iter().map(value).collect::<Vec<f64>>()
        };
        self.for_all_neighbors(|column, neighbors| Nearby {
            active_duty_cycle_mean: mean(mixed(column, neighbors, active, old_active).into_iter()),
            largest_overlap_duty_cycle: max_duty_cycle(
                mixed(column, neighbors, overlap, old_overlap).into_iter(),
            ),
        })
    }
}

/// For each place the sum, added up from 0 in ascending order, of the new values up to it and of
/// the old values behind it. The order of a sum decides its last bit, so no part of one sum can
/// serve another but the new values before the place; [`LANES`] sums are therefore added up side by
/// side.
fn sums_in_one_loop(new: &[f64], old: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(new.len());
    let mut before = 0.0;
    for start in (0..new.len()).step_by(LANES) {
        let end = new.len().min(start + LANES);
        let mut lanes = [before; LANES];
        for i in start..end {
            for (lane, sum) in lanes.iter_mut().enumerate() {
                *sum += if i <= start + lane { new[i] } else { old[i] };
            }
            before += new[i];
        }
        for &value in &old[end..] {
            for sum in &mut lanes {
                *sum += value;
            }
        }
        sums.extend(&lanes[..end - start]);
    }
    sums
}

/// For each place the largest of the new values up to it and of the old values behind it.
fn largest_in_one_loop(new: &[f64], old: &[f64]) -> Vec<f64> {
    let mut behind = vec![0.0; old.len()];
    let mut largest = 0.0_f64;
    for (place, &value) in old.iter().enumerate().rev() {
        behind[place] = largest;
        largest = largest.max(value);
    }
    let mut so_far = 0.0_f64;
    let both = new.iter().zip(behind).map(|(&value, behind)| {
        so_far = so_far.max(value);
        so_far.max(behind)
    });
    both.collect()
}
