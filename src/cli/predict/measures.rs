//! How wrong predictions were, and how wrong simple ones would have been.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Serialize;

/// A prediction of one value, and what came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// The row that it was for, from 0.
    pub(super) row: u64,
    /// What came.
    pub(super) actual: f64,
    /// What was predicted.
    pub(super) predicted: f64,
    /// The probability that the bucket of what came was given.
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
    /// Mean absolute error as a part of the actual value, in per cent.
    pub(super) mape: Option<f64>,
    /// Rows left out of `mape`, as their value is 0.
    pub(super) mape_zeros_left_out: u64,
    /// Mean of -ln of the probability of what came; only for distributions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) negative_log_likelihood: Option<f64>,
    /// Rows left out of it, as their bucket had the probability 0: it had never been seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unseen_left_out: Option<u64>,
}

impl Measures {
    /// The measures over the rows from `first` on.
    //= spec/program.md#program-predict-errors
    //# The errors MUST be measured over the rows that have a value and a prediction, from the row that `--score-from` names on, or else over the last half of all rows.
    pub(super) fn of(judged: &[Judged], first: u64) -> Self {
        let judged: Vec<&Judged> = judged.iter().filter(|judged| judged.row >= first).collect();
        //= spec/program.md#program-predict-errors
        //# A measure that is too large for a number MUST be left out.
        let mean = |terms: &[f64]| {
            let mean = (!terms.is_empty()).then(|| terms.iter().sum::<f64>() / terms.len() as f64);
            mean.filter(|mean| mean.is_finite())
        };
        let error = |judged: &&Judged| (judged.predicted - judged.actual).abs();
        let absolute: Vec<f64> = judged.iter().map(error).collect();
        let squared: Vec<f64> = absolute.iter().map(|error| error * error).collect();
        //= spec/program.md#program-predict-errors
        //# Rows whose value is 0 MUST be left out of the mean absolute percentage error, and be counted.
        let nonzero = judged.iter().filter(|judged| judged.actual != 0.0);
        let parts: Vec<f64> =
            nonzero.map(|judged| 100.0 * error(judged) / judged.actual.abs()).collect();
        let given: Vec<f64> = judged.iter().filter_map(|judged| judged.probability).collect();
        let seen: Vec<f64> = given.iter().filter(|p| **p > 0.0).map(|p| -p.ln()).collect();
        Self {
            rows: judged.len() as u64,
            mae: mean(&absolute),
            rmse: mean(&squared).map(f64::sqrt),
            mape: mean(&parts),
            mape_zeros_left_out: (judged.len() - parts.len()) as u64,
            negative_log_likelihood: mean(&seen),
            unseen_left_out: (!given.is_empty()).then(|| (given.len() - seen.len()) as u64),
        }
    }

    /// The line for people.
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

/// What was judged for one number of steps ahead.
#[derive(Debug, Default)]
pub(super) struct Horizon {
    /// The predictions of the region.
    pub(super) predicted: Vec<Judged>,
    same_as_now: Vec<Judged>,
    same_as_a_day_ago: Vec<Judged>,
    same_as_a_week_ago: Vec<Judged>,
}

/// The measures of one number of steps ahead.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HorizonMeasures {
    /// How many steps ahead.
    pub(super) steps: u32,
    /// The predictions of the region.
    pub(super) predicted: Measures,
    /// The value of the row from which the prediction was made.
    pub(super) same_as_now: Measures,
    /// The value one day before the time that is predicted.
    pub(super) same_as_a_day_ago: Measures,
    /// The value seven days before the time that is predicted.
    pub(super) same_as_a_week_ago: Measures,
}

impl Horizon {
    /// The measures over the rows from `first` on.
    pub(super) fn measures(&self, steps: u32, first: u64) -> HorizonMeasures {
        HorizonMeasures {
            steps,
            predicted: Measures::of(&self.predicted, first),
            same_as_now: Measures::of(&self.same_as_now, first),
            same_as_a_day_ago: Measures::of(&self.same_as_a_day_ago, first),
            same_as_a_week_ago: Measures::of(&self.same_as_a_week_ago, first),
        }
    }
}

/// The rows that came, for the simple predictions. A stream without end keeps all of them.
#[derive(Debug, Default)]
pub(super) struct Past {
    values: Vec<Option<f64>>,
    by_time: BTreeMap<DateTime, f64>,
}

impl Past {
    /// Number of rows.
    pub(super) fn rows(&self) -> u64 {
        self.values.len() as u64
    }

    /// Judges the simple predictions for a row that comes, `steps` rows ahead.
    //= spec/program.md#program-predict-errors
    //# Beside them MUST stand the errors of predicting the value of the row from which the prediction was made, and the values one day and seven days before the time that is predicted, each with the number of rows it was measured on.
    pub(super) fn judge(
        &self,
        horizon: &mut Horizon,
        steps: u32,
        time: Option<DateTime>,
        actual: f64,
    ) {
        let row = self.rows();
        let judged = |predicted| Judged { row, actual, predicted, probability: None };
        let now = self.values.len().checked_sub(steps as usize);
        let now = now.and_then(|row| self.values.get(row).copied().flatten());
        horizon.same_as_now.extend(now.map(judged));
        let ago = |days: i64| {
            let before = time?.checked_sub(jiff::Span::new().days(days)).ok()?;
            self.by_time.get(&before).copied()
        };
        horizon.same_as_a_day_ago.extend(ago(1).map(judged));
        horizon.same_as_a_week_ago.extend(ago(7).map(judged));
    }

    /// Remembers a row.
    pub(super) fn push(&mut self, time: Option<DateTime>, value: Option<f64>) {
        self.values.push(value);
        if let (Some(time), Some(value)) = (time, value) {
            self.by_time.insert(time, value);
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
    //# Rows whose value is 0 MUST be left out of the mean absolute percentage error, and be counted.
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
    //# A measure that is too large for a number MUST be left out.
    #[test]
    fn a_measure_that_is_no_number_is_left_out() {
        let measures = Measures::of(&[judged(0, 5e-324, 1e150), judged(1, -1e150, 1e150)], 0);
        let is = |found: Option<f64>, wanted: f64| (found.unwrap() / 1e150 - wanted).abs() < 1e-12;
        assert!(is(measures.mae, 1.5) && is(measures.rmse, 2.5_f64.sqrt()), "{measures:?}");
        assert_eq!(measures.mape, None);
        let line = measures.line("x");
        assert!(line.contains("MAE 1.500e150") && line.contains("MAPE        - %"), "{line}");
    }

    #[test]
    fn a_bucket_never_seen_is_counted() {
        let with = |probability| Judged { probability: Some(probability), ..judged(0, 1.0, 1.0) };
        let measures = Measures::of(&[with(0.5), with(0.0)], 0);
        assert_eq!(measures.negative_log_likelihood, Some(-(0.5f64.ln())));
        assert_eq!(measures.unseen_left_out, Some(1));
    }
}
