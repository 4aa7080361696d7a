//! A detector on a stream: where a sequence begins, which rows it learns, and the rate of alarms.

use anyhow::{Context, anyhow, bail};
use bami_htm::Learning;
use bami_htm::detector::{Component, Detector, DetectorField, DetectorParameters, DetectorResult};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::chosen;
use super::records::Records;
use super::warm_up::DateTimeText;
use crate::input::column_type::ColumnType;
use crate::input::sequence::Sequence;
use crate::input::{Columns, Row, TIMESTAMP_FIELD};
use crate::memory;

/// The intervals from which that of the rows is taken.
const INTERVALS: usize = 20;

/// Seconds of a week.
const WEEK: f64 = 604_800.0;

/// What a detector on a stream needs besides its own state, as it is saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    /// The last row that is learned, or its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) learn_until: Option<LearnUntil>,
    /// A sequence ends with a row after which no row comes for more than this many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reset_gap: Option<i64>,
    /// The alarms a week, if these were given in place of the rows per alarm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alarms_per_week: Option<f64>,
    /// The interval of the rows in seconds, 0 if they have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) interval: Option<i64>,
    /// The times of the first rows, until the interval is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) first_times: Vec<DateTimeText>,
    /// The time of the last row that had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_time: Option<DateTimeText>,
    /// The name of the sequence that the last row with one belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sequence: Option<String>,
}

/// The last row that is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum LearnUntil {
    /// By its number, from 1.
    Row(u64),
    /// By its time.
    Time(DateTimeText),
}

impl std::str::FromStr for LearnUntil {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(row) = text.parse() {
            return if row > 0 { Ok(Self::Row(row)) } else { Err("rows count from 1".into()) };
        }
        let time = text.parse().map(|time| Self::Time(DateTimeText(time)));
        time.map_err(|_| "must be a row, such as 2000, or a time, such as 2026-03-01T13:30".into())
    }
}

/// A detector that reads the rows of a stream.
pub(super) struct Detecting {
    detector: Detector,
    records: Records,
    session: Session,
    learning: Learning,
    /// Whether the last row was learned.
    learned: bool,
    /// Whether it was said what the detector has chosen.
    told: bool,
    /// Messages that were not taken yet.
    notes: Vec<String>,
}

impl Detecting {
    /// A detector for these columns; its fields and its time are filled in.
    //= spec/program.md#program-detector
    //# Each value column MUST be a field of the detector, a column of categories one of categories.
    pub(super) fn new(
        parameters: DetectorParameters,
        session: Session,
        columns: &Columns,
        column_types: &[ColumnType],
    ) -> anyhow::Result<Self> {
        //= spec/program.md#program-alarm-rate
        //# `--alarms-per-week` MUST be rejected if the stream has no times.
        //= spec/program.md#program-alarm-rate
        //# `--alarms-per-week` MUST be rejected if the interval is not greater than 0.
        if session.alarms_per_week.is_some() && !columns.has_timestamp {
            bail!(
                "--alarms-per-week needs times, but no time column was found; name it with --timestamp-column, or \
                 give --rows-per-alarm"
            );
        }
        let records = Records::for_detector(columns);
        let field = |(name, column_type): (&String, &ColumnType)| match column_type {
            ColumnType::Category => DetectorField::category(name),
            _ => DetectorField::number(name),
        };
        let fields: Vec<_> = records.fields().iter().zip(column_types).map(field).collect();
        let time = columns.has_timestamp.then(|| TIMESTAMP_FIELD.to_owned());
        let mut parameters = parameters.with_fields(fields);
        parameters.time = time;
        let detector = Detector::with_limits(parameters, &memory::limits());
        let detector = detector.map_err(|error| anyhow!("{error}"))?;
        let mut detecting = Self::of(detector, session, columns);
        detecting.told = false;
        if !columns.has_timestamp {
            detecting.tell_rate();
        }
        Ok(detecting)
    }

    /// A detector that goes on.
    pub(super) fn of(detector: Detector, session: Session, columns: &Columns) -> Self {
        let records = Records::for_detector(columns);
        let (learning, notes) = (Learning::On, Vec::new());
        Self { detector, records, session, learning, learned: true, told: true, notes }
    }

    /// The detector.
    pub(super) fn detector(&self) -> &Detector {
        &self.detector
    }

    pub(super) fn detector_mut(&mut self) -> &mut Detector {
        &mut self.detector
    }

    /// What is saved besides the detector.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// No further row is learned.
    //= spec/program.md#program-learning
    //# With `--no-learn`, the rows MUST NOT be learned.
    pub(super) fn stop_learning(&mut self) {
        self.learning = Learning::Off;
        self.learned = false;
    }

    /// The result of a row.
    pub(super) fn score(&mut self, row: &Row) -> anyhow::Result<DetectorResult> {
        if self.begins_sequence(row) {
            self.detector.reset();
        }
        self.session.last_time = row.timestamp.map(DateTimeText).or(self.session.last_time);
        self.find_interval(row)?;
        let learning = if self.learns() { Learning::On } else { Learning::Off };
        if learning == Learning::Off && self.learned {
            self.notes.push(format!("learning ends before row {}", self.detector.rows() + 1));
        }
        self.learned = learning == Learning::On;
        let result = self.detector.step_with(&self.records.record(row), learning);
        let result = result.map_err(|error| self.records.rejected(row, error))?;
        if !self.told && chosen::is_known(&self.detector) {
            self.tell_choice();
        }
        Ok(result)
    }

    /// Whether a sequence begins with this row.
    //= spec/program.md#program-resets
    //# Before a row with which a sequence begins, the detector MUST be reset.
    //= spec/program.md#program-resets
    //# With `--reset-gap`, a sequence MUST begin with a row whose time is later than the last one
    //# by more than the gap.
    //= spec/program.md#program-resets
    //# In a column with the flag S, a sequence MUST begin where the field is not empty and differs
    //# from the last one that was not.
    fn begins_sequence(&mut self, row: &Row) -> bool {
        let begins = match &row.sequence {
            Sequence::Same => false,
            Sequence::Begins => true,
            Sequence::Named(name) => {
                let last = self.session.sequence.replace(name.clone());
                last.is_some_and(|last| last != *name)
            }
        };
        let gap = self.session.reset_gap.zip(row.timestamp).zip(self.session.last_time);
        let is_late =
            gap.is_some_and(|((gap, time), DateTimeText(last))| seconds(last, time) > gap);
        begins || is_late
    }

    /// Whether the next row is learned.
    //= spec/program.md#program-learning
    //# With `--learn-until`, the rows after the given row or time MUST NOT be learned; a row
    //# without a time counts as one with the last time.
    fn learns(&self) -> bool {
        let is_before = match self.session.learn_until {
            None => true,
            Some(LearnUntil::Row(row)) => self.detector.rows() < row,
            Some(LearnUntil::Time(DateTimeText(time))) => {
                self.session.last_time.is_none_or(|DateTimeText(last)| last <= time)
            }
        };
        is_before && self.learning == Learning::On
    }

    /// Notes the time of a row while the interval is unknown.
    //= spec/program.md#program-alarm-rate
    //# The interval MUST be the median of the first 20 intervals between times.
    //= spec/program.md#program-alarm-rate
    //# With `--alarms-per-week`, the rows per alarm MUST be the number of intervals in a week
    //# divided by the alarms.
    fn find_interval(&mut self, row: &Row) -> anyhow::Result<()> {
        let (None, Some(time)) = (self.session.interval, row.timestamp) else { return Ok(()) };
        let times = &mut self.session.first_times;
        times.push(DateTimeText(time));
        if times.len() <= INTERVALS {
            return Ok(());
        }
        let mut intervals: Vec<i64> =
            times.windows(2).map(|pair| seconds(pair[0].0, pair[1].0)).collect();
        intervals.sort_unstable();
        times.clear();
        let interval = intervals[INTERVALS / 2].max(0);
        self.session.interval = Some(interval);
        if let Some(alarms) = self.session.alarms_per_week {
            if interval == 0 {
                bail!(
                    "--alarms-per-week {alarms}: the first times have no interval from which the rows of a week could \
                     be counted; give --rows-per-alarm"
                );
            }
            let rows = WEEK / interval as f64 / alarms;
            self.detector.set_rows_per_alarm(rows).with_context(|| {
                format!("--alarms-per-week {alarms}, with a row every {interval} seconds")
            })?;
        }
        self.tell_rate();
        Ok(())
    }

    /// Says at which rate false alarms are expected.
    //= spec/program.md#program-alarm-rate
    //# The program MUST print the rate of false alarms in rows.
    //= spec/program.md#program-alarm-rate
    //# As soon as the interval is known, the program MUST print the rate in alarms a week.
    fn tell_rate(&mut self) {
        let rows = self.detector.parameters().rows_per_alarm;
        let interval = self.session.interval.filter(|&interval| interval > 0);
        let a_week = interval.map_or(String::new(), |interval| {
            let alarms = WEEK / interval as f64 / rows;
            format!(", that is {} a week", rounded(alarms))
        });
        self.notes.push(format!("at most one false alarm per {} rows{a_week}", rounded(rows)));
    }

    fn tell_choice(&mut self) {
        self.told = true;
        self.notes.extend(chosen::lines(&self.detector));
    }

    /// The messages since the last call.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// The messages at the end of a stream: what could not be said earlier.
    pub(super) fn last_notes(&mut self) -> Vec<String> {
        if self.session.interval.is_none() && self.detector.parameters().time.is_some() {
            self.tell_rate();
        }
        if !self.told {
            self.tell_choice();
        }
        self.take_notes()
    }
}

/// The name of a component, as in JSON, and the rows of its scale.
pub(crate) fn component(component: Component) -> (&'static str, Option<u32>) {
    match component {
        Component::Memory { rows } => ("memory", Some(rows)),
        Component::Range => ("range", None),
        Component::Season => ("season", None),
        Component::FlatLine => ("flat-line", None),
        Component::NewCategory => ("new-category", None),
        _ => ("other", None),
    }
}

/// The seconds from one time to another.
fn seconds(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}

/// A number with two significant digits, or without a fraction if it is at least 100.
fn rounded(number: f64) -> String {
    if number >= 100.0 {
        return number.round().to_string();
    }
    format!("{number:.1e}").parse().unwrap_or(number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded() {
        let of = [0.288, 2.88, 14.4, 99.0, 100.4, 700.0].map(rounded);
        assert_eq!(of, ["0.29", "2.9", "14", "99", "100", "700"]);
    }

    #[test]
    fn learning_ends_at_a_row_or_a_time() {
        let time = "2026-03-01T13:30:00".parse().unwrap();
        assert_eq!("2000".parse(), Ok(LearnUntil::Row(2000)));
        assert_eq!("2026-03-01 13:30".parse(), Ok(LearnUntil::Time(DateTimeText(time))));
        for wrong in ["0", "-1", "1.5", "noon", ""] {
            assert!(wrong.parse::<LearnUntil>().is_err(), "{wrong}");
        }
    }
}
