//! Axes: their range, and ticks that are easy to read.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::input::timestamps::seconds_between;

/// The largest number of ticks of an axis of times or rows.
const MOST_TICKS: usize = 10;

/// A tick: its position and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The position, in the unit of the axis.
    pub at: f64,
    /// The label.
    pub label: String,
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The lower end.
    pub low: f64,
    /// The upper end, always above the lower one.
    pub high: f64,
    /// The ticks in ascending order.
    pub ticks: Vec<Tick>,
    /// The title.
    pub title: String,
}

impl Axis {
    /// Numbers from `low` to `high`, with about `count` ticks at round numbers.
    #[must_use]
    pub fn numbers(title: impl Into<String>, (low, high): (f64, f64), count: usize) -> Self {
        let ticks = number_ticks((low, high), count, 0.0, &[1.0, 2.0, 2.5, 5.0, 10.0]);
        Self { low, high, ticks, title: title.into() }
    }

    /// Powers of ten. `low` and `high` are logarithms to the base 10.
    #[must_use]
    pub fn powers(title: impl Into<String>, (low, high): (f64, f64), count: usize) -> Self {
        let mut ticks = number_ticks((low, high), count, 1.0, &[1.0, 2.0, 5.0, 10.0]);
        for tick in &mut ticks {
            let power = tick.at.round() as i32;
            tick.label = match power {
                -3..=-1 => format!("0.{}1", "0".repeat((-power - 1) as usize)),
                0..=5 => format!("1{}", "0".repeat(power as usize)),
                _ => format!("1e{power}"),
            };
        }
        Self { low, high, ticks, title: title.into() }
    }

    /// Named places, from 0.
    #[must_use]
    pub fn categories(title: impl Into<String>, names: &[String]) -> Self {
        let tick = |(label, at): (&String, u32)| Tick { at: at.into(), label: label.clone() };
        Self {
            low: -0.5,
            high: names.len() as f64 - 0.5,
            ticks: names.iter().zip(0..).map(tick).collect(),
            title: title.into(),
        }
    }
}

/// The rows of a stream on a horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The axis: times or numbers of rows.
    pub axis: Axis,
    /// The position of each row: seconds since the first, or the number of the row from 1.
    pub positions: Vec<f64>,
}

impl Timeline {
    /// The times of rows; or the numbers of the rows if there are no times, or if more than one row in
    /// a hundred has none or goes back. If there are fewer such rows, each is drawn at the time before
    /// it.
    pub fn of(times: impl IntoIterator<Item = Option<DateTime>>) -> Self {
        let times: Vec<Option<DateTime>> = times.into_iter().collect();
        Self::of_times(&times).unwrap_or_else(|| {
            let positions: Vec<f64> = (1..=times.len()).map(|row| row as f64).collect();
            let mut axis = Axis { ticks: row_ticks(times.len()), ..unit_axis("row") };
            (axis.low, axis.high) = match times.len() {
                0 => (0.0, 1.0),
                1 => (0.5, 1.5),
                rows => (1.0, rows as f64),
            };
            Self { axis, positions }
        })
    }

    fn of_times(times: &[Option<DateTime>]) -> Option<Self> {
        let first = (*times.first()?)?;
        let mut latest = first;
        let mut misplaced = 0;
        let mut positions = Vec::new();
        for time in times {
            match *time {
                Some(time) if time >= latest => latest = time,
                _ => misplaced += 1,
            }
            positions.push(seconds_between(first, latest));
        }
        let is_time = first < latest && 100 * misplaced <= times.len();
        let high = seconds_between(first, latest);
        let ticks = || time_ticks(first, latest);
        is_time
            .then(|| Self { axis: Axis { high, ticks: ticks(), ..unit_axis("time") }, positions })
    }
}

/// An axis from 0 to 1 without ticks.
fn unit_axis(title: &str) -> Axis {
    Axis { low: 0.0, high: 1.0, ticks: Vec::new(), title: title.to_owned() }
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

/// The rows at round numbers.
fn row_ticks(rows: usize) -> Vec<Tick> {
    let ticks = number_ticks((0.0, rows as f64), MOST_TICKS, 1.0, &[1.0, 2.0, 5.0, 10.0]);
    ticks.into_iter().filter(|tick| tick.at > 0.0).collect()
}

/// Round numbers in a range, about `count` of them: multiples of a factor times a power of ten that is
/// at least `least`.
fn number_ticks((low, high): (f64, f64), count: usize, least: f64, factors: &[f64]) -> Vec<Tick> {
    // Parts first: the difference of two large values may be infinite.
    let rough = (high / count as f64 - low / count as f64).max(least);
    let power = libm::pow(10.0, libm::log10(rough).floor());
    let steps = factors.iter().map(|factor| factor * power);
    let step = steps.filter(|step| *step >= rough * 0.999).fold(10.0 * power, f64::min);
    if !step.is_normal() {
        return Vec::new();
    }
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    let numbers: Vec<f64> = (first..=last).map(|tick| tick as f64 * step).collect();
    let label = |at: f64| Tick { at, label: label(at, step, low.abs().max(high.abs())) };
    numbers.into_iter().map(label).collect()
}

/// A number beside others at this distance, of which none is larger than `most`: short, but different
/// from theirs.
fn label(number: f64, step: f64, most: f64) -> String {
    // One more digit for steps such as 2.5, and none that is only rounding.
    let digits = |unit: f64| (1.0 - libm::log10(step / unit).floor()).clamp(0.0, 17.0) as usize;
    let without_zeros = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if number.abs() < step / 2.0 {
        "0".to_owned()
    } else if (1e-3..1e7).contains(&most) {
        without_zeros(&format!("{number:.*}", digits(1.0)))
    } else {
        let unit = libm::pow(10.0, libm::log10(number.abs()).floor());
        let text = format!("{number:.*e}", digits(unit));
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        format!("{}e{exponent}", without_zeros(mantissa))
    }
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
        let of = |times: &[&str]| {
            let time = |time: &&str| (!time.is_empty()).then(|| time.parse().unwrap());
            Timeline::of(times.iter().map(time))
        };
        assert_eq!(of(&["2014-04-01", "2014-04-02"]).positions, [0.0, 86_400.0]);
        assert_eq!(of(&["2014-04-02", "2014-04-01"]).positions, [1.0, 2.0]);
        assert_eq!(of(&["2014-04-02", ""]).positions, [1.0, 2.0]);
        let mut times = vec!["2014-04-01"; 50];
        times.extend(["2014-04-03"; 50]);
        times[70] = "2014-04-02";
        assert_eq!(of(&times).positions[69..72], [172_800.0; 3]);
        assert_eq!(of(&["2014-04-02"]).axis.low, 0.5);
        assert!(of(&[]).axis.low < of(&[]).axis.high);
    }

    #[test]
    fn labels_are_short_and_differ() {
        let labels = |low, high| {
            let axis = Axis::numbers("", (low, high), 5);
            axis.ticks.iter().map(|tick| tick.label.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(labels(0.0, 1.05), "0 0.25 0.5 0.75 1");
        assert_eq!(labels(-3.0, 17.0), "0 5 10 15");
        assert_eq!(labels(100_000.0, 123_456.0), "100000 105000 110000 115000 120000");
        assert_eq!(
            labels(1e9, 1e9 + 100.0),
            "1e9 1.00000002e9 1.00000004e9 1.00000006e9 1.00000008e9 1.0000001e9"
        );
        assert_eq!(labels(0.0, 2e-7), "0 5e-8 1e-7 1.5e-7 2e-7");
        assert_eq!(labels(f64::MIN, f64::MAX), "-1e308 0 1e308");
        assert_eq!(labels(0.0, 5e-324), "");
    }

    #[test]
    fn powers_of_ten_are_written_out_as_far_as_they_are_short() {
        let axis = Axis::powers("", (-4.0, 6.0), 11);
        let labels: Vec<&str> = axis.ticks.iter().map(|tick| tick.label.as_str()).collect();
        let written = ["1e-4", "0.001", "0.01", "0.1", "1", "10", "100", "1000", "10000"];
        assert_eq!(labels, [&written[..], &["100000", "1e6"]].concat());
    }
}
