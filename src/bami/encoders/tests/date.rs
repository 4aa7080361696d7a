//! The date encoder.

use jiff::civil::{DateTime, date};

use super::{DateEncoderParameters as Parameters, *};

fn whole() -> Parameters {
    Parameters {
        time_of_day: Some(TimeOfDayParameters::default()),
        day_of_week: Some(DayOfWeekParameters::default()),
        weekend: Some(WeekendParameters::default()),
        ..Parameters::default()
    }
}

fn encode(parameters: Parameters, time: DateTime) -> Vec<u32> {
    DateEncoder::new(parameters).unwrap().encode_time(time).unwrap().on().to_vec()
}

/// A day of a week that began on Sunday, 1 March 2015.
fn day(day: i8) -> DateTime {
    date(2015, 3, 1 + day).at(20, 0, 0, 0)
}

//= spec/encoders.md#enc-date-parts
//= type=test
//# A date encoder MUST be rejected unless it has at least 1 part.
#[test]
fn enc_date_parts_at_least_one() {
    assert!(Parameters::default().validate().is_err());
    assert!(Parameters::only_time_of_day().validate().is_ok());
    let time_of_day = Some(TimeOfDayParameters { buckets: 20, active_bits: 21 });
    let error = Parameters { time_of_day, ..whole() }.validate().unwrap_err();
    assert_eq!(error.parameter, "time_of_day.active_bits");
    let day_of_week = Some(DayOfWeekParameters { buckets: 0, ..Default::default() });
    let error = Parameters { day_of_week, ..whole() }.validate().unwrap_err();
    assert_eq!(error.parameter, "day_of_week.buckets");
    let weekend = Some(WeekendParameters { active_bits: 0 });
    let error = Parameters { weekend, ..whole() }.validate().unwrap_err();
    assert_eq!(error.parameter, "weekend.active_bits");
    let time_of_day = Some(TimeOfDayParameters { buckets: u32::MAX, active_bits: 21 });
    assert_eq!(Parameters { time_of_day, ..whole() }.validate().unwrap_err().parameter, "size");
}

//= spec/encoders.md#enc-date-order
//= type=test
//# The requested parts of a date encoder MUST follow one another in the order time of day, day of
//# week, weekend, season, month, day of month, holiday, custom days, day and night, minute of the
//# hour.
#[test]
fn enc_date_order_is_time_day_weekend() {
    let encoder = DateEncoder::new(whole()).unwrap();
    assert_eq!((encoder.size(), encoder.active_bits()), (54 + 84 + 42, 63));
    // Noon on a Sunday: bucket 27 of 54, bucket 0 of 84, slot 1.
    let day = (54..=54 + 10).chain(54 + 74..=54 + 83);
    let expected: Vec<u32> = (17..=37).chain(day).chain(138 + 21..=138 + 41).collect();
    assert_eq!(encode(whole(), date(2015, 3, 8).at(12, 0, 0, 0)), expected);
    let two = Parameters { day_of_week: None, ..whole() };
    let expected: Vec<u32> = (17..=37).chain(54 + 21..=54 + 41).collect();
    assert_eq!(encode(two, date(2015, 3, 8).at(12, 0, 0, 0)), expected);
}

//= spec/encoders.md#d-enc-8
//= type=test
//# The time of day MUST be encoded by a periodic encoder with the period 86400 and the minimum 0,
//# its value being 3600 * hour + 60 * minute + second + nanosecond / 1000000000.
#[test]
fn d_enc_8_the_time_of_day_counts_seconds() {
    let of_day = |hour, minute, second, nanosecond| {
        encode(Parameters::only_time_of_day(), day(0).date().at(hour, minute, second, nanosecond))
    };
    let periodic = |seconds| {
        let parameters = PeriodicEncoderParameters { period: 86400.0, ..Default::default() };
        PeriodicEncoder::new(parameters).unwrap().encode_number(seconds).unwrap().on().to_vec()
    };
    assert_eq!(of_day(0, 0, 0, 0), periodic(0.0));
    assert_eq!(of_day(23, 59, 59, 999_999_999), periodic(86_399.999_999_999));
    // Bucket 1 begins at 00:26:40, bucket 39 at 17:20.
    assert_eq!(of_day(0, 26, 39, 999_999_999), periodic(0.0));
    assert_eq!(of_day(0, 26, 40, 0), periodic(1600.0));
    assert_ne!(of_day(0, 26, 40, 0), periodic(0.0));
    assert_eq!(of_day(17, 20, 0, 0), (29..=49).collect::<Vec<u32>>());
}

/// The Numenta Anomaly Benchmark's formula gives the same bits for every minute of a day but one.
#[test]
fn d_enc_8_all_minutes_but_one_are_as_in_hours() {
    let encoder = DateEncoder::new(Parameters::only_time_of_day()).unwrap();
    let differing: Vec<(i8, i8)> = (0..24)
        .flat_map(|hour| (0..60).map(move |minute| (hour, minute)))
        .filter(|&(hour, minute)| {
            let hours = f64::from(hour) + f64::from(minute) / 60.0;
            let centre = (hours * 54.0 / 24.0) as u32;
            let mut bits: Vec<u32> = (centre + 44..=centre + 64).map(|bit| bit % 54).collect();
            bits.sort_unstable();
            let ours = encoder.encode_time(day(0).date().at(hour, minute, 0, 0)).unwrap();
            ours.on() != bits
        })
        .collect();
    assert_eq!(differing, [(17, 20)]);
}

//= spec/encoders.md#d-enc-9
//= type=test
//# The day of the week MUST be encoded by a periodic encoder with the period 7 and the minimum 0,
//# its value being 0 throughout Sunday, 1 throughout Monday, and so on to 6 for Saturday.
#[test]
fn d_enc_9_days_are_whole_and_share_with_both_neighbours() {
    let day_of_week = Some(DayOfWeekParameters::default());
    let encoder = DateEncoder::new(Parameters { day_of_week, ..Parameters::default() }).unwrap();
    let sdr = |time| encoder.encode_time(time).unwrap();
    assert_eq!(sdr(day(0)).on(), (0..=10).chain(74..=83).collect::<Vec<u32>>());
    assert_eq!(sdr(day(1)).on(), (2..=22).collect::<Vec<u32>>());
    assert_eq!(sdr(day(6).date().at(0, 0, 0, 0)), sdr(day(6).date().at(23, 59, 59, 0)));
    for (other, shared) in [(0, 9), (1, 0), (2, 0), (3, 0), (4, 0), (5, 9), (6, 21)] {
        assert_eq!(sdr(day(6)).overlap(&sdr(day(other))), Ok(shared), "Saturday and day {other}");
    }
}

//= spec/encoders.md#d-enc-9
//= type=test
//# With `first_weekday` set to `monday`, the value MUST be 0 throughout Monday, and so on to 6 for
//# Sunday.
#[test]
fn d_enc_9_snapshots_of_version_1_count_from_monday() {
    let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let days = |first_weekday| {
        let mut encoder = week(7, 1, first_weekday);
        [0, 1, 2, 3, 4, 5, 6].map(|number| {
            let sdr = encoder.encode(&Value::Time(day(number))).unwrap();
            let meaning = encoder.decode(&sdr).unwrap().pop().unwrap().meaning;
            assert_eq!(meaning, Meaning::Category(names[number as usize].into()));
            sdr.on()[0]
        })
    };
    assert_eq!(days(FirstWeekday::Sunday), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(days(FirstWeekday::Monday), [6, 0, 1, 2, 3, 4, 5]);
}

fn week(buckets: u32, active_bits: u32, first_weekday: FirstWeekday) -> DateEncoder {
    let part = DayOfWeekParameters { buckets, active_bits, first_weekday };
    DateEncoder::new(Parameters { day_of_week: Some(part), ..Parameters::default() }).unwrap()
}

/// How many of the 21 pairs of days share other numbers of bits when the week begins on Monday.
#[test]
fn d_enc_9_the_first_day_matters_where_7_does_not_divide_the_buckets() {
    let shared = |encoder: DateEncoder| {
        let days = [0, 1, 2, 3, 4, 5, 6].map(|number| encoder.encode_time(day(number)).unwrap());
        let pairs = (0..7).flat_map(|x| (x + 1..7).map(move |y| (x, y)));
        pairs.map(|(x, y)| days[x].overlap(&days[y]).unwrap()).collect::<Vec<_>>()
    };
    let differing = |buckets, active_bits| {
        let [sunday, monday] = [FirstWeekday::Sunday, FirstWeekday::Monday]
            .map(|first| shared(week(buckets, active_bits, first)));
        assert!(sunday.iter().zip(&monday).all(|(x, y)| x.abs_diff(*y) <= 1));
        sunday.iter().zip(&monday).filter(|(x, y)| x != y).count()
    };
    assert_eq!(differing(25, 9), 8);
    assert_eq!(differing(84, 21), 0);
}

//= spec/encoders.md#d-enc-10
//= type=test
//# The weekend MUST be encoded by a category encoder with two slots, slot 1 for Saturday and Sunday
//# and slot 0 for the other days.
#[test]
fn d_enc_10_the_weekend_is_saturday_and_sunday() {
    let weekend =
        Parameters { weekend: Some(WeekendParameters::default()), ..Parameters::default() };
    for number in 0..7 {
        let first = if (1..6).contains(&number) { 0 } else { 21 };
        let bits = encode(weekend.clone(), day(number));
        assert_eq!(bits, (first..first + 21).collect::<Vec<u32>>(), "day {number}");
    }
}

/// The bits of one part, in a date encoder that has no other.
fn part(change: impl Fn(&mut Parameters), time: DateTime) -> Vec<u32> {
    let mut parameters = Parameters::default();
    change(&mut parameters);
    encode(parameters, time)
}

/// The bits of a value on a ring.
fn ring(period: f64, buckets: u32, minimum: f64, value: f64) -> Vec<u32> {
    let parameters = PeriodicEncoderParameters { period, buckets, active_bits: 21, minimum };
    PeriodicEncoder::new(parameters).unwrap().encode_number(value).unwrap().on().to_vec()
}

//= spec/encoders.md#d-enc-12
//= type=test
//# The season MUST be encoded by a periodic encoder with the period 366 and the minimum 0, its
//# value being the number of days from 1 January to that month and day in a leap year.
#[test]
fn d_enc_12_the_season_counts_days_of_a_leap_year() {
    for (year, month, day, days) in [
        (2026, 1, 1, 0.0),
        (2026, 2, 28, 58.0),
        (2024, 2, 29, 59.0),
        (2024, 3, 1, 60.0),
        (2026, 3, 1, 60.0),
        (1900, 3, 1, 60.0),
        (2026, 12, 31, 365.0),
        (2024, 12, 31, 365.0),
    ] {
        let time = date(year, month, day).at(13, 0, 0, 0);
        let bits = part(|p| p.season = Some(SeasonParameters::default()), time);
        assert_eq!(bits, ring(366.0, 84, 0.0, days), "{time}");
    }
}

//= spec/encoders.md#enc-date-month
//= type=test
//# The month MUST be encoded by a periodic encoder with the period 12 and the minimum 0, its value
//# being 0 throughout January, 1 throughout February, and so on to 11 for December.
#[test]
fn enc_date_month_counts_from_january() {
    for month in 1..=12 {
        let time = date(2026, month, 28).at(23, 59, 59, 0);
        let bits = part(|p| p.month = Some(MonthParameters::default()), time);
        assert_eq!(bits, ring(12.0, 144, 0.0, f64::from(month - 1)));
    }
}

//= spec/encoders.md#d-enc-13
//= type=test
//# The day of the month MUST be encoded by a periodic encoder with the period 31 and the minimum 1,
//# its value being the day of the month from 1 on.
#[test]
fn d_enc_13_days_of_the_month_count_from_1() {
    let bits = |day| {
        let time = date(2026, 3, day).at(12, 0, 0, 0);
        part(|p| p.day_of_month = Some(DayOfMonthParameters::default()), time)
    };
    for day in 1..=31 {
        assert_eq!(bits(day), ring(31.0, 124, 1.0, f64::from(day)));
    }
    let shared = |day| bits(1).iter().filter(|bit| bits(day).contains(bit)).count();
    assert_eq!([shared(30), shared(31), shared(2)], [13, 17, 17]);
}

//= spec/encoders.md#enc-date-minute
//= type=test
//# The minute of the hour MUST be encoded by a periodic encoder with the period 3600 and the
//# minimum 0, its value being 60 * minute + second + nanosecond / 1000000000.
#[test]
fn enc_date_minute_counts_seconds_of_the_hour() {
    for (minute, second, nanosecond, value) in
        [(0, 0, 0, 0.0), (0, 59, 999_999_999, 59.999_999_999), (59, 0, 0, 3540.0)]
    {
        let time = date(2026, 3, 1).at(17, minute, second, nanosecond);
        let bits = part(|p| p.minute_of_hour = Some(MinuteOfHourParameters::default()), time);
        assert_eq!(bits, ring(3600.0, 60, 0.0, value));
    }
}

/// The slot, 0 or 1, of a part that has no other.
fn slot(change: impl Fn(&mut Parameters), time: DateTime) -> u32 {
    part(change, time)[0] / 21
}

//= spec/encoders.md#d-enc-14
//= type=test
//# A holiday MUST be encoded by a category encoder with two slots, slot 1 for a day whose month and
//# day, and year where one is given, are those of a date in the list, and slot 0 for the other
//# days.
#[test]
fn d_enc_14_holidays_are_of_every_year_or_of_one() {
    let dates = ["12-25", "2027-03-28", "02-29"].map(String::from).to_vec();
    let holidays = |p: &mut Parameters| {
        p.holiday = Some(HolidayParameters { dates: dates.clone(), ..Default::default() });
    };
    for (year, month, day, expected) in [
        (2026, 12, 25, 1),
        (1999, 12, 25, 1),
        (2026, 12, 24, 0),
        (2027, 3, 28, 1),
        (2026, 3, 28, 0),
        (2024, 2, 29, 1),
        (2026, 2, 28, 0),
    ] {
        assert_eq!(slot(holidays, date(year, month, day).at(23, 59, 0, 0)), expected);
    }
}

//= spec/encoders.md#enc-date-holiday-parameters
//= type=test
//# Holidays MUST be rejected unless there is at least 1 date, and each date exists and is written
//# as month and day, MM-DD, or as year, month and day, YYYY-MM-DD.
#[test]
fn enc_date_holiday_parameters_that_cannot_be_are_refused() {
    let refused = |dates: &[&str]| {
        let dates = dates.iter().map(ToString::to_string).collect();
        let holiday = Some(HolidayParameters { dates, ..Default::default() });
        let parameters = Parameters { holiday, ..Default::default() };
        parameters.validate().err().map(|error| error.parameter)
    };
    assert_eq!(refused(&[]).unwrap(), "holiday.dates");
    for bad in ["", "1-1", "13-01", "02-30", "2027-02-29", "0000-01-01", "12-25-2026", "+1-01"] {
        assert_eq!(refused(&["12-25", bad]).unwrap(), "holiday.dates[1]", "{bad}");
    }
    assert_eq!(refused(&["12-25", "12-25", "0001-01-01"]), None);
}

//= spec/encoders.md#enc-date-custom
//= type=test
//# The custom days MUST be encoded by a category encoder with two slots, slot 1 for the days of the
//# week in the list and slot 0 for the other days.
//= spec/encoders.md#enc-date-custom-parameters
//= type=test
//# Custom days MUST be rejected unless there is at least 1 day and each is one of Monday, Tuesday,
//# Wednesday, Thursday, Friday, Saturday and Sunday, named once.
#[test]
fn enc_date_custom_days_are_those_of_the_list() {
    let custom = |days: &[&str]| {
        let days = days.iter().map(ToString::to_string).collect();
        let custom_days = Some(CustomDaysParameters { days, ..Default::default() });
        Parameters { custom_days, ..Default::default() }
    };
    let parameters = custom(&["Sunday", "Tuesday"]);
    let slots = (0..7).map(|n| encode(parameters.clone(), day(n))[0] / 21);
    assert_eq!(slots.collect::<Vec<u32>>(), [1, 0, 1, 0, 0, 0, 0]);
    let refused = |days: &[&str]| custom(days).validate().unwrap_err().parameter;
    assert_eq!(refused(&[]), "custom_days.days");
    assert_eq!(refused(&["Monday", "monday"]), "custom_days.days[1]");
    assert_eq!(refused(&["Monday", "Monday"]), "custom_days.days[1]");
}

//= spec/encoders.md#d-enc-15
//= type=test
//# Day and night MUST be encoded by a category encoder with two slots, slot 0 where 3600 *
//# day_begins <= t < 3600 * night_begins and slot 1 at other times, t being the value of the time
//# of day.
//= spec/encoders.md#enc-date-night-parameters
//= type=test
//# Day and night MUST be rejected unless 0 <= day_begins < night_begins <= 24.
#[test]
fn d_enc_15_the_day_has_a_beginning_and_an_end() {
    let at = |day_begins, night_begins| {
        let day_night = Some(DayNightParameters { day_begins, night_begins, active_bits: 21 });
        Parameters { day_night, ..Default::default() }
    };
    for (hour, minute, second, expected) in
        [(0, 0, 0, 1), (6, 29, 59, 1), (6, 30, 0, 0), (17, 59, 59, 0), (18, 0, 0, 1), (23, 0, 0, 1)]
    {
        let time = date(2026, 3, 1).at(hour, minute, second, 0);
        assert_eq!(encode(at(6.5, 18.0), time)[0] / 21, expected, "{time}");
    }
    assert!(at(0.0, 24.0).validate().is_ok());
    for (day, night) in [(-1.0, 5.0), (6.0, 6.0), (18.0, 6.0), (6.0, 24.5), (f64::NAN, 6.0)] {
        assert!(at(day, night).validate().is_err(), "{day} to {night}");
    }
}
