//! The companion for the season: how far a value lies from those of the same time on other days. It
//! is not HTM.

use std::collections::VecDeque;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// The fewest steps of a day.
const FEWEST_A_DAY: i64 = 8;
/// The most steps of a day; shorter intervals are combined.
const MOST_A_DAY: i64 = 288;
/// The intervals from which the interval of the rows is taken.
pub(super) const INTERVALS: usize = 20;
/// How many of them have to be equal.
const EQUAL: usize = 16;
/// The days that are remembered.
pub(super) const DAYS: usize = 28;
/// The statistics of a season.
pub(super) const STATISTICS: usize = 3;

/// A season that may yet be found.
#[derive(Clone, Debug)]
pub(super) enum Season {
    /// The times of the first rows, in seconds.
    Unknown(Vec<i64>),
    /// The rows come at no regular interval, or too seldom.
    None,
    /// There is one.
    Known(Box<Slots>),
}

/// The values by time of day.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    /// The seconds of a step.
    pub(super) seconds: i64,
    /// The steps of a day.
    pub(super) day: usize,
    /// The rows of a step.
    pub(super) rows: u32,
    /// The number of the current step since 1970.
    pub(super) slot: i64,
    /// The sum and the number of the values of the current step.
    pub(super) sum: f64,
    pub(super) count: u32,
    /// The values of the last steps, the oldest first; NaN where there was none.
    pub(super) values: VecDeque<f64>,
    /// The values of the last day that are not missing, ascending.
    sorted: Vec<f64>,
    /// The mean distance from the slot of the day, from that of the week and from the running median.
    pub(super) residuals: [f64; 3],
    /// How many steps the distances come from.
    pub(super) steps: u64,
    /// The last deviations, in units of the distance.
    pub(super) deviations: VecDeque<f64>,
    /// The statistics of the last step, if there is a season.
    pub(super) statistics: Option<[f64; STATISTICS]>,
    /// The median of the slot at the last step.
    pub(super) expected: Option<f64>,
}

impl Season {
    pub(super) fn new() -> Self {
        Self::Unknown(Vec::new())
    }

    /// The statistics of a row.
    pub(super) fn step(
        &mut self,
        time: Option<i64>,
        value: f64,
        learns: bool,
    ) -> Option<[f64; STATISTICS]> {
        let Some(time) = time else { return self.statistics() };
        if let Self::Unknown(times) = self {
            times.push(time);
            if times.len() > INTERVALS {
                *self = Self::find(times);
            }
        }
        if let Self::Known(slots) = self {
            slots.step(time, value, learns);
        }
        self.statistics()
    }

    fn statistics(&self) -> Option<[f64; STATISTICS]> {
        match self {
            Self::Known(slots) => slots.statistics,
            _ => None,
        }
    }

    /// The season of rows with these times.
    //= spec/detector.md#det-season-interval
    //# The interval MUST be the median of the first 20 intervals; there is no season unless at
    //# least 16 of them equal it, it divides a day, and a day has at least 8.
    fn find(times: &[i64]) -> Self {
        let mut intervals: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        intervals.sort_unstable();
        let interval = intervals[INTERVALS / 2];
        let equal = intervals.iter().filter(|&&other| other == interval).count();
        if interval <= 0 || equal < EQUAL || DAY % interval != 0 || DAY / interval < FEWEST_A_DAY {
            return Self::None;
        }
        //= spec/detector.md#det-season-interval
        //# A step of the season MUST be the shortest multiple of the interval that divides a day
        //# into at most 288, and its value the mean of those of its rows.
        let steps = (1..=MOST_A_DAY.min(DAY / interval)).rev();
        let day = steps.into_iter().find(|steps| DAY / interval % steps == 0).unwrap_or(1);
        let rows = DAY / interval / day;
        Self::Known(Box::new(Slots::new(DAY / day, rows as u32, times[times.len() - 1])))
    }
}

impl Slots {
    pub(super) fn new(seconds: i64, rows: u32, time: i64) -> Self {
        Self {
            seconds,
            day: (DAY / seconds) as usize,
            rows,
            slot: time.div_euclid(seconds),
            sum: 0.0,
            count: 0,
            values: VecDeque::new(),
            sorted: Vec::new(),
            residuals: [0.0; 3],
            steps: 0,
            deviations: VecDeque::new(),
            statistics: None,
            expected: None,
        }
    }

    /// Slots with these numbers, if they are possible.
    #[cfg(feature = "snapshot")]
    pub(super) fn of(seconds: i64, rows: i64, slot: i64) -> Option<Self> {
        let divides = (1..=DAY / FEWEST_A_DAY).contains(&seconds) && DAY % seconds == 0;
        let rows = u32::try_from(rows).ok().filter(|rows| (1..=DAY as u32).contains(rows))?;
        let is_possible = divides && DAY / seconds <= MOST_A_DAY && slot.unsigned_abs() < 1 << 40;
        is_possible.then(|| Self { slot, ..Self::new(seconds, rows, 0) })
    }

    //= spec/detector.md#det-season-gap
    //# A step without a row MUST count as missing, and a row of a step that is over be left out.
    fn step(&mut self, time: i64, value: f64, learns: bool) {
        let slot = time.div_euclid(self.seconds);
        if slot < self.slot {
            return;
        }
        if slot > self.slot && self.count > 0 {
            self.finish(learns);
        }
        let missing = (slot - self.slot).min((DAYS * self.day) as i64);
        for _ in 0..missing {
            self.push(f64::NAN);
        }
        self.slot = slot;
        self.sum += value;
        self.count += 1;
        if self.count == self.rows {
            self.finish(learns);
        }
    }

    /// Ends the current step.
    fn finish(&mut self, learns: bool) {
        let value = self.sum / f64::from(self.count);
        self.judge(value, learns);
        self.push(value);
        self.slot += 1;
        self.sum = 0.0;
        self.count = 0;
    }

    fn push(&mut self, value: f64) {
        self.values.push_back(value);
        if self.values.len() > DAYS * self.day {
            self.values.pop_front();
        }
        let len = self.values.len();
        if !value.is_nan() {
            let at = self.sorted.partition_point(|&other| other < value);
            self.sorted.insert(at, value);
        }
        if len > self.day {
            let gone = self.values[len - 1 - self.day];
            let at = self.sorted.partition_point(|&other| other < gone);
            if !gone.is_nan() && at < self.sorted.len() {
                self.sorted.remove(at);
            }
        }
    }

    /// The median of the values `period` steps before, twice as many before, and so on.
    fn median_of(&self, period: usize, most: usize) -> (Option<f64>, usize) {
        let len = self.values.len();
        let at = |count: usize| len.checked_sub(count * period).map(|at| self.values[at]);
        let known = (1..=most).filter_map(at).filter(|value| !value.is_nan());
        let mut known: Vec<f64> = known.collect();
        known.sort_by(f64::total_cmp);
        (median(&known), known.len())
    }

    /// The statistics of the current step, whose value is `value`.
    fn judge(&mut self, value: f64, learns: bool) {
        self.statistics = None;
        //= spec/detector.md#det-season
        //# The expected values MUST be the median of the last 5 values of the slot of the day, if
        //# there are at least 2, and of the last 4 of the slot of the week.
        let (by_day, days) = self.median_of(self.day, 5);
        let (by_week, _) = self.median_of(7 * self.day, 4);
        let (Some(by_day), true) = (by_day, days >= 2) else { return };
        let [day, week, plain] = self.residuals;
        //= spec/detector.md#det-season
        //# The slot of the week MUST be taken where its mean distance is the smaller.
        let takes_week = by_week.is_some() && week > 0.0 && week < day;
        let (expected, residual) =
            if takes_week { (by_week.unwrap_or(by_day), week) } else { (by_day, day) };
        self.expected = Some(expected);
        //= spec/detector.md#det-season
        //# After a day, and where the mean distance is less than half of that from the median of
        //# the last day, the statistics MUST be the deviation of the value, divided by the mean
        //# distance, without its sign, and the sums over the last eighth and the last half of a
        //# day, each without its sign and divided by the square root of its number.
        let is_seasonal = self.steps >= self.day as u64 && residual < 0.5 * plain;
        if is_seasonal && residual > 0.0 {
            let deviation = (value - expected) / residual;
            self.deviations.push_back(deviation);
            if self.deviations.len() > self.day.div_ceil(2) {
                self.deviations.pop_front();
            }
            self.statistics =
                Some([deviation.abs(), self.sum_of(self.day / 8), self.sum_of(self.day / 2)]);
        }
        if learns {
            self.learn(value, by_day, by_week);
        }
    }

    fn sum_of(&self, count: usize) -> f64 {
        let count = count.clamp(1, self.deviations.len());
        let from = self.deviations.len() - count;
        self.deviations.range(from..).sum::<f64>().abs() / (count as f64).sqrt()
    }

    /// The mean distances after this step.
    //= spec/detector.md#det-season-distance
    //# Each mean distance MUST move towards that of the value by the share max(1 / (n + 1), 1 / (10
    //# * d)) after n steps with d a day (at least 1 / (2 * d) for the week), and a distance above
    //# ten times the mean counts as ten times the mean.
    fn learn(&mut self, value: f64, by_day: f64, by_week: Option<f64>) {
        let day = self.day as f64;
        let share = (1.0 / (self.steps as f64 + 1.0)).max(1.0 / (10.0 * day));
        let most = |distance: f64, mean: f64| {
            if mean > 0.0 { distance.min(10.0 * mean) } else { distance }
        };
        let plain = median(&self.sorted).unwrap_or(value);
        let [of_day, of_week, of_plain] = &mut self.residuals;
        *of_day += share * (most((value - by_day).abs(), *of_day) - *of_day);
        if let Some(by_week) = by_week {
            if *of_week == 0.0 {
                *of_week = *of_day;
            }
            let share = share.max(1.0 / (2.0 * day));
            *of_week += share * (most((value - by_week).abs(), *of_week) - *of_week);
        }
        *of_plain += share * ((value - plain).abs() - *of_plain);
        self.steps += 1;
    }

    /// Sorts the values of the last day, for values that were put in from outside.
    #[cfg(feature = "snapshot")]
    pub(super) fn sort(&mut self) {
        let from = self.values.len().saturating_sub(self.day);
        self.sorted = self.values.range(from..).copied().filter(|value| !value.is_nan()).collect();
        self.sorted.sort_by(f64::total_cmp);
    }
}

/// The median of ascending values: the mean of the middle two if their number is even.
fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    Some(if sorted.len().is_multiple_of(2) { (sorted[middle - 1] + upper) / 2.0 } else { upper })
}
