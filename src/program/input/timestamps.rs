//! The formats of times, and how one of them is chosen.
//!
//! All times are local clock times, as written. A UTC offset or a `Z` is accepted and ignored, because
//! the hour of the day and the day of the week follow the local clock.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// A number of at least this size is milliseconds if the unit is not given: as seconds it would be after the year 5000.
const SMALLEST_MILLIS: f64 = 1e11;

/// A smaller number in a column named "time" is a step counter rather than Unix time: as seconds it would be before March
/// 1973.
const SMALLEST_PLAIN_UNIX: f64 = 1e8;

/// The order in which a date names its parts. The year is `Y` with four digits and `y` with two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 2014-04-01, 2014/04/01 or 2014.04.01.
    YearMonthDay,
    /// 4/1/2014, 4/1/14 or 4-1-2014.
    MonthDayYear,
    /// 1/4/2014, 1.4.2014, 1.4.14 or 1-4-2014.
    DayMonthYear,
}

/// A format of times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimestampFormat {
    /// A date of three numbers, optionally followed by a blank or a `T` and a clock time.
    Date {
        /// The order of the numbers.
        order: DateOrder,
        /// The separator.
        separator: char,
        /// Whether the year is written with two digits (69 to 99 are 1969 to 1999).
        short_year: bool,
    },
    /// Seconds since 1970-01-01 00:00 UTC, with or without a fraction.
    UnixSeconds,
    /// Milliseconds since 1970-01-01 00:00 UTC.
    UnixMillis,
    /// A `strptime` pattern.
    Pattern(String),
}

/// Why a string is not a time, without the string itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATime(pub String);

impl TimestampFormat {
    /// The format given with `--timestamp-format`: `unix`, `unix-ms` or a `strptime` pattern.
    pub fn named(name: &str) -> Self {
        match name {
            "unix" => Self::UnixSeconds,
            "unix-ms" => Self::UnixMillis,
            pattern => Self::Pattern(pattern.to_owned()),
        }
    }

    /// The formats in which `text` is a time; if month and day could be swapped, both formats, the one with
    /// the month first before the other.
    pub fn candidates(text: &str) -> Vec<Self> {
        let (date, _) = split_clock(text);
        let Some(separator) = date.chars().find(|c| !c.is_ascii_digit()) else {
            return Vec::new();
        };
        let orders: &[DateOrder] = match separator {
            '-' | '/' => {
                &[DateOrder::YearMonthDay, DateOrder::MonthDayYear, DateOrder::DayMonthYear]
            }
            '.' => &[DateOrder::YearMonthDay, DateOrder::DayMonthYear],
            _ => &[],
        };
        let mut formats = Vec::new();
        for &order in orders {
            for short_year in [false, true] {
                let format = Self::Date { order, separator, short_year };
                // A date that starts with a two-digit year is not among the known formats.
                let known = !(short_year && order == DateOrder::YearMonthDay);
                if known && format.parse(text).is_ok() {
                    formats.push(format);
                }
            }
        }
        formats
    }

    /// The Unix format for a number in the column `column`, if the name of the column or the size of the number
    /// suggests one.
    //= spec/program.md#program-times
    //# In a column identified as the time by its name or by `--timestamp-column`, a number MUST be
    //# read as Unix time if it is at least 100000000 or the column name contains unix or epoch, and
    //# as milliseconds if it is at least 100000000000 or the column name ends in ms or contains
    //# milli.
    pub fn unix_candidate(column: &str, text: &str) -> Option<Self> {
        let number: f64 = text.parse().ok()?;
        let name = column.to_ascii_lowercase();
        let named = name.contains("unix") || name.contains("epoch");
        if !number.is_finite() || !(named || number >= SMALLEST_PLAIN_UNIX) {
            return None;
        }
        let millis = name.ends_with("ms") || name.contains("milli") || number >= SMALLEST_MILLIS;
        let format = if millis { Self::UnixMillis } else { Self::UnixSeconds };
        format.parse(text).is_ok().then_some(format)
    }

    /// Parses a time. `text` is trimmed and not empty.
    pub fn parse(&self, text: &str) -> Result<DateTime, NotATime> {
        match self {
            Self::Date { order, separator, short_year } => {
                let (date, clock) = split_clock(text);
                let date = parse_date(date, *order, *separator, *short_year)?;
                let clock = clock.map_or(Ok(Time::midnight()), parse_clock)?;
                Ok(DateTime::from_parts(date, clock))
            }
            Self::UnixSeconds => unix(text, 1.0),
            Self::UnixMillis => unix(text, 1000.0),
            Self::Pattern(pattern) => by_pattern(pattern, text),
        }
    }

    /// The pattern for `--timestamp-format` that reads the date in this format, for messages.
    fn date_pattern(&self) -> Option<String> {
        let Self::Date { order, separator, short_year } = self else { return None };
        let year = if *short_year { "%y" } else { "%Y" };
        let parts = match order {
            DateOrder::YearMonthDay => [year, "%m", "%d"],
            DateOrder::MonthDayYear => ["%m", "%d", year],
            DateOrder::DayMonthYear => ["%d", "%m", year],
        };
        Some(parts.join(&separator.to_string()))
    }
}

impl fmt::Display for TimestampFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date { .. } => {
                write!(f, "{}", self.date_pattern().expect("a date has a pattern"))
            }
            Self::UnixSeconds => f.write_str("seconds since 1970"),
            Self::UnixMillis => f.write_str("milliseconds since 1970"),
            Self::Pattern(pattern) => f.write_str(pattern),
        }
    }
}

/// The date and, after the first blank or `T`, the clock time.
fn split_clock(text: &str) -> (&str, Option<&str>) {
    match text.split_once([' ', 'T', 't']) {
        Some((date, clock)) => (date, Some(clock.trim_start())),
        None => (text, None),
    }
}

fn parse_date(
    text: &str,
    order: DateOrder,
    separator: char,
    short_year: bool,
) -> Result<Date, NotATime> {
    let parts: Vec<&str> = text.split(separator).collect();
    let format = TimestampFormat::Date { order, separator, short_year };
    let mismatch = || NotATime(format!("it does not have the format {format}"));
    let [first, second, third] = parts[..] else { return Err(mismatch()) };
    let (year, month, day) = match order {
        DateOrder::YearMonthDay => (first, second, third),
        DateOrder::MonthDayYear => (third, first, second),
        DateOrder::DayMonthYear => (third, second, first),
    };
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let year_length = if short_year { 2 } else { 4 };
    if !digits(year, year_length..=year_length) || !digits(month, 1..=2) || !digits(day, 1..=2) {
        return Err(mismatch());
    }
    let pattern = format.date_pattern().expect("a date has a pattern");
    Date::strptime(&pattern, text)
        .map_err(|_| NotATime(format!("there is no such date (read as {format})")))
}

/// Parses a clock time: hours and minutes, seconds with or without a fraction, AM or PM, and a UTC offset, which is
/// ignored.
fn parse_clock(text: &str) -> Result<Time, NotATime> {
    //= spec/program.md#program-times
    //# A UTC offset or a Z after a time MUST be ignored.
    let clock = without_offset(text.trim_end());
    ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S%.f %p", "%I:%M %p", "%H"]
        .iter()
        .find_map(|pattern| Time::strptime(pattern, clock).ok())
        .ok_or_else(|| NotATime(format!("`{text}` is not a time of day")))
}

/// The string without a `Z`, `UTC`, `GMT` or an offset such as `+02:00` at its end.
fn without_offset(text: &str) -> &str {
    for zone in ["Z", "z", "UTC", "GMT"] {
        if let Some(rest) = text.strip_suffix(zone) {
            return rest.trim_end();
        }
    }
    match text.rfind(['+', '-']) {
        Some(at) if is_offset(&text[at + 1..]) => text[..at].trim_end(),
        _ => text,
    }
}

/// `02`, `0200` or `02:00`.
fn is_offset(text: &str) -> bool {
    let digits = text.replace(':', "");
    matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn unix(text: &str, per_second: f64) -> Result<DateTime, NotATime> {
    let number: f64 =
        text.parse().map_err(|_| NotATime("it is not a number of seconds since 1970".into()))?;
    let outside = || NotATime("it is outside the range of years that can be represented".into());
    let millis = number * (1000.0 / per_second);
    if !millis.is_finite() || millis.abs() > 1e15 {
        return Err(outside());
    }
    let timestamp = Timestamp::from_millisecond(millis.round() as i64).map_err(|_| outside())?;
    Ok(Offset::UTC.to_datetime(timestamp))
}

fn by_pattern(pattern: &str, text: &str) -> Result<DateTime, NotATime> {
    let parsed = strtime::parse(pattern, text).map_err(|error| NotATime(error.to_string()))?;
    if let Some(timestamp) = parsed.timestamp() {
        return Ok(Offset::UTC.to_datetime(timestamp));
    }
    parsed.to_datetime().map_err(|error| NotATime(error.to_string()))
}

/// Chooses between formats that all fit the rows examined:
///
/// 1. the only one, if there is one only;
/// 2. if in one format every time is less than a day after the previous one, and in the other not, the
///    first;
/// 3. otherwise the one with the month first, and `false`: nothing settled the order.
//= spec/program.md#program-times
//# If day and month could be swapped, the format with the month first MUST be used, unless a row
//# does not fit it, or unless only the other format puts every time less than a day after the
//# previous one and never before it.
pub fn choose<'a>(
    candidates: &'a [TimestampFormat],
    texts: &[&str],
) -> Option<(&'a TimestampFormat, bool)> {
    let close: Vec<&TimestampFormat> =
        candidates.iter().filter(|format| lies_close(format, texts)).collect();
    match (candidates, &close[..]) {
        ([], _) => None,
        ([only], _) => Some((only, true)),
        (_, [only]) => Some((only, true)),
        ([first, ..], _) => Some((first, false)),
    }
}

/// Whether every time is less than a day after the previous one, and not before it.
fn lies_close(format: &TimestampFormat, texts: &[&str]) -> bool {
    let times: Vec<DateTime> = texts.iter().filter_map(|text| format.parse(text).ok()).collect();
    times.windows(2).all(|pair| {
        let seconds = seconds_between(pair[0], pair[1]);
        (0.0..86_400.0).contains(&seconds)
    })
}

/// The seconds from `from` to `to`, in days of 24 hours.
pub fn seconds_between(from: DateTime, to: DateTime) -> f64 {
    to.duration_since(from).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let candidates = TimestampFormat::candidates(text);
        let readings: Vec<String> = candidates
            .iter()
            .map(|format| format!("{format} -> {}", format.parse(text).unwrap()))
            .collect();
        readings.join("; ")
    }

    //= spec/program.md#program-times
    //= type=test
    //# A UTC offset or a Z after a time MUST be ignored.
    #[test]
    fn common_formats_are_known() {
        assert_eq!(read("2014-04-01 00:00:00"), "%Y-%m-%d -> 2014-04-01T00:00:00");
        assert_eq!(read("2014-04-01T00:05:00.250Z"), "%Y-%m-%d -> 2014-04-01T00:05:00.25");
        assert_eq!(read("2014-04-01T23:05:00+02:00"), "%Y-%m-%d -> 2014-04-01T23:05:00");
        assert_eq!(read("2014-04-01T23:05-0800"), "%Y-%m-%d -> 2014-04-01T23:05:00");
        assert_eq!(read("2014-04-01"), "%Y-%m-%d -> 2014-04-01T00:00:00");
        assert_eq!(read("2014/4/1 7:30 PM"), "%Y/%m/%d -> 2014-04-01T19:30:00");
        assert_eq!(read("31.12.2010 07:05"), "%d.%m.%Y -> 2010-12-31T07:05:00");
        assert_eq!(read("1.2.10"), "%d.%m.%y -> 2010-02-01T00:00:00");
        assert_eq!(read("7/13/10 0:00"), "%m/%d/%y -> 2010-07-13T00:00:00");
        assert_eq!(read("13/7/2010 0:00"), "%d/%m/%Y -> 2010-07-13T00:00:00");
    }

    #[test]
    fn month_and_day_that_could_change_places_give_two_readings() {
        assert_eq!(
            read("7/2/10 0:00"),
            "%m/%d/%y -> 2010-07-02T00:00:00; %d/%m/%y -> 2010-02-07T00:00:00"
        );
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in
            ["", "abc", "21.2", "-4", "1e3", "2014-02-30", "2014-04-01 25:00", "1/2/3", "1/2"]
        {
            assert_eq!(read(text), "", "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_called_so() {
        let format = &TimestampFormat::candidates("2014-02-01")[0];
        assert_eq!(
            format.parse("2014-02-30").unwrap_err().0,
            "there is no such date (read as %Y-%m-%d)"
        );
        assert_eq!(format.parse("2014-02-01 24:10").unwrap_err().0, "`24:10` is not a time of day");
        assert_eq!(format.parse("1.2.2014").unwrap_err().0, "it does not have the format %Y-%m-%d");
    }

    //= spec/program.md#program-times
    //= type=test
    //# In a column identified as the time by its name or by `--timestamp-column`, a number MUST be
    //# read as Unix time if it is at least 100000000 or the column name contains unix or epoch, and
    //# as milliseconds if it is at least 100000000000 or the column name ends in ms or contains
    //# milli.
    #[test]
    fn unix_time_is_known_by_name_or_size() {
        let of = TimestampFormat::unix_candidate;
        assert_eq!(of("epoch", "12"), Some(TimestampFormat::UnixSeconds));
        assert_eq!(of("time", "12"), None);
        assert_eq!(of("time", "1396310400"), Some(TimestampFormat::UnixSeconds));
        assert_eq!(of("time", "1396310400000"), Some(TimestampFormat::UnixMillis));
        assert_eq!(of("epoch_ms", "12"), Some(TimestampFormat::UnixMillis));
        let time = TimestampFormat::UnixMillis.parse("1396310400250").unwrap();
        assert_eq!(time.to_string(), "2014-04-01T00:00:00.25");
        let time = TimestampFormat::UnixSeconds.parse("1396310400.5").unwrap();
        assert_eq!(time.to_string(), "2014-04-01T00:00:00.5");
        assert!(TimestampFormat::UnixSeconds.parse("1e300").is_err());
        assert!(TimestampFormat::UnixSeconds.parse("nan").is_err());
    }

    #[test]
    fn a_pattern_reads_what_it_says() {
        let format = TimestampFormat::named("%d %b %Y, %H.%M");
        assert_eq!(format.parse("1 Feb 2010, 07.30").unwrap().to_string(), "2010-02-01T07:30:00");
        assert!(format.parse("1 Feb 2010").is_err());
        let format = TimestampFormat::named("%s");
        assert_eq!(format.parse("1396310400").unwrap().to_string(), "2014-04-01T00:00:00");
        assert_eq!(TimestampFormat::named("unix"), TimestampFormat::UnixSeconds);
    }

    fn chosen(texts: &[&str]) -> (String, bool) {
        let candidates = TimestampFormat::candidates(texts[0]);
        let (format, settled) = choose(&candidates, texts).unwrap();
        (format.to_string(), settled)
    }

    //= spec/program.md#program-times
    //= type=test
    //# If day and month could be swapped, the format with the month first MUST be used, unless a
    //# row does not fit it, or unless only the other format puts every time less than a day after
    //# the previous one and never before it.
    #[test]
    fn the_order_of_month_and_day_is_settled_by_rows_that_lie_close() {
        let pattern =
            |month_first: bool| (if month_first { "%m/%d/%y" } else { "%d/%m/%y" }).to_owned();
        assert_eq!(chosen(&["7/2/10 22:00", "7/2/10 23:00"]), (pattern(true), false));
        assert_eq!(chosen(&["7/2/10 23:00", "7/3/10 0:00"]), (pattern(true), true));
        assert_eq!(chosen(&["7/2/10 23:00", "8/2/10 0:00"]), (pattern(false), true));
        assert_eq!(chosen(&["1/1/10", "2/1/10", "3/1/10"]), (pattern(true), false));
    }
}
