//! The detector of one field: its components and their calibration.

use std::collections::BTreeMap;

use super::calibration::{Calibration, Prior};
use super::flat_line::FlatLine;
use super::range::Range;
use super::scale::Scale;
use super::season::{STATISTICS, Season};
use super::{Component, DetectorParameters, FieldKind};
use crate::encoders::Value;
use crate::limits::Limits;
use crate::region::RegionError;
use crate::{Execution, Learning};

/// The part of the range that is the margin of an extreme.
const MARGIN: f64 = 0.1;
/// The distance between the numbers of two categories, so that their bits do not overlap.
const APART: f64 = 100.0;
/// The most categories that are told apart.
pub(super) const MOST_CATEGORIES: usize = 1000;
/// What is assumed of a component, and what its return periods are divided by.
struct Assumed {
    component: fn(u32) -> Component,
    prior: Prior,
    share: f64,
}

const fn prior(median: f64, excess: (f64, f64), shape: f64, weight: f64) -> Prior {
    Prior { median, excess, shape, weight }
}

//= spec/detector.md#det-prior
//# The prior and the share of each statistic MUST be those of the table.
const MEMORY: Assumed = Assumed {
    component: |rows| Component::Memory { rows },
    prior: prior(1.6, (0.5, 0.0), 0.1, 10.0),
    share: 1.0,
};
const RANGE: Assumed = Assumed {
    component: |_| Component::Range,
    prior: prior(0.02, (0.06, 0.0), 0.3, 20.0),
    share: 1.0,
};
const FLAT_LINE: Assumed = Assumed {
    component: |_| Component::FlatLine,
    prior: prior(1.2, (0.35, 0.0), 0.1, 20.0),
    share: 2.0,
};
const DEVIATION: Assumed = Assumed {
    component: |_| Component::Season,
    prior: prior(3.0, (0.0, 0.5), 0.2, 20.0),
    share: 1.0,
};
const DEVIATIONS: Assumed = Assumed {
    component: |_| Component::Season,
    prior: prior(2.5, (0.0, 0.5), 0.2, 20.0),
    share: 1.5,
};
const NEW_CATEGORY: Assumed = Assumed {
    component: |_| Component::NewCategory,
    prior: prior(0.5, (1.0, 0.0), 0.2, 20.0),
    share: 1.0,
};

/// How unusual a value is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rarity {
    /// The return period, divided by the share of the component, in rows.
    pub(super) period: f64,
    pub(super) component: Component,
}

/// A statistic with its calibration.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) component: Component,
    pub(super) share: f64,
    pub(super) calibration: Calibration,
}

impl Watched {
    fn new(assumed: &Assumed, rows: u32) -> Self {
        Self {
            component: (assumed.component)(rows),
            share: assumed.share,
            calibration: Calibration::new(assumed.prior),
        }
    }
}

/// A statistic of a row.
#[derive(Clone, Copy, Debug)]
struct Statistic {
    /// The statistic, if there is one.
    value: Option<f64>,
    /// The longest return period that it may have.
    longest: f64,
}

impl Statistic {
    fn new(value: Option<f64>) -> Self {
        Self { value, longest: f64::INFINITY }
    }
}

/// The detector of a field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    kind: FieldKind,
    pub(super) scales: Vec<Scale>,
    pub(super) range: Range,
    pub(super) season: Season,
    pub(super) flat_line: FlatLine,
    /// The numbers of the categories.
    pub(super) categories: BTreeMap<String, u32>,
    /// In the order of the statistics.
    pub(super) watched: Vec<Watched>,
    /// The last value.
    pub(super) last: Value,
}

impl Field {
    pub(super) fn new(parameters: &DetectorParameters, kind: FieldKind) -> Self {
        let scales = if parameters.memory { parameters.scales.len() as u32 } else { 0 };
        let scales: Vec<Scale> = match kind {
            FieldKind::Number => (0..scales).map(|k| Scale::new(parameters, k)).collect(),
            FieldKind::Category => (0..scales.min(1)).map(|_| Scale::of_rows(parameters)).collect(),
        };
        let mut watched: Vec<Watched> =
            scales.iter().map(|scale| Watched::new(&MEMORY, scale.rows())).collect();
        let companions = match kind {
            FieldKind::Number => {
                let range = parameters.range.then_some(&RANGE);
                let flat_line = parameters.flat_line.then_some(&FLAT_LINE);
                let season = [&DEVIATION, &DEVIATIONS, &DEVIATIONS];
                let season = season.into_iter().filter(|_| parameters.season);
                range.into_iter().chain(flat_line).chain(season).collect()
            }
            FieldKind::Category => vec![&NEW_CATEGORY],
        };
        watched.extend(companions.into_iter().map(|assumed| Watched::new(assumed, 1)));
        Self {
            kind,
            range: Range::new(),
            season: Season::new(),
            flat_line: FlatLine::default(),
            categories: BTreeMap::new(),
            watched,
            scales,
            last: Value::Missing,
        }
    }

    /// How many statistics are watched.
    pub(super) fn statistics(&self) -> usize {
        self.watched.len()
    }

    pub(super) fn set_execution(&mut self, execution: Execution) {
        self.scales.iter_mut().for_each(|scale| scale.set_execution(execution));
    }

    /// Begins a new sequence.
    pub(super) fn reset(&mut self) {
        self.scales.iter_mut().for_each(Scale::reset);
        self.flat_line.reset();
    }

    /// How unusual a value is.
    pub(super) fn step(
        &mut self,
        parameters: &DetectorParameters,
        value: &Value,
        time: Option<i64>,
        learning: Learning,
        limits: &Limits,
    ) -> Result<Option<Rarity>, RegionError> {
        let statistics = match value {
            Value::Number(number) if !number.is_nan() => {
                self.number(parameters, *number, time, learning, limits)?
            }
            Value::Category(name) => self.category(parameters, name, learning, limits)?,
            _ => return Ok(None),
        };
        self.last = value.clone();
        Ok(Some(self.rarest(&statistics, learning)))
    }

    fn number(
        &mut self,
        parameters: &DetectorParameters,
        value: f64,
        time: Option<i64>,
        learning: Learning,
        limits: &Limits,
    ) -> Result<Vec<Statistic>, RegionError> {
        let learns = learning == Learning::On;
        let range = Statistic {
            value: Some(self.range.statistic(value)),
            longest: self.range.longest(value),
        };
        if learns {
            self.range.push(value);
        }
        let margin = MARGIN * self.range.width();
        let mut statistics = Vec::with_capacity(self.watched.len());
        for scale in &mut self.scales {
            scale.step(parameters, value, margin, learning, limits)?;
            let surprise = if scale.is_clamped { Some(f64::MAX) } else { scale.surprise };
            statistics.push(Statistic::new(surprise));
        }
        statistics.extend(parameters.range.then_some(range));
        let flat_line = self.flat_line.step(value);
        statistics.extend(parameters.flat_line.then(|| Statistic::new(Some(flat_line))));
        if parameters.season {
            let season = self.season.step(time, value, learns);
            let one = |k| Statistic::new(season.map(|season| season[k]));
            statistics.extend((0..STATISTICS).map(one));
        }
        Ok(statistics)
    }

    /// The statistics of a category, which is learned if it is new.
    //= spec/detector.md#det-category
    //# A category MUST get the next number, counted from 0, when it is first seen, but at most 999.
    //= spec/detector.md#det-category
    //# The statistic of a new category MUST be sqrt(n / c) after n rows with c categories, and 0
    //# for a known one.
    fn category(
        &mut self,
        parameters: &DetectorParameters,
        name: &str,
        learning: Learning,
        limits: &Limits,
    ) -> Result<Vec<Statistic>, RegionError> {
        let known = self.categories.len();
        let number = self.categories.get(name).copied();
        let new = if number.is_none() && known > 0 {
            (self.range.rows as f64 / known as f64).sqrt()
        } else {
            0.0
        };
        let next = known.min(MOST_CATEGORIES - 1) as u32;
        if number.is_none() && known < MOST_CATEGORIES && learning == Learning::On {
            self.categories.insert(name.to_owned(), next);
        }
        let value = f64::from(number.unwrap_or(next)) * APART;
        self.range.rows += u64::from(learning == Learning::On);
        let mut statistics = Vec::with_capacity(self.watched.len());
        for scale in &mut self.scales {
            scale.step(parameters, value, 0.0, learning, limits)?;
            statistics.push(Statistic::new(scale.surprise));
        }
        statistics.push(Statistic::new(Some(new)));
        Ok(statistics)
    }

    /// The rarest of the statistics.
    //= spec/detector.md#det-rarity
    //# The rarity of a field MUST be the greatest of the return periods of its statistics, each
    //# divided by its share.
    //= spec/detector.md#det-rarity
    //# A statistic that has no value in a row MUST be left out, there and in its calibration.
    fn rarest(&mut self, statistics: &[Statistic], learning: Learning) -> Rarity {
        let mut rarest = Rarity { period: 0.0, component: Component::Range };
        for (watched, statistic) in self.watched.iter_mut().zip(statistics) {
            let Some(value) = statistic.value else { continue };
            let period = watched.calibration.period(value) / watched.share;
            let period = period.min(statistic.longest);
            if period > rarest.period {
                rarest = Rarity { period, component: watched.component };
            }
            if learning == Learning::On {
                watched.calibration.push(value);
            }
        }
        rarest
    }

    /// What a component expected, and what came instead.
    pub(super) fn expected(&self, component: Component) -> (Option<String>, String) {
        let text = |number: f64| Some(shortest(number));
        let number = match &self.last {
            Value::Number(number) => *number,
            _ => f64::NAN,
        };
        let actual = match &self.last {
            Value::Category(name) => name.clone(),
            _ => shortest(number),
        };
        match component {
            Component::Memory { rows } => {
                let scale = self.scales.iter().find(|scale| scale.rows() == rows);
                let Some(scale) = scale else { return (None, actual) };
                let number = scale.actual.unwrap_or(number);
                match self.kind {
                    FieldKind::Number => (scale.expected().and_then(text), shortest(number)),
                    FieldKind::Category => {
                        let number = scale.expected().map(|number| (number / APART) as u32);
                        let name = self.categories.iter().find(|(_, n)| Some(**n) == number);
                        (name.map(|(name, _)| name.clone()), actual)
                    }
                }
            }
            Component::Range => (self.range.bound(number).and_then(text), actual),
            Component::Season => match &self.season {
                Season::Known(slots) => (slots.expected.and_then(text), actual),
                _ => (None, actual),
            },
            Component::FlatLine | Component::NewCategory => (None, actual),
        }
    }

    /// Whether the field has never had a second value.
    pub(super) fn is_constant(&self) -> bool {
        match self.kind {
            FieldKind::Number => self.flat_line.is_constant(),
            FieldKind::Category => self.categories.len() < 2,
        }
    }
}

/// A number with five significant digits.
fn shortest(number: f64) -> String {
    let rounded: f64 = format!("{number:.4e}").parse().unwrap_or(number);
    rounded.to_string()
}
