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

/// A day of a week that began on Monday, 2 March 2015.
fn day(day: i8) -> DateTime {
    date(2015, 3, 2 + day).at(20, 0, 0, 0)
}

//= spec/encoders.md#enc-date-parts
//= type=test
//# A date encoder MUST be refused unless it has at least 1 part.
#[test]
fn enc_date_parts_at_least_one() {
    assert!(Parameters::default().validate().is_err());
    assert!(Parameters::only_time_of_day().validate().is_ok());
    let time_of_day = Some(TimeOfDayParameters { buckets: 20, active_bits: 21 });
    let error = Parameters { time_of_day, ..whole() }.validate().unwrap_err();
    assert_eq!(error.parameter, "time_of_day.active_bits");
    let day_of_week = Some(DayOfWeekParameters { buckets: 0, active_bits: 21 });
    let error = Parameters { day_of_week, ..whole() }.validate().unwrap_err();
    assert_eq!(error.parameter, "day_of_week.buckets");
    let weekend = Some(WeekendParameters { active_bits: 0 });
    let error = Parameters { weekend, ..whole() }.validate().unwrap_err();
    assert_eq!(error.parameter, "weekend.active_bits");
    let weekend = Some(WeekendParameters { active_bits: u32::MAX / 2 });
    assert_eq!(Parameters { weekend, ..whole() }.validate().unwrap_err().parameter, "size");
}

//= spec/encoders.md#enc-date-order
//= type=test
//# The parts of a date encoder that were asked for MUST stand one behind the other in the order time of day, day of week, weekend, season, month, day of month, holiday, custom days, day and night, minute of the hour.
#[test]
fn enc_date_order_is_time_day_weekend() {
    let encoder = DateEncoder::new(whole()).unwrap();
    assert_eq!((encoder.size(), encoder.active_bits()), (54 + 84 + 42, 63));
    // Noon on a Sunday: bucket 27 of 54, bucket 72 of 84, slot 1.
    let expected: Vec<u32> =
        (17..=37).chain(54 + 62..=54 + 82).chain(138 + 21..=138 + 41).collect();
    assert_eq!(encode(whole(), date(2015, 3, 8).at(12, 0, 0, 0)), expected);
    let two = Parameters { day_of_week: None, ..whole() };
    let expected: Vec<u32> = (17..=37).chain(54 + 21..=54 + 41).collect();
    assert_eq!(encode(two, date(2015, 3, 8).at(12, 0, 0, 0)), expected);
}

//= spec/encoders.md#d-enc-8
//= type=test
//# The time of day MUST be encoded by a periodic encoder with the period 86400 and the minimum 0, its value being 3600 * hour + 60 * minute + second + nanosecond / 1000000000.
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
//# The day of the week MUST be encoded by a periodic encoder with the period 7 and the minimum 0, its value being 0 all through Monday, 1 all through Tuesday, and so on to 6 for Sunday.
#[test]
fn d_enc_9_days_are_whole_and_share_with_both_neighbours() {
    let day_of_week = Some(DayOfWeekParameters::default());
    let encoder = DateEncoder::new(Parameters { day_of_week, ..Parameters::default() }).unwrap();
    let sdr = |time| encoder.encode_time(time).unwrap();
    assert_eq!(sdr(day(0)).on(), (0..=10).chain(74..=83).collect::<Vec<u32>>());
    assert_eq!(sdr(day(1)).on(), (2..=22).collect::<Vec<u32>>());
    assert_eq!(sdr(day(6).date().at(0, 0, 0, 0)), sdr(day(6).date().at(23, 59, 59, 0)));
    for (other, shared) in [(0, 9), (1, 0), (2, 0), (3, 0), (4, 0), (5, 9), (6, 21)] {
        assert_eq!(sdr(day(6)).overlap(&sdr(day(other))), Ok(shared), "Sunday and day {other}");
    }
}

//= spec/encoders.md#d-enc-10
//= type=test
//# The weekend MUST be encoded by a category encoder with two slots, slot 1 for Saturday and Sunday and slot 0 for the other days.
#[test]
fn d_enc_10_the_weekend_is_saturday_and_sunday() {
    let weekend =
        Parameters { weekend: Some(WeekendParameters::default()), ..Parameters::default() };
    for number in 0..7 {
        let first = if number < 5 { 0 } else { 21 };
        let bits = encode(weekend.clone(), day(number));
        assert_eq!(bits, (first..first + 21).collect::<Vec<u32>>(), "day {number}");
    }
}
