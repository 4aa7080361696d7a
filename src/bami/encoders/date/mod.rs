//! The date encoder: `BAMI ENC`, date and time.

mod parameters;
mod parts;

use jiff::civil::DateTime;

pub use parameters::{
    CustomDaysParameters, DayNightParameters, DayOfMonthParameters, DayOfWeekParameters,
    FirstWeekday, HolidayParameters, MinuteOfHourParameters, MonthParameters, SeasonParameters,
    TimeOfDayParameters, WeekendParameters,
};
use parts::{Part, Quantity, Question};

use super::{Bucket, Decoded, Encoder, EncoderError, Value, decode, no_bits};
#[cfg(doc)]
use super::{CategoryEncoder, PeriodicEncoder};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`DateEncoder`]: which parts it has, and their sizes. The default has no part yet
/// and is rejected until it is given one.
///
/// ```
/// use bami_htm::encoders::{DateEncoderParameters, TimeOfDayParameters, WeekendParameters};
///
/// let parameters = DateEncoderParameters::default()
///     .with_time_of_day(TimeOfDayParameters::default())
///     .with_weekend(WeekendParameters::default().with_active_bits(30));
/// assert!(parameters.validate().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
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
    /// The season: how far the year has come.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub season: Option<SeasonParameters>,
    /// The month.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub month: Option<MonthParameters>,
    /// The day of the month.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub day_of_month: Option<DayOfMonthParameters>,
    /// Whether it is a holiday.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub holiday: Option<HolidayParameters>,
    /// Whether it is one of a custom set of days of the week.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub custom_days: Option<CustomDaysParameters>,
    /// Whether it is day or night.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub day_night: Option<DayNightParameters>,
    /// The minute of the hour.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub minute_of_hour: Option<MinuteOfHourParameters>,
}

with_methods! {
    DateEncoderParameters {
        with_time_of_day(time_of_day: Option<TimeOfDayParameters>),
        with_day_of_week(day_of_week: Option<DayOfWeekParameters>),
        with_weekend(weekend: Option<WeekendParameters>),
        with_season(season: Option<SeasonParameters>),
        with_month(month: Option<MonthParameters>),
        with_day_of_month(day_of_month: Option<DayOfMonthParameters>),
        with_holiday(holiday: Option<HolidayParameters>),
        with_custom_days(custom_days: Option<CustomDaysParameters>),
        with_day_night(day_night: Option<DayNightParameters>),
        with_minute_of_hour(minute_of_hour: Option<MinuteOfHourParameters>),
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
    /// No part at all, or the first invalid parameter.
    pub fn validate(&self) -> Result<(), ParameterError> {
        DateEncoder::new(self.clone()).map(|_| ())
    }

    /// Valid but probably unintended settings; none if the parameters are invalid.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let parts = self.parts().unwrap_or_default();
        parts.iter().flat_map(Part::warnings).collect()
    }

    /// The parts that were asked for, in the order of their bits.
    //= spec/encoders.md#enc-date-order
    //# The requested parts of a date encoder MUST follow one another in the order time of day, day
    //# of week, weekend, season, month, day of month, holiday, custom days, day and night, minute
    //# of the hour.
    fn parts(&self) -> Result<Vec<Part>, ParameterError> {
        let named = |name: &'static str| move |error: ParameterError| error.within(name);
        let mut parts = Vec::new();
        if let Some(p) = &self.time_of_day {
            parts.push(Part::ring(Quantity::TimeOfDay, p.buckets, p.active_bits)?);
        }
        if let Some(p) = &self.day_of_week {
            parts.push(Part::ring(Quantity::DayOfWeek(p.first_weekday), p.buckets, p.active_bits)?);
        }
        if let Some(p) = &self.weekend {
            parts.push(Part::slots(Question::Weekend, p.active_bits)?);
        }
        if let Some(p) = &self.season {
            parts.push(Part::ring(Quantity::Season, p.buckets, p.active_bits)?);
        }
        if let Some(p) = &self.month {
            parts.push(Part::ring(Quantity::Month, p.buckets, p.active_bits)?);
        }
        if let Some(p) = &self.day_of_month {
            parts.push(Part::ring(Quantity::DayOfMonth, p.buckets, p.active_bits)?);
        }
        if let Some(p) = &self.holiday {
            let question = parts::holiday(p).map_err(named("holiday"))?;
            parts.push(Part::slots(question, p.active_bits)?);
        }
        if let Some(p) = &self.custom_days {
            let question = parts::custom_days(p).map_err(named("custom_days"))?;
            parts.push(Part::slots(question, p.active_bits)?);
        }
        if let Some(p) = &self.day_night {
            let question = parts::day_night(p).map_err(named("day_night"))?;
            parts.push(Part::slots(question, p.active_bits)?);
        }
        if let Some(p) = &self.minute_of_hour {
            parts.push(Part::ring(Quantity::MinuteOfHour, p.buckets, p.active_bits)?);
        }
        Ok(parts)
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
    parts: Vec<Part>,
    size: u32,
}

impl DateEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// No part at all, an invalid parameter of a part, or more bits in all than 32 bits can
    /// number.
    pub fn new(parameters: DateEncoderParameters) -> Result<Self, ParameterError> {
        let parts = parameters.parts()?;
        //= spec/encoders.md#enc-date-parts
        //# A date encoder MUST be rejected unless it has at least 1 part.
        if parts.is_empty() {
            let allowed = "must be there, or another part: day_of_week, weekend, season, month, \
                day_of_month, holiday, custom_days, day_night, minute_of_hour";
            return Err(ParameterError::new("time_of_day", "nothing", allowed));
        }
        let size = parts::size(&parts)?;
        Ok(Self { parameters, parts, size })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &DateEncoderParameters {
        &self.parameters
    }

    /// The SDR of a date and time.
    ///
    /// # Errors
    ///
    /// None that a valid date and time could bring about.
    pub fn encode_time(&self, time: DateTime) -> Result<Sdr, EncoderError> {
        let sdrs = self.parts.iter().map(|part| part.encode(time));
        Ok(Sdr::concatenate(&sdrs.collect::<Result<Vec<Sdr>, _>>()?)?)
    }
}

impl Encoder for DateEncoder {
    fn size(&self) -> u32 {
        self.size
    }

    fn active_bits(&self) -> u32 {
        self.parts.iter().map(|part| part.encoder().active_bits()).sum()
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        match value.to_time()? {
            Some(time) => self.encode_time(time),
            None => no_bits(self.size),
        }
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        let Some(time) = value.to_time()? else { return Ok(Vec::new()) };
        let bucket = |part: &Part| Ok(Bucket::new(part.bucket(time)?).within(part.name()));
        self.parts.iter().map(bucket).collect()
    }

    //= spec/decoding.md#enc-decode-parts
    //# The bits of each part of a date encoder and of a concatenation MUST be decoded separately.
    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        decode::check_size(bits, self.size)?;
        let (mut decoded, mut from) = (Vec::new(), 0);
        for part in &self.parts {
            let to = from + part.encoder().size();
            decoded.extend(part.decode(&decode::slice(bits, from, to)?)?);
            from = to;
        }
        Ok(decoded)
    }
}
