//! Median and spread of the same time of the week.

use std::collections::{BTreeMap, VecDeque};

use jiff::civil::DateTime;

use super::z_score::{Deviations, deviation};
use super::{Known, RowDetector, RowScores};
use crate::figures::median;
use crate::input::Row;

/// The number of weeks from which the usual value is estimated.
const WEEKS: usize = 8;

/// With fewer previous values at a time of the week there is no usual value.
const LEAST: usize = 3;

/// The number of previous distances from the usual value that bound the spread from below.
const DISTANCES: usize = 1000;

/// The factor that makes a median absolute deviation comparable to a standard deviation.
const MAD: f64 = 1.4826;

/// The seconds of a day.
const DAY: i64 = 86_400;

/// The detector. A row without a time is passed over.
pub(super) struct Season {
    fields: Vec<Field>,
    deviations: Deviations,
}

/// What is known of a field.
#[derive(Clone, Debug, Default)]
struct Field {
    /// The last values at each time of the week.
    slots: BTreeMap<i64, VecDeque<f64>>,
    /// The last distances from the usual value.
    distances: VecDeque<f64>,
}

impl Season {
    /// A detector that has seen nothing.
    pub(super) fn new(known: &Known) -> Self {
        Self { fields: vec![Field::default(); known.fields()], deviations: Deviations::default() }
    }
}

impl RowDetector for Season {
    fn score(&mut self, row: &Row) -> anyhow::Result<RowScores> {
        let mut largest: f64 = 0.0;
        if let Some(slot) = row.timestamp.map(second_of_week) {
            for (place, field) in self.fields.iter_mut().enumerate() {
                if let Some(value) = row.number(place) {
                    largest = largest.max(field.step(slot, value));
                }
            }
        }
        Ok(self.deviations.score(largest))
    }
}

impl Field {
    /// The deviation of a value at a time of the week, which it then learns.
    //= spec/nab.md#nab-baselines
    //# The deviation of `season` MUST be the largest among the fields of |x - m| / s, where m is
    //# the median of the last 8 values at the same second of the week, and 0 for a field with fewer
    //# than 3 such values and in a row without a time.
    fn step(&mut self, slot: i64, value: f64) -> f64 {
        let earlier = self.slots.entry(slot).or_default();
        let mut unusual = 0.0;
        let usual = median(earlier.iter().copied()).filter(|_| earlier.len() >= LEAST);
        if let Some(usual) = usual {
            //= spec/nab.md#nab-baselines
            //# The spread s MUST be 1.4826 times the greater of the median distance of these values
            //# from m and the median of the last 1000 distances |x - m| of the field.
            let own = median(earlier.iter().map(|value| (value - usual).abs()));
            let all = median(self.distances.iter().copied());
            let spread = MAD * own.unwrap_or(0.0).max(all.unwrap_or(0.0));
            unusual = deviation(value, usual, spread);
            if self.distances.len() == DISTANCES {
                self.distances.pop_front();
            }
            self.distances.push_back((value - usual).abs());
        }
        if earlier.len() == WEEKS {
            earlier.pop_front();
        }
        earlier.push_back(value);
        unusual
    }
}

/// The second of the week, counted from Monday.
fn second_of_week(time: DateTime) -> i64 {
    let time_of_day = time.time();
    let second = i64::from(time_of_day.hour()) * 3600
        + i64::from(time_of_day.minute()) * 60
        + i64::from(time_of_day.second());
    i64::from(time.weekday().to_monday_zero_offset()) * DAY + second
}
