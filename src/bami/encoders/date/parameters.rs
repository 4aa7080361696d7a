//! The parameters of the parts of a date encoder.

use crate::parameters::with_methods;

/// The parameters of a part that is a ring: number of buckets, and of bits, and number of those ON.
macro_rules! ring {
    ($(#[$about:meta])* $name:ident, $buckets:literal) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(deny_unknown_fields, default)
        )]
        #[non_exhaustive]
        pub struct $name {
            /// Number of buckets in the period, and of bits.
            pub buckets: u32,
            /// Number of bits ON, at most the buckets.
            pub active_bits: u32,
        }

        with_methods! {
            $name {
                with_buckets(buckets: u32),
                with_active_bits(active_bits: u32),
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { buckets: $buckets, active_bits: 21 }
            }
        }
    };
}

ring!(
    /// The time of day as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of 24 hours. The default is
    /// that of the Numenta Anomaly Benchmark, 54 buckets with 21 active bits: times 9 1/3 hours apart
    /// share no bit.
    ///
    /// [`DateEncoder`]: super::DateEncoder
    /// [`PeriodicEncoder`]: super::PeriodicEncoder
    TimeOfDayParameters, 54
);
ring!(
    /// The season as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of the 366 days of a leap year.
    /// The default is 84 buckets with 21 active bits: days a quarter of a year apart share no bit.
    ///
    /// [`DateEncoder`]: super::DateEncoder
    /// [`PeriodicEncoder`]: super::PeriodicEncoder
    SeasonParameters, 84
);
ring!(
    /// The month as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of 12 months. The default is 144
    /// buckets, 12 for each month, with 21 active bits: a month shares 9 bits with the one before and
    /// the one after, and none with any other. The number of buckets is well chosen a multiple of 12.
    ///
    /// [`DateEncoder`]: super::DateEncoder
    /// [`PeriodicEncoder`]: super::PeriodicEncoder
    MonthParameters, 144
);
ring!(
    /// The day of the month as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of 31 days. The default
    /// is 124 buckets, 4 for each day, with 21 active bits: days 6 or more apart share no bit. The
    /// number of buckets is well chosen a multiple of 31.
    ///
    /// [`DateEncoder`]: super::DateEncoder
    /// [`PeriodicEncoder`]: super::PeriodicEncoder
    DayOfMonthParameters, 124
);
ring!(
    /// The minute of the hour as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of an hour. The
    /// default is 60 buckets, one for each minute, with 21 active bits.
    ///
    /// [`DateEncoder`]: super::DateEncoder
    /// [`PeriodicEncoder`]: super::PeriodicEncoder
    MinuteOfHourParameters, 60
);

/// The day of the week on which the encoding of a [`DateEncoder`] begins (D-ENC-9).
///
/// [`DateEncoder`]: super::DateEncoder
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum FirstWeekday {
    /// Sunday is 0 and Saturday 6, as in BAMI.
    #[default]
    Sunday,
    /// Monday is 0 and Sunday 6, as in snapshots of version 1.
    Monday,
}

/// The day of the week as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of 7 days. The default is
/// 84 buckets, 12 for each day, with 21 active bits: a day shares 9 bits with the one before and the
/// one after, and none with any other. The number of buckets is well chosen a multiple of 7.
///
/// [`DateEncoder`]: super::DateEncoder
/// [`PeriodicEncoder`]: super::PeriodicEncoder
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct DayOfWeekParameters {
    /// Number of buckets in the period, and of bits.
    pub buckets: u32,
    /// Number of bits ON, at most the buckets.
    pub active_bits: u32,
    /// The day whose value is 0. Leave it at Sunday, unless to continue a state of an earlier release.
    pub first_weekday: FirstWeekday,
}

with_methods! {
    DayOfWeekParameters {
        with_buckets(buckets: u32),
        with_active_bits(active_bits: u32),
        with_first_weekday(first_weekday: FirstWeekday),
    }
}

impl Default for DayOfWeekParameters {
    fn default() -> Self {
        Self { buckets: 84, active_bits: 21, first_weekday: FirstWeekday::Sunday }
    }
}

/// Whether it is a weekend, as a part of a [`DateEncoder`]: a [`CategoryEncoder`] of two categories.
/// The default is 21 bits for each.
///
/// [`DateEncoder`]: super::DateEncoder
/// [`CategoryEncoder`]: super::CategoryEncoder
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct WeekendParameters {
    /// Number of bits ON; the part has twice as many bits.
    pub active_bits: u32,
}

with_methods! {
    WeekendParameters {
        with_active_bits(active_bits: u32),
    }
}

impl Default for WeekendParameters {
    fn default() -> Self {
        Self { active_bits: 21 }
    }
}

/// Whether it is a holiday, as a part of a [`DateEncoder`]: a [`CategoryEncoder`] of two categories. The
/// default has no holidays yet and is rejected until it is given some.
///
/// [`DateEncoder`]: super::DateEncoder
/// [`CategoryEncoder`]: super::CategoryEncoder
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct HolidayParameters {
    /// Number of bits ON; the part has twice as many bits.
    pub active_bits: u32,
    /// The holidays, at least one: `"12-25"` for a day of every year, `"2027-03-28"` for one of that
    /// year alone.
    pub dates: Vec<String>,
}

with_methods! {
    HolidayParameters {
        with_active_bits(active_bits: u32),
        with_dates(dates: Vec<String>),
    }
}

impl Default for HolidayParameters {
    fn default() -> Self {
        Self { active_bits: 21, dates: Vec::new() }
    }
}

/// Whether it is one of a custom set of days of the week, as a part of a [`DateEncoder`]: a
/// [`CategoryEncoder`] of two categories. The default has no days yet and is rejected until it is given
/// some.
///
/// [`DateEncoder`]: super::DateEncoder
/// [`CategoryEncoder`]: super::CategoryEncoder
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct CustomDaysParameters {
    /// Number of bits ON; the part has twice as many bits.
    pub active_bits: u32,
    /// The days, at least one, each once: `"Monday"` to `"Sunday"`.
    pub days: Vec<String>,
}

with_methods! {
    CustomDaysParameters {
        with_active_bits(active_bits: u32),
        with_days(days: Vec<String>),
    }
}

impl Default for CustomDaysParameters {
    fn default() -> Self {
        Self { active_bits: 21, days: Vec::new() }
    }
}

/// Whether it is day or night, as a part of a [`DateEncoder`]: a [`CategoryEncoder`] of two categories.
/// The default is 21 bits for each, and a day from 6 to 18 o'clock.
///
/// [`DateEncoder`]: super::DateEncoder
/// [`CategoryEncoder`]: super::CategoryEncoder
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct DayNightParameters {
    /// Number of bits ON; the part has twice as many bits.
    pub active_bits: u32,
    /// The hour at which the day begins, 0 to 24; 6.5 is half past six.
    pub day_begins: f64,
    /// The hour at which the night begins, 0 to 24; later than the day begins.
    pub night_begins: f64,
}

with_methods! {
    DayNightParameters {
        with_active_bits(active_bits: u32),
        with_day_begins(day_begins: f64),
        with_night_begins(night_begins: f64),
    }
}

impl Default for DayNightParameters {
    fn default() -> Self {
        Self { active_bits: 21, day_begins: 6.0, night_begins: 18.0 }
    }
}
