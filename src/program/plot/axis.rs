//! The horizontal axis: where the rows lie on it, and ticks that a person can read.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;

use super::Point;
use crate::input::timestamps::seconds_between;

/// The most ticks there are.
const MOST_TICKS: usize = 10;

/// A tick: where, and what stands there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) at: f64,
    pub(crate) label: String,
}

/// The horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// The position of each row: seconds since the first, or the row's number from 1.
    pub(crate) positions: Vec<f64>,
    /// The ticks in ascending order.
    pub(crate) ticks: Vec<Tick>,
    /// What the axis shows.
    pub(crate) title: &'static str,
}

impl Axis {
    /// Time; but the number of the row where there are no times, or where more than one row in a
    /// hundred has none or goes back. Such a row, where there are few, is drawn at the time before it.
    pub(crate) fn of(points: &[Point]) -> Self {
        let first = points.first().and_then(|point| point.time);
        Self::of_times(points, first).unwrap_or_else(|| Self {
            positions: (1..=points.len()).map(|row| row as f64).collect(),
            ticks: row_ticks(points.len()),
            title: "row",
        })
    }

    fn of_times(points: &[Point], first: Option<DateTime>) -> Option<Self> {
        let first = first?;
        let mut latest = first;
        let mut misplaced = 0;
        let mut positions = Vec::new();
        for point in points {
            match point.time {
                Some(time) if time >= latest => latest = time,
                _ => misplaced += 1,
            }
            positions.push(seconds_between(first, latest));
        }
        let is_time = first < latest && 100 * misplaced <= points.len();
        is_time.then(|| Self { positions, ticks: time_ticks(first, latest), title: "time" })
    }

    /// The first and the last position, never the same.
    pub(crate) fn range(&self) -> (f64, f64) {
        let first = self.positions.first().copied().unwrap_or(0.0);
        let last = self.positions.last().copied().unwrap_or(0.0);
        if first < last { (first, last) } else { (first - 0.5, first + 0.5) }
    }
}

/// The axis as the plotting library wants it: with ticks where we say.
pub(super) struct Horizontal {
    inner: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Horizontal {
    pub(super) fn new(range: Range<f64>, ticks: Vec<f64>) -> Self {
        Self { inner: range.into(), ticks }
    }
}

impl Ranged for Horizontal {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.inner.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.inner.range()
    }
}

/// A distance between ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// A part of a day, in seconds.
    Seconds(i64),
    /// Days, counted from a Monday.
    Days(i64),
    /// Months, counted from a January.
    Months(i64),
}

const STEPS: [Step; 30] = [
    Step::Seconds(1),
    Step::Seconds(2),
    Step::Seconds(5),
    Step::Seconds(10),
    Step::Seconds(30),
    Step::Seconds(60),
    Step::Seconds(2 * 60),
    Step::Seconds(5 * 60),
    Step::Seconds(10 * 60),
    Step::Seconds(30 * 60),
    Step::Seconds(3600),
    Step::Seconds(2 * 3600),
    Step::Seconds(3 * 3600),
    Step::Seconds(6 * 3600),
    Step::Seconds(12 * 3600),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(2 * 12),
    Step::Months(5 * 12),
    Step::Months(10 * 12),
    Step::Months(20 * 12),
    Step::Months(100 * 12),
    Step::Months(1000 * 12),
];

impl Step {
    /// About how long it is.
    fn seconds(self) -> f64 {
        match self {
            Self::Seconds(seconds) => seconds as f64,
            Self::Days(days) => days as f64 * 86_400.0,
            Self::Months(months) => months as f64 * 30.44 * 86_400.0,
        }
    }

    /// The last tick at or before `time`.
    fn floor(self, time: DateTime) -> Option<DateTime> {
        match self {
            Self::Seconds(step) => {
                let midnight = time.date().to_datetime(jiff::civil::Time::midnight());
                let whole = (seconds_between(midnight, time) / step as f64).floor() as i64 * step;
                midnight.checked_add(whole.seconds()).ok()
            }
            Self::Days(step) => {
                let monday = Date::constant(1970, 1, 5);
                let days = (monday.duration_until(time.date()).as_hours() / 24).div_euclid(step);
                Some(monday.checked_add((days * step).days()).ok()?.to_datetime(Default::default()))
            }
            Self::Months(step) => {
                let months = i64::from(time.year()) * 12 + i64::from(time.month()) - 1;
                let months = months.div_euclid(step) * step;
                let year = i16::try_from(months.div_euclid(12)).ok()?;
                let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
                Some(Date::new(year, month, 1).ok()?.to_datetime(Default::default()))
            }
        }
    }

    /// The tick after `time`.
    fn after(self, time: DateTime) -> Option<DateTime> {
        let span = match self {
            Self::Seconds(seconds) => seconds.seconds(),
            Self::Days(days) => days.days(),
            Self::Months(months) => months.months(),
        };
        time.checked_add(span).ok()
    }

    fn label(self, time: DateTime, is_first: bool) -> String {
        let midnight = time.hour() == 0 && time.minute() == 0 && time.second() == 0;
        let format = match self {
            Self::Seconds(_) if is_first || midnight => "%Y-%m-%d %H:%M",
            Self::Seconds(seconds) if seconds < 60 => "%H:%M:%S",
            Self::Seconds(_) => "%H:%M",
            Self::Days(_) => "%Y-%m-%d",
            Self::Months(months) if months < 12 => "%Y-%m",
            Self::Months(_) => "%Y",
        };
        time.strftime(format).to_string()
    }
}

fn time_ticks(first: DateTime, last: DateTime) -> Vec<Tick> {
    let span = seconds_between(first, last);
    let fits = |step: &&Step| span / step.seconds() <= MOST_TICKS as f64;
    let step = *STEPS.iter().find(fits).unwrap_or(&STEPS[STEPS.len() - 1]);
    let mut ticks: Vec<Tick> = Vec::new();
    let mut next = step.floor(first);
    while let Some(time) = next.filter(|time| *time <= last) {
        if time >= first {
            let label = step.label(time, ticks.is_empty());
            ticks.push(Tick { at: seconds_between(first, time), label });
        }
        next = step.after(time);
    }
    ticks
}

fn row_ticks(rows: usize) -> Vec<Tick> {
    let mut step = 1;
    let mut factors = [2, 5, 10].iter().cycle();
    let mut decade = 1;
    while rows / step > MOST_TICKS {
        let factor = factors.next().copied().unwrap_or(10);
        step = decade * factor;
        if factor == 10 {
            decade *= 10;
        }
    }
    let tick = |row: usize| Tick { at: row as f64, label: row.to_string() };
    (0..=rows).step_by(step).filter(|row| *row > 0).map(tick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str) -> String {
        let ticks = time_ticks(first.parse().unwrap(), last.parse().unwrap());
        ticks.iter().map(|tick| tick.label.as_str()).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn ticks_of_time_lie_on_whole_units() {
        let spans = [
            ("2014-04-01T00:00:00.5", "2014-04-01T00:00:07"),
            ("2014-04-01T22:03:10", "2014-04-02T01:00:00"),
            ("2014-04-01T00:00:00", "2014-04-14T23:55:00"),
            ("2010-07-02T00:00:00", "2010-12-31T23:00:00"),
            ("2010-07-02T00:00:00", "2016-12-31T23:00:00"),
            ("0001-01-01T00:00:00", "9999-12-31T23:59:59"),
        ];
        let text: Vec<String> = spans.iter().map(|(first, last)| labels(first, last)).collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        2014-04-01 00:00 | 00:00:02 | 00:00:03 | 00:00:04 | 00:00:05 | 00:00:06 | 00:00:07
        2014-04-01 22:30 | 23:00 | 23:30 | 2014-04-02 00:00 | 00:30 | 01:00
        2014-04-02 | 2014-04-04 | 2014-04-06 | 2014-04-08 | 2014-04-10 | 2014-04-12 | 2014-04-14
        2010-08 | 2010-09 | 2010-10 | 2010-11 | 2010-12
        2011 | 2012 | 2013 | 2014 | 2015 | 2016
        1000 | 2000 | 3000 | 4000 | 5000 | 6000 | 7000 | 8000 | 9000
        "#);
    }

    #[test]
    fn ticks_of_rows_are_round_numbers() {
        let labels = |rows| {
            let ticks = row_ticks(rows);
            ticks.iter().map(|tick| tick.label.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(labels(0), "");
        assert_eq!(labels(3), "1 2 3");
        assert_eq!(labels(42), "5 10 15 20 25 30 35 40");
        assert_eq!(labels(20_000), "2000 4000 6000 8000 10000 12000 14000 16000 18000 20000");
    }

    #[test]
    fn rows_lie_by_number_where_times_often_go_back() {
        let point = |time: &str| Point {
            time: (!time.is_empty()).then(|| time.parse().unwrap()),
            values: vec![None],
            score: 0.0,
        };
        let of =
            |times: &[&str]| Axis::of(&times.iter().map(|time| point(time)).collect::<Vec<_>>());
        assert_eq!(of(&["2014-04-01", "2014-04-02"]).positions, [0.0, 86_400.0]);
        assert_eq!(of(&["2014-04-02", "2014-04-01"]).positions, [1.0, 2.0]);
        assert_eq!(of(&["2014-04-02", ""]).positions, [1.0, 2.0]);
        let mut times = vec!["2014-04-01"; 50];
        times.extend(["2014-04-03"; 50]);
        times[70] = "2014-04-02";
        assert_eq!(of(&times).positions[69..72], [172_800.0; 3]);
        assert_eq!(of(&["2014-04-02"]).range(), (0.5, 1.5));
        assert!(of(&[]).range().0 < of(&[]).range().1);
    }
}
