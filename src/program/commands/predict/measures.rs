//! The errors of predictions, and of simple predictions for comparison.

use std::collections::{BTreeMap, VecDeque};

use jiff::civil::DateTime;
use serde::Serialize;

/// A prediction of one value, and the actual value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// The row that it was for, from 0.
    pub(super) row: u64,
    /// The actual value.
    pub(super) actual: f64,
    /// The predicted value.
    pub(super) predicted: f64,
    /// The probability that was assigned to the bucket of the actual value.
    pub(super) probability: Option<f64>,
}

/// Error measures over some rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Measures {
    /// Number of rows, for all but the two below.
    pub(super) rows: u64,
    /// Mean absolute error.
    pub(super) mae: Option<f64>,
    /// Root of the mean squared error.
    pub(super) rmse: Option<f64>,
    /// Mean absolute error as a percentage of the actual value.
    pub(super) mape: Option<f64>,
    /// Rows excluded from `mape` because their value is 0.
    pub(super) mape_zeros_left_out: u64,
    /// Mean of -ln of the probability of the actual value; only for distributions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) negative_log_likelihood: Option<f64>,
    /// Rows excluded from it because their bucket had never been seen and so had the probability 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unseen_left_out: Option<u64>,
}

impl Measures {
    /// The measures over the rows starting at `first`.
    //= spec/program.md#program-predict-errors
    //# The errors MUST be measured over the rows that have a value and a prediction, starting at
    //# the row given by `--score-from` or, without it, over the last half of all rows.
    pub(super) fn of(judged: &[Judged], first: u64) -> Self {
        let mut sums = Sums::default();
        judged.iter().filter(|judged| judged.row >= first).for_each(|judged| sums.add(judged));
        sums.measures()
    }

    /// The measures as a line of text.
    pub(super) fn line(&self, name: &str) -> String {
        let number = |number: Option<f64>| match number {
            None => "-".to_owned(),
            Some(n) if n.abs() < 1e12 => format!("{n:.3}"),
            Some(n) => format!("{n:.3e}"),
        };
        let mut line = format!(
            "  {name:<19} MAE {:>8}  RMSE {:>8}  MAPE {:>8} %  over {} rows",
            number(self.mae),
            number(self.rmse),
            number(self.mape),
            self.rows,
        );
        if self.mape_zeros_left_out > 0 {
            line += &format!(" (MAPE without {} zeros)", self.mape_zeros_left_out);
        }
        if let Some(unseen) = self.unseen_left_out {
            line += &format!(
                ", negative log-likelihood {} without {unseen} rows of a bucket never seen",
                number(self.negative_log_likelihood)
            );
        }
        line
    }
}

/// The sums over some rows from which the measures are computed.
#[derive(Debug, Default)]
struct Sums {
    rows: u64,
    absolute: f64,
    squared: f64,
    nonzero: u64,
    parts: f64,
    given: u64,
    seen: u64,
    negative_logs: f64,
}

impl Sums {
    fn add(&mut self, judged: &Judged) {
        let error = (judged.predicted - judged.actual).abs();
        self.rows += 1;
        self.absolute += error;
        self.squared += error * error;
        //= spec/program.md#program-predict-errors
        //# Rows with the value 0 MUST be left out of the mean absolute percentage error.
        //= spec/program.md#program-predict-errors
        //# The rows left out of that error MUST be counted.
        if judged.actual != 0.0 {
            self.nonzero += 1;
            self.parts += 100.0 * error / judged.actual.abs();
        }
        if let Some(probability) = judged.probability {
            self.given += 1;
            if probability > 0.0 {
                self.seen += 1;
                self.negative_logs += -probability.ln();
            }
        }
    }

    fn measures(&self) -> Measures {
        //= spec/program.md#program-predict-errors
        //# A measure that is too large to be represented as a number MUST be omitted.
        let mean = |sum: f64, count: u64| {
            let mean = (count > 0).then(|| sum / count as f64);
            mean.filter(|mean| mean.is_finite())
        };
        Measures {
            rows: self.rows,
            mae: mean(self.absolute, self.rows),
            rmse: mean(self.squared, self.rows).map(f64::sqrt),
            mape: mean(self.parts, self.nonzero),
            mape_zeros_left_out: self.rows - self.nonzero,
            negative_log_likelihood: mean(self.negative_logs, self.seen),
            unseen_left_out: (self.given > 0).then(|| self.given - self.seen),
        }
    }
}

/// Measured predictions of one kind. If the first row to measure is known, only their sums are kept.
#[derive(Debug, Default)]
pub(super) struct Judgements {
    first: Option<u64>,
    sums: Sums,
    kept: Vec<Judged>,
}

impl Judgements {
    fn new(first: Option<u64>) -> Self {
        Self { first, ..Self::default() }
    }

    /// Adds a measured prediction.
    //= spec/limits.md#limit-stream
    //# With `--score-from`, the memory that `bami predict` holds MUST NOT grow with the number of
    //# rows.
    pub(super) fn push(&mut self, judged: Judged) {
        match self.first {
            Some(first) if judged.row >= first => self.sums.add(&judged),
            Some(_) => {}
            None => self.kept.push(judged),
        }
    }

    fn measures(&self, first: u64) -> Measures {
        if self.first.is_some() { self.sums.measures() } else { Measures::of(&self.kept, first) }
    }
}

/// The measured predictions for one number of steps ahead.
#[derive(Debug, Default)]
pub(super) struct Horizon {
    /// The predictions of the region.
    pub(super) predicted: Judgements,
    same_as_now: Judgements,
    same_as_a_day_ago: Judgements,
    same_as_a_week_ago: Judgements,
}

/// The measures of one number of steps ahead.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HorizonMeasures {
    /// The number of steps ahead.
    pub(super) steps: u32,
    /// The predictions of the region.
    pub(super) predicted: Measures,
    /// The value of the row from which the prediction was made.
    pub(super) same_as_now: Measures,
    /// The value one day before the predicted time.
    pub(super) same_as_a_day_ago: Measures,
    /// The value seven days before the predicted time.
    pub(super) same_as_a_week_ago: Measures,
}

impl Horizon {
    /// Nothing measured yet; errors are measured starting at the row `first`, counted from 0, if it is known.
    pub(super) fn new(first: Option<u64>) -> Self {
        let judgements = || Judgements::new(first);
        Self {
            predicted: judgements(),
            same_as_now: judgements(),
            same_as_a_day_ago: judgements(),
            same_as_a_week_ago: judgements(),
        }
    }

    /// The measures over the rows starting at `first`.
    pub(super) fn measures(&self, steps: u32, first: u64) -> HorizonMeasures {
        HorizonMeasures {
            steps,
            predicted: self.predicted.measures(first),
            same_as_now: self.same_as_now.measures(first),
            same_as_a_day_ago: self.same_as_a_day_ago.measures(first),
            same_as_a_week_ago: self.same_as_a_week_ago.measures(first),
        }
    }
}

/// The previous rows for the simple predictions: the last values, and the latest times.
#[derive(Debug)]
pub(super) struct Past {
    rows: u64,
    /// The values of the last rows, the latest first.
    values: VecDeque<Option<f64>>,
    farthest: usize,
    by_time: BTreeMap<DateTime, f64>,
}

/// The number of times with values that are kept.
const MOST_TIMES: usize = 1 << 20;

impl Past {
    /// No rows yet, for predictions at most this many steps ahead.
    pub(super) fn new(farthest: usize) -> Self {
        Self { rows: 0, values: VecDeque::new(), farthest, by_time: BTreeMap::new() }
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Measures the simple predictions for a new row, `steps` rows ahead.
    //= spec/program.md#program-predict-errors
    //# The errors MUST be reported beside those of predicting the value of the row from which the
    //# prediction was made, and the values one day and seven days before the predicted time, each
    //# with the number of rows it was measured on.
    pub(super) fn judge(
        &self,
        horizon: &mut Horizon,
        steps: u32,
        time: Option<DateTime>,
        actual: f64,
    ) {
        let row = self.rows();
        let judged = |predicted| Judged { row, actual, predicted, probability: None };
        let now = (steps as usize).checked_sub(1);
        let now = now.and_then(|rows_ago| self.values.get(rows_ago).copied().flatten());
        let push = |judgements: &mut Judgements, value: Option<f64>| {
            if let Some(value) = value {
                judgements.push(judged(value));
            }
        };
        push(&mut horizon.same_as_now, now);
        let ago = |days: i64| {
            let before = time?.checked_sub(jiff::Span::new().days(days)).ok()?;
            self.by_time.get(&before).copied()
        };
        push(&mut horizon.same_as_a_day_ago, ago(1));
        push(&mut horizon.same_as_a_week_ago, ago(7));
    }

    /// Adds a row.
    pub(super) fn push(&mut self, time: Option<DateTime>, value: Option<f64>) {
        self.rows += 1;
        self.values.push_front(value);
        self.values.truncate(self.farthest);
        if let (Some(time), Some(value)) = (time, value) {
            self.by_time.insert(time, value);
        }
        while self.by_time.len() > MOST_TIMES {
            self.by_time.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(row: u64, actual: f64, predicted: f64) -> Judged {
        Judged { row, actual, predicted, probability: None }
    }

    //= spec/program.md#program-predict-errors
    //= type=test
    //# Rows with the value 0 MUST be left out of the mean absolute percentage error.
    //= spec/program.md#program-predict-errors
    //= type=test
    //# The rows left out of that error MUST be counted.
    #[test]
    fn measures_of_a_few_rows() {
        let rows = [judged(0, 9.0, 0.0), judged(1, 0.0, 3.0), judged(2, 10.0, 6.0)];
        let measures = Measures::of(&rows, 1);
        assert_eq!((measures.rows, measures.mape_zeros_left_out), (2, 1));
        assert_eq!((measures.mae, measures.rmse), (Some(3.5), Some(12.5f64.sqrt())));
        assert_eq!(measures.mape, Some(40.0));
        let none = Measures::of(&rows, 3);
        assert_eq!((none.rows, none.mae, none.mape), (0, None, None));
    }

    //= spec/program.md#program-predict-errors
    //= type=test
    //# A measure that is too large to be represented as a number MUST be omitted.
    #[test]
    fn a_measure_that_is_no_number_is_left_out() {
        let measures = Measures::of(&[judged(0, 5e-324, 1e150), judged(1, -1e150, 1e150)], 0);
        let is = |found: Option<f64>, wanted: f64| (found.unwrap() / 1e150 - wanted).abs() < 1e-12;
        assert!(is(measures.mae, 1.5) && is(measures.rmse, 2.5_f64.sqrt()), "{measures:?}");
        assert_eq!(measures.mape, None);
        let line = measures.line("x");
        assert!(line.contains("MAE 1.500e150") && line.contains("MAPE        - %"), "{line}");
    }

    //= spec/limits.md#limit-stream
    //= type=test
    //# With `--score-from`, the memory that `bami predict` holds MUST NOT grow with the number of
    //# rows.
    #[test]
    fn where_the_first_row_is_known_only_sums_are_kept() {
        let (mut known, mut unknown) = (Horizon::new(Some(300)), Horizon::new(None));
        let mut past = Past::new(7);
        for row in 0..2000_u32 {
            let value = f64::from(row * 37 % 101);
            let guess = f64::from(row * 11 % 103);
            for horizon in [&mut known, &mut unknown] {
                past.judge(horizon, 7, None, value);
                let probability = Some(f64::from(row % 5) / 5.0);
                horizon.predicted.push(Judged { probability, ..judged(row.into(), value, guess) });
            }
            past.push(None, Some(value));
            assert!(past.values.len() <= 7 && known.predicted.kept.is_empty());
        }
        assert_eq!(unknown.predicted.kept.len(), 2000);
        assert_eq!(known.predicted.measures(300), unknown.predicted.measures(300));
        assert_eq!(known.same_as_now.measures(300), unknown.same_as_now.measures(300));
        assert_eq!(known.same_as_now.measures(300).rows, 1700);
    }

    #[test]
    fn a_bucket_never_seen_is_counted() {
        let with = |probability| Judged { probability: Some(probability), ..judged(0, 1.0, 1.0) };
        let measures = Measures::of(&[with(0.5), with(0.0)], 0);
        assert_eq!(measures.negative_log_likelihood, Some(-(0.5f64.ln())));
        assert_eq!(measures.unseen_left_out, Some(1));
    }
}
