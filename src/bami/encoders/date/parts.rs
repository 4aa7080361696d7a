//! The parts of a date encoder: what each takes from a date and time, and its encoder.

use jiff::civil::{Date, DateTime, Weekday};

use super::{CustomDaysParameters, DayNightParameters, FirstWeekday, HolidayParameters};
use crate::encoders::decode::{self, best_apart};
use crate::encoders::{
    CategoryEncoder, CategoryEncoderParameters, Decoded, Encoder, EncoderError, Meaning,
    PeriodicEncoder, PeriodicEncoderParameters, bounds,
};
use crate::parameters::{ParameterError, ParameterWarning};
use crate::sdr::Sdr;

const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What comes round again, and so is encoded on a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    TimeOfDay,
    DayOfWeek(FirstWeekday),
    Season,
    Month,
    DayOfMonth,
    MinuteOfHour,
}

impl Quantity {
    fn name(self) -> &'static str {
        match self {
            Self::TimeOfDay => "time_of_day",
            Self::DayOfWeek(_) => "day_of_week",
            Self::Season => "season",
            Self::Month => "month",
            Self::DayOfMonth => "day_of_month",
            Self::MinuteOfHour => "minute_of_hour",
        }
    }

    /// The least value.
    fn minimum(self) -> f64 {
        if self == Self::DayOfMonth { 1.0 } else { 0.0 }
    }

    /// After how much it comes round again.
    fn period(self) -> f64 {
        match self {
            Self::TimeOfDay => 86_400.0,
            Self::DayOfWeek(_) => 7.0,
            Self::Season => 366.0,
            Self::Month => 12.0,
            Self::DayOfMonth => 31.0,
            Self::MinuteOfHour => 3600.0,
        }
    }

    /// Its value at a time.
    fn value(self, time: DateTime) -> f64 {
        match self {
            Self::TimeOfDay => second_of_day(time),
            Self::DayOfWeek(first) => day_of_week(first, time),
            Self::Season => day_of_leap_year(time),
            Self::Month => month(time),
            Self::DayOfMonth => day_of_month(time),
            Self::MinuteOfHour => second_of_hour(time),
        }
    }

    /// Whether only integers come, so that only their buckets are candidates of decoding.
    fn is_whole(self) -> bool {
        !matches!(self, Self::TimeOfDay | Self::MinuteOfHour)
    }

    /// What an integer stands for.
    fn meaning(self, value: f64) -> Meaning {
        let name =
            |names: &[&str], place: usize| Meaning::Category(names[place % names.len()].to_owned());
        match self {
            Self::DayOfWeek(first) => name(&DAYS, value as usize + first.place()),
            Self::Month => name(&MONTHS, value as usize),
            _ => Meaning::Range(value, value + 1.0),
        }
    }
}

/// What either is or is not, and so is encoded as a category.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Question {
    Weekend,
    Holiday(Vec<Holiday>),
    CustomDays(Vec<Weekday>),
    Night { day_begins: f64, night_begins: f64 },
}

impl Question {
    fn name(&self) -> &'static str {
        match self {
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
            Self::CustomDays(_) => "custom_days",
            Self::Night { .. } => "day_night",
        }
    }

    /// The category of slot 0 and that of slot 1.
    fn categories(&self) -> [&'static str; 2] {
        match self {
            Self::Weekend => ["no weekend", "weekend"],
            Self::Holiday(_) => ["no holiday", "holiday"],
            Self::CustomDays(_) => ["no custom day", "custom day"],
            Self::Night { .. } => ["day", "night"],
        }
    }

    /// Whether it is so at a time.
    fn holds(&self, time: DateTime) -> bool {
        match self {
            Self::Weekend => is_weekend(time),
            Self::Holiday(holidays) => is_holiday(holidays, time),
            Self::CustomDays(days) => is_custom_day(days, time),
            Self::Night { day_begins, night_begins } => is_night(*day_begins, *night_begins, time),
        }
    }
}

/// The seconds since midnight, with their fraction.
//= spec/encoders.md#d-enc-8
//# The time of day MUST be encoded by a periodic encoder with the period 86400 and the minimum 0,
//# its value being 3600 * hour + 60 * minute + second + nanosecond / 1000000000.
fn second_of_day(time: DateTime) -> f64 {
    let minutes = 60 * i32::from(time.hour()) + i32::from(time.minute());
    let seconds = 60 * minutes + i32::from(time.second());
    f64::from(seconds) + f64::from(time.subsec_nanosecond()) / 1_000_000_000.0
}

/// The days since the first day of the week.
//= spec/encoders.md#d-enc-9
//# The day of the week MUST be encoded by a periodic encoder with the period 7 and the minimum 0,
//# its value being 0 throughout Sunday, 1 throughout Monday, and so on to 6 for Saturday.
//= spec/encoders.md#d-enc-9
//# With `first_weekday` set to `monday`, the value MUST be 0 throughout Monday, and so on to 6 for
//# Sunday.
fn day_of_week(first: FirstWeekday, time: DateTime) -> f64 {
    f64::from(match first {
        FirstWeekday::Sunday => time.weekday().to_sunday_zero_offset(),
        FirstWeekday::Monday => time.weekday().to_monday_zero_offset(),
    })
}

impl FirstWeekday {
    /// Its place among [`DAYS`].
    fn place(self) -> usize {
        match self {
            Self::Sunday => 0,
            Self::Monday => 1,
        }
    }
}

/// The days since 1 January, counted as in a leap year.
//= spec/encoders.md#d-enc-12
//# The season MUST be encoded by a periodic encoder with the period 366 and the minimum 0, its
//# value being the number of days from 1 January to that month and day in a leap year.
fn day_of_leap_year(time: DateTime) -> f64 {
    let day_is_left_out = !time.date().in_leap_year() && time.month() > 2;
    f64::from(time.date().day_of_year() - 1 + i16::from(day_is_left_out))
}

/// The months since January.
//= spec/encoders.md#enc-date-month
//# The month MUST be encoded by a periodic encoder with the period 12 and the minimum 0, its value
//# being 0 throughout January, 1 throughout February, and so on to 11 for December.
fn month(time: DateTime) -> f64 {
    f64::from(time.month() - 1)
}

/// The day of the month, from 1.
//= spec/encoders.md#d-enc-13
//# The day of the month MUST be encoded by a periodic encoder with the period 31 and the minimum 1,
//# its value being the day of the month from 1 on.
fn day_of_month(time: DateTime) -> f64 {
    f64::from(time.day())
}

/// The seconds since the hour began, with their fraction.
//= spec/encoders.md#enc-date-minute
//# The minute of the hour MUST be encoded by a periodic encoder with the period 3600 and the
//# minimum 0, its value being 60 * minute + second + nanosecond / 1000000000.
fn second_of_hour(time: DateTime) -> f64 {
    let seconds = 60 * i32::from(time.minute()) + i32::from(time.second());
    f64::from(seconds) + f64::from(time.subsec_nanosecond()) / 1_000_000_000.0
}

//= spec/encoders.md#d-enc-10
//# The weekend MUST be encoded by a category encoder with two slots, slot 1 for Saturday and Sunday
//# and slot 0 for the other days.
fn is_weekend(time: DateTime) -> bool {
    matches!(time.weekday(), Weekday::Saturday | Weekday::Sunday)
}

//= spec/encoders.md#d-enc-14
//# A holiday MUST be encoded by a category encoder with two slots, slot 1 for a day whose month and
//# day, and year where one is given, are those of a date in the list, and slot 0 for the other
//# days.
fn is_holiday(holidays: &[Holiday], time: DateTime) -> bool {
    holidays.iter().any(|&Holiday { year, month, day }| {
        year.is_none_or(|year| year == time.year()) && (month, day) == (time.month(), time.day())
    })
}

//= spec/encoders.md#enc-date-custom
//# The custom days MUST be encoded by a category encoder with two slots, slot 1 for the days of the
//# week in the list and slot 0 for the other days.
fn is_custom_day(days: &[Weekday], time: DateTime) -> bool {
    days.contains(&time.weekday())
}

//= spec/encoders.md#d-enc-15
//# Day and night MUST be encoded by a category encoder with two slots, slot 0 where 3600 *
//# day_begins <= t < 3600 * night_begins and slot 1 at other times, t being the value of the time
//# of day.
fn is_night(day_begins: f64, night_begins: f64, time: DateTime) -> bool {
    !(3600.0 * day_begins..3600.0 * night_begins).contains(&second_of_day(time))
}

/// A day of every year, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holiday {
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Holiday {
    /// Reads `12-25` or `2027-03-28`.
    fn read(text: &str) -> Option<Self> {
        let digits = |text: &str, count| {
            let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            if fits { text.parse::<i16>().ok() } else { None }
        };
        let parts: Vec<&str> = text.split('-').collect();
        let (year, month, day) = match parts[..] {
            [month, day] => (None, month, day),
            [year, month, day] => (Some(digits(year, 4).filter(|year| *year > 0)?), month, day),
            _ => return None,
        };
        let month = i8::try_from(digits(month, 2)?).ok()?;
        let day = i8::try_from(digits(day, 2)?).ok()?;
        // NB: 2024 is a leap year, so that 29 February is a day of every year that has one.
        Date::new(year.unwrap_or(2024), month, day).ok()?;
        Some(Self { year, month, day })
    }
}

/// What the list of holidays says.
//= spec/encoders.md#enc-date-holiday-parameters
//# Holidays MUST be rejected unless there is at least 1 date, and each date exists and is written
//# as month and day, MM-DD, or as year, month and day, YYYY-MM-DD.
pub(super) fn holiday(parameters: &HolidayParameters) -> Result<Question, ParameterError> {
    if parameters.dates.is_empty() {
        return Err(ParameterError::new("dates", "[]", "must name at least one day"));
    }
    let read = |(index, text): (usize, &String)| {
        Holiday::read(text).ok_or_else(|| {
            let allowed =
                "must be a day of every year, such as \"12-25\", or of one, such as \"2027-03-28\"";
            ParameterError::new(&format!("dates[{index}]"), format!("{text:?}"), allowed)
        })
    };
    let holidays = parameters.dates.iter().enumerate().map(read);
    Ok(Question::Holiday(holidays.collect::<Result<_, _>>()?))
}

/// What the list of custom days says.
//= spec/encoders.md#enc-date-custom-parameters
//# Custom days MUST be rejected unless there is at least 1 day and each is one of Monday, Tuesday,
//# Wednesday, Thursday, Friday, Saturday and Sunday, named once.
pub(super) fn custom_days(parameters: &CustomDaysParameters) -> Result<Question, ParameterError> {
    if parameters.days.is_empty() {
        return Err(ParameterError::new("days", "[]", "must name at least one day"));
    }
    let mut days: Vec<Weekday> = Vec::new();
    for (index, name) in parameters.days.iter().enumerate() {
        let reject = |allowed: &str| {
            Err(ParameterError::new(&format!("days[{index}]"), format!("{name:?}"), allowed))
        };
        let day = (0..).zip(DAYS).find(|(_, known)| known == name);
        match day.map(|(offset, _)| Weekday::from_sunday_zero_offset(offset)) {
            Some(Ok(day)) if days.contains(&day) => return reject("must be named once only"),
            Some(Ok(day)) => days.push(day),
            _ => return reject("must be one of \"Monday\" to \"Sunday\""),
        }
    }
    Ok(Question::CustomDays(days))
}

/// When day and night begin.
//= spec/encoders.md#enc-date-night-parameters
//# Day and night MUST be rejected unless 0 <= day_begins < night_begins <= 24.
pub(super) fn day_night(parameters: &DayNightParameters) -> Result<Question, ParameterError> {
    let DayNightParameters { day_begins, night_begins, .. } = *parameters;
    ParameterError::check_range("day_begins", day_begins, 0.0, 24.0)?;
    ParameterError::check_range("night_begins", night_begins, 0.0, 24.0)?;
    if night_begins <= day_begins {
        let allowed = format!("must be later than day_begins, {day_begins:?}");
        return Err(ParameterError::new("night_begins", format!("{night_begins:?}"), allowed));
    }
    Ok(Question::Night { day_begins, night_begins })
}

/// A part with its encoder.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Ring(Quantity, PeriodicEncoder),
    Slots(Question, CategoryEncoder),
}

impl Part {
    pub(super) fn ring(
        quantity: Quantity,
        buckets: u32,
        active_bits: u32,
    ) -> Result<Self, ParameterError> {
        let (period, minimum) = (quantity.period(), quantity.minimum());
        let parameters = PeriodicEncoderParameters { period, buckets, active_bits, minimum };
        let encoder = PeriodicEncoder::new(parameters);
        Ok(Self::Ring(quantity, encoder.map_err(|error| error.within(quantity.name()))?))
    }

    pub(super) fn slots(question: Question, active_bits: u32) -> Result<Self, ParameterError> {
        let categories = CategoryEncoderParameters::new(question.categories());
        let encoder = CategoryEncoder::new(CategoryEncoderParameters { active_bits, ..categories });
        let encoder = encoder.map_err(|error| error.within(question.name()))?;
        Ok(Self::Slots(question, encoder))
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Ring(quantity, _) => quantity.name(),
            Self::Slots(question, _) => question.name(),
        }
    }

    pub(super) fn encoder(&self) -> &dyn Encoder {
        match self {
            Self::Ring(_, encoder) => encoder,
            Self::Slots(_, encoder) => encoder,
        }
    }

    pub(super) fn warnings(&self) -> Vec<ParameterWarning> {
        let warnings = match self {
            Self::Ring(_, encoder) => encoder.parameters().warnings(),
            Self::Slots(_, encoder) => encoder.parameters().warnings(),
        };
        warnings.into_iter().map(|warning| warning.within(self.name())).collect()
    }

    /// The category of slot 0 or 1 that a time is in.
    fn category(question: &Question, time: DateTime) -> &'static str {
        question.categories()[usize::from(question.holds(time))]
    }

    pub(super) fn encode(&self, time: DateTime) -> Result<Sdr, EncoderError> {
        match self {
            Self::Ring(quantity, encoder) => encoder.encode_number(quantity.value(time)),
            Self::Slots(question, encoder) => {
                encoder.encode_category(Self::category(question, time))
            }
        }
    }

    pub(super) fn bucket(&self, time: DateTime) -> Result<u32, EncoderError> {
        match self {
            Self::Ring(quantity, encoder) => encoder.bucket(quantity.value(time)),
            Self::Slots(question, encoder) => encoder.slot(Self::category(question, time)),
        }
    }

    /// What the bits of this part stand for.
    //= spec/decoding.md#enc-decode-candidates
    //# The candidates of an encoder with a fixed number of buckets MUST be the buckets that a value
    //# can have.
    pub(super) fn decode(&self, bits: &Sdr) -> Result<Option<Decoded>, EncoderError> {
        let decoded = match self {
            Self::Ring(quantity, encoder) if quantity.is_whole() => {
                whole(*quantity, encoder, bits)?
            }
            _ => self.encoder().decode(bits)?.pop(),
        };
        Ok(decoded.map(|decoded| decoded.within(self.name())))
    }
}

/// Decodes bits of a ring on which only integers stand.
fn whole(
    quantity: Quantity,
    encoder: &PeriodicEncoder,
    bits: &Sdr,
) -> Result<Option<Decoded>, EncoderError> {
    let values = || (0..quantity.period() as i64).map(|n| n as f64 + quantity.minimum());
    let overlap = |value: f64| {
        let bucket = encoder.bits_of_bucket(encoder.bucket(value)?)?;
        Ok::<u32, EncoderError>(decode::overlap(bits, &bucket))
    };
    let overlaps = values().map(overlap).collect::<Result<Vec<u32>, _>>()?;
    let Some(mut best) = best_apart((0..).zip(overlaps)) else { return Ok(None) };
    let value = best.bucket as f64 + quantity.minimum();
    best.bucket = i64::from(encoder.bucket(value)?);
    Ok(Some(Decoded::new(&best, encoder.parameters().active_bits, quantity.meaning(value))))
}

/// The size of all parts together.
pub(super) fn size(parts: &[Part]) -> Result<u32, ParameterError> {
    let size: u64 = parts.iter().map(|part| u64::from(part.encoder().size())).sum();
    u32::try_from(size).map_err(|_| bounds::too_large("size", size))
}
