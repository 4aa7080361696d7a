//! What counts as found, what as false, and how late. There is no input or output here.

use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::figures::median;

/// An anomaly can be found up to this many rows after its end.
const GRACE: usize = 24;

/// From this many rows after the end of the anomaly, an alarm is false again.
const SETTLED: usize = 150;

/// The rate of false alarms is their number in so many rows.
const WEEK: f64 = 2016.0;

/// What a detector made of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The name of the stream.
    pub(super) name: String,
    /// The base and the kind of its anomaly; none in a clean stream.
    pub(super) planted: Option<(String, String)>,
    /// The rows from the start of the anomaly to the alarm, if it was found.
    pub(super) delay: Option<usize>,
    /// The number of false alarms.
    pub(super) false_alarms: usize,
    /// The number of rows in which an alarm is false.
    pub(super) watched: usize,
}

/// Judges alarms that start in these rows of a stream with so many rows: the delay, the number of false alarms, and
/// the number of rows in which an alarm is false.
pub(super) fn judge(
    alarms: &[usize],
    rows: usize,
    anomaly: Option<Range<usize>>,
) -> (Option<usize>, usize, usize) {
    let Some(Range { start, end }) = anomaly else { return (None, alarms.len(), rows) };
    //= spec/nab.md#planted-score
    //# An anomaly MUST count as found if an alarm starts in one of the rows start to end + 23.
    let found = alarms.iter().find(|alarm| (start..end + GRACE).contains(alarm));
    //= spec/nab.md#planted-score
    //# The delay of an anomaly that was found MUST be the number of rows from start to the first
    //# alarm that starts in these rows.
    let delay = found.map(|alarm| alarm - start);
    //= spec/nab.md#planted-score
    //# An alarm MUST count as false if it starts before start, or in row end + 150 or later, or in
    //# a clean stream.
    let is_watched = |row: usize| row < start || row >= end + SETTLED;
    let false_alarms = alarms.iter().filter(|alarm| is_watched(**alarm)).count();
    (delay, false_alarms, start + rows.saturating_sub(end + SETTLED))
}

/// The sum over streams with an anomaly.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Part {
    /// The number of streams.
    pub(super) streams: usize,
    /// The delays of the anomalies that were found.
    pub(super) delays: Vec<usize>,
    /// The number of false alarms.
    pub(super) false_alarms: usize,
    /// The number of rows in which an alarm is false.
    pub(super) watched: usize,
}

impl Part {
    /// The sum over some verdicts.
    pub(super) fn of<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Self {
        verdicts.into_iter().fold(Self::default(), |mut part, verdict| {
            part.streams += 1;
            part.delays.extend(verdict.delay);
            part.false_alarms += verdict.false_alarms;
            part.watched += verdict.watched;
            part
        })
    }

    /// The part of the anomalies that was found; none if there are no anomalies.
    pub(super) fn recall(&self) -> Option<f64> {
        (self.streams > 0).then(|| self.delays.len() as f64 / self.streams as f64)
    }

    /// The number of false alarms in 2016 rows; none if there are no such rows.
    //= spec/nab.md#planted-score
    //# The rate of false alarms MUST be their number per 2016 of the rows in which an alarm counts
    //# as false.
    pub(super) fn rate(&self) -> Option<f64> {
        (self.watched > 0).then(|| WEEK * self.false_alarms as f64 / self.watched as f64)
    }

    /// The median delay; none if nothing was found.
    pub(super) fn delay(&self) -> Option<f64> {
        median(self.delays.iter().map(|delay| *delay as f64))
    }

    /// The figures as JSON.
    pub(super) fn json(&self) -> Value {
        json!({
            "streams": self.streams,
            "found": self.delays.len(),
            "recall": self.recall(),
            "median_delay": self.delay(),
            "false_alarms": self.false_alarms,
            "rows_watched": self.watched,
            "false_alarms_per_2016_rows": self.rate(),
        })
    }
}

impl Verdict {
    /// The number of false alarms in 2016 rows.
    pub(super) fn rate(&self) -> f64 {
        WEEK * self.false_alarms as f64 / self.watched as f64
    }

    /// The number of rows for each alarm; none if there was no alarm.
    pub(super) fn rows_per_alarm(&self) -> Option<f64> {
        (self.false_alarms > 0).then(|| self.watched as f64 / self.false_alarms as f64)
    }

    /// The observed rate of alarms divided by the stated one.
    //= spec/nab.md#planted-score
    //# For a detector that states a rate of one alarm per N rows, the ratio of a clean stream with
    //# n rows and k alarms MUST be k * N / n.
    pub(super) fn ratio(&self, stated: Option<u32>) -> Option<f64> {
        stated.map(|stated| self.false_alarms as f64 * f64::from(stated) / self.watched as f64)
    }

    /// The figures of a stream as JSON.
    pub(super) fn json(&self, stated: Option<u32>) -> Value {
        let mut figures = Map::new();
        if let Some((base, kind)) = &self.planted {
            figures.insert("base".to_owned(), base.as_str().into());
            figures.insert("kind".to_owned(), kind.as_str().into());
            figures.insert("found".to_owned(), self.delay.is_some().into());
            figures.insert("delay".to_owned(), self.delay.into());
        }
        figures.insert("false_alarms".to_owned(), self.false_alarms.into());
        figures.insert("rows_watched".to_owned(), self.watched.into());
        figures.insert("false_alarms_per_2016_rows".to_owned(), self.rate().into());
        if self.planted.is_none() {
            figures.insert("rows_per_alarm".to_owned(), json!(self.rows_per_alarm()));
            figures.insert("ratio".to_owned(), json!(self.ratio(stated)));
        }
        Value::Object(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/nab.md#planted-score
    //= type=test
    //# An anomaly MUST count as found if an alarm starts in one of the rows start to end + 23.
    //= spec/nab.md#planted-score
    //= type=test
    //# An alarm MUST count as false if it starts before start, or in row end + 150 or later, or in
    //# a clean stream.
    //= spec/nab.md#planted-score
    //= type=test
    //# The delay of an anomaly that was found MUST be the number of rows from start to the first
    //# alarm that starts in these rows.
    #[test]
    fn an_alarm_finds_an_anomaly_is_false_or_is_neither() {
        let judged = |alarms: &[usize]| judge(alarms, 1000, Some(500..510));
        assert_eq!(judged(&[]), (None, 0, 500 + 340));
        assert_eq!(judged(&[500]), (Some(0), 0, 840));
        assert_eq!(judged(&[499, 533]), (Some(33), 1, 840));
        assert_eq!(judged(&[534, 659]), (None, 0, 840));
        assert_eq!(judged(&[0, 499, 505, 520, 660, 999]), (Some(5), 4, 840));
        assert_eq!(judge(&[3, 5], 1000, None), (None, 2, 1000));
        // The stream ends before alarms are false again.
        assert_eq!(judge(&[639], 640, Some(500..510)), (None, 0, 500));
    }

    fn verdict(delay: Option<usize>, false_alarms: usize, watched: usize) -> Verdict {
        Verdict { name: String::new(), planted: None, delay, false_alarms, watched }
    }

    //= spec/nab.md#planted-score
    //= type=test
    //# The rate of false alarms MUST be their number per 2016 of the rows in which an alarm counts
    //# as false.
    //= spec/nab.md#planted-score
    //= type=test
    //# For a detector that states a rate of one alarm per N rows, the ratio of a clean stream with
    //# n rows and k alarms MUST be k * N / n.
    #[test]
    fn figures_are_sums_over_streams() {
        let verdicts = [(Some(4), 1), (None, 0), (Some(9), 2), (Some(6), 0)];
        let verdicts = verdicts.map(|(delay, false_alarms)| verdict(delay, false_alarms, 1512));
        let part = Part::of(&verdicts);
        assert_eq!((part.recall(), part.delay(), part.rate()), (Some(0.75), Some(6.0), Some(1.0)));
        assert_eq!(Part::of(&verdicts[1..3]).delay(), Some(9.0));
        assert_eq!(Part::of(&verdicts[2..]).delay(), Some(7.5));
        let none = Part::default();
        assert_eq!((none.recall(), none.delay(), none.rate()), (None, None, None));

        let clean = verdict(None, 30, 20_160);
        assert_eq!((clean.rate(), clean.rows_per_alarm()), (3.0, Some(672.0)));
        assert_eq!((clean.ratio(Some(700)), clean.ratio(None)), (Some(1.0416666666666667), None));
        assert_eq!(verdict(None, 0, 100).rows_per_alarm(), None);
    }
}
