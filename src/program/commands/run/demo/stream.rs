//! The stream of the demonstration: a load with a daily and a weekly rhythm, noise, and anomalies at known
//! positions.

use bami_htm::encoders::Value;
use bami_htm::random::Pcg32;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use crate::input::Row;
use crate::input::sequence::Sequence;
use crate::load::{noise, rhythm};

/// Rows per day: one per half hour.
const DAY: usize = 48;

/// Rows of the stream: twelve weeks.
const ROWS: usize = 84 * DAY;

/// The seed of the noise, which is independent of the seed of the region.
const NOISE_SEED: u64 = 2026;

/// What an anomaly does to the load.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Effect {
    /// It is higher by this value.
    Add(f64),
    /// It stays at this value without noise.
    Flat(f64),
    /// It stays at the last value.
    Frozen,
    /// A weekday is like a Sunday.
    Holiday,
    /// The rhythm of the day is late by this many rows.
    Late(usize),
    /// It climbs by this value in total.
    Climb(f64),
    /// It swings up and down by this value, once per four rows.
    Swing(f64),
}

/// An anomaly in the stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Planted {
    /// Its name.
    pub(crate) name: &'static str,
    /// What happens.
    pub(crate) about: &'static str,
    /// The first unusual row.
    pub(crate) start: usize,
    /// One past the last unusual row.
    pub(crate) end: usize,
    effect: Effect,
}

const fn planted_at(
    name: &'static str,
    about: &'static str,
    (week, day, half_hour): (usize, usize, usize),
    rows: usize,
    effect: Effect,
) -> Planted {
    let start = ((week - 1) * 7 + day) * DAY + half_hour;
    Planted { name, about, start, end: start + rows, effect }
}

/// The anomalies: their start (week from 1, day from Monday = 0, half hour of the day) and their number of rows.
const PLANTED: [Planted; 8] = [
    planted_at("spike", "up by 40 for an hour", (5, 2, 6), 2, Effect::Add(40.0)),
    planted_at("dropout", "down to 0 for 5 hours", (6, 1, 20), 10, Effect::Flat(0.0)),
    planted_at("frozen", "the same reading for 8 hours", (7, 0, 24), 16, Effect::Frozen),
    planted_at("holiday", "a Thursday like a Sunday", (8, 3, 0), 48, Effect::Holiday),
    planted_at("level", "up by 15 for two days", (9, 1, 24), 96, Effect::Add(15.0)),
    planted_at("swing", "up and down by 12 every 2 hours", (10, 2, 18), 16, Effect::Swing(12.0)),
    planted_at("late", "the day starts 5 hours late", (11, 1, 12), 24, Effect::Late(10)),
    planted_at("drift", "climbs by 25 in three days", (12, 0, 0), 144, Effect::Climb(25.0)),
];

/// The anomalies in the order of time.
pub(crate) fn planted() -> Vec<Planted> {
    PLANTED.to_vec()
}

/// The stream.
pub(crate) fn rows() -> Vec<Row> {
    let start = date(2026, 1, 5).at(0, 0, 0, 0);
    let mut random = Pcg32::new(NOISE_SEED, 0);
    let mut last = 0.0;
    (0..ROWS)
        .map(|row| {
            let noise = noise(&mut random);
            let value = value(row, noise, last);
            last = value;
            let time = start + (30 * row as i64).minutes();
            to_row(row, time, value)
        })
        .collect()
}

fn to_row(row: usize, time: DateTime, value: f64) -> Row {
    Row {
        line: row as u64 + 1,
        timestamp_text: time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        timestamp: Some(time),
        values: vec![Value::Number(value)],
        sequence: Sequence::default(),
    }
}

/// The value of a row, in tenths.
fn value(row: usize, noise: f64, last: f64) -> f64 {
    let anomaly = PLANTED.iter().find(|anomaly| (anomaly.start..anomaly.end).contains(&row));
    let usual = |day: usize, row: usize| rhythm(day, (row % DAY) as f64 / 2.0) + noise;
    let as_usual = usual(row / DAY % 7, row);
    let value = match anomaly.map(|anomaly| (anomaly.effect, row - anomaly.start, anomaly)) {
        None => as_usual,
        Some((Effect::Add(more), ..)) => as_usual + more,
        Some((Effect::Flat(value), ..)) => return value,
        Some((Effect::Frozen, ..)) => return last,
        Some((Effect::Holiday, ..)) => usual(6, row),
        Some((Effect::Late(rows), ..)) => usual(row / DAY % 7, row - rows),
        Some((Effect::Climb(more), since, anomaly)) => {
            as_usual + more * since as f64 / (anomaly.end - anomaly.start) as f64
        }
        Some((Effect::Swing(more), since, _)) => {
            as_usual + if since % 4 < 2 { more } else { -more }
        }
    };
    (value * 10.0).round() / 10.0
}
