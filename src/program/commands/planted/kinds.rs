//! The anomalies.

use std::ops::Range;

use bami_htm::random::{Pcg32, PortableRng};

use super::bases::{Base, Drawn};
use super::draws::{exponential, poisson};

/// A kind of the table of PLANTED-ANOMALIES.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Spike,
    Dropout,
    Level,
    Frequency,
    Phase,
    Flat,
    Drift,
    MissingDay,
    Swapped,
}

impl Kind {
    /// All kinds, in the order of the table.
    pub(super) const ALL: [Self; 9] = [
        Self::Spike,
        Self::Dropout,
        Self::Level,
        Self::Frequency,
        Self::Phase,
        Self::Flat,
        Self::Drift,
        Self::MissingDay,
        Self::Swapped,
    ];

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Spike => "spike",
            Self::Dropout => "dropout",
            Self::Level => "level",
            Self::Frequency => "frequency",
            Self::Phase => "phase",
            Self::Flat => "flat",
            Self::Drift => "drift",
            Self::MissingDay => "missingday",
            Self::Swapped => "swapped",
        }
    }

    /// Whether it makes sense in a base.
    //= spec/nab.md#planted-streams
    //# The streams MUST be one for each seed, each base of the table and each kind of anomaly that
    //# the base can have, with 2688 rows or, for loadnoisy, 2016.
    pub(super) fn suits(self, base: Base) -> bool {
        let repeats = base.period().is_some() && base != Base::Counts;
        match self {
            Self::Spike | Self::Dropout | Self::Level => true,
            Self::Frequency => repeats,
            Self::Phase => repeats && base != Base::LoadNoisy,
            Self::Flat => !matches!(base, Base::Square | Base::Bursts | Base::Counts),
            Self::Drift => base != Base::Ou,
            Self::MissingDay => base.day().is_some(),
            Self::Swapped => base.day().is_some() && base != Base::Counts,
        }
    }
}

/// A stream in which an anomaly is planted.
struct Planting<'a> {
    base: Base,
    seed: u64,
    drawn: Drawn,
    random: &'a mut Pcg32,
    /// The standard deviation of the values, S.
    spread: f64,
    /// That of the noise, N.
    noise_spread: f64,
}

/// The values of a stream with an anomaly, and its rows.
//= spec/nab.md#planted-anomalies
//# The anomaly MUST begin in row start, which is floor(n * (0.58 + 0.3 u)) for a stream of n rows
//# and an even draw u, taken back to the beginning of its day if the base has one, and then moved
//# as the table says.
//= spec/nab.md#planted-anomalies
//# It MUST change the rows from start to end - 1 as the table says.
pub(super) fn plant(
    base: Base,
    kind: Kind,
    seed: u64,
    random: &mut Pcg32,
) -> (Vec<f64>, Range<usize>) {
    let drawn = base.draw(random);
    let (spread, noise_spread) = (deviation(&drawn.values), deviation(&drawn.noise));
    let start = (base.rows() as f64 * (0.58 + 0.3 * random.unit())) as usize;
    let start = base.day().map_or(start, |day| start / day * day);
    let mut planting = Planting { base, seed, drawn, random, spread, noise_spread };
    let rows = match kind {
        Kind::Spike => planting.spike(start),
        Kind::Dropout => planting.dropout(start),
        Kind::Level => planting.level(start),
        Kind::Frequency => planting.frequency(start),
        Kind::Phase => planting.phase(start),
        Kind::Flat => planting.flat(start),
        Kind::Drift => planting.drift(start),
        Kind::MissingDay => planting.missing_day(start),
        Kind::Swapped => planting.swapped(start),
    };
    (planting.drawn.values, rows)
}

impl Planting<'_> {
    /// The place of a row within a day, from one fraction of it to another; 0 if the base has no day.
    fn within_day(&mut self, from: f64, to: f64) -> usize {
        let Some(day) = self.base.day() else { return 0 };
        (day as f64 * (from + (to - from) * self.random.unit())) as usize
    }

    fn spike(&mut self, start: usize) -> Range<usize> {
        let start = start + self.within_day(0.0, 1.0);
        let rows = start..start + if self.base.day().is_some() { 2 } else { 1 };
        let size = match self.base {
            Base::Counts => 1.6 * self.drawn.values.iter().copied().fold(0.0, f64::max),
            Base::Machine => 40.0,
            base if base.period().is_none() || base == Base::LoadNoisy => 8.0 * self.noise_spread,
            _ => (8.0 * self.noise_spread).max(self.spread),
        };
        let is_up = self.random.unit() < 0.7;
        let is_up = is_up || matches!(self.base, Base::Counts | Base::Bursts);
        self.add(&rows, |_| if is_up { size } else { -size });
        rows
    }

    fn dropout(&mut self, start: usize) -> Range<usize> {
        let start = start + self.within_day(0.35, 0.55);
        let is_long = matches!(self.base, Base::Bursts | Base::Counts);
        let rows = start..start + if is_long { 30 } else { 10 };
        let value = if self.base == Base::Sine48 { -25.0 } else { 0.0 };
        self.drawn.values[rows.clone()].fill(value);
        rows
    }

    fn level(&mut self, start: usize) -> Range<usize> {
        let rows = start..start + 150;
        let size = match self.base {
            Base::Counts => 1.5 * self.spread,
            base if base.period().is_none() => 4.0 * self.noise_spread,
            _ => (4.0 * self.noise_spread).max(0.8 * self.spread),
        };
        self.add(&rows, |_| size);
        rows
    }

    fn frequency(&mut self, start: usize) -> Range<usize> {
        let rows = start..start + 3 * self.base.period().unwrap_or(1);
        self.put(rows.clone(), |row| start + (row - start) * 2);
        rows
    }

    fn phase(&mut self, start: usize) -> Range<usize> {
        let period = self.base.period().unwrap_or(1);
        self.put(start..self.drawn.values.len(), |row| row + period / 3);
        start..start + 2 * period
    }

    fn flat(&mut self, start: usize) -> Range<usize> {
        let start = start + self.within_day(0.4, 0.4);
        let rows = start..start + 40;
        let value = self.drawn.values[start];
        self.drawn.values[rows.clone()].fill(value);
        rows
    }

    fn drift(&mut self, start: usize) -> Range<usize> {
        let rows = start..(start + 300).min(self.drawn.values.len() - 30);
        let rise = match self.base {
            Base::Counts => 4.0 * self.spread,
            base if base.period().is_none() => 6.0 * self.noise_spread,
            _ => 2.5 * self.spread,
        };
        let last = (rows.len() - 1) as f64;
        self.add(&rows, |place| rise * place as f64 / last);
        rows
    }

    fn missing_day(&mut self, start: usize) -> Range<usize> {
        let start = if self.base == Base::Counts { start } else { self.weekday(start) };
        let rows = start..start + self.day();
        if self.base == Base::Counts {
            for row in rows.clone() {
                self.drawn.values[row] = poisson(1.2 * exponential(self.random), self.random);
            }
            return rows;
        }
        let mut usual: Vec<f64> =
            (0..self.drawn.values.len()).map(|row| self.base.usual(row)).collect();
        usual.sort_by(f64::total_cmp);
        let quiet = usual[(0.03 * (usual.len() - 1) as f64) as usize];
        for row in rows.clone() {
            self.drawn.values[row] = quiet + self.drawn.noise[row];
        }
        rows
    }

    fn swapped(&mut self, start: usize) -> Range<usize> {
        let day = self.day();
        let mut start = self.weekday(start);
        if self.seed % 2 == 1 {
            while !self.is_weekend(start) {
                start += day;
            }
        }
        let other = if self.is_weekend(start) { 2 } else { 6 };
        self.put(start..start + day, |row| other * day + row % day);
        start..start + day
    }

    /// The rows of a day.
    fn day(&self) -> usize {
        self.base.day().unwrap_or(1)
    }

    fn is_weekend(&self, row: usize) -> bool {
        row / self.day() % 7 >= 5
    }

    /// The same row of the last day that is no day of the weekend.
    fn weekday(&self, mut row: usize) -> usize {
        while self.is_weekend(row) {
            row -= self.day();
        }
        row
    }

    /// Adds something to each of some rows, which are counted from 0.
    fn add(&mut self, rows: &Range<usize>, more: impl Fn(usize) -> f64) {
        for (place, value) in self.drawn.values[rows.clone()].iter_mut().enumerate() {
            *value += more(place);
        }
    }

    /// Lets some rows be like others, with their own noise.
    fn put(&mut self, rows: Range<usize>, like: impl Fn(usize) -> usize) {
        for row in rows {
            self.drawn.values[row] = self.base.usual(like(row)) + self.drawn.noise[row];
        }
    }
}

/// The standard deviation.
fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt()
}
