//! The date encoder: `BAMI ENC`, date and time.

use jiff::civil::{DateTime, Weekday};

use super::{
    CategoryEncoder, CategoryEncoderParameters, Encoder, EncoderError, PeriodicEncoder,
    PeriodicEncoderParameters, Value, bounds, no_bits,
};
use crate::parameters::{ParameterError, ParameterWarning};
use crate::sdr::Sdr;

/// Parameters of a [`DateEncoder`]: which parts it has, and their sizes. The default has no part yet
/// and is refused until it is given one.
///
/// ```
/// use bami_htm::encoders::{DateEncoderParameters, TimeOfDayParameters, WeekendParameters};
///
/// let parameters = DateEncoderParameters {
///     time_of_day: Some(TimeOfDayParameters::default()),
///     weekend: Some(WeekendParameters { active_bits: 30 }),
///     ..DateEncoderParameters::default()
/// };
/// assert!(parameters.validate().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct DateEncoderParameters {
    /// The time of day.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub time_of_day: Option<TimeOfDayParameters>,
    /// The day of the week.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub day_of_week: Option<DayOfWeekParameters>,
    /// Whether it is a weekend.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub weekend: Option<WeekendParameters>,
}

/// The time of day as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of 24 hours. The default is
/// that of the Numenta Anomaly Benchmark, 54 buckets with 21 active bits: times 9 1/3 hours apart
/// share no bit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct TimeOfDayParameters {
    /// Number of buckets in 24 hours, and of bits.
    pub buckets: u32,
    /// Number of bits ON, at most the buckets.
    pub active_bits: u32,
}

impl Default for TimeOfDayParameters {
    fn default() -> Self {
        Self { buckets: 54, active_bits: 21 }
    }
}

/// The day of the week as a part of a [`DateEncoder`]: a [`PeriodicEncoder`] of 7 days. The default is
/// 84 buckets, 12 for each day, with 21 active bits: a day shares 9 bits with the one before and the
/// one after, and none with any other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct DayOfWeekParameters {
    /// Number of buckets in 7 days, and of bits; well chosen a multiple of 7.
    pub buckets: u32,
    /// Number of bits ON, at most the buckets.
    pub active_bits: u32,
}

impl Default for DayOfWeekParameters {
    fn default() -> Self {
        Self { buckets: 84, active_bits: 21 }
    }
}

/// Whether it is a weekend, as a part of a [`DateEncoder`]: a [`CategoryEncoder`] of two categories.
/// The default is 21 bits for each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct WeekendParameters {
    /// Number of bits ON; the part has twice as many bits.
    pub active_bits: u32,
}

impl Default for WeekendParameters {
    fn default() -> Self {
        Self { active_bits: 21 }
    }
}

const SECONDS_OF_A_DAY: f64 = 86_400.0;
const NO_WEEKEND: &str = "no weekend";
const WEEKEND: &str = "weekend";

impl TimeOfDayParameters {
    fn periodic(&self) -> PeriodicEncoderParameters {
        let Self { buckets, active_bits } = *self;
        PeriodicEncoderParameters { period: SECONDS_OF_A_DAY, buckets, active_bits, minimum: 0.0 }
    }
}

impl DayOfWeekParameters {
    fn periodic(&self) -> PeriodicEncoderParameters {
        let Self { buckets, active_bits } = *self;
        PeriodicEncoderParameters { period: 7.0, buckets, active_bits, minimum: 0.0 }
    }
}

impl WeekendParameters {
    fn categories(&self) -> CategoryEncoderParameters {
        let categories = CategoryEncoderParameters::new([NO_WEEKEND, WEEKEND]);
        CategoryEncoderParameters { active_bits: self.active_bits, ..categories }
    }
}

impl DateEncoderParameters {
    /// The time of day alone, at its default size.
    #[must_use]
    pub fn only_time_of_day() -> Self {
        Self { time_of_day: Some(TimeOfDayParameters::default()), ..Self::default() }
    }

    /// Checks every parameter of every part.
    ///
    /// # Errors
    ///
    /// No part at all, or the first parameter that cannot be.
    pub fn validate(&self) -> Result<(), ParameterError> {
        DateEncoder::new(self.clone()).map(|_| ())
    }

    /// What is legal and yet can hardly be meant.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let time = self.time_of_day.as_ref().map(|part| part.periodic().warnings());
        let day = self.day_of_week.as_ref().map(|part| part.periodic().warnings());
        let weekend = self.weekend.as_ref().map(|part| part.categories().warnings());
        [("time_of_day", time), ("day_of_week", day), ("weekend", weekend)]
            .into_iter()
            .flat_map(|(name, warnings)| {
                warnings.into_iter().flatten().map(move |warning| warning.within(name))
            })
            .collect()
    }
}

/// Encodes a date and time: the parts that were asked for, side by side.
///
/// Times are those of the clock on the wall, without a time zone.
///
/// ```
/// use bami_htm::encoders::{DateEncoder, DateEncoderParameters, Encoder};
/// use jiff::civil::date;
///
/// let encoder = DateEncoder::new(DateEncoderParameters::only_time_of_day())?;
/// assert_eq!(encoder.size(), 54);
/// let noon = encoder.encode_time(date(2015, 3, 1).at(12, 0, 0, 0))?;
/// assert_eq!(noon.on(), (17..38).collect::<Vec<u32>>());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DateEncoder {
    parameters: DateEncoderParameters,
    time_of_day: Option<PeriodicEncoder>,
    day_of_week: Option<PeriodicEncoder>,
    weekend: Option<CategoryEncoder>,
    size: u32,
}

impl DateEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// No part at all, a parameter of a part that cannot be, or more bits in all than 32 bits can
    /// number.
    pub fn new(parameters: DateEncoderParameters) -> Result<Self, ParameterError> {
        let named = |name: &'static str| move |error: ParameterError| error.within(name);
        let time_of_day =
            parameters.time_of_day.as_ref().map(|p| PeriodicEncoder::new(p.periodic()));
        let day_of_week =
            parameters.day_of_week.as_ref().map(|p| PeriodicEncoder::new(p.periodic()));
        let weekend = parameters.weekend.as_ref().map(|p| CategoryEncoder::new(p.categories()));
        let mut encoder = Self {
            time_of_day: time_of_day.transpose().map_err(named("time_of_day"))?,
            day_of_week: day_of_week.transpose().map_err(named("day_of_week"))?,
            weekend: weekend.transpose().map_err(named("weekend"))?,
            parameters,
            size: 0,
        };
        //= spec/encoders.md#enc-date-parts
        //# A date encoder MUST be refused unless it has at least 1 part.
        if encoder.parts().next().is_none() {
            let allowed = "must be there, or another part: time_of_day, day_of_week, weekend";
            return Err(ParameterError::new("time_of_day", "nothing", allowed));
        }
        let size: u64 = encoder.parts().map(|part| u64::from(part.size())).sum();
        encoder.size = u32::try_from(size).map_err(|_| bounds::too_large("size", size))?;
        Ok(encoder)
    }

    /// What the encoder was made of.
    #[must_use]
    pub fn parameters(&self) -> &DateEncoderParameters {
        &self.parameters
    }

    /// The parts that there are, in the order of their bits.
    fn parts(&self) -> impl Iterator<Item = &dyn Encoder> {
        let time_of_day = self.time_of_day.as_ref().map(|part| part as &dyn Encoder);
        let day_of_week = self.day_of_week.as_ref().map(|part| part as &dyn Encoder);
        let weekend = self.weekend.as_ref().map(|part| part as &dyn Encoder);
        time_of_day.into_iter().chain(day_of_week).chain(weekend)
    }

    /// The SDR of a date and time.
    ///
    /// # Errors
    ///
    /// None that a valid date and time could bring about.
    //= spec/encoders.md#enc-date-order
    //# The parts of a date encoder that were asked for MUST stand one behind the other in the order time of day, day of week, weekend.
    pub fn encode_time(&self, time: DateTime) -> Result<Sdr, EncoderError> {
        let mut parts = Vec::new();
        if let Some(part) = &self.time_of_day {
            parts.push(part.encode_number(second_of_day(time))?);
        }
        if let Some(part) = &self.day_of_week {
            parts.push(part.encode_number(day_of_week(time))?);
        }
        if let Some(part) = &self.weekend {
            parts.push(part.encode_category(weekend(time))?);
        }
        Ok(Sdr::concatenate(&parts)?)
    }
}

/// The seconds since midnight, with their fraction.
//= spec/encoders.md#d-enc-8
//# The time of day MUST be encoded by a periodic encoder with the period 86400 and the minimum 0, its value being 3600 * hour + 60 * minute + second + nanosecond / 1000000000.
fn second_of_day(time: DateTime) -> f64 {
    let minutes = 60 * i32::from(time.hour()) + i32::from(time.minute());
    let seconds = 60 * minutes + i32::from(time.second());
    f64::from(seconds) + f64::from(time.subsec_nanosecond()) / 1_000_000_000.0
}

/// The days since Monday.
//= spec/encoders.md#d-enc-9
//# The day of the week MUST be encoded by a periodic encoder with the period 7 and the minimum 0, its value being 0 all through Monday, 1 all through Tuesday, and so on to 6 for Sunday.
fn day_of_week(time: DateTime) -> f64 {
    f64::from(time.weekday().to_monday_zero_offset())
}

/// The category of the day.
//= spec/encoders.md#d-enc-10
//# The weekend MUST be encoded by a category encoder with two slots, slot 1 for Saturday and Sunday and slot 0 for the other days.
fn weekend(time: DateTime) -> &'static str {
    match time.weekday() {
        Weekday::Saturday | Weekday::Sunday => WEEKEND,
        _ => NO_WEEKEND,
    }
}

impl Encoder for DateEncoder {
    fn size(&self) -> u32 {
        self.size
    }

    fn active_bits(&self) -> u32 {
        self.parts().map(Encoder::active_bits).sum()
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        match value.to_time()? {
            Some(time) => self.encode_time(time),
            None => no_bits(self.size),
        }
    }
}
