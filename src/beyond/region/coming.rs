//! What a predictor knows of the time that it predicts, before the record arrives.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Span};

use super::{Record, Region, StepResult};
use crate::encoders::{
    Encoder, EncoderError, EncoderParameters, PeriodicEncoder, PeriodicEncoderParameters, Value,
};
use crate::parameters::ParameterError;

/// The maximum number of times whose bits are kept for `week-before`.
pub(crate) const MOST_TIMES: usize = 1 << 20;

/// Number of bits of the input `coming-time`.
pub(crate) const WEEK_BITS: u32 = 1008;

/// The times and values that the inputs `coming-time` and `week-before` use.
#[derive(Clone, Debug)]
pub(super) struct Coming {
    week: PeriodicEncoder,
    /// The field of the time; none if no encoder reads a time.
    time_field: Option<String>,
    /// The time of the record, and of the one before it.
    pub(super) times: [Option<DateTime>; 2],
    /// The bits of the target field in the last seven days, by time.
    pub(super) target_bits: BTreeMap<DateTime, Vec<u32>>,
}

impl Coming {
    /// For a region before its first step.
    pub(super) fn new(region: &Region) -> Result<Self, ParameterError> {
        let is_time = |encoder: &EncoderParameters| matches!(encoder, EncoderParameters::Date(_));
        let encoders = &region.parameters().encoders;
        let time = encoders.iter().find(|field| is_time(&field.encoder));
        let time_field = time.and_then(|field| field.reads().first().cloned());
        //= spec/classifier.md#cla-coming-time
        //# The input coming-time MUST be the bits of a periodic encoder with the period 604800, the
        //# minimum 0, 1008 buckets and 21 active bits for the seconds from the last Monday, 0
        //# o'clock, to the time predicted for, and no bits if that time is unknown.
        let week = PeriodicEncoder::new(PeriodicEncoderParameters {
            period: 604_800.0,
            buckets: WEEK_BITS,
            active_bits: 21,
            minimum: 0.0,
        })?;
        Ok(Self { week, time_field, times: [None; 2], target_bits: BTreeMap::new() })
    }

    /// Number of bits of the input `coming-time`.
    pub(super) fn week_size(&self) -> u32 {
        self.week.size()
    }

    /// Adds a record of which the region has made its step. Memory is bounded by the records of seven
    /// days.
    pub(super) fn see(&mut self, record: &Record, result: &StepResult, region: &Region) {
        let time = self.time_field.as_ref().and_then(|field| match record.get(field) {
            Some(Value::Time(time)) => Some(*time),
            _ => None,
        });
        self.times = [time, self.times[0]];
        let Some(time) = time else { return };
        let bits = target_range(region).map(|range| {
            let on = result.encoded.on().iter().filter(|bit| range.contains(bit));
            on.map(|bit| bit - range.start).collect()
        });
        self.target_bits.insert(time, bits.unwrap_or_default());
        if let Ok(week_ago) = time.checked_sub(Span::new().days(7)) {
            while self.target_bits.first_key_value().is_some_and(|(first, _)| *first < week_ago) {
                self.target_bits.pop_first();
            }
        }
        //= spec/classifier.md#cla-week-remembered
        //# If more than 1048576 times are remembered for week-before, the earliest of them MUST be
        //# forgotten.
        while self.target_bits.len() > MOST_TIMES {
            self.target_bits.pop_first();
        }
    }

    //= spec/classifier.md#cla-coming-reset
    //# A reset MUST forget the times and the bits that coming-time and week-before use.
    pub(super) fn reset(&mut self) {
        self.times = [None; 2];
        self.target_bits.clear();
    }

    /// The time that a prediction this many steps ahead is for.
    //= spec/classifier.md#cla-coming
    //# The time predicted for MUST be the time of the record plus k times the duration from the
    //# record before to it, where k is the horizon, and be unknown if either time is missing or the
    //# duration is not above 0.
    pub(super) fn time(&self, steps: u32) -> Option<DateTime> {
        let [Some(time), Some(before)] = self.times else { return None };
        let interval = time.duration_since(before);
        let ahead = interval.checked_mul(i32::try_from(steps).ok()?)?;
        (interval > SignedDuration::ZERO).then(|| time.checked_add(ahead).ok())?
    }

    /// The bits of the input `coming-time`.
    pub(super) fn week_bits(&self, steps: u32) -> Result<Vec<u32>, EncoderError> {
        let Some(time) = self.time(steps) else { return Ok(Vec::new()) };
        let day = f64::from(time.weekday().to_monday_zero_offset());
        let minutes = 60 * i32::from(time.hour()) + i32::from(time.minute());
        let seconds = f64::from(60 * minutes + i32::from(time.second()));
        let fraction = f64::from(time.subsec_nanosecond()) / 1_000_000_000.0;
        Ok(self.week.encode_number(86_400.0 * day + seconds + fraction)?.on().to_vec())
    }

    /// The bits of the input `week-before`.
    //= spec/classifier.md#cla-week-before
    //# The input week-before MUST be the bits that the encoder of the target field produced in the
    //# last step with a time seven days before the time predicted for, and no bits if that time is
    //# unknown or there was no such step.
    pub(super) fn week_before(&self, steps: u32) -> Vec<u32> {
        let before = self.time(steps).and_then(|time| time.checked_sub(Span::new().days(7)).ok());
        before.and_then(|time| self.target_bits.get(&time).cloned()).unwrap_or_default()
    }
}

/// The bits of the target field's encoder among those of all encoders; `None` if there is none.
pub(super) fn target_range(region: &Region) -> Option<std::ops::Range<u32>> {
    region.encoder().parts().nth(region.target_index()?).map(|part| part.range)
}
