//! The alarms of a detector at the end of a run, and why there may be none.

use std::time::Duration;

use bami_htm::detector::{Detector, DetectorResult};

use crate::input::Row;
use crate::input::error::names;
use crate::notes::{Notes, plural};
use crate::output::reason;

/// How many alarms are listed; the rest are counted.
const LISTED: usize = 20;

/// The alarms of a run.
#[derive(Debug, Default)]
pub(super) struct Alarms {
    rows: u64,
    /// The rows after those at the start of a stream that have no score.
    scored: u64,
    count: u64,
    /// The first alarms, each a line.
    listed: Vec<String>,
}

impl Alarms {
    /// Adds a row.
    pub(super) fn add(&mut self, row: &Row, result: &DetectorResult) {
        self.rows += 1;
        self.scored += u64::from(result.row >= Detector::UNSCORED_ROWS);
        let Some(reason) = reason(result) else { return };
        self.count += 1;
        if self.listed.len() < LISTED {
            let time = match row.timestamp_text.as_str() {
                "" => format!("row {}", result.row + 1),
                text => text.to_owned(),
            };
            self.listed.push(format!("  {time}  {reason}"));
        }
    }

    /// Prints the alarms or, if there could be none, why.
    //= spec/program.md#program-alarms
    //# At the end, the program MUST list the first 20 alarms with their times and reasons.
    pub(super) fn print(&self, notes: Notes, elapsed: Duration, detector: &Detector) {
        let Self { scored, count, .. } = self;
        let (first, provisional) = (Detector::UNSCORED_ROWS, Detector::PROVISIONAL_ROWS);
        let constant: Vec<String> = detector.constant_fields().map(ToOwned::to_owned).collect();
        let all_constant = constant.len() == detector.parameters().fields.len();
        let speed = speed(self.rows, elapsed);
        //= spec/program.md#program-alarms
        //# Where no row was scored, or every field has had only one value, the program MUST warn
        //# that no alarm was possible.
        //= spec/program.md#program-alarms
        //# Where no alarm was possible, the program MUST NOT print a number of alarms.
        let impossible = if *scored == 0 {
            Some(format!("the first {first} rows of a stream have no score, and it has no more"))
        } else if all_constant && *count == 0 {
            Some(format!("{} never varies", names(&constant)))
        } else {
            None
        };
        if let Some(why) = impossible {
            notes.warn(&format!("no alarm was possible: {why}"));
            notes.print(&speed);
            return;
        }
        //= spec/program.md#program-alarms
        //# Each field that has had only one value MUST be named in a warning.
        if !constant.is_empty() {
            let names = names(&constant);
            notes.warn(&format!("{names} never varies, so nothing unusual could be found in it"));
        }
        let clamped: u64 =
            detector.fields().iter().flat_map(|field| &field.scales).map(|s| s.clamped).sum();
        if clamped > 0 {
            notes.warn(&format!(
                "{clamped} number{} out of the reach of an encoder counted as the nearest within it",
                plural(clamped)
            ));
        }
        if detector.rows() < provisional {
            notes.note(&format!(
                "all scores are provisional: the rate of false alarms is measured from row {} on",
                provisional + 1
            ));
        }
        let among = if *scored < self.rows {
            format!(" in the {scored} row{} with a score", plural(*scored))
        } else {
            String::new()
        };
        let alarms = match count {
            0 => "no alarm".to_owned(),
            count => format!("{count} alarm{}", plural(*count)),
        };
        notes.print(&format!("{speed}, {alarms}{among}"));
        self.lines().iter().for_each(|line| notes.print(line));
    }

    /// A line for each of the first alarms, and one for the others.
    //= spec/program.md#program-alarms
    //# The alarms after the 20th MUST be counted.
    fn lines(&self) -> Vec<String> {
        let more = self.count.saturating_sub(LISTED as u64);
        let more = (more > 0).then(|| format!("  and {more} more"));
        self.listed.iter().cloned().chain(more).collect()
    }
}

/// How many rows in how much time.
pub(super) fn speed(rows: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let rate = if seconds > 0.0 { rows as f64 / seconds } else { 0.0 };
    format!("{rows} row{} in {seconds:.1} s ({rate:.0} rows/s)", plural(rows))
}

#[cfg(test)]
mod tests {
    use bami_htm::encoders::Value;

    use super::*;
    use crate::input::sequence::Sequence;

    //= spec/program.md#program-alarms
    //= type=test
    //# The alarms after the 20th MUST be counted.
    #[test]
    fn twenty_alarms_are_listed_and_the_others_counted() {
        let mut alarms = Alarms::default();
        for number in 0..25_u64 {
            let result = serde_json::json!({
                "row": 100 * number, "anomaly_score": 0.9, "return_period": 7000.0, "alarm": true,
                "provisional": false, "reason": {
                    "field": "load", "component": "flat-line", "expected": null, "actual": "7"
                }
            });
            let row = Row {
                line: number,
                timestamp_text: if number == 1 { "noon".into() } else { String::new() },
                timestamp: None,
                values: vec![Value::Number(7.0)],
                sequence: Sequence::default(),
            };
            alarms.add(&row, &serde_json::from_value(result).unwrap());
        }
        let lines = alarms.lines();
        assert_eq!(lines.len(), 21);
        assert_eq!(lines[0], "  row 1  load: flat line, was 7");
        assert_eq!(lines[1], "  noon  load: flat line, was 7");
        assert_eq!(lines[20], "  and 5 more");
    }
}
